"""Many whole numbers as a short text: ``3-7,12``. How an erasure names the events it took something from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def spans(numbers: Iterable[int]) -> str:
    """The numbers in ascending order, runs of them as first and last; "" for none."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and runs[-1][1] == number - 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ",".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)


def spanned(text: str) -> Iterator[int]:
    """The numbers in a text that `spans` wrote.

    Raises:
        ValueError: it did not.
    """
    for run in text.split(",") if text else ():
        first, _, last = run.partition("-")
        yield from range(int(first), int(last or first) + 1)
