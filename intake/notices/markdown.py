"""Plain Markdown as an update is written in: headings, paragraphs, bulleted lists, ``**bold**`` and links.

Pure. Anything else stands as it is written; markup of HTML is shown, never obeyed. A link goes to a web or mail address
or it is no link.
"""

from __future__ import annotations

import re

from intake.letters.contexts import Block, Span

_HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_BULLET = re.compile(r"^[-*•]\s+(.*)$")
_ADDRESS = r"(?:https?://|mailto:)[^\s<>()\"']+"
_MARKED = re.compile(
    rf"\[(?P<text>[^\[\]]+)\]\((?P<url>{_ADDRESS})\)|\*\*(?P<bold>[^*]+)\*\*|<?(?P<bare>{_ADDRESS}[^\s<>()\"'.,;:!?])>?"
)


def blocks_of(text: str) -> tuple[Block, ...]:
    """The blocks of a text, in order; the lines of a paragraph, or of an item, are joined."""
    found: list[tuple[str, list[str]]] = []
    fresh = True
    for raw in text.splitlines():
        line = raw.strip()
        heading, bullet = _HEADING.match(line), _BULLET.match(line)
        if not line:
            fresh = True
        elif heading:
            found.append(("heading", [heading[1]]))
            fresh = True
        elif bullet:
            if not found or found[-1][0] != "list":
                found.append(("list", []))
            found[-1][1].append(bullet[1])
            fresh = False
        elif not fresh and found:
            found[-1][1][-1] += f" {line}"
        else:
            found.append(("paragraph", [line]))
            fresh = False
    return tuple(Block(kind=kind, lines=tuple(map(spans_of, lines))) for kind, lines in found)


def spans_of(line: str) -> tuple[Span, ...]:
    """The words of a line, those that are bold or a link apart."""
    spans, end = [], 0
    for match in _MARKED.finditer(line):
        spans.append(Span(text=line[end : match.start()]))
        if match["bold"]:
            spans.append(Span(text=match["bold"], bold=True))
        else:
            url = match["url"] or match["bare"]
            spans.append(Span(text=match["text"] or url, url=url))
        end = match.end()
    spans.append(Span(text=line[end:]))
    return tuple(span for span in spans if span.text)
