"""Queueing the digest when it is due: once for each due time, whatever the daemon lived through in between.

When the last one went is in our own table, written in the transaction that queues the letters.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from intake import clock
from intake.config import Settings, StaffMember
from intake.correspondence import composed
from intake.daemon.scheduler import last_due
from intake.deeds import note
from intake.desk import Desk
from intake.letters.compose import ComposedLetter
from intake.letters.contexts import Digest
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile, InlineImage
from intake.letters.outbox import queue_letter
from intake.logs import log
from intake.staff import export
from intake.staff.chart import arrivals_png
from intake.staff.digest import CHART_CID, bars, digest, period
from intake.staff.digest_links import with_links
from intake.staff.doubts import Show, doubtful_answers, shown_doubts
from store import application_list, digests, filing, submissions
from store.deeds import Deed, DeedKind
from store.engine import Session

#: How the cause of a digest begins that came due by itself, not by hand.
_DUE = "digest:"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def queue_due_digest(desk: Desk, settings: Settings, *, at: datetime, show: Show | None = None) -> bool:
    """Queue the digest whose time has come and that did not go yet; whether one was queued."""
    store, programme = desk.store, desk.programme
    due = last_due(settings.digest.at, settings.digest.days, programme.zone, before=at)
    if due is None:
        return False
    with store.reading() as session:
        last = digests.last_digest(session)
        began = filing.first_filed_at(session)
    if last is not None and (last.covers_to >= due or last.day == due.date().isoformat()):
        return False  # a day has one digest, also where somebody sent it by hand before its time
    if last is None and (began is None or began > due):
        return False  # the service is younger than the due time: the next one is the first
    cause = f"{_DUE}{due.date().isoformat()}"
    return queue_digest(desk, settings, end=due.astimezone(UTC), cause=cause, show=show)


def queue_digest(
    desk: Desk,
    settings: Settings,
    *,
    end: datetime,
    cause: str,
    only: StaffMember | None = None,
    show: Show | None = None,
) -> bool:
    """Queue the digest of the time up to ``end`` for everybody with the role, or for ``only`` one of them.

    ``show`` draws the places of answers that are in doubt; without it they are told without pictures.
    A digest for one person, sent by hand, is not noted as the day's.
    """
    store, programme = desk.store, desk.programme
    readers = (only,) if only else settings.staff_with("digest")
    day = end.astimezone(programme.zone).date().isoformat()
    with store.reading() as session:
        last = digests.last_digest(session)
        start = period(last.covers_to if last else None, programme, end=end)
        came = {form.application_id for form in submissions.recorded_between(session, start, end)}
        doubtful = doubtful_answers(session, programme, came)
    doubts, pictures = shown_doubts(doubtful, show)  # no transaction is open while pictures are drawn
    with store.reading() as session:
        context = digest(session, programme, start=start, end=end, doubts=doubts)
        attachments = [] if context.unattached else [_records(session, desk, context)]
        images = [_chart(session, desk, end=end), *pictures]
    with store.reading() as session:
        letters = [
            _letter(session, desk, context, reader, images, attachments, end=end, cause=cause) for reader in readers
        ]
    with store.begin() as session:
        if only is None and not digests.record_digest(
            session, day=day, covers_from=start, covers_to=end, at=clock.now()
        ):
            return False
        for letter in letters:
            queue_letter(
                session,
                letter,
                cause=cause,
                per_sender_per_day=settings.service.letters_per_sender_per_day,
                per_hour=settings.service.letters_per_hour,
                at=clock.now(),
            )
    if cause.startswith(_DUE):
        note(desk.archive, [Deed(kind=DeedKind.DIGEST, at=clock.now(), cause=cause, until=end)])
    log.info("digest-queued", day=day, count=len(letters))
    return True


def _records(session: Session, desk: Desk, context: Digest) -> AttachedFile:
    """Every application as it stands, as a spreadsheet."""
    programme = desk.programme
    records = application_list.with_answers(session, application_list.listing(session))
    data = b"".join(export.written(export.Format.XLSX, records, programme))
    name = f"{programme.reference}-applications-{context.day.isoformat()}.xlsx"
    return AttachedFile(name=name, type=_XLSX, data=data)


def _chart(session: Session, desk: Desk, *, end: datetime) -> InlineImage:
    rows = bars(session, desk.programme, end=end)
    picture = arrivals_png(rows, colour=desk.programme.brand.colour, title="Forms received by day")
    return InlineImage(cid=CHART_CID, name="arrivals.png", type="image/png", data=picture)


def _letter(
    session: Session,
    desk: Desk,
    context: Digest,
    reader: StaffMember,
    images: Sequence[InlineImage],
    attachments: Sequence[AttachedFile],
    *,
    end: datetime,
    cause: str,
) -> ComposedLetter:
    context = with_links(session, desk, context, reader, at=end)
    return composed(desk, Kind.DIGEST, context, to=reader.email, cause=cause, attachments=attachments, images=images)
