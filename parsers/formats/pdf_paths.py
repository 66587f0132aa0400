"""What is drawn on a PDF page: rules, boxes, fills, tick boxes with or without a mark in them.

Only geometry is taken, from pdfium's page objects, form XObjects included. Which rules make a table is decided in
`pdf_grids`, what a small path means in `pdf_ticks`.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types

from parsers.formats import limits
from parsers.formats.pdf_calls import address, closes, kind_of, point_of, segment_of
from parsers.formats.pdf_combs import combs
from parsers.formats.pdf_frame import Edges, Frame
from parsers.formats.pdf_ticks import LARGEST, Small, TickBox, is_square, tick_boxes

#: A stroke or a filled sliver no thicker than this is a rule.
_RULE = 2.6
_WHITE = 250
#: Points of a panel that are seen around a white box in it.
_INSIDE = 2.0
_Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: _Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_Points = list[tuple[float, float, int]]


@dataclass(slots=True)
class Drawing:
    """The rules (horizontal: y, x0, x1; vertical: x, y0, y1), fills and tick boxes of a page."""

    horizontal: list[Edges] = field(default_factory=list)
    vertical: list[Edges] = field(default_factory=list)
    fills: list[Edges] = field(default_factory=list)
    ticks: list[TickBox] = field(default_factory=list)
    images: int = 0
    objects: int = 0
    complete: bool = True


class PathReader:
    """Collects what is drawn on one page."""

    def __init__(self, page: object, frame: Frame) -> None:
        self._page = page
        self._frame = frame
        self._drawing = Drawing()
        self._small: list[Small] = []
        self._seen = 0
        self._floats = [ctypes.c_float() for _ in range(4)]
        self._mode = ctypes.c_int()
        self._stroke = ctypes.c_int()
        self._matrix = pdfium_c.FS_MATRIX()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        width, height = frame.size
        self._area = width * height

    def read(self) -> Drawing:
        """All that is drawn, within the limits; ``complete`` is False where the page holds more."""
        count = pdfium_c.FPDFPage_CountObjects(self._page)
        if count > limits.MAX_OBJECTS:
            self._drawing.complete = False
            return self._drawing
        for index in range(count):
            self._object(pdfium_c.FPDFPage_GetObject(self._page, index), _IDENTITY, 0)
        combed, single = combs(self._small)
        for edges in combed:
            self._outline(edges)
        self._drawing.ticks = tick_boxes(single)
        self._drawing.objects = self._seen
        if len(self._drawing.horizontal) + len(self._drawing.vertical) > limits.MAX_RULES:
            self._drawing.complete = False
        return self._drawing

    def _object(self, item: object, matrix: _Matrix, depth: int) -> None:
        self._seen += 1
        if self._seen > limits.MAX_OBJECTS:
            self._drawing.complete = False
            return
        kind = pdfium_c.FPDFPageObj_GetType(item)
        if kind == pdfium_c.FPDF_PAGEOBJ_PATH:
            self._path(item, matrix)
        elif kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            self._drawing.images += 1
        elif kind == pdfium_c.FPDF_PAGEOBJ_FORM and depth < limits.MAX_DEPTH:
            inner = _multiply(self._matrix_of(item), matrix)
            for index in range(pdfium_c.FPDFFormObj_CountObjects(item)):
                self._object(pdfium_c.FPDFFormObj_GetObject(item, index), inner, depth + 1)

    def _path(self, item: object, matrix: _Matrix) -> None:
        left, bottom, right, top = self._floats
        if not pdfium_c.FPDFPageObj_GetBounds(item, left, bottom, right, top):
            return
        corners = (left.value, bottom.value, right.value, top.value)
        if matrix != _IDENTITY:
            corners = _apply(matrix, corners)
        edges = self._frame.edges(*corners)
        pdfium_c.FPDFPath_GetDrawMode(item, self._mode, self._stroke)
        filled, stroked = self._mode.value != 0, bool(self._stroke.value)
        if stroked:
            edges = _shrunk(edges, self._stroke_width(item, matrix))
        width, height = edges[2] - edges[0], edges[3] - edges[1]
        if not (filled or stroked) or (width < 1 and height < 1) or width * height > self._area * 0.95:
            return
        if min(width, height) <= _RULE:
            if max(width, height) >= 4 and (stroked or not self._is_white(item)):
                self._rule(edges)
            return
        if max(width, height) <= LARGEST:
            self._small_path(item, matrix, edges, filled=filled, stroked=stroked)
            return
        self._large_path(item, matrix, edges, filled=filled, stroked=stroked)

    def _large_path(self, item: object, matrix: _Matrix, edges: Edges, *, filled: bool, stroked: bool) -> None:
        points = self._points(item, matrix)
        if _is_rectangle(points, edges):
            white = filled and self._is_white(item)
            if stroked or (white and self._is_on_panel(edges)):
                self._outline(edges)
            if filled and not white:
                self._drawing.fills.append(edges)
            return
        for x0, y0, x1, y1 in _straight(points):
            if abs(x1 - x0) < 0.7 or abs(y1 - y0) < 0.7:
                self._rule((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _is_on_panel(self, edges: Edges) -> bool:
        """Whether something white is left free in a coloured panel, as a box to write in."""
        x0, y0, x1, y1 = edges
        return any(
            left < x0 - _INSIDE and top < y0 - _INSIDE and right > x1 + _INSIDE and bottom > y1 + _INSIDE
            for left, top, right, bottom in self._drawing.fills
        )

    def _small_path(self, item: object, matrix: _Matrix, edges: Edges, *, filled: bool, stroked: bool) -> None:
        points = self._points(item, matrix)
        curved = sum(1 for *_, kind in points if kind == pdfium_c.FPDF_SEGMENT_BEZIERTO) >= 8
        outline = _is_rectangle(points, edges) or curved
        solid = filled and not self._is_white(item)
        self._small.append(Small(edges, outline, solid))
        if outline and not curved and stroked and not is_square(edges):
            self._outline(edges)

    def _rule(self, edges: Edges) -> None:
        x0, y0, x1, y1 = edges
        if x1 - x0 >= y1 - y0:
            middle = (y0 + y1) / 2
            self._drawing.horizontal.append((x0, middle, x1, middle))
        else:
            middle = (x0 + x1) / 2
            self._drawing.vertical.append((middle, y0, middle, y1))

    def _outline(self, edges: Edges) -> None:
        x0, y0, x1, y1 = edges
        self._drawing.horizontal += [(x0, y0, x1, y0), (x0, y1, x1, y1)]
        self._drawing.vertical += [(x0, y0, x0, y1), (x1, y0, x1, y1)]

    def _points(self, item: object, matrix: _Matrix) -> _Points:
        """The path's points as displayed, each with the kind of segment that leads to it."""
        count = min(pdfium_c.FPDFPath_CountSegments(item), limits.MAX_SEGMENTS)
        whole = _multiply(self._matrix_of(item), matrix)
        a, b, c, d, e, f = whole
        x, y = self._floats[0], self._floats[1]
        at, x_at, y_at = address(item), ctypes.addressof(x), ctypes.addressof(y)
        points: _Points = []
        for index in range(count):
            segment = segment_of(at, index)
            point_of(segment, x_at, y_at)
            kind = kind_of(segment)
            px, py = x.value, y.value
            points.append((*self._frame.point(a * px + c * py + e, b * px + d * py + f), kind))
            if closes(segment):
                points.append((0.0, 0.0, -1))
        return points

    def _matrix_of(self, item: object) -> _Matrix:
        m = self._matrix
        if not pdfium_c.FPDFPageObj_GetMatrix(item, m):
            return _IDENTITY
        return m.a, m.b, m.c, m.d, m.e, m.f

    def _stroke_width(self, item: object, matrix: _Matrix) -> float:
        """The width of a path's stroke as displayed, in points."""
        width = self._floats[0]
        if not pdfium_c.FPDFPageObj_GetStrokeWidth(item, width):
            return 0.0
        a, b, c, d, _, _ = _multiply(self._matrix_of(item), matrix)
        return float(min(width.value * math.sqrt(abs(a * d - b * c)), 12.0))

    def _is_white(self, item: object) -> bool:
        """Whether a fill is white or all but invisible."""
        red, green, blue, alpha = self._colour
        if not pdfium_c.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
            return False
        return min(red.value, green.value, blue.value) >= _WHITE or alpha.value < 10


def _multiply(first: _Matrix, then: _Matrix) -> _Matrix:
    if then == _IDENTITY:
        return first
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _apply(matrix: _Matrix, corners: Edges) -> Edges:
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = corners
    xs = [a * x + c * y + e for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]
    ys = [b * x + d * y + f for x, y in ((x0, y0), (x1, y0), (x0, y1), (x1, y1))]
    return min(xs), min(ys), max(xs), max(ys)


def _shrunk(edges: Edges, width: float) -> Edges:
    """Bounds without the stroke, which pdfium has added to every side of them."""
    x0, y0, x1, y1 = edges
    across, down = min(width, (x1 - x0) / 2), min(width, (y1 - y0) / 2)
    return x0 + across, y0 + down, x1 - across, y1 - down


def _straight(points: _Points) -> Iterator[Edges]:
    """The straight segments of a path, those that close it included."""
    start = before = (0.0, 0.0)
    for x, y, kind in points:
        if kind == -1:
            yield (*before, *start)
            before = start
            continue
        if kind == pdfium_c.FPDF_SEGMENT_MOVETO:
            start = (x, y)
        elif kind == pdfium_c.FPDF_SEGMENT_LINETO:
            yield (*before, x, y)
        before = (x, y)


def _is_rectangle(points: _Points, edges: Edges) -> bool:
    """Whether the path runs along its own bounds only (corners may be round)."""
    x0, y0, x1, y1 = edges
    near = max(1.5, min(x1 - x0, y1 - y0) * 0.12)
    lines = 0
    for ax, ay, bx, by in _straight(points):
        beside = abs(ax - bx) < 0.6 and min(abs(ax - x0), abs(ax - x1)) < near
        along = abs(ay - by) < 0.6 and min(abs(ay - y0), abs(ay - y1)) < near
        if beside or along:
            lines += 1
        elif abs(ax - bx) > near or abs(ay - by) > near:
            return False
    moves = sum(1 for *_, kind in points if kind == pdfium_c.FPDF_SEGMENT_MOVETO)
    return lines >= 3 and moves <= 2
