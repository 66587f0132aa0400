"""Keeping a connection: opened when needed, let go of when it fails, and a server that lets go is given rest."""

from __future__ import annotations

import random
from typing import Any

import pytest

from intake import clock
from intake.daemon.keeper import BACK_OFF, Keeper
from intake.errors import ConfigurationError, MailboxError, MailboxRefusedError


class Connection:
    """Stands in for an open mailbox."""

    closed = False

    def close(self) -> None:
        """Let go."""
        self.closed = True


class Opening:
    """Opens connections and counts them."""

    def __init__(self) -> None:
        self.opened: list[Connection] = []

    def __call__(self, folder: str) -> Any:
        self.opened.append(Connection())
        return self.opened[-1]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock, to be moved by hand; no jitter."""
    moment = [1000.0]
    monkeypatch.setattr(clock, "monotonic", lambda: moment[0])
    monkeypatch.setattr(random, "uniform", lambda low, high: 1.0)
    return moment


def test_connection_is_kept_until_it_fails(at: list[float]) -> None:
    opening = Opening()
    kept = Keeper("INBOX", opening)
    assert kept.mailbox() is kept.mailbox()
    kept.failed(MailboxError("gone"))
    assert [connection.closed for connection in opening.opened] == [True]
    kept.mailbox()
    assert len(opening.opened) == 2


def test_rest_grows_with_each_failure_and_ends_with_success(at: list[float]) -> None:
    kept = Keeper("INBOX", Opening())
    rests = [kept.failed(MailboxError("gone")) for _ in range(8)]
    assert rests == [*BACK_OFF, BACK_OFF[-1], BACK_OFF[-1]]
    kept.succeeded()
    assert kept.failed(MailboxError("gone")) == BACK_OFF[0]


def test_resting_ends_when_its_time_is_over(at: list[float]) -> None:
    kept = Keeper("INBOX", Opening())
    assert not kept.resting
    kept.failed(MailboxError("gone"))
    assert kept.resting
    at[0] += BACK_OFF[0]
    assert not kept.resting


def test_refused_password_is_tried_rarely_from_the_first_time(at: list[float]) -> None:
    assert Keeper("INBOX", Opening()).failed(MailboxRefusedError()) == BACK_OFF[-1]


def test_password_file_that_is_gone_for_a_while_is_a_failure_like_any_other(at: list[float]) -> None:
    def gone(folder: str) -> Any:
        raise ConfigurationError(["[mailbox] password_file: /run/secret cannot be read: No such file or directory"])

    kept = Keeper("INBOX", gone)
    with pytest.raises(MailboxError) as caught:
        kept.mailbox()
    assert str(caught.value) == "[mailbox] password_file: /run/secret cannot be read: No such file or directory"
    assert kept.failed(caught.value) == BACK_OFF[0]


def test_close_lets_go_once_and_for_all(at: list[float]) -> None:
    opening = Opening()
    kept = Keeper("INBOX", opening)
    kept.close()
    kept.mailbox()
    kept.close()
    kept.close()
    assert [connection.closed for connection in opening.opened] == [True]
