"""What we write can't be turned against who reads it: ten thousand hostile values through each room.

Each output is read again by something that shares nothing with its writer: the standard library's mail and CSV parsers,
lxml, openpyxl, json.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain, cycle
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import openpyxl
import pytest
from lxml import html as markup
from rich.console import Console

from intake import logs
from intake.commands import terminal
from intake.decisions.links import LONGEST, reply_link
from intake.jsontext import json_text
from intake.letters import mime
from intake.letters.compose import compose
from intake.letters.errors import HeaderValueError
from intake.letters.kinds import Kind
from intake.letters.rendering import clean
from intake.panel.scoresheet import ForWhom, scoresheet_xlsx
from intake.staff.sheet import Sheet, csv_of, xlsx_of
from tests.intake.hostile_values import CONTROLS, batches, hostile_values, plain
from tests.intake.letters.reading import PICTURE, parsed
from tests.intake.letters.samples import APPLICANT, CONTEXTS, IN_TIME, PROGRAMME, SENDER
from tests.intake.office import DD

MANY = 10_000


# ---------------------------------------------------------------------- headers and file names


def test_subject_is_one_header_that_says_the_same_or_is_refused() -> None:
    refused = 0
    for value in hostile_values(MANY, seed=1, longest=2_000):
        try:
            line = mime.header("Subject", value)
        except HeaderValueError:
            refused += 1
            continue
        message = parsed(line + b"To: a@b.example\r\n\r\nbody\r\n")
        assert message.keys() == ["Subject", "To"]
        assert message["Subject"].split() == value.split()
        assert message.get_payload() == "body\r\n"
    assert 0 < refused < MANY


def test_file_names_neither_add_a_header_nor_a_part() -> None:
    kept: list[str] = []
    for batch in batches(hostile_values(MANY, seed=2, longest=3_000), 250):
        parts = []
        for name in batch:
            try:
                file = mime.AttachedFile(name=name, type="application/pdf", data=b"x")
                parts.append(mime.file_part(file))
            except HeaderValueError:
                continue
            kept.append(name)
        message = parsed(mime.message([], mime.multipart("mixed", parts)))
        found = list(message.iter_attachments())
        assert len(found) == len(parts)
        for part, name in zip(found, kept[-len(parts) :], strict=True):
            assert sorted(map(str.lower, part.keys())) == [
                "content-disposition",
                "content-transfer-encoding",
                "content-type",
            ]
            shown = part.get_filename() or ""
            assert "\r" not in shown
            assert "\n" not in shown
            # The parser takes quotes and angle brackets around a value for its delimiters.
            assert "".join(shown.split()).strip('"<>') == "".join(name.split()).strip('"<>')
    assert len(kept) > MANY / 4


# ---------------------------------------------------------------------- letters

#: Fields that the service makes itself: links, names of pictures, digests, keys of its own tables.
_OURS = re.compile(
    r"^leave|url|href|mailto|link|cid|sha256|code|command|state|status|kind|answer_to|address|recipient|email|token|colour"
)


def _planted(context: Any, values: Any, field: str = "") -> Any:
    """The same context with a hostile value for everything that a stranger may have written."""
    if isinstance(context, str):
        return next(values) if context and not _OURS.search(field) else context
    if isinstance(context, tuple):
        return tuple(_planted(item, values, field) for item in context)
    if dataclasses.is_dataclass(context) and not isinstance(context, type):
        changed = {
            item.name: _planted(getattr(context, item.name), values, item.name)
            for item in dataclasses.fields(context)
            if item.init
        }
        return dataclasses.replace(context, **changed)
    return context


def _harmless(value: str) -> str:
    """A value of the same shape: as many letters in as many lines."""
    return re.sub(r"\S", "x", str(clean(value)))


def _shape(html: str) -> tuple[Counter[str], Counter[str], set[str]]:
    """The elements of a document, their attributes, and where its links lead."""
    tree = markup.document_fromstring(html)
    elements = [node for node in tree.iter() if isinstance(node.tag, str)]
    return (
        Counter(node.tag for node in elements),
        Counter(f"{node.tag!s} {name!s}" for node in elements for name in node.attrib),
        {urlsplit(url).scheme for node in elements for name in ("href", "src") if (url := node.get(name))},
    )


def _is_shown(value: str) -> bool:
    return bool(str(clean(value)).strip()) and len(value) < 2_000


def test_letters_of_every_kind_keep_their_headers_parts_and_elements() -> None:
    values = cycle(v for v in map(plain, hostile_values(14_000, seed=3, longest=1_500)) if _is_shown(v))
    used = 0
    while used < MANY:
        for kind, sample in CONTEXTS.items():
            planted: list[str] = []
            letter = _composed(kind, _planted(sample, _noted(values, planted)))
            quiet = _composed(kind, _planted(sample, iter(map(_harmless, planted))))
            _alike(kind, letter, quiet)
            used += len(planted)


def _noted(values: Iterator[str], planted: list[str]) -> Iterator[str]:
    for value in values:
        planted.append(value)
        yield value


def _composed(kind: Kind, context: Any) -> Any:
    images = (PICTURE,) if kind is Kind.DIGEST else ()
    letter = compose(
        kind, context, programme=PROGRAMME, sender=SENDER, to=APPLICANT, at=IN_TIME, cause="message:17", images=images
    )
    return parsed(letter.raw)


def _alike(kind: Kind, letter: Any, quiet: Any) -> None:
    assert letter.keys() == quiet.keys(), kind
    assert [part.get_content_type() for part in letter.walk()] == [part.get_content_type() for part in quiet.walk()]
    assert not CONTROLS.search(letter["Subject"]), kind
    said, meant = (mail.get_body(("html",)).get_content() for mail in (letter, quiet))
    (elements, attributes, links), (usual, of_usual, to) = _shape(said), _shape(meant)
    # How many paragraphs and breaks there are depends on the lines of a value; what there is does not.
    assert elements.keys() <= usual.keys(), (kind, elements.keys() - usual.keys())
    assert attributes.keys() <= of_usual.keys(), (kind, attributes.keys() - of_usual.keys())
    assert links <= to | {"mailto", "https", "cid"}, kind
    assert {tag: number for tag, number in elements.items() if tag not in _LINES} == {
        tag: number for tag, number in usual.items() if tag not in _LINES
    }, kind
    text = letter.get_body(("plain",)).get_content()
    assert not CONTROLS.search(text.replace("\r\n", "\n")), kind
    assert "49" not in re.findall(r"(?<!\d)49(?!\d)", text) or "{{7*7}}" not in said


#: Elements that one value may make several of, by its lines.
_LINES = frozenset({"p", "br", "li", "ul"})


# ---------------------------------------------------------------------- tables

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def _rows(values: list[str]) -> list[list[str]]:
    return batches(values, 20)


def test_no_cell_of_csv_is_a_formula() -> None:
    rows = _rows(hostile_values(MANY, seed=4))
    csv.field_size_limit(10_000_000)
    text = b"".join(csv_of(rows)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert [len(row) for row in read] == [len(row) for row in rows]
    for cell, value in zip(chain.from_iterable(read), chain.from_iterable(rows), strict=True):
        bare = re.sub(r"^[\s\x00-\x20\u00a0\u200b\u2060\ufeff]+", "", cell)
        assert not bare.startswith(_FORMULA), (cell, value)
        assert cell.removeprefix("'") in (plain(value), plain(value).removeprefix("'"))


def test_every_cell_of_xlsx_is_a_string() -> None:
    rows = _rows(hostile_values(MANY, seed=5))
    sheet = Sheet(title="DD", rows=rows, widths=[10] * 20)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_of([sheet], colour="#123456")))
    cells = [cell for row in book["DD"].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert len(cells) >= sum(1 for row in rows for value in row if value.strip()) - 50
    assert not [cell for cell in cells if str(cell.value).startswith(_FORMULA) and not cell.quotePrefix]
    assert not [cell for cell in cells if cell.hyperlink]


def test_scoresheet_holds_no_formula_of_a_stranger() -> None:
    usual = _formulas(ForWhom(code="a1", reference="DD-0001", assessor="Tess Rowan", authority="Hull"))
    values = [value for value in hostile_values(1_500, seed=6, longest=5_000) if value.strip()]
    for assessor, authority in zip(*[iter(values[:100])] * 2, strict=False):
        whom = ForWhom(code="a1", reference="DD-0001", assessor=assessor, authority=authority)
        assert _formulas(whom) == usual


def _formulas(whom: ForWhom) -> list[tuple[str, Any]]:
    book = openpyxl.load_workbook(io.BytesIO(scoresheet_xlsx(DD, whom)))
    return [
        (cell.coordinate, cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


def test_json_says_exactly_what_was_given_and_nothing_more() -> None:
    values = hostile_values(MANY, seed=7)
    read = json.loads(json_text([{"value": value} for value in map(plain, values)]))
    assert [item["value"] for item in read] == [plain(value) for value in values]
    for value in values[:200]:
        assert json.loads(json_text({"value": plain(value)})) == {"value": plain(value)}


# ---------------------------------------------------------------------- links


def test_mailto_link_has_a_subject_and_a_body_and_nothing_else() -> None:
    values = hostile_values(MANY, seed=11, longest=300)
    for subject, body in zip(*[iter(values)] * 2, strict=False):
        try:
            url = reply_link(to="round@office.example", subject=subject[:60], body=body + "\nlast")
        except ValueError:
            continue
        assert len(url) <= LONGEST
        assert re.fullmatch(r"mailto:round@office\.example\?subject=[A-Za-z0-9._~%-]*&body=[A-Za-z0-9._~%-]*", url)
        query = parse_qs(urlsplit(url).query, keep_blank_values=True)
        assert list(query) == ["subject", "body"]
        assert not re.search(r"[\r\n\x00]", unquote(url.partition("subject=")[2].partition("&")[0]))


# ---------------------------------------------------------------------- logs and the terminal


@pytest.mark.parametrize("style", ["json", "text"])
def test_log_has_one_line_an_event_that_commands_no_terminal(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    values = hostile_values(MANY, seed=12, longest=2_000)
    logs.configure(style)  # type: ignore[arg-type]
    for value in values:
        logs.log.info("concluded", rule=value, message=1)
    lines = capsys.readouterr().err.split("\n")
    assert lines.pop() == ""
    assert len(lines) == MANY
    assert not [line for line in lines if CONTROLS.search(line)]
    if style == "json":
        assert {json.loads(line)["event"] for line in lines} == {"concluded"}


def _printed(act: Callable[[], None], monkeypatch: pytest.MonkeyPatch, *, width: int) -> str:
    text = io.StringIO()
    monkeypatch.setattr(terminal, "out", Console(file=text, highlight=False, width=width, force_terminal=False))
    act()
    return text.getvalue()


@pytest.mark.parametrize("width", [60, 160])
def test_table_of_a_command_holds_nothing_that_commands_the_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = batches(hostile_values(MANY // 2, seed=width, longest=400), 5)
    shown = _printed(
        lambda: terminal.print_table(["One", "Two", "Three", "Four", "Five"], rows, title="x\x1b[2J"),
        monkeypatch,
        width=width,
    )
    assert not CONTROLS.search(shown)


def test_sentence_of_a_command_holds_nothing_that_commands_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    values = hostile_values(MANY, seed=14, longest=400)

    def say() -> None:
        for value in values:
            terminal.say(value)

    shown = _printed(say, monkeypatch, width=160)
    assert not CONTROLS.search(shown)
