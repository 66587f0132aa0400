"""The demonstration: a programme's own example mails, delivered one by one on the days they are dated.

It runs the real service on a Maildir with the wall clock moved to each mail's arrival, and leaves a folder behind in
which everything can be looked at: configuration, store, archive, letters and digest. No server is needed.
"""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from intake import clock
from intake.config_file import load as load_settings
from intake.errors import IntakeError
from intake.letters.kinds import Kind
from intake.rehearsal.letters import ShownLetter, write_letters
from intake.round import programme as packs
from intake.round.programme import Programme
from intake.service import Service, one_pass, open_service
from intake.staff.digest_run import queue_digest
from store import letters, message_list
from store.states import MessageStatus

#: How long after its arrival a mail is fetched, in the rehearsed time.
_DELAY = timedelta(seconds=30)

_CONFIG = """\
# Made by `intake demo`. Everything lies in this folder; try for example
#   intake applications --config {folder}/config.toml

[service]
programme = "{programme}"
data = "data"
answer_from = {answer_from}

[store]
url = "sqlite:///data/intake.db"

[mailbox]
kind = "maildir"
address = "deliveringdifferently@cabinet-office.example"
path = "mailbox"

[outgoing]
kind = "maildir"
path = "outgoing"
from_name = "Delivering Differently team"

[[staff]]
name = "Programme office"
body = "Cabinet Office"
email = "programme.office@cabinet-office.example"
roles = ["digest", "alarms", "decide"]

[[staff]]
name = "Panel secretary"
body = "Local Government Association"
email = "panel.secretary@lga.example"
roles = ["digest", "release"]
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleMail:
    """One mail of the demonstration: its file, when the server took it (aware), and a sentence on it.

    ``letter_of`` names the mail whose answer this one is about, "" for none, and ``letter_id`` the Message-ID that
    stands in for that answer's until it is known.
    """

    file: Path
    received_at: datetime
    about: str
    letter_of: str = ""
    letter_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of one mail; ``letter`` is the kind of the letter that answered it, "" for none, ``why`` a reason."""

    mail: ExampleMail
    disposition: str
    application: str
    letter: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """What was played: the folder, what became of each mail, and the letters to be opened."""

    folder: Path
    mails: tuple[Became, ...]
    letters: tuple[ShownLetter, ...]


def example_mails(programme: Programme) -> tuple[ExampleMail, ...]:
    """The example mails that the programme's pack brings, in the order they arrive.

    Raises:
        IntakeError: the pack brings none.
    """
    folder = next((place / "demo" for place in programme.folders if (place / "demo" / "mails.toml").is_file()), None)
    if folder is None:
        raise IntakeError(f"the pack {programme.key} brings no example mails (demo/mails.toml)")
    listed = tomllib.loads((folder / "mails.toml").read_text(encoding="utf-8"))["mail"]
    mails = (
        ExampleMail(
            file=folder / item["file"],
            received_at=item["received_at"],
            about=item["about"],
            letter_of=item.get("letter", {}).get("of", ""),
            letter_id=item.get("letter", {}).get("id", ""),
        )
        for item in listed
    )
    return tuple(sorted(mails, key=lambda mail: mail.received_at))


def play(pack: str, folder: Path, *, tell: Callable[[ExampleMail], None] = lambda mail: None) -> Demonstration:
    """Play the demonstration into ``folder``, which is made anew; ``tell`` is called as each mail arrives."""
    programme = packs.load(pack)
    mails = example_mails(programme)
    config = _prepare(folder, programme, pack, first=mails[0].received_at)
    settings = load_settings(config)
    answers: dict[str, str] = {}
    with open_service(settings, programme) as service:
        for number, mail in enumerate(mails, 1):
            tell(mail)
            with clock.travel(mail.received_at + _DELAY):
                _deliver(mail, folder / "mailbox", number=number, about=answers.get(mail.letter_of, ""))
                one_pass(service)
            answers[mail.file.name] = _newest_letter(service)
        _send_digest(service, after=mails[-1].received_at)
        became = _became(service, mails)
    return Demonstration(folder=folder, mails=became, letters=write_letters(folder / "outgoing", folder / "letters"))


def _prepare(folder: Path, programme: Programme, pack: str, *, first: datetime) -> Path:
    """An empty Maildir and a configuration, in place of what an earlier demonstration left."""
    config = folder / "config.toml"
    if folder.exists() and any(folder.iterdir()) and not config.exists():
        raise IntakeError(f"{folder} holds something else; name another folder with --output")
    shutil.rmtree(folder, ignore_errors=True)
    for name in ("cur", "new", "tmp"):
        (folder / "mailbox" / name).mkdir(parents=True)
    (folder / "outgoing").mkdir()
    opens = (programme.opens or first).isoformat()
    text = _CONFIG.format(folder=folder, programme=pack, answer_from=opens)
    config.write_text(text, encoding="utf-8")
    return config


def _newest_letter(service: Service) -> str:
    """The Message-ID of the letter written last, "" before the first."""
    with service.store.reading() as session:
        return next((item.message_id for item in reversed(letters.listing(session))), "")


def _deliver(mail: ExampleMail, maildir: Path, *, number: int, about: str) -> None:
    """Put a mail in the Maildir as a mail server does: written aside, then renamed, dated with its arrival.

    ``about`` is the Message-ID of the letter that the mail is about, "" for none.
    """
    raw = mail.file.read_bytes()
    if about:
        raw = raw.replace(mail.letter_id.encode(), about.encode())
    name = f"{int(mail.received_at.timestamp())}.{number:03d}.demonstration"
    written = maildir / "tmp" / name
    written.write_bytes(raw)
    stamp = mail.received_at.timestamp()
    os.utime(written, (stamp, stamp))
    written.rename(maildir / "new" / name)


def _send_digest(service: Service, *, after: datetime) -> None:
    """The digest of the morning after the last mail."""
    zone = service.programme.zone
    hour, minute = service.settings.digest.at.split(":")
    morning = (after.astimezone(zone) + timedelta(days=1)).replace(
        hour=int(hour), minute=int(minute), second=0, microsecond=0
    )
    with clock.travel(morning):
        cause = f"digest:{morning.date().isoformat()}"
        queue_digest(service.desk, service.settings, end=clock.now(), cause=cause, show=service.show)
        service.send()


def _became(service: Service, mails: Sequence[ExampleMail]) -> tuple[Became, ...]:
    with service.store.reading() as session:
        rows = message_list.listing(session)
        answers = {item.cause: item.kind for item in letters.listing(session) if item.kind != Kind.DIGEST}
    seen = sorted((row for row in rows if row.uid is not None), key=lambda row: row.uid or 0)
    return tuple(
        Became(
            mail=mail,
            disposition=row.disposition,
            application=row.application,
            letter=answers.get(f"message:{row.id}", ""),
            why="held for a person" if row.status == MessageStatus.HELD else "",
        )
        for mail, row in zip(mails, seen, strict=True)
    )
