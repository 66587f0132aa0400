"""Why an attachment could not be read and what to send instead: one table by outcome, for the letter "unreadable"."""

from __future__ import annotations

from dataclasses import dataclass

from intake.letters.contexts import FileFault
from parsers.mail import Attachment, Outcome


@dataclass(frozen=True, slots=True)
class Advice:
    """``why`` is used where the reader gave no reason of its own; ``instead`` is what would help, in the imperative."""

    why: str
    instead: str


#: Outcomes that leave the sender with something to do. The others are not faults.
ADVICE: dict[Outcome, Advice] = {
    Outcome.EMPTY: Advice(
        "The file is empty: it holds no data at all.",
        "Open the form on your computer, check that your answers are there, save it and attach it again.",
    ),
    Outcome.ENCRYPTED: Advice(
        "The file is encrypted or protected by a password, so we cannot open it.",
        "Save a copy without a password or encryption and send that. Please do not send us the password.",
    ),
    Outcome.DAMAGED: Advice(
        "The file is damaged and cannot be opened.",
        "Open your own copy, save it under a new name and attach it again. If it will not open, use the blank form.",
    ),
    Outcome.UNSUPPORTED: Advice(
        "The file is of a kind we cannot read.",
        "Save it as a PDF or a Word document (.docx) and send that.",
    ),
    Outcome.OVER_LIMIT: Advice(
        "The file is larger or more complicated than we can open safely.",
        "Send the form on its own as a PDF or Word document, outside any zip file and without annexes.",
    ),
    Outcome.SCAN: Advice(
        "The file is a scan or photograph, and we cannot read text from a picture.",
        "Send the form as the PDF or Word document that was filled in, not as a scan of the printed page.",
    ),
    Outcome.BLANK_FORM: Advice(
        "The file is our form, but none of the questions has been answered.",
        "You may have attached the blank form. Send the copy that holds your answers, saved after they were typed.",
    ),
    Outcome.OLD_EDITION: Advice(
        "The file is another edition of our form, which does not ask all that this round needs.",
        "Please copy your answers into the form for this round, which is attached, and send that.",
    ),
    Outcome.OTHER_FORM: Advice(
        "The file is a form, but not the one for this programme.",
        "If you meant to apply, please fill in the form for this programme, which is attached, and send that.",
    ),
    Outcome.NOT_READ: Advice(
        "We stopped reading your email before we reached this file.",
        "Send the form again in an email of its own.",
    ),
}


def file_fault(attachment: Attachment) -> FileFault | None:
    """What to tell the sender about one attachment, or None where there is nothing wrong with it."""
    advice = ADVICE.get(attachment.outcome)
    if advice is None:
        return None
    return FileFault(
        name=attachment.name or "A file without a name",
        found_in=attachment.found_in,
        why=attachment.reason or advice.why,
        instead=advice.instead,
    )


def file_faults(attachments: tuple[Attachment, ...]) -> tuple[FileFault, ...]:
    """The faults of a mail's attachments, in their order."""
    return tuple(fault for attachment in attachments if (fault := file_fault(attachment)))
