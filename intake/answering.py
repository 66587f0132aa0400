"""Which letter answers a mail, and with what in it: from a verdict and a recorded form to a queued letter.

Runs inside the transaction that concludes a message (T3), so a letter is in the outbox exactly when its cause is in the
books. Whether a letter may leave at all is asked of `intake.round.manners` and of the caps; a letter that may not is
reported back with the reason, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake import clock
from intake.desk import Desk
from intake.letters import contexts
from intake.letters.advice import file_faults
from intake.letters.compose import compose
from intake.letters.errors import RecipientError
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.letters.outbox import Suppressed, queue_letter
from intake.receipts import receipt_of
from intake.record import Recorded, form_file
from intake.round.manners import answer_address, silence_reason
from intake.round.verdict import Verdict
from parsers.mail import ParsedMail
from parsers.reading import Reading
from store.engine import Session
from store.tables import InboundMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of an answer: the outbox row's id, or why there is none ("" and None where none was due)."""

    letter_id: int | None = None
    silence: str = ""


def letter_for(
    desk: Desk, message: InboundMessage, reading: Reading, verdict: Verdict, recorded: Recorded | None
) -> tuple[Kind, contexts.Context] | None:
    """The letter that is due and what stands in it, or None where none is."""
    mail, received_at = reading.mail, message.received_at
    if recorded is not None:
        return receipt_of(recorded, mail, programme=desk.programme)
    match verdict.letter:
        case "":
            return None
        case Kind.UNREADABLE:
            faults = file_faults(mail.attachments)
            return Kind.UNREADABLE, contexts.Unreadable(received_at=received_at, faults=faults, about=mail.subject)
        case Kind.ENQUIRY:
            return Kind.ENQUIRY, contexts.Enquiry(received_at=received_at, about=mail.subject)
        case Kind.OVERSIZE:
            limit = desk.correspondent.max_message_bytes
            return Kind.OVERSIZE, contexts.Oversize(
                received_at=received_at, size=message.size, limit=limit, about=mail.subject
            )
        case Kind.ACKNOWLEDGEMENT:
            name, sha256, _ = form_file(reading)
            return Kind.ACKNOWLEDGEMENT, contexts.Acknowledgement(
                received_at=received_at, form_name=name, form_sha256=sha256, about=mail.subject
            )
        case _:
            raise ValueError(f"triage asks for a letter of the unknown kind {verdict.letter!r}")


def answer(
    session: Session,
    desk: Desk,
    *,
    kind: Kind,
    context: contexts.Context,
    mail: ParsedMail,
    message_id: int,
    application_id: int | None,
    answerable: bool,
    to: str = "",
    attachments: Sequence[AttachedFile] = (),
    calendar: bytes = b"",
) -> Answered:
    """Queue the letter of ``kind`` in answer to ``mail``, or say why none leaves.

    ``to`` is where it goes, "" for the address that the mail asks to be answered at.
    """
    if not answerable:
        return Answered(silence="It came before the service answers mail ([service] answer_from).")
    rule = silence_reason(mail)
    to = to or answer_address(mail) or ""
    if rule is not None or not to:
        return Answered(silence=rule.sentence if rule else "It has no address to answer to.")
    desk_side, cause, at = desk.correspondent, f"message:{message_id}", clock.now()
    try:
        letter = compose(
            kind,
            context,
            programme=desk.programme,
            sender=desk_side.sender,
            to=to,
            at=at,
            cause=cause,
            in_reply_to=mail.message_id,
            references=mail.references,
            attachments=desk_side.papers() if kind in _WITH_PAPERS else attachments,
            calendar=calendar,
        )
    except RecipientError as fault:
        return Answered(silence=f"Its address cannot be written to: {fault}")
    queued = queue_letter(
        session,
        letter,
        cause=cause,
        application_id=application_id,
        inbound_id=message_id,
        per_sender_per_day=desk_side.per_sender_per_day,
        per_hour=desk_side.per_hour,
        at=at,
    )
    if isinstance(queued, Suppressed):
        return Answered(silence=queued.reason)
    return Answered(letter_id=queued)


#: Kinds that bring the blank form and the guidance with them.
_WITH_PAPERS = frozenset({Kind.ENQUIRY, Kind.UNREADABLE})
