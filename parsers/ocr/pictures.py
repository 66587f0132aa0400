"""Where pictures of pages come from: the pages of a PDF rendered, the frames of an image file. All grey, all small.

Sizes are looked at before anything is unpacked. A picture is brought to `DPI` dots an inch, taken to show a page of
A4 where it does not tell otherwise: what a camera says of its dots an inch means nothing.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # ships no types
from PIL import Image, ImageOps, UnidentifiedImageError

from parsers.errors import DamagedDocumentError, OverLimitError, PictureError

#: Dots an inch at which pages are read.
DPI = 200
#: Pixels of a page that is read; a larger one is read at fewer dots an inch.
_MOST_PIXELS = 9_000_000
#: Pixels of a picture that is unpacked at all.
_MOST_UNPACKED = 120_000_000
_MOST_FRAMES = 200
#: Pixels along the longer and the shorter side that a picture of a page has at least.
_LEAST_LONG, _LEAST_SHORT = 900, 560
_A4_SHORT, _A4_LONG = 595.0, 842.0
_DAMAGED = (OSError, SyntaxError, ValueError, EOFError, TypeError, IndexError, KeyError, ZeroDivisionError)


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page in grey: its number from 1, dots an inch, and its size in points as displayed."""

    page: int
    image: Image.Image
    dpi: int
    size: tuple[float, float]


def of_pdf(pdf: pdfium.PdfDocument, index: int) -> PagePicture:
    """A page of a PDF, rendered."""
    page = pdf[index]
    try:
        width, height = page.get_size()
        dpi = _dpi(width, height)
        image = page.render(scale=dpi / 72, grayscale=True, may_draw_forms=False).to_pil().convert("L")
    finally:
        page.close()
    return PagePicture(index + 1, image, dpi, (width, height))


def _dpi(width: float, height: float) -> int:
    """The dots an inch for a page of this size in points: fewer for large ones, more for a page drawn small."""
    short = max(min(width, height), 1.0)
    dpi = DPI if 380 <= short <= 900 else DPI * _A4_SHORT / short
    area = width * height / 72 / 72
    return max(int(min(dpi, (_MOST_PIXELS / max(area, 0.01)) ** 0.5)), 10)


def is_too_small(data: bytes) -> bool:
    """Whether a picture is too small to show a page, as its header has it; nothing is unpacked."""
    Image.MAX_IMAGE_PIXELS = None  # looked at by `of_image`
    try:
        with Image.open(io.BytesIO(data)) as image:
            return _is_too_small(image)
    except (UnidentifiedImageError, *_DAMAGED):
        return False


def _is_too_small(image: Image.Image) -> bool:
    return max(image.size) < _LEAST_LONG or min(image.size) < _LEAST_SHORT


def of_image(data: bytes) -> Iterator[PagePicture]:
    """The pages of an image file: every frame of a TIFF, one of any other.

    Raises:
        PictureError: it is too small to show a page.
        OverLimitError: it is too large to unpack.
        DamagedDocumentError: it cannot be unpacked.
    """
    Image.MAX_IMAGE_PIXELS = None  # looked at here, before unpacking
    try:
        image = Image.open(io.BytesIO(data))
        frames = getattr(image, "n_frames", 1) if image.format == "TIFF" else 1
    except (UnidentifiedImageError, *_DAMAGED) as error:
        raise DamagedDocumentError("the picture cannot be unpacked") from error
    for number in range(min(frames, _MOST_FRAMES)):
        try:
            if number:
                image.seek(number)
            yield _frame(image, number + 1)
        except _DAMAGED as error:
            raise DamagedDocumentError("the picture cannot be unpacked") from error


def _frame(image: Image.Image, page: int) -> PagePicture:
    width, height = image.size
    if width * height > _MOST_UNPACKED:
        raise OverLimitError(f"a picture of {width} by {height} pixels")
    if _is_too_small(image):
        raise PictureError
    image.draft("L", (int(_A4_LONG / 72 * DPI), int(_A4_LONG / 72 * DPI)))  # a JPEG is unpacked no larger than needed
    upright = ImageOps.exif_transpose(image)
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        rgba = upright.convert("RGBA")
        upright = Image.new("RGB", rgba.size, "white")
        upright.paste(rgba, mask=rgba.getchannel("A"))
    grey = upright.convert("L")
    short, long = sorted(grey.size)
    points = _A4_SHORT / short if long / short < 1.7 else _A4_LONG / long  # points a pixel
    size = (grey.width * points, grey.height * points)
    target = (round(size[0] / 72 * DPI), round(size[1] / 72 * DPI))
    return PagePicture(page, grey.resize(target, Image.Resampling.BICUBIC), DPI, size)
