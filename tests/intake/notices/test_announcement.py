"""News to the update list: what it looks like, who gets it, how it is spread, and that nobody gets it twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import clock
from intake.letters.contexts import Block, Span
from intake.notices.announcement import Announced, AnnouncementError, News, announce, readers_of
from intake.notices.markdown import blocks_of, spans_of
from store import subscribers
from store.states import LetterStatus
from tests.intake.notices.mailing import letters_of, mail_of, text_of
from tests.intake.office import IN_TIME, Office

NEWS = News(subject="Two workshops", text="We hold two workshops.\n\n- London\n- Leeds, <b>soon</b>\n")
ONE, TWO, THREE = "one@a.example", "two@b.example", "three@c.example"


def listed(office: Office, *addresses: str) -> None:
    with office.begin() as session:
        for number, address in enumerate(addresses):
            at = IN_TIME + timedelta(minutes=number)
            subscribers.join(session, address, code=f"code{address[:3]}", at=at)


def announces(office: Office, news: News = NEWS) -> Announced:
    with office.begin() as session, clock.travel(IN_TIME):
        return announce(session, office.desk, news, actor="Sam", at=IN_TIME)


def test_everybody_on_the_list_gets_one_letter(staffed: Office) -> None:
    listed(staffed, ONE, TWO, THREE)
    with staffed.begin() as session:
        row = subscribers.by_address(session, TWO)
        assert row is not None
        subscribers.leave(session, row, at=IN_TIME)
    done = announces(staffed)
    assert (done.queued, done.had_it, done.unwritable) == (2, 0, ())
    assert [(item.recipient, item.status, item.automatic) for item in letters_of(staffed, "update")] == [
        (ONE, LetterStatus.QUEUED, False),
        (THREE, LetterStatus.QUEUED, False),
    ]


def test_letter_is_marked_as_a_lists_and_names_nobody_else(staffed: Office) -> None:
    listed(staffed, ONE, TWO)
    announces(staffed)
    letter, _ = letters_of(staffed, "update")
    mail = mail_of(staffed, letter)
    assert mail["Subject"] == "Two workshops – Delivering Differently Challenge"
    assert mail["To"] == ONE
    assert mail["Precedence"] == "bulk"
    assert mail["List-Id"] == "<updates.dd.cabinet-office.example>"
    assert mail["List-Unsubscribe"].endswith("?subject=unsubscribe%20codeone>")
    assert TWO.encode() not in staffed.body(letter.id)
    assert "send an email with this subject to deliveringdifferently@cabinet-office.example: unsubscribe codeone" in (
        text_of(staffed, letter)
    )


def test_text_is_laid_out_and_escaped(staffed: Office) -> None:
    listed(staffed, ONE)
    announces(staffed)
    (letter,) = letters_of(staffed, "update")
    assert "We hold two workshops. - London - Leeds, <b>soon</b>" in text_of(staffed, letter)
    html = mail_of(staffed, letter).get_body(("html",))
    assert html is not None
    assert "Leeds, &lt;b&gt;soon&lt;/b&gt;</li>" in html.get_content()


def test_same_news_reaches_nobody_twice_and_who_joined_since_once(staffed: Office) -> None:
    listed(staffed, ONE)
    announces(staffed)
    listed(staffed, TWO)
    done = announces(staffed)
    assert (done.queued, done.had_it) == (1, 1)
    assert [item.recipient for item in letters_of(staffed, "update")] == [ONE, TWO]
    assert announces(staffed, News(subject="Two workshops", text="Both are full.")).queued == 2


def test_letters_are_spread_over_time(staffed: Office) -> None:
    listed(staffed, ONE, TWO, THREE)
    done = announces(staffed)
    leaves = [item.not_before - IN_TIME for item in letters_of(staffed, "update")]
    assert leaves == [timedelta(0), timedelta(seconds=30), timedelta(seconds=60)]
    assert done.last_at == IN_TIME + timedelta(seconds=60)


def test_address_that_cannot_be_written_to_is_told_and_stops_nothing(staffed: Office) -> None:
    listed(staffed, "nobody", TWO)
    done = announces(staffed)
    assert (done.queued, done.unwritable) == (1, ("nobody",))


def test_readers_are_shown_before_anything_is_sent(staffed: Office) -> None:
    listed(staffed, ONE)
    with staffed.begin() as session:
        assert [row.address for row in readers_of(session, NEWS)] == [ONE]
    assert staffed.letters() == []


@pytest.mark.parametrize(("subject", "text"), [("", "News."), ("News", " \n")])
def test_empty_news_is_refused(subject: str, text: str) -> None:
    with pytest.raises(AnnouncementError):
        News(subject=subject, text=text)


def test_markdown_makes_headings_paragraphs_and_lists() -> None:
    text = "# Workshops\nWe hold two\nof them.\n\n* London\n  and Kent\n- Leeds\n\nCome!"
    plain = [(block.kind, ["".join(span.text for span in line) for line in block.lines]) for block in blocks_of(text)]
    assert plain == [
        ("heading", ["Workshops"]),
        ("paragraph", ["We hold two of them."]),
        ("list", ["London and Kent", "Leeds"]),
        ("paragraph", ["Come!"]),
    ]


def test_markdown_knows_bold_and_links_to_the_web_and_to_mail() -> None:
    assert spans_of("See **our** [page](https://a.example/x) or https://b.example/y.") == (
        Span(text="See "),
        Span(text="our", bold=True),
        Span(text=" "),
        Span(text="page", url="https://a.example/x"),
        Span(text=" or "),
        Span(text="https://b.example/y", url="https://b.example/y"),
        Span(text="."),
    )


def test_link_to_anything_else_is_no_link() -> None:
    assert spans_of("[here](javascript:alert(1))") == (Span(text="[here](javascript:alert(1))"),)
    assert blocks_of("") == ()
    assert blocks_of("- one") == (Block(kind="list", lines=((Span(text="one"),),)),)
