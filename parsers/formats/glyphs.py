"""Characters that mean something other than they look: ticks, invisible marks, symbol fonts.

Every reader passes its text through `clean`, so that the matcher meets one kind of space and one pair of tick boxes.
What a value means (is ``☒ Yes ☐ No`` a yes?) is not decided here but in the typing of answers.
"""

from __future__ import annotations

import re

from parsers.document import TICKED, UNTICKED

_TICKED_GLYPHS = "☑☒✓✔✅✗✘✕✖🗸🗹🗷🗵🗴◉⦿\U0001f5f8\U0001f518"
_UNTICKED_GLYPHS = "☐□▢◻◽⬜❏❐❑❒⃞"
_INVISIBLE = "\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0e\ufe0f"
_SPACES = "\u00a0\u202f\u2007\u2009\u200a\u2008\u2005\u2006\u3000"

_CLEAN: dict[int, str] = {
    **{ord(glyph): TICKED for glyph in _TICKED_GLYPHS},
    **{ord(glyph): UNTICKED for glyph in _UNTICKED_GLYPHS},
    **{ord(mark): "" for mark in _INVISIBLE},
    **{ord(space): " " for space in _SPACES},
    **{code: "" for code in range(32) if chr(code) not in "\t\n"},
    **dict.fromkeys(range(127, 160), ""),
    **dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
}

#: Looked for first: most text has nothing to clean, and translating costs twenty times as much as looking.
_UNCLEAN = re.compile("[" + "".join(re.escape(chr(code)) for code in _CLEAN) + "]")

_TYPED_TICKED = re.compile(r"\[ ?[xX√☒] ?\]|\( ?[xX☒] ?\)(?!\w)|[\[(]☒[\])]")
_TYPED_UNTICKED = re.compile(r"\[[ _]{0,4}\]|\( {1,4}\)|[\[(] ?☐ ?[\])]")

#: Codes of symbol fonts (low byte; the private use area maps them to U+F0xx) that draw a ticked or an empty box.
_SYMBOL_FONTS: dict[str, tuple[frozenset[int], frozenset[int]]] = {
    "wingdings2": (frozenset({0x4F, 0x50, 0x51, 0x52, 0x53, 0x54, 0x56}), frozenset({0x2A, 0x30, 0x35, 0xA3})),
    "wingdings": (frozenset({0x78, 0xFB, 0xFC, 0xFD, 0xFE}), frozenset({0x6F, 0x70, 0x71, 0x72, 0xA8})),
    "webdings": (frozenset({0x61, 0x72}), frozenset({0x63})),
    "zapfdingbats": (frozenset(range(0x33, 0x39)), frozenset(range(0x6F, 0x73))),
    "dingbats": (frozenset(range(0x33, 0x39)), frozenset(range(0x6F, 0x73))),
}

#: Characters that begin a list item when they stand alone at the start of a line.
BULLETS = frozenset("•▪◦●■‣⁃∙·➢➤\uf0b7\uf0a7\uf0d8\uf076\uf0fc")


def clean(text: str) -> str:
    """The text with tick glyphs as `TICKED` or `UNTICKED`, plain spaces, ligatures spelt out, invisible marks gone.

    Tabs, line feeds and en spaces stay (Word fills an empty form field with five en spaces).
    """
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_CLEAN) if _UNCLEAN.search(text) else text


def ticks(text: str) -> str:
    """The text with typed tick boxes (``[x]``, ``[ ]``, ``(x)``) as `TICKED` or `UNTICKED`."""
    if "[" not in text and "(" not in text:
        return text
    return _TYPED_UNTICKED.sub(UNTICKED, _TYPED_TICKED.sub(TICKED, text))


def is_tick(text: str) -> bool:
    """Whether a word is a tick box."""
    return text in (TICKED, UNTICKED)


def is_symbol_font(font: str) -> bool:
    """Whether the font draws pictures for letters."""
    return _symbol_font(font) is not None


def symbol(code: int, font: str) -> str | None:
    """The tick box which a symbol font draws for a character code, or None where it draws none."""
    sets = _symbol_font(font)
    if sets is None:
        return None
    low = code & 0xFF if 0xF000 <= code <= 0xF0FF else code
    ticked, unticked = sets
    return TICKED if low in ticked else UNTICKED if low in unticked else None


def _symbol_font(font: str) -> tuple[frozenset[int], frozenset[int]] | None:
    plain = font.lower().replace(" ", "").replace("-", "")
    return next((sets for name, sets in _SYMBOL_FONTS.items() if name in plain), None)
