"""A mail as a council's own program writes it: headers, structure, signature, and the hops it took to us."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from enum import StrEnum
from hashlib import sha256
from html import escape
from io import BytesIO

from PIL import Image, ImageDraw

MAILBOX = "deliveringdifferently@cabinet-office.example"
_OURS = "mx.cabinet-office.example"


class Mailer(StrEnum):
    """The programs councils write with, as they sign themselves."""

    OUTLOOK = "Microsoft Outlook 14.0"
    NOTES = "Lotus Notes Release 8.5.3 September 15, 2011"
    GROUPWISE = "Novell GroupWise Internet Agent 12.0.1"
    PHONE = "iPhone Mail (11B554a)"
    THUNDERBIRD = "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:24.0) Gecko/20100101 Thunderbird/24.2.0"


@dataclass(frozen=True, slots=True)
class File:
    """An attachment: its name, media type and bytes."""

    name: str
    type: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What somebody sends: who, when, what they write, what they attach."""

    name: str
    address: str
    at: datetime
    subject: str
    text: str
    mailer: Mailer = Mailer.OUTLOOK
    post: str = ""
    council: str = ""
    phone: str = ""
    files: Sequence[File | EmailMessage] = field(default=())
    to: str = MAILBOX
    cc: str = ""
    extra: Sequence[tuple[str, str]] = field(default=())

    @property
    def domain(self) -> str:
        """The sender's domain."""
        return self.address.rpartition("@")[2]

    @property
    def message_id(self) -> str:
        """A Message-ID in the shape of the program."""
        digest = sha256(f"{self.address}{self.at}{self.subject}".encode()).hexdigest()
        if self.mailer is Mailer.NOTES:
            return f"<OF{digest[:10]}.{digest[10:18]}-ON80257C7B.{digest[18:26]}@{self.domain}>".upper().lower()
        if self.mailer is Mailer.PHONE:
            return (
                f"<{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}@{self.domain}>".upper()
            )
        return f"<{digest[:32]}@exch01.{self.domain}>"


def compose(letter: Letter) -> EmailMessage:
    """The mail as it leaves the writer's program."""
    message = EmailMessage(policy=SMTP)
    message["From"] = formataddr((letter.name, letter.address))
    message["To"] = f"Delivering Differently <{letter.to}>"
    if letter.cc:
        message["Cc"] = letter.cc
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.at - timedelta(seconds=21))
    message["Message-ID"] = letter.message_id
    for name, value in (*_marks(letter), *letter.extra):
        message[name] = value
    message.set_content(letter.text + _signature(letter), cte="quoted-printable")
    if letter.mailer in {Mailer.OUTLOOK, Mailer.NOTES} and letter.council:
        _add_html(message, letter)
    for item in letter.files:
        if isinstance(item, EmailMessage):
            message.add_attachment(item)
        else:
            maintype, subtype = item.type.split("/")
            message.add_attachment(item.data, maintype=maintype, subtype=subtype, filename=item.name)
    _fix_boundaries(message, letter.message_id)
    return message


def _marks(letter: Letter) -> list[tuple[str, str]]:
    if letter.mailer is Mailer.OUTLOOK:
        topic = letter.subject.removeprefix("FW: ").removeprefix("RE: ")
        return [
            ("Thread-Topic", topic),
            ("X-MS-Has-Attach", "yes" if letter.files else ""),
            ("Accept-Language", "en-GB"),
        ]
    if letter.mailer is Mailer.THUNDERBIRD:
        return [("User-Agent", str(letter.mailer))]
    return [("X-Mailer", str(letter.mailer))]


def _signature(letter: Letter) -> str:
    if letter.mailer is Mailer.PHONE:
        return "\n\nSent from my iPhone\n"
    if not letter.council:
        return f"\n\n{letter.name}\n"
    telephone = f"\nTel: {letter.phone}" if letter.phone else ""
    return f"\n\n{letter.name}\n{letter.post}\n{letter.council}{telephone}\n\n{_disclaimer(letter)}\n"


def _disclaimer(letter: Letter) -> str:
    return (
        f"{letter.council}: this email and its attachments are meant only for the person or body named above. "
        "If it has reached you by mistake, please tell the sender and delete it. Please think before you print."
    )


def _add_html(message: EmailMessage, letter: Letter) -> None:
    """The HTML copy with the council's logo inline, as multipart/related inside multipart/alternative."""
    cid = f"image001.png@{letter.domain}"
    body = "".join(f"<p>{escape(line)}</p>" for line in letter.text.split("\n") if line.strip())
    lines = (letter.name, letter.post, letter.council, f"Tel: {letter.phone}" if letter.phone else "")
    signature = "<br>".join(f"{escape(line)}" for line in lines if line)
    message.add_alternative(
        f'<html><body style="font-family:Calibri,sans-serif;font-size:11pt">{body}<p>{signature}</p>'
        f'<p><img src="cid:{cid}" alt="{escape(letter.council)}" width="180" height="44"></p>'
        f'<p style="font-size:8pt;color:#666">{escape(_disclaimer(letter))}</p></body></html>',
        subtype="html",
        cte="quoted-printable",
    )
    html = list(message.iter_parts())[1]
    assert isinstance(html, EmailMessage)
    html.add_related(
        logo(letter.council), "image", "png", cid=f"<{cid}>", filename="image001.png", disposition="inline"
    )


def logo(council: str) -> bytes:
    """A small invented logo: a coloured bar with the council's name."""
    hue = zlib.crc32(council.encode()) % 360
    picture = Image.new("RGB", (360, 88), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, 74, 87), fill=f"hsl({hue}, 60%, 35%)")
    pen.ellipse((18, 24, 56, 62), fill="white")
    pen.text((88, 32), council[:42], fill=f"hsl({hue}, 60%, 25%)", font_size=15)
    out = BytesIO()
    picture.quantize(16).save(out, "PNG", optimize=True)
    return out.getvalue()


def _fix_boundaries(message: EmailMessage, seed: str) -> None:
    """Boundaries that are the same at every writing."""
    for number, part in enumerate(message.walk()):
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            part.set_boundary(f"_{number:03d}_{sha256(f'{seed}{number}'.encode()).hexdigest()[:24]}_")


def delivered(
    message: EmailMessage, *, sender: str, at: datetime, route: str = "", return_path: str | None = None
) -> bytes:
    """The mail as it lies in the mailbox: trace headers on top, ours first; ``at`` is when our server took it."""
    domain = sender.rpartition("@")[2]
    relay = route or "cluster-a.mailcontrol.example"
    digest = sha256(f"{sender}{at}{route}".encode()).hexdigest()
    hops = (
        (relay, _OURS, at),
        (f"mail.{domain}", relay, at - timedelta(seconds=4)),
        (f"exch01.{domain}", f"mail.{domain}", at - timedelta(seconds=11)),
    )
    trace = [f"Return-Path: <{sender if return_path is None else return_path}>"]
    trace += [f"Delivered-To: {MAILBOX}"]
    for number, (source, by, when) in enumerate(hops):
        extra = f"\r\n\tfor <{MAILBOX}>" if number == 0 else ""
        trace.append(
            f"Received: from {source} ({source} [192.0.2.{int(digest[number * 2 : number * 2 + 2], 16)}])\r\n\tby {by} "
            f"with ESMTPS id {digest[number * 6 : number * 6 + 10]}{extra};\r\n\t{format_datetime(when)}"
        )
    return "\r\n".join(trace).encode() + b"\r\n" + message.as_bytes()
