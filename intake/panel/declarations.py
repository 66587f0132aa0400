"""What an assessor declares by reply: on which applications there is a conflict of interest, and on which none.

One line an application, "DD-0004 Walsall: no" or "DD-0007: conflict: my sister works there", or one sentence for all
("None", "No conflicts except DD-0007"). A declaration is never guessed: what is not one of the words of
`declaration_words` is a problem to be sent back, and "none" for all does not count beside a sentence that may mean
otherwise. The letter that asks must leave the place after each colon empty, since it comes back quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum

from intake.panel import declaration_words as words
from intake.panel.criteria import cut
from intake.panel.references import References
from intake.panel.reply_lines import reply_lines, takes_leave

_SENTENCE = re.compile(r"(?<=[.!])\s+")
_NAMED = re.compile(r"^(?P<name>[^:=]*?)(?:[:=]\s*|\s[–—-]\s*)(?P<answer>.*)$", re.DOTALL)
_LINK = re.compile(r"\s*(?:\b(?:on|with|for|in|about|regarding|over)(?:\s+application)?|[:,–—-])\s*$", re.IGNORECASE)
#: A line at least this long was probably wrapped by the mail program and goes on in the next.
_WRAPPED = 58
_MOST_TEXT = 20_000  # characters of a reply that are looked at


class _Kind(Enum):
    NO = "no"
    CONFLICT = "conflict"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class _Said:
    """What is said of one application: why there is a conflict, or the words that are not clear."""

    kind: _Kind
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a reply declares of the applications asked about, by reference.

    ``conflicts`` are (reference, why), why as written and "" where none was given. ``missing`` were not declared, or
    not clearly. ``problems`` are sentences for the assessor.
    """

    clear: tuple[str, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(slots=True)
class _Heard:
    """What was made out so far; what the writer's own lines say of an application goes before what quoted ones do."""

    own: dict[str, list[_Said]] = field(default_factory=dict)
    quoted: dict[str, list[_Said]] = field(default_factory=dict)
    none_at_all: str = ""
    none_else: str = ""
    doubtful: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def add(self, references: Sequence[str], said: _Said, *, own: bool = True) -> None:
        for reference in references:
            (self.own if own else self.quoted).setdefault(reference, []).append(said)


def read_declaration(text: str, references: Sequence[str]) -> Declared:
    """What ``text``, the whole body of a reply, declares of the applications ``references`` that it was asked about."""
    names, heard = References(references), _Heard()
    for entry, own in _entries(text, names):
        if names.begins(entry):
            _line(entry, own=own, names=names, heard=heard)
        elif own:
            for sentence in _SENTENCE.split(entry):
                _sentence(sentence, names, heard)
    return _concluded(heard, names)


def _entries(text: str, names: References) -> Iterator[tuple[str, bool]]:
    """The statements: lines, joined where one goes on in the next; the writer's own end where leave is taken."""
    entry, own, left, last = "", True, False, ""
    for line in reply_lines(text[:_MOST_TEXT]):
        left = left or (line.own and takes_leave(line.text))
        if line.own and left and not names.begins(line.text):
            continue
        if line.text and entry and not names.begins(line.text) and _goes_on(entry, last, line.text, names):
            # An answer typed under a quoted line is the writer's own.
            entry, own, last = f"{entry} {line.text}", own or line.own, line.text
            continue
        if entry:
            yield entry, own
        entry, own, last = line.text, line.own, line.text
    if entry:
        yield entry, own


def _goes_on(entry: str, last: str, following: str, names: References) -> bool:
    """Whether the next line belongs to the entry: this one was wrapped, asks for an answer, or tells why."""
    if len(last) >= _WRAPPED:
        return True
    if not names.begins(entry):
        return False
    _, rest = names.in_front(entry)
    if rest.endswith((":", "=")):
        return True
    said = _answer(rest)
    for_all = any(pattern.fullmatch(_bare(following)) for pattern in words.FOR_ALL)
    return said is not None and said.kind is _Kind.CONFLICT and not for_all


def _line(entry: str, *, own: bool, names: References, heard: _Heard) -> None:
    """A statement that begins with references."""
    if own:
        heard.problems.extend(
            f"{stranger} is not one of the applications you were asked about." for stranger in names.strangers(entry)
        )
    found, rest = names.in_front(entry)
    said = _answer(rest) if own or ":" in rest or "=" in rest else None
    if found and said:
        heard.add(found, said, own=own)


def _answer(rest: str) -> _Said | None:
    """What stands after a reference, perhaps behind a name; None where nothing does."""
    whole = rest.strip(" \t:=–—-").strip()
    named = _NAMED.match(rest.lstrip(" \t:="))
    behind = named["answer"].strip() if named and not words.NO_NAME.search(named["name"]) else None
    if not whole or behind == "":
        return None
    for written in (whole, behind or ""):
        said = _declared(written)
        if said:
            return said
    # A name without anything after it says nothing.
    return None if behind is None and not words.NO_NAME.search(whole) else _Said(_Kind.UNCLEAR, behind or whole)


def _declared(written: str) -> _Said | None:
    """The words of a declaration, and nothing but them and perhaps a pleasantry."""
    first, *more = _SENTENCE.split(written)
    if words.NO.fullmatch(_bare(first)) and all(_is_pleasantry(item) for item in more):
        return _Said(_Kind.NO)
    conflict = words.CONFLICT.fullmatch(_bare(written))
    if conflict is None:
        return None
    why = (conflict["why"] or conflict["because"] or "").strip()
    return _Said(_Kind.UNCLEAR, written) if words.NO.fullmatch(_bare(why)) else _Said(_Kind.CONFLICT, why)


def _sentence(sentence: str, names: References, heard: _Heard) -> None:
    """A sentence of the writer's own that does not begin with a reference."""
    said = _bare(words.GREETING.sub("", sentence))
    but = words.NONE_BUT.fullmatch(said)
    if but:
        _all_but(said, but["rest"], names, heard)
    elif words.NONE_AT_ALL.fullmatch(said):
        heard.none_at_all = said
    elif words.NONE_ELSE.fullmatch(said):
        heard.none_else = said
    elif names.within(said):
        _about(said, names, heard)
    elif words.TELLING.search(said) and not _is_pleasantry(said):
        heard.doubtful.append(said)


def _all_but(said: str, rest: str, names: References, heard: _Heard) -> None:
    found, why = names.in_front(rest)
    if found:
        heard.add(found, _Said(_Kind.CONFLICT, why.strip(" ,:;.()–—-")))
        heard.none_else = said
    else:
        heard.doubtful.append(said)


def _about(said: str, names: References, heard: _Heard) -> None:
    """ "I have a conflict on DD-0004", "No conflict with DD-0004 and DD-0007"."""
    start = names.first(said)
    before, (found, rest) = _LINK.sub("", said[:start]), names.in_front(said[start:])
    declared = _declared(before)
    if declared and declared.kind is _Kind.NO and not rest:
        heard.add(found, declared)
    elif declared and declared.kind is _Kind.CONFLICT and not names.within(rest):
        heard.add(found, _Said(_Kind.CONFLICT, rest.strip(" ,:;.()–—-") or declared.words))
    else:
        heard.add(names.within(said), _Said(_Kind.UNCLEAR, said))


def _bare(text: str) -> str:
    return text.strip(" \t.!;,\"“”'*_")


def _is_pleasantry(sentence: str) -> bool:
    polite = words.PLEASANTRY.search(sentence) or takes_leave(sentence)
    return polite is not None and polite is not False and not words.RELATION.search(sentence)


def _concluded(heard: _Heard, names: References) -> Declared:
    clear: list[str] = []
    conflicts: list[tuple[str, str]] = []
    missing: list[str] = []
    problems = list(heard.problems)
    none = heard.none_else or heard.none_at_all
    sure = none and not _contradiction(heard, none, problems)
    for reference in names.all:
        said = heard.own.get(reference) or heard.quoted.get(reference) or []
        kinds = {item.kind for item in said}
        if (sure and not said) or kinds == {_Kind.NO}:
            clear.append(reference)
        elif kinds == {_Kind.CONFLICT}:
            conflicts.append((reference, "; ".join(dict.fromkeys(item.words for item in said if item.words))))
        else:
            missing.append(reference)
            problems.extend(_unclear(reference, said))
    if missing and not none:
        told = (item for item in heard.doubtful if words.OF_CONFLICT.search(item))
        problems.extend(f"We could not tell which application “{cut(item)}” is about." for item in told)
    return Declared(
        clear=tuple(clear), conflicts=tuple(conflicts), missing=tuple(missing), problems=tuple(dict.fromkeys(problems))
    )


def _contradiction(heard: _Heard, none: str, problems: list[str]) -> bool:
    """Whether "none" for the rest cannot be relied on; why not is added to the problems."""
    if heard.doubtful:
        problems.append(
            f"You wrote “{cut(none)}” and also “{cut(heard.doubtful[0])}”, so we have not counted the first."
        )
        return True
    spoken = [item for said in heard.own.values() for item in said]
    if heard.none_at_all and not heard.none_else and any(item.kind is not _Kind.NO for item in spoken):
        problems.append(f"You wrote “{cut(none)}” for all, and something else for one: is there none on the others?")
        return True
    return False


def _unclear(reference: str, said: Sequence[_Said]) -> Iterator[str]:
    how = "Please write “no”, or “conflict:” and why."
    kinds = {item.kind for item in said}
    if _Kind.UNCLEAR in kinds:
        written = next(item.words for item in said if item.kind is _Kind.UNCLEAR)
        yield f"{reference}: “{cut(written)}” does not say clearly whether there is a conflict. {how}"
    elif len(kinds) > 1:
        yield f"{reference}: you wrote both that there is a conflict and that there is none. {how}"
