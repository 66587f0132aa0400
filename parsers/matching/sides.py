"""On which side of its label an answer stands in a table: to the right, below, or in the same cell.

A table is decided as a whole, by what the cells around its labels allow.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from parsers.matching.answer_columns import answer_columns
from parsers.matching.headings import Context
from parsers.matching.layout import Spot
from parsers.matching.place import Place
from parsers.matching.shared_cells import shared_tables

#: Rows of a column with a label and no answer beside it in the cell, from which it is a column of labels, and their
#: share of the column's cells that are not empty: one table may be a whole form.
_LEAST_ASKED, _SHARE_ASKED = 2, 0.4


class Sides:
    """The sides of all the tables of a document, given the chosen places of its labels."""

    def __init__(self, chosen: Iterable[Place], context: Sequence[Context], tables: Sequence[Sequence[Spot]]) -> None:
        self._context = context
        self.labels: set[int] = set()
        places = list(chosen)
        columns: dict[tuple[int, int, int], set[int]] = defaultdict(set)
        for place in places:
            self.labels.update(id(piece.spot) for piece in place.pieces if piece.spot is not None)
            if place.spot is not None and not (place.ended == "colon" and place.tail.strip()):
                columns[_column(place.spot)].add(place.spot.cell.row)
        self._asking = {
            column
            for column, rows in columns.items()
            if len(rows) >= max(_LEAST_ASKED, _SHARE_ASKED * _filled(tables[column[0]], column))
        }
        self._shared = shared_tables(places)
        self._favourites = self._vote(places)
        self._answers = answer_columns(tables)

    def of(self, place: Place, spot: Spot) -> str:
        """The side of the answer to a question placed in a cell: "right", "below" or "same"."""
        if spot.caption or spot.table in self._shared:
            return "same"
        right, below = self._free(spot.right()), self._free(spot.below())
        favourite = (self._unlike(spot) or self._as_above(spot)) if right and below else ""
        favourite = favourite or self._favourites.get(spot.table, "right")
        if right and not (below and favourite == "below"):
            return "right"
        if below and not (place.tail.strip() and favourite == "same"):
            return "below"
        return "same"

    @staticmethod
    def _unlike(spot: Spot) -> str:
        """Where of the cells beside and below a label one alone is shaded or bold as the label is: the other's side."""
        right, below = spot.right(), spot.below()
        if right is None or below is None:
            return ""
        for look in (_is_shaded, _is_bold):
            if look(spot) and look(right) != look(below):
                return "below" if look(right) else "right"
        return ""

    def _as_above(self, spot: Spot) -> str:
        """Beside, where a label right above, as wide as this one, can have its answer only there."""
        above = spot.grid.get((spot.cell.row - 1, spot.cell.column))
        if above is None or id(above) not in self.labels or not self._free(above.right()):
            return ""
        alike = (above.cell.column, above.cell.column_span) == (spot.cell.column, spot.cell.column_span)
        return "right" if alike else ""

    def right(self, spot: Spot) -> Iterator[Spot]:
        """The cells to the right up to the next label or column of labels, over all the label's rows.

        Where a column is headed as that of the answers, it is that one's cell. Where cells to write in are shaded, what
        stands beside them and is not is a note; where labels are, what is shaded as well is a question that no field
        has.
        """
        answers = self._answers.get(spot.table, 0)
        if spot.cell.column < answers:
            answer = spot.grid.get((spot.cell.row, answers))
            if answer is not None and self._free(answer):
                yield answer
            return
        first: Spot | None = None
        for row in range(spot.cell.row, spot.cell.row + spot.cell.row_span):
            column = spot.cell.column + spot.cell.column_span
            while (other := spot.grid.get((row, column))) is not None:
                if not self._free(other) or _column(other) in self._asking:
                    break
                first = first or other
                shaded = first.cell.shaded, spot.cell.shaded, other.cell.shaded
                if other is not first and shaded in {(True, False, False), (False, True, True)}:
                    break
                if other.cell.row == row:
                    yield other
                column = other.cell.column + other.cell.column_span

    def below(self, spot: Spot) -> Iterator[Spot]:
        """The cells under a label, each with what finishes it over the page."""
        row = spot.cell.row + spot.cell.row_span
        column = spot.cell.column
        while column < spot.cell.column + spot.cell.column_span:
            other = spot.grid.get((row, column))
            if other is None:
                column += 1
                continue
            if self._free(other):
                yield other
                yield from self._over_page(other)
            column = other.cell.column + other.cell.column_span

    def more_options(self, spots: Sequence[Spot]) -> Iterator[Spot]:
        """The rows of options that go on under one: cells that each begin with a tick box, and empty ones."""
        row = list(spots)
        while row and _are_options(row):
            under: dict[int, Spot] = {}
            for spot in row:
                for column in range(spot.cell.column, spot.cell.column + spot.cell.column_span):
                    below = spot.grid.get((spot.cell.row + spot.cell.row_span, column))
                    if below is not None:
                        under[id(below)] = below
            row = list(under.values())
            if not all(self._free(spot) for spot in row) or not _are_options(row):
                return
            yield from row

    def _over_page(self, spot: Spot) -> Iterator[Spot]:
        """The cells that only finish one which a page's end has cut: first on their page, shaded alike, no label."""
        below = spot.below()
        while below is not None and self._free(below) and below.cell.page != spot.cell.page:
            if below.cell.shaded != spot.cell.shaded or below.cell.column_span != spot.cell.column_span:
                return
            yield below
            spot, below = below, below.below()

    def _free(self, spot: Spot | None) -> bool:
        """Whether a cell may hold an answer: it is there and holds no chosen label and no heading."""
        if spot is None or id(spot) in self.labels:
            return False
        return not (spot.pieces and self._context[spot.pieces[0].index].is_heading)

    def _vote(self, chosen: Iterable[Place]) -> dict[int, str]:
        """Table → "right", "below" or "same", by what its labels allow."""
        votes: dict[int, dict[str, int]] = defaultdict(lambda: {"right": 0, "below": 0, "same": 0})
        for place in chosen:
            spot = place.spot
            if spot is None:
                continue
            right, below = self._free(spot.right()), self._free(spot.below())
            filled = bool(place.tail.strip())
            if right and not below:
                votes[spot.table]["right"] += 1
            elif below and not right:
                votes[spot.table]["below"] += 1
            elif filled and not right:
                votes[spot.table]["same"] += 1
        return {table: max(count, key=lambda mode: count[mode]) for table, count in votes.items()}


def _column(spot: Spot) -> tuple[int, int, int]:
    """The table and column that a cell stands in; cells that span more columns make one of their own."""
    return spot.table, spot.cell.column, spot.cell.column_span


def _filled(spots: Sequence[Spot], column: tuple[int, int, int]) -> int:
    """How many cells of a column are not empty."""
    return sum(1 for spot in spots if _column(spot) == column and spot.pieces)


def _are_options(row: Sequence[Spot]) -> bool:
    """Whether cells hold options, each after its tick box, and nothing else."""
    texts = [spot.text.strip() for spot in row]
    return any(texts) and all(text.startswith(("☒", "☐")) for text in texts if text)


def _is_shaded(spot: Spot) -> bool:
    return spot.cell.shaded


def _is_bold(spot: Spot) -> bool:
    """Whether a cell begins in bold type."""
    return bool(spot.pieces) and spot.pieces[0].line.bold
