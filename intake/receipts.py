"""What stands in a receipt: a recorded form read back, or the answers that a reply corrected.

Which mail gets which letter is `intake.answering`'s; how answers look is `intake.letters.readback`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from intake.letters import contexts
from intake.letters.kinds import Kind
from intake.letters.readback import changes, read_back
from intake.record import Recorded
from intake.replies import Heard
from intake.round.checks import Found, Weight
from intake.round.programme import Programme
from parsers.mail import Outcome, ParsedMail


def receipt_of(
    recorded: Recorded, mail: ParsedMail, *, programme: Programme
) -> tuple[Kind, contexts.Receipt | contexts.CorrectedReceipt | contexts.LateReceipt]:
    """The kind of receipt a recorded form gets, and what stands in it."""
    told = tuple(found for found in recorded.findings if not found.private and found.check != "late")
    receipt = contexts.Receipt(
        reference=recorded.reference,
        authority=recorded.authority,
        received_at=recorded.received_at,
        form_name=recorded.form_name,
        form_sha256=recorded.form_sha256,
        sections=read_back(programme.form, recorded.answers, remarks=_remarks(told)),
        missing=_labels(programme, told),
        problems=tuple(found.message for found in told if _must_mend(found)),
        notices=tuple(found.message for found in told if not _must_mend(found) and found.check != "missing"),
        other_files=_other_files(mail),
        contact_name=recorded.contact_name,
    )
    shared = {item.name: getattr(receipt, item.name) for item in fields(receipt)}
    changed = changes(programme.form, recorded.previous_answers, recorded.answers) if recorded.previous_at else ()
    if programme.is_late(recorded.received_at):
        return Kind.LATE, contexts.LateReceipt(**shared, in_time_at=recorded.in_time_at, changes=changed)
    if recorded.previous_at is not None:
        return Kind.RECEIPT_CORRECTED, contexts.CorrectedReceipt(
            **shared, number=recorded.number, replaces_received_at=recorded.previous_at, changes=changed
        )
    return Kind.RECEIPT, receipt


def receipt_of_reply(heard: Heard, *, received_at: datetime, programme: Programme) -> contexts.CorrectedReceipt:
    """What stands in the receipt for answers corrected in a reply: what changed, and the whole form as it stands."""
    told = tuple(found for found in heard.findings if not found.private and found.check != "late")
    form, case = heard.submission, heard.case
    return contexts.CorrectedReceipt(
        reference=case.reference,
        authority=case.authority_name,
        received_at=received_at,
        form_name=form.form_name,
        form_sha256=form.form_sha256,
        sections=read_back(programme.form, heard.after, remarks=_remarks(told)),
        missing=_labels(programme, told),
        problems=tuple(found.message for found in told if _must_mend(found)),
        notices=tuple(found.message for found in told if not _must_mend(found) and found.check != "missing"),
        contact_name=case.contact_name,
        number=form.number,
        replaces_received_at=form.received_at,
        changes=changes(programme.form, heard.before, heard.after),
        by_reply=True,
    )


def _remarks(found: Sequence[Found]) -> dict[str, str]:
    return {item.key: item.message for item in reversed(found) if item.key and item.check != "missing"}


def _labels(programme: Programme, found: Sequence[Found]) -> tuple[str, ...]:
    return tuple(programme.form.by_key[item.key].label for item in found if item.check == "missing")


#: Checks whose findings the applicant can put right by sending the form again.
_MENDABLE = frozenset({"answer", "over-cap"})


def _must_mend(found: Found) -> bool:
    return found.check in _MENDABLE or (found.weight is Weight.BLOCKS and found.check != "missing")


def _other_files(mail: ParsedMail) -> tuple[str, ...]:
    kept = (Outcome.ANNEX, Outcome.OTHER_COPY, Outcome.BLANK_FORM, Outcome.OLD_EDITION, Outcome.OTHER_FORM)
    return tuple(item.name for item in mail.attachments if item.outcome in kept and item.name)
