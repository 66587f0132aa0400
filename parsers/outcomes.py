"""What becomes of each attachment once the form is chosen, with a reason for a person: one of `parsers.mail.Outcome`.

Pure; used by `parsers.read` alone. What to send instead is worded by the service, for the letter that answers.
"""

from __future__ import annotations

from parsers.choice import Candidate, CopyKind, differences
from parsers.form import FormDefinition
from parsers.formlike import looks_like_form, title_of
from parsers.mail import Attachment, Outcome
from parsers.values.words import fold

_SCAN_BYTES = 80_000  # a picture this large may be a page; logos are smaller
_TEXT_NOTES = ("no-text", "glyph-soup")
#: The types of what was written as a letter, not sent as a file.
PROSE = ("text/plain", "text/html")

Settled = tuple[Outcome, str]


def read_outcome(
    attachment: Attachment, candidate: Candidate, chosen: Candidate | None, form: FormDefinition
) -> Settled:
    """Outcome and reason of a document that was read."""
    if candidate is chosen and attachment.index == candidate.index:
        return Outcome.FORM, f"The completed form: {candidate.filled} of {len(candidate.extraction.answers)} answered."
    if candidate is chosen:
        return Outcome.OTHER_COPY, "The same file again."
    if candidate.kind is CopyKind.COMPLETED and chosen:
        count = differences(candidate.extraction, chosen.extraction)
        return Outcome.OTHER_COPY, f"Another copy of the form; {count} answers differ from the one read."
    if candidate.kind is CopyKind.OLD_EDITION:
        said = f"It is another edition of our form, marked “{candidate.edition}”."
        return Outcome.OLD_EDITION, f"{said} The one for this round is marked “{form.edition}”."
    if candidate.kind is CopyKind.OTHER_FORM:
        return _other_form(candidate, form)
    if candidate.kind is CopyKind.BLANK:
        return Outcome.BLANK_FORM, "The form with nothing filled in."
    if any(note in candidate.document.notes for note in _TEXT_NOTES):
        return Outcome.SCAN, "A picture of text, which could not be read. Please send the form as PDF or Word."
    likeness = candidate.extraction.likeness
    if not candidate.is_text and looks_like_form(candidate.document, likeness=likeness):
        return _other_form(candidate, form)
    return Outcome.ANNEX, "Read; it is not the form."


def _other_form(candidate: Candidate, form: FormDefinition) -> Settled:
    title = candidate.other_title or title_of(candidate.document)
    if title and fold(form.programme) in fold(title):
        said = "but most of the questions of our form are not on it"
        return Outcome.OTHER_FORM, f"It calls itself “{title}”, {said}."
    named = f" It calls itself “{title}”." if title else ""
    return Outcome.OTHER_FORM, f"It is a form, but not the {form.programme} form.{named}"


def unread_outcome(attachment: Attachment, *, in_report: bool, has_form: bool) -> Settled:
    """Outcome and reason of what no reader was asked to read."""
    if in_report:
        return Outcome.NOT_READ, "Part of a delivery report."
    if attachment.type in PROSE:
        return Outcome.ANNEX, "The text of a forwarded mail."
    if attachment.type.startswith("image/"):
        if attachment.size >= _SCAN_BYTES and not has_form:
            return Outcome.SCAN, "A picture. If it shows the form, please send the form as PDF or Word instead."
        return Outcome.PICTURE, "A picture."
    return Outcome.UNSUPPORTED, f"Files of this kind cannot be read ({attachment.type})."
