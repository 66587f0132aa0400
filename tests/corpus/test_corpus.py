"""The corpus keeps its word: the same seed gives the same case, and what was written down is on the page."""

from __future__ import annotations

import re
import zipfile
from email import message_from_bytes
from io import BytesIO

import pytest
from lxml import etree
from pypdf import PdfReader

from parsers.form import FieldType
from tests.corpus import packs
from tests.corpus.case import invent
from tests.corpus.layouts.table import LAYOUTS, Converter, Layout
from tests.corpus.make import plan
from tests.corpus.packs import HELD_OUT_PACK
from tests.corpus.sheet import Item, lay_out, vary
from tests.corpus.split import Split, split_of

_DIRECT = [layout for layout in LAYOUTS.values() if layout.converter is Converter.NONE]
_FLAT = [layout for layout in _DIRECT if layout.suffix in {"pdf", "docx", "eml"}]


def _squeezed(text: str) -> str:
    """Letters and digits only, so that line ends and bullets do not matter."""
    return re.sub(r"[^\w£@]", "", text)


def _all_text(element: etree._Element) -> str:
    return "".join(str(piece) for piece in element.itertext())


def _page_text(layout: Layout, data: bytes) -> str:
    """All the text of a file by a reader that is not ours, fields' values included."""
    if layout.suffix == "docx":
        with zipfile.ZipFile(BytesIO(data)) as archive:
            body = etree.fromstring(archive.read("word/document.xml"))
        etree.strip_elements(body, "{*}delText")
        return _all_text(body)
    if layout.suffix == "pdf":
        reader = PdfReader(BytesIO(data))
        values = [str(field.get("/V", "")) for field in (reader.get_fields() or {}).values()]
        return "".join(page.extract_text() for page in reader.pages) + "".join(values)
    payload = message_from_bytes(data).get_payload(decode=True)
    assert isinstance(payload, bytes)
    text = payload.decode()
    return _all_text(etree.HTML(text)) if "<html" in text else re.sub(r"^> ?", "", text, flags=re.MULTILINE)


def _typed(item: Item) -> bool:
    """Whether the answer is text on the page, whatever the layout."""
    return not item.has_options and not item.is_table and item.field.type is not FieldType.ADDRESS


@pytest.mark.parametrize("pack", packs.names())
def test_invent_same_seed_gives_same_case(pack: str) -> None:
    assert invent(pack, 7) == invent(pack, 7)


@pytest.mark.parametrize("pack", packs.names())
def test_invent_answers_every_field_and_flags_blanks(pack: str) -> None:
    for seed in range(20):
        case = invent(pack, seed)
        assert list(case.entries) == [item.key for item in case.form.fields]
        assert [entry.key for entry in case.entries.values() if entry.blank and entry.truth is not None] == []


def test_invent_blanks_are_about_as_common_as_promised() -> None:
    entries = [entry for seed in range(200) for entry in invent("green-homes", seed).entries.values()]
    share = sum(entry.blank for entry in entries) / len(entries)
    assert 0.05 < share < 0.12


def test_vary_same_file_gives_same_variant() -> None:
    assert vary("green-homes", 4, "word/stacked") == vary("green-homes", 4, "word/stacked")


@pytest.mark.parametrize("layout", _FLAT, ids=lambda layout: layout.name)
def test_layout_puts_every_typed_answer_on_the_page(layout: Layout) -> None:
    case = invent("youth-innovation", 11)
    sheet = lay_out(case, layout.name)
    text = _squeezed(_page_text(layout, layout.write(sheet)))
    written = [line for item in sheet.items if _typed(item) for line in item.entry.written.split("\n")]
    within_a_page = [line for line in written if len(line) < 80]
    assert [line for line in within_a_page if _squeezed(line) not in text] == []


def test_plan_gives_no_two_layouts_the_same_case() -> None:
    planned = [(case.name, layout.name) for case, layout in plan(2)]
    assert len(planned) == len({name for name, _ in planned}) == 2 * len(packs.names()) * len(LAYOUTS)


def test_split_holds_out_a_pack_and_some_layouts_whole() -> None:
    assert {split_of(HELD_OUT_PACK, "word/stacked", seed) for seed in range(50)} == {Split.HELD_OUT}
    assert split_of("green-homes", "word/stacked", 3, layout_held_out=True) is Split.HELD_OUT


def test_split_is_stable() -> None:
    halves = [split_of("green-homes", "word/stacked", seed) for seed in range(6)]
    assert halves == [split_of("green-homes", "word/stacked", seed) for seed in range(6)]
    assert set(halves) == {Split.TUNE, Split.HELD_OUT}
