"""Letters as files to be opened: each as ``.eml`` for a mail program and as a page for a browser, with a list of them.

Only our own letters come through here, as they lie in the outgoing Maildir, so the standard library may read them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from pathlib import Path
from typing import cast

from intake.wording import count


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLetter:
    """One letter that left: to whom, its subject, and the two files it can be opened as."""

    to: str
    subject: str
    mail: Path
    page: Path


def write_letters(maildir: Path, folder: Path) -> tuple[ShownLetter, ...]:
    """Write every letter of the Maildir into ``folder``, in the order they left, with an ``index.html``."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted((maildir / "new").glob("*"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    shown = []
    for number, path in enumerate(files, 1):
        raw = path.read_bytes()
        letter = message_from_bytes(raw, policy=default)
        name = f"{number:02d}-{_slug(str(letter['To']).split('@')[0])}"
        mail, page = folder / f"{name}.eml", folder / f"{name}.html"
        mail.write_bytes(raw)
        page.write_text(_page(letter), encoding="utf-8")
        shown.append(ShownLetter(to=str(letter["To"]), subject=str(letter["Subject"]), mail=mail, page=page))
    (folder / "index.html").write_text(_index(shown), encoding="utf-8")
    return tuple(shown)


def _page(letter: EmailMessage) -> str:
    """The letter's HTML with its pictures inside it."""
    body = letter.get_body(preferencelist=("html",))
    html = str(body.get_content()) if body is not None else "<p>(no HTML part)</p>"
    for part in letter.walk():
        cid = str(part.get("Content-ID", "")).strip("<>")
        if cid and part.get_content_maintype() == "image":
            data = base64.b64encode(cast("bytes", part.get_payload(decode=True))).decode("ascii")
            html = html.replace(f"cid:{cid}", f"data:{part.get_content_type()};base64,{data}")
    return html


_STYLE = """
body { font: 16px/1.5 Arial, Helvetica, sans-serif; color: #0b0c0c }
body { margin: 2.5rem auto; max-width: 60rem; padding: 0 1rem }
h1 { font-size: 1.75rem; margin: 0 0 .25rem } p { color: #505a5f; margin: 0 0 1.5rem }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; vertical-align: top; padding: .5rem 1rem .5rem 0 }
th { border-bottom: 2px solid #005a52 } td { border-bottom: 1px solid #d0d4d8; overflow-wrap: anywhere }
td:last-child, th:last-child { padding-right: 0; text-align: right; white-space: nowrap }
a { color: #005a52 } .to { color: #505a5f }
"""


def _index(letters: Iterable[ShownLetter]) -> str:
    rows = [
        f'<tr><td><a href="{escape(letter.page.name)}">{escape(letter.subject)}</a></td>'
        f'<td class="to">{escape(letter.to)}</td><td><a href="{escape(letter.mail.name)}">as a mail</a></td></tr>'
        for letter in letters
    ]
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Letters that left</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style><h1>Letters that left</h1>'
        f"<p>{count(len(rows), 'letter')}, in the order they left. The digest to staff is among them.</p>"
        f"<table><tr><th>Letter</th><th>To</th><th>File</th></tr>{''.join(rows)}</table></html>"
    )


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "letter"
