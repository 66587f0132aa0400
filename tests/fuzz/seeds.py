"""The files that are changed: the project's samples, the demonstration's mails, forms and scoresheets made for it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf

from intake.panel.scoresheet import ForWhom, scoresheet_xlsx
from intake.round import programme as packs
from parsers.sniff import sniff
from tests.corpora.parts import files_of
from tests.corpus.layouts.table import LAYOUTS, Converter
from tests.corpus.make import make, plan
from tests.parsers import calendars

_ROOT = Path(__file__).parents[2]
_SAMPLES = _ROOT / "tests" / "samples"
_PACK = "delivering-differently"
_LARGEST = 400_000

#: Sniffed type → kind of mutator. Pictures are left out: what reads them is another program.
_KINDS = {
    "application/pdf": "pdf",
    "application/rtf": "rtf",
    "application/msword": "compound",
    "application/vnd.ms-excel": "compound",
    "application/vnd.ms-outlook": "compound",
    "application/ms-tnef": "tnef",
    "application/zip": "package",
    "text/calendar": "lines",
    "text/html": "lines",
    "text/plain": "lines",
    "message/rfc822": "mail",
}


@dataclass(frozen=True, slots=True)
class Seed:
    """One file to begin with: the kind of mutator it is for, its name, its bytes."""

    kind: str
    name: str
    data: bytes


def seeds() -> list[Seed]:
    """All of them, in the same order every time."""
    found: dict[bytes, Seed] = {}
    for name, data in _files():
        kind = kind_of(data, name)
        if kind and len(data) <= _LARGEST:
            found.setdefault(data, Seed(kind, name, data))
            if kind == "pdf":
                plain = _plain(data)
                found.setdefault(plain, Seed(kind, name, plain))
    return list(found.values())


def kind_of(data: bytes, name: str) -> str:
    """Which mutator a file is for; "" for none."""
    if name.endswith(".eml"):
        return "mail"
    type_ = sniff(data, name=name)
    return _KINDS.get(type_, "package" if "opendocument" in type_ or "openxml" in type_ else "")


def _files() -> Iterator[tuple[str, bytes]]:
    for folder in (_SAMPLES / "mail", _SAMPLES / "documents", _ROOT / "templates" / _PACK / "demo"):
        for path in sorted(folder.iterdir()):
            yield path.name, path.read_bytes()
            if path.suffix == ".eml":
                yield from files_of(path.read_bytes())
    direct = [name for name, layout in LAYOUTS.items() if layout.converter is Converter.NONE]
    for sample in make(plan(1, layouts=direct, only=[_PACK])):
        yield sample.name, sample.data
    whom = ForWhom(code="a1.b2", reference="DD-0001", assessor="Ada Obi", authority="Walsall")
    yield "scoresheet.xlsx", scoresheet_xlsx(packs.load(_PACK), whom)
    for name, text in sorted(vars(calendars).items()):
        if isinstance(text, str) and "BEGIN:VCALENDAR" in text:
            yield f"{name.lower()}.ics", calendars.as_sent(text)


def _plain(data: bytes) -> bytes:
    """The PDF with every object in plain sight: none in compressed object streams, no stream packed."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            plain = io.BytesIO()
            pdf.save(
                plain,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                compress_streams=False,
            )
    except (pikepdf.PdfError, pikepdf.PasswordError):
        return data
    return plain.getvalue()
