"""The service put together: which folders it reads, where it finds its copies, and that a pass is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.commands.options import programme_of
from intake.config_file import load
from intake.errors import MailboxError
from intake.letters.evidence import MaildirCopies
from intake.service import one_pass, open_service
from tests.intake.office import DD

CONFIG = """\
[service]
programme = "delivering-differently"

[mailbox]
kind = "maildir"
address = "deliveringdifferently@cabinet-office.example"
path = "mail"
{junk}

[outgoing]
kind = "maildir"
path = "out"
"""


def configured(folder: Path, *, junk: str = "") -> Path:
    """A configuration of Maildirs in a folder."""
    for name in ("mail/cur", "mail/new", "mail/tmp", "out"):
        (folder / name).mkdir(parents=True)
    path = folder / "config.toml"
    path.write_text(CONFIG.format(junk=f'junk_folder = "{junk}"' if junk else ""), encoding="utf-8")
    return path


@pytest.mark.parametrize(("junk", "folders"), [("", ("INBOX",)), ("Junk", ("INBOX", "Junk"))])
def test_service_reads_the_inbox_and_the_junk_folder_where_one_is_named(
    tmp_path: Path, junk: str, folders: tuple[str, ...]
) -> None:
    settings = load(configured(tmp_path, junk=junk))
    with open_service(settings, DD) as service:
        assert service.folders == folders
        assert len(service.desk.junk_mailboxes) == len(folders) - 1


def test_maildir_that_letters_are_put_in_is_its_own_copy(tmp_path: Path) -> None:
    settings = load(configured(tmp_path))
    with open_service(settings, DD) as service:
        assert isinstance(service.outgoing.copies, MaildirCopies)


def test_service_without_answer_from_answers_nothing(tmp_path: Path) -> None:
    settings = load(configured(tmp_path))
    with open_service(settings, programme_of(settings)) as service:
        assert service.desk.correspondent.answer_from is None


def test_pass_over_a_mailbox_that_cannot_be_opened_is_a_mailbox_fault(tmp_path: Path) -> None:
    settings = load(configured(tmp_path))
    with open_service(settings, DD) as service:
        for part in ("cur", "new", "tmp"):
            (tmp_path / "mail" / part).rmdir()
        (tmp_path / "mail").rmdir()
        (tmp_path / "mail").write_text("not a folder", encoding="utf-8")
        with pytest.raises(MailboxError):
            one_pass(service)
