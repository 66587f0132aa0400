"""The calls of pdfium that are made for every word and every path, without the checks ctypes makes of each argument.

They take the address of what pypdfium2 holds (`address`) and of what they fill, as numbers: half as dear as the same
calls by pypdfium2's own bindings, which serve everywhere else.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable
from ctypes import c_int, c_void_p
from typing import Any

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types


def address(handle: object) -> int:
    """Where a page, a text page or an object of pdfium's is."""
    return ctypes.cast(handle, c_void_p).value or 0  # type: ignore[arg-type]  # pypdfium2's pointers have no types


def _bound(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    return ctypes.PYFUNCTYPE(result, *arguments)(ctypes.cast(function, c_void_p).value or 0)


#: (text page, character, four floats to fill: `RECTANGLE`) → whether it has a box
loose_box = _bound(pdfium_c.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
#: (text page, character, double to fill, double to fill) → whether it has an origin
origin = _bound(pdfium_c.FPDFText_GetCharOrigin, c_int, c_void_p, c_int, c_void_p, c_void_p)
#: (text page, character) → the text object it was printed by, or None
text_object = _bound(pdfium_c.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
#: (path, number) → its segment
segment_of = _bound(pdfium_c.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
#: (segment, float to fill, float to fill) → whether it has a point
point_of = _bound(pdfium_c.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
#: (segment) → its kind
kind_of = _bound(pdfium_c.FPDFPathSegment_GetType, c_int, c_void_p)
#: (segment) → whether it closes its path
closes = _bound(pdfium_c.FPDFPathSegment_GetClose, c_int, c_void_p)

#: A rectangle as pdfium fills it in: left, top, right, bottom (``FS_RECTF``).
RECTANGLE = struct.Struct("4f")
#: A point as two doubles.
POINT = struct.Struct("2d")
