"""The register of bodies that may apply: reading its table, and finding bodies by code and by email domain.

What a written name means is decided in `intake.round.names`; this file holds the bodies and asks it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from intake.round.names import NameIndex

#: Column of the table → other headings it is accepted under (headings are compared in lower case).
_HEADINGS = {
    "code": ("code", "id", "reference"),
    "name": ("name", "authority", "organisation", "body"),
    "aliases": ("aliases", "alias", "other_names", "alt_names"),
    "domains": ("domains", "domain", "email_domains", "email_domain"),
}

#: Labels that the former government secure networks put into a body's domain: ``walsall.gcsx.gov.uk`` is Walsall's.
_SECURE_LABELS = frozenset({"gsi", "gcsx", "gsx", "gse", "x", "secure"})

#: A domain of this many labels or fewer is a registry's, never a body's.
_REGISTRY_DOMAINS = frozenset({"gov.uk", "org.uk", "co.uk", "ac.uk", "gov.scot", "gov.wales", "nhs.uk"})


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
    """The body a written name was matched to. ``score`` is 0 to 1; ``runner_up`` is set when it came close.

    ``authority`` is None where no body is meant clearly enough; ``runner_up`` is then the nearest guess, to be shown
    to a person, never to be acted on.
    """

    authority: Authority | None
    score: float
    runner_up: Authority | None = None


@dataclass(frozen=True)
class Register:
    """The bodies that may apply, in the order of the table."""

    authorities: tuple[Authority, ...]
    headings: tuple[str, ...] = field(default=(), compare=False)

    def match(self, name: str) -> Match:
        """The body that ``name`` means: by name, alias or former name, evened of case, punctuation and legal forms."""
        guess = self._names.find(name)
        return Match(
            authority=None if guess.code is None else self._by_code[guess.code],
            score=guess.score,
            runner_up=None if guess.runner_up is None else self._by_code[guess.runner_up],
        )

    def of_domain(self, address: str) -> tuple[Authority, ...]:
        """The bodies whose email or web domain an address ends in (several may share one).

        ``address`` is an email address or a domain; its parent domains count too, and the labels of the government
        secure networks are passed over. The most particular domain that anyone has decides.
        """
        for domain in _domains_of(address):
            if domain in self._by_domain:
                return self._by_domain[domain]
        return ()

    def by_code(self, code: str) -> Authority | None:
        """The body with this code."""
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Authority]:
        return {item.code: item for item in self.authorities}

    @cached_property
    def _names(self) -> NameIndex:
        return NameIndex((item.code, (item.name, *item.aliases)) for item in self.authorities)

    @cached_property
    def _by_domain(self) -> dict[str, tuple[Authority, ...]]:
        found: dict[str, tuple[Authority, ...]] = {}
        for item in self.authorities:
            for domain in item.domains:
                found[domain] = (*found.get(domain, ()), item)
        return found


def _domains_of(address: str) -> list[str]:
    """The domain of an address and its parents, the most particular first, secure-network labels taken out."""
    domain = address.rpartition("@")[2].strip().strip("<>.").lower()
    labels = [label for label in domain.split(".") if label]
    plain = [label for place, label in enumerate(labels) if place == 0 or label not in _SECURE_LABELS]
    domains = [".".join(parts[start:]) for parts in (labels, plain) for start in range(len(parts) - 1)]
    return [item for item in dict.fromkeys(domains) if item not in _REGISTRY_DOMAINS]


def read_register(path: Path) -> tuple[Register, tuple[str, ...]]:
    """The register in the CSV file ``path``, and every problem found in it (empty when it is sound).

    The table is UTF-8 with a heading row: ``name`` is needed; ``code`` (else the name stands in), ``aliases`` and
    ``domains`` (several separated by semicolons) are used where present; every other column is kept as text.
    """
    where = path.name
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return Register(()), (f"there is no file {where!r} in the pack",)
    except (OSError, UnicodeDecodeError) as fault:
        return Register(()), (f"{where} cannot be read as UTF-8 text: {fault}",)
    rows = csv.reader(io.StringIO(text, newline=""))
    headings = tuple(heading.strip().lower() for heading in next(rows, []))
    if not _column(headings, "name"):
        return Register(()), (
            f"{where} line 1: there is no column 'name' (its columns: {', '.join(headings) or 'none'})",
        )
    return _read_rows(((rows.line_num, cells) for cells in rows), headings=headings, where=where)


def _read_rows(
    rows: Iterable[tuple[int, list[str]]], *, headings: tuple[str, ...], where: str
) -> tuple[Register, tuple[str, ...]]:
    authorities: list[Authority] = []
    problems: list[str] = []
    lines: dict[str, int] = {}
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(headings):
            problems.append(f"{where} line {line}: {len(cells)} cells under {len(headings)} headings")
        item = _authority(dict(zip(headings, (cell.strip() for cell in cells), strict=False)), headings)
        if not item.name:
            problems.append(f"{where} line {line}: the name is blank")
        elif item.code in lines:
            problems.append(f"{where} line {line}: code {item.code!r} stands on line {lines[item.code]} too")
        else:
            lines[item.code] = line
            authorities.append(item)
    if not authorities:
        problems.append(f"{where} lists no bodies")
    return Register(tuple(authorities), headings=headings), tuple(problems)


def _authority(columns: dict[str, str], headings: tuple[str, ...]) -> Authority:
    name = columns.get(_column(headings, "name"), "")
    return Authority(
        code=columns.get(_column(headings, "code"), "") or name,
        name=name,
        aliases=_several(columns.get(_column(headings, "aliases"), "")),
        domains=tuple(item.lower().lstrip("@") for item in _several(columns.get(_column(headings, "domains"), ""))),
        columns=columns,
    )


def _column(headings: tuple[str, ...], wanted: str) -> str:
    """The heading a column stands under, "" where it is not there."""
    return next((heading for heading in _HEADINGS[wanted] if heading in headings), "")


def _several(cell: str) -> tuple[str, ...]:
    """The values of one cell, separated by semicolons or bars."""
    return tuple(part.strip() for part in cell.replace("|", ";").split(";") if part.strip())
