"""The evidence for an answer as a person can check it: a picture of the place on its page, or the text around it.

Runs in the limited child: a stranger's page is drawn by nobody else. Pictures are bounded in pixels before anything is
drawn, and told as PNG; formats without pages give the words before and after (`parsers.excerpts`). Which regions are
wanted, and what becomes of the pictures, is the service's affair (`intake.evidence`).
"""

from __future__ import annotations

import base64
import io
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageOps

from parsers.document import Box
from parsers.errors import ReadingError
from parsers.excerpts import excerpt
from parsers.formats import READABLE, read_document
from parsers.limits import DEFAULT, Limits
from parsers.raw import Raw
from parsers.scan import scan
from parsers.showing import OWN_TEXT, Region, Shown
from parsers.tree import read_tree

#: Points left free around a box, so that the question beside or above the answer is seen too.
_MARGIN_X, _MARGIN_Y = 200.0, 22.0
#: A4 in points; a picture longer than this, for its width, is a page's length and not its width.
_A4_SHORT, _A4_LONG, _A4_IS_LONGER = 595.0, 842.0, 1.7
_LARGEST_SOURCE = 60_000_000  # pixels of a picture that is opened
_COLOURS = 32
_INK = (190, 60, 20)

_Documents = Mapping[str, tuple[str, bytes]]  # sha256 → type, bytes


def pictures(
    raw: Raw, regions: Sequence[Region], limits: Limits = DEFAULT, *, announce: Callable[[str], None]
) -> tuple[Shown, ...]:
    """What stands in each region of the mail's documents, as a picture or as text; one answer a region, in order.

    ``announce`` is told a document's name before it is opened, and "" after it.

    Raises:
        OverLimitError: the mail is more than may be opened.
    """
    wanted = {region.sha256 for region in regions}
    tree = read_tree(raw, limits, short=scan(raw, limits))
    documents = {item.sha256: (item.type, item.data) for item in tree.leaves if item.sha256 in wanted}
    if OWN_TEXT in wanted:
        documents[OWN_TEXT] = ("text/plain", tree.text.encode())
    return _show(documents, regions, announce)


def _show(documents: _Documents, regions: Sequence[Region], announce: Callable[[str], None]) -> tuple[Shown, ...]:
    """One answer a region; each document is opened once."""
    found: dict[int, Shown] = {}
    for sha256 in dict.fromkeys(region.sha256 for region in regions):
        wanted = {number: region for number, region in enumerate(regions) if region.sha256 == sha256}
        announce(sha256)
        try:
            found.update(_shown_in(documents.get(sha256), wanted))
        finally:
            announce("")
    return tuple(found[number] for number in range(len(regions)))


def _shown_in(document: tuple[str, bytes] | None, wanted: Mapping[int, Region]) -> dict[int, Shown]:
    if document is None:
        return dict.fromkeys(wanted, Shown(reason="The file is no longer in the mail."))
    kind, data = document
    boxed = {number: region for number, region in wanted.items() if region.box is not None}
    try:
        if boxed and kind == "application/pdf":
            drawn = _from_pdf(data, boxed)
        elif boxed and kind.startswith("image/"):
            drawn = _from_image(data, boxed)
        else:
            drawn = {}
        drawn.update(_from_text(data, kind, {n: region for n, region in wanted.items() if n not in drawn}))
    except (ReadingError, pdfium.PdfiumError, OSError, ValueError, Image.DecompressionBombError) as fault:
        return dict.fromkeys(wanted, Shown(reason=f"The file cannot be shown ({type(fault).__name__})."))
    return drawn


def _from_text(data: bytes, kind: str, wanted: Mapping[int, Region]) -> dict[int, Shown]:
    if not wanted:
        return {}
    if kind not in READABLE:
        return dict.fromkeys(wanted, Shown(reason="Files of this kind have no text to show."))
    document = read_document(data, type=kind)
    shown: dict[int, Shown] = {}
    for number, region in wanted.items():
        found = excerpt(document, region.text, after=region.question)
        shown[number] = Shown(excerpt=found) if found else Shown(reason="The words are not in the file as they stand.")
    return shown


def _from_pdf(data: bytes, wanted: Mapping[int, Region]) -> dict[int, Shown]:
    pdf = pdfium.PdfDocument(data)
    try:
        if pdfium_c.FPDF_GetFormType(pdf.raw) != pdfium_c.FORMTYPE_NONE:
            pdf.init_forms()  # or what was typed into the fields would not be seen
        return {number: _drawn(pdf, region) for number, region in wanted.items()}
    finally:
        pdf.close()


def _drawn(pdf: pdfium.PdfDocument, region: Region) -> Shown:
    if region.page is None or region.box is None or not 1 <= region.page <= len(pdf):
        return Shown(reason="The file has no such page.")
    page = pdf[region.page - 1]
    try:
        width, height = page.get_size()
        window = _window(region.box, width, height)
        scale = min(2.0, region.width / (window.x1 - window.x0), region.height / (window.y1 - window.y0))
        crop = (window.x0, height - window.y1, width - window.x1, window.y0)
        bitmap = page.render(scale=scale, crop=crop, draw_annots=True, may_draw_forms=True)
        image = bitmap.to_pil().convert("RGB")
    finally:
        page.close()
    return _png(_marked(image, region.box, window, scale))


def _from_image(data: bytes, wanted: Mapping[int, Region]) -> dict[int, Shown]:
    """Crops of a photograph or scan."""
    with _opened(data) as image:
        return {number: _cropped(image, region) for number, region in wanted.items()}


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(data)) as image:
        if image.width * image.height > _LARGEST_SOURCE:
            raise ValueError("too many pixels")
        yield image


def _cropped(image: Image.Image, region: Region) -> Shown:
    frame = (region.page or 1) - 1
    if region.box is None or frame >= getattr(image, "n_frames", 1):
        return Shown(reason="The file has no such page.")
    image.seek(frame)
    image = ImageOps.exif_transpose(image)
    ratio = 1 / points_per_pixel(image)
    window = _window(region.box, image.width / ratio, image.height / ratio)
    pixels = (window.x0 * ratio, window.y0 * ratio, window.x1 * ratio, window.y1 * ratio)
    part = image.convert("RGB").crop(pixels)
    scale = min(1.0, region.width / part.width, region.height / part.height)
    part = part.resize((max(round(part.width * scale), 1), max(round(part.height * scale), 1)))
    return _png(_marked(part, region.box, window, ratio * scale))


def points_per_pixel(image: Image.Image) -> float:
    """The size of a pixel, by which a picture without a size is taken to be a page of A4 (as `parsers.ocr` does)."""
    short, long = sorted(image.size)
    return _A4_SHORT / short if long / short < _A4_IS_LONGER else _A4_LONG / long


def _window(box: Box, width: float, height: float) -> Box:
    """The box with its margin, within the page, and never without an extent."""
    x0, y0 = max(min(box.x0, width - 2) - _MARGIN_X, 0.0), max(min(box.y0, height - 2) - _MARGIN_Y, 0.0)
    x1, y1 = min(box.x1 + _MARGIN_X / 4, width), min(box.y1 + _MARGIN_Y, height)
    return Box(x0, y0, max(x1, x0 + 2), max(y1, y0 + 2))


def _marked(image: Image.Image, box: Box, window: Box, scale: float) -> Image.Image:
    """The picture with a frame around the box itself, drawn just outside it."""
    corners = ((box.x0 - window.x0, box.y0 - window.y0), (box.x1 - window.x0, box.y1 - window.y0))
    (left, top), (right, bottom) = [(round(x * scale), round(y * scale)) for x, y in corners]
    left, top, right, bottom = left - 3, top - 3, right + 3, bottom + 3
    for sides in (
        (left, top, right, top + 2),
        (left, bottom - 2, right, bottom),
        (left, top, left + 2, bottom),
        (right - 2, top, right, bottom),
    ):
        image.paste(_INK, _within(sides, image))
    return image


def _within(sides: tuple[int, int, int, int], image: Image.Image) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = sides
    x0, y0 = min(max(x0, 0), image.width), min(max(y0, 0), image.height)
    return x0, y0, max(min(x1, image.width), x0), max(min(y1, image.height), y0)


def _png(image: Image.Image) -> Shown:
    """The picture in few colours: text on paper needs no more, and it goes by mail."""
    out = io.BytesIO()
    image.quantize(_COLOURS).save(out, "PNG", optimize=True)
    png = base64.b64encode(out.getvalue()).decode("ascii")
    return Shown(png=png, width=image.width, height=image.height)
