"""A programme pack: the folder of data that makes the service run one programme's round.

`load` reads ``programme.toml``, checks it and reports every problem at once with its place; `Programme` is the result,
the only thing the rest of the service knows of a programme. Its form becomes a `parsers.form.FormDefinition`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.round.register import Register
from parsers.form import FormDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class Brand:
    """How letters and pages of the programme look: colours as ``#rrggbb``, who signs, whom to telephone."""

    colour: str = "#1d3557"
    on_colour: str = "#ffffff"
    organisation: str = ""
    signature: str = ""
    contact: str = ""
    website: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviews:
    """Days on which interviews are held (inclusive) and their length in minutes."""

    first_day: date
    last_day: date
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Who may apply: the register, and the columns whose value is required (``{"country": "England"}``)."""

    register: Register
    require: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One published question and its answer."""

    number: int
    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldRoles:
    """Which fields of the form the service itself needs, by key; "" where the form has none.

    Given by ``[form.roles]`` in the pack, else found by type: the first required authority field is ``authority``,
    the first required email field ``contact_email``, and so on.
    """

    authority: str = ""
    partners: str = ""
    joint: str = ""
    contact_name: str = ""
    contact_email: str = ""
    amount: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """One programme. Instants are aware; ``award_cap`` and ``fund`` are in pence; ``folders`` are searched in order."""

    key: str
    name: str
    reference: str
    zone: ZoneInfo
    opens: datetime | None
    deadline: datetime | None
    currency: str
    places: int | None
    award_cap: int | None
    fund: int | None
    one_per_authority: bool
    form: FormDefinition
    roles: FieldRoles
    eligibility: Eligibility | None
    interviews: Interviews | None
    brand: Brand
    questions: tuple[Question, ...]
    guidance: tuple[Path, ...]
    folders: tuple[Path, ...]

    def reference_of(self, number: int) -> str:
        """The reference of the application ``number``: ``DD-0001``."""
        return f"{self.reference}-{number:04d}"

    def is_late(self, received_at: datetime) -> bool:
        """Whether an instant is after the deadline, which is inclusive to the second (fact: 5pm is in time)."""
        return self.deadline is not None and received_at.replace(microsecond=0) > self.deadline
