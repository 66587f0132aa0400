"""The comparison of how applicants were treated as JSON, as CSV (the notices alone) or as a workbook of five sheets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from intake.assurance.fairness import Fairness, KindRow, NoticeRow
from intake.assurance.packing import as_json
from intake.round.programme import Programme
from intake.staff.export import Format
from intake.staff.sheet import Cell, Sheet, csv_of, xlsx_of

_NOTICES = (
    *("Reference", "Authority", "State", "Notice", "Letters", "Status", "Caused", "Sent"),
    *("Seconds to sent", "Seconds from median", "Remark"),
)
_KINDS = ("Notice", "Applications", "Letters", "First sent", "Last sent", "Median seconds", "Slowest seconds")
_LATE = ("Reference", "Authority", "Received", "Seconds late", "Ruling", "Ruled", "By", "Reason", "Remark")
_DECISIONS = (
    *("Reference", "Authority", "State", "Score", "Rank", "Ruling", "Amount"),
    *("By", "Decided", "Carried out", "Remark"),
)


def written(form: Format, found: Fairness, programme: Programme) -> bytes:
    """The comparison as a file of this format."""
    match form:
        case Format.JSON:
            return as_json(as_data(found))
        case Format.CSV:
            return b"".join(csv_of(_notices(found, programme)))
        case Format.XLSX:
            return xlsx_of(_sheets(found, programme), colour=programme.brand.colour)


def as_data(found: Fairness) -> dict[str, Any]:
    """The comparison for programs: what stands out first, then every table. Scores are decimal strings."""
    data = asdict(found)
    return {
        "applications": data["applications"],
        "outliers": data["outliers"],
        "kinds": data["kinds"],
        "notices": data["notices"],
        "lateness": data["lateness"],
        "decisions": [{**row, "score": _decimal(row["score"])} for row in data["decisions"]],
    }


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _sheets(found: Fairness, programme: Programme) -> list[Sheet]:
    return [
        Sheet(title="What stands out", rows=_outliers(found), widths=(130,), fixed_columns=0),
        Sheet(title="Kinds", rows=_kinds(found, programme), widths=(22, 13, 9, 20, 20, 15, 15)),
        Sheet(
            title="Notices",
            rows=_notices(found, programme),
            widths=(12, 32, 15, 18, 8, 10, 20, 20, 12, 12, 60),
            fixed_columns=2,
        ),
        Sheet(title="Lateness", rows=_late(found, programme), widths=(12, 32, 20, 12, 10, 20, 24, 40, 60)),
        Sheet(title="Decisions", rows=_decisions(found, programme), widths=(12, 32, 15, 9, 7, 12, 12, 24, 20, 10, 60)),
    ]


def _outliers(found: Fairness) -> Iterator[list[Cell]]:
    yield [f"{found.applications} applications: what stands out"]
    for sentence in found.outliers or ("Nothing.",):
        yield [sentence]


def _kinds(found: Fairness, programme: Programme) -> Iterator[list[Cell]]:
    yield [*_KINDS]
    for row in found.kinds:
        yield _kind(row, programme)


def _kind(row: KindRow, programme: Programme) -> list[Cell]:
    times = (_local(row.first_sent, programme), _local(row.last_sent, programme))
    return [row.kind, row.applications, row.letters, *times, row.median, row.slowest]


def _notices(found: Fairness, programme: Programme) -> Iterator[list[Cell]]:
    yield [*_NOTICES]
    for row in found.notices:
        yield _notice(row, programme)


def _notice(row: NoticeRow, programme: Programme) -> list[Cell]:
    about = (row.reference, row.authority, row.state, row.kind, row.letters, row.status)
    times = (_local(row.caused_at, programme), _local(row.sent_at, programme))
    return [*about, *times, row.seconds, row.from_median, row.remark]


def _late(found: Fairness, programme: Programme) -> Iterator[list[Cell]]:
    yield [*_LATE]
    for row in found.lateness:
        ruled = _local(row.ruled_at, programme)
        about = (row.reference, row.authority, _local(row.received_at, programme), row.seconds_late)
        yield [*about, row.ruling, ruled, row.ruled_by, row.reason, row.remark]


def _decisions(found: Fairness, programme: Programme) -> Iterator[list[Cell]]:
    yield [*_DECISIONS]
    for row in found.decisions:
        amount = None if row.amount is None else Decimal(row.amount) / 100
        about = (row.reference, row.authority, row.state, row.score, row.rank, row.ruling, amount)
        yield [*about, row.decided_by, _local(row.decided_at, programme), row.carried_out, row.remark]


def _local(at: datetime | None, programme: Programme) -> datetime | None:
    return None if at is None else at.astimezone(programme.zone)
