"""The ways in which a line may open with a label, and the languages in which a label may be printed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers.matching.marks import bare_label, label_start, word_limits

#: What may end a label inside a line, and what that does to its score.
_ENDS = re.compile(
    r"(?=[:：?.*☒☐_…]|\s[:：–—\-(\[*☒☐._…])(?:"  # how any of them begins: most characters are passed over by this
    r"(?P<colon>\s?[:：](?=\s|$|\W|[^\W\d]))|(?P<question>\?(?=\s|$|[A-ZÀ-Ý£☒☐]|[^\W_]+$))|(?P<dash>\s[–—-]+\s)|(?P<stop>[.](?=\s))|"
    r"(?P<bracket>\s[(\[])|(?P<star>\s?\*+(?=\s|$))|(?P<tick>\s?[☒☐])|(?P<leader>\s?(?:\.{3,}|_{2,}|…)))"
)
_MILD = frozenset({"colon", "dash", "stop"})  # may also stand inside a question
_LONGEST_LABEL = 420
#: "Registration no. 1234567": the number is the answer, however the line is set.
_NUMBER_ASKED = re.compile(r"\b(?:no|nos|nr|tel|ref)\.\s+(?=[+(]{0,2}\d[\d\s()/-]{3})", re.IGNORECASE)


def openings(text: str) -> list[tuple[str, str, str]]:
    """The ways in which a text may open with a label: (label, what follows, what ended it)."""
    if len(text) > _LONGEST_LABEL:
        text_to_try, whole = text[:_LONGEST_LABEL], False
    else:
        text_to_try, whole = text, True
    start = label_start(text_to_try)
    asked = _NUMBER_ASKED.search(text_to_try, start + 1)
    if asked is not None:
        return [(text[start : asked.start()] + asked.group().rstrip(" ."), text[asked.end() :].strip(), "stop")]
    found = [(text[start:], "", "whole")] if whole else []
    limits = word_limits(text_to_try) if "ord" in text_to_try else ()
    for count, hit in enumerate(_ENDS.finditer(text_to_try, start + 1)):
        if count == 6:
            break
        if any(first < hit.start() and hit.end() < last for first, last in limits):
            continue  # the colon of "Word limit: 500"
        end = hit.lastgroup or "whole"
        keeps = end in {"bracket", "tick", "leader"}
        tail = text[hit.start() if keeps else hit.end() :].strip()
        if end in _MILD and whole and limits and limits[-1][1] == len(text) and hit.start() < limits[-1][0]:
            continue  # what a word limit ends is a question to its end
        if tail or end != "bracket":
            found.append((text[start : hit.start()], tail, end))
    return found


def readings(label: str) -> Iterator[str]:
    """A label, and each language of a bilingual one."""
    bare = bare_label(label)
    yield bare
    if " / " in bare or " | " in bare:
        parts = re.split(r" [/|] ", bare)
        if len(parts) == 2 and ": " not in bare:
            yield from parts
