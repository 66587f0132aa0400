"""Turn a kind of letter and its context into subject, text and HTML: Jinja templates of the pack, then of the base.

A pack overrides a template of ``templates/base`` by its name, and may extend the one it overrides as
``{% extends "base/<name>" %}``. The subject is a block of the text template. HTML is escaped; control and bidirectional
characters are taken out of everything that a template prints; styles are put on the elements, for mail programs that
ignore style sheets. Making a mail of it is `intake.letters.mime`'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    select_autoescape,
)
from markupsafe import Markup

import templates
from intake import wording
from intake.letters import figures
from intake.letters.errors import LetterError
from intake.letters.layout import wrap
from intake.round.programme import Programme

BASE = Path(templates.__file__).parent / "base"

#: Control characters but tab and line feed (C0, DEL, C1, line and paragraph separators), lone surrogates, and the
#: characters that reorder text (UAX 9): in a letter they can only mislead.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)

#: Stands after the subject in a text template's output. No printed value can hold it: `clean` takes it out.
_END_OF_SUBJECT = Markup("\x1e")

_INLINER = css_inline.CSSInliner(load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A letter in words: its subject on one line, the plain text (LF, wrapped) and the HTML document."""

    subject: str
    text: str
    html: str


def render(name: str, variables: Mapping[str, Any], *, programme: Programme) -> Rendered:
    """The letter that the templates ``<name>.txt.j2`` and ``<name>.html.j2`` make of the variables.

    Raises:
        LetterError: a template is missing, or asks for something the context does not have.
    """
    environment = _environment(programme.folders, programme.zone)
    try:
        written = environment.get_template(f"{name}.txt.j2").render(variables)
        subject, end, text = written.partition(_END_OF_SUBJECT)
        html = environment.get_template(f"{name}.html.j2").render(variables, subject=subject)
    except TemplateNotFound as fault:
        raise LetterError(f"no template {fault.name} in the programme's folders or {BASE}") from fault
    except TemplateError as fault:
        raise LetterError(f"the template of the letter {name!r} cannot be used: {fault}") from fault
    if not end:
        raise LetterError(f"{name}.txt.j2 gives no subject: it must extend letter.txt.j2 and fill its block `subject`")
    return Rendered(subject=" ".join(subject.split()), text=wrap(text), html=_INLINER.inline(html))


def clean(value: Any) -> Any:
    """A printed value without characters that control or reorder text; line ends become LF."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return value


@lru_cache(maxsize=16)
def _environment(folders: tuple[Path, ...], zone: ZoneInfo) -> Environment:
    """The templates of one programme, compiled once and kept; a changed template needs a restart."""
    base = FileSystemLoader(BASE)
    environment = Environment(
        loader=ChoiceLoader([*(FileSystemLoader(folder) for folder in folders), PrefixLoader({"base": base}), base]),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        finalize=clean,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals["end_of_subject"] = _END_OF_SUBJECT
    environment.filters.update(
        instant=partial(wording.instant, zone=zone),
        clock=partial(wording.clock, zone=zone),
        short_instant=partial(figures.short_instant, zone=zone),
        day=wording.day,
        size=wording.size,
        count=wording.count,
        number=wording.number,
        echo=figures.echo,
        fingerprint=figures.fingerprint,
    )
    return environment
