"""What the control words of RTF do that stand in shown text: to the look of text, to paragraphs, to tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from parsers.formats.rtf_story import USUAL_SIZE, Paragraph, State, Story
from parsers.formats.rtf_tables import RowForm

_MOST_REPLACED = 8
#: Control words and symbols that are a character.
CHARACTERS: Mapping[str, str] = {
    "tab": "\t", "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "bullet": "•", "enspace": "\u2002", "emspace": "\u2003", "qmspace": " ", "~": " ", "_": "-", "\\": "\\", "{": "{",
    "}": "}",
}  # fmt: skip

Act = Callable[[Story, State, int | None], None]


def _plain(_: Story, state: State, number: int | None) -> None:
    state.bold = state.italic = state.struck = state.hidden = state.deleted = False
    state.size, state.colour, state.marked = USUAL_SIZE, "", False


def _bold(_: Story, state: State, number: int | None) -> None:
    state.bold = number != 0


def _italic(_: Story, state: State, number: int | None) -> None:
    state.italic = number != 0


def _struck(_: Story, state: State, number: int | None) -> None:
    state.struck = number != 0


def _hidden(_: Story, state: State, number: int | None) -> None:
    state.hidden = number != 0


def _deleted(story: Story, state: State, number: int | None) -> None:
    state.deleted = number != 0
    story.pen.notes["tracked-changes"] = None


def _revised(story: Story, _: State, number: int | None) -> None:
    story.pen.notes["tracked-changes"] = None


def _font(_: Story, state: State, number: int | None) -> None:
    state.font = number or 0


def _marked(_: Story, state: State, number: int | None) -> None:
    state.marked = number != 0


def _unmarked(_: Story, state: State, number: int | None) -> None:
    state.marked = False


def _size(_: Story, state: State, number: int | None) -> None:
    state.size = number / 2 if number else USUAL_SIZE  # half points


def _replaced(_: Story, state: State, number: int | None) -> None:
    state.replaced = min(max(number or 0, 0), _MOST_REPLACED)


def _new_paragraph(story: Story, _: State, number: int | None) -> None:
    story.paragraph = Paragraph(mark=story.paragraph.mark)  # which may stand before these words


def _outline(story: Story, _: State, number: int | None) -> None:
    story.paragraph.heading = (number or 0) < 9  # 9 is body text


def _in_table(story: Story, _: State, number: int | None) -> None:
    story.paragraph.in_table = True


def _nesting(story: Story, _: State, number: int | None) -> None:
    story.paragraph.nesting = number
    story.paragraph.in_table = story.paragraph.in_table or bool(number)


def _new_row(story: Story, _: State, number: int | None) -> None:
    story.row = RowForm()


def _line(story: Story, _: State, number: int | None) -> None:
    story.end_line()


def _end(story: Story, _: State, number: int | None) -> None:
    story.end_paragraph()


def _cell(story: Story, _: State, number: int | None) -> None:
    story.end_cell(nested=False)


def _nested_cell(story: Story, _: State, number: int | None) -> None:
    story.end_cell(nested=True)


def _row(story: Story, _: State, number: int | None) -> None:
    story.end_row()


ACTS: Mapping[str, Act] = {
    "plain": _plain, "b": _bold, "i": _italic, "strike": _struck, "striked": _struck, "v": _hidden, "deleted": _deleted,
    "revised": _revised, "f": _font, "fs": _size, "ul": _marked, "uld": _marked, "uldb": _marked, "ulw": _marked,
    "ulnone": _unmarked, "highlight": _marked, "uc": _replaced, "pard": _new_paragraph, "outlinelevel": _outline,
    "intbl": _in_table, "itap": _nesting, "trowd": _new_row, "line": _line, "par": _end, "sect": _end, "page": _end,
    "cell": _cell, "nestcell": _nested_cell, "row": _row, "nestrow": _row,
}  # fmt: skip
