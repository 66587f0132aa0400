"""The shape of ``programme.toml``: one model a table, as a programme designer writes it.

Only shapes and single values are judged here; what needs more than one key (a field's section, a register's columns)
is in `intake.round.pack_checks`, reading the file and wording problems in `intake.round.pack`. Every key is explained
in ``docs/programmes.md``.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt

from intake.round.interviews import Mode
from intake.round.pack_hours import Clock, Weekdays
from intake.round.pack_values import (
    Addresses,
    Amount,
    Colour,
    CurrencyCode,
    Day,
    Days,
    DaysBefore,
    Key,
    Moment,
    ReferencePrefix,
    Text,
    Texts,
    Weight,
    Words,
)
from parsers.form import FieldType


class _TableModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class ProgrammeTable(_TableModel):
    """``[programme]``: what the programme is called, when it is open, what it gives."""

    name: Words
    reference: ReferencePrefix | None = None
    timezone: Words = "Europe/London"
    opens: Moment | None = None
    deadline: Moment | None = None
    work_begins: Day | None = None
    places: PositiveInt | None = None
    award_cap: Amount | None = None
    fund: Amount | None = None
    currency: CurrencyCode = "GBP"
    one_per_authority: bool = False


class EligibilityTable(_TableModel):
    """``[eligibility]``: the register of bodies that may apply, and what its columns must say."""

    register_: Words = Field(alias="register")
    require: dict[str, Text] = {}


class RoomTable(_TableModel):
    """``[[interviews.room]]``: one room of several, where it is and who sits in it."""

    name: Words
    location: Text = ""
    link: Text = ""
    panel: Addresses = ()


class InterviewsTable(_TableModel):
    """``[interviews]``: the days they are held on, both included, the hours, how long one is, where and by whom."""

    first_day: Day = Field(alias="from")
    last_day: Day = Field(alias="to")
    minutes: PositiveInt = 45
    days: Weekdays = (0, 1, 2, 3, 4)
    starts: Clock = time(9, 30)
    ends: Clock = time(16, 30)
    break_minutes: NonNegativeInt = 15
    lunch: tuple[Clock, ...] = (time(12, 30), time(13, 30))
    slots: tuple[Moment, ...] = ()
    rooms: Texts = ()
    location: Text = ""
    link: Text = ""
    panel: Addresses = ()
    room: tuple[RoomTable, ...] = ()
    mode: Mode = Mode.ASSIGNED
    reminder_days: NonNegativeInt = 2
    reply_by_days: PositiveInt | None = None


class CriterionTable(_TableModel):
    """``[[panel.criterion]]``: one thing that assessors give points for."""

    key: Key
    title: Words
    weight: Weight = "1"
    maximum: Amount | None = Field(default=None, alias="max")
    guidance: Text = ""
    fields: Texts = ()


class PanelTable(_TableModel):
    """``[panel]``: how many assess one application, until when, on which scale, and what they give points for."""

    assessors_per_application: PositiveInt = 2
    due: Moment | None = None
    reminder_days: Days = ()
    overdue_days: Days = ()
    anonymous: bool = False
    identifying: Texts = ()
    scale: tuple[Amount, ...] = (Decimal(0), Decimal(5))
    spread: Amount | None = None
    criterion: tuple[CriterionTable, ...] = ()


class BrandTable(_TableModel):
    """``[brand]``: how letters and forms look and who signs them."""

    colour: Colour = "#1d3557"
    on_colour: Colour = "#ffffff"
    organisation: Text = ""
    signature: Text = ""
    contact: Text = ""
    website: Text = ""


class QuestionTable(_TableModel):
    """``[[question]]``: one published question and its answer."""

    number: PositiveInt | None = None
    question: Words
    answer: Words
    aliases: Texts = ()


class RemindersTable(_TableModel):
    """``[reminders]``: how many days before the deadline incomplete applications are reminded, and from what time."""

    incomplete_days: DaysBefore = ()
    at: Clock = time(9, 0)


class UpdatesTable(_TableModel):
    """``[updates]``: the update list that people join and leave by mail."""

    unsubscribe_url: Text = ""


class RolesTable(_TableModel):
    """``[form.roles]``: which field is which, for the few the service itself needs."""

    authority: Text = ""
    partners: Text = ""
    joint: Text = ""
    contact_name: Text = ""
    contact_email: Text = ""
    amount: Text = ""


class SectionTable(_TableModel):
    """``[[form.section]]``: a heading of the form."""

    key: Key
    title: Words
    help: Text = ""


class ColumnTable(_TableModel):
    """One of a table field's ``columns``."""

    key: Key
    label: Words
    type: FieldType = FieldType.TEXT
    aliases: Texts = ()
    options: Texts = ()


class FieldTable(_TableModel):
    """``[[form.field]]``: one question of the form."""

    key: Key
    section: Text = ""
    label: Words
    aliases: Texts = ()
    short_label: Text = ""
    type: FieldType = FieldType.TEXT
    required: bool = False
    max_words: PositiveInt | None = None
    minimum: Decimal | None = Field(default=None, alias="min")
    maximum: Decimal | None = Field(default=None, alias="max")
    options: Texts = ()
    columns: tuple[ColumnTable, ...] = ()
    rows: Texts = ()
    help: Text = ""


class FormTable(_TableModel):
    """``[form]``: what the form calls itself, its sections and its fields in printed order."""

    title: Text = ""
    edition: Text = ""
    introduction: Texts = ()
    guidance: Texts = ()
    day_first: bool = True
    roles: RolesTable = RolesTable()
    section: tuple[SectionTable, ...] = ()
    field: tuple[FieldTable, ...] = ()


class DecisionsTable(_TableModel):
    """``[decisions]``: who must agree before letters that decide something leave."""

    second_person: bool = False
    other_body: bool = False
    rehearse_first: bool = False


class RetentionTable(_TableModel):
    """``[retention]``: how many months after the close of the round what people wrote is kept."""

    selected_months: PositiveInt | None = None
    others_months: PositiveInt | None = None
    correspondence_months: PositiveInt | None = None


class PackFile(_TableModel):
    """The whole of ``programme.toml``."""

    programme: ProgrammeTable
    form: FormTable
    eligibility: EligibilityTable | None = None
    interviews: InterviewsTable | None = None
    panel: PanelTable | None = None
    decisions: DecisionsTable = DecisionsTable()
    brand: BrandTable = BrandTable()
    question: tuple[QuestionTable, ...] = ()
    reminders: RemindersTable = RemindersTable()
    updates: UpdatesTable = UpdatesTable()
    retention: RetentionTable = RetentionTable()


#: Path of a table in the file (indexes left out) → its model, to know which keys would have been right.
TABLES: dict[tuple[str, ...], type[BaseModel]] = {
    (): PackFile,
    ("programme",): ProgrammeTable,
    ("eligibility",): EligibilityTable,
    ("interviews",): InterviewsTable,
    ("interviews", "room"): RoomTable,
    ("decisions",): DecisionsTable,
    ("panel",): PanelTable,
    ("panel", "criterion"): CriterionTable,
    ("brand",): BrandTable,
    ("question",): QuestionTable,
    ("reminders",): RemindersTable,
    ("retention",): RetentionTable,
    ("updates",): UpdatesTable,
    ("form",): FormTable,
    ("form", "roles"): RolesTable,
    ("form", "section"): SectionTable,
    ("form", "field"): FieldTable,
    ("form", "field", "columns"): ColumnTable,
}


def known_keys(table: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that may stand in a table, as they are written in the file."""
    fields = TABLES[table].model_fields if table in TABLES else {}
    return tuple(item.alias or name for name, item in fields.items())
