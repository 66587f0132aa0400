"""A programme pack: the folder of data that makes the service run one programme's round.

`load` makes a `Programme` of one, the only thing the rest of the service knows of a programme. Its form becomes a
`parsers.form.FormDefinition` (`intake.round.pack_form`); ``programme.toml`` is read and checked in `intake.round.pack`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from intake.round.instants import instant
from intake.round.interviews import Interviews
from intake.round.pack import BASE, Pack, find, read
from intake.round.pack_form import form_of
from intake.round.pack_interviews import interviews_of
from intake.round.pack_panel import panel_of
from intake.round.panel import Panel
from intake.round.register import Register
from intake.round.reminders import NO_REMINDERS, Reminders
from intake.round.retention import FOREVER, Retention
from intake.round.roles import roles_of
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
class Eligibility:
    """Who may apply: the register, and the columns whose value is required (``{"country": "England"}``)."""

    register: Register
    require: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who must agree before letters that decide something leave: a second person, of another body than the first,
    and whether the letters must have been rehearsed to staff before."""

    second_person: bool = False
    other_body: bool = False
    rehearse_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One published question and its answer; ``aliases`` are other wordings of the question."""

    number: int
    question: str
    answer: str
    aliases: tuple[str, ...] = ()


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
    work_begins: date | None
    currency: str
    places: int | None
    award_cap: int | None
    fund: int | None
    one_per_authority: bool
    form: FormDefinition
    roles: FieldRoles
    eligibility: Eligibility | None
    interviews: Interviews | None
    panel: Panel | None = None
    consent: Consent
    brand: Brand
    questions: tuple[Question, ...]
    reminders: Reminders = NO_REMINDERS
    retention: Retention = FOREVER
    unsubscribe_url: str = ""
    guidance: tuple[Path, ...]
    folders: tuple[Path, ...]

    def reference_of(self, number: int) -> str:
        """The reference of the application ``number``: ``DD-0001``."""
        return f"{self.reference}-{number:04d}"

    def is_late(self, received_at: datetime) -> bool:
        """Whether an instant is after the deadline, which is inclusive to the second (fact: 5pm is in time)."""
        if self.deadline is None:
            return False
        # In UTC, because two times of one zone are compared by what the clock on the wall says.
        return received_at.astimezone(UTC).replace(microsecond=0) > self.deadline.astimezone(UTC)


def load(name_or_folder: str | Path, *, relative_to: Path | None = None) -> Programme:
    """The programme of a pack: a packaged one by its name, else a folder, relative to ``relative_to``.

    Raises:
        ProgrammeError: there is no such pack, or it is wrong; carries every problem at once, each with its line.
    """
    pack = read(find(name_or_folder, relative_to=relative_to))
    given, zone = pack.file.programme, ZoneInfo(pack.file.programme.timezone)
    form = form_of(pack.file)
    return Programme(
        key=pack.folder.name,
        name=given.name,
        reference=given.reference or _initials(given.name),
        zone=zone,
        opens=instant(given.opens, zone, latest=False),
        deadline=instant(given.deadline, zone, latest=True),
        work_begins=given.work_begins,
        currency=given.currency,
        places=given.places,
        award_cap=_pence(given.award_cap),
        fund=_pence(given.fund),
        one_per_authority=given.one_per_authority,
        form=form,
        roles=FieldRoles(**roles_of(form, pack.file.form.roles)),
        eligibility=_eligibility(pack),
        interviews=interviews_of(pack.file.interviews, zone),
        panel=panel_of(pack.file, zone),
        consent=Consent(**pack.file.decisions.model_dump()),
        brand=Brand(**pack.file.brand.model_dump()),
        questions=tuple(
            Question(number=item.number or place, question=item.question, answer=item.answer, aliases=item.aliases)
            for place, item in enumerate(pack.file.question, 1)
        ),
        reminders=Reminders(**pack.file.reminders.model_dump()),
        retention=Retention(**pack.file.retention.model_dump()),
        unsubscribe_url=pack.file.updates.unsubscribe_url,
        guidance=tuple(pack.folder / name for name in pack.file.form.guidance),
        folders=(pack.folder, BASE),
    )


def _pence(pounds: Decimal | None) -> int | None:
    return None if pounds is None else int(pounds * 100)


def _initials(name: str) -> str:
    """A reference for a programme that has none: the initials of its capital words, else its first letters."""
    capitals = "".join(word[0] for word in name.split() if word[0].isascii() and word[0].isupper())
    return capitals[:6] or "".join(char for char in name.upper() if char.isascii() and char.isalnum())[:4] or "A"


def _eligibility(pack: Pack) -> Eligibility | None:
    if pack.file.eligibility is None or pack.register is None:
        return None
    require = pack.file.eligibility.require
    return Eligibility(
        register=pack.register, require=tuple((column.lower(), value) for column, value in require.items())
    )
