"""Links in letters to staff that open a mail already addressed and worded (RFC 6068), with a one-use code in it.

Opening one does nothing: the person reads the mail, writes what there is to write, and sends it. What comes back is
read in `orders`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from intake.decisions.actions import Text, action_about, spoken
from intake.decisions.errors import LinkTooLongError
from intake.decisions.orders import SEND_AS_IS, WRITE_ABOVE, code_line
from intake.decisions.tokens import Grant, TokenKey, issue

#: Characters of a link. Windows hands a program 2,083 at most, and browsers cut mailto links a little above 2,000.
LONGEST = 1_900

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_CUT = "…\r\n"


@dataclass(frozen=True, slots=True)
class Link:
    """A link for a letter: where it leads, what it says (``Shortlist DD-0004``), the subject of the mail it opens."""

    url: str
    label: str
    subject: str


def reply_link(*, to: str, subject: str, body: str) -> str:
    """A mailto link of at most 1,900 characters that opens a mail to ``to`` with this subject and body.

    A body for which there is no room is cut before its last line, which is kept whole.

    Raises:
        LinkTooLongError: there is no room even so.
    """
    head = f"mailto:{quote(_one_line(to), safe='@')}?subject={_encoded(_one_line(subject))}&body="
    lines = [_CONTROLS.sub("", line) for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    whole = _encoded("\r\n".join(lines))
    room = LONGEST - len(head)
    if len(whole) <= room:
        return head + whole
    tail = _encoded(_CUT + lines[-1])
    if len(lines) == 1 or len(tail) > room:
        raise LinkTooLongError
    return head + _as_much("\r\n".join(lines[:-1]), room - len(tail)) + tail


def decision_link(
    key: TokenKey,
    *,
    mailbox: str,
    person: str,
    action: str,
    subject: str,
    expires: datetime,
    hint: str = "",
    lines: str = "",
) -> Link:
    """A link with which ``person`` asks for ``action`` on ``subject``, in a mail to ``mailbox``, until ``expires``.

    ``hint`` says what to write above the line, where that is not what the table of actions says; ``lines`` stand there
    already, to be filled in, as far as there is room.

    Raises:
        ActionSubjectError: there is no such action, or it is about something else.
        LinkTooLongError: the address or the reference leave no room.
        ValueError: ``expires`` has no time zone.
    """
    policy = action_about(action, subject)
    token = issue(key, Grant(person=person.strip().lower(), action=action, subject=subject, expires=expires))
    line = code_line(action, subject, token)
    if policy.text is Text.NONE:
        above = f"{SEND_AS_IS}; nothing needs to be written."
    else:
        above = f"{WRITE_ABOVE}: {_one_line(hint or policy.hint)}."
    return Link(
        url=reply_link(to=mailbox, subject=line, body=f"{lines}\n\n\n{above}\n{line}"),
        label=" ".join(filter(None, (policy.title, spoken(subject)))),
        subject=line,
    )


def _one_line(text: str) -> str:
    return _CONTROLS.sub("", " ".join(text.split())).rstrip(".")


def _encoded(text: str) -> str:
    """Everything but letters, digits and ``-._~`` as the octets of UTF-8; a space is %20, never a plus sign."""
    return quote(text, safe="", errors="replace")


def _as_much(text: str, room: int) -> str:
    """As much of ``text``, encoded, as there is room for, no character or line end halved."""
    kept = ""
    for piece in re.findall(r"\r\n|.", text, re.DOTALL):
        more = _encoded(piece)
        if len(kept) + len(more) > room:
            break
        kept += more
    return kept
