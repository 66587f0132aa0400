"""Paper: a PDF's pages rendered, turned a little, speckled, and kept as JPEG pictures in a new PDF.

Rendered by poppler's pdftoppm (the readers use pdfium), drawn on by Pillow, bound by reportlab.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageChops, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanner:
    """How good the scanner is: dots an inch, JPEG quality, degrees of skew at most, strength of speckle (0 to 255).

    ``blur`` is the radius in pixels, ``shade`` how much darker the darkest corner is than the brightest (0 to 1), as
    in a photograph.
    """

    dpi: int = 200
    quality: int = 60
    skew: float = 0.8
    speckle: int = 24
    blur: float = 0.4
    shade: float = 0.0


OFFICE = Scanner()
POOR = Scanner(dpi=150, quality=45, skew=1.6, speckle=40, blur=0.6)
WORN = Scanner(dpi=150, quality=40, skew=3.0, speckle=55, blur=0.9)
PHOTOGRAPH = Scanner(dpi=200, quality=60, skew=4.0, speckle=30, blur=0.8, shade=0.45)
SMALL = Scanner(dpi=110, quality=30, skew=0.7, speckle=0)

SCANNERS = {"office": OFFICE, "poor": POOR, "worn": WORN, "photograph": PHOTOGRAPH, "small": SMALL}


def scan(pdf: bytes, seed: str, scanner: Scanner = OFFICE) -> bytes:
    """The PDF as a scanner would hand it back: pictures only.

    Raises:
        RuntimeError: pdftoppm is missing.
    """
    rng = Random(seed)
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in _rendered(pdf, scanner.dpi):
        picture = _worn(page, rng, scanner)
        data = BytesIO()
        picture.save(data, "JPEG", quality=scanner.quality)
        width, height = (side * 72 / scanner.dpi for side in picture.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(data), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _rendered(pdf: bytes, dpi: int) -> list[Image.Image]:
    program = shutil.which("pdftoppm")
    if program is None:
        raise RuntimeError("pdftoppm is not installed (Debian: poppler-utils)")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "in.pdf"
        source.write_bytes(pdf)
        subprocess.run([program, "-gray", "-r", str(dpi), str(source), f"{folder}/page"], check=True, timeout=300)
        return [Image.open(BytesIO(path.read_bytes())) for path in sorted(Path(folder).glob("page-*"))]


def _worn(page: Image.Image, rng: Random, scanner: Scanner) -> Image.Image:
    angle = rng.uniform(-scanner.skew, scanner.skew)
    turned = page.rotate(angle, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(scanner.blur))
    if scanner.shade:
        turned = _shaded(turned, rng, scanner.shade)
    if not scanner.speckle:
        return turned
    grain = Image.frombytes("L", (256, 256), rng.randbytes(65536)).point(lambda v: v * scanner.speckle // 255)
    noise = Image.new("L", turned.size)
    for x in range(0, turned.width, 256):
        for y in range(0, turned.height, 256):
            noise.paste(grain.rotate(rng.choice((0, 90, 180, 270))), (x, y))
    return ImageChops.subtract(turned, noise)


def _shaded(page: Image.Image, rng: Random, shade: float) -> Image.Image:
    """The page as lit from one corner: the others lie in the dark."""
    light = [255, *(round(255 * (1 - shade * rng.uniform(0.4, 1.0))) for _ in range(3))]
    rng.shuffle(light)
    corners = Image.new("L", (2, 2))
    corners.putdata(light)
    return ImageChops.multiply(page, corners.resize(page.size, Image.Resampling.BILINEAR))
