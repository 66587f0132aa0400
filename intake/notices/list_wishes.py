"""Whether a mail asks to join or to leave the update list. Pure; what follows is `intake.notices.subscription`'s.

Only plain wishes count, in the subject or in a mail of few words: news of one's own application is something else.
"""

from __future__ import annotations

import re

from intake.notices.vocabulary import plain
from parsers.mail import ParsedMail

_MOST_WORDS = 60  # of a mail that only wants to join or leave
_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|wg|sv|antw|ateb)\s*:\s*)+", re.IGNORECASE)
_LEAVES_BY_CODE = re.compile(r"^unsubscribe\W+([a-z2-7]{16})\W*$")
_LIST = r"(?:(?:the|your|this|our) )?(?:[a-z]+ ){0,2}list"
_LEAVES_SUBJECT = re.compile(
    rf"^(?:please )?(?:unsubscribe(?: me)?(?: please)?|remove me from {_LIST}|take me off {_LIST}|leave {_LIST})\W*$"
)
_LEAVES = re.compile(
    rf"^(?:please )?unsubscribe(?: me| us| this address)?(?: from\b.{{0,40}})?(?: please)?(?:,? thanks?(?: you)?)?\W*$|"
    rf"\b(?:please|kindly|want to|like to|wish to)\b.{{0,20}}\bunsubscribe\b|"
    rf"\b(?:remove|take|delete) (?:me|us|my address|this address|our address)\b.{{0,20}}\b(?:from|off) {_LIST}\b|"
    r"\bno longer (?:want|wish) to (?:receive|get) (?:your |these |any |further )?(?:updates?|newsletters?)\b"
)
_JOINS_SUBJECT = re.compile(
    r"^(?:please )?(?:subscribe(?: me)?(?: please)?|(?:send |keep )?(?:me |us )?(?:the )?updates(?: please)?|"
    r"keep me informed|"
    rf"(?:please )?(?:join|sign up to|sign me up to|add me to) {_LIST}|(?:mailing|update|updates) list(?: please)?|"
    r"sign ?up(?: for| to)?(?: the)?(?: updates?)?)\W*$"
)
_JOINS_LIST = re.compile(
    r"\b(?:add|put|sign|subscribe) (?:me|us|my address|this address)\b.{0,20}\b(?:to|on|onto|up to|up for) "
    rf"(?:{_LIST}|updates)\b|"
    r"\b(?:join|subscribe to|sign up (?:to|for)|be on|be added to|be put on) "
    rf"(?:{_LIST}|(?:the |your )?updates)\b|^subscribe\W*$"
)
_JOINS = re.compile(
    r"\b(?:please|kindly|could you|can you|would you)\b.{0,20}\bkeep (?:me|us) (?:informed|updated|posted|up to date)"
    r"\b|\b(?:like|want|wish|interested in|grateful) (?:to )?(?:receive|receiving|get|getting|be sent|have) "
    r"(?:any |further |regular |future |the |your )*(?:updates|news)\b|"
    r"\b(?:like|want|wish) to be (?:kept )?(?:informed|updated|up to date|in the loop)\b|"
    r"\b(?:please )?send (?:me|us) (?:any |further |regular |future |the |your )*(?:updates|news)\b"
)
_DENIED = re.compile(r"\b(?:not|never|no need|without|stop|if)\b")
#: Of one's own application: a wish to hear of it is no wish for the list.
_OWN_MATTER = re.compile(
    r"\b(?:our|my) (?:application|bid|form|case|expression|submission|proposal|question|query|enquiry)\b"
)


def leaving_code(mail: ParsedMail) -> str:
    """The code in the subject of a mail that an update's own link began, "" for none."""
    found = _LEAVES_BY_CODE.match(plain(_PREFIX.sub("", mail.subject)))
    return found[1] if found else ""


def wants_to_leave(mail: ParsedMail) -> bool:
    """Whether a person asks to be taken off the list, by the subject or by the words of a short mail."""
    if _LEAVES_SUBJECT.match(plain(_PREFIX.sub("", mail.subject))):
        return True
    lines = _short(mail)
    return any(_LEAVES.search(line) and not re.search(r"\bnot\b|\bnever\b", line) for line in lines)


def wants_to_join(mail: ParsedMail, *, applicant: bool) -> bool:
    """Whether a person asks to be kept informed; an applicant must ask for the list itself, not for news of a case."""
    if not mail.in_reply_to and _JOINS_SUBJECT.match(plain(mail.subject)):
        return True
    for line in _short(mail):
        if _DENIED.search(line) or _OWN_MATTER.search(line):
            continue
        if _JOINS_LIST.search(line) or (_JOINS.search(line) and not applicant):
            return True
    return False


def _short(mail: ParsedMail) -> list[str]:
    """The sentences of a mail of few words; a longer one is about something else."""
    if len(mail.reply_text.split()) > _MOST_WORDS:
        return []
    return [said for part in re.split(r"[.!?\n]+", mail.reply_text) if (said := plain(part))]


def asks_more(mail: ParsedMail) -> bool:
    """Whether something is asked beside the wish to be kept informed."""
    asked = re.findall(r"[^.!?\n]*\?", mail.reply_text)
    return any(not _JOINS.search(plain(item)) and not _JOINS_LIST.search(plain(item)) for item in asked)


def without_wishes(text: str) -> str:
    """The text without the sentences that ask for the list or for news."""
    sentences = re.findall(r"[^.!?\n]*[.!?\n]*", text)
    return "".join(item for item in sentences if not (_JOINS.search(plain(item)) or _JOINS_LIST.search(plain(item))))
