"""What a letter says itself, apart from what is attached: its text as documents that may be the form, and corrections.

Of a reply only its own words count. What it quotes may be our own receipt, which reads every answer back and would pass
for a form. But where a reply answers point by point, the questions are in what it quotes, and its words between them
are the answers; and a form may be filled in where it is quoted, in a mail that is neither ours nor the writer's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from parsers.bodies import between, with_first_quoted
from parsers.document import Block, Document, Line
from parsers.extraction import Said
from parsers.form import FormDefinition
from parsers.formats import read_html, read_text
from parsers.headers import OUR_MESSAGE_IDS
from parsers.replies import said_answers
from parsers.tree import MailTree

_LEAST_TEXT = 80  # characters; no form fits into less
_RE = re.compile(r"\s*(?:re|aw|antw|sv|ateb|r[ée]p?)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)
#: As our letters have it in their subjects: "We have your form (DD-0001)".
_REFERENCE = re.compile(r"\b[A-Z][A-Z0-9-]*-\d{4,9}\b")
#: The share of a form's questions that a reply must answer point by point to be the form; less corrects one.
_ANSWERED = 0.5


def renderings(tree: MailTree, form: FormDefinition) -> Iterator[Callable[[], Document]]:
    """How to read the letter's own text: as HTML, whose tables keep what a text of them loses, and as plain text."""
    if _is_automatic(tree):
        return
    is_reply = _is_reply(tree)
    by_point = is_reply and len(between(tree.text)) >= _ANSWERED * len(form.fields)
    text = tree.mail.reply_text if is_reply and not by_point else tree.text
    if len(tree.html) >= _LEAST_TEXT and not by_point:
        yield lambda: own_part(read_html(tree.html), text) if is_reply else read_html(tree.html)
    if len(text.strip()) >= _LEAST_TEXT:
        yield lambda: read_text(text)
    if is_reply and not by_point and not _answers_us(tree):
        yield from _filled_in(tree)


def _filled_in(tree: MailTree) -> Iterator[Callable[[], Document]]:
    """The renderings of a reply with the mail that it quotes, in which the form may have been filled in."""
    writer = tree.mail.from_.address if tree.mail.from_ else ""
    text = with_first_quoted(tree.text, writer)
    if len(text) >= _LEAST_TEXT:
        if len(tree.html) >= _LEAST_TEXT:
            yield lambda: own_part(read_html(tree.html), text)
        yield lambda: read_text(text)


def _is_reply(tree: MailTree) -> bool:
    """Whether a mail answers another: by its thread, or by its subject where the mail program tells no thread."""
    return bool(tree.mail.in_reply_to or tree.mail.references or _RE.match(tree.mail.subject))


def _answers_us(tree: MailTree) -> bool:
    """Whether a mail is in a thread with a letter of this service: by our Message-IDs, or by a reference in its subject
    where a provider gave the letter another Message-ID."""
    thread = (*tree.mail.in_reply_to, *tree.mail.references)
    return any(item.startswith(OUR_MESSAGE_IDS) for item in thread) or bool(_REFERENCE.search(tree.mail.subject))


def said_in(tree: MailTree, form: FormDefinition) -> tuple[Said, ...]:
    """What a letter without a form says in its own words in answer to questions of the form."""
    if tree.mail.report or _is_automatic(tree):
        return ()
    by_point = [f"{quoted.partition(':')[0]}: {words}" for quoted, words in between(tree.text)]
    return said_answers("\n".join((*by_point, tree.mail.reply_text)), form)


def own_part(document: Document, said: str) -> Document:
    """The document up to the first block that is not in ``said``, the writer's own words as plain text.

    Told by the words, as no two mail programs mark alike where the mail begins that they quote.
    """
    wanted = _letters(said)
    for number, block in enumerate(document.blocks):
        if any(_letters(text) not in wanted for text in _texts(block)):
            return replace(document, blocks=document.blocks[:number])
    return document


def _is_automatic(tree: MailTree) -> bool:
    return tree.mail.header("auto-submitted") not in (None, "no")


def _texts(block: Block) -> list[str]:
    return [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]


def _letters(text: str) -> str:
    """What a text says, without the space, bullets and marks in which two renderings of it differ."""
    return "".join(char for char in text.casefold() if char.isalnum())
