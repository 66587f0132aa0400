"""Which files may be tuned on and which may not: decided by a stable hash, never by how they were read."""

from __future__ import annotations

from enum import StrEnum
from hashlib import sha256

from tests.corpus.packs import HELD_OUT_PACK

_HELD_OUT_SHARE = 0.25


class Split(StrEnum):
    """The two halves of the corpus."""

    TUNE = "tune"
    HELD_OUT = "held_out"


def split_of(pack: str, layout: str, seed: int, *, layout_held_out: bool = False) -> Split:
    """The half a file belongs to. A held-out pack or layout is held out whole."""
    if pack == HELD_OUT_PACK or layout_held_out:
        return Split.HELD_OUT
    digest = sha256(f"{pack}|{layout}|{seed}".encode()).digest()
    return Split.HELD_OUT if digest[0] / 256 < _HELD_OUT_SHARE else Split.TUNE
