"""What a mail asks: its sentences, which of them ask something, and what kind of answer each wants.

Works on a writer's own words. Cautious: what cannot be told apart from a question counts as one, so that no mail is
taken as answered of which only a part was. Which question it is, is `intake.notices.questions`' to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from intake.notices.vocabulary import plain


class Wanted(StrEnum):
    """What kind of answer a question wants; a question of one kind is never another's paraphrase."""

    WHEN = "when"
    WHO = "who"
    WHERE = "where"
    WHY = "why"
    HOW_MUCH = "how much"
    HOW_LONG = "how long"
    WHICH = "which"
    HOW = "how"
    MUST = "must"  # whether something has to be
    MAY = "may"  # whether something is allowed
    IS = "is"  # whether something is so
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a mail; ``asks`` says that it asks something."""

    text: str
    asks: bool


_WITH = r"(?:(?:many|with|kind|best|warm|very)\s+)*"
_BYE = rf"{_WITH}(?:thanks|thank you|regards|wishes|cheers|ta|yours (?:sincerely|faithfully|truly)|sincerely|best)\b"
_LEAVE = re.compile(rf"^\W*{_BYE}[^?]{{0,60}}$", re.IGNORECASE)
_TAIL = re.compile(rf"(?<=[.?!])\s+{_BYE}[^?.]{{0,60}}\.?\s*$", re.IGNORECASE)
_GREETING = re.compile(
    r"^\W*(?:dear|hi|hello|hallo|hey|good (?:morning|afternoon|evening|day)|to whom it may concern)\b"
    r"[^,.!?\n]{0,40}[,.!\n-]+\s*",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[^.?!]+(?:\.(?=\w)[^.?!]*)*[.?!]*")
_QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)

#: A last paragraph of names, posts and numbers, without a sentence in it, after one that ends as sentences do.
_WITHOUT_TAKING_LEAVE = re.compile(r"([.?!])\s*\n\s*\n(?:[A-Z0-9+][^.?!\n]{0,60}(?:\n|$)){1,6}$")

#: The verbs that a question for yes or no begins with, and the words that other questions begin with.
_VERB = r"(?:can|could|may|might|must|should|shall|will|would|is|are|am|was|were|do|does|did|has|have|had)\b"
_WORD = r"(?:(?:by |until |from |since )?(?:what|when|which|who|whose|whom|where|why|how))\b"
_LEADING = re.compile(
    r"^(?:(?:so|and|but|also|please|finally|firstly|secondly|if so|or|a |one |just |quick|question|"
    r"is it the case that)\b[\s,:-]*)+"
)
_INVERTED = re.compile(rf"^(?:{_VERB}|{_WORD})")
_INDIRECT = re.compile(
    r"\b(?:tell (?:me|us)|let (?:me|us) know|confirm|clarify|advise|advice|ask(?:ing)?|know|wonder\w*|find|sure|"
    r"unclear|understand|check|question|query|enquir\w+|inquir\w+|explain|grateful)\b"
)
_REQUEST = re.compile(r"\b(?:please|kindly|(?:could|can|would) you|like to (?:know|ask|request|have|see|receive))\b")
#: What stands before the question itself and would be mistaken for it: "Could you tell me whether …".
_ASKING = re.compile(
    rf"^(?!{_WORD}).*?\b(?:tell (?:me|us)|let (?:me|us) know|say|confirm|clarify|advise(?: (?:me|us|on))?|ask|know|"
    rf"wondering|wonder|find out|check|explain)\b[\s:,]*(?=(?:whether|if|the|your|that)\b|{_WORD})"
)
_A_DATE = r"(?:[a-z]+ ){0,2}(?:date|day|time|deadline|timescale|timetable|cut ?-?off)s?\b"
_A_LIMIT = r"(?:[a-z]+ )?(?:most|maximum|minimum|least|largest|smallest|highest|lowest|upper|limit|cap|ceiling)\b"
_HAS_TO = r"(?:must|need|needs|needed|required?|requires|necessary|obliged|(?:have|has|had) to)\b"
_IS_ALLOWED = (
    r"(?:can|could|may|might|able|possible|allow(?:ed|s)?|permit(?:ted|s)?|accept(?:ed|s|able)?|eligib\w+|ok|okay|"
    r"open to|qualif\w+|count(?:s|ed)?|funded|you fund)\b"
)
#: A question for yes or no by how it begins; the first that applies.
_YES_OR_NO: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    (Wanted.WHEN, re.compile(rf"^(?:is|are) there (?:a|an|any) {_A_DATE}|^(?:the|your) {_A_DATE}")),
    (Wanted.HOW_MUCH, re.compile(rf"^is there (?:a|an|any) {_A_LIMIT}")),
    (Wanted.MUST, re.compile(rf"^(?:must|should)\b|^(?:{_VERB}|whether\b|if\b).*?\b{_HAS_TO}")),
    (Wanted.MAY, re.compile(rf"^(?=(?:{_VERB}|whether\b|if\b)).*?\b{_IS_ALLOWED}")),
    (Wanted.IS, re.compile(rf"^(?:{_VERB}|whether\b|if\b)")),
)
#: Other questions by the word that comes first.
_OTHER: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    (Wanted.WHY, re.compile(r"\bwhy\b|\bfor what reason\b")),
    (
        Wanted.WHEN,
        re.compile(rf"\bwhen\b|\bhow soon\b|\bhow long have we\b|\b(?:what|which) (?:is |are )?(?:the )?{_A_DATE}"),
    ),
    (Wanted.WHERE, re.compile(r"\bwhere\b")),
    (Wanted.HOW_MUCH, re.compile(rf"\bhow (?:much|many|often|large|big|high)\b|\bwhat (?:is |are )?the {_A_LIMIT}")),
    (Wanted.HOW_LONG, re.compile(r"\bhow long\b")),
    (Wanted.WHO, re.compile(r"\bwho\b|\bwhose\b|\bwhom\b")),
    (Wanted.HOW, re.compile(r"\bhow\b")),
    (Wanted.WHICH, re.compile(r"\bwhich\b|\bwhat\b")),
)
_MEANS_WHETHER = re.compile(
    r"(?:\b(?:ask|know|wonder|wondering|confirm|clarify|check|tell (?:me|us)|see|sure|out|advise)|^)$"
)


def own_words(text: str) -> str:
    """The writer's own words, without lines that are quoted and without the signature."""
    lines = _QUOTED.sub("", text).split("\n")
    for number, line in enumerate(lines):
        ends = line.rstrip() == "--" or (_LEAVE.match(line) and any(map(str.strip, lines[:number])))
        if ends and "?" not in "".join(lines[number:]):
            return "\n".join(lines[:number])
    return _WITHOUT_TAKING_LEAVE.sub(r"\1", "\n".join(lines).rstrip())


def sentences(text: str) -> list[Sentence]:
    """The sentences of a mail without greeting and leave-taking, in order."""
    found = []
    for paragraph in re.split(r"\n\s*\n", own_words(text)):
        body = _TAIL.sub("", _GREETING.sub("", paragraph.strip()))
        for part in _SENTENCE.findall(" ".join(body.split())):
            sentence = _GREETING.sub("", part.strip())
            if re.search(r"\w", sentence) and not _LEAVE.match(sentence):
                found.append(Sentence(sentence, _asks(sentence)))
    return found


def _asks(sentence: str) -> bool:
    text = _LEADING.sub("", plain(sentence))
    return bool("?" in sentence or _INVERTED.match(text) or _INDIRECT.search(text) or _REQUEST.search(plain(sentence)))


def wanted(question: str) -> Wanted:
    """What kind of answer a question wants."""
    text = _LEADING.sub("", _ASKING.sub("", _LEADING.sub("", plain(question))))
    for kind, pattern in _YES_OR_NO:
        if pattern.search(text):
            return kind
    found = [
        (match.start(), place, kind) for place, (kind, pattern) in enumerate(_OTHER) if (match := pattern.search(text))
    ]
    return min(found)[2] if found else Wanted.UNCLEAR


def conditions(question: str) -> Iterator[str]:
    """The "if" of a condition, as against the "if" that means "whether"."""
    text = plain(question)
    for found in re.finditer(r"\bif\b", text):
        if not _MEANS_WHETHER.search(text[: found.start()].rstrip()):
            yield "if"
