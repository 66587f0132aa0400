"""Answers to a programme's form, invented by the type of each field: what is written, and what it means.

The roles of the form (authority, contact, partners, amount) are answered by who applies; everything else is made up
from the definition alone, so that any pack can be played.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from intake.round.programme import Programme
from intake.simulation.people import Council
from intake.simulation.words import STREETS, prose
from parsers.extraction import Value
from parsers.form import Column, FieldType, FormField

_WORDS = 120  # in an answer of many lines without a limit of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One answer: ``text`` as typed (options in words, a table's rows as lines), ``value`` as it should be recorded.

    ``ticked`` are the options chosen, ``rows`` a table's cells by column.
    """

    value: Value
    text: str = ""
    ticked: tuple[str, ...] = ()
    rows: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A whole form as one council fills it in; keys left out are left blank."""

    council: Council
    partners: tuple[Council, ...]
    written: Mapping[str, Written]

    def without(self, *keys: str) -> Answers:
        """The same with some answers left blank."""
        return replace(self, written={key: item for key, item in self.written.items() if key not in keys})

    def changed(self, key: str, item: Written) -> Answers:
        """The same with one answer replaced."""
        return replace(self, written={**self.written, key: item})


def answers_of(programme: Programme, council: Council, partners: tuple[Council, ...], rng: Random) -> Answers:
    """What ``council`` writes, in a bid together with ``partners``."""
    inventor = _Inventor(programme, council, partners, rng)
    written = {field.key: inventor.answer(field) for field in programme.form.fields}
    return Answers(council=council, partners=partners, written={k: item for k, item in written.items() if item})


def money(programme: Programme, field: FormField, rng: Random) -> Written:
    """An amount within the field's bounds and the award's cap."""
    most = int(field.maximum or 100_000)
    if programme.award_cap is not None:
        most = min(most, programme.award_cap // 100)
    least = max(int(field.minimum or 0), most // 4)
    amount = rng.randrange(least, most + 1, 500) if most - least > 500 else most
    return Written(value=f"{amount}.00", text=f"{amount:,}")


class _Inventor:
    """Makes up the answers of one council."""

    def __init__(self, programme: Programme, council: Council, partners: tuple[Council, ...], rng: Random) -> None:
        self._programme, self._council, self._partners, self._rng = programme, council, partners, rng

    def answer(self, field: FormField) -> Written | None:
        """The answer to one field; None where it stays blank."""
        special = self._by_role(field)
        if special is not None:
            return special
        if not field.required and self._rng.random() < 0.15:
            return None
        return _BY_TYPE[field.type](self, field)

    def _by_role(self, field: FormField) -> Written | None:
        roles, council = self._programme.roles, self._council
        lead_section = self._programme.form.by_key[roles.contact_email].section if roles.contact_email else ""
        person = council.lead if field.section == lead_section else council.sponsor
        if field.key == roles.authority:
            return _same(council.name)
        if field.key == roles.contact_name:
            return _same(council.lead.name)
        if field.key == roles.joint:
            return _yes_no(yes=bool(self._partners))
        if field.key == roles.partners and field.type is FieldType.TABLE:
            return self._partner_rows(field)
        if field.type is FieldType.EMAIL:
            return _same(person.email)
        if field.type is FieldType.PHONE:
            return _same(person.phone)
        return None

    def _partner_rows(self, field: FormField) -> Written:
        rows = tuple(
            {column.key: self._partner_cell(column, body) for column in field.columns} for body in self._partners
        )
        return Written(value=_rows(field, rows), rows=rows)

    def _partner_cell(self, column: Column, body: Council) -> str:
        if column.type is FieldType.AUTHORITY:
            return body.name
        return body.lead.email if column.type is FieldType.EMAIL else body.lead.name

    def line(self, field: FormField) -> Written:
        wording = f"{field.key} {field.label}".casefold()
        if "title" in wording or "position" in wording:
            return _same(self._council.lead.title)
        if "service" in wording:
            return _same(f"{self._council.service.capitalize()} in our area")
        if "name" in wording or "by" in wording.split() or "signed" in wording:
            return _same(self._council.sponsor.name)
        return _same(f"{self._council.service.capitalize()}, case {self._rng.randint(10, 99)}")

    def paragraphs(self, field: FormField) -> Written:
        return _same(prose(self._rng, words=min(field.max_words or _WORDS, _WORDS)))

    def address(self, field: FormField) -> Written:
        return _same(f"{self._rng.choice(STREETS)}, {self._council.name}")

    def number(self, field: FormField) -> Written:
        least, most = int(field.minimum or 1), int(field.maximum or 5000)
        number = self._rng.randint(least, max(least, most))
        return Written(value=str(Decimal(number)), text=str(number))

    def amount(self, field: FormField) -> Written:
        return money(self._programme, field, self._rng)

    def day(self, field: FormField) -> Written:
        begins = (self._programme.deadline.date() if self._programme.deadline else date(2030, 1, 1)) + timedelta(
            days=60
        )
        day = begins + timedelta(days=self._rng.randint(0, 600))
        return Written(value=day.isoformat(), text=f"{day.day} {day:%B %Y}")

    def choice(self, field: FormField) -> Written:
        option = self._rng.choice(field.options)
        return Written(value=option, text=option, ticked=(option,))

    def choices(self, field: FormField) -> Written:
        drawn = self._rng.sample(field.options, self._rng.randint(1, min(3, len(field.options))))
        chosen = tuple(option for option in field.options if option in drawn)
        return Written(value=list(chosen), text="; ".join(chosen), ticked=chosen)

    def yes_no(self, field: FormField) -> Written:
        return _yes_no(yes=self._rng.random() < 0.5)

    def confirm(self, field: FormField) -> Written:
        return Written(value=True, text="Yes", ticked=(field.label,))

    def authority(self, field: FormField) -> Written:
        return _same(self._council.name)

    def table(self, field: FormField) -> Written:
        firsts = field.rows or ("",) * self._rng.randint(1, 3)
        rows = tuple(self._row(field, first) for first in firsts)
        return Written(value=_rows(field, rows), rows=rows)

    def _row(self, field: FormField, first: str) -> dict[str, str]:
        cells = {column.key: self._cell(column) for column in field.columns}
        return {**cells, field.columns[0].key: first} if first else cells

    def _cell(self, column: Column) -> str:
        match column.type:
            case FieldType.MONEY | FieldType.NUMBER:
                return str(self._rng.randint(1, 90) * 100)
            case FieldType.DATE:
                return "1 April 2031"
            case FieldType.EMAIL:
                return self._council.lead.email
            case FieldType.CHOICE:
                return self._rng.choice(column.options)
            case FieldType.YES_NO:
                return self._rng.choice(("Yes", "No"))
            case _:
                return self._rng.choice((self._council.lead.name, self._council.sponsor.name))


def _rows(field: FormField, rows: Sequence[Mapping[str, str]]) -> Value:
    """What a table's rows mean; None where it has none."""
    values: list[dict[str, str | bool | list[str] | None]] = [
        {column.key: _typed(column, row[column.key]) for column in field.columns} for row in rows
    ]
    return values or None


def _typed(column: Column, text: str) -> str | bool:
    if column.type is FieldType.MONEY:
        return f"{text}.00"
    if column.type is FieldType.DATE:
        return "2031-04-01"
    return text == "Yes" if column.type is FieldType.YES_NO else text


def _same(text: str) -> Written:
    return Written(value=text, text=text)


def _yes_no(*, yes: bool) -> Written:
    word = "Yes" if yes else "No"
    return Written(value=yes, text=word, ticked=(word,))


_BY_TYPE: dict[FieldType, Callable[[_Inventor, FormField], Written]] = {
    FieldType.TEXT: _Inventor.line,
    FieldType.PARAGRAPHS: _Inventor.paragraphs,
    FieldType.NUMBER: _Inventor.number,
    FieldType.MONEY: _Inventor.amount,
    FieldType.DATE: _Inventor.day,
    FieldType.EMAIL: _Inventor.line,
    FieldType.PHONE: _Inventor.line,
    FieldType.ADDRESS: _Inventor.address,
    FieldType.CHOICE: _Inventor.choice,
    FieldType.CHOICES: _Inventor.choices,
    FieldType.YES_NO: _Inventor.yes_no,
    FieldType.CONFIRM: _Inventor.confirm,
    FieldType.AUTHORITY: _Inventor.authority,
    FieldType.TABLE: _Inventor.table,
}
