"""Domains of mail: when two belong together (RFC 7489 section 3.1), and which are shared by strangers.

Without the public suffix list, so on the careful side: two domains belong together when they are the same, or when one
is a subdomain of the other and the upper one is an organisation's own. The tables name what is known to be shared; what
they miss can only be a registry few register under, and only matters where our mail server has no DMARC verdict.
"""

from __future__ import annotations

import ipaddress

#: Second-level names under which the registries of countries register organisations: "co.uk", "gov.scot", "com.au".
_REGISTRY_LABELS = frozenset(
    {"ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "gv", "go", "ltd", "me", "mil", "mod", "ne", "net", "nhs"}
    | {"nic", "or", "org", "plc", "police", "sch", "school", "asn", "id", "web", "info", "biz", "llyw", "muni", "k12"}
)
#: Top-level names of nations that are not two letters long and register as countries do.
_NATIONS = frozenset(("wales", "cymru", "scot", "london"))
#: Names with more than one owner below them that no rule finds: shared services, and hosts that give away subdomains.
_SHARED = frozenset(
    {"gsi.gov.uk", "gsx.gov.uk", "gse.gov.uk", "gcsx.gov.uk", "service.gov.uk", "pnn.police.uk", "cjsm.net"}
    | {"onmicrosoft.com", "mail.onmicrosoft.com", "onmicrosoft.us", "gappssmtp.com", "amazonses.com", "amazonaws.com"}
    | {"sendgrid.net", "mailgun.org", "mcsv.net", "rsgsv.net", "github.io", "herokuapp.com", "azurewebsites.net"}
    | {"cloudapp.net", "cloudapp.azure.com", "appspot.com", "blogspot.com", "wordpress.com", "web.app", "pages.dev"}
    | {"uk.com", "gb.com", "eu.com", "us.com", "gb.net", "uk.net", "co.com", "de.com", "dyndns.org", "duckdns.org"}
)
#: Registries of which every direct subdomain is shared again: "lea.sch.uk".
_SHARED_BELOW = frozenset({"sch.uk", "k12.ca.us"})
#: Names that never leave a private network (RFC 6762, RFC 8375 and custom).
_PRIVATE = (".local", ".localhost", ".localdomain", ".internal", ".intranet", ".lan", ".home.arpa", ".corp", ".private")


def normal_domain(text: str) -> str:
    """A domain in lower case and ASCII (RFC 5890) without the root's dot; "" where it is none."""
    plain = text.strip().removesuffix(".").lower()
    try:
        return plain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def domain_of(address: str) -> str:
    """The domain of an address, of "@domain", or of a bare domain, normal; "" where there is none."""
    return normal_domain(address.rpartition("@")[2])


def is_organisation(domain: str) -> bool:
    """Whether a normal ``domain`` is of one owner, as far as the tables tell: not "com", "co.uk" or "gsi.gov.uk"."""
    labels = domain.split(".")
    if len(labels) < 2 or not all(labels) or domain in _SHARED or ".".join(labels[1:]) in _SHARED_BELOW:
        return False
    national = len(labels[-1]) == 2 or labels[-1] in _NATIONS
    return not (len(labels) == 2 and national and labels[0] in _REGISTRY_LABELS)


def aligned(one: str, other: str) -> bool:
    """Whether two normal domains belong together: the same, or one below the other that is an organisation's."""
    if not one or not other:
        return False
    if one == other:
        return True
    upper, lower = sorted((one, other), key=len)
    return lower.endswith("." + upper) and is_organisation(upper)


def organisation_of(host: str) -> str:
    """The shortest domain above ``host`` (or itself) that is an organisation's: ``nhs.net`` of ``mx1.nhs.net``."""
    labels = host.split(".")
    above = (".".join(labels[start:]) for start in range(len(labels) - 1, -1, -1))
    return next((domain for domain in above if is_organisation(domain)), host)


def is_private(host: str) -> bool:
    """Whether a host's name says nothing of whose it is: an address, one word, or a name of a private network."""
    name = host.strip("[]").removeprefix("ipv6:").rstrip(".")
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return "." not in name or name.endswith(_PRIVATE)
    return True
