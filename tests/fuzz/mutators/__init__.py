"""Mutators by kind of file: bytes in, other bytes of much the same shape out. To add one: a module and a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from tests.fuzz.mutators import compound, lines, mail, package, pdf, raw, rtf

Mutator = Callable[[bytes, Random], bytes]

#: Kind of file → its own mutator; every kind is also changed byte by byte now and then.
MUTATORS: Mapping[str, Mutator] = {
    "mail": mail.mutate,
    "pdf": pdf.mutate,
    "package": package.mutate,
    "rtf": rtf.mutate,
    "compound": compound.mutate,
    "tnef": compound.mutate_tnef,
    "lines": lines.mutate,
}

_BLIND = 0.1  # the share of changes that know nothing of the format
_MOST_BYTES = 3_000_000


def mutated(kind: str, data: bytes, random: Random) -> bytes:
    """``data``, a file of ``kind``, after one to six changes."""
    for _ in range(random.choice((1, 1, 1, 2, 2, 3, 4, 6))):
        mutate = raw.mutate if random.random() < _BLIND else MUTATORS[kind]
        data = mutate(data, random)[:_MOST_BYTES]
    return data
