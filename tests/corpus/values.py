"""One answer of each type of field: what is written, and what it means.

`TABLE` of inventors, one a type; the truth is in the shape `parsers.extraction.Value` gives.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from parsers.extraction import Value
from parsers.form import Column, FieldType, FormField
from tests.corpus import words
from tests.corpus.amounts import written_date, written_money, written_number
from tests.corpus.prose import prose
from tests.corpus.scene import Scene, domain_of, plain


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


def _number(scene: Scene, item: FormField) -> Entry:
    written, value = written_number(scene.rng, item)
    return Entry(key=item.key, truth=value, written=written)


def _money(scene: Scene, item: FormField) -> Entry:
    most = int(item.maximum or 1_500_000)
    most = most * 5 // 4 if scene.rng.random() < 0.1 else most
    written, value = written_money(scene.rng, most=most)
    if scene.rng.random() < 0.04:  # not one amount: a problem, never a guess
        written = scene.rng.choice((f"{written} plus VAT", f"£{most // 2:,} to £{most:,}"))
        return Entry(key=item.key, truth=None, written=written)
    return Entry(key=item.key, truth=value, written=written)


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
        text = f"{plain(rng.choice(words.LAST_NAMES))}@{domain_of(words.COUNCILS[number])}.example"
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
