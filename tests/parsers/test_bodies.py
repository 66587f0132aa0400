"""Bytes to text, HTML to text, and what stands above the quoted mail."""

from __future__ import annotations

import pytest

from parsers.bodies import between, decode_text, html_to_text, reply_text, unflow


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("£5".encode(), "utf-8", ("£5", "")),
        (b"\xa35 \x96 \x936\x94", "iso-8859-1", ("£5 – “6”", "")),
        (b"\xa35", "us-ascii", ("£5", "undecodable-text")),
        (b"\xa35", "x-klingon", ("£5", "unknown-charset")),
        ("£5".encode(), "", ("£5", "")),
        ("Tŷ".encode("utf-16"), "us-ascii", ("Tŷ", "")),
        (b"abc", "idna", ("abc", "unknown-charset")),
        (b"abc", "zlib", ("abc", "unknown-charset")),
        (b"a\x00b\r\nc\rd", "utf-8", ("ab\nc\nd", "")),
    ],
)
def test_decode_text(data: bytes, charset: str, expected: tuple[str, str]) -> None:
    assert decode_text(data, charset) == expected


def test_html_to_text_keeps_lines_cells_and_quotation() -> None:
    html = (
        "<head><title>no</title></head><p>One <b>bold</b>&nbsp;word<br>next</p>"
        "<table><tr><td>Name</td><td>Priya <i>Nair</i></td></tr><tr><td>Role</td><td></td></tr></table>"
        "<ul><li>first<li>second</ul><blockquote>old<blockquote>older</blockquote></blockquote>"
        "<script>no()</script><p style='DISPLAY : none'>hidden</p><!-- no -->tail"
    )
    assert html_to_text(html) == (
        "One bold word\nnext\n\nName\tPriya Nair\nRole\n\n- first\n- second\n\n> old\n> > older\ntail"
    )


@pytest.mark.parametrize("html", ["", "   ", "<!-- -->", "<html></html>"])
def test_html_to_text_of_nothing(html: str) -> None:
    assert html_to_text(html) == ""


def test_html_to_text_of_deep_nesting_ends() -> None:
    assert html_to_text("<div>" * 5_000 + "deep" + "</div>" * 5_000) in ("", "deep")


def test_unflow_joins_soft_breaks_of_one_depth() -> None:
    assert unflow("one \ntwo\n> three \n> four\n-- \nname", delsp=False) == "one two\n> three four\n-- \nname"
    assert unflow("日本 \n語", delsp=True) == "日本語"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("All of it.\n\nKind regards\nPriya", "All of it.\n\nKind regards\nPriya"),
        ("Yes.\n\nOn Mon, 10 Feb 2014 at 10:00, X <x@y.example> wrote:\n> old\n", "Yes."),
        ("Yes.\n\n-----Original Message-----\nFrom: X\nSent: Monday\n\nold", "Yes."),
        ("> old\nYes.", "Yes."),
        ("", ""),
    ],
)
def test_reply_text(body: str, expected: str) -> None:
    assert reply_text(body) == expected


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "piece", ["On ", "\n", "\n\nx\n", "> ", "On a\n", "From: ", "_", " \n", "a wrote:\n", "On x\n\n"]
)
def test_reply_text_of_text_made_to_hang_the_parser_ends(piece: str) -> None:
    assert len(reply_text(piece * 60_000)) <= 60_000


def test_between_tells_what_is_said_to_each_point() -> None:
    body = (
        "See below.\n\nOn Monday, Staff wrote:\n> Hello,\n>\n> 1. Telephone\n\n01632 960123\n\n"
        "> 2. Address\n> (with postcode)\n1 High Street\n\nHull\n>\n> Thank you\n\nJo"
    )
    assert between(body) == [("1. Telephone", "01632 960123"), ("(with postcode)", "1 High Street\n\nHull")]
