"""HTML → `Document`: a mail's HTML body, or an attached web page.

Blocks become lines, tables become tables (`grid`), what is hidden or struck through is left out. Nothing is
fetched. The controls of a form are read in `hypertext_controls`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from lxml import etree
from lxml import html as lxml_html

from parsers.document import Block, Document, DocumentKind, Line
from parsers.errors import DamagedDocumentError, EmptyDocumentError
from parsers.formats import glyphs, limits
from parsers.formats.grid import Draft, assemble
from parsers.formats.hypertext_controls import CONTROLS, Controls
from parsers.formats.hypertext_lists import numbers_of
from parsers.formats.hypertext_style import Style, leading, marked
from parsers.formats.hypertext_type import USUAL_SIZE, colour_of, size_of

_SKIPPED = frozenset(
    {"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe", "datalist"}
)
_STRUCK = frozenset({"s", "strike", "del"})
# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend", "li", "main", "nav",
    "ol", "p", "pre", "section", "summary", "ul", "caption", "table",
})
# fmt: on
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "legend"})
_BOLD = frozenset({"b", "strong", "th"}) | _HEADINGS
#: Elements that browsers set in another size, as shares of the one around (HTML standard, 15.3).
_SIZES = {"small": 5 / 6, "big": 1.2, "sub": 5 / 6, "sup": 5 / 6,
          "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67}  # fmt: skip
_MARKED = frozenset({"u", "ins", "mark"})
_MARKED_STYLE = re.compile(
    r"text-decoration[^;]*underline|background(?:-color)?\s*:\s*(?!none|transparent|white|inherit|#f{3}\b|#f{6})",
    re.IGNORECASE,
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_STRUCK_STYLE = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_ITALIC = frozenset({"i", "em"})
_TELLING = _BLOCKS | _BOLD | _ITALIC | _MARKED | frozenset(_SIZES)
_ITALIC_STYLE = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
_BOLD_STYLE = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_SHADED_STYLE = re.compile(r"background(?:-color)?\s*:\s*(?!none|transparent|white|#f{3}\b|#f{6})", re.IGNORECASE)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_SPACE = re.compile(r"[ \t\r\n]+")


def read_html(html: str) -> Document:
    """HTML already decoded, as a document.

    Raises:
        DamagedDocumentError: no parser makes sense of it.
    """
    return _read(html[: limits.MAX_CHARS * 4].encode("utf-8", "replace"), encoding="utf-8")


def read_html_file(data: bytes) -> Document:
    """An attached HTML file; its character set is the one it declares.

    Raises:
        EmptyDocumentError: it shows no text.
        DamagedDocumentError: no parser makes sense of it.
    """
    document = _read(data[: limits.MAX_CHARS * 4], encoding=None)
    if not document.blocks:
        raise EmptyDocumentError
    return document


def _read(data: bytes, *, encoding: str | None) -> Document:
    data = data if data.startswith(_UTF16) else data.replace(b"\0", b"")
    if not data.strip():
        return Document(kind=DocumentKind.HTML, blocks=())
    parser = lxml_html.HTMLParser(
        encoding=encoding, remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        if "empty" in str(error).lower():
            return Document(kind=DocumentKind.HTML, blocks=())
        raise DamagedDocumentError("malformed HTML") from error
    flow = _Flow(controls=Controls(root))
    flow.element(root, Style(), 0)
    flow.end_line()
    title = root.findtext(".//title") or ""
    return Document(
        kind=DocumentKind.HTML,
        blocks=tuple(flow.blocks),
        fields=tuple(flow.controls.fields),
        title=" ".join(title.split()),
    )


@dataclass(slots=True)
class _Flow:
    """The lines and tables of one container (the page, or one cell) as they are met."""

    controls: Controls
    blocks: list[Block] = field(default_factory=list)
    pieces: list[tuple[str, Style]] = field(default_factory=list)
    fields: list[int] = field(default_factory=list)
    number: str = ""
    style: Style = field(default_factory=Style)

    def element(self, node: lxml_html.HtmlElement, style: Style, depth: int) -> None:
        """Take in an element and all that stands in it (but not its tail)."""
        tag = node.tag if isinstance(node.tag, str) else ""
        css = node.get("style") or ""
        if tag == "font" and node.get("color"):
            css = f"color:{node.get('color')};{css}"
        if tag in _SKIPPED or tag in _STRUCK or node.get("hidden") is not None:
            return
        if css and (_HIDDEN_STYLE.search(css) or _STRUCK_STYLE.search(css)):
            return
        if tag in CONTROLS:
            self.control(node)
            return
        if tag == "br":
            self.end_line()
            return
        if depth > 200:
            self.text("".join(node.itertext()), style)
            return
        inner = _inherit(tag, css, style)
        block = tag in _BLOCKS
        if block:
            self.end_line()
            self.style = inner
        if tag == "table":
            self.blocks.extend(_table(node, inner, self.controls, depth))
        else:
            self.children(node, inner, depth)
        if block:
            self.end_line()
            self.style = style

    def children(self, node: lxml_html.HtmlElement, style: Style, depth: int) -> None:
        """The text and the elements within one element."""
        self.text(node.text or "", style)
        numbers = numbers_of(node)
        for child in node:
            self.number = next(numbers, "") if child.tag == "li" else self.number
            self.element(child, style, depth + 1)
            self.text(child.tail or "", style)

    def text(self, text: str, style: Style) -> None:
        """A run of text; the line ends of preformatted text end a line."""
        if not text:
            return
        if style.verbatim:
            first, *rest = text.split("\n")
            self.pieces.append((first, style))
            for part in rest:
                self.end_line()
                self.pieces.append((part, style))
        else:
            self.pieces.append((_SPACE.sub(" ", text), style))

    def control(self, node: lxml_html.HtmlElement) -> None:
        """A control of a form: its value stands in the text."""
        shown, index = self.controls.take(node)
        if index is not None:
            self.pieces.append((f" {shown} ", Style()))
            self.fields.append(index)

    def end_line(self) -> None:
        """Close the line under way, if anything stands in it."""
        raw = "".join(piece for piece, _ in self.pieces)
        text = glyphs.ticks(_SPACE.sub(" ", glyphs.clean(raw))).strip()
        numbered = bool(text and self.number)
        if numbered:
            text, self.number = f"{self.number} {text}", ""
        if text or self.fields:
            said = [(len(piece.strip()), style) for piece, style in self.pieces if piece.strip()]
            bold = sum(length for length, style in said if style.bold)
            prints: Counter[tuple[float | None, str]] = Counter()
            for length, style in said:
                prints[style.size, style.colour] += length
            (size, colour), _ = prints.most_common(1)[0] if prints else ((None, ""), 0)
            self.blocks.append(
                Line(
                    text=text,
                    bold=bold * 2 > len(text),
                    italic=bool(text) and all(style.italic for _, style in said),
                    size=size,
                    colour=colour,
                    lead=leading(self.pieces),
                    marked=marked(self.pieces),
                    heading=self.style.heading,
                    bullet=self.style.bullet and not numbered,
                    wrapped=self.style.verbatim,
                    fields=tuple(self.fields),
                    quote=self.style.quote,
                )
            )
        self.pieces.clear()
        self.fields.clear()


def _inherit(tag: str, css: str, style: Style) -> Style:
    if not css and tag not in _TELLING:
        return style
    return replace(
        style,
        bold=style.bold or tag in _BOLD or bool(css and _BOLD_STYLE.search(css)),
        italic=style.italic or tag in _ITALIC or bool(css and _ITALIC_STYLE.search(css)),
        heading=style.heading or tag in _HEADINGS,
        bullet=tag == "li" or (style.bullet and tag not in {"td", "th"}),
        verbatim=style.verbatim or tag == "pre",
        quote=style.quote + (tag == "blockquote"),
        marked=style.marked or tag in _MARKED or bool(css and _MARKED_STYLE.search(css)),
        size=size_of(css, (style.size or USUAL_SIZE) * _SIZES[tag] if tag in _SIZES else style.size),
        colour=colour_of(css, style.colour),
    )


def _table(node: lxml_html.HtmlElement, style: Style, controls: Controls, depth: int) -> list[Block]:
    """A table and the tables nested in it, its caption first."""
    drafts: list[Draft] = []
    taken: set[tuple[int, int]] = set()
    for row, line in enumerate(_rows(node)):
        column = 0
        for item in line:
            if item.tag not in {"td", "th"} or len(drafts) >= limits.MAX_CELLS:
                continue
            while (row, column) in taken:
                column += 1
            rows, columns = _span(item, "rowspan"), _span(item, "colspan")
            taken.update((row + down, column + across) for down in range(rows) for across in range(columns))
            shaded = bool(item.get("bgcolor")) or bool(_SHADED_STYLE.search(item.get("style") or ""))
            inner = replace(style, bold=style.bold or item.tag == "th")
            blocks = _blocks(item, inner, controls, depth + 3)
            drafts.append(
                Draft(row=row, column=column, row_span=rows, column_span=columns, blocks=blocks, shaded=shaded)
            )
            column += columns
    captions = [_blocks(caption, style, controls, depth + 1) for caption in node.iterchildren("caption")]
    return [*(block for blocks in captions for block in blocks), *assemble(drafts)]


def _blocks(node: lxml_html.HtmlElement, style: Style, controls: Controls, depth: int) -> list[Block]:
    flow = _Flow(controls=controls, style=style)
    flow.children(node, style, depth)
    flow.end_line()
    return flow.blocks


def _rows(table: lxml_html.HtmlElement) -> list[lxml_html.HtmlElement]:
    rows = list(table.iterchildren("tr"))
    for part in table.iterchildren("thead", "tbody", "tfoot"):
        rows.extend(part.iterchildren("tr"))
    return rows


def _span(cell: lxml_html.HtmlElement, name: str) -> int:
    """A span as the attribute tells it, within reason."""
    text = (cell.get(name) or "1").strip()
    return min(max(int(text), 1), 100) if text.isascii() and text.isdigit() else 1
