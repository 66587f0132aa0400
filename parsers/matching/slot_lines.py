"""Slots among lines of text, and in cells that hold questions with their answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.matching.boxes import Boxes
from parsers.matching.headings import Context
from parsers.matching.hints import Hints
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.looks import MOST, Look, lead_of, look_of, shared
from parsers.matching.marks import numbering_end
from parsers.matching.openings import openings
from parsers.matching.slot import LONGEST, Slot, said_by
from parsers.matching.wordings import tokens

_NEAR = 3  # pieces before one among which the line above it is
_SAME, _TIGHT = 2.0, 0.35  # points by which lines of one label begin apart; line heights of white between them
_MOST_LINES = 6  # … of its lines, that are looked at


@dataclass(frozen=True, slots=True)
class Free:
    """Tells pieces that stand among lines, be it in cells that hold questions with their answers."""

    layout: Layout
    shared: set[int]

    def holds(self, piece: Piece) -> bool:
        """Whether a piece stands so."""
        spot = piece.spot
        return spot is None or spot.table in self.shared or self.is_framed(spot)

    def is_framed(self, spot: Spot) -> bool:
        """Whether a cell is all of its table: a frame around lines."""
        return len(self.layout.tables[spot.table]) == 1


class SlotLines:
    """Lines that open as the recognised labels among the text do: numbered alike, bold alike, a paragraph alike."""

    def __init__(
        self,
        layout: Layout,
        context: Sequence[Context],
        covered: set[int],
        hints: Hints,
        free: Free,
        boxed: Boxes | None,
    ) -> None:
        self._free = free
        self._boxed = boxed
        self._layout = layout
        self._context = context
        self._covered = covered
        self._hints = hints

    def slots(self, looks: Sequence[Look]) -> Iterator[Slot]:
        """The slots, going by how the recognised labels among the text look."""
        share = shared(looks)
        marked = share[0] > MOST or share[1] > MOST
        for piece in self._layout.pieces:
            if not self._free.holds(piece) or (piece.spot is not None and piece.spot.caption):
                continue
            if not marked and piece.spot is not None and not self._free.is_framed(piece.spot):
                continue
            if not piece.text or piece.index in self._covered:
                continue
            box = self._boxed.under_line(piece) if self._boxed is not None and piece.spot is None else None
            if box is not None and (not marked or any(look_of(piece)[:2])):
                yield Slot(piece.text, (piece,), "", said_by(box.pieces, self._layout.document), "whole")
                continue
            if not (piece.starts_line or self._asks_beside(piece)):
                continue
            if piece.text[0] in "☐☒":
                continue
            if self._heads(piece) or piece.line.bullet or self._hints.is_apart(piece):
                continue
            numbered, bold, gap = look_of(piece)
            look = (numbered, bold, gap or not piece.starts_line or self._comes_first(piece))
            if any(wanted > MOST and not has for wanted, has in zip(share, look, strict=True)):
                continue
            if bold and not numbered and self._goes_on(piece):
                continue
            pieces = self._whole_label(piece) if bold and share[1] > MOST else (piece,)
            yield from self._slots_of(pieces, marked=marked, bold=share[1] > MOST)

    def _heads(self, piece: Piece) -> bool:
        """Whether a piece is a heading, and no question or instruction that is set as one."""
        return self._context[piece.index].is_heading and not piece.text.endswith(("?", "."))

    def _asks_beside(self, piece: Piece) -> bool:
        """Whether a piece is a question at the right of another: numbered, or beside another that asks."""
        before = self._layout.pieces[piece.index - 1] if piece.index else None
        if before is None or before.row != piece.row:
            return False
        return numbering_end(piece.text) > 0 or ("?" in piece.text and "?" in before.text)

    def _comes_first(self, piece: Piece) -> bool:
        """Whether nothing stands above a line that white could part it from: it is under a heading or at a page's
        head."""
        before = self._layout.pieces[piece.index - 1] if piece.index else None
        if before is None or self._context[before.index].is_heading:
            return True
        return before.page != piece.page and not piece.text[:1].islower()

    def _goes_on(self, piece: Piece) -> bool:
        """Whether a bold line stands right under another that it finishes, with the answer beside both."""
        above = self._layout.pieces[max(piece.index - _NEAR, 0) : piece.index]
        return any(
            before.row != piece.row
            and before.line.bold
            and not self._context[before.index].is_heading
            and before.box is not None
            and piece.box is not None
            and before.page == piece.page
            and abs(before.box.x0 - piece.box.x0) < _SAME
            and piece.box.y0 - before.box.y1 < _TIGHT * (piece.box.y1 - piece.box.y0)
            and not before.text.endswith((":", "?", "."))
            for before in above
        )

    def _whole_label(self, piece: Piece) -> tuple[Piece, ...]:
        """A label that is set bold, with the lines that go on with it."""
        pieces = [piece]
        for after in self._layout.pieces[piece.index + 1 : piece.index + _MOST_LINES]:
            numbered, bold, gap = look_of(after)
            if numbered or not bold or gap or not after.line.wrapped or after.spot is not None:
                break
            if not after.text or not after.starts_line or after.index in self._covered:
                break
            if self._context[after.index].is_heading:
                break
            pieces.append(after)
        return tuple(pieces)

    def _slots_of(self, pieces: tuple[Piece, ...], *, marked: bool, bold: bool) -> list[Slot]:
        """The slot that one label makes; ``marked`` where labels are told from answers by number or weight, ``bold``
        where they are by weight, so that what is bold after a colon is theirs too."""
        lead = lead_of(pieces[0])
        if marked and lead and len(tokens(lead)) <= LONGEST:
            tail = pieces[0].text[len(lead) :].strip()
            ended = "colon" if lead.endswith(":") else "question" if lead.endswith("?") else "weight"
            return [Slot(lead, pieces[:1], tail, f"{tail}\n{self._in_its_cell(pieces[0])}".rstrip(), ended)]
        for end in range(1, len(pieces) + 1):
            text = " ".join(piece.text for piece in pieces[:end])
            asked = next((found for found in openings(text) if found[2] in {"colon", "question"}), None)
            if asked is not None and not (
                bold and asked[2] == "colon" and pieces[end - 1].line.bold and not pieces[0].line.wrapped
            ):
                label, tail, ended = asked
                beside = tail or self._following(pieces[end - 1])[1]
                return [Slot(label, pieces[:end], tail, beside, ended)] if len(tokens(label)) <= LONGEST else []
        text = " ".join(piece.text for piece in pieces)
        if text.isupper():
            return []  # a heading
        following, said = self._following(pieces[-1])
        on_one_row = following is not None and following.row == pieces[0].row
        if on_one_row or (marked and len(tokens(text)) <= LONGEST):
            return [Slot(text, pieces, "", said, "whole")]
        return []

    def _in_its_cell(self, piece: Piece) -> str:
        """What stands in a label's cell on the line under it, up to another label."""
        after = self._layout.pieces[piece.index + 1 : piece.index + 2]
        if piece.spot is None or not after or after[0].spot is not piece.spot or lead_of(after[0]):
            return ""
        return "" if after[0].index in self._covered else said_by(after, self._layout.document)

    def _following(self, piece: Piece) -> tuple[Piece | None, str]:
        """The piece after one that is no guidance, if it is of no known label, and what it says."""
        after = self._layout.pieces[piece.index + 1 : piece.index + 2 + _MOST_LINES]
        first = next((other for other in after if not self._hints.is_apart(other)), None)
        if first is None or first.index in self._covered or (piece.spot is not None and first.spot is not piece.spot):
            return None, ""
        row = [other for other in after if other.row == first.row and other.index >= first.index]
        return first, said_by(row, self._layout.document)
