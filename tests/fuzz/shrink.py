"""Makes a finding small: pieces are taken out for as long as the same thing goes wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from tests.fuzz.trial import Case

Goes = Callable[[Case], bool]


def shrunk(case: Case, still: Goes, *, seconds: float = 20.0) -> Case:
    """The smallest case found in ``seconds`` for which ``still`` holds, as it does for ``case``."""
    until = time.monotonic() + seconds
    for separator in ((b"\n",) if case.kind in ("mail", "lines") else ()) + (b"",):
        case = _without(case, separator, still, until)
    return case


def _without(case: Case, separator: bytes, still: Goes, until: float) -> Case:
    """Take out runs of lines (or bytes), long ones first."""
    pieces = _pieces(case.data, separator)
    length = len(pieces) // 2
    while length and time.monotonic() < until:
        at = 0
        while at < len(pieces) and time.monotonic() < until:
            fewer = pieces[:at] + pieces[at + length :]
            smaller = replace(case, data=b"".join(fewer))
            if fewer and still(smaller):
                pieces, case = fewer, smaller
            else:
                at += length
        length //= 2
    return case


def _pieces(data: bytes, separator: bytes) -> list[bytes]:
    if separator:
        return data.splitlines(keepends=True)
    return [data[at : at + 1] for at in range(len(data))]
