"""How a form's questions are printed: verbatim, by alias, in other words, by section; numbers, limits, guidance."""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from pathlib import Path
from random import Random

from parsers.form import FormField


class Labels(StrEnum):
    """Where a question's wording comes from."""

    VERBATIM = "verbatim"
    ALIAS = "alias"  # one of the definition's aliases
    SHORT = "short"  # the short label where the section tells fields apart
    REWORDED = "reworded"  # in somebody's own words


class Guidance(StrEnum):
    """What became of the guidance under a question."""

    PRINTED = "printed"
    IN_ANSWER = "in_answer"  # it stands in the answer's own box, and the answer after it
    DELETED = "deleted"


#: How questions are numbered; {n} is the running number, {s}.{m} section and number in it.
NUMBERINGS = ("", "", "{n}.", "Q{n}.", "{n})", "{s}.{m}", "Q{n}:")
HELD_OUT_NUMBERING = "Question {n} –"

#: How a limit of words is put; "" leaves it out.
LIMITS = (
    "",
    "(max {w} words)",
    "(maximum {w} words)",
    "(up to {w} words)",
    "[{w} words]",
    "– no more than {w} words",
    "Word limit: {w}",
    "({w} words max.)",
    "Please use no more than {w} words.",
)
HELD_OUT_LIMIT = "(answers over {w} words will not be read)"

#: What an unanswered box holds on paper and screen.
PLACEHOLDERS = ("", "", "", "……………………………", "____________________", "Click or tap here to enter text.", "\u2002" * 5)

_RULES = (
    (r"^Name of (?:the )?(.+)$", r"\1 name"),
    (r"^(?:Email address|Email) of (.+)$", r"\1 e-mail"),
    (r"\bEmail address\b|\bEmail\b", "E-mail"),
    (r"\bTelephone number\b|\bTelephone\b", "Phone no."),
    (r"\bJob title\b", "Position"),
    (r"^Describe\b", "Please describe"),
    (r"^Please (?:describe|explain|set out)\b", "Tell us about"),
    (r"^How will you\b", "In what way will you"),
    (r"^What is\b", "Please state"),
    (r"^Which\b", "What"),
    (r"\borganisation\b", "body"),
    (r"\blocal authority\b", "council"),
    (r"^I confirm that\b", "We confirm that"),
    (r"\bDate\b", "Date (day, month, year)"),
)


@cache
def _table() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(Path(__file__).with_name("rewordings.toml").read_text(encoding="utf-8"))


def label_of(rng: Random, pack: str, item: FormField, labels: Labels) -> str:
    """The wording of one question under a policy; falls back on the label itself."""
    if labels is Labels.ALIAS and item.aliases:
        return rng.choice(item.aliases)
    if labels is Labels.SHORT and item.short_label:
        return item.short_label
    if labels is Labels.REWORDED:
        return rng.choice(_table().get(pack, {}).get(item.key) or [_reworded(item.label)])
    return item.label


def _reworded(label: str) -> str:
    for pattern, replacement in _RULES:
        changed = re.sub(pattern, replacement, label, count=1)
        if changed != label:
            return changed[0].upper() + changed[1:]
    return label
