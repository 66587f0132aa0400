"""Whole mails read to a result: which attachment is the form, what became of the others, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.choice import Candidate, CopyKind, choose, choose_rendering, differences
from parsers.document import Document, DocumentKind
from parsers.errors import OverLimitError
from parsers.extraction import Answer, Extraction, Method
from parsers.limits import Limits
from parsers.mail import Outcome
from parsers.read import leaf, read_file, read_message
from parsers.showing import OWN_TEXT
from tests.parsers.mails import ANSWERS, FORM, SAMPLES, sample

FORM_READ = "form"
#: Every ugly mail → the index of the form's attachment ("text": its own text; None: no form), and all outcomes.
RESULTS: dict[str, tuple[int | str | None, list[str]]] = {
    "apple-interleaved": (None, ["damaged"]),
    "bare-line-ends": (None, []),
    "blank-form": (None, ["blank_form"]),
    "bounce-delayed": (None, ["annex", "container", "not_read"]),
    "bounce-exchange": (None, ["annex", "annex"]),
    "bounce-exim": (None, []),
    "bounce-in-bounce": (None, ["container", "not_read", "annex", "container", "not_read"]),
    "bounce-over-quota": (None, []),
    "bounce-postfix": (None, ["annex", "container", "not_read"]),
    "bounce-quoting-bounce": (5, ["container", "annex", "annex", "container", "annex", "form"]),
    "bounce-words-only": (None, ["container", "not_read"]),
    "calendar": (None, ["annex"]),
    "duplicate-headers": (None, []),
    "empty-attachment": (None, ["empty"]),
    "encrypted-zip": (None, ["encrypted"]),
    "flowed": (None, []),
    "form-is-the-mail": (0, ["form"]),
    "forwarded-base64": (2, ["container", "annex", "form"]),
    "forwarded-eml-file": (2, ["container", "annex", "form"]),
    "forwarded-form": (2, ["container", "annex", "form"]),
    "forwarded-pasted": (1, ["container", "form"]),
    "forwarded-twice": (4, ["container", "annex", "container", "annex", "form"]),
    "html-only": (None, []),
    "list-mail": (None, []),
    "mentions-the-form": (None, []),
    "nested-zip": (2, ["container", "container", "form", "annex"]),
    "no-boundary": (None, []),
    "no-from": (0, ["form"]),
    "nul-bytes": (None, []),
    "out-of-office": (None, []),
    "outlook-msg": (3, ["container", "container", "annex", "form"]),
    "partial": (None, ["unsupported"]),
    "pasted-form": ("text", []),
    "pasted-html": ("text", []),
    "person-about-a-bounce": (None, []),
    "pgp-encrypted": (None, ["encrypted", "encrypted"]),
    "pgp-inline": (None, ["encrypted"]),
    "raw-8bit-headers": (None, []),
    "reply-quoting-receipt": (None, []),
    "several-attachments": (2, ["blank_form", "annex", "form", "other_copy", "other_copy", "picture"]),
    "smime-detached": (0, ["form", "annex"]),
    "smime-encrypted": (None, ["encrypted"]),
    "smime-opaque": (1, ["container", "form"]),
    "smime-opaque-indefinite": (1, ["container", "form"]),
    "traversal-names": (0, ["form", "damaged", "annex"]),
    "truncated": (None, ["damaged"]),
    "unknown-charset": (None, []),
    "unnamed-octet-stream": (0, ["form"]),
    "uuencode": (0, ["form"]),
    "winmail": (1, ["container", "form"]),
    "wrong-types": (0, ["form", "damaged", "picture"]),
}


def test_every_ugly_mail_has_a_result_here() -> None:
    assert sorted(RESULTS) == sorted(path.stem for path in SAMPLES.glob("*.eml"))


@pytest.mark.parametrize("name", sorted(RESULTS))
def test_read_message_of_every_ugly_mail(name: str) -> None:
    where, outcomes = RESULTS[name]
    reading = read_message(sample(name), FORM)
    assert [item.outcome.value for item in reading.mail.attachments] == outcomes
    assert all(item.reason for item in reading.mail.attachments)
    if where is None:
        assert reading.form is None
        return
    assert reading.form is not None
    index = None if where == "text" else where
    assert reading.form_attachment == index
    assert {answer.key: answer.value for answer in reading.form.answers} == ANSWERS
    assert {answer.attachment for answer in reading.form.answers} == {index}


def test_read_message_tells_how_another_copy_differs() -> None:
    reasons = [item.reason for item in read_message(sample("several-attachments"), FORM).mail.attachments]
    assert reasons == [
        "The form with nothing filled in.",
        "Read; it is not the form.",
        "The completed form: 7 of 7 answered.",
        "Another copy of the form; 2 answers differ from the one read.",
        "The same file again.",
        "A picture.",
    ]


def test_read_message_over_the_limits_is_a_reading_that_says_so() -> None:
    reading = read_message(sample("several-attachments"), FORM, Limits(parts=3))
    assert [(item.outcome, item.reason) for item in reading.mail.attachments] == [
        (Outcome.OVER_LIMIT, str(OverLimitError("the mail has more than 3 parts")))
    ]
    assert reading.mail.subject == "Expression of interest"


def test_read_message_passes_over_a_document_it_is_told_to_avoid() -> None:
    raw = sample("several-attachments")
    form = read_message(raw, FORM).mail.attachments[2]
    reading = read_message(raw, FORM, avoid={form.sha256: (Outcome.OVER_LIMIT, "It took too long.")})
    outcomes = [(item.outcome, item.reason) for item in reading.mail.attachments]
    assert outcomes[2] == (Outcome.OVER_LIMIT, "It took too long.")
    assert outcomes[4] == (Outcome.OVER_LIMIT, "It took too long.")
    assert reading.form_attachment == 3


def test_read_message_announces_each_document_before_and_after() -> None:
    said: list[str] = []
    reading = read_message(sample("blank-form"), FORM, announce=said.append)
    assert said == [reading.mail.attachments[0].sha256, ""]
    said.clear()
    read_message(sample("pasted-form"), FORM, announce=said.append)
    assert said == [OWN_TEXT, ""]


def test_read_message_reads_only_so_many_documents() -> None:
    reading = read_message(sample("several-attachments"), FORM, Limits(documents=2))
    assert [item.outcome.value for item in reading.mail.attachments] == [
        "blank_form",
        "annex",
        "not_read",
        "not_read",
        "not_read",
        "picture",
    ]


@pytest.mark.parametrize("error", [KeyError("x"), MemoryError(), RecursionError(), OverLimitError("pages")])
def test_read_message_survives_whatever_a_reader_raises(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(_data: bytes, *, type: str) -> Document:  # noqa: A002
        raise error

    monkeypatch.setattr("parsers.read.read_document", fail)
    reading = read_message(sample("form-is-the-mail"), FORM)
    expected = Outcome.DAMAGED if isinstance(error, KeyError) else Outcome.OVER_LIMIT
    assert [item.outcome for item in reading.mail.attachments] == [expected]


def test_read_file_of_a_document_and_of_a_mail() -> None:
    attached = read_message(sample("form-is-the-mail"), FORM).mail.attachments[0]
    reading = read_file(leaf(sample("form-is-the-mail"), attached.sha256) or b"", "C:\\forms\\form.docx", FORM)
    assert [(item.name, item.outcome) for item in reading.mail.attachments] == [("form.docx", Outcome.FORM)]
    assert reading.form is not None
    assert {answer.key: answer.value for answer in reading.form.answers} == ANSWERS
    assert read_file(sample("pasted-form"), "letter", FORM).mail.subject == "Expression of interest"


def reply(*points: tuple[str, str]) -> bytes:
    """A reply that quotes each question with our answer to it, and says something under each."""
    quoted = "".join(f"> {line}\r\n>\r\n\r\n{words}\r\n\r\n" if words else f"> {line}\r\n" for line, words in points)
    head = "From: p@walsall.example\r\nTo: us@programme.example\r\nIn-Reply-To: <1@programme.example>\r\n\r\n"
    return f"{head}Our answers are below.\r\n\r\nOn Monday, Staff wrote:\r\n{quoted}> Kind regards\r\n".encode()


def test_read_message_of_a_reply_that_answers_each_quoted_question() -> None:
    points = [(field.label, ANSWERS[field.key]) for field in FORM.fields if field.key != "service"]
    reading = read_message(reply(*points, ("Service or services concerned", "")), FORM)
    assert reading.form is not None
    texts = {answer.key: answer.text for answer in reading.form.answers}
    assert texts == {**ANSWERS, "service": ""}


def test_read_message_of_a_reply_that_corrects_what_it_quotes_is_no_form() -> None:
    told = {field.key: f"{field.label}: {ANSWERS[field.key]}" for field in FORM.fields}
    reading = read_message(
        reply(*((told[key], "01632 960999" if key == "phone" else "") for key in told)),
        FORM,
    )
    assert reading.form is None
    assert [(said.key, said.value) for said in reading.said] == [("phone", "01632 960999")]


def test_read_message_of_a_reply_in_html_keeps_the_tables_above_what_it_quotes() -> None:
    rows = "".join(f"<tr><td>{f.label}</td><td>{ANSWERS[f.key]}</td></tr>" for f in FORM.fields if f.key != "service")
    quoted = "<p>Please send it soon.</p><table><tr><td>Service or services concerned</td><td>Parks</td></tr></table>"
    raw = (
        "From: p@walsall.example\r\nIn-Reply-To: <1@programme.example>\r\nContent-Type: text/html\r\n\r\n"
        f"<p>Here it is.</p><table>{rows}<tr><td>Service or services concerned</td><td></td></tr></table><p>Priya</p>"
        "<div><b>From:</b> Staff<br><b>Sent:</b> 12 February 2014 09:12<br><b>To:</b> Priya<br><b>Subject:</b> Form"
        f"</div>{quoted}"
    )
    reading = read_message(raw.encode(), FORM)
    assert reading.form is not None
    assert {answer.key: answer.text for answer in reading.form.answers} == {**ANSWERS, "service": ""}


def outlook(
    own: str, author: str, quoted: str, *, subject: str = "RE: The form", answers: str = "1@x.example"
) -> bytes:
    """A reply as Outlook sends it, without a mark on what it quotes."""
    return (
        f"From: p@walsall.example\r\nTo: us@programme.example\r\nSubject: {subject}\r\nIn-Reply-To: <{answers}>\r\n\r\n"
        f"{own}\r\n\r\nFrom: {author}\r\nSent: 12 February 2014 09:12\r\nTo: p@walsall.example\r\n"
        f"Subject: The form\r\n\r\n{quoted}"
    ).encode()


FILLED = "".join(f"{field.label}\r\n\r\n{ANSWERS[field.key]}\r\n\r\n" for field in FORM.fields)
STAFF = "Staff <us@programme.example>"


def test_read_message_of_a_reply_with_the_form_filled_in_where_it_is_quoted() -> None:
    reading = read_message(outlook("Our answers are below, in red.", STAFF, FILLED), FORM)
    assert reading.form is not None
    assert {answer.key: answer.text for answer in reading.form.answers} == ANSWERS


@pytest.mark.parametrize(
    "raw",
    [
        outlook("Thanks!", "Priya <p@walsall.example>", FILLED),
        outlook("Thanks!", STAFF, f"Thank you.\r\n\r\nFrom: Priya <p@walsall.example>\r\nSent: today\r\n\r\n{FILLED}"),
        outlook("Thanks!", STAFF, FILLED, subject="RE: We have your form (DD-0001)"),
        outlook("Thanks!", STAFF, FILLED, answers="intake.0123456789abcdef0123456789abcdef@programme.example"),
        outlook("Thanks!", STAFF, FILLED, subject="RE: We have your form (DD-0001)").replace(b"In-Reply-To", b"X-Was"),
    ],
    ids=["quotes the writer", "quotes a mail that quotes the writer", "our subject", "our letter", "no thread"],
)
def test_read_message_of_a_reply_that_merely_quotes_the_form_is_none(raw: bytes) -> None:
    assert read_message(raw, FORM).form is None


def test_leaf_that_is_not_there_is_none() -> None:
    assert leaf(sample("pasted-form"), "0" * 64) is None


def candidate(likeness: float, *texts: str, is_text: bool = False, confidence: float = 0.9) -> Candidate:
    """A copy of a form with one field a text."""
    answers = tuple(
        Answer(
            key=str(number),
            value=text or None,
            text=text,
            confidence=confidence,
            method=Method.CELL if text else Method.NONE,
        )
        for number, text in enumerate(texts)
    )
    extraction = Extraction(answers=answers, missing=(), problems=(), likeness=likeness)
    document = Document(kind=DocumentKind.WORD, blocks=())
    return Candidate(index=0, document=document, extraction=extraction, is_text=is_text)


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (candidate(1.0, "a", "b", ""), CopyKind.COMPLETED),
        (candidate(1.0, "a", "", ""), CopyKind.BLANK),
        (candidate(0.5, "a", "b"), CopyKind.COMPLETED),
        (candidate(0.49, "a", "b"), CopyKind.OTHER),
        (candidate(0.55, "a", "b", is_text=True), CopyKind.OTHER),
        (candidate(0.9, "a", "b", *[""] * 38), CopyKind.BLANK),
    ],
)
def test_kind_of_a_copy(copy: Candidate, kind: CopyKind) -> None:
    assert copy.kind is kind


def test_choose_takes_the_best_evidence_and_the_first_among_equals() -> None:
    poor, good, as_good = candidate(0.9, "a", "b", ""), candidate(0.9, "a", "b", "c"), candidate(0.9, "a", "b", "d")
    assert choose([poor, good, as_good]) is good
    assert choose([candidate(1.0, "", "")]) is None


def test_choose_rendering_takes_the_fullest_that_is_a_form_unless_another_shows_clearly_more_of_it() -> None:
    html, text = candidate(0.8, "a", "b", "", is_text=True), candidate(0.85, "a", "b", "c", is_text=True)
    more, blank = candidate(0.95, "a", "b", "c", is_text=True), candidate(1.0, "", "", is_text=True)
    assert choose_rendering([html, text]) is html
    assert choose_rendering([html, more]) is more
    assert choose_rendering([blank, text]) is text
    assert choose_rendering([blank]) is None


def test_differences_ignores_space_and_case() -> None:
    one = candidate(1.0, "A  b", "c", "").extraction
    other = replace(
        one, answers=tuple(replace(item, text=item.text.lower().replace("  ", " ")) for item in one.answers)
    )
    assert differences(one, other) == 0
    assert differences(one, candidate(1.0, "x", "c", "y").extraction) == 2
