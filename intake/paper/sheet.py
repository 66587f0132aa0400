"""Pages of a form being drawn: where the pen is, running head and foot, wrapped text, boxes and headings.

What is asked and in which shape is decided in `intake.paper.blank_pdf`; this only knows paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from intake.paper import fonts
from intake.paper.acroform import AcroForm, Rect
from intake.round.programme import Brand

LEFT, RIGHT, BOTTOM = 48.0, A4[0] - 48.0, 62.0
WIDTH = RIGHT - LEFT
_TOP = A4[1] - 62.0
_LEADING = 1.3

INK, GREY, BORDER, PAPER = HexColor("#1a1a1a"), HexColor("#55606a"), HexColor("#8a96a0"), HexColor("#f6f8fa")


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands on every page beside the form itself."""

    programme: str
    title: str
    edition: str
    footer: str
    brand: Brand

    @property
    def colour(self) -> Color:
        """The brand's colour."""
        return HexColor(self.brand.colour)


class Sheet:
    """A document of A4 pages. ``pages`` is how many there will be, 0 while that is being found out."""

    def __init__(self, furniture: Furniture, *, pages: int = 0, lang: str = "en-GB") -> None:
        fonts.register()
        self._out = BytesIO()
        self.canvas = Canvas(self._out, pagesize=A4, invariant=1, lang=lang, pageCompression=1)
        self.canvas.setTitle(f"{furniture.programme}: {furniture.title}")
        self.canvas.setSubject(" ".join(part for part in (furniture.title, furniture.edition) if part))
        self.canvas.setAuthor(furniture.brand.organisation or furniture.programme)
        self.canvas.setViewerPreference("DisplayDocTitle", "true")
        self.form = AcroForm(self.canvas)
        self.furniture, self.pages, self.page = furniture, pages, 1
        self.y: float = _TOP
        self._banner()

    def finish(self) -> bytes:
        """The document's bytes."""
        self._foot()
        self.canvas.showPage()
        self.form.finish()
        self.canvas.save()
        return self._out.getvalue()

    def turn(self) -> None:
        """Begin the next page."""
        self._foot()
        self.canvas.showPage()
        self.page += 1
        self._head()

    def room(self, height: float) -> None:
        """Turn the page unless ``height`` points are left on this one."""
        if self.y - height < BOTTOM and self.y < _TOP:
            self.turn()

    def write(
        self,
        text: str,
        *,
        size: float = 9.5,
        bold: bool = False,
        colour: Color = INK,
        left: float = LEFT,
        right: float = RIGHT,
    ) -> None:
        """Wrapped text from the pen downwards."""
        face = fonts.BOLD if bold else fonts.REGULAR
        for line in fonts.wrapped(text, face, size, right - left):
            self.room(size * _LEADING)
            self.canvas.setFont(face, size)
            self.canvas.setFillColor(colour)
            self.canvas.drawString(left, self.y - size, line)
            self.y -= size * _LEADING

    def box(self, rect: Rect, *, colour: Color = PAPER) -> None:
        """An empty box to be filled in."""
        self.canvas.setStrokeColor(BORDER)
        self.canvas.setLineWidth(0.6)
        self.canvas.setFillColor(colour)
        self.canvas.rect(*rect, stroke=1, fill=1)

    def ring(self, rect: Rect) -> None:
        """An empty radio button."""
        x, y, width, height = rect
        self.canvas.setStrokeColor(BORDER)
        self.canvas.setLineWidth(0.6)
        self.canvas.setFillColor(PAPER)
        self.canvas.circle(x + width / 2, y + height / 2, width / 2, stroke=1, fill=1)

    def list_arrow(self, rect: Rect) -> None:
        """The mark at the right of a box that a list drops down from."""
        x, y, width, height = rect
        right, middle = x + width - 7, y + height / 2
        path = self.canvas.beginPath()
        for place, (across, up) in enumerate(((right - 7, 2), (right, 2), (right - 3.5, -2.5))):
            (path.lineTo if place else path.moveTo)(across, middle + up)
        path.close()
        self.canvas.setFillColor(GREY)
        self.canvas.drawPath(path, stroke=0, fill=1)

    def bar(self, text: str, *, keep: float) -> None:
        """A section's heading across the page, with an entry in the outline; ``keep`` points stay free under it."""
        lines = fonts.wrapped(text, fonts.BOLD, 11, WIDTH - 16)
        height = 9 + 14.0 * len(lines)
        self.room(height + keep)
        self.y -= 6
        self.canvas.setFillColor(self.furniture.colour)
        self.canvas.rect(LEFT, self.y - height, WIDTH, height, stroke=0, fill=1)
        mark = f"section-{self.page}-{self.y:.0f}"
        self.canvas.bookmarkHorizontal(mark, 0, self.y + 10)
        self.canvas.addOutlineEntry(text, mark, level=0)
        below = self.y - height
        self.y -= 5
        colour = HexColor(self.furniture.brand.on_colour)
        self.write(text, size=11, bold=True, colour=colour, left=LEFT + 8, right=RIGHT - 8)
        self.y = below - 7

    def _banner(self) -> None:
        """The head of the first page: the programme and what the form is, on the brand's colour."""
        width, height = A4
        names = fonts.wrapped(self.furniture.programme, fonts.BOLD, 20, WIDTH)
        deep = 74 + 24.0 * len(names)
        self.canvas.setFillColor(self.furniture.colour)
        self.canvas.rect(0, height - deep, width, deep, stroke=0, fill=1)
        on_colour = HexColor(self.furniture.brand.on_colour)
        self.y = height - 24
        organisation = self.furniture.brand.organisation
        if organisation:
            self.write(organisation, size=9, colour=on_colour)
        self.y = min(self.y, height - 38) - 2
        self.write(self.furniture.programme, size=20, bold=True, colour=on_colour)
        title = " · ".join(part for part in (self.furniture.title, self.furniture.edition) if part)
        self.write(title, size=11.5, colour=on_colour)
        self.y = height - deep - 14

    def _head(self) -> None:
        height = A4[1]
        self.canvas.setFont(fonts.REGULAR, 8)
        self.canvas.setFillColor(GREY)
        self.canvas.drawString(LEFT, height - 36, f"{self.furniture.programme}: {self.furniture.title}")
        self.canvas.drawRightString(RIGHT, height - 36, self.furniture.edition)
        self.canvas.setStrokeColor(self.furniture.colour)
        self.canvas.setLineWidth(1.2)
        self.canvas.line(LEFT, height - 42, RIGHT, height - 42)
        self.y = _TOP

    def _foot(self) -> None:
        self.canvas.setStrokeColor(BORDER)
        self.canvas.setLineWidth(0.4)
        self.canvas.line(LEFT, 44, RIGHT, 44)
        self.canvas.setFont(fonts.REGULAR, 8)
        self.canvas.setFillColor(GREY)
        self.canvas.drawString(LEFT, 32, self.furniture.footer)
        self.canvas.drawRightString(RIGHT, 32, f"Page {self.page} of {self.pages or self.page}")
