"""One application on paper for an assessor: its answers by section in printed order, as a PDF.

Where assessment is anonymous the answers that the pack calls identifying are left out, with a note in their place; a
name inside a long answer stays, as `docs/programmes.md` says. Files sent with the application are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.platypus import CondPageBreak, Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from intake.letters.contexts import ShownAnswer
from intake.letters.readback import Answered, shown_answer
from intake.paper import fonts
from intake.paper.sheet import BORDER, GREY, INK
from intake.round.programme import Programme
from parsers.form import FormField

NO_ANSWER = "No answer was given."
LEFT_OUT = "Left out, because assessment is anonymous."

_SIDE, _TOP, _BOTTOM = 56.0, 74.0, 64.0
_PAD = 6.0  # of reportlab's frames and table cells
_WIDTH = A4[0] - 2 * _SIDE
_BANNER = 96.0
#: Height that must be left on a page for a heading or a question to begin on it.
_LEAST_SECTION, _LEAST_ANSWER = 130.0, 80.0
_HEAD_FILL = HexColor("#e3e8ec")
_MOST_SHARE = 60  # characters of a cell that bear on its column's width

_BODY = ParagraphStyle(
    "body", fontName=fonts.REGULAR, fontSize=10, leading=14, spaceAfter=5, textColor=INK, splitLongWords=1
)
_LABEL = ParagraphStyle("label", parent=_BODY, fontName=fonts.BOLD, spaceBefore=8, spaceAfter=3)
_NOTE = ParagraphStyle("note", parent=_BODY, textColor=GREY)
_SMALL = ParagraphStyle("small", parent=_NOTE, fontSize=8.5, leading=11.5, spaceAfter=3)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=8.5, leading=11, spaceAfter=0)
_CELL_HEAD = ParagraphStyle("cell-head", parent=_CELL, fontName=fonts.BOLD)


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePack:
    """What is printed beside the answers. ``authority`` and ``files`` (names) are left out of an anonymous pack;
    ``assessor`` is whom it is for, "" for nobody in particular."""

    reference: str
    authority: str = ""
    assessor: str = ""
    files: tuple[str, ...] = ()
    anonymous: bool = False


def case_pack_pdf(programme: Programme, answers: Iterable[Answered], pack: CasePack) -> bytes:
    """The answers of one application as the bytes of a PDF with the reference on every page."""
    fonts.register()
    given = {answer.key: answer for answer in answers}
    # How many pages there are is known after the first time.
    pages = _built(programme, given, pack, pages=0)[1]
    return _built(programme, given, pack, pages=pages)[0]


def _built(programme: Programme, given: dict[str, Answered], pack: CasePack, *, pages: int) -> tuple[bytes, int]:
    out = BytesIO()
    document = _Pages(
        out, pagesize=A4, leftMargin=_SIDE - _PAD, rightMargin=_SIDE - _PAD, topMargin=_TOP - _PAD,
        bottomMargin=_BOTTOM - _PAD, invariant=1,
        lang="en-GB", title=f"{programme.name}: application {pack.reference}", displayDocTitle=True,
        author=programme.brand.organisation or programme.name,
    )  # fmt: skip

    def first(canvas: Any, _: Any) -> None:
        _banner(canvas, programme, pack)
        _foot(canvas, pack, pages)

    def later(canvas: Any, _: Any) -> None:
        _running_head(canvas, programme, pack)
        _foot(canvas, pack, pages)

    document.build(list(_flow(programme, given, pack)), onFirstPage=first, onLaterPages=later)
    return out.getvalue(), document.page


class _Pages(SimpleDocTemplate):
    """Makes an entry in the outline for every section."""

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # reportlab's name
        if isinstance(flowable, Paragraph) and flowable.style.name == "section":
            mark = f"section-{self.page}-{flowable.getPlainText()}"
            self.canv.bookmarkPage(mark)
            self.canv.addOutlineEntry(flowable.getPlainText(), mark, level=0)


def _flow(programme: Programme, given: dict[str, Answered], pack: CasePack) -> Iterable[Flowable]:
    yield Spacer(1, _BANNER - _TOP + 12)
    if pack.anonymous:
        yield Paragraph("Assessment is anonymous: answers that tell who applies are left out.", _NOTE)
    hidden = frozenset(programme.panel.identifying) if pack.anonymous and programme.panel else frozenset()
    for section in programme.form.sections:
        fields = programme.form.of_section(section.key)
        if fields:
            yield CondPageBreak(_LEAST_SECTION)
            yield Paragraph(_escaped(section.title), _section_style(programme.brand.colour))
        for field in fields:
            yield from _answer(programme, field, given.get(field.key), hidden=field.key in hidden)
    if pack.files and not pack.anonymous:
        yield Paragraph("Files sent with the application", _section_style(programme.brand.colour))
        yield from (Paragraph(f"• {_escaped(name)}", _BODY) for name in pack.files)


def _section_style(colour: str) -> ParagraphStyle:
    return ParagraphStyle(
        "section", fontName=fonts.BOLD, fontSize=13.5, leading=18, spaceBefore=16, spaceAfter=4,
        textColor=HexColor(colour),
    )  # fmt: skip


def _answer(programme: Programme, field: FormField, answer: Answered | None, *, hidden: bool) -> Iterable[Flowable]:
    """A question with its answer; the question never stands alone at the foot of a page."""
    yield CondPageBreak(_LEAST_ANSWER)
    yield Paragraph(_escaped(field.label), _LABEL)
    about = [item.title for item in programme.panel.criteria if field.key in item.fields] if programme.panel else []
    if about:
        yield Paragraph(f"For: {_escaped('; '.join(about))}", _SMALL)
    if hidden:
        yield Paragraph(LEFT_OUT, _NOTE)
        return
    shown = shown_answer(field, answer, currency=programme.currency)
    if shown.rows:
        yield _table(shown)
        yield Spacer(1, 6)
    elif shown.blank:
        yield Paragraph(NO_ANSWER, _NOTE)
    elif shown.long:
        yield from (Paragraph(_escaped(text), _BODY) for text in shown.paragraphs)
    else:
        yield Paragraph("<br/>".join(map(_escaped, shown.paragraphs)), _BODY)


def _table(shown: ShownAnswer) -> Flowable:
    """A grid whose head is repeated on every page, its columns as wide as what they hold wants."""
    rows = [[Paragraph(_escaped(cell), _CELL_HEAD) for cell in shown.columns]]
    rows += [[Paragraph(_escaped(cell).replace("\n", "<br/>"), _CELL) for cell in row] for row in shown.rows]
    style: list[Any] = [
        ("GRID", (0, 0), (-1, -1), 0.5, BORDER),
        ("BACKGROUND", (0, 0), (-1, 0), _HEAD_FILL),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(rows, colWidths=_widths(shown), repeatRows=1, splitInRow=1, style=TableStyle(style), hAlign="LEFT")


def _widths(shown: ShownAnswer) -> list[float]:
    """Widths that break no word where that can be helped, and share what is left by how much each column holds."""
    columns = [[cell or " " for cell in column] for column in zip(shown.columns, *shown.rows, strict=True)]
    least = [
        min(max(_set(word, fonts.BOLD) for cell in column for word in (cell.split() or [" "])) + 2 * _PAD, _WIDTH / 2)
        for column in columns
    ]
    left = _WIDTH - sum(least)
    if left <= 0:
        return [_WIDTH * width / sum(least) for width in least]
    shares = [min(max(map(len, column)), _MOST_SHARE) for column in columns]
    return [width + left * share / sum(shares) for width, share in zip(least, shares, strict=True)]


def _set(word: str, face: str) -> float:
    return float(pdfmetrics.stringWidth(word, face, _CELL.fontSize))


def _escaped(text: str) -> str:
    """Text as reportlab takes it: what is markup to it escaped, letters that the faces lack as a box."""
    return escape(fonts.printable(text), quote=False)


def _banner(canvas: Any, programme: Programme, pack: CasePack) -> None:
    """The head of the first page: the programme, the reference and, where it may be known, who applies."""
    width, height = A4
    canvas.saveState()
    canvas.setFillColor(HexColor(programme.brand.colour))
    canvas.rect(0, height - _BANNER, width, _BANNER, stroke=0, fill=1)
    canvas.setFillColor(HexColor(programme.brand.on_colour))
    canvas.setFont(fonts.REGULAR, 10)
    canvas.drawString(_SIDE, height - 32, _fitted(programme.name, fonts.REGULAR, 10))
    canvas.setFont(fonts.BOLD, 20)
    canvas.drawString(_SIDE, height - 58, f"Application {pack.reference}")
    canvas.setFont(fonts.REGULAR, 11)
    canvas.drawString(_SIDE, height - 78, _fitted("" if pack.anonymous else pack.authority, fonts.REGULAR, 11))
    canvas.restoreState()


def _running_head(canvas: Any, programme: Programme, pack: CasePack) -> None:
    height = A4[1]
    canvas.saveState()
    canvas.setFillColor(GREY)
    canvas.setFont(fonts.BOLD, 9)
    canvas.drawString(_SIDE, height - 44, pack.reference)
    canvas.setFont(fonts.REGULAR, 9)
    name = programme.name if pack.anonymous else pack.authority or programme.name
    canvas.drawRightString(A4[0] - _SIDE, height - 44, _fitted(name, fonts.REGULAR, 9, room=_WIDTH - 120))
    canvas.setStrokeColor(HexColor(programme.brand.colour))
    canvas.setLineWidth(1.2)
    canvas.line(_SIDE, height - 52, A4[0] - _SIDE, height - 52)
    canvas.restoreState()


def _foot(canvas: Any, pack: CasePack, pages: int) -> None:
    canvas.saveState()
    canvas.setStrokeColor(BORDER)
    canvas.setLineWidth(0.4)
    canvas.line(_SIDE, 46, A4[0] - _SIDE, 46)
    canvas.setFillColor(GREY)
    canvas.setFont(fonts.REGULAR, 8)
    whom = f"For {pack.assessor}, in confidence" if pack.assessor else "For assessment, in confidence"
    canvas.drawString(_SIDE, 34, _fitted(whom, fonts.REGULAR, 8, room=_WIDTH - 90))
    page = canvas.getPageNumber()
    canvas.drawRightString(A4[0] - _SIDE, 34, f"Page {page} of {pages or page}")
    canvas.restoreState()


def _fitted(text: str, face: str, size: float, *, room: float = _WIDTH) -> str:
    """One line of text, cut with an ellipsis where there is no more room."""
    shown = " ".join(fonts.printable(" ".join(text.split())).split())
    if pdfmetrics.stringWidth(shown, face, size) <= room:
        return shown
    while shown and pdfmetrics.stringWidth(f"{shown}…", face, size) > room:
        shown = shown[:-1]
    return f"{shown.rstrip()}…"
