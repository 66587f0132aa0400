"""Whether a document bears a programme's name: on a line, at its head in other words, or beside who gives the grant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from parsers.document import Document
from parsers.form import FormDefinition
from parsers.matching.synonyms import STOP_WORDS
from parsers.matching.wordings import tokens
from parsers.values.words import fold

_FIRST_LINES, _LONGEST = 12, 200  # of a document's head; characters of each
_MOST_WORDS = 25  # of a line that prints a title
_LEAST_TELLING = 2  # words; a title of one word stands in many lines
#: What many programmes and forms are called besides.
_GENERAL = frozenset({
    "fund", "funds", "funding", "grant", "grants", "programme", "program", "scheme", "award", "awards", "challenge",
    "round", "application", "applications", "form", "forms", "apply", "expression", "of", "interest", "the", "a",
    "stage", "part",
})  # fmt: skip
_WORDS = re.compile(r"[^\W_]+")
_YEAR = re.compile(r"(?:19|20)\d\d|\d{2}")


def head_of(document: Document) -> Sequence[str]:
    """The first lines of a document, without paragraphs."""
    lines = (line.text for line in document.lines() if line.text.strip())
    return [text for text in islice(lines, _FIRST_LINES) if len(text) <= _LONGEST]


def names(document: Document, form: FormDefinition) -> bool:
    """Whether the programme's name stands anywhere on the document, be it over several lines of its head.

    At the head it may be short of what all programmes are called ("Clean Rivers" for the Clean Rivers Fund), or be its
    first words alone, and beside the body that gives the grant it may lack a word.
    """
    running = [line.text for line in document.running]
    lines = [document.title, *(line.text for line in document.lines()), *running]
    if any(fold(form.programme) in fold(text) for text in lines):
        return True
    head = [document.title, *head_of(document), *running]
    cores = {core for title in (form.programme, form.title) if (core := _core(title))}
    if any(_core(text) in cores or _begins(text, form.programme) for text in head):
        return True
    words = {word for text in head for word in tokens(text)}
    telling = set(tokens(form.programme)) - STOP_WORDS
    if len(telling) >= _LEAST_TELLING and telling <= words:
        return True
    telling -= _GENERAL
    given = bool(form.organisation) and any(fold(form.organisation) in fold(text) for text in head)
    return given and len(telling & words) >= max(len(telling) - 1, _LEAST_TELLING)


def _begins(text: str, title: str) -> bool:
    """Whether a line is the first words of a title and nothing else, two of them telling."""
    words, whole = _WORDS.findall(fold(text)), _WORDS.findall(fold(title))
    return words == whole[: len(words)] and len(set(_core(text)) - STOP_WORDS) >= _LEAST_TELLING


def _core(title: str) -> tuple[str, ...]:
    """The words of a title but for those of most titles, and for its year."""
    words = _WORDS.findall(fold(title))
    return tuple(word for word in words if word not in _GENERAL and not _YEAR.fullmatch(word))


def prints_title(document: Document, form: FormDefinition) -> bool:
    """Whether the words of the form's title or of the programme's name follow one another on a line."""
    titles = [words for text in (form.title, form.programme) if len(words := tokens(text)) >= _LEAST_TELLING]
    texts = [document.title, *(line.text for line in document.running), *(line.text for line in document.lines())]
    lines = (tokens(text) for text in texts if text and len(text.split()) <= _MOST_WORDS)
    return any(_holds(line, title) for line in lines for title in titles)


def _holds(line: Sequence[str], title: Sequence[str]) -> bool:
    """Whether the words of a title follow one another in a line."""
    return any(tuple(line[start : start + len(title)]) == tuple(title) for start in range(len(line) - len(title) + 1))
