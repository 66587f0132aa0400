"""From ``[panel]`` of a pack to its `intake.round.panel.Panel`, and what must hold between the table's keys.

The shape of the table is in `intake.round.pack_file`; points and sheets are `intake.panel`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.round.instants import NoSuchTimeError, instant
from intake.round.pack_file import CriterionTable, FieldTable, PackFile, PanelTable
from intake.round.panel import Criterion, Panel, plain
from intake.toml_places import Place, did_you_mean
from parsers.form import FieldType

Problem = tuple[Place, str]

_PER_CENT = Decimal(100)
_ENDS = 2
#: Types whose answers tell who applies, whatever they are called.
_TELLING = frozenset({FieldType.AUTHORITY, FieldType.EMAIL, FieldType.PHONE, FieldType.ADDRESS})


def panel_of(file: PackFile, zone: ZoneInfo) -> Panel | None:
    """The panel of a pack that was found sound; None where it has none."""
    table = file.panel
    if table is None:
        return None
    least, most = table.scale
    return Panel(
        criteria=tuple(
            Criterion(
                key=item.key,
                title=item.title,
                weight=_weight(item),
                least=least,
                most=most if item.maximum is None else item.maximum,
                guidance=item.guidance,
                fields=item.fields,
            )
            for item in table.criterion
        ),
        each=table.assessors_per_application,
        due=instant(table.due, zone, latest=True),
        reminder_days=tuple(sorted(set(table.reminder_days), reverse=True)),
        overdue_days=tuple(sorted(set(table.overdue_days))),
        anonymous=table.anonymous,
        identifying=table.identifying,
        least=least,
        most=most,
        spread=table.spread,
    )


def panel_problems(file: PackFile) -> Iterator[Problem]:
    """Every problem between the keys of ``[panel]``."""
    table = file.panel
    if table is None:
        return
    yield from _scale(table)
    yield from _criteria(table)
    yield from _weights(table)
    yield from _due(table, file)
    yield from _fields(table, file)
    if table.anonymous:
        yield from _anonymous(table, file)


def _scale(table: PanelTable) -> Iterator[Problem]:
    """The scale has two ends in their order, every criterion's own most is above its least, the spread fits in."""
    place: Place = ("panel", "scale")
    if len(table.scale) != _ENDS:
        yield place, f"must be the least and the most points, such as [0, 5], not {len(table.scale)} number(s)"
        return
    least, most = table.scale
    if least < 0 or least >= most:
        yield place, f"must go from 0 or more up to something greater, not from {plain(least)} to {plain(most)}"
        return
    for index, item in enumerate(table.criterion):
        if item.maximum is not None and item.maximum <= least:
            message = f"the most, {plain(item.maximum)}, is not more than the least of the scale, {plain(least)}"
            yield ("panel", "criterion", index, "max"), message
    if table.spread is not None and table.spread > most - least:
        message = f"{plain(table.spread)} points is more than the whole scale, so nothing would ever be discussed"
        yield ("panel", "spread"), message


def _criteria(table: PanelTable) -> Iterator[Problem]:
    """There are criteria, told apart by key and by title, capitals and punctuation aside."""
    if not table.criterion:
        yield ("panel",), "there is nothing to give points for; add a [[panel.criterion]]"
    for what in ("key", "title"):
        first: dict[str, int] = {}
        for index, item in enumerate(table.criterion):
            given = getattr(item, what)
            known = first.setdefault("".join(char for char in given.casefold() if char.isalnum()) or given, index)
            if known != index:
                message = f"{given!r} cannot be told from that of criterion no. {known + 1}"
                yield ("panel", "criterion", index, what), message


def _weights(table: PanelTable) -> Iterator[Problem]:
    """Weights are above nothing; where one is in per cent all are, and they make a hundred."""
    for index, item in enumerate(table.criterion):
        if _weight(item) <= 0:
            yield ("panel", "criterion", index, "weight"), f"must be more than 0, not {item.weight}"
    in_per_cent = [item for item in table.criterion if item.weight.endswith("%")]
    if not in_per_cent:
        return
    if len(in_per_cent) < len(table.criterion):
        yield ("panel",), "some weights are in per cent and others are not; write all of them in one way"
        return
    total = sum((_weight(item) for item in in_per_cent), Decimal(0))
    if total != _PER_CENT:
        yield ("panel",), f"the weights make {plain(total)}%, not 100%"


def _weight(item: CriterionTable) -> Decimal:
    return Decimal(item.weight.rstrip("% "))


def _due(table: PanelTable, file: PackFile) -> Iterator[Problem]:
    """The due date exists and comes after the deadline; days are counted from a due date."""
    place: Place = ("panel", "due")
    if table.due is None:
        for key in ("reminder_days", "overdue_days"):
            if getattr(table, key):
                yield ("panel", key), "there is no date to count from; add 'due'"
        return
    try:
        zone = ZoneInfo(file.programme.timezone)
        due = instant(table.due, zone, latest=True)
        deadline = instant(file.programme.deadline, zone, latest=True)
    except NoSuchTimeError as fault:
        yield place, str(fault)
        return
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return  # the zone itself is wrong, which is said of the zone
    if due and deadline and due.timestamp() <= deadline.timestamp():
        yield place, f"scores are due {due:%Y-%m-%d %H:%M}, which is not after the deadline for applications"


def _fields(table: PanelTable, file: PackFile) -> Iterator[Problem]:
    """Every question that is named is on the form."""
    known = [item.key for item in file.form.field]
    named: list[tuple[Place, tuple[str, ...]]] = [
        (("panel", "criterion", index, "fields"), item.fields) for index, item in enumerate(table.criterion)
    ]
    for place, keys in (*named, (("panel", "identifying"), table.identifying)):
        for key in keys:
            if key not in known:
                yield place, f"there is no field {key!r}{did_you_mean(key, known)}"
        for key, count in Counter(keys).items():
            if count > 1:
                yield place, f"field {key!r} is there {count} times"


def _anonymous(table: PanelTable, file: PackFile) -> Iterator[Problem]:
    """Whatever tells by its type who applies is left out."""
    shown = [item.key for item in file.form.field if _tells(item) and item.key not in table.identifying]
    if shown:
        message = f"assessment is anonymous, but these fields tell who applies; list them too: {', '.join(shown)}"
        yield ("panel", "identifying" if table.identifying else "anonymous"), message


def _tells(item: FieldTable) -> bool:
    return item.type in _TELLING or any(column.type in _TELLING for column in item.columns)
