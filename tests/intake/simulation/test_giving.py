"""How staff read a letter, and when they write."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from zoneinfo import ZoneInfo

import pytest

from intake.round.programme import load
from intake.simulation.actors.giving import Giver, items, part, references_in, references_of
from intake.simulation.actors.hours import working
from intake.simulation.deeds import Ledger, Sending
from tests.intake.simulation.letters import NOW, RUTH, letter, link

LONDON = ZoneInfo("Europe/London")
DIGEST = """DIGEST FOR MONDAY

WAITING FOR A PERSON

- DD-0015: Highland Council needs a ruling
  It may not be eligible.
- Email 4 from Jo: A question

FORMS THAT CAME IN

- DD-0001: Walsall, complete
- DD-0015: Highland, complete, as DD-0001 has it
"""


def test_a_part_of_a_letter_ends_at_the_next_heading() -> None:
    waiting = part(DIGEST, "WAITING FOR A PERSON")
    assert len(items(waiting)) == 2
    assert references_of(waiting) == ["DD-0015"]
    assert references_of(part(DIGEST, "FORMS THAT CAME IN")) == ["DD-0001", "DD-0015"]
    assert references_in(DIGEST) == ["DD-0015", "DD-0001"]
    assert part(DIGEST, "LETTERS IN TROUBLE") == ""


@pytest.mark.parametrize(
    ("at", "then"),
    [
        (datetime(2014, 2, 12, 11, 5, tzinfo=UTC), datetime(2014, 2, 12, 11, 5, tzinfo=UTC)),
        (datetime(2014, 2, 12, 7, 5, tzinfo=UTC), datetime(2014, 2, 12, 9, 5, tzinfo=UTC)),
        (datetime(2014, 2, 14, 19, 5, tzinfo=UTC), datetime(2014, 2, 17, 9, 5, tzinfo=UTC)),
    ],
)
def test_offices_are_open_on_weekdays_from_nine_to_five(at: datetime, then: datetime) -> None:
    assert working(at, LONDON) == then


def test_a_case_is_asked_for_once_for_one_purpose_and_its_link_used_once() -> None:
    ledger = Ledger()
    giver = Giver(load("delivering-differently"), RUTH, ledger, Random(1))
    giver.keeps(letter("Digest for today", DIGEST, link("show", "DD-0015")))
    (asked,) = giver.to_case(NOW, "DD-0015", "Rule ineligible", "It is in Scotland.")
    assert isinstance(asked, Sending)
    mail = asked.write(asked.at)
    assert mail is not None
    assert ledger.orders == [mail.message_id]
    assert list(giver.to_case(NOW, "DD-0015", "Ask the applicant", "Why?")) == []
    giver.keeps(letter("Digest for tomorrow", DIGEST, link("show", "DD-0015")))
    assert list(giver.to_case(NOW, "DD-0015", "Rule ineligible", "It is in Scotland.")) == []
    assert giver.meant("DD-0015") == ("Rule ineligible", "It is in Scotland.")
    assert giver.meant("DD-0015") == ("", "")
