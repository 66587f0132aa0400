"""A process of its own that reads from a server which floods it, and tells what became of that.

    python -m tests.acceptance.flooded imap|smtp PORT

Prints JSON: the error, how many seconds it took, and how many megabytes the process grew by at its largest.
"""

from __future__ import annotations

import json
import sys
import time
from contextlib import closing
from pathlib import Path

from pydantic import SecretStr

from intake.config import ImapSettings, SmtpSettings
from intake.errors import IntakeError
from intake.letters.wire_smtp import SmtpWire
from intake.mailbox.imap import open_imap


def largest() -> float:
    """The most memory this process ever had, in megabytes; what getrusage says is handed down by the parent process."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def read(port: int) -> None:
    """Read everything there is in a mailbox."""
    settings = ImapSettings(
        address="round@office.example",
        host="127.0.0.1",
        port=port,
        security="none",
        username="round",
        password=SecretStr("secret"),
        timeout_seconds=30,
    )
    with closing(open_imap(settings)) as mailbox:
        for _ in mailbox.fetch(mailbox.uids_after(0)):
            pass


def send(port: int) -> None:
    """Send one letter."""
    wire = SmtpWire(SmtpSettings(host="127.0.0.1", port=port, security="none", auth="none", timeout_seconds=30))
    with closing(wire):
        wire.send(b"Subject: x\r\n\r\nx\r\n", sender="team@office.example", recipient="clerk@walsall.example")


if __name__ == "__main__":
    before, began, error = largest(), time.monotonic(), ""
    try:
        {"imap": read, "smtp": send}[sys.argv[1]](int(sys.argv[2]))
    except IntakeError as fault:
        error = str(fault)
    print(json.dumps({"error": error, "seconds": time.monotonic() - began, "megabytes": largest() - before}))
