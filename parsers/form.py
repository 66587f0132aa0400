"""The form of a programme as plain data: what is asked, in which order, and what kind of answer is wanted.

Built by ``intake.round.programme`` from a pack and handed to the child; read by the matcher, the blank-form writers,
the letters and the exports. It knows nothing of documents and nothing of answers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class FieldType(StrEnum):
    """What kind of answer a field wants; decides how it is read, typed, checked, printed and exported."""

    TEXT = "text"  # one line
    PARAGRAPHS = "paragraphs"  # many lines, perhaps with a limit of words
    NUMBER = "number"  # a decimal number
    MONEY = "money"  # an amount in the programme's currency
    DATE = "date"  # a calendar day
    EMAIL = "email"  # one address (RFC 5322 addr-spec)
    PHONE = "phone"  # one telephone number
    ADDRESS = "address"  # a postal address, one or many lines
    CHOICE = "choice"  # exactly one of the options
    CHOICES = "choices"  # any of the options
    YES_NO = "yes_no"  # true or false
    CONFIRM = "confirm"  # a declaration that is ticked or not
    AUTHORITY = "authority"  # the name of a body in the register
    TABLE = "table"  # rows of columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of a table field."""

    key: str
    label: str
    type: FieldType = FieldType.TEXT
    aliases: tuple[str, ...] = ()
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One question of the form.

    ``aliases`` are other wordings met in the wild; ``short_label`` is what a copy prints where only the section tells
    two fields apart ("Name", "Email"). ``max_words`` counts words of a paragraphs field. ``maximum`` and ``minimum``
    bound a number or an amount (whole currency units). ``rows`` are the printed first column of a table, if any.
    """

    key: str
    section: str
    label: str
    type: FieldType
    aliases: tuple[str, ...] = ()
    short_label: str = ""
    required: bool = False
    max_words: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    options: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[str, ...] = ()
    help: str = ""

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every wording this question is known by, the pack's own label first."""
        short = (self.short_label,) if self.short_label else ()
        return (self.label, *self.aliases, *short)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSection:
    """A heading of the form, under which its fields stand."""

    key: str
    title: str
    help: str = ""


@dataclass(frozen=True, kw_only=True)
class FormDefinition:
    """A programme's form: its sections and fields in printed order.

    ``programme`` is the programme's name, ``organisation`` the body that gives the grant, ``title`` what the form
    calls itself, ``edition`` a mark printed on our own blank forms so that an old edition is recognised.
    ``currency`` is an ISO 4217 code; ``day_first`` says how 01/02 is read.
    """

    programme: str
    title: str
    sections: tuple[FormSection, ...]
    fields: tuple[FormField, ...]
    organisation: str = ""
    edition: str = ""
    currency: str = "GBP"
    day_first: bool = True
    guidance: tuple[str, ...] = field(default=())

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        """Worked out once: what depends on the definition alone is kept under it, and asked for often."""
        return hash((self.programme, self.organisation, self.title, self.sections, self.fields, self.edition))

    @cached_property
    def by_key(self) -> dict[str, FormField]:
        """The fields by their key."""
        return {item.key: item for item in self.fields}

    def of_section(self, key: str) -> tuple[FormField, ...]:
        """The fields under the section ``key``, in printed order."""
        return tuple(item for item in self.fields if item.section == key)
