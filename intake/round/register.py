"""The register of bodies that may apply, and the matching of a written name to one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """One body of the register. ``columns`` holds every column of the table as text, for ``[eligibility.require]``."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    columns: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The body a written name was matched to. ``score`` is 0 to 1; ``runner_up`` is set when it came close."""

    authority: Authority | None
    score: float
    runner_up: Authority | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """The bodies that may apply, in the order of the table."""

    authorities: tuple[Authority, ...]

    def match(self, name: str) -> Match:
        """The body that ``name`` means: by name, alias or former name, evened of case, punctuation and legal forms."""
        raise NotImplementedError

    def of_domain(self, address: str) -> tuple[Authority, ...]:
        """The bodies whose email or web domain an address ends in (several may share one)."""
        raise NotImplementedError

    def by_code(self, code: str) -> Authority | None:
        """The body with this code."""
        return next((item for item in self.authorities if item.code == code), None)
