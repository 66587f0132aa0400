"""Outlook's message files (.msg, MS-OXMSG): made a mail again, with its text and its attachments, and opened as one."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from email.message import EmailMessage
from hashlib import sha256

from parsers.code_pages import codec_of_page
from parsers.compound import Compound, Path
from parsers.names import clean, safe_name
from parsers.wrappers.budget import Budget, Inner

_SUBJECT, _BODY, _HTML, _SENDER, _ADDRESS, _SENT_BY = "0037", "1000", "1013", "0C1A", "0C1F", "5D01"
_DATA, _LONG_NAME, _SHORT_NAME, _MIME, _CODE_PAGE = "3701", "3707", "3704", "370E", 0x3FFD
_PREFIX = "__substg1.0_"
_PROPERTIES = "__properties_version1.0"
_ATTACHMENT = "__attach_version1.0_"
_DEEPEST = 8
_UNICODE, _NARROW, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"


def open_outlook(data: bytes, budget: Budget) -> Iterator[Inner]:
    """The message as a mail.

    Raises:
        DamagedDocumentError: it cannot be followed.
        OverLimitError: it holds more than may be taken out.
    """
    mail = _Message(Compound(data), (), budget).mail()
    digest = sha256(data).hexdigest()
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        if part.get_content_maintype() == "multipart":
            # The library's own boundaries are random, and the same file must always be the same mail.
            part.set_boundary(f"outlook-{number}-{digest[:32]}")
    yield Inner(name="message.eml", data=mail.as_bytes(), declared="message/rfc822")


class _Message:
    """One message, the outer one or one attached to another: what stands under ``root``."""

    def __init__(self, file: Compound, root: Path, budget: Budget) -> None:
        self._file = file
        self._root = root
        self._budget = budget

    def mail(self, depth: int = 0) -> EmailMessage:
        """The message with its attachments as a MIME mail."""
        mail = EmailMessage()
        mail["Subject"] = " ".join(clean(self._text(self._root, _SUBJECT)).split())
        address = self._text(self._root, _SENT_BY) or self._text(self._root, _ADDRESS)
        if "@" in address and not any(character in address for character in '\r\n<>"() ,;:'):
            mail["From"] = clean(address)
        else:
            mail["From"] = "sender-not-told@outlook.invalid"
        text, html = self._text(self._root, _BODY), self._html()
        if text or not html:
            mail.set_content(text)
            if html:
                mail.add_alternative(html, subtype="html")
        else:
            mail.set_content(html, subtype="html")
        for folder in self._attachments():
            self._attach(mail, folder, depth)
        return mail

    def _attachments(self) -> list[Path]:
        level = len(self._root)
        folders = (
            path[: level + 1] for path in self._file.streams if path[:level] == self._root and len(path) > level + 1
        )
        return sorted({folder for folder in folders if folder[-1].startswith(_ATTACHMENT)})

    def _attach(self, mail: EmailMessage, folder: Path, depth: int) -> None:
        name = safe_name(self._text(folder, _LONG_NAME) or self._text(folder, _SHORT_NAME))
        inner = (*folder, f"{_PREFIX}{_DATA}{_OBJECT}")
        if any(path[: len(inner)] == inner for path in self._file.streams):
            if depth < _DEEPEST:
                mail.add_attachment(_Message(self._file, inner, self._budget).mail(depth + 1))
            return
        data = self._file.read((*folder, f"{_PREFIX}{_DATA}{_BINARY}"))
        self._budget.spend(len(data))
        main, _, sub = self._text(folder, _MIME).partition("/")
        plain = main.isalnum() and sub.replace("-", "").replace(".", "").replace("+", "").isalnum()
        kind = (main, sub) if plain and main not in ("multipart", "message") else ("application", "octet-stream")
        mail.add_attachment(data, maintype=kind[0], subtype=kind[1], filename=name)

    def _html(self) -> str:
        data = self._file.read((*self._root, f"{_PREFIX}{_HTML}{_BINARY}"))
        return data.decode(self._codec(), "replace") if data else self._text(self._root, _HTML)

    def _text(self, folder: Path, tag: str) -> str:
        wide = self._file.read((*folder, f"{_PREFIX}{tag}{_UNICODE}"))
        if wide:
            text = wide.decode("utf-16-le", "replace")
        else:
            text = self._file.read((*folder, f"{_PREFIX}{tag}{_NARROW}")).decode(self._codec(), "replace")
        self._budget.spend(len(text))
        return text.replace("\x00", "")

    def _codec(self) -> str:
        """The codec of narrow text, by the message's code page (PidTagMessageCodepage)."""
        properties = self._file.read((*self._root, _PROPERTIES))
        for offset in range(32 if not self._root else 24, len(properties) - 15, 16):
            _, tag, _, value = struct.unpack_from("<HHII", properties, offset)
            if tag == _CODE_PAGE:
                return codec_of_page(value)
        return "cp1252"
