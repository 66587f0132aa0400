"""The form as HTML: tables, definition lists, headed paragraphs, bare divisions. A mail's body, or a page to print."""

from __future__ import annotations

from html import escape
from random import Random

from tests.corpus.sheet import Item, Sheet

_STYLE = (
    "body{font-family:'Liberation Sans',Arial;font-size:11pt} table{border-collapse:collapse;width:100%}"
    "td,th{border:1px solid #888;padding:4px;vertical-align:top;text-align:left} .h{font-style:italic;color:#555}"
)


def _answer(item: Item) -> str:
    if item.is_table:
        head, *rows = item.table
        top = "".join(f"<th>{escape(text)}</th>" for text in head)
        body = "".join("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row) + "</tr>" for row in rows)
        return f"<table><tr>{top}</tr>{body}</table>"
    out: list[str] = []
    bullets: list[str] = []
    for line in [*item.answer.split("\n"), ""]:
        if line.startswith("• "):
            bullets.append(f"<li>{escape(line[2:])}</li>")
            continue
        if bullets:
            out.append(f"<ul>{''.join(bullets)}</ul>")
            bullets = []
        out.append(f"<p>{escape(line)}</p>" if line else "")
    return "".join(out)


def _lines(item: Item) -> str:
    return _answer(item) if item.is_table else escape(item.answer).replace("\n", "<br>\n")


def _prompt(item: Item) -> str:
    hint = f'<br><span class="h">{escape(item.guidance)}</span>' if item.guidance else ""
    return f"<b>{escape(item.prompt)}</b>{hint}"


def _page(sheet: Sheet, body: str) -> str:
    intro = "".join(f"<p>{escape(line)}</p>" for line in sheet.intro)
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(sheet.title)}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{escape(sheet.title)}</h1>{intro}{body}</body></html>"
    )


def _sections(sheet: Sheet, before: str, item: str, after: str) -> str:
    parts = []
    for section in sheet.sections:
        help_ = f"<p>{escape(section.help)}</p>" if section.help else ""
        parts.append(f"<h2>{escape(section.title)}</h2>{help_}{before}")
        parts += [item.format(prompt=_prompt(i), answer=_answer(i), lines=_lines(i)) for i in section.items]
        parts.append(after)
    return "".join(parts)


def grid(sheet: Sheet) -> str:
    """A two-column table a section; some say in the markup that it is ruled and set from the top, some do not."""
    rng = Random(sheet.seed)
    table = rng.choice(("<table>", '<table border="1">', '<table border="1" cellpadding="4">'))
    top = rng.choice(("", ' valign="top"'))
    row = f'<tr{top}><td width="35%">{{prompt}}</td><td>{{answer}}</td></tr>'
    return _page(sheet, _sections(sheet, table, row, "</table>"))


def headed(sheet: Sheet) -> str:
    """Each question a paragraph, its answer the paragraphs after it."""
    return _page(sheet, _sections(sheet, "", "<p>{prompt}</p>{answer}", ""))


def listed(sheet: Sheet) -> str:
    """A definition list."""
    return _page(sheet, _sections(sheet, "<dl>", "<dt>{prompt}</dt><dd>{answer}</dd>", "</dl>"))


def divisions(sheet: Sheet) -> str:
    """What a mail program writes: a division a line, answers after a colon or on the next line."""
    rng = Random(sheet.seed)
    out = []
    for section in sheet.sections:
        out.append(f"<div><br></div><div><u>{escape(section.title)}</u></div>")
        for item in section.items:
            if item.is_short and not item.guidance and "\n" not in item.answer:
                colon = "" if item.prompt.endswith(("?", ":", ".")) else ":"
                space = rng.choice((" ", "&nbsp;", "&nbsp; "))
                out.append(f"<div>{escape(item.prompt)}{colon}{space}{escape(item.answer)}</div>")
            else:
                out.append(f"<div>{_prompt(item)}</div><div>{_lines(item)}</div><div><br></div>")
    return _page(sheet, "".join(out))


def outlook(sheet: Sheet) -> str:
    """A table copied from Word into Outlook: every line a paragraph of its own class, a table within a table."""

    def said(text: str, *, bold: bool = False) -> str:
        inner = f"<b><span style='font-size:11.0pt'>{escape(text)}</span></b>" if bold else escape(text)
        return f"<p class=MsoNormal>{inner}<o:p></o:p></p>"

    out = [said(sheet.title, bold=True), *map(said, sheet.intro)]
    cell = "<td width=300 valign=top style='border:solid windowtext 1.0pt;padding:0cm 5.4pt 0cm 5.4pt'>"
    for section in sheet.sections:
        out += [said("\u00a0"), said(section.title, bold=True)]
        out += [said(section.help)] if section.help else []
        out.append("<div align=center><table border=0 cellpadding=0><tr><td><table class=MsoTableGrid border=1>")
        for item in section.items:
            asked = said(item.prompt, bold=True) + (said(item.guidance) if item.guidance else "")
            answer = _answer(item) if item.is_table else "".join(map(said, (item.answer or "\u00a0").split("\n")))
            out.append(f"<tr>{cell}{asked}</td>{cell}{answer}</td></tr>")
        out.append("</table></td></tr></table></div>")
    return f"<html xmlns:o='urn:schemas-microsoft-com:office:office'><body lang=EN-GB>{''.join(out)}</body></html>"
