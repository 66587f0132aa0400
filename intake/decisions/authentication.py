"""Whether our own mail server confirms that a mail comes from the domain it says: its verdict, read and weighed.

Nothing is verified here: the server looked at SPF, DKIM and DMARC when the mail came in and wrote what it found into an
Authentication-Results header (RFC 8601; the grammar is `results`). Only the topmost header in the name of the
configured server counts. Headers are prepended, so whatever a sender wrote stands below it; but a server that writes
none, and does not strip those that use its name (RFC 8601 section 5), leaves the sender's topmost, which nothing here
can tell apart. Such a server must not be configured. What is confirmed is a domain, not a person: that is what one-use
codes (`tokens`) are for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intake.decisions.domains import aligned, domain_of, is_private, normal_domain, organisation_of
from intake.decisions.errors import UnconfirmedSenderError, UnreadableResultsError
from intake.decisions.results import MethodResult, read_results, server_of
from parsers.mail import ParsedMail

#: The value of authserv_id for mail servers of Microsoft, which leave their name out of the header.
MICROSOFT = "microsoft"

_FIELD = "authentication-results"
#: What Exchange writes of mail that one of its own mailboxes sent; it strips the field from mail of strangers.
_INTERNAL_FIELD = "x-ms-exchange-organization-authas"
_MICROSOFT_HOSTS = ("outlook.com", "office365.com", "exchangelabs.com", "office365.us", "partner.outlook.cn")
_ADDRESS = re.compile(r"[^\s\"(),:;<>@\[\]\\]{1,255}@[^\s\"(),:;<>@\[\]\\]{1,255}")
_ANGLE = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>\s*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
#: What an envelope sender could disguise a verdict with, were it copied carelessly; "=?" would be decoded (RFC 2047).
_DISGUISE = re.compile(r"[\s;()\"\\]|=\?")
_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthVerdict:
    """Whether a mail comes from the domain of its From address, as our mail server found.

    ``method`` is what confirmed it: dmarc, dkim, spf or internal; "" where nothing did. ``domain`` is the domain of
    From, "" where it has no single one. ``reason`` is a sentence for staff.
    """

    passed: bool
    method: str
    domain: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Evidence:
    """What is weighed: the domain of From, the topmost header's results, and those of others of ours right below it."""

    domain: str
    top: tuple[MethodResult, ...]
    others: tuple[MethodResult, ...]
    internal: bool

    def of(self, method: str) -> tuple[MethodResult, ...]:
        """The topmost header's results of one method."""
        return tuple(result for result in self.top if result.method == method)


def authenticate(mail: ParsedMail, *, authserv_id: str, own_hosts: Sequence[str] = ()) -> AuthVerdict:
    """Whether our mail server confirms the domain of the mail's From address (RFC 7489 section 3.1, RFC 8601).

    Args:
        mail: the mail as it was parsed.
        authserv_id: the name our mail server writes in its Authentication-Results, or "microsoft"; "" confirms nothing.
        own_hosts: domains of other mail servers of ours that hand mail on after it was judged.
    """
    domain = ""
    try:
        wanted = _wanted(authserv_id)
        domain = _from_domain(mail)
        method = _confirming(_evidence(mail, domain, wanted, own_hosts))
    except UnreadableResultsError as fault:
        reason = f"Our mail server's verdict on who sent it cannot be read for certain. {fault}"
    except UnconfirmedSenderError as fault:
        reason = str(fault)
    else:
        reason = f"Our mail server confirms that it comes from {domain} ({_SPOKEN[method]})."
        return AuthVerdict(passed=True, method=method, domain=domain, reason=reason)
    return AuthVerdict(passed=False, method="", domain=domain, reason=reason)


def _wanted(authserv_id: str) -> str:
    wanted = authserv_id.strip().rstrip(".").lower()
    if not wanted:
        raise UnconfirmedSenderError(
            "The configuration does not say whose verdict on senders is believed: set authserv_id in [mailbox] to the "
            "name our mail server writes in Authentication-Results, or to “microsoft”."
        )
    return wanted


def _from_domain(mail: ParsedMail) -> str:
    """The domain of the one author, whom every reader of the mail must see alike."""
    fields = mail.all_headers("from")
    if mail.from_ is None or not _ADDRESS.fullmatch(mail.from_.address):
        raise UnconfirmedSenderError("It does not name its sender by one plain address.")
    if len(fields) > 1 or any(not _names_only(field, mail.from_.address) for field in fields):
        raise UnconfirmedSenderError("It names more than one sender, or names one in a way that can be read in two.")
    domain = domain_of(mail.from_.address)
    if not _HOST.fullmatch(domain):
        raise UnconfirmedSenderError("The domain of its sender's address is none.")
    return domain


def _names_only(field: str, address: str) -> bool:
    """Whether a From field, decoded, holds ``address`` and no other. A display name may repeat it, or hold a comma."""
    text = _QUOTED.sub(" ", field).strip()
    angle = _ANGLE.fullmatch(text)
    found = [angle["address"], *re.findall(r"[^\s,;<>]*@[^\s,;<>]*", angle["name"])] if angle else [text]
    return {item.strip("'()[]").lower() for item in found} == {address.lower()}


def _evidence(mail: ParsedMail, domain: str, wanted: str, own_hosts: Sequence[str]) -> _Evidence:
    if mail.return_path and _DISGUISE.search(mail.return_path):
        raise UnconfirmedSenderError("Its envelope sender has characters that could disguise a forged verdict.")
    microsoft = wanted == MICROSOFT
    values = _own_headers(mail, "" if microsoft else wanted, _hosts(wanted, own_hosts))
    internal = [value.strip().lower() for value in mail.all_headers(_INTERNAL_FIELD)] == ["internal"]
    if not values and not (microsoft and internal):
        who = "Our mail server" if microsoft else f"Our mail server ({wanted})"
        raise UnconfirmedSenderError(f"{who} left no verdict on who sent it, so its sender cannot be confirmed.")
    results = [read_results(value) for value in values]
    return _Evidence(
        domain=domain,
        top=results[0] if results else (),
        others=tuple(result for header in results[1:] for result in header),
        internal=microsoft and internal,
    )


def _own_headers(mail: ParsedMail, server: str, hosts: Sequence[str]) -> tuple[str, ...]:
    """The headers in the name of ``server``, from the topmost one down to the next Received.

    Raises:
        UnconfirmedSenderError: above the topmost one a mail server that is not ours handed the mail on, so it was
            written before the mail came to us.
    """
    found: list[str] = []
    above = 0
    for name, value in mail.headers:
        if name == "received":
            if found:
                break
            above += 1
        elif name == _FIELD and server_of(value) == server:
            found.append(value)
    if found and hosts:
        for hop in mail.received[:above]:
            if not is_private(hop.by) and not any(f".{hop.by}".endswith(f".{host}") for host in hosts):
                raise UnconfirmedSenderError(
                    f"The verdict in our mail server's name stands below a line of {_shown(hop.by)}, which is not "
                    "known as a mail server of ours, so it may be forged."
                )
    return tuple(found)


def _hosts(wanted: str, own_hosts: Sequence[str]) -> tuple[str, ...]:
    """The domains whose mail servers are ours; none where the configured name is no host's and no other is given."""
    given = tuple(normal_domain(host) for host in own_hosts)
    if wanted == MICROSOFT:
        return (*_MICROSOFT_HOSTS, *given)
    return (organisation_of(wanted), *given) if "." in wanted else given


def _refused(evidence: _Evidence) -> str:
    """Nothing outweighs a failure, whichever header of ours it is in."""
    for result in (*evidence.top, *evidence.others):
        if result.method == "dmarc" and result.result == "fail":
            raise UnconfirmedSenderError(f"Our mail server found that it does not come from {evidence.domain} (DMARC).")
        if result.method == "compauth" and result.result == "fail":
            raise UnconfirmedSenderError(
                f"Our mail server takes it for a forgery of {evidence.domain} (composite authentication)."
            )
    for result in evidence.of("dmarc"):
        judged = result.value("header.from")
        if judged and domain_of(judged) != evidence.domain:
            raise UnconfirmedSenderError(
                f"Our mail server judged mail from {_shown(domain_of(judged))}, but it says it is from "
                f"{evidence.domain}."
            )
    return ""


def _internal(evidence: _Evidence) -> str:
    return "internal" if evidence.internal else ""


def _dmarc(evidence: _Evidence) -> str:
    found = evidence.of("dmarc")
    passed = [item.result == "pass" and domain_of(item.value("header.from")) == evidence.domain for item in found]
    return "dmarc" if passed and all(passed) else ""


def _dkim(evidence: _Evidence) -> str:
    signers = (_signer(result) for result in evidence.of("dkim") if result.result == "pass")
    return "dkim" if any(aligned(signer, evidence.domain) for signer in signers) else ""


def _signer(result: MethodResult) -> str:
    """The domain that signed: header.d, else that of header.i, which must be it or below it (RFC 6376 section 3.5)."""
    names = {name for name, _ in result.properties}
    identity = domain_of(result.value("header.i"))
    if "header.d" not in names:
        return identity
    domain = domain_of(result.value("header.d"))
    fits = "header.i" not in names or f".{identity}".endswith(f".{domain}")
    return domain if fits else ""


def _spf(evidence: _Evidence) -> str:
    passed = [result for result in evidence.of("spf") if result.result == "pass"]
    return "spf" if any(aligned(domain_of(r.value("smtp.mailfrom")), evidence.domain) for r in passed) else ""


#: In order: the first that names a method confirms the sender; the first of all may refuse.
_RULES: tuple[Callable[[_Evidence], str], ...] = (_refused, _internal, _dmarc, _dkim, _spf)
_SPOKEN = {"internal": "sent within our own organisation", "dmarc": "DMARC", "dkim": "DKIM", "spf": "SPF"}
_LOOKED_AT = (("dmarc", "header.from"), ("dkim", "header.d"), ("dkim", "header.i"), ("spf", "smtp.mailfrom"))


def _confirming(evidence: _Evidence) -> str:
    """The method that confirms the sender; where none does, what was found instead is told."""
    for rule in _RULES:
        if method := rule(evidence):
            return method
    found = dict.fromkeys(
        f"{_SPOKEN[method]} says {result.result if result.result.isalpha() else 'nothing'} for {_shown(domain)}"
        for method, name in _LOOKED_AT
        for result in evidence.of(method)
        if (domain := domain_of(result.value(name)))
    )
    told = "; ".join(list(found)[:6])
    raise UnconfirmedSenderError(
        f"Our mail server does not confirm that it comes from {evidence.domain}" + (f": {told}." if told else ".")
    )


def _shown(host: str) -> str:
    """A host's name as a stranger wrote it, if it is one."""
    return host if _HOST.fullmatch(host) else "another server"
