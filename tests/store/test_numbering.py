"""Numbers that a replay gives again, and counting that goes on behind them."""

from __future__ import annotations

from store import batches, numbering, orders
from store.engine import Session, Store
from store.tables import Application, Batch, InboundMessage, StaffOrder
from tests.store.conftest import NOW
from tests.store.making import application, filed


def _order(session: Session) -> StaffOrder:
    return orders.record(
        session, person="r@o.example", person_name="Ruth", action="note", subject="", text="", outcome="done", at=NOW
    )


def _batch(session: Session) -> Batch:
    return batches.stage(session, stage="shortlist", plan={}, staged_by="Ruth", staged_body="", at=NOW)


def test_number_that_is_kept_is_given_for_that_transaction_alone(store: Store) -> None:
    with store.begin() as session:
        for kind, number in ((Application, 6), (StaffOrder, 4), (Batch, 3)):
            assert numbering.is_free(session, kind, number)
            numbering.keep(session, kind, number)
        assert (application(session).reference, _order(session).id, _batch(session).id) == ("DD-0006", 4, 3)
        assert not numbering.is_free(session, StaffOrder, 4)
        numbering.count_on(session)
    with store.begin() as session:
        assert (application(session).reference, _order(session).id, _batch(session).id) == ("DD-0007", 5, 4)


def test_mail_is_filed_under_the_id_it_had_and_the_next_behind_it(store: Store) -> None:
    assert filed(store, 1, number=12) == [12]
    with store.begin() as session:
        assert not numbering.is_free(session, InboundMessage, 12)
        numbering.count_on(session)
    assert filed(store, 2) == [13]


def test_counting_on_in_an_empty_store_begins_at_one(store: Store) -> None:
    with store.begin() as session:
        numbering.count_on(session)
    assert filed(store, 1) == [1]
