"""An order read from a mail: which action, about what, with which code, and what the person wrote with it.

Nothing is believed here: whether the code is good is `tokens`', whether the sender is who he says `authentication`'s,
whether he may `actions` and the configuration. How the lines came into the mail is `links`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.decisions.actions import ACTIONS, REFERENCE, Action
from intake.decisions.tokens import Located, locate
from parsers.scoresheet import ScoreSheet

__all__ = ["ACTIONS", "Action", "Order", "code_line", "read_order", "whole_text"]

#: How the line of our mails begins above which the person writes; what stands below it is ours, or a mail program's.
WRITE_ABOVE, SEND_AS_IS = "Write above this line", "Send this mail as it is"

_GAP = r"[\s>|]{1,16}"
_NAMES = {" ".join(action.title.lower().split()): name for name, action in ACTIONS.items()}
_TITLES = "|".join(_GAP.join(map(re.escape, title.split())) for title in sorted(_NAMES, key=len, reverse=True))
#: What a subject or a code line says before its code: the action's title, and what it is about.
_ASKED = re.compile(
    rf"(?<![^\W_])(?P<title>{_TITLES})(?:{_GAP}(?P<about>(?:batch|order){_GAP}\d{{1,9}}|stage{_GAP}[a-z]{{1,20}}|{REFERENCE}))?"
    r"[\s>|]{0,16}[\[(<{]?[\s>|]{0,16}code[\s>|:]{0,16}\Z",
    re.IGNORECASE,
)
#: What mail programs and gateways put before a subject: "Re:", "AW:", "SV[2]:", "回复：", "[EXTERNAL]", "**SPAM**".
_PREFIX = re.compile(
    r"\s*(?:\[[^\]]{1,40}\]|\{[^}]{1,40}\}|\([^)]{1,40}\)|<[^>]{1,40}>|\*{1,3}[^*]{1,40}\*{1,3}"
    r"|(?!(?:no|not|never|dont)\b)[^\W\d_]{1,12}\s*(?:\[\d+\]|\(\d+\))?\s*[:\uff1a]"
    r"|(?:external|ext|official(?:[ -]sensitive)?|secure|encrypted)\b[\s:>|-]*)",
    re.IGNORECASE,
)
_LONGEST_LINE = 300  # characters before a code that may belong to its line, wrapped or not

_OUR_LINE = re.compile(rf"^[\s>|*_]*(?:{WRITE_ABOVE}|{SEND_AS_IS})\b.*\Z", re.IGNORECASE | re.MULTILINE | re.DOTALL)
_SIGNATURE = re.compile(
    r"^(?:--[ \t]*|(?:sent from (?:my|outlook|yahoo|mail)|sent via|get outlook for)\b.*)$.*\Z",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
#: Where the writer takes leave, if only a name, a post and the like follow; thanks that begin a text are no leave.
_LEAVE = re.compile(
    r"^[ \t]*(?:(?:many|with|kind|best|warm|all the)[ \t]+)*(?:regards|wishes|best|sincerely|yours \w+|many thanks)"
    r"[,.!]?[ \t]*$(?:\n[^\n]{0,60}){0,6}\Z"
    r"|(?<=\n)[ \t]*(?:thanks|thank you)[,.!]?[ \t]*$(?:\n[^\n:]{0,40}){0,4}\Z",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Order:
    """What a mail with a code asks for.

    ``action`` is a name of `ACTIONS`, ``subject`` what it is about ("DD-0004", "batch:3", "order:17", ""); ``action``
    is "" where the line with the code does not say as we write it, or the mail carries codes of different orders.
    ``token`` is the code, as we write it; ``text`` is what the person wrote, without our lines and a signature.
    ``sheet`` is the scoresheet that the order is, where it is one; the code is the sheet's then.
    """

    action: str
    subject: str
    token: str
    text: str
    sheet: ScoreSheet | None = None


def code_line(action: str, about: str, token: str) -> str:
    """The line that carries a code: ``Shortlist DD-0004 [code abcd-…]``. `read_order` reads it back."""
    words = (ACTIONS[action].title, about.replace(":", " "), f"[code {token}]")
    return " ".join(word for word in words if word)


def read_order(subject: str, reply_text: str) -> Order | None:
    """The order in a mail, from its subject and what its writer wrote above any quotation; None without a code.

    The subject says what is asked; where it carries no code, the line of the text that does.
    """
    line, body = " ".join(subject.split()), "\n".join(reply_text.splitlines())
    in_subject, in_body = tuple(locate(line)), tuple(locate(body))
    codes = dict.fromkeys(found.token for found in (*in_subject, *in_body))
    if not codes:
        return None
    said = _asked_in_subject(line, in_subject[0]) if in_subject else _asked_in_text(body, in_body[0])
    name, about = said if said and len(codes) == 1 else ("", "")
    return Order(action=name, subject=about, token=next(iter(codes)), text=_written(body, in_body))


def whole_text(body: str) -> str:
    """All that a mail says, what it quotes included, without our lines and those with a code.

    For lines to be filled in, which come back as a quotation that was written into.
    """
    text = "\n".join(body.splitlines())
    ours = _OUR_LINE.search(text)
    text = text[: ours.start()] if ours else text
    for code in reversed(tuple(locate(text))):
        text = _without(text, code)
    return text


def _asked_in_subject(line: str, code: Located) -> tuple[str, str] | None:
    asked = _ASKED.search(line, 0, code.start)
    if asked is None:
        return None
    at = 0
    while (prefix := _PREFIX.match(line, at, asked.start())) is not None and prefix.end() > at:
        at = prefix.end()
    return _named(asked) if not line[at : asked.start()].strip() else None


def _asked_in_text(text: str, code: Located) -> tuple[str, str] | None:
    asked = _ASKED.search(text, max(0, code.start - _LONGEST_LINE), code.start)
    if asked is None or text[: asked.start()].rpartition("\n")[2].strip(" \t>|*_"):
        return None
    return _named(asked)


def _named(asked: re.Match[str]) -> tuple[str, str]:
    """The action's name and what it is about."""
    title, about = (" ".join(re.split(_GAP, asked[group] or "")) for group in ("title", "about"))
    if number := re.fullmatch(r"(batch|order) (\d+)", about, re.IGNORECASE):
        about = f"{number[1].lower()}:{int(number[2])}"
    elif stage := re.fullmatch(r"stage ([a-z]+)", about, re.IGNORECASE):
        about = f"stage:{stage[1].lower()}"
    return _NAMES[title.lower()], about


def _written(text: str, codes: tuple[Located, ...]) -> str:
    """The person's own words: above our line where it is still there, else all but the lines with the code."""
    ours = _OUR_LINE.search(text)
    if ours is not None:
        own = text[: ours.start()]
        codes = tuple(code for code in codes if code.start < ours.start())
    else:
        own = text
    for code in reversed(codes):
        own = _without(own, code)
    return _LEAVE.sub("", _SIGNATURE.sub("", own).strip()).strip()


def _without(text: str, code: Located) -> str:
    """``text`` without the line that a code stands in, from its title on where that was wrapped."""
    asked = _ASKED.search(text, max(0, code.start - _LONGEST_LINE), code.start)
    start = text.rfind("\n", 0, asked.start() if asked else code.start) + 1
    end = text.find("\n", code.end)
    return text[:start] + (text[end + 1 :] if end >= 0 else "")
