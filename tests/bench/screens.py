"""What lists, digest and export cost when the books are full: applications written straight into the tables."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import insert

from intake.daemon.status import judge
from intake.jsontext import json_text
from intake.memory import collect_less_often
from intake.round import programme as packs
from intake.round.programme import Programme
from intake.staff import export, records
from intake.staff.digest import digest
from store import application_list, figures
from store.columns import Row, table_of
from store.engine import Session, Store, open_store
from store.tables import Application, ApplicationBody, Finding, InboundMessage, StoredAnswer, Submission
from tests.bench.corpus import PACK
from tests.corpus.case import Case, invent

_RECEIVED = datetime(2014, 1, 29, 16, 20, tzinfo=UTC)
_AT_ONCE = 1_000
_CASES = 50  # different ones; the rest are copies under other names


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """One thing somebody waits for, with so many applications in the books: milliseconds of processor time, median."""

    name: str
    applications: int
    milliseconds: float


def screens(folder: Path, count: int, *, repetitions: int = 3) -> list[Screen]:
    """The screens at ``count`` applications."""
    store = open_store(f"sqlite:///{folder}/screens-{count}.db")
    store.upgrade()
    programme = packs.load(PACK)
    try:
        fill(store, count)
        with _as_in_a_command():
            return [
                Screen(name=name, applications=count, milliseconds=_timed(store, repetitions, act))
                for name, act in _acts(programme)
            ]
    finally:
        store.close()


@contextmanager
def _as_in_a_command() -> Iterator[None]:
    """Look for garbage as every `intake` command does, and afterwards as before."""
    before = gc.get_threshold()
    collect_less_often()
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


def _acts(programme: Programme) -> Iterator[tuple[str, Callable[[Session], object]]]:
    start, end = _RECEIVED - timedelta(days=1), _RECEIVED + timedelta(days=1)
    yield (
        "`intake applications --json`",
        lambda session: json_text(
            [records.application_item(item, programme) for item in application_list.listing(session)]
        ),
    )
    yield "`intake status`", lambda session: judge(figures.standing(session), now=_RECEIVED, silence=timedelta(hours=1))
    yield "digest, all of them new", lambda session: digest(session, programme, start=start, end=end)
    for form in (export.Format.JSON, export.Format.CSV):
        yield f"`intake export --format {form}`", _exporting(form, programme)


def _exporting(form: export.Format, programme: Programme) -> Callable[[Session], object]:
    def exported(session: Session) -> int:
        records = application_list.with_answers(session, application_list.listing(session))
        return sum(len(piece) for piece in export.written(form, records, programme))

    return exported


def _timed(store: Store, repetitions: int, act: Callable[[Session], object]) -> float:
    times = []
    for _ in range(repetitions):
        began = time.process_time()
        with store.reading() as session:
            act(session)
        times.append(time.process_time() - began)
    return median(times) * 1000


def fill(store: Store, count: int) -> None:
    """Write ``count`` applications with a submission, its answers, a finding and a body each."""
    cases = [invent(PACK, seed) for seed in range(min(_CASES, count))]
    for start in range(0, count, _AT_ONCE):
        numbers = range(start + 1, min(start + _AT_ONCE, count) + 1)
        with store.begin() as session:
            for rows, values in _rows(numbers, cases):
                session.connection().execute(insert(table_of(rows)), values)


def _rows(numbers: range, cases: list[Case]) -> Iterator[tuple[type[Row], list[dict[str, Any]]]]:
    """The rows of some applications, table by table; a message, a submission and an application share their number."""
    empty = dict.fromkeys(("reason", "rule", "from_name", "from_address", "subject", "in_reply_to"), "")
    empty |= dict.fromkeys(("references", "defects", "released_by"), "")
    mail = {"size": 150_000, "received_at": _RECEIVED, "filed_at": _RECEIVED, "status": "processed", "attempts": 1}
    yield (
        InboundMessage,
        [
            empty
            | mail
            | {"id": n, "message_id": f"{n}@bench.example", "sha256": f"{n:064x}", "content_sha256": f"{n:064x}"}
            | {"disposition": "submission", "answerable": True}
            for n in numbers
        ],
    )
    yield (
        Application,
        [
            {"id": n, "number": n, "reference": f"DD-{n:04d}", "state": "complete", "submission_id": n}
            | {"authority_code": f"B{n}", "authority_name": f"Body {n}", "contact_name": "Lead", "late_ruling": ""}
            | {"contact_address": f"lead@body-{n}.example", "created_at": _RECEIVED}
            for n in numbers
        ],
    )
    yield (
        Submission,
        [
            {"id": n, "application_id": n, "number": 1, "message_id": n, "form_name": "form.pdf", "likeness": 1.0}
            | {"form_sha256": f"{n:064x}", "form_type": "application/pdf", "received_at": _RECEIVED, "late": False}
            | {"created_at": _RECEIVED}
            for n in numbers
        ],
    )
    body = {"role": "lead", "authority_code": ""}
    yield ApplicationBody, [body | {"application_id": n, "submission_id": n, "name": f"Body {n}"} for n in numbers]
    found = {"check": "domain", "weight": "notice", "key": "", "message": "Its domain is not the authority's."}
    yield Finding, [found | {"submission_id": n} for n in numbers]
    yield StoredAnswer, [answer for n in numbers for answer in _answers(n, cases[n % len(cases)])]


def _answers(number: int, case: Case) -> list[dict[str, Any]]:
    shared = {"submission_id": number, "confidence": 1.0, "method": "native", "position": 0, "page": 1}
    shared |= {"box": [72.0, 90.0, 300.0, 104.0], "source": "machine", "actor": "", "created_at": _RECEIVED}
    return [
        shared | {"key": key, "value": entry.truth, "text": entry.written, "alternatives": None}
        for key, entry in case.entries.items()
    ]
