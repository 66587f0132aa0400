"""Which letters are known to have left where the books are lost: by our own copies of them."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from pathlib import Path

from intake.access.tokens import Tokens
from intake.config import OutMaildirSettings, Settings
from intake.errors import IntakeError
from intake.mailbox.opening import open_sent_folder


def copies_of(settings: Settings, remarks: list[str]) -> frozenset[str]:
    """The Message-IDs of the letters of which there are copies: in the outgoing Maildir, or in ``sent_folder``.

    What keeps copies from being looked at is added to ``remarks``.
    """
    outgoing = settings.outgoing
    if isinstance(outgoing, OutMaildirSettings):
        return _in_maildir(outgoing.path)
    if not outgoing.sent_folder:
        remarks.append("no copies of letters are kept ([outgoing] sent_folder), so nothing shows which of them left")
        return frozenset()
    sent = open_sent_folder(settings.mailbox, token=Tokens(settings).mailbox)
    try:
        return sent.message_ids(outgoing.sent_folder)
    except IntakeError as fault:
        remarks.append(f"the copies of letters cannot be looked at, so nothing shows which of them left: {fault}")
        return frozenset()
    finally:
        sent.close()


def _in_maildir(path: Path) -> frozenset[str]:
    files = [file for name in ("new", "cur") if (path / name).is_dir() for file in (path / name).iterdir()]
    return frozenset(filter(None, map(_message_id, files)))


def _message_id(path: Path) -> str:
    with path.open("rb") as file:
        return str(BytesHeaderParser().parse(file, headersonly=True).get("Message-ID", "")).strip().strip("<>")
