"""An order is read as it was meant from what mail programs make of it, and not guessed where it is unclear."""

from __future__ import annotations

import pytest

from intake.decisions.orders import Order, code_line, read_order
from parsers.bodies import html_to_text, reply_text

TOKEN = "abcd-efgh-jk01-mnpq-rstv-wxyz-2345-6789"
OTHER = "bbcd-efgh-jk01-mnpq-rstv-wxyz-2345-6789"
LINE = f"Shortlist DD-0004 [code {TOKEN}]"
OURS = f"\n\n\nWrite above this line: a reason, if you want to give one; it is kept with the decision.\n{LINE}\n"
ASKED = Order("shortlist", "DD-0004", TOKEN, "")


def test_code_line_says_action_subject_and_code() -> None:
    assert code_line("shortlist", "DD-0004", TOKEN) == LINE
    assert code_line("release", "batch:3", TOKEN) == f"Release batch 3 [code {TOKEN}]"
    assert code_line("declare", "", TOKEN) == f"Declare interests [code {TOKEN}]"


@pytest.mark.parametrize("subject", ["", "Shortlist DD-0004", "Re: our form", "Shortlist DD-0004 [code abcd-efgh]"])
def test_mail_without_a_code_is_no_order(subject: str) -> None:
    assert read_order(subject, "Please shortlist DD-0004.") is None


@pytest.mark.parametrize(
    "subject",
    [
        LINE,
        f"Re: {LINE}",
        f"RE: Fwd: {LINE}",
        f"AW: WG: {LINE}",
        f"SV[2]: {LINE}",
        f"Odp: {LINE}",
        f"回复：{LINE}",
        f"[EXTERNAL] {LINE}",
        f"[EXTERNAL] RE: [EXT] {LINE}",
        f"EXTERNAL: {LINE}",
        f"External {LINE}",
        f"**SPAM** {LINE}",
        f"OFFICIAL-SENSITIVE {LINE}",
        f"{LINE} [OFFICIAL]",
        f"{LINE} (was: something)",
        f"  shortlist   DD-0004  [Code: {TOKEN.upper()}]  ",
        f"Shortlist DD-0004 (code {TOKEN})",
        f"Shortlist DD-0004 code {TOKEN}",
        f"Shortlist\n DD-0004 [code\n {TOKEN}]",
        LINE.replace(TOKEN, TOKEN.replace("-", "–").replace("0", "O")),
    ],
)
def test_what_programs_put_around_a_subject_does_not_matter(subject: str) -> None:
    assert read_order(subject, "") == ASKED
    assert read_order(subject, OURS) == ASKED


@pytest.mark.parametrize(
    "subject",
    [
        f"Do not {LINE}",
        f"Not: {LINE}",
        f"Please {LINE}",
        f"Shortlist or reserve DD-0004 [code {TOKEN}]",
        f"Shortlist DD-0004 and DD-0005 [code {TOKEN}]",
        f"Reshortlist DD-0004 [code {TOKEN}]",
        f"[code {TOKEN}]",
        f"Delete DD-0004 [code {TOKEN}]",
        f"Release batch {'9' * 5000} [code {TOKEN}]",
        f"Shortlist {'a-1' * 5000}-4 [code {TOKEN}]",
        TOKEN,
    ],
)
def test_subject_that_is_not_as_we_wrote_it_names_no_action(subject: str) -> None:
    found = read_order(subject, "")
    assert found is not None
    assert (found.action in ("", "decline"), found.token) == (True, TOKEN)
    assert found.action == ("decline" if subject.startswith("Do not") else "")


def test_subject_counts_before_the_text() -> None:
    assert read_order(f"Please decide [code {TOKEN}]", OURS) == Order("", "", TOKEN, "")


@pytest.mark.parametrize(
    "text",
    [
        f"Write above this line: x\n{LINE}",
        f"> Write above this line: x\n> {LINE}",
        "Write above this line: a long hint that was\nwrapped by the program\nShortlist DD-0004 [code\n"
        "abcd-efgh-jk01-mnpq-\nrstv-wxyz-2345-6789]",
        f"*Write above this line*: x\n*{LINE}*",
        LINE,
        f"\n\n  {LINE}\n\nSent from my iPhone",
    ],
)
def test_order_is_read_from_the_text_where_the_subject_has_no_code(text: str) -> None:
    assert read_order("Re: your digest", text) == ASKED


def test_sentence_before_the_code_is_no_order() -> None:
    found = read_order("Re: your digest", f"I would not {LINE}")
    assert found is not None
    assert found.action == ""


def test_two_codes_are_no_order() -> None:
    found = read_order(LINE, f"Yes\n\nWrite above this line: x\nDo not shortlist DD-0004 [code {OTHER}]")
    assert found == Order("", "", TOKEN, "Yes")


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("Strong on users – and cheap.", "Strong on users – and cheap."),
        ("First.\n\nSecond:  two", "First.\n\nSecond:  two"),
        ("Yes.\n\n-- \nJane Doe\nHead of Reform", "Yes."),
        ("Yes.\n--\nJane Doe", "Yes."),
        ("Yes.\n\nSent from my iPhone", "Yes."),
        ("Yes.\n\nGet Outlook for iOS", "Yes."),
        ("Yes.\n\nKind regards,\n\nJane Doe\nHead of Reform | Office", "Yes."),
        ("Yes.\n\nThanks\nJane", "Yes."),
        ("Kind regards\nJane", ""),
        ("Thanks.\nThe sum is wrong", "Thanks.\nThe sum is wrong"),
        ("Best value of all.\nTake it", "Best value of all.\nTake it"),
        ("amount: 80,000\nlead_name: Jo Bloggs", "amount: 80,000\nlead_name: Jo Bloggs"),
        ("", ""),
    ],
)
def test_text_is_what_the_person_wrote_above_our_line(written: str, text: str) -> None:
    assert read_order(LINE, written + OURS) == Order("shortlist", "DD-0004", TOKEN, text)
    assert read_order(LINE, written + OURS + "\nJane Doe\nOffice\n\nThis email is confidential.") == Order(
        "shortlist", "DD-0004", TOKEN, text
    )
    assert read_order(LINE, written.replace("\n", "\r\n") + OURS.replace("\n", "\r\n")) == Order(
        "shortlist", "DD-0004", TOKEN, text
    )
    assert read_order(LINE, written) == Order("shortlist", "DD-0004", TOKEN, text)


def test_text_below_our_line_does_not_count() -> None:
    assert read_order(LINE, OURS + "Because it is cheap.") == ASKED


def test_code_line_is_taken_out_where_our_line_is_gone() -> None:
    assert read_order(LINE, f"Before.\n{LINE}\nAfter.") == Order("shortlist", "DD-0004", TOKEN, "Before.\nAfter.")
    assert read_order("", f"Before.\nShortlist\nDD-0004 [code\n{TOKEN}]\nAfter.") == Order(
        "shortlist", "DD-0004", TOKEN, "Before.\nAfter."
    )


@pytest.mark.parametrize("written", ["Which of the two partners leads?\n\nAnd by when?", ""])
def test_order_survives_the_parser_of_replies(written: str) -> None:
    body = written + OURS
    assert read_order(LINE, reply_text(body)) == Order("shortlist", "DD-0004", TOKEN, written)


def test_order_survives_html() -> None:
    html = (
        "<html><body><div>Which of the two partners leads?</div><div><br></div><div>&nbsp;</div>"
        "<div>Write above this line: your question;<br>it goes to the applicant.</div>"
        f"<div>Shortlist&nbsp;DD-0004 [code <b>{TOKEN[:20]}</b><wbr>{TOKEN[20:]}]</div><p>Jane Doe</p></body></html>"
    )
    assert read_order("", reply_text(html_to_text(html))) == Order(
        "shortlist", "DD-0004", TOKEN, "Which of the two partners leads?"
    )
