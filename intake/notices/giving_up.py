"""Whether a mail withdraws an application: only where it says so in clear words. Pure; English and Welsh.

Each sentence of the writer's own words is looked at alone. A clear one says that the writer withdraws the application
now, or asks us to. Denied, conditional, future or asked as a question, or about something else than the whole
application, it is unclear; one unclear mention makes the whole mail unclear, and a person reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

from intake.notices.vocabulary import plain


class Withdraws(StrEnum):
    """What a mail says of withdrawing."""

    CLEARLY = "clearly"
    UNCLEARLY = "unclearly"  # it speaks of it; a person must read it
    NOT = "not"


_MOST_TEXT, _LONGEST_SENTENCE = 20_000, 600  # characters
_QUOTED_LINE = re.compile(r"^\s*>.*$", re.MULTILINE)
_IN_QUOTATION_MARKS = re.compile(r"“[^”]{0,400}”|\"[^\"\n]{0,400}\"|«[^»]{0,400}»|(?<!\w)‘[^’]{0,200}’(?!\w)")
_SENTENCE = re.compile(r"[^.?!;\n]+(?:\.(?=\w)[^.?!;\n]*)*[.?!;]*")
_BLANK_LINE = re.compile(r"\n\s*\n")
#: A subject that answers or passes on another's words is not the writer's own.
_NOT_OWN_SUBJECT = re.compile(r"^\s*(?:re|fw|fwd|aw|wg|ate?b|antw|ynt)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)

_MENTIONS = re.compile(
    r"\bwithdr(?:aw|ew)\w*|\bpull(?:ing)? out\b|\b[td]y?nnu\w* .{0,40}\bo?l\b|\btynn\w+ .{0,40}\bol\b"
)
#: Denied, conditional, only thought of, still to come, put off, or somebody else's words.
_NOT_NOW = re.compile(
    r"\b(?:not|never|no|without|nor|neither|rather than|instead of|if|unless|whether|when|until|once|before|after|"
    r"should we|may|might|could have|could be|would be|would have|will|shall|going to|considering|consider withdraw\w*|"
    r"thinking of|thought of|minded to|likely|unlikely|perhaps|possibly|probably|able to|right to|free to|option|"
    r"how|can we|can i|could we|may we|might we|must we|do we|are we|deadline|subject to|provided|pending|"
    r"temporarily|for now|for the time being|partly|in part|threat\w*|wrong|mistake\w*|undo|reinstate\w*|"
    r"misunderst\w+|ignore|disregard|heard|told|rumours?|"
    r"(?:you|they|he|she|who) (?:say|said|write|wrote|think|thought|claim\w*)|"
    r"ddim|nid|na|nad|heb|os|pe|oni bai|efallai|hwyrach|gallem|byddwn|a allwn|a gawn|sut|pryd|cyn)\b"
)
#: Said of something else than the application as a whole.
_OTHER_THING = re.compile(
    r"\b(?:earlier|previous|first|second|old|older|last|duplicate|draft|original|wrong|other|part|parts|some|section|"
    r"answer|question|request|complaint|partner\w*|version|copy|attachment|annex|email|offer|support)\b"
)
_REFERENCE = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*-\d{4,9}"
_THING = rf"(?:applications?|bid|expression of interest|eoi|submission|proposal|entry|{_REFERENCE})"
#: A word that may stand between the verb and what is withdrawn ("the borough council's joint").
_ANY = r"(?:(?!from\b|of\b|in\b|to\b|and\b|or\b)[a-z0-9'&-]+ )"
_VERB = r"(?:withdraws?|withdrawing|pulls? out|pulling out)"
_PROGRAMME = r"(?:programme|challenge|process|competition|round|scheme|fund|selection)"
_SAYS_SO = (
    r"(?:(?:we|i|(?:the|this|our) (?:council|authority|borough)) "
    r"(?:(?:hereby formally|hereby|now wish to|now|therefore|have to|must now|must|regretfully|reluctantly|formally|"
    r"also|do|am|are|is|writing to|wish to|wishes to|want to|would like to|like to|need to|have decided to|"
    r"has decided to|decided to|regret that we|regret that|that we|forced to|obliged to|sorry to|have agreed to|ask to|"
    r"ask you to|request to|intend to|have|to) )*)"
)
_PLEASE = r"(?:please|kindly|(?:could|can|would) you(?: please)?)(?: now| also| therefore)?"
_OUR_THING = rf"(?:our|the|this|my) {_ANY}{{0,4}}{_THING}(?: {_REFERENCE})?"
_WELSH_THING = r"(?:cais|gais|chais|nghais|mynegiant o ddiddordeb)\b"
_BACK = r".{0,40}\b(?:yn|n|'n) ?ol\b"
_CLEAR: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_SAYS_SO}{_VERB} {_ANY}{{0,6}}{_THING}\b",
        rf"\b{_SAYS_SO}{_VERB} from (?:the|this|your) {_ANY}{{0,4}}{_PROGRAMME}\b",
        rf"\b{_PLEASE} withdraw {_ANY}{{0,6}}{_THING}\b",
        rf"\b{_OUR_THING} (?:is|to be|be|as)(?: hereby| now| therefore)? withdrawn\b",
        rf"\b{_OUR_THING} (?:should|must) be withdrawn\b",
        rf"\b(?:notice|notification|confirmation|letter) of (?:the |our )?withdrawal (?:of|from) {_ANY}{{0,6}}"
        rf"(?:{_THING}|{_PROGRAMME})\b",
        rf"\b(?:accept|take|treat|regard) this .{{0,40}}\bwithdrawal (?:of|from) {_ANY}{{0,6}}"
        rf"(?:{_THING}|{_PROGRAMME})\b",
        rf"^withdraw(?:al of|ing)? {_ANY}{{0,6}}{_THING}\W*$",
        # Welsh: "rydym yn tynnu ein cais yn ôl", "hoffem dynnu'n cais yn ôl", "tynnwch ein cais yn ôl"
        r"\b(?:yn|am|i|hoffem|hoffwn|dymunwn|rhaid i ni|penderfynu)\b.{0,20}\b[td]ynnu(?:'n| ein| fy| y|'r)? "
        rf"{_WELSH_THING}{_BACK}",
        rf"\b[td]ynnu(?:'n| yn) ol (?:ein|fy|y|'r) {_WELSH_THING}",
        rf"\btynn(?:wch|wn|af) (?:ein|fy|y|'r) {_WELSH_THING}{_BACK}",
    )
)
#: Wordings that give up without the word.
_GIVES_UP = re.compile(
    r"\b(?:we|i) (?:(?:have decided that we|therefore|now|regret that we) )*no longer (?:wish|want) "
    rf"(?:to be considered|to proceed with {_ANY}{{0,4}}{_THING}|{_ANY}{{0,4}}{_THING} to be considered)\b"
)
#: What may follow what is withdrawn; another programme's name may not.
_GOES_ON = re.compile(rf"{_THING}(?: {_REFERENCE})? (?:for|to|under|with|in|from) (?P<after>.{{0,80}})")
_OURS = frozenset(
    {"programme", "challenge", "scheme", "fund", "round", "competition", "process", "immediate", "regret"}
)


def withdraws(subject: str, text: str, *, programme: str) -> Withdraws:
    """What a mail says of withdrawing: ``text`` is the writer's own, ``programme`` the programme's name."""
    parts = [*_parts(text)]
    if subject and not _NOT_OWN_SUBJECT.match(subject):
        parts.insert(0, subject)
    ours = _OURS | {word for word in re.findall(r"\w+", plain(programme)) if len(word) > 2}
    found = {_of_sentence(part, ours) for part in parts}
    if Withdraws.UNCLEARLY in found:
        return Withdraws.UNCLEARLY
    return Withdraws.CLEARLY if Withdraws.CLEARLY in found else Withdraws.NOT


def _parts(text: str) -> Iterable[str]:
    own = _IN_QUOTATION_MARKS.sub(" ", _QUOTED_LINE.sub("", text))
    for paragraph in _BLANK_LINE.split(own[:_MOST_TEXT]):
        yield from _SENTENCE.findall(" ".join(paragraph.split()))


def _of_sentence(sentence: str, ours: frozenset[str]) -> Withdraws:
    said = plain(sentence).replace("os gwelwch yn dda", "")  # "please", with the word for "if" in it
    if _GIVES_UP.search(said):
        return Withdraws.UNCLEARLY if _unless(said.replace("no longer", ""), sentence) else Withdraws.CLEARLY
    if not _MENTIONS.search(said):
        return Withdraws.NOT
    if len(said) > _LONGEST_SENTENCE:
        return Withdraws.UNCLEARLY
    clear = next((found for pattern in _CLEAR if (found := pattern.search(said))), None)
    if clear is None or _unless(said, sentence) or _OTHER_THING.search(clear[0]) or _of_another(said, ours):
        return Withdraws.UNCLEARLY
    return Withdraws.CLEARLY


def _unless(said: str, sentence: str) -> bool:
    """Whether the sentence takes back, puts off or asks what it says; a polite request may end in a question mark."""
    asks = "?" in sentence and not re.search(r"\b(?:please|kindly|(?:could|can|would) you)\b", said)
    return asks or _NOT_NOW.search(said) is not None


def _of_another(said: str, ours: frozenset[str]) -> bool:
    """Whether what is withdrawn is said to be for something else than this programme."""
    goes_on = _GOES_ON.search(said)
    return goes_on is not None and not set(re.findall(r"\w+", goes_on["after"])) & ours
