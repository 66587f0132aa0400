"""The connection that the daemon keeps to a real Dovecot: what lets go of it, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.commands.options import programme_of
from intake.config_file import load
from intake.daemon.daemon import Daemon
from intake.errors import MailboxError
from intake.service import Service, open_service
from store import message_list, progress
from store.errors import StoreFullError
from tests.acceptance.conftest import Place, dovecot, place
from tests.acceptance.test_daemon import ENQUIRY
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

__all__ = ["dovecot"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(120)]


@pytest.fixture
def here(dovecot: Dovecot, smtp: SmtpServer, tmp_path: Path) -> Place:
    return place(tmp_path, dovecot, smtp)


@pytest.fixture
def service(here: Place) -> Iterator[Service]:
    settings = load(here.config)
    with open_service(settings, programme_of(settings)) as opened:
        yield opened


def _fails_once(service: Service, monkeypatch: pytest.MonkeyPatch, fault: Exception) -> None:
    """The next mail cannot be put into the archive."""
    put_many = type(service.archive).put_many

    def failing(*_: object, **__: object) -> object:
        monkeypatch.setattr(type(service.archive), "put_many", put_many)
        raise fault

    monkeypatch.setattr(type(service.archive), "put_many", failing)


def _filed(service: Service) -> int:
    with service.store.reading() as session:
        return len(message_list.listing(session))


def _fault(service: Service) -> str:
    with service.store.reading() as session:
        return "".join(row.fault for row in progress.all_progress(session))


@pytest.mark.parametrize(("fault", "kept"), [(StoreFullError("no space left"), True), (RuntimeError("a slip"), False)])
def test_fault_that_is_not_the_servers_rests_no_mailbox(
    here: Place, service: Service, monkeypatch: pytest.MonkeyPatch, fault: Exception, *, kept: bool
) -> None:
    daemon = Daemon(service)
    (keeper,) = daemon._keepers
    daemon._poll_one(keeper)
    before = keeper.mailbox()
    here.account.deliver(ENQUIRY)
    _fails_once(service, monkeypatch, fault)
    with pytest.raises(type(fault)):
        daemon._poll_one(keeper)
    assert _filed(service) == 0
    assert not keeper.resting
    assert (keeper.mailbox() is before) == kept
    if not kept:
        with pytest.raises(MailboxError):
            before.uids_after(0)
    daemon._poll_one(keeper)
    assert _filed(service) == 1
    assert _fault(service) == ""
    keeper.close()


def test_fault_of_the_server_rests_the_mailbox_and_is_written_down(here: Place, service: Service) -> None:
    daemon = Daemon(service)
    (keeper,) = daemon._keepers
    daemon._poll_one(keeper)
    keeper.mailbox().close()
    daemon._poll_one(keeper)
    assert keeper.resting
    assert "the connection is closed" in _fault(service)
    keeper.close()
