"""What the letters say: the words an applicant needs, in both parts; and nothing a stranger wrote does harm."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import html as markup

from intake.letters import figures
from intake.letters.contexts import (
    Acknowledgement,
    Enquiry,
    FileFault,
    LateReceipt,
    Oversize,
    Receipt,
    ShownAnswer,
    ShownSection,
    Unreadable,
)
from intake.letters.kinds import Kind
from intake.letters.readback import changes, read_back
from tests.intake.letters.reading import Order
from tests.intake.letters.samples import CONTEXTS, FORM, IN_TIME, INCOMPLETE, PROGRAMME, RECEIPT, SHA256, answers


def _words(text: str) -> str:
    return " ".join(text.split())


def _tree(html: str) -> Any:
    return markup.fromstring(html)


def _seen(html: str) -> str:
    """What a reader of the HTML sees, without what is hidden or a style."""
    tree = _tree(html)
    for hidden in tree.xpath("//style|//title|//div[@class='preheader']"):
        hidden.drop_tree()
    for block in tree.iter("td", "th", "p", "br", "li", "h1", "h2", "h3"):
        block.tail = f" {block.tail or ''}"
    return _words(tree.text_content())


@pytest.mark.parametrize("part", ["text", "html"])
def test_receipt_says_when_it_came_and_by_which_rule_it_was_in_time(part: str) -> None:
    said = _words(Order().text()) if part == "text" else _seen(Order().html())
    assert (
        "Your form reached our mail server at 16:59:58 on Monday 10 February 2014 (London time). "
        "The deadline is 5pm on Monday 10 February 2014, so it is in time." in said
    )


@pytest.mark.parametrize("part", ["text", "html"])
def test_receipt_reads_every_answer_back_by_its_type(part: str) -> None:
    said = _words(Order(context=INCOMPLETE).text()) if part == "text" else _seen(Order(context=INCOMPLETE).html())
    for label, answer in (
        ("Name of lead local authority", "Walsall Metropolitan Borough Council"),
        ("Is this a joint bid?", "Yes"),
        ("Which services are in scope?", "Adult and community learning"),
        ("Value of support requested", "£100,000"),
        ("Number of staff affected", "1,240"),
        ("When would you start?", "1 September 2014"),
        ("Senior sponsor’s name", "(left blank)"),
        ("I confirm that the senior sponsor has agreed to this application", "Yes"),
    ):
        assert f"{label} {answer}" in said


@pytest.mark.parametrize("part", ["text", "html"])
def test_receipt_of_an_incomplete_form_says_what_is_missing(part: str) -> None:
    order = Order(context=INCOMPLETE)
    said = _words(order.text()) if part == "text" else _seen(order.html())
    assert "1 required answer is missing:" in said
    assert "has 612 words; the limit is 500." in said
    assert "You do not need to do anything now" not in said


def test_receipt_groups_the_fingerprint() -> None:
    assert "    9f86d081 884c7d65 9a2feaa0 c55ad015\n    a3bf4f1b 2b0b822c d15d6c15 b0f00a08\n" in Order().text()
    assert SHA256 not in Order().text()


def test_corrected_receipt_says_what_changed_from_what() -> None:
    text = Order(kind=Kind.RECEIPT_CORRECTED).text()
    assert "4 answers are different from your earlier form." in text
    assert "Value of support requested (changed)\n  Before:\n    £80,000\n  Now:\n    £100,000\n" in text
    assert "Telephone (added)\n  Now:\n    01632 960123\n" in text


def test_receipt_without_a_deadline_names_none() -> None:
    text = _words(Order(programme=replace(PROGRAMME, deadline=None)).text())
    assert "This programme has no deadline." in text
    assert "The newest form we receive is the one that counts." in text


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.DIGEST])
def test_letter_html_is_marked_up_for_everybody(kind: Kind) -> None:
    tree = _tree(Order(kind=kind).html())
    assert tree.get("lang") == "en-GB"
    assert len(tree.xpath("//h1")) == 1
    assert tree.xpath("string(//title)") != ""
    assert [table for table in tree.xpath("//table[not(@role)]") if not table.xpath(".//th[@scope]")] == []
    assert tree.xpath("//script|//link|//img[not(@alt)]") == []


@pytest.mark.parametrize("kind", Kind)
def test_letter_html_has_its_styles_on_the_elements(kind: Kind) -> None:
    tree = _tree(Order(kind=kind).html())
    assert "background-color" in tree.xpath("//td[@class='hero']")[0].get("style")
    assert len(tree.xpath("//style")) == 1  # the one for telephones and dark mode


@pytest.mark.parametrize("kind", Kind)
def test_letter_text_is_wrapped(kind: Kind) -> None:
    long = [line for line in Order(kind=kind).text().split("\n") if len(line) > 72]
    assert long == []


@pytest.mark.parametrize(
    ("said", "repeated"),
    [
        ("A question\r\nabout  bids", "A question about bids"),
        ("Win money at https://bad.example now", ""),
        ("see www.bad.example", ""),
        ("go to bad.example/win", ""),
        ("The EOI v2.1 of 3.2.2014", "The EOI v2.1 of 3.2.2014"),
        ("word " * 40, "word " * 15 + "word…"),
    ],
)
def test_echo_repeats_no_more_of_a_strangers_words_than_does_no_harm(said: str, repeated: str) -> None:
    assert figures.echo(said) == repeated


@pytest.mark.parametrize("kind", [Kind.ENQUIRY, Kind.OVERSIZE, Kind.ACKNOWLEDGEMENT, Kind.UNREADABLE])
def test_letter_that_anybody_can_provoke_carries_no_link_of_theirs(kind: Kind) -> None:
    context = CONTEXTS[kind]
    assert isinstance(context, Enquiry | Oversize | Acknowledgement | Unreadable)
    order = Order(kind=kind, context=replace(context, about="Win at https://bad.example now"))
    assert "bad.example" not in order.text() + order.html()


def test_late_receipt_of_a_second_late_form_says_what_changed() -> None:
    context = CONTEXTS[Kind.LATE]
    assert isinstance(context, LateReceipt)
    changed = changes(FORM, answers(), answers(phone=(None, "")))
    text = Order(kind=Kind.LATE, context=replace(context, changes=changed), at=IN_TIME).text()
    assert "1 answer is different from your earlier form." in text
    assert "Telephone (removed)" in text


HOSTILE = '<script>alert(1)</script> {{ 7*7 }} {% raw %} & "quoted"'


@pytest.mark.parametrize("kind", [Kind.RECEIPT, Kind.UNREADABLE])
def test_letter_shows_what_a_stranger_wrote_as_text(kind: Kind) -> None:
    answer = ShownAnswer(label=HOSTILE, paragraphs=(HOSTILE,), remark=HOSTILE)
    context: Receipt | Unreadable = (
        replace(
            RECEIPT, authority=HOSTILE, form_name=HOSTILE, sections=(ShownSection(title=HOSTILE, answers=(answer,)),)
        )
        if kind is Kind.RECEIPT
        else Unreadable(received_at=IN_TIME, faults=(FileFault(name=HOSTILE, why=HOSTILE, instead="x"),), about=HOSTILE)
    )
    order = Order(kind=kind, context=context)
    tree = _tree(order.html())
    assert tree.xpath("//script") == []
    assert HOSTILE in tree.text_content()
    assert HOSTILE in _words(order.text())


_BIDI = "\u202e\u202d\u2066\u2069\u200f\u061c"


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(st.characters() | st.sampled_from("\r\n\0\x0b\x85\u2028" + _BIDI), max_size=60))
def test_letter_survives_any_text_from_strangers(text: str) -> None:
    context = replace(
        RECEIPT,
        reference=text,
        authority=text,
        contact_name=text,
        form_name=text,
        notices=(text,),
        missing=(text,),
        sections=read_back(FORM, answers(name=(text, text), summary=(text, text))),
    )
    order = Order(context=context, in_reply_to=text, references=(text,))
    message = order.mail()
    names = [name.lower() for name in message]
    assert len(names) == len(set(names))
    assert "bcc" not in names
    shown = order.text() + order.html() + message["Subject"]
    assert [character for character in shown if character in _BIDI + "\0\x0b\x85\u2028"] == []
