"""A pack's guidance as a PDF in the programme's colours, from the plain Markdown the programme designer writes.

Of Markdown it knows headings, paragraphs, bulleted and numbered lists, ``**bold**`` and links shown as they are;
anything else is printed as it stands.
"""

from __future__ import annotations

import re
from html import escape
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, ListFlowable, Paragraph, SimpleDocTemplate

from intake.paper import fonts, wording
from intake.paper.sheet import BORDER, GREY, INK
from intake.round.programme import Programme

_HEADING = re.compile(r"^(#{1,3})\s+(.*)$")
_BULLET = re.compile(r"^[-*]\s+(.*)$")
_NUMBERED = re.compile(r"^\d+[.)]\s+(.*)$")
_BOLD = re.compile(r"\*\*(.+?)\*\*")

_BODY = ParagraphStyle("body", fontName=fonts.REGULAR, fontSize=10.5, leading=15, spaceAfter=7, textColor=INK)
_ITEM = ParagraphStyle("item", parent=_BODY, spaceAfter=3)


def guidance_pdf(programme: Programme, markdown: str, *, send_to: str = "") -> bytes:
    """The guidance in ``markdown`` as the bytes of a PDF, with the programme's name and deadline on every page."""
    fonts.register()
    out = BytesIO()
    blocks = _blocks(markdown)
    title = next((text for kind, text in blocks if kind == "h1"), programme.form.title)
    document = SimpleDocTemplate(
        out, pagesize=A4, leftMargin=56, rightMargin=56, topMargin=70, bottomMargin=64, invariant=1, lang="en-GB",
        title=f"{programme.name}: {title}", author=programme.brand.organisation or programme.name,
        displayDocTitle=True,
    )  # fmt: skip

    def furniture(canvas: Any, _: Any) -> None:
        _furnish(canvas, programme, send_to)

    document.build(_flow(blocks, programme.brand.colour), onFirstPage=furniture, onLaterPages=furniture)
    return out.getvalue()


def _blocks(markdown: str) -> list[tuple[str, str]]:
    """The text as (kind, text): h1 to h3, bullet, number, or paragraph; lines of one paragraph are joined."""
    blocks: list[tuple[str, str]] = []
    fresh = True
    for line in markdown.splitlines():
        text = line.strip()
        kind = ""
        for pattern, name in ((_HEADING, "h"), (_BULLET, "bullet"), (_NUMBERED, "number")):
            found = pattern.match(text)
            if found:
                kind = f"h{len(found.group(1))}" if name == "h" else name
                text = found.groups()[-1]
                break
        if kind:
            blocks.append((kind, text))
        elif text and not fresh and blocks:
            blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {text}")
        elif text:
            blocks.append(("paragraph", text))
        fresh = not text or kind.startswith("h")
    return blocks


def _flow(blocks: list[tuple[str, str]], colour: str) -> list[Flowable]:
    flow: list[Flowable] = []
    items: list[str] = []
    for place, (kind, text) in enumerate(blocks):
        following = blocks[place + 1][0] if place + 1 < len(blocks) else ""
        if kind in {"bullet", "number"}:
            items.append(text)
            if following != kind:
                flow.append(_list(items, numbered=kind == "number", colour=colour))
                items = []
        elif kind == "paragraph":
            flow.append(Paragraph(_marked(text), _BODY))
        else:
            flow.append(Paragraph(_marked(text), _heading(kind, colour)))
    return flow


def _heading(kind: str, colour: str) -> ParagraphStyle:
    size = {"h1": 21.0, "h2": 13.5, "h3": 11.0}[kind]
    return ParagraphStyle(
        kind, fontName=fonts.BOLD, fontSize=size, leading=size * 1.25, spaceBefore=size * 0.7, spaceAfter=size * 0.4,
        textColor=HexColor(colour), keepWithNext=1,
    )  # fmt: skip


def _list(items: list[str], *, numbered: bool, colour: str) -> Flowable:
    paragraphs: list[Flowable] = [Paragraph(_marked(item), _ITEM) for item in items]
    bullets: dict[str, Any] = {"bulletType": "1"} if numbered else {"bulletType": "bullet", "start": "•"}
    listing = ListFlowable(
        paragraphs, bulletFontName=fonts.BOLD, bulletColor=HexColor(colour), leftIndent=18, bulletFontSize=10.5,
        spaceAfter=6, **bullets,
    )  # fmt: skip
    return KeepTogether([listing]) if len(items) <= 8 else listing


def _marked(text: str) -> str:
    """Text with its bold as reportlab marks it, and everything else escaped."""
    return _BOLD.sub(r"<b>\1</b>", escape(text, quote=False))


def _furnish(canvas: Any, programme: Programme, send_to: str) -> None:
    width, height = A4
    canvas.saveState()
    canvas.setFillColor(HexColor(programme.brand.colour))
    canvas.rect(0, height - 40, width, 40, stroke=0, fill=1)
    canvas.setFillColor(HexColor(programme.brand.on_colour))
    canvas.setFont(fonts.BOLD, 11)
    canvas.drawString(56, height - 25, programme.name)
    canvas.setStrokeColor(BORDER)
    canvas.setLineWidth(0.4)
    canvas.line(56, 46, width - 56, 46)
    canvas.setFillColor(GREY)
    canvas.setFont(fonts.REGULAR, 8)
    canvas.drawString(56, 34, wording.footer(programme, send_to))
    canvas.drawRightString(width - 56, 34, f"Page {canvas.getPageNumber()}")
    canvas.restoreState()
