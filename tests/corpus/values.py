"""One answer of each type of field: what is written, and what it means.

`TABLE` of inventors, one a type; the truth is in the shape `parsers.extraction.Value` gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from parsers.extraction import Value
from parsers.form import Column, FieldType, FormField
from tests.corpus import words
from tests.corpus.prose import prose


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The answer to one field as its writer meant it.

    ``written`` is the text typed or, for options, the words used by someone who writes instead of ticking; ``ticked``
    are the options chosen ("Yes" or "No" for yes_no, the label itself for confirm); ``rows`` are a table's cells as
    written, the printed first column included. ``blank`` says that nothing was answered, whatever stands there ("N/A").
    """

    key: str
    truth: Value
    written: str = ""
    ticked: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    blank: bool = False


@dataclass
class Person:
    """Somebody invented, the same in every field of a section."""

    name: str
    email: str


@dataclass
class Scene:
    """What the answers of one case share: the council, its domain, one person a section, the labels of the form."""

    rng: Random
    labels: tuple[str, ...]
    council: str
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, section: str) -> Person:
        """The person a section is about, invented on first use."""
        if section not in self.people:
            first, last = self.rng.choice(words.FIRST_NAMES), self.rng.choice(words.LAST_NAMES)
            stem = _domain(self.council)
            email = self.rng.choice(
                (
                    f"{_ascii(first)}.{_ascii(last)}@{stem}.example",
                    f"{first[0]}{_ascii(last)}@{stem}-council.example".title(),
                    f"{_ascii(last)}{self.rng.randint(1, 99)}@mail.{stem}.example",
                )
            )
            self.people[section] = Person(f"{self.rng.choice(words.TITLES)}{first} {last}", email)
        return self.people[section]


def _ascii(text: str) -> str:
    plain = text.replace("á", "a").replace("â", "a").replace("í", "i").replace("ë", "e").replace("ü", "u")
    return "".join(c for c in plain.lower().replace(" ", "-") if c.isascii() and (c.isalnum() or c == "-")).strip("-")


def _domain(council: str) -> str:
    """A short invented domain label from a council's name."""
    dropped = {
        "council",
        "city",
        "county",
        "borough",
        "metropolitan",
        "of",
        "the",
        "and",
        "&",
        "upon",
        "royal",
        "london",
    }
    return "-".join(_ascii(word) for word in council.split() if word.lower() not in dropped)[:24].strip("-")


def _text(scene: Scene, item: FormField) -> Entry:
    wording = f"{item.key} {item.label}".lower()
    rng = scene.rng
    if "organisation" in wording or "body" in wording:
        text = rng.choice(words.BODIES)
    elif "job" in wording or "position" in wording or "role" in wording:
        text = rng.choice(words.POSTS)
    elif "project title" in wording or "scheme" in wording or ("title" in wording and "name" not in wording):
        text = rng.choice(words.PROJECTS)
    elif "number" in wording or "reference" in wording:
        text = f"{rng.choice(('', 'CE', 'RC'))}{rng.randint(1000000, 9999999)}"
    elif "service" in wording:
        text = f"{rng.choice(words.SERVICES).capitalize()} in {rng.choice(words.TOWNS)}"
    else:
        text = scene.person(item.section).name
    return Entry(key=item.key, truth=text, written=text)


def _authority(scene: Scene, item: FormField) -> Entry:
    return Entry(key=item.key, truth=scene.council, written=scene.council)


def _paragraphs(scene: Scene, item: FormField) -> Entry:
    if "partner" in item.key:
        text = "\n".join(scene.rng.sample(words.COUNCILS[:9] + words.BODIES, scene.rng.randint(1, 4)))
    else:
        text = prose(scene.rng, labels=tuple(x for x in scene.labels if x != item.label), limit=item.max_words or 120)
    return Entry(key=item.key, truth=text, written=text)


def _email(scene: Scene, item: FormField) -> Entry:
    text = scene.person(item.section).email
    return Entry(key=item.key, truth=text, written=text)


def _phone(scene: Scene, item: FormField) -> Entry:
    n = scene.rng.randint(0, 999)
    land, mobile = f"960{n:03d}", f"900{n:03d}"
    text = scene.rng.choice(
        (
            f"01632 {land}",
            f"(01632) {land}",
            f"01632 {land[:3]} {land[3:]}",
            f"+44 (0)1632 {land}",
            f"07700 {mobile}",
            f"07700-{mobile[:3]}-{mobile[3:]}",
            f"+44 7700 {mobile}",
        )
    )
    return Entry(key=item.key, truth=text, written=text)


def _address(scene: Scene, item: FormField) -> Entry:
    rng = scene.rng
    parts = [
        rng.choice(words.STREETS),
        rng.choice(words.TOWNS),
        rng.choice(words.COUNTIES),
        rng.choice(words.POSTCODES),
    ]
    text = rng.choice(("\n", "\n", ", ")).join(part for part in parts if part)
    return Entry(key=item.key, truth=text, written=text)


def written_number(rng: Random, item: FormField | Column) -> tuple[str, str]:
    """A number as written, and its value."""
    if "year" in item.label.lower():
        number = str(rng.randint(1790, 1935))
        return number, number
    if rng.random() < 0.25 or "speed" in item.label.lower():
        number = f"{rng.randint(1, 99)}.{rng.randint(1, 9)}"
        return number, number
    number = str(rng.randint(3, 48000))
    return rng.choice((number, f"{int(number):,}", f"{int(number):,}".replace(",", " "))), number


def _number(scene: Scene, item: FormField) -> Entry:
    written, value = written_number(scene.rng, item)
    return Entry(key=item.key, truth=value, written=written)


def written_money(rng: Random, *, most: int) -> tuple[str, str]:
    """An amount of pounds as written, and its value with two places."""
    step = rng.choice((1, 50, 250, 1000, 1000, 5000))
    pounds = max(step, rng.randint(1, max(1, most // step)) * step)
    value = f"{pounds}.00"
    forms = [f"£{pounds:,}", f"£{pounds:,}", f"£{pounds:,}.00", f"{pounds}", f"{pounds:,}", f"GBP {pounds:,}",
             f"GBP {pounds:,}".replace(",", " "), f"£ {pounds:,}", f"£{pounds}"]  # fmt: skip
    if pounds % 1000 == 0:
        forms += [f"£{pounds // 1000}k", f"{pounds // 1000}k", f"£{pounds // 1000}K"]
    if pounds >= 1_000_000 and pounds % 50_000 == 0:
        forms += [f"£{pounds / 1_000_000:g}m", f"£{pounds / 1_000_000:g} million"]
    if rng.random() < 0.1:
        pence = rng.randint(1, 99)
        return f"£{pounds:,}.{pence:02d}", f"{pounds}.{pence:02d}"
    return rng.choice(forms), value


def _money(scene: Scene, item: FormField) -> Entry:
    most = int(item.maximum or 1_500_000)
    most = most * 5 // 4 if scene.rng.random() < 0.1 else most
    written, value = written_money(scene.rng, most=most)
    if scene.rng.random() < 0.04:  # not one amount: a problem, never a guess
        written = scene.rng.choice((f"{written} plus VAT", f"£{most // 2:,} to £{most:,}"))
        return Entry(key=item.key, truth=None, written=written)
    return Entry(key=item.key, truth=value, written=written)


def written_date(rng: Random) -> tuple[str, str]:
    """A day as written, and its ISO form."""
    day = date(2014, 1, 1) + timedelta(days=rng.randint(0, 4000))
    suffix = "th" if 10 <= day.day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    month = day.strftime("%B")
    written = rng.choice(
        (
            f"{day.day} {month} {day.year}",
            f"{day.day}{suffix} {month} {day.year}",
            f"{day:%d/%m/%Y}",
            f"{day.day}/{day.month}/{day:%y}",
            f"{day:%d.%m.%Y}",
            f"{day:%Y-%m-%d}",
            f"{day:%A} {day.day} {month} {day.year}",
            f"{day.day} {month[:3]} {day.year}",
            f"{day:%d}-{month[:3]}-{day.year}",
            f"{month} {day.day}, {day.year}",
        )
    )
    return written, day.isoformat()


def _date(scene: Scene, item: FormField) -> Entry:
    written, value = written_date(scene.rng)
    return Entry(key=item.key, truth=value, written=written)


def _choice(scene: Scene, item: FormField) -> Entry:
    option = scene.rng.choice(item.options)
    return Entry(
        key=item.key, truth=option, written=scene.rng.choice((option, option, option.lower())), ticked=(option,)
    )


def _choices(scene: Scene, item: FormField) -> Entry:
    drawn = scene.rng.sample(item.options, scene.rng.randint(1, min(4, len(item.options))))
    chosen = [option for option in item.options if option in drawn]
    written = scene.rng.choice((", ", "; ", "\n")).join(chosen)
    return Entry(key=item.key, truth=list(chosen), written=written, ticked=tuple(chosen))


def _yes_no(scene: Scene, item: FormField) -> Entry:
    yes = scene.rng.random() < 0.55
    forms = ("Yes", "yes", "YES", "Y", "Yes.", "Yes – see annex B") if yes else ("No", "no", "NO", "N", "No.")
    return Entry(key=item.key, truth=yes, written=scene.rng.choice(forms), ticked=("Yes" if yes else "No",))


def _confirm(scene: Scene, item: FormField) -> Entry:
    written = scene.rng.choice(("Yes", "X", "✓", "I agree", "Confirmed", "☒"))
    return Entry(key=item.key, truth=True, written=written, ticked=(item.label,))


def _table(scene: Scene, item: FormField) -> Entry:
    rng = scene.rng
    used = item.columns[1:] if item.rows else item.columns
    firsts = item.rows or ("",) * rng.randint(1, 4)
    rows: list[tuple[str, ...]] = []
    truth: list[dict[str, str | bool | list[str] | None]] = []
    for number, first in enumerate(firsts):
        written, values = [], {}
        for column in used:
            cell, value = ("", None) if rng.random() < 0.1 and column is not used[0] else _cell(rng, column, number)
            written.append(cell)
            values[column.key] = value
        rows.append((first, *written) if item.rows else tuple(written))
        truth.append({item.columns[0].key: first, **values} if item.rows else {**values})
    return Entry(key=item.key, truth=truth, rows=tuple(rows))


def _cell(rng: Random, column: Column, number: int) -> tuple[str, str | None]:
    if column.type is FieldType.MONEY:
        return written_money(rng, most=90_000)
    if column.type is FieldType.NUMBER:
        return written_number(rng, column)
    if column.type is FieldType.DATE:
        return written_date(rng)
    if column.type is FieldType.EMAIL:
        text = f"{_ascii(rng.choice(words.LAST_NAMES))}@{_domain(words.COUNCILS[number])}.example"
        return text, text
    wording = f"{column.key} {column.label}".lower()
    bank: tuple[str, ...] = words.PARISHES
    if column.type is FieldType.AUTHORITY or "authority" in wording or "partner" in wording or "body" in wording:
        bank = words.COUNCILS
    elif "contact" in wording or "name" in wording:
        bank = tuple(f"{first} {rng.choice(words.LAST_NAMES)}" for first in words.FIRST_NAMES)
    elif "stage" in wording:
        bank = words.STAGES
    text = bank[number % len(bank)]
    return text, text


#: Type → how an answer of it is invented.
INVENTORS: dict[FieldType, Callable[[Scene, FormField], Entry]] = {
    FieldType.TEXT: _text,
    FieldType.AUTHORITY: _authority,
    FieldType.PARAGRAPHS: _paragraphs,
    FieldType.EMAIL: _email,
    FieldType.PHONE: _phone,
    FieldType.ADDRESS: _address,
    FieldType.NUMBER: _number,
    FieldType.MONEY: _money,
    FieldType.DATE: _date,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.YES_NO: _yes_no,
    FieldType.CONFIRM: _confirm,
    FieldType.TABLE: _table,
}
