"""One digest a day, and each knows where the one before ended."""

from __future__ import annotations

from datetime import timedelta

from store import digests
from store.engine import Store
from tests.store.conftest import NOW

DAY = timedelta(days=1)


def test_there_is_no_digest_before_the_first(store: Store) -> None:
    with store.reading() as session:
        assert digests.last_digest(session) is None


def test_a_day_has_one_digest(store: Store) -> None:
    with store.begin() as session:
        kept = [
            digests.record_digest(session, day="2014-02-10", covers_from=NOW - DAY, covers_to=end, at=end)
            for end in (NOW, NOW + DAY)
        ]
        assert kept == [True, False]
        last = digests.last_digest(session)
        assert last
        assert (last.day, last.covers_from, last.covers_to) == ("2014-02-10", NOW - DAY, NOW)


def test_last_digest_is_the_one_that_reaches_furthest(store: Store) -> None:
    with store.begin() as session:
        for day, end in (("2014-02-11", NOW + DAY), ("2014-02-10", NOW)):
            digests.record_digest(session, day=day, covers_from=end - DAY, covers_to=end, at=end)
        last = digests.last_digest(session)
        assert last
        assert last.day == "2014-02-11"
