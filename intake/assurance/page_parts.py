"""The pieces that pages of assurance are made of: a document, tables, paragraphs. All text that comes in is escaped.

Nothing on a page is fetched from anywhere, and everything can be printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape

from intake.letters.rendering import clean
from intake.round.programme import Programme

_STYLE = """
:root{--ink:#1a1a1a;--soft:#55606a;--line:#c8ced3;--main:#005a52}
body{font:15px/1.45 system-ui,"Segoe UI",sans-serif;color:var(--ink);margin:0 auto;max-width:70rem;padding:1.5rem}
h1{margin:0 0 .3rem;font-size:1.7rem}h2{border-bottom:3px solid var(--main);margin:2.2rem 0 .6rem;padding-bottom:.2rem;
break-after:avoid}h3{font-size:1rem;margin:1.2rem 0 .2rem;break-after:avoid}p{margin:.2rem 0}
.soft{color:var(--soft);font-size:.88rem}.note{background:#fff6e0;border-left:4px solid #c77700;padding:.4rem .7rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
td,th{border-bottom:1px solid var(--line);padding:.3rem .6rem .3rem 0;text-align:left;vertical-align:top;
overflow-wrap:anywhere}th{border-bottom:2px solid var(--ink);white-space:nowrap}tr{break-inside:avoid}
td.when{white-space:nowrap;width:10.5rem;font-variant-numeric:tabular-nums}td.short{white-space:nowrap}td.question{width:34%}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.4rem 0}dt{color:var(--soft)}dd{margin:0}
ins{background:#e3f3ea;text-decoration:none}del{color:var(--soft)}a{color:var(--main)}
@media print{body{padding:0;max-width:none;font-size:10pt}a{color:inherit;text-decoration:none}
table{font-size:9pt}@page{margin:16mm}}
"""


def document(title: str, body: str) -> bytes:
    """A whole page in UTF-8; ``body`` is HTML."""
    return (
        '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_escaped(title)}</title><style>{_STYLE}</style></head><body>{body}</body></html>\n"
    ).encode()


def text(value: object) -> str:
    """Text as HTML, line breaks kept."""
    return _escaped(str(value)).replace("\n", "<br>")


def _escaped(words: str) -> str:
    """Text as HTML, without characters that control it or turn its order."""
    return escape(str(clean(words)))


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, empty: str, classes: Sequence[str] = ()) -> str:
    """A table of cells that are HTML already; ``classes`` are the columns'. ``empty`` is said where it has no rows."""
    lines = []
    for row in rows:
        kinds = (*classes, *("" for _ in row))
        cells = (f'<td class="{kind}">{cell}</td>' for kind, cell in zip(kinds, row, strict=False))
        lines.append(f"<tr>{''.join(cells)}</tr>")
    if not lines:
        return f'<p class="soft">{escape(empty)}</p>'
    head = "".join(f"<th>{escape(name)}</th>" for name in headings)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """Names and values (HTML) under each other; those without a value are left out."""
    lines = (f"<dt>{escape(name)}</dt><dd>{value}</dd>" for name, value in pairs if value)
    return f"<dl>{''.join(lines)}</dl>"


def link(name: str | None, label: str) -> str:
    """A link to another file beside the page; ``label`` is text."""
    return f'<a href="{escape(name)}">{_escaped(label)}</a>' if name else _escaped(label)


def when(at: datetime, programme: Programme) -> str:
    """An instant on the programme's clocks, to the second."""
    return f"{at.astimezone(programme.zone):%d %b %Y %H:%M:%S}"
