"""Servers that never stop talking: a process that listens to one ends with an error, not without memory.

The reader is a process of its own (`tests.acceptance.flooded`), so that what it grows by is its own and the bounds are
those in use.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.servers.odd_imap import OddImap
from tests.servers.odd_smtp import OddSmtp
from tests.servers.saying import Answer, Endless, Raw

#: The most that a flood may take beyond what the process had, in megabytes: the bounds of `intake.mailbox.bounded`, as
#: Python holds what they let in.
MOST = 100

RAW = b"Subject: x\r\n\r\n" + b"x" * 1_000 + b"\r\n"
BODIES = "UID FETCH 1 (RFC822.SIZE INTERNALDATE BODY"

IMAP: dict[str, tuple[str, Answer]] = {
    "line": ("CAPABILITY", [Endless(b"* CAPABILITY " * 5_000)]),
    "lines": ("UID SEARCH", [Endless(b"* 1 EXISTS\r\n" * 5_000)]),
    "long-lines": ("UID SEARCH", [Endless(b"* OK " + b"x" * 900_000 + b"\r\n")]),
    "uids": ("UID SEARCH", [Raw(b"* SEARCH"), Endless(b" 1" * 50_000)]),
    "answers-about-mail": ("UID FETCH 1 ", [Endless(b"* 1 FETCH (UID 1 FLAGS (\\Seen))\r\n" * 2_000)]),
    "literal": (BODIES, [b"* 1 FETCH (UID 1 BODY[] {99999999999}", Endless(b"x" * 100_000)]),
    "literals": (BODIES, [Raw(b"* 1 FETCH (UID 1 BODY[] "), Endless((b"{100000}\r\n" + b"x" * 100_000) * 5)]),
    "small-literals": (BODIES, [Raw(b"* 1 FETCH (UID 1 BODY[] "), Endless(b"{0}\r\n" * 5_000)]),
}
SMTP: dict[str, tuple[str, Answer]] = {
    "line": ("", [Endless(b"220 hello " * 5_000)]),
    "lines": ("EHLO", [Endless(b"250-" + b"x" * 70 + b"\r\n")]),
    "after-the-letter": (".", [Endless((b"250-" + b"x" * 8_000 + b"\r\n") * 10)]),
}


def flooded(kind: str, port: int) -> dict[str, Any]:
    """What a process of its own tells."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.acceptance.flooded", kind, str(port)],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


@pytest.mark.parametrize(("at", "said"), IMAP.values(), ids=IMAP)
def test_flood_of_a_mail_server_ends_in_time_and_within_memory(at: str, said: Answer) -> None:
    with OddImap({at: said}, mails={1: RAW}) as server:
        told = flooded("imap", server.port)
    assert "the server does not keep to IMAP: it " in told["error"]
    assert told["megabytes"] < MOST
    assert told["seconds"] < 30


@pytest.mark.parametrize(("at", "said"), SMTP.values(), ids=SMTP)
def test_flood_of_an_outgoing_server_ends_in_time_and_within_memory(at: str, said: Answer) -> None:
    with OddSmtp({at: said}) as server:
        told = flooded("smtp", server.port)
    assert "the server does not keep to SMTP: it " in told["error"]
    assert told["megabytes"] < MOST
    assert told["seconds"] < 30
