"""Somebody else works in the mailbox while we read it: moves, flags, expunges, puts back, at random.

The other client is a real connection to the same Dovecot in a thread of its own, so that it comes between any two of
our commands. What must hold: no mail that we were told of is lost (I1), none is filed twice, and no pass fails.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing, suppress

import pytest
from imapclient import DELETED, FLAGGED, SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError

from intake.errors import MailboxError
from intake.mailbox.imap import open_imap
from intake.mailbox.source import Mailbox
from tests.acceptance.polls import archived, whole_pass
from tests.intake.conftest import empty_database, office
from tests.intake.mailbox.conftest import imap_settings, mail
from tests.intake.office import Office
from tests.servers.dovecot import Account, Dovecot, dovecot

__all__ = ["dovecot", "empty_database", "office"]

pytestmark = [pytest.mark.server("dovecot"), pytest.mark.timeout(120)]

OPERATIONS = 300
FOLDERS = ("INBOX", "Elsewhere", "Processed")


class Other:
    """Another client. ``delivered`` and ``expunged`` are contents; a mail counts as expunged before it is."""

    def __init__(self, account: Account, *, seed: int) -> None:
        self.delivered: list[bytes] = []
        self.expunged: set[bytes] = set()
        self.failure: Exception | None = None
        self._random = random.Random(seed)
        self._client = IMAPClient("127.0.0.1", port=account.port, ssl=False, timeout=10)
        self._client.plain_login(account.user, account.password)
        for folder in FOLDERS[1:]:
            if not self._client.folder_exists(folder):
                self._client.create_folder(folder)

    def work(self) -> None:
        """Do everything, one thing after the other."""
        acts: Sequence[Callable[[], None]] = (self._deliver, self._flag, self._move, self._expunge)
        try:
            for _ in range(OPERATIONS):
                (act,) = self._random.choices(acts, weights=(3, 3, 3, 1))
                with suppress(IMAPClientError):  # what it chose was moved by us meanwhile
                    act()
                time.sleep(self._random.random() * 0.005)
            self._client.logout()
        except Exception as error:  # noqa: BLE001 (told by the test)
            self.failure = error

    def _deliver(self) -> None:
        raw = mail(f"m{len(self.delivered)}", size=self._random.choice((0, 0, 3_000)))
        self.delivered.append(raw)
        self._client.append("INBOX", raw)

    def _choose(self) -> tuple[str, list[int]]:
        """A folder, selected, and some mail in it."""
        folder = self._random.choice(FOLDERS)
        self._client.select_folder(folder)
        uids = self._client.search("ALL")
        return folder, self._random.sample(uids, min(len(uids), self._random.randint(1, 3)))

    def _flag(self) -> None:
        _, uids = self._choose()
        flag = self._random.choice((SEEN, FLAGGED, DELETED, b"$Noticed"))
        (self._client.add_flags if self._random.random() < 0.7 else self._client.remove_flags)(uids, [flag])

    def _move(self) -> None:
        folder, uids = self._choose()
        to = self._random.choice([name for name in FOLDERS if name != folder])
        if uids:
            self._client.move(uids, to)

    def _expunge(self) -> None:
        """Delete mail for good: what is chosen, and whatever was marked as deleted before."""
        _, uids = self._choose()
        self._client.add_flags(uids, [DELETED])
        doomed = self._client.search("DELETED")
        for items in self._client.fetch(doomed, ["BODY.PEEK[]"]).values():
            if isinstance(raw := items.get(b"BODY[]"), bytes):
                self.expunged.add(raw)
        if uids and doomed:
            self._client.uid_expunge(doomed)


@pytest.fixture
def account(dovecot: Dovecot) -> Account:
    return dovecot.account()


def everywhere(account: Account) -> set[bytes]:
    """Every mail in any folder. The server may have one twice: where both of us move it at once, both may succeed."""
    return {raw for folder in FOLDERS for raw in account.contents(folder)}


@pytest.mark.parametrize("seed", [1, 2])
def test_mail_is_neither_lost_nor_doubled_while_another_client_works_in_the_mailbox(
    office: Office, dovecot: Dovecot, account: Account, seed: int
) -> None:
    settings = imap_settings(dovecot, account, security="none", port=dovecot.port)
    other = Other(account, seed=seed)
    worker = threading.Thread(target=other.work)
    worker.start()
    passes = faults = 0
    mailbox: Mailbox | None = None
    while worker.is_alive():
        try:
            mailbox = mailbox or open_imap(settings)
            whole_pass(office, mailbox)
            passes += 1
        except MailboxError:
            faults += 1
            mailbox = None
    worker.join()
    assert other.failure is None
    if mailbox is not None:
        mailbox.close()
    with closing(open_imap(settings)) as last:
        whole_pass(office, last)
        whole_pass(office, last)
    books = Counter(archived(office))
    assert set(books.values()) == {1}
    assert set(books) <= set(other.delivered)
    assert (account.contents("INBOX"), passes > 5, faults) == ([], True, 0)
    lost = set(other.delivered) - set(books) - other.expunged
    # What the other client moved out of our folder before we could see it is where it was put.
    assert lost <= set(account.contents("Elsewhere")) | set(account.contents("Processed"))
    assert everywhere(account) | set(books) | other.expunged == set(other.delivered)
