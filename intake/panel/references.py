"""References of applications as people type them: "DD-0004", "dd 4", "DD0004", several in a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

_BULLET = "-*•·\t "
_JOINT = re.compile(r"\s*(?:,\s*and\b|,|;|&|\+|/|\band\b|\bor\b)\s*", re.IGNORECASE)
_DIGITS = re.compile(r"[\s-]*([0-9]+)$")


class References:
    """The references somebody was asked about, in their order, ready to be found in a text."""

    def __init__(self, references: Sequence[str]) -> None:
        self.all = tuple(dict.fromkeys(references))
        self._known = {_even(item): item for item in self.all}
        prefixes = sorted({_DIGITS.sub("", item) for item in self.all}, key=lambda item: (-len(item), item))
        either = "|".join(re.escape(item) for item in prefixes) or "(?!)"
        self._pattern = re.compile(rf"(?<![\w-])(?:{either})[\s-]?[0-9]{{1,9}}(?!\w)", re.IGNORECASE)

    def begins(self, line: str) -> bool:
        """Whether a line begins with a reference of this kind, asked about or not."""
        return self._pattern.match(line.lstrip(_BULLET)) is not None

    def in_front(self, line: str) -> tuple[list[str], str]:
        """The references asked about that a line begins with, and what follows them."""
        found: list[str] = []
        rest = line.lstrip(_BULLET)
        while match := self._pattern.match(rest):
            if known := self._known.get(_even(match[0])):
                found.append(known)
            joint = _JOINT.match(rest, match.end())
            rest = rest[match.end() :]
            if joint is None or not self._pattern.match(rest[joint.end() - joint.start() :]):
                break
            rest = rest[joint.end() - joint.start() :]
        return found, rest.strip()

    def first(self, text: str) -> int:
        """Where the first reference stands in ``text``; its length where there is none."""
        match = self._pattern.search(text)
        return match.start() if match else len(text)

    def within(self, text: str) -> list[str]:
        """The references asked about anywhere in ``text``, each once."""
        found = (self._known.get(_even(match[0])) for match in self._pattern.finditer(text))
        return list(dict.fromkeys(item for item in found if item))

    def strangers(self, text: str) -> list[str]:
        """References of this kind in ``text`` that were not asked about, as written."""
        return [match[0] for match in self._pattern.finditer(text) if _even(match[0]) not in self._known]


def _even(reference: str) -> tuple[str, int]:
    """A reference without its zeros, spaces and capitals."""
    digits = _DIGITS.search(reference)
    return _DIGITS.sub("", reference).casefold(), int(digits[1]) if digits else -1
