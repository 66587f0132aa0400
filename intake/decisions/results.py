"""One Authentication-Results header read by its grammar (RFC 8601 section 2.2): who wrote it, and what it found.

Strict, because parts of it are a stranger's words (an envelope sender, a signature's identity) that a server may have
copied carelessly: whatever could be read in two ways is not read at all. Whom to believe is `authentication`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.decisions.errors import UnreadableResultsError

#: As long as `ParsedMail.headers` lets a value be; one of this length may have lost its end, and half a domain with it.
_CUT = 2_000
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_ATOM = re.compile(r'[^\s;()"\\]+')
_METHOD = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class MethodResult:
    """What one method found: ``dkim``, ``pass``, and what it looked at (``header.d``, ``smtp.mailfrom``, …)."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str:
        """The property called ``name``; "" where it is not told, or told twice and differently."""
        told = {value for key, value in self.properties if key == name}
        return told.pop() if len(told) == 1 else ""


@dataclass(frozen=True, slots=True)
class _Word:
    """A run of characters without a gap; ``equals`` is where its first "=" outside quotes stands, -1 for none."""

    text: str
    equals: int = -1

    @property
    def is_open(self) -> bool:
        """Whether its value is still to come: ``dkim=``."""
        return self.equals == len(self.text) - 1 and self.equals >= 0

    def followed_by(self, other: _Word) -> _Word:
        shift = len(self.text)
        equals = self.equals if self.equals >= 0 else (other.equals + shift if other.equals >= 0 else -1)
        return _Word(self.text + other.text, equals)


def server_of(value: str) -> str | None:
    """The authserv-id of a header, in lower case; "" where it begins with a result instead; None if unreadable."""
    try:
        words = next(_parts(value), [])
    except UnreadableResultsError:
        return None
    if not words:
        return None
    return "" if words[0].equals >= 0 else words[0].text.lower().rstrip(".")


def read_results(value: str) -> tuple[MethodResult, ...]:
    """The results of a header, in order. The version is skipped, and the domains Microsoft puts between results.

    Raises:
        UnreadableResultsError: the header may be cut, or does not follow the grammar.
    """
    if len(value) >= _CUT:
        raise UnreadableResultsError("It is so long that its end may be missing.")
    parts = list(_parts(value))
    without_server = bool(parts and parts[0] and parts[0][0].equals >= 0)
    if not without_server:
        _check_server(parts.pop(0) if parts else [])
    return tuple(
        _result(words) for words in parts if words and not _is_empty_result(words, without_server=without_server)
    )


def _check_server(words: list[_Word]) -> None:
    if not words or len(words) > 2 or (len(words) == 2 and not words[1].text.isdigit()):
        raise UnreadableResultsError("It does not begin with the name of a mail server.")


def _is_empty_result(words: list[_Word], *, without_server: bool) -> bool:
    """``none`` says that nothing was looked at; Microsoft repeats the receiving organisation's domain."""
    return len(words) == 1 and words[0].equals < 0 and (without_server or words[0].text.lower() == "none")


def _result(words: list[_Word]) -> MethodResult:
    pairs: list[tuple[str, str]] = []
    for word in words:
        if word.equals < 1 or word.is_open:
            raise UnreadableResultsError("It has a word where a result or a property should be.")
        pairs.append((word.text[: word.equals].lower(), word.text[word.equals + 1 :]))
    method, result = pairs[0][0].partition("/")[0], pairs[0][1].lower()
    if not _METHOD.fullmatch(method):
        raise UnreadableResultsError("It has a result of no known form.")
    return MethodResult(method, result, tuple(pairs[1:]))


def _parts(value: str) -> Iterator[list[_Word]]:
    """The words between semicolons, with "=" drawn to what stands on either side of it."""
    words: list[_Word] = []
    for word in _words(value):
        if word is None:
            yield words
            words = []
        elif words and (words[-1].is_open or (word.equals == 0 and words[-1].equals < 0)):
            words[-1] = words[-1].followed_by(word)
        else:
            words.append(word)
    yield words


def _words(value: str) -> Iterator[_Word | None]:
    """The words in order, None for every semicolon; comments part words and are left out."""
    at, word = 0, _Word("")
    while at < len(value):
        piece, at, ends = _piece(value, at)
        if piece is not None:
            word = word.followed_by(piece)
        if ends:
            if word.text:
                yield word
            word = _Word("")
            if ends == ";":
                yield None
    if word.text:
        yield word


def _piece(value: str, at: int) -> tuple[_Word | None, int, str]:
    """The piece at ``at``, where the next one begins, and what ended the word, if anything did."""
    character = value[at]
    if character == ";" or character.isspace():
        return None, at + 1, ";" if character == ";" else " "
    if character == "(":
        return None, _comment_end(value, at), "("
    if character == '"':
        quoted = _QUOTED.match(value, at)
        if quoted is None:
            raise UnreadableResultsError("A quotation in it does not end.")
        return _Word(re.sub(r"\\(.)", r"\1", quoted[1])), quoted.end(), ""
    atom = _ATOM.match(value, at)
    if atom is None:
        raise UnreadableResultsError("It has a bracket or a backslash where none may be.")
    return _Word(atom[0], atom[0].find("=")), atom.end(), ""


def _comment_end(value: str, at: int) -> int:
    """Where the comment that opens at ``at`` is over.

    A quotation mark has no meaning in a comment, so a server that copies an envelope sender such as ``"a)b"@c`` into
    one ends it early; a comment with one is therefore read by nobody.
    """
    depth, escaped = 0, False
    for place in range(at, len(value)):
        character = value[place]
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character == '"':
            break
        elif character in "()":
            depth += 1 if character == "(" else -1
            if not depth:
                return place + 1
    raise UnreadableResultsError("A comment in it does not end, or has a quotation mark.")
