"""When two addresses belong to one organisation, and when two written names are one: pure, and careful to say no."""

from __future__ import annotations

import re

#: Domains whose addresses anybody can have: sharing one says nothing about an organisation.
PUBLIC_DOMAINS = frozenset(
    {
        "aol.com", "btinternet.com", "btopenworld.com", "fastmail.com", "gmail.com", "gmx.com", "gmx.net",
        "googlemail.com", "hotmail.co.uk", "hotmail.com", "icloud.com", "live.co.uk", "live.com", "mac.com", "mail.com",
        "me.com", "msn.com", "ntlworld.com", "outlook.com", "proton.me", "protonmail.com", "sky.com", "talktalk.net",
        "tiscali.co.uk", "virginmedia.com", "yahoo.co.uk", "yahoo.com", "ymail.com", "zoho.com",
    }
)  # fmt: skip
_WORDS = re.compile(r"[^\W_]+")


def domain_of(address: str) -> str:
    """The domain of an address in lower case, "" where it has none."""
    return address.rpartition("@")[2].strip().lower().rstrip(".") if "@" in address else ""


def same_organisation(one: str, other: str) -> bool:
    """Whether two addresses are the same, or share a domain that not everybody can have an address at."""
    if one.strip().lower() == other.strip().lower() and "@" in one:
        return True
    domain = domain_of(one)
    return bool(domain) and domain == domain_of(other) and domain not in PUBLIC_DOMAINS


def same_name(one: str, other: str) -> bool:
    """Whether two names have the same words, whatever their case and punctuation."""
    words = _WORDS.findall(one.casefold())
    return bool(words) and words == _WORDS.findall(other.casefold())
