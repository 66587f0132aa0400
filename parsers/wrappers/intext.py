"""Files written into the text of a mail: uuencode, as old programs and gateways still send, and PGP's armour."""

from __future__ import annotations

import binascii
import re

from parsers.mail import Outcome
from parsers.wrappers.budget import Inner

_UUENCODED = re.compile(r"(?m)^begin [0-7]{3,4} ([^\n]{1,255})\n((?:[\x20-\x60]{1,90}\n){1,2000000})end[ \t]*$")
_ARMOUR_BEGIN, _ARMOUR_END = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"


def take_files(text: str) -> tuple[str, list[Inner]]:
    """``text`` without the files written into it, and those files."""
    files: list[Inner] = []
    if "begin " in text:
        text = _UUENCODED.sub(lambda found: _uuencoded(found, files), text)
    begin = text.find(_ARMOUR_BEGIN)
    end = text.rfind(_ARMOUR_END)
    if 0 <= begin < end:
        files.append(_armoured(text[begin : end + len(_ARMOUR_END)]))
        text = text[:begin] + text[end + len(_ARMOUR_END) :]
    return text, files


def _uuencoded(found: re.Match[str], files: list[Inner]) -> str:
    chunks: list[bytes] = []
    for line in found[2].splitlines():
        try:
            chunks.append(binascii.a2b_uu(line.encode("ascii")))
        except binascii.Error:
            # Some encoders leave rubbish at the end of a line: only as many characters count as its length needs.
            needed = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
            try:
                chunks.append(binascii.a2b_uu(line[: needed + 1].encode("ascii")))
            except binascii.Error:
                return found[0]
    files.append(Inner(name=found[1].strip(), data=b"".join(chunks)))
    return ""


def _armoured(block: str) -> Inner:
    reason = "Part of the text is encrypted with PGP."
    return Inner(name="encrypted message.asc", data=block.encode(), outcome=Outcome.ENCRYPTED, reason=reason)
