"""What must hold between the keys of a pack: a table of checks, each yielding every problem it finds with its place.

The models of `intake.round.pack_file` have judged each value alone before these run.
"""

from __future__ import annotations

import difflib
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from intake.round.instants import NoSuchTimeError, instant
from intake.round.pack_file import FieldTable, PackFile, RolesTable
from intake.round.pack_interviews import interview_problems
from intake.round.pack_panel import panel_problems
from intake.round.register import Register
from intake.toml_places import did_you_mean
from parsers.form import FieldType

Place = tuple[str | int, ...]
Problem = tuple[Place, str]

_WITH_OPTIONS = frozenset({FieldType.CHOICE, FieldType.CHOICES})
#: Types an author may give "Yes" and "No" as options of; they are taken as said.
_OPTIONS_SPARE = frozenset({FieldType.YES_NO, FieldType.CONFIRM})

#: Role → the types of field that can hold it.
ROLE_TYPES: dict[str, frozenset[FieldType]] = {
    "authority": frozenset({FieldType.AUTHORITY, FieldType.TEXT}),
    "partners": frozenset({FieldType.TABLE, FieldType.PARAGRAPHS, FieldType.TEXT}),
    "joint": frozenset({FieldType.YES_NO, FieldType.CONFIRM, FieldType.CHOICE}),
    "contact_name": frozenset({FieldType.TEXT}),
    "contact_email": frozenset({FieldType.EMAIL}),
    "amount": frozenset({FieldType.MONEY, FieldType.NUMBER}),
}


def problems_of(pack: PackFile, *, folder: Path, register: Register | None) -> Iterator[Problem]:
    """Every problem between the keys of ``pack``; ``register`` is the one it names, if it could be read."""
    for check in CHECKS:
        yield from check(pack)
    yield from _guidance(pack, folder)
    if register is not None:
        yield from _require(pack, register)


def _times(pack: PackFile) -> Iterator[Problem]:
    """The zone exists, both instants exist in it, and the round opens before it closes."""
    given = pack.programme
    try:
        zone = zoneinfo.ZoneInfo(given.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(given.timezone, zoneinfo.available_timezones(), n=1)
        hint = f", did you mean {near[0]!r}?" if near else "; write one such as 'Europe/London'"
        yield ("programme", "timezone"), f"there is no time zone {given.timezone!r}{hint}"
        return
    instants = {}
    for key, value in (("opens", given.opens), ("deadline", given.deadline)):
        try:
            instants[key] = instant(value, zone, latest=key == "deadline")
        except NoSuchTimeError as fault:
            yield ("programme", key), str(fault)
            return
    opens, deadline = instants["opens"], instants["deadline"]
    if opens and deadline and deadline.timestamp() <= opens.timestamp():
        yield ("programme", "deadline"), f"the deadline {deadline:%Y-%m-%d %H:%M} is not after the opening"


def _interviews(pack: PackFile) -> Iterator[Problem]:
    try:
        zone = zoneinfo.ZoneInfo(pack.programme.timezone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = None  # told by `_times`
    yield from interview_problems(pack.interviews, zone)


def _money(pack: PackFile) -> Iterator[Problem]:
    given = pack.programme
    if given.fund is not None and given.award_cap is not None and given.award_cap > given.fund:
        yield ("programme", "award_cap"), f"the cap {given.award_cap} is more than the whole fund, {given.fund}"


def _retention(pack: PackFile) -> Iterator[Problem]:
    """Periods count from the close of the round, which is its deadline where no outcome letter was sent."""
    given = pack.retention
    for key in type(given).model_fields:
        if getattr(given, key) is not None and pack.programme.deadline is None:
            yield ("retention", key), "nothing falls due without a deadline under [programme] to count from"
            return


def _unique(keys: Iterable[str], *, of: Place, what: str) -> Iterator[Problem]:
    """A problem at every key that has stood before; letter case does not make a difference."""
    first: dict[str, int] = {}
    for index, key in enumerate(keys):
        if first.setdefault(key.lower(), index) != index:
            yield (
                (*of, index, "key"),
                f"{what} {key!r} is there already (no. {first[key.lower()] + 1}); keys must differ",
            )


def _keys(pack: PackFile) -> Iterator[Problem]:
    yield from _unique((item.key for item in pack.form.section), of=("form", "section"), what="section")
    yield from _unique((item.key for item in pack.form.field), of=("form", "field"), what="field")
    for index, item in enumerate(pack.form.field):
        keys = (column.key for column in item.columns)
        yield from _unique(keys, of=("form", "field", index, "columns"), what="column")


def _sections(pack: PackFile) -> Iterator[Problem]:
    """There are fields, each in a section that exists; a form without any sections is one section."""
    if not pack.form.field:
        yield ("form",), "the form asks nothing; add a [[form.field]]"
    known = [section.key for section in pack.form.section]
    for index, item in enumerate(pack.form.field):
        place: Place = ("form", "field", index, "section")
        if item.section and item.section not in known:
            hint = did_you_mean(item.section, known)
            yield place, f"there is no [[form.section]] with key {item.section!r}{hint}"
        elif not item.section and known:
            yield place, "required key 'section' is missing"


def _labels(pack: PackFile) -> Iterator[Problem]:
    """Two questions of one section can be told apart by their label, whatever the capitals and punctuation."""
    first: dict[tuple[str, str], FieldTable] = {}
    for index, item in enumerate(pack.form.field):
        plain = "".join(char for char in item.label.casefold() if char.isalnum())
        other = first.setdefault((item.section, plain or item.label), item)
        if other is not item:
            yield (
                ("form", "field", index, "label"),
                f"label {item.label!r} cannot be told from that of {other.key!r} in the same section",
            )


def _field_types(pack: PackFile) -> Iterator[Problem]:
    for index, item in enumerate(pack.form.field):
        place: Place = ("form", "field", index)
        yield from _options(item.type, item.options, place)
        if item.type is FieldType.TABLE and not item.columns:
            yield (*place, "columns"), 'a table needs columns, each {key = "…", label = "…", type = "…"}'
        if item.type is not FieldType.TABLE and (item.columns or item.rows):
            yield (
                (*place, "columns" if item.columns else "rows"),
                f"is only for a table; this field is {item.type.value!r}",
            )
        if item.minimum is not None and item.maximum is not None and item.minimum > item.maximum:
            yield (*place, "min"), f"the least, {item.minimum}, is more than the most, {item.maximum}"
        for number, column in enumerate(item.columns):
            here = (*place, "columns", number)
            if column.type is FieldType.TABLE:
                yield (*here, "type"), "a table cannot stand inside a table"
            yield from _options(column.type, column.options, here)


def _options(kind: FieldType, options: tuple[str, ...], place: Place) -> Iterator[Problem]:
    here = (*place, "options")
    if kind in _WITH_OPTIONS and not options:
        yield here, f"a {kind.value!r} needs options, a list of what may be chosen"
    if options and kind not in _WITH_OPTIONS | _OPTIONS_SPARE:
        yield here, f"is only for 'choice' and 'choices'; this is {kind.value!r}"
    for option, count in Counter(option.casefold() for option in options).items():
        if count > 1:
            yield here, f"the option {option!r} is there {count} times"


def _roles(pack: PackFile) -> Iterator[Problem]:
    """Every role names a field that exists and can hold it."""
    fields = {item.key: item for item in pack.form.field}
    for role in RolesTable.model_fields:
        key, place = getattr(pack.form.roles, role), ("form", "roles", role)
        if key and key not in fields:
            yield place, f"there is no field {key!r}{did_you_mean(key, fields)}"
        elif key and fields[key].type not in ROLE_TYPES[role]:
            allowed = " or ".join(sorted(kind.value for kind in ROLE_TYPES[role]))
            yield place, f"field {key!r} is {fields[key].type.value!r}; it must be {allowed}"


def _questions(pack: PackFile) -> Iterator[Problem]:
    numbers = [item.number or place for place, item in enumerate(pack.question, 1)]
    for index, number in enumerate(numbers):
        if number in numbers[:index]:
            yield ("question", index, "number"), f"question {number} is there already"


def _reminders(pack: PackFile) -> Iterator[Problem]:
    """There is a deadline to count from, and each day stands once."""
    days = pack.reminders.incomplete_days
    if days and pack.programme.deadline is None:
        yield ("reminders", "incomplete_days"), "nothing is due without a deadline under [programme] to count from"
    for day, count in Counter(days).items():
        if count > 1:
            yield ("reminders", "incomplete_days"), f"{day} is there {count} times"


def _updates(pack: PackFile) -> Iterator[Problem]:
    """A web address to leave the update list at is one that takes a POST in secret (RFC 8058), and says who leaves."""
    url = pack.updates.unsubscribe_url
    if url and (not url.startswith("https://") or "{code}" not in url or not url.isascii() or len(url.split()) > 1):
        yield ("updates", "unsubscribe_url"), "must be an address such as 'https://example.gov.uk/leave?code={code}'"


def _guidance(pack: PackFile, folder: Path) -> Iterator[Problem]:
    for name in pack.form.guidance:
        if not (folder / name).is_file():
            yield ("form", "guidance"), f"there is no file {name!r} in the pack"


def _require(pack: PackFile, register: Register) -> Iterator[Problem]:
    """Every column required is in the register, and at least one body has the value."""
    wanted = pack.eligibility.require if pack.eligibility else {}
    for column, value in wanted.items():
        place: Place = ("eligibility", "require", column)
        if column.lower() not in register.headings:
            hint = did_you_mean(column, register.headings)
            yield place, f"the register has no column {column!r}{hint} (its columns: {', '.join(register.headings)})"
            continue
        values = {item.columns.get(column.lower(), "") for item in register.authorities}
        if value.casefold() not in {item.casefold() for item in values}:
            yield place, f"no body in the register has {column} = {value!r}{did_you_mean(value, values)}"


CHECKS: tuple[Callable[[PackFile], Iterator[Problem]], ...] = (
    _times,
    _interviews,
    panel_problems,
    _retention,
    _money,
    _keys,
    _sections,
    _labels,
    _field_types,
    _roles,
    _questions,
    _reminders,
    _updates,
)
