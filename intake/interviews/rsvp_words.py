"""What a person's reply to an invitation says, in English or Welsh, from its words alone.

Phrases (`intake.interviews.rsvp_phrases`) are looked for in one order: what takes the meaning from another phrase comes
before it and is taken out of the text ("we cannot attend" before "attend"). An answer is given only where everything
said points one way; a mail that says yes and no, yes on a condition, or yes to another time than was offered is
unclear, and unclear is None. Nothing is guessed, for a person can ask and we cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from intake.interviews import rsvp_phrases as phrases
from intake.interviews.rsvp import Answer, Rsvp

_LONGEST = 4_000  # characters of a reply that are looked at; a longer one is for a person
_WRAPPED = 50  # characters from which a line goes on in the next
_NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")

_GREETING = re.compile(
    r"^(?:dear|hi|hello|good (?:morning|afternoon|evening)|annwyl|helo|bore da|prynhawn da)\b[^.!?]{0,60}$"
)
_SIGN_OFF = re.compile(
    r"^(?:(?:kind(?:est)?|warm(?:est)?|best|many|with|gyda|yours|all)\s+)*(?:regards|wishes|thanks|diolch|sincerely|faithfully"
    r"|truly|cofion|cofion gorau|the best|cheers|thank you)[\s,.!-]*$"
)
_FOOT = re.compile(
    r"^(?:--|__|\*\*\*)|^sent from |^get outlook|^disclaimer|\bconfidential|\bintended recipient"
    r"|^this (?:e-?mail|message)\b"
)
_NUMBER = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)})"
_CHOICE = re.compile(
    rf"\b(?:option|slot|choice|number|no\.|opsiwn|dewis)\s*(?:number|no\.|#)?\s*{_NUMBER}(?![:.]?\d)(?!\s*[ap]m)\b"
    r"|\b(\d{1,2})(?:st|nd|rd|th) (?:option|slot|choice|one)\b"
    rf"|\b({'|'.join(_ORDINALS)}) (?:option|slot|choice|one|of these)\b"
)
_BARE = re.compile(
    rf"^(?:yes|iawn)?[\s,:#(-]*{_NUMBER}[\s.,)!]*(?:please|thanks|thank you|diolch|os gwelwch yn dda|[\s.,!])*$"
)
_STRAY = re.compile(r"(?<![\d:.])(\d{1,2})(?!\d|[:.]\d|\s*[ap]\.?m\b|st\b|nd\b|rd\b|th\b)")
_SEVERAL = re.compile(r"\b(?:either|any|or|both|not|neu)\b")


#: The end of a sentence; "No. 2" and "2. Yes" are one.
_END = re.compile(r"(?<=[.!?])(?<!\bno\.)(?<!\d\.)\s+(?=\S)|;\s+", re.IGNORECASE)
_NAMED_DAY = re.compile(rf"\b({'|'.join(phrases.DAYS)})\b")
_NAMED_DATE = re.compile(
    rf"\b(\d{{1,2}})(?:st|nd|rd|th|eg|fed|ain)?(?: of)? ({'|'.join(phrases.MONTHS)})\b"
    rf"|\b({'|'.join(phrases.MONTHS)}) (\d{{1,2}})\b|\b(\d{{1,2}})(?:st|nd|rd|th|eg|fed|ain)\b"
)
_NAMED_TIME = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))? ?([ap])\.?m\b|\b(\d{1,2})[:.](\d\d)\b")
_VAGUE = re.compile(r"\b(?:mornings?|afternoons?|(?:next|following|same) (?:week|day)|tomorrow|later date|dydd)\b")


@dataclass(slots=True)
class _Heard:
    """What was found in a reply, each with the sentences it was found in."""

    refused: list[str] = field(default_factory=list)
    other_time: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    perhaps: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    later: bool = False
    unclear: bool = False
    asks: bool = False


def rsvp_of_words(text: str, *, at: datetime | None = None, choices: int = 0) -> Rsvp | None:
    """The answer that a plain reply gives, or None where a person must read it.

    ``text`` is what the writer wrote, without the quoted mail. ``at`` is when the interview begins, in the programme's
    zone: a yes that names a day or an hour counts only where it is that one. ``choices`` is how many numbered slots
    were offered, 0 where one slot was given: a number then means nothing, and where there is a choice a "yes" without
    one means nothing either.
    """
    if len(text) > _LONGEST:
        return None
    sentences = list(_sentences(text))
    heard = _Heard()
    for place, sentence in enumerate(sentences):
        _hear(sentence, heard, first=place == 0, at=at, choices=choices)
    if choices and not heard.refused and not heard.other_time:
        return _chosen(sentences, heard, choices)
    return _answered(heard)


def _answered(heard: _Heard) -> Rsvp | None:
    """The one answer that everything heard points to."""
    if heard.accepted:
        if heard.refused or heard.other_time or heard.perhaps or heard.later or heard.unclear:
            return None
        return Rsvp(answer=Answer.ACCEPTED, words=" ".join(heard.accepted), asks=heard.asks)
    if heard.other_time or (heard.refused and heard.offered):
        wish = " ".join(dict.fromkeys((*heard.other_time, *heard.offered)))
        words = " ".join(dict.fromkeys((*heard.refused, *heard.other_time, *heard.offered)))
        return Rsvp(answer=Answer.COUNTERED, words=words, proposed=wish, asks=heard.asks)
    if heard.unclear or (heard.refused and (heard.perhaps or heard.later)):
        return None
    if heard.refused:
        return Rsvp(answer=Answer.DECLINED, words=" ".join(heard.refused), asks=heard.asks)
    if heard.perhaps:
        return Rsvp(answer=Answer.TENTATIVE, words=" ".join(heard.perhaps), asks=heard.asks)
    return None


def _chosen(sentences: list[str], heard: _Heard, choices: int) -> Rsvp | None:
    """The one number that is chosen; a "perhaps" or a condition beside it, or a second number, makes it unclear."""
    found: dict[int, str] = {}
    for sentence in sentences:
        even = _even(sentence)
        numbers = {_number(next(filter(None, match.groups()))) for match in _CHOICE.finditer(even)}
        bare = _BARE.match(even)
        if bare:
            numbers.add(_number(bare[1]))
        if numbers:
            if _SEVERAL.search(even) or sentence.endswith("?"):
                return None
            strays = {int(stray) for stray in _STRAY.findall(even) if 1 <= int(stray) <= choices}
            found.update(dict.fromkeys(numbers | strays, sentence))
    if len(found) != 1 or heard.perhaps or heard.later or heard.unclear:
        return None
    number, words = found.popitem()
    return Rsvp(answer=Answer.CHOSEN, choice=number, words=words, asks=heard.asks) if 1 <= number <= choices else None


def _number(word: str) -> int:
    if word.isdecimal():
        return int(word)
    return (_NUMBERS if word in _NUMBERS else _ORDINALS).index(word) + 1


def _hear(sentence: str, heard: _Heard, *, first: bool, at: datetime | None, choices: int) -> None:
    """Add what one sentence says to what was heard."""
    plain = phrases.NEUTRAL.sub(" ", _even(sentence)).strip()
    question = sentence.endswith("?")
    heard.asks |= question
    other = _names_another_time(plain, at)
    rest, other_time = _taken(phrases.OTHER_TIME, plain)
    if other_time or (question and other and phrases.WISH.search(plain)):
        heard.other_time.append(sentence)
        return
    if question:  # asked, not said
        return
    rest, refused = _taken(phrases.REFUSED, rest)
    if refused or (first and phrases.NO.match(plain)):
        _refuse(sentence, plain, rest, heard, other=other)
        return
    if heard.refused and other and phrases.OFFER.search(rest):
        heard.offered.append(sentence)
        return
    rest, perhaps = _taken(phrases.PERHAPS, rest)
    rest, later = _taken(phrases.LATER, rest)
    heard.later |= later
    if perhaps:
        heard.perhaps.append(sentence)
    if phrases.ACCEPTED.search(rest) or (first and phrases.YES.match(rest)):
        heard.accepted.append(sentence)
        depends = phrases.NEGATION.search(rest) or phrases.CONDITION.search(rest)
        heard.unclear |= bool(depends) or (other and not choices)


def _refuse(sentence: str, plain: str, rest: str, heard: _Heard, *, other: bool) -> None:
    """A sentence with a refusal in it: ours or somebody's, whole or in part, with another time or without."""
    heard.refused.append(sentence)
    found = phrases.REFUSED.search(plain)
    if found is None:  # a plain "no"
        return
    before, after = phrases.ASIDE.sub(" ", plain[: found.start()]).strip(), plain[found.end() :]
    if re.search(phrases.WHEN, after) and phrases.OFFER.search(after):
        heard.offered.append(sentence)
        return
    ours = not before or phrases.OURS.search(before) is not None
    doubt = phrases.CONDITION.search(after) or phrases.PARTLY.search(plain) or phrases.ACCEPTED.search(rest)
    twice = len(phrases.NEGATION.findall(plain)) > 1
    of_one = _CHOICE.search(plain) is not None  # "not option 1" is no answer about the others
    heard.unclear |= not ours or doubt is not None or twice or other or of_one


def _names_another_time(even: str, at: datetime | None) -> bool:
    """Whether a day or an hour is named that is not, or is not known to be, that of the interview."""
    if at is None or _VAGUE.search(even):
        return re.search(phrases.WHEN, even) is not None
    if any(phrases.DAYS.index(day) != at.weekday() for day in _NAMED_DAY.findall(even)):
        return True
    for found in _NAMED_DATE.finditer(even):
        day, month = int(found[1] or found[4] or found[5]), found[2] or found[3]
        if day != at.day or (month and phrases.MONTHS.index(month) + 1 != at.month):
            return True
    for found in _NAMED_TIME.finditer(even):
        hour, minute = int(found[1] or found[4]), int(found[2] or found[5] or 0)
        if hour % 12 != at.hour % 12 or minute != at.minute or (found[3] and (found[3] == "p") != (at.hour >= 12)):
            return True
    return False


def _taken(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    """The text without what the pattern finds in it, and whether it found anything."""
    rest, count = pattern.subn(" ", text)
    return " ".join(rest.split()), count > 0


def _even(sentence: str) -> str:
    """In lower case, with straight apostrophes and single spaces, without the mark at its end."""
    straight = sentence.casefold().replace("’", "'").replace("‘", "'").replace("´", "'")
    return " ".join(straight.split()).rstrip(".!? ")


def _sentences(text: str) -> Iterator[str]:
    """The sentences of the letter itself: no greeting, and nothing from the closing words on."""
    paragraph, begun = "", False
    for line in [*text.replace("\r\n", "\n").split("\n"), ""]:
        even = _even(line)
        if _FOOT.search(even) or (begun and _SIGN_OFF.match(even)):
            break
        if not begun and _GREETING.match(even.rstrip(",")):
            continue
        paragraph = f"{paragraph} {line.strip()}".strip()
        if len(line) < _WRAPPED or line.rstrip().endswith((".", "!", "?")):
            begun |= bool(paragraph) and not _SIGN_OFF.match(_even(paragraph))
            yield from _split(paragraph)
            paragraph = ""
    yield from _split(paragraph)


def _split(paragraph: str) -> Iterator[str]:
    for sentence in _END.split(paragraph):
        if re.search(r"\w", sentence):
            yield sentence.strip()
