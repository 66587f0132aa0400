"""The text of a mail: bytes to characters, HTML to text, what was written above the quoted mail.

Which part is the chosen text is decided in `parsers.tree`; reading a form out of a text is `parsers.formats`.
"""

from __future__ import annotations

import re

import lxml.etree
import lxml.html
from mailparser_reply import EmailReplyParser

_LONGEST_REPLY = 60_000  # characters the reply parser is shown
#: Text on which the reply parser's patterns take minutes: runs of blank lines, and "On … On … On …" without a "wrote".
_BLANK_RUN = re.compile(r"\n(?:[ \t]*\n){2,}")
_ON_RUN = re.compile(r"(?:\bOn\b[^\n]{0,400}){12}")
_FROM = re.compile(r"[\s>*]*From\b", re.IGNORECASE)
_QUOTED = re.compile(r"[ \t]*>[ \t>]*")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "center", "dd", "div", "dl", "dt", "fieldset", "figure"}
    | {"footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre"}
    | {"section", "table", "tbody", "tfoot", "thead", "tr", "ul"}
)
_SILENT = frozenset(("script", "style", "head", "title", "template", "noscript"))
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
#: Names of codecs that are no charsets of mail; some are slow, some run escapes.
_NOT_CHARSETS = frozenset(("idna", "punycode", "unicode_escape", "unicode-escape", "raw_unicode_escape", "undefined"))
#: What is labelled so is, in practice, its superset (as browsers have it: WHATWG Encoding Standard, section 4.2).
_SUPERSETS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8"}


def decode_text(data: bytes, charset: str) -> tuple[str, str]:
    """``data`` as text, and what was wrong: "", "unknown-charset" or "undecodable-text"."""
    name = charset.strip().lower()
    defect = ""
    if name in _NOT_CHARSETS:
        name = "refused"
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        name = "utf-16"
    try:
        return _tidy(data.decode(_SUPERSETS.get(name, name) or "utf-8")), defect
    except LookupError:
        defect = "unknown-charset"
    except (UnicodeError, ValueError):
        defect = "undecodable-text"
    for guess in ("utf-8", "cp1252"):
        try:
            return _tidy(data.decode(guess)), defect
        except UnicodeError:
            continue
    return _tidy(data.decode("cp1252", "replace")), defect


def _tidy(text: str) -> str:
    plain = text.removeprefix("\ufeff").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return plain.encode("utf-8", "replace").decode("utf-8")


def unflow(text: str, *, delsp: bool) -> str:
    """Undo format=flowed (RFC 3676): a line that ends in a space goes on in the next line of the same quote depth."""
    lines: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        marks = len(line) - len(line.lstrip(">"))
        content = line[marks:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        shown = content[:-1] if soft and delsp else content
        if marks == open_depth and content != "-- ":
            lines[-1].append(shown)
        else:
            lines.append([">" * marks + (" " if marks else "") + shown])
        open_depth = marks if soft else -1
    return "\n".join("".join(pieces) for pieces in lines)


def html_to_text(html: str) -> str:
    """The visible text of ``html``: a line a block, cells of a row parted by tabs, quotations marked with ``>``."""
    try:
        root = lxml.html.document_fromstring(html.encode("utf-8"), parser=lxml.html.HTMLParser(encoding="utf-8"))
    except (lxml.etree.ParserError, lxml.etree.XMLSyntaxError, ValueError):
        return ""  # nothing in it but comments or white space
    writer = _Writer()
    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            writer.start(element)
        elif event == "end":
            writer.end(element)
        else:
            writer.text(element.tail)
    return writer.result()


class _Writer:
    """Collects the text of elements as they open and close."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._quotes = 0
        self._silent = 0

    def start(self, element: lxml.etree._Element) -> None:
        tag = str(element.tag).lower()
        if self._silent or tag in _SILENT or _HIDDEN.search(element.get("style") or ""):
            self._silent += 1
            return
        if tag in _BLOCKS:
            self._break()
        self._quotes += tag == "blockquote"
        if tag == "li":
            self._line = "- "
        elif tag == "br":
            self._break(always=True)
        elif tag in ("td", "th") and self._line:
            self._line += "\t"
        self.text(element.text)

    def end(self, element: lxml.etree._Element) -> None:
        tag = str(element.tag).lower()
        if self._silent:
            self._silent -= 1
        elif tag in _BLOCKS:
            self._break()
            self._quotes -= tag == "blockquote"
            if tag in ("p", "table", "ul", "ol"):
                self._lines.append("")
        self.text(element.tail)

    def text(self, text: str | None) -> None:
        if text and not self._silent:
            evened = _SPACE.sub(" ", text)
            self._line += evened.lstrip(" ") if not self._line or self._line.endswith((" ", "\t")) else evened

    def _break(self, *, always: bool = False) -> None:
        if always or self._line.strip():
            self._lines.append(("> " * self._quotes + self._line).rstrip())
        self._line = ""

    def result(self) -> str:
        self._break()
        text = "\n".join(self._lines).replace("\xa0", " ")
        return re.sub(r"\n{3,}", "\n\n", text).strip()


def reply_text(body: str) -> str:
    """What the writer wrote above the quoted mail; all of ``body`` when nothing is quoted, "" when all of it is."""
    shown = _shown(body)
    if _ON_RUN.search(shown):
        return shown
    replies = EmailReplyParser(languages=["en"]).read(shown).replies
    if not replies or replies[0].headers:
        return ""
    kept = [line for line in replies[0].content.split("\n") if not line.startswith(">")]
    return "\n".join(kept).strip()


def with_first_quoted(body: str, writer: str) -> str:
    """The writer's own words with the mail that they answer; "" where that is not seen or is ``writer``'s own mail.

    ``writer`` is an address. What the quoted mail quotes in turn is left out.
    """
    shown = _shown(body)
    replies = [] if _ON_RUN.search(shown) else EmailReplyParser(languages=["en"]).read(shown).replies
    at = next((number for number, reply in enumerate(replies) if reply.headers), len(replies))
    if at == len(replies) or not writer or writer.casefold() in _author(replies[at].headers).casefold():
        return ""
    return "\n".join(reply.content for reply in replies[: at + 1]).strip()


def _author(headers: str) -> str:
    """The line of a quoted mail's headers that names its author; all of them where there is but "On … wrote"."""
    return next((line for line in headers.split("\n") if _FROM.match(line)), headers)


def _shown(body: str) -> str:
    """So much of a body as the reply parser can be shown."""
    return _BLANK_RUN.sub("\n\n", body.strip()[: 4 * _LONGEST_REPLY])[:_LONGEST_REPLY]


def between(body: str) -> list[tuple[str, str]]:
    """What a reply says point by point: each quoted line with the writer's own words between it and the next quoted."""
    pairs: list[tuple[str, str]] = []
    quoted, own = "", list[str]()
    for line in body.split("\n"):
        marks = _QUOTED.match(line)
        if marks is None:
            own.append(line)
        elif line[marks.end() :].strip():
            words = "\n".join(own).strip()
            if quoted and words:
                pairs.append((quoted, words))
            quoted, own = line[marks.end() :].strip(), []
    return pairs
