"""A letter of the service as the person reads it who gets it: subject, words, links, files; nothing of our books."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cached_property
from urllib.parse import parse_qs, urlsplit

_HREF = re.compile(r'href="(mailto:[^"]+)"')
_REFERENCE = re.compile(r"\b[A-Z][A-Z0-9-]*-\d{4,}\b")


@dataclass(frozen=True, slots=True)
class Taken:
    """A letter that the SMTP server answered for with 250: its envelope and bytes, and when that was (aware)."""

    at: datetime
    mail_from: str
    recipients: tuple[str, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Link:
    """A link that opens a mail: where it leads, and the subject that mail has."""

    url: str
    subject: str

    @property
    def asks(self) -> str:
        """What the subject says before the code: ``Shortlist DD-0004``."""
        return self.subject.partition("[code ")[0].strip()

    @property
    def has_code(self) -> bool:
        """Whether it carries a one-use code."""
        return "[code " in self.subject


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that came with a letter."""

    name: str
    type: str
    data: bytes


class Letter:
    """One letter in somebody's inbox."""

    def __init__(self, taken: Taken, recipient: str) -> None:
        self.at, self.raw = taken.at, taken.raw
        self.recipient = recipient.lower()
        self._mail: EmailMessage = message_from_bytes(taken.raw, policy=policy.default)

    @property
    def subject(self) -> str:
        """Its subject."""
        return str(self._mail["Subject"])

    @property
    def sender(self) -> str:
        """Its From."""
        return str(self._mail["From"])

    @property
    def message_id(self) -> str:
        """Its Message-ID without angle brackets."""
        return str(self._mail["Message-ID"]).strip("<>")

    @property
    def answers(self) -> str:
        """The Message-ID it replies to, "" for none."""
        return str(self._mail["In-Reply-To"] or "").strip("<>")

    def header(self, name: str) -> str:
        """A header, "" where it has none."""
        return str(self._mail[name] or "")

    @property
    def headers_text(self) -> str:
        """All its headers, as a delivery report quotes them."""
        return self.raw.partition(b"\r\n\r\n")[0].decode("ascii", "replace") + "\r\n"

    @cached_property
    def text(self) -> str:
        """Its plain text."""
        part = self._mail.get_body(("plain",))
        return str(part.get_content()) if part is not None else ""

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """The links in it that open a mail, in order."""
        part = self._mail.get_body(("html",))
        urls = _HREF.findall(str(part.get_content())) if part is not None else []
        return tuple(_link(html.unescape(url)) for url in dict.fromkeys(urls))

    @cached_property
    def files(self) -> tuple[Attached, ...]:
        """The files that came with it."""
        return tuple(
            Attached(
                name=str(part.get_filename()),
                type=part.get_content_type(),
                data=part.get_payload(decode=True) or b"",  # type: ignore[arg-type]
            )
            for part in self._mail.iter_attachments()
            if part.get_filename()
        )

    @cached_property
    def calendar(self) -> bytes:
        """The calendar object that makes it an invitation, b"" for none."""
        for part in self._mail.walk():
            if part.get_content_type() == "text/calendar":
                return part.get_payload(decode=True) or b""  # type: ignore[return-value]
        return b""

    @property
    def reference(self) -> str:
        """The reference in its subject, "" for none."""
        found = _REFERENCE.search(self.subject)
        return found[0] if found else ""

    def link(self, *asks: str) -> Link | None:
        """The first link with a code that asks for one of these, in the order they are named."""
        for wanted in asks:
            for link in self.links:
                if link.has_code and link.asks == wanted:
                    return link
        return None

    def links_asking(self, beginning: str) -> list[Link]:
        """The links with a code whose subject begins so."""
        return [link for link in self.links if link.has_code and link.asks.startswith(beginning)]


def _link(url: str) -> Link:
    fields = parse_qs(urlsplit(url).query, keep_blank_values=True)
    return Link(url=url, subject=fields.get("subject", [""])[0])
