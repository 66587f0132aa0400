"""Which bodies an application names: its lead and its partners, each matched to the register."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from intake.round.programme import Programme
from intake.round.register import Match
from parsers.extraction import Answer, Value

_SEPARATORS = re.compile(r"[\n;]|,(?! (?:City|County|Royal|London) )")
_AND = re.compile(r"\s+and\s+(?=[A-Z])")
_UNMATCHED = Match(authority=None, score=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body as the form names it and as the register knows it. ``role`` is "lead" or "partner"."""

    role: str
    name: str
    match: Match

    @property
    def code(self) -> str:
        """The register's code, or "" where the name matched nobody."""
        return self.match.authority.code if self.match.authority else ""

    @property
    def shown_name(self) -> str:
        """The register's name, or the name as written where it matched nobody."""
        return self.match.authority.name if self.match.authority else self.name


def bodies_of(programme: Programme, answers: Mapping[str, Answer]) -> tuple[Body, ...]:
    """The lead first, then each partner once, as the form's answers name them."""
    lead = _text(answers.get(programme.roles.authority))
    found = [Body(role="lead", name=lead, match=_match(programme, lead))] if lead else []
    seen = {found[0].code or lead.casefold()} if found else set()
    for name in _names(programme, answers.get(programme.roles.partners)):
        body = Body(role="partner", name=name, match=_match(programme, name))
        identity = body.code or name.casefold()
        if identity not in seen:
            seen.add(identity)
            found.append(body)
    return tuple(found)


def _match(programme: Programme, name: str) -> Match:
    return programme.eligibility.register.match(name) if programme.eligibility else _UNMATCHED


def _text(answer: Answer | None) -> str:
    if answer is None:
        return ""
    return answer.value.strip() if isinstance(answer.value, str) else answer.text.strip()


def _names(programme: Programme, answer: Answer | None) -> list[str]:
    """The names in a partners answer: the first column of a table, or a list written as text."""
    if answer is None:
        return []
    value: Value = answer.value
    if isinstance(value, list):
        rows = [next((cell for cell in row.values() if cell), "") if isinstance(row, dict) else row for row in value]
        return [str(name).strip() for name in rows if str(name).strip()]
    parts = (part.strip(" \t•-*.·") for part in _SEPARATORS.split(_text(answer)))
    return [name for part in parts if part for name in _joined_by_and(programme, part)]


def _joined_by_and(programme: Programme, text: str) -> list[str]:
    """``X Council and Y Council`` is two bodies, ``Bath and North East Somerset Council`` one: the register says so."""
    names = _AND.split(text)
    if len(names) == 1 or _match(programme, text).authority is not None:
        return [text]
    both_known = all(_match(programme, name).authority is not None for name in names)
    return names if both_known or all("Council" in name for name in names) else [text]
