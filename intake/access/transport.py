"""HTTPS to a token server: its certificate checked, a time-out always, no redirects, through a proxy if there is one.

`session` is given to the libraries of Microsoft and Google, so that all they send goes by the configuration. What
goes wrong on the way is worded by `translated`, without the address asked for, which may carry an account.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from intake.access.errors import TokenError
from intake.config_extras import OAuthSettings
from intake.errors import ConfigurationError

if TYPE_CHECKING:
    import requests

#: The libraries that log what a server wrote, or warn with it.
_TALKATIVE = ("msal", "google", "urllib3", "requests")
_REACH = "see whether this machine can reach it; behind a proxy set [oauth] proxy"


def need(library: str) -> ConfigurationError:
    """What is said where a library is not installed."""
    return ConfigurationError(
        [f"[oauth] needs {library}: pip install 'eoi-intake[oauth]', or msal, google-auth, requests"]
    )


def session(settings: OAuthSettings) -> requests.Session:
    """A session that keeps to the settings.

    Raises:
        ConfigurationError: the library is missing, or ``ca_file`` cannot be used.
    """
    try:
        import requests
    except ImportError:
        raise need("requests") from None
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)

    class Session(requests.Session):
        """One whose every request has the time-out, and follows nobody elsewhere with a secret in its hands."""

        def request(self, method: str, url: str | bytes, *args: Any, **given: Any) -> requests.Response:
            given |= {"timeout": settings.timeout_seconds, "allow_redirects": False}
            if settings.ca_file is not None:  # said with each request, or REQUESTS_CA_BUNDLE would win
                given["verify"] = str(settings.ca_file)
            return super().request(method, url, *args, **given)

    made = Session()
    if settings.ca_file is not None and not settings.ca_file.is_file():
        raise ConfigurationError([f"[oauth] ca_file: there is no file {settings.ca_file}"])
    if settings.proxy:
        made.trust_env = False
        made.proxies = {"https": settings.proxy}
    made.auth = _as_it_is  # else a ~/.netrc would put its own password on the request
    return made


def _as_it_is(request: Any) -> Any:
    return request


@contextmanager
def translated(who: str) -> Iterator[None]:
    """Faults of the network as `TokenError`, worded; ``who`` is the token server."""
    import requests

    try:
        yield
    except requests.exceptions.RequestException as fault:
        raise worded(who, fault) from None


def worded(who: str, fault: BaseException) -> TokenError:
    """What a fault of the network means and what to do about it."""
    from requests import exceptions

    match fault:
        case exceptions.ProxyError():
            return TokenError(f"{who}: the proxy does not let us through", to_do="check [oauth] proxy, or HTTPS_PROXY")
        case exceptions.SSLError():
            return TokenError(
                f"{who}: its certificate is not trusted", to_do="name its certificate authority in ca_file"
            )
        case exceptions.Timeout():
            return TokenError(f"{who}: it did not answer in time", to_do=_REACH)
        case exceptions.ConnectionError():
            return TokenError(f"{who}: it cannot be reached", to_do=_REACH)
        case exceptions.HTTPError() if fault.response is not None:
            return TokenError(f"{who}: it has a fault of its own ({fault.response.status_code})")
        case _:
            return TokenError(f"{who}: it could not be asked ({type(fault).__name__})")


def host_of(address: str) -> str:
    """The server of an address, for messages."""
    return urlsplit(address).hostname or address


def post(made: requests.Session, address: str, form: Mapping[str, str]) -> dict[str, Any]:
    """Send a form to a token endpoint (RFC 6749 4.1.3, 6); its answer, good or an error response.

    Raises:
        TokenError: there was no answer, or none in JSON.
    """
    who = host_of(address)
    with translated(who):
        answer = made.post(address, data=dict(form), headers={"Accept": "application/json"})
        status, text = answer.status_code, answer.text
    try:
        told = json.loads(text)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not ("error" in told or "access_token" in told):
        raise TokenError(
            f"{who}: its answer ({status}) is not one of a token server", to_do="check authority and proxy"
        )
    return told
