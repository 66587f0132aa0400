"""`intake run` against a mail server that misbehaves: it lives, backs off, tells, and recovers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.conftest import dovecot, place
from tests.acceptance.test_daemon import ENQUIRY, events, log_of, running, status, stop, wait_for
from tests.servers.dovecot import Dovecot
from tests.servers.odd_imap import OddImap
from tests.servers.saying import Endless, Hangup, Turns
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(180)]


def test_daemon_outlives_a_server_that_floods_and_hangs_up_and_reads_when_it_is_well(
    dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path
) -> None:
    flood = Turns([[Endless(b"* 1 EXISTS\r\n" * 5_000)], [Hangup()]])
    with OddImap({"UID SEARCH": flood}, mails={1: ENQUIRY.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")}) as server:
        mailbox = 'security = "none"\npoll_seconds = 1\nidle = false\ndone_folder = ""\nheld_folder = ""'
        here = place(tmp_path, dovecot, smtp, imap_port=server.port, mailbox=mailbox)
        with running(here) as daemon:
            wait_for(lambda: events(here).count("mailbox-failed") >= 2)
            assert daemon.poll() is None
            told = status(here)
            server.behave()
            wait_for(lambda: "mailbox-well" in events(here))
            wait_for(lambda: "concluded" in events(here))
            assert stop(daemon) == 0
    assert told.returncode == 1
    assert "has not been read ever" in told.stdout
    waits = [line["seconds"] for line in log_of(here) if line["event"] == "mailbox-failed"]
    assert waits[0] <= 3 < 7 < waits[1]
