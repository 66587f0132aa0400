"""The stretches between sure questions: fields of which no place is sure, and what looks like a label there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as member

from parsers.form import FormDefinition
from parsers.matching.marks import number_of
from parsers.matching.place import Place
from parsers.matching.slot import Slot

_MOST = 250  # slots of one run that are lined up
_Number = tuple[int, ...]  # "3.2" is (3, 2)


@dataclass(frozen=True, slots=True)
class Run:
    """Fields of which no place is sure, in order, and the slots that they may take."""

    fields: list[int]
    slots: list[Slot]
    numbers: Mapping[int, _Number] = member(default_factory=dict)
    #: Whether the first field and slot, and the last ones, stand right beside a sure question of their section.
    beside: tuple[bool, bool] = (False, False)
    #: Whether questions may be asked or left out between them, so that a number tells of the very next one only.
    gaps: bool = False

    def is_beside(self, row: int, column: int) -> bool:
        """Whether a field and a slot both stand right beside the same sure question."""
        first, last = (row, column) == (0, 0), (row, column) == (len(self.fields) - 1, len(self.slots) - 1)
        return (first and self.beside[0]) or (last and self.beside[1])

    def is_numbered(self, field: int, slot: Slot) -> bool | None:
        """Whether a slot has the number that the field must have, going by the sure questions around it.

        None where there is nothing to go by.
        """
        number = _number_of(slot.pieces[0].text)
        if number is None:
            return None
        steps = [
            (number[-1] - known[-1], field - index)
            for index, known in self.numbers.items()
            if number[:-1] == known[:-1]
        ]
        if self.gaps:
            return True if any(by == apart and abs(by) == 1 for by, apart in steps) else None
        return any(by == apart for by, apart in steps) if steps else None


def runs_of(
    definition: FormDefinition, sure: Mapping[int, Place], slots: Sequence[Slot], *, reworded: bool = False
) -> list[Run]:
    """The runs of fields without a sure place, each with the free slots between its neighbours.

    On a ``reworded`` form, which may ask more or less, numbers tell little unless those on both sides leave no gap.
    Where a section was moved, a run's end stands before its beginning: then it has the slots that follow the one
    and those that precede the other, up to the next sure place.
    """
    ends = sorted(place.at for place in sure.values())
    runs: list[Run] = []
    fields: list[int] = []
    begin: tuple[int, int] | None = None
    for index in range(len(definition.fields) + 1):
        place = sure.get(index)
        if index < len(definition.fields) and place is None:
            fields.append(index)
            continue
        end = place.at if place is not None else None
        if fields:
            around = {at: sure[at] for at in (fields[0] - 1, index) if at in sure}
            numbers = {at: number for at, one in around.items() if (number := _number_of(one.pieces[0].text))}
            gaps = reworded and not _leave_no_gap(numbers)
            ordered = begin is None or end is None or begin < end
            sections = [definition.fields[at].section for at in (fields[0], fields[-1])]
            beside = [
                ordered and at in around and definition.fields[at].section == section
                for at, section in zip((fields[0] - 1, index), sections, strict=True)
            ]
            runs.append(Run(fields, _between(slots, begin, end, ends), numbers, (beside[0], beside[1]), gaps))
        fields = []
        begin = end
    return [run for run in runs if run.slots]


def _leave_no_gap(numbers: Mapping[int, _Number]) -> bool:
    """Whether two questions are numbered as far apart as their fields are."""
    if len(numbers) != 2:
        return False
    (one, first), (other, second) = sorted(numbers.items())
    return first[:-1] == second[:-1] and second[-1] - first[-1] == other - one


def _number_of(text: str) -> _Number | None:
    """The number that a line begins with, its letters counted: "3b" is (3, 2)."""
    parts = number_of(text)
    return tuple(int(part) if part.isdigit() else ord(part) - ord("a") + 1 for part in parts) or None


def _between(
    slots: Sequence[Slot],
    begin: tuple[int, int] | None,
    end: tuple[int, int] | None,
    ends: Sequence[tuple[int, int]],
) -> list[Slot]:
    low, high = begin or (-1, 0), end or (1 << 60, 0)
    if low < high:
        found = [slot for slot in slots if low < slot.at < high]
        inner = [at for at in ends if low < at < high]
        if inner and begin is not None and end is not None:  # a moved section stands between the two
            found = [slot for slot in found if slot.at < inner[0] or slot.at > inner[-1]]
        return found[:_MOST]
    after = min((at for at in ends if at > low), default=(1 << 60, 0))
    before = max((at for at in ends if at < high), default=(-1, 0))
    return [slot for slot in slots if before < slot.at < high or low < slot.at < after][:_MOST]
