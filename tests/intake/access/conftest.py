"""A token server, and the settings of a service that asks it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from pydantic import SecretStr

from intake.config import ImapSettings, ServiceSettings, Settings, SmtpSettings
from intake.config_extras import OAuthSettings
from tests.servers.tokens import TENANT, TokenServer

ACCOUNT = "applications@council.example"
CLIENT = "11111111-2222-3333-4444-555555555555"
SECRET = "a~very~secret~value"
PROVIDERS = [(name, grant) for name in ("microsoft", "google") for grant in ("application", "delegated")]


@pytest.fixture(autouse=True)
def nothing_around(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy and no credential of the machine that runs the tests."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy", "CREDENTIALS_DIRECTORY", "REQUESTS_CA_BUNDLE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with TokenServer(secrets={CLIENT: SECRET}, user=ACCOUNT) as made:
        yield made


Settle = Callable[..., Settings]


@pytest.fixture
def settle(server: TokenServer, tmp_path: Path) -> Settle:
    """Settings of a provider and a grant, with changes of ``[oauth]``."""

    def made(provider: str = "microsoft", grant: str = "application", **changes: Any) -> Settings:
        key = service_key(server, tmp_path) if (provider, grant) == ("google", "application") else None
        oauth = {
            "provider": provider,
            "grant": grant,
            "tenant": TENANT if provider == "microsoft" else "",
            "client_id": CLIENT,
            "client_secret": None if grant == "delegated" and provider == "microsoft" else SecretStr(SECRET),
            "key_file": key,
            "authority": server.address,
            "ca_file": server.ca_file,
        }
        return Settings(
            folder=tmp_path,
            service=ServiceSettings(programme="delivering-differently", data=tmp_path / "data"),
            mailbox=ImapSettings(address=ACCOUNT, host="localhost", auth="xoauth2", username=ACCOUNT),
            outgoing=SmtpSettings(host="localhost", auth="xoauth2", username=ACCOUNT),
            oauth=OAuthSettings(**{**oauth, **changes}),
        )

    return made


def pair(folder: Path, *, days: int = 400) -> tuple[Path, str]:
    """A certificate with its key in one file, and the SHA-256 thumbprint as a JWT carries it (base64url)."""
    import base64

    key, certificate, both = folder / "key.pem", folder / "cert.pem", folder / "both.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", str(days), "-subj", "/CN=intake"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    both.write_bytes(certificate.read_bytes() + key.read_bytes())
    thumb = x509.load_pem_x509_certificate(certificate.read_bytes()).fingerprint(hashes.SHA256())
    return both, base64.urlsafe_b64encode(thumb).rstrip(b"=").decode()


def service_key(server: TokenServer, folder: Path) -> Path:
    """The JSON key of a service account that the server knows."""
    pair(folder)
    path = folder / "google.json"
    server.service_keys["key-1"] = (folder / "cert.pem").read_text()
    path.write_text(
        json.dumps(
            {
                "type": "service_account",
                "client_email": "intake@project.example",
                "private_key_id": "key-1",
                "private_key": (folder / "key.pem").read_text(),
                "token_uri": f"{server.address}/token",
            }
        )
    )
    return path
