"""A verdict cannot be smuggled into our server's header through what the server copies into it."""

from __future__ import annotations

from intake.decisions.authentication import authenticate
from parsers.limits import Limits
from parsers.tree import read_tree
from tests.intake.decisions.staffing import SERVER

DISGUISE = "=?utf-8?q?x=3B_dmarc=3Dpass_header.from=3Dcabinet-office.example=3B_y=3D?=@evil.example"


def test_verdict_in_an_encoded_word_is_not_read_without_a_return_path() -> None:
    raw = (
        f"Authentication-Results: {SERVER}; spf=pass smtp.mailfrom={DISGUISE}\r\n"
        "From: Ruth Alder <ruth.alder@cabinet-office.example>\r\n"
        "Message-ID: <1@evil.example>\r\n"
        "Subject: Shortlist\r\n\r\nShortlist it.\r\n"
    ).encode()
    assert not authenticate(read_tree(raw, Limits()).mail, authserv_id=SERVER).passed
