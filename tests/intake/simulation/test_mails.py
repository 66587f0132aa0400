"""What invented people send is what people and mail programs send: orders, replies, absence notices, reports."""

from __future__ import annotations

from intake.decisions.orders import read_order
from intake.round.manners import automatic_rule
from intake.simulation import mails
from intake.simulation.mails import Mail
from parsers.form import FormDefinition
from parsers.mail import ParsedMail
from parsers.read import read_message
from tests.intake.simulation.letters import BOX, NOW, RUTH, letter, link

FORM = FormDefinition(programme="P", title="F", sections=(), fields=())


def parsed(mail: Mail) -> ParsedMail:
    """The mail as the service reads it."""
    return read_message(mail.raw, FORM).mail


def test_an_order_is_the_mail_that_the_link_opens() -> None:
    asked = link("ineligible", "DD-0004")
    mail = parsed(mails.ordered(RUTH, url=asked.url, at=NOW, text="It is in Scotland.", about="order"))
    order = read_order(mail.subject, mail.reply_text)
    assert order is not None
    assert (order.action, order.subject, order.text) == ("ineligible", "DD-0004", "It is in Scotland.")
    assert order.token in asked.subject


def test_lines_in_a_link_are_filled_in_where_they_stand() -> None:
    asked = link("declare", "", lines="DD-0001 Walsall: \nDD-0002 Hull: ")
    mail = parsed(
        mails.ordered(
            RUTH, url=asked.url, at=NOW, about="declaration", fill=lambda body: body.replace(": \n", ": no\n")
        )
    )
    assert mail.body.startswith("DD-0001 Walsall: no\nDD-0002 Hull: no\n")


def test_a_reply_names_the_letter_and_quotes_it_as_its_writer_left_it() -> None:
    came = letter("Question", "First line\nSecond line")
    mail = parsed(
        mails.written(
            RUTH, to=BOX, at=NOW, subject="RE: Question", text="Yes.", about="answer", answers=came, quote=str.upper
        )
    )
    assert mail.in_reply_to == (came.message_id,)
    assert mail.reply_text.splitlines()[0] == "Yes."
    assert "> FIRST LINE\n> SECOND LINE" in mail.body


def test_an_absence_notice_is_automatic() -> None:
    notice = mails.absence(RUTH, to=BOX, at=NOW, letter=letter("Your form"))
    rule = automatic_rule(parsed(notice))
    assert rule is not None
    assert (rule.name, notice.automatic) == ("auto-submitted", True)


def test_a_delivery_report_names_the_letter_and_who_is_not_there() -> None:
    gone = letter("Your form", to="nobody@walsall.example", Message_ID="<letter-1@department.example>")
    report = parsed(mails.returned(gone, to=BOX, at=NOW)).report
    assert report is not None
    assert (report.action, report.recipients, report.original_message_id) == (
        "failed",
        ("nobody@walsall.example",),
        "letter-1@department.example",
    )
