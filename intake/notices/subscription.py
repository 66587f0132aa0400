"""The update list by mail: who joins, who leaves, and what updates carry so that leaving is easy.

What a mail asks for is read by `intake.notices.list_wishes`. Leaving works three ways: the word "unsubscribe", a plain
request, or the code that stands in every update, which mail programs send by themselves (RFC 2369). A one-click address
for the web (RFC 8058) is carried only where the pack names one, because the service has no web server. Nobody learns
from an answer who is on the list.
"""

from __future__ import annotations

import base64
import hashlib
import re
from urllib.parse import quote

from intake.desk import Desk
from intake.letters.contexts import Subscribed, Unsubscribed
from intake.letters.kinds import Kind
from intake.letters.mime import HeaderLine
from intake.notices.list_wishes import asks_more, leaving_code, wants_to_join, wants_to_leave
from intake.notices.telling import tell_sender
from intake.round.manners import answer_address, silence_reason
from intake.round.verdict import Action
from intake.taking import Incoming, Reply, Taken
from store import history, subscribers
from store.engine import Session
from store.states import Disposition

_CODE_OCTETS = 10


def code_of(address: str, salt: str) -> str:
    """The code by which an address leaves the list: the same whenever the books are made anew from the same mail.

    ``salt`` is something that others do not know, such as the digest of the mail as our server kept it.
    """
    digest = hashlib.sha256(f"update list\0{address.lower()}\0{salt}".encode()).digest()
    return base64.b32encode(digest[:_CODE_OCTETS]).decode("ascii").lower()


def list_headers(desk: Desk, code: str) -> tuple[HeaderLine, ...]:
    """What marks a mail as the list's (RFC 2919) and lets mail programs offer to leave it (RFC 2369, RFC 8058)."""
    address, programme = our_address(desk), desk.programme
    name = re.sub(r"[^a-z0-9-]", "-", programme.reference.lower())
    ways = [f"<{leave_link(desk, code)}>"]
    one_click: tuple[HeaderLine, ...] = ()
    if programme.unsubscribe_url:
        ways.append(f"<{programme.unsubscribe_url.replace('{code}', code)}>")
        one_click = (("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),)
    return (
        ("List-Id", f"<updates.{name}.{address.rpartition('@')[2]}>"),
        ("List-Unsubscribe", ", ".join(ways)),
        *one_click,
        ("Precedence", "bulk"),
    )


def leave_subject(code: str) -> str:
    """The subject of a mail that takes an address off the list."""
    return f"unsubscribe {code}"


def leave_link(desk: Desk, code: str) -> str:
    """A link that begins such a mail."""
    return f"mailto:{quote(our_address(desk), safe='@')}?subject={quote(leave_subject(code))}"


def our_address(desk: Desk) -> str:
    """The address that mail to us goes to."""
    sender = desk.correspondent.sender
    return sender.reply_to or sender.address


def take_leaving(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Take an address off the list, by its code or by its own mail; whoever it is, the answer is the same."""
    mail, code = incoming.mail, leaving_code(incoming.mail)
    meant = subscribers.by_code(session, code) if code else None
    if meant is None and (incoming.verdict.rule == "unsubscribe" or not (code or wants_to_leave(mail))):
        return None
    addresses = {incoming.sender, (answer_address(mail) or "").lower()} - {""}
    rows = [meant] if meant else [row for item in sorted(addresses) if (row := subscribers.by_address(session, item))]
    for row in rows:
        subscribers.leave(session, row, at=incoming.at, reason=f"message {incoming.message.id}")
    # A mail program's own mail is obeyed and not answered, and nobody waits for an answer to it.
    reply = None if silence_reason(mail) else Reply(kind=Kind.UNSUBSCRIBED, context=Unsubscribed())
    return _taken(incoming, "It asks to leave the update list.", reply)


def take_joining(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Put the writer on the list and confirm it; a mail that asks something as well goes on to be answered."""
    mail, verdict = incoming.mail, incoming.verdict
    to = (answer_address(mail) or "").lower()
    known_case = verdict.application or incoming.known.contact_of
    if verdict.action is Action.HOLD or not to or not wants_to_join(mail, applicant=bool(known_case)):
        return None
    message = incoming.message
    subscribers.join(
        session,
        to,
        code=code_of(to, message.sha256),
        name=mail.from_.name if mail.from_ else "",
        message_id=history.id_of(message),
        at=incoming.at,
        reason=f"message {message.id}",
    )
    row = subscribers.by_address(session, to)
    context = Subscribed(code=row.code if row else "")
    if asks_more(mail):
        tell_sender(session, desk, incoming, Kind.SUBSCRIBED, context, to=to)
        return None
    return _taken(incoming, "It asks to join the update list.", Reply(kind=Kind.SUBSCRIBED, context=context))


def _taken(incoming: Incoming, reason: str, reply: Reply | None) -> Taken:
    return Taken(
        rule="unsubscribe" if reply is None or reply.kind == Kind.UNSUBSCRIBED else "subscribe",
        reason=reason,
        disposition=Disposition.SUBSCRIPTION,
        application=incoming.verdict.application,
        reply=reply,
    )
