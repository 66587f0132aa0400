"""All that the child learnt from one mail, as it crosses back to the service: the mail, and the form if there is one.

JSON, not pickle, crosses the border: what comes back from a process that handled hostile bytes must not be able to
run code in the service. `decode` validates every field.
"""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import TypeAdapter

from parsers.calendar import CalendarReply
from parsers.extraction import Evidence, Extraction, Said
from parsers.mail import ParsedMail
from parsers.scoresheet import ScoreSheet


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One mail as read.

    ``form`` is the extraction of the chosen completed form, or None. ``form_attachment`` is the index of the
    attachment it stands in, None when the form was written in the mail's own body. ``milliseconds`` is the time the
    child took. ``said`` are the answers that the mail's own words give to questions of the form, where there is no
    form in it. ``evidence`` is why each answer was read as it was, where that was asked for. ``calendar`` are answers
    to invitations that the mail brings from a calendar program. ``scoresheets`` are the panel's among its attachments.
    """

    mail: ParsedMail
    form: Extraction | None
    form_attachment: int | None = None
    milliseconds: float = 0.0
    said: tuple[Said, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    calendar: tuple[CalendarReply, ...] = ()
    scoresheets: tuple[ScoreSheet, ...] = ()


_ADAPTER: TypeAdapter[Reading] = TypeAdapter(Reading)


def encode(reading: Reading) -> bytes:
    """The reading as JSON bytes."""
    return _ADAPTER.dump_json(reading)


def decode(data: bytes) -> Reading:
    """A reading from JSON bytes.

    Raises:
        pydantic.ValidationError: the bytes are not a reading.
    """
    return _ADAPTER.validate_json(data)
