"""Text from strangers made safe to show and to keep: names of files, values of headers, bodies.

A name made here is only ever shown; nothing is stored under it.
"""

from __future__ import annotations

import re
import unicodedata

_LONGEST_NAME = 150
_SURROGATE = re.compile("[\ud800-\udfff]")
_SEPARATORS = re.compile(r"[/\\]")
_EXTENSIONS = {
    "application/pdf": ".pdf",
    "application/zip": ".zip",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/rtf": ".rtf",
    "application/ms-tnef": ".dat",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/gif": ".gif",
    "image/tiff": ".tif",
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "message/rfc822": ".eml",
}


def clean(text: str) -> str:
    """``text`` as valid Unicode without NUL; bytes that came through undecoded are read as UTF-8, else Windows-1252."""
    if not text.isascii() and _SURROGATE.search(text):
        raw = text.encode("utf-8", "surrogateescape" if _only_escapes(text) else "replace")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("cp1252", "replace")
    return text.replace("\x00", "")


def _only_escapes(text: str) -> bool:
    """Whether every surrogate stands for a byte (PEP 383), so that the bytes can be had back."""
    return all("\udc80" <= character <= "\udcff" for character in text if "\ud800" <= character <= "\udfff")


def safe_name(name: str, *, type_: str = "") -> str:
    """``name`` to show to a person: its last path component without control, format and bidirectional characters.

    At most 150 characters, its extension kept. A name with nothing left in it becomes "unnamed" with the extension of
    ``type_``.
    """
    last = _SEPARATORS.split(clean(name))[-1]
    kept = "".join(character for character in last if unicodedata.category(character)[0] != "C")
    evened = " ".join(kept.split()).strip(". ") if set(kept) <= set(". ") else " ".join(kept.split())
    if not evened:
        return "unnamed" + _EXTENSIONS.get(type_, "")
    if len(evened) <= _LONGEST_NAME:
        return evened
    stem, dot, extension = evened.rpartition(".")
    if not dot or len(extension) > 10:
        return evened[: _LONGEST_NAME - 1] + "…"
    return stem[: _LONGEST_NAME - 2 - len(extension)] + "…." + extension
