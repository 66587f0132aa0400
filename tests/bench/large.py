"""What one mail of nearly 50 MB costs in memory: the peaks of daemon and reading child beside those of a small mail.

Run as ``python -m tests.bench.large``.
"""

from __future__ import annotations

from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pikepdf

from tests.bench.corpus import Kind, Mail, only
from tests.bench.memory import daemon_peak
from tests.bench.runs import Bench
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

#: Bytes of the attached file: in base64 it makes a mail just under the 50 MB that are downloaded.
ATTACHED = 36_000_000
_MB = 1_000_000
_BOUNDARY = b"the-mail-around"


def large(mail: Mail, size: int = ATTACHED) -> Mail:
    """``mail`` with a PDF of ``size`` bytes attached: a page of text, and files in it that do not compress."""
    head, body = _parted(mail.raw)
    around = [
        b'Content-Type: multipart/mixed; boundary="' + _BOUNDARY + b'"\r\nMIME-Version: 1.0\r\n\r\n--' + _BOUNDARY,
        body,
        b"--" + _BOUNDARY,
        b'Content-Type: application/pdf; name="annex.pdf"\r\nContent-Transfer-Encoding: base64\r\n',
        _base64(annex(size)),
        b"--" + _BOUNDARY + b"--\r\n",
    ]
    return replace(mail, raw=head + b"\r\n".join(around))


def annex(size: int) -> bytes:
    """A PDF of about ``size`` bytes with one page that says so."""
    document = pikepdf.new()
    page = document.add_blank_page()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=document.make_indirect(font)))
    text = b"BT /F1 12 Tf 72 700 Td (Annex: the drawings of the site, one hundred sheets.) Tj ET"
    page.Contents = document.make_stream(text)
    document.attachments["drawings.bin"] = Random(size).randbytes(size)
    out = BytesIO()
    document.save(out, compress_streams=False)
    return out.getvalue()


def _parted(raw: bytes) -> tuple[bytes, bytes]:
    """The header without what tells of the body, and the body as a part of its own."""
    header, _, body = raw.partition(b"\r\n\r\n")
    fields: list[list[bytes]] = []
    for line in header.split(b"\r\n"):
        if line[:1] in b" \t" and fields:
            fields[-1].append(line)
        else:
            fields.append([line])
    own = [item for item in fields if item[0].lower().startswith((b"content-", b"mime-"))]
    outer = [item for item in fields if item not in own]
    joined = [b"".join(line + b"\r\n" for item in kind for line in item) for kind in (outer, own)]
    return joined[0], joined[1] + b"\r\n" + body


def _base64(data: bytes) -> bytes:
    return encodebytes(data).replace(b"\n", b"\r\n")


def measured(folder: Path, mails: Sequence[Mail]) -> tuple[int, int]:
    """Peaks of the daemon and of its largest child on these mails, in bytes."""
    with Dovecot() as dovecot, SmtpServer(starttls=True, users={"round": "letters"}) as smtp:
        return daemon_peak(Bench(dovecot, smtp, folder), mails)


def main() -> None:
    """Measure and print."""
    small = only(Kind.FILLABLE, 1)
    big = [large(mail) for mail in small]
    with TemporaryDirectory() as name:
        for label, mails in (("small", small), ("large", big)):
            folder = Path(name) / label
            folder.mkdir()
            size, daemon, child = (value / _MB for value in (len(mails[0].raw), *measured(folder, mails)))
            print(f"{label}: mail {size:.1f} MB, daemon {daemon:.0f} MB, child {child:.0f} MB")


if __name__ == "__main__":
    main()
