"""Whether all applicants were treated alike: the same notices at comparable times, late forms by one measure, decisions
in the order of the scores.

Everything is shown side by side; what stands out is named with its reason and judged by people. The rows come from
`store.treatment`; files are written by `intake.assurance.fairness_sheet`.
"""

from __future__ import annotations

import statistics
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from intake.assurance.fairness_late import LateRow, late_rows
from intake.assurance.fairness_order import DecisionRow, decision_rows
from intake.letters.kinds import POLICIES, Kind, Reader
from intake.panel.standing import ranking_of
from intake.round.programme import Programme
from store import application_list, treatment
from store.application_list import ApplicationItem
from store.engine import Session
from store.treatment import Notice

#: A letter stands out that took longer than the median by this many seconds and by `_SPREADS` typical differences.
_HOUR = 3600
_SPREADS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """One application and one kind of notice. ``letters`` is how many it got, 0 where it lacks one.

    Instants are those of the first that left; ``seconds`` from cause to sent, ``from_median`` the difference from the
    median of that kind. ``remark`` says why it stands out, "" where it does not.
    """

    reference: str
    authority: str
    state: str
    kind: str
    letters: int
    status: str
    caused_at: datetime | None
    sent_at: datetime | None
    seconds: int | None
    from_median: int | None
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """One kind of notice over all applications; times in seconds from cause to sent."""

    kind: str
    applications: int
    letters: int
    first_sent: datetime | None
    last_sent: datetime | None
    median: int | None
    slowest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """Everything side by side. ``outliers`` are sentences, each with a reference."""

    applications: int
    kinds: tuple[KindRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    lateness: tuple[LateRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    outliers: tuple[str, ...] = ()


@dataclass(slots=True)
class _Got:
    """The letters of one kind that one application got."""

    first: Notice
    count: int = 1
    causes: set[str] = field(default_factory=set)


def fairness(session: Session, programme: Programme, *, staff: Collection[str] = ()) -> Fairness:
    """How every application was treated. ``staff`` are addresses in lower case: letters to them are not notices."""
    cases = application_list.listing(session)
    got = _by_application(
        notice
        for notice in treatment.notices(session)
        if _is_to_applicant(notice.kind) and notice.recipient.lower() not in staff
    )
    rows = tuple(_notice_rows(cases, got))
    late = tuple(late_rows(cases, treatment.late_forms(session), programme))
    decisions = decision_rows(cases, treatment.decided(session), ranking_of(session, programme))
    every: tuple[NoticeRow | LateRow | DecisionRow, ...] = (*rows, *late, *decisions)
    return Fairness(
        applications=len(cases),
        kinds=tuple(_kind_row(kind, rows) for kind in dict.fromkeys(row.kind for row in rows)),
        notices=rows,
        lateness=late,
        decisions=decisions,
        outliers=tuple(f"{row.reference}: {row.remark}" for row in every if row.remark),
    )


def _is_to_applicant(kind: str) -> bool:
    return kind not in POLICIES or POLICIES[Kind(kind)].reader is Reader.APPLICANT


def _by_application(notices: Iterable[Notice]) -> dict[tuple[int, str], _Got]:
    """(Application, kind) → what it got; the first that left stands for all of them."""
    found: dict[tuple[int, str], _Got] = {}
    for notice in notices:
        key = (notice.application_id, notice.kind)
        held = found.get(key)
        if held is None:
            held = found[key] = _Got(notice)
        else:
            held.count += 1
            if held.first.sent_at is None and notice.sent_at is not None:
                held.first = notice
        held.causes.add(notice.cause)
    return found


def _notice_rows(cases: Sequence[ApplicationItem], got: Mapping[tuple[int, str], _Got]) -> Iterable[NoticeRow]:
    kinds = sorted({kind for _, kind in got}, key=_printed)
    took = {
        kind: [s for (_, k), held in got.items() if k == kind and (s := _seconds(held.first)) is not None]
        for kind in kinds
    }
    for case in cases:
        alike = [other for other in cases if other.state == case.state]
        for kind in kinds:
            counts = [held.count for other in alike if (held := got.get((other.id, kind))) is not None]
            own = got.get((case.id, kind))
            if own is not None:
                yield _row(case, kind, own, took[kind], counts)
            elif 2 * len(counts) >= len(alike):
                yield _lacking(case, kind, having=len(counts), alike=len(alike))


def _printed(kind: str) -> int:
    kinds = [str(item) for item in Kind]
    return kinds.index(kind) if kind in kinds else len(kinds)


def _seconds(notice: Notice) -> int | None:
    return None if notice.sent_at is None else round((notice.sent_at - notice.caused_at).total_seconds())


def _row(case: ApplicationItem, kind: str, own: _Got, took: Sequence[int], counts: Sequence[int]) -> NoticeRow:
    seconds = _seconds(own.first)
    median = round(statistics.median(took)) if took else None
    apart = None if seconds is None or median is None else seconds - median
    remarks = []
    if own.first.sent_at is None:
        remarks.append(f"its letter {kind} was not sent ({own.first.status})")
    if apart is not None and apart > max(_HOUR, _SPREADS * _typical(took)):
        remarks.append(f"its letter {kind} took {span(seconds or 0)}, {span(apart)} longer than the median")
    usual = statistics.median_low(counts)
    if own.count > max(1, usual):
        remarks.append(f"it got {own.count} letters {kind} where others that are {case.state} got {usual}")
    return NoticeRow(
        reference=case.reference,
        authority=case.authority_name,
        state=case.state,
        kind=kind,
        letters=own.count,
        status=own.first.status,
        caused_at=own.first.caused_at,
        sent_at=own.first.sent_at,
        seconds=seconds,
        from_median=apart,
        remark="; ".join(remarks),
    )


def _typical(took: Sequence[int]) -> float:
    """The median of the differences from the median: one letter that took a day does not move it."""
    median = statistics.median(took)
    return statistics.median(abs(seconds - median) for seconds in took)


def _lacking(case: ApplicationItem, kind: str, *, having: int, alike: int) -> NoticeRow:
    return NoticeRow(
        reference=case.reference,
        authority=case.authority_name,
        state=case.state,
        kind=kind,
        letters=0,
        status="",
        caused_at=None,
        sent_at=None,
        seconds=None,
        from_median=None,
        remark=f"it has no letter {kind}, which {having} of {alike} that are {case.state} have",
    )


def _kind_row(kind: str, rows: Sequence[NoticeRow]) -> KindRow:
    own = [row for row in rows if row.kind == kind and row.letters]
    sent = [row.sent_at for row in own if row.sent_at is not None]
    took = [row.seconds for row in own if row.seconds is not None]
    return KindRow(
        kind=kind,
        applications=len(own),
        letters=sum(row.letters for row in own),
        first_sent=min(sent, default=None),
        last_sent=max(sent, default=None),
        median=round(statistics.median(took)) if took else None,
        slowest=max(took, default=None),
    )


def span(seconds: int) -> str:
    """A length of time in words: ``40 s``, ``12 min``, ``3 h 20 min``, ``2 d 4 h``."""
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if not minutes:
        return f"{seconds} s"
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes % 60} min" if not days else f"{days} d {hours % 24} h"
