"""An application's evidence as a page for a browser: every answer beside the picture of the place it was read from.

Writes files and nothing else; what stands in them is gathered and drawn by `intake.evidence`. Everything strangers
wrote is escaped, and nothing on the page is fetched from anywhere.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from itertools import groupby
from pathlib import Path
from zoneinfo import ZoneInfo

from intake import wording
from intake.evidence import Docket, Proof
from intake.letters.contexts import ShownAnswer
from intake.letters.rendering import clean
from parsers.showing import Shown
from store.submissions import MACHINE, PERSON

_STYLE = """
body{font:16px/1.45 system-ui,sans-serif;color:#1a1a1a;margin:0 auto;max-width:72rem;padding:1.5rem}
h1{margin:0}h2{border-bottom:3px solid #005a52;margin:2.2rem 0 0;padding-bottom:.2rem}
.row{display:grid;grid-template-columns:minmax(16rem,1fr) minmax(20rem,1.6fr);gap:1.5rem;padding:1rem 0;
border-bottom:1px solid #c8ced3}
.doubtful{background:#fff6e0;box-shadow:-.6rem 0 0 #fff6e0,.6rem 0 0 #fff6e0}
h3{font-size:1rem;margin:0 0 .3rem}p{margin:.2rem 0}.value{font-size:1.05rem}.muted{color:#55606a;font-size:.86rem}
.flag{color:#8a4b00;font-weight:600}img{max-width:100%;height:auto;border:1px solid #8a96a0;display:block}
blockquote{margin:0;padding:.6rem .9rem;background:#f3f5f7;white-space:pre-wrap}mark{background:#ffe9a8}
table{border-collapse:collapse;font-size:.92rem}td,th{border:1px solid #c8ced3;padding:.2rem .5rem;text-align:left}
@media(max-width:48rem){.row{grid-template-columns:1fr}}
"""


def write_page(docket: Docket, shown: Mapping[str, Shown], folder: Path, *, zone: ZoneInfo) -> Path:
    """Write the page and its pictures into ``folder``, which is made where it is missing; the page's path.

    ``shown`` is what was shown of each field that has a place, by key.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for key, item in shown.items():
        if item.png:
            (folder / f"{key}.png").write_bytes(base64.b64decode(item.png))
    page = folder / "index.html"
    page.write_text(_page(docket, shown, zone), encoding="utf-8")
    return page


def _text(words: str) -> str:
    """Text as HTML, without characters that control it or turn its order."""
    return html.escape(str(clean(words)))


def _page(docket: Docket, shown: Mapping[str, Shown], zone: ZoneInfo) -> str:
    doubts = sum(proof.doubtful for proof in docket.proofs)
    sections = groupby(docket.proofs, key=lambda proof: proof.section)
    body = "".join(
        f"<h2>{_text(title)}</h2>" + "".join(_row(proof, shown.get(proof.field.key)) for proof in proofs)
        for title, proofs in sections
    )
    file = _text(docket.file) if docket.file else "the text of the mail"
    told = f"{wording.count(doubts, 'answer')} to look at, marked below" if doubts else "No answer is in doubt"
    return (
        '<!doctype html><html lang="en-GB"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(docket.reference)}: evidence</title><style>{_STYLE}</style>"
        f"<h1>{_text(docket.reference)}: {_text(docket.authority or 'authority not recognised')}</h1>"
        f"<p>Form {docket.number}, received at {_text(wording.instant(docket.received_at, zone))}, read from {file}. "
        f"{told}.</p>{body}</html>\n"
    )


def _row(proof: Proof, shown: Shown | None) -> str:
    kind = "row doubtful" if proof.doubtful else "row"
    return (
        f'<div class="{kind}"><div><h3>{_text(proof.field.label)}</h3><div class="value">{_value(proof.answer)}</div>'
        f"{_facts(proof)}</div><div>{_picture(proof, shown)}</div></div>"
    )


def _value(answer: ShownAnswer) -> str:
    if answer.blank:
        return '<p class="muted">(left blank)</p>'
    if answer.rows:
        head = "".join(f"<th>{_text(name)}</th>" for name in answer.columns)
        rows = "".join("<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in answer.rows)
        return f"<table><tr>{head}</tr>{rows}</table>"
    return "".join(f"<p>{_text(line)}</p>" for line in answer.paragraphs)


def _facts(proof: Proof) -> str:
    lines = [f'<p class="muted">{_text(where_read(proof))}</p>']
    if proof.source != MACHINE:
        who = "Corrected by" if proof.source == PERSON else "Corrected in a reply of"
        lines.append(f'<p class="flag">{who} {_text(proof.actor)}</p>')
    if proof.read is not None:
        lines.append(f'<div class="muted">Read from the form: {_value(proof.read)}</div>')
    lines += [f'<p class="flag">Also read: {_text(other)}</p>' for other in proof.alternatives]
    return "".join(lines)


def where_read(proof: Proof) -> str:
    """Method, page and confidence in a few words: "native, page 2, 98 % sure"."""
    parts = [proof.method or "not found"]
    if proof.page:
        parts.append(f"page {proof.page}")
    parts.append(f"{proof.confidence:.0%} sure".replace("%", " %"))
    return ", ".join(parts)


def _picture(proof: Proof, shown: Shown | None) -> str:
    if shown is None:
        return '<p class="muted">Nothing was found in the form.</p>'
    if shown.png:
        alt = f"The form where “{proof.field.label}” is answered"
        size = f'width="{shown.width}" height="{shown.height}"'
        return f'<img src="{_text(proof.field.key)}.png" alt="{_text(alt)}" loading="lazy" {size}>'
    if shown.excerpt is not None:
        around = shown.excerpt
        said = f"{_text(around.before)}<mark>{_text(around.text)}</mark>{_text(around.after)}"
        return f"<blockquote>{said}</blockquote>"
    return f'<p class="muted">{_text(shown.reason)}</p>'
