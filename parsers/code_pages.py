"""Windows code pages by number, as RTF, Outlook's messages and TNEF name the charset of their bytes."""

from __future__ import annotations

import codecs

_OTHERWISE = {65001: "utf-8", 10000: "mac_roman"}


def codec_of_page(page: int | None) -> str:
    """The codec of a code page; Windows-1252 where there is none."""
    name = _OTHERWISE.get(page or 0, f"cp{page}")
    try:
        codecs.lookup(name)  # nothing decoded, as a trial, would not even be looked up
    except LookupError:
        return "cp1252"
    return name
