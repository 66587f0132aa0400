"""One-use codes: what a letter to staff carries so that a reply to it can be an order of that person, and of no other.

A code names nothing and needs no table to be issued: it is an expiry, a random part and a MAC over these and the grant,
so it fits the one person, action and subject it was made for. That it is used once is for the store, which keeps the
`fingerprint` of every code that was obeyed. Codes are written so that people and mail programs may mangle them: 32
characters of Crockford's base32, in groups of four.

    bits 160–133  expiry, minutes since 1970        bits 132–105  random
    bits 104–81   eight bits each of keyed digests of person, action and subject, only to say which of them is wrong
    bits 80–1     the first 80 bits of HMAC-SHA256 over all of it
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from intake.decisions.errors import TokenExpiredError, TokenMisusedError, TokenUnknownError
from intake.decisions.key_file import load_or_create

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # without i, l, o (too like 1 and 0) and u
_LOOKALIKES = str.maketrans("ilo", "110")
_LENGTH, _GROUP = 32, 4
_EXPIRY_BITS, _NONCE_BITS, _HINT_BITS, _MAC_BITS = 28, 28, 8, 80
_BOUND = ("person", "action", "subject")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)

#: Hyphens as word processors write them, and marks without width that mail programs put in or leave behind.
_DASH = r"\-" "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
#: Where a mail program broke the line: the break, the quotation marks of the next line, the space around them.
_BREAK = rf"(?:[{_INVISIBLE}]{{1,4}}|[ \t]{{0,8}}\r?\n[ \t>|]{{0,16}})?"
_CHARACTER = "[0-9A-TV-Za-tv-z]"  # every letter but u: the lookalikes are read as what they are like
_FOUR = _BREAK.join([_CHARACTER] * _GROUP)
_BETWEEN = rf"[\s>|{_INVISIBLE}]{{0,16}}"
_JOINT = rf"{_BETWEEN}[{_DASH}]{_BETWEEN}"
_CANDIDATE = re.compile(
    rf"(?<![0-9A-Za-z])(?<![0-9A-Za-z][{_DASH}]){_JOINT.join([_FOUR] * (_LENGTH // _GROUP))}(?![{_DASH}]?[0-9A-Za-z])"
)
_DECORATION = re.compile(rf"[\s<>|()\[\]\"'{_DASH}{_INVISIBLE}]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What a code allows: one person to ask for one action on one subject, until an instant.

    ``person`` is an email address, compared in lower case; ``subject`` is "DD-0004", "batch:3" or "".
    """

    person: str
    action: str
    subject: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class Located:
    """Something of the form of a code, as we write codes, and where in a text it begins and ends."""

    token: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TokenKey:
    """The secret that codes are made with. Whoever has it can make any."""

    secret: bytes = field(repr=False)

    @classmethod
    def load_or_create(cls, path: Path) -> TokenKey:
        """The key kept in ``path``, made there at the first call (32 random bytes, mode 0600).

        Raises:
            KeyFileError: others than the owner may read or write the file, or it is no key.
            OSError: the file cannot be read or made.
        """
        return cls(load_or_create(path))

    def derived(self, purpose: str) -> bytes:
        """Another secret of the same installation (32 bytes), from which nothing is learnt of this one."""
        return self._digest("derived", purpose).to_bytes(32, "big")

    def _digest(self, purpose: str, *parts: str | int) -> int:
        """HMAC-SHA256 of parts, each with its length before it so that no two lists of parts are one text."""
        texts = [str(part).encode() for part in (purpose, *parts)]
        message = b"".join(len(text).to_bytes(4, "big") + text for text in texts)
        return int.from_bytes(hmac.digest(self.secret, message, hashlib.sha256), "big")

    def hints(self, stamp: int, bound: tuple[str, ...]) -> tuple[int, ...]:
        """Eight bits for each of what a code is bound to; ``stamp`` is its expiry and random part."""
        return tuple(
            self._digest("hint", name, stamp, value) >> (256 - _HINT_BITS)
            for name, value in zip(_BOUND, bound, strict=True)
        )

    def mac(self, stamp: int, bound: tuple[str, ...]) -> int:
        """The 80 bits that make a code ours."""
        return self._digest("code", stamp, *bound) >> (256 - _MAC_BITS)


def issue(key: TokenKey, grant: Grant) -> str:
    """A new code for ``grant``. Each is another; each is good until it is used or expires (to the full minute).

    Raises:
        ValueError: ``grant.expires`` has no time zone, or is before 1970 or after 2480.
    """
    minutes = -((_EPOCH - _aware(grant.expires)) // _MINUTE)
    if not 0 <= minutes < 1 << _EXPIRY_BITS:
        raise ValueError(f"a code cannot expire in {grant.expires.year}")
    stamp = minutes << _NONCE_BITS | secrets.randbits(_NONCE_BITS)
    return _written(_whole(key, stamp, _bound(grant.person, grant.action, grant.subject)))


def check(key: TokenKey, token: str, *, person: str, action: str, subject: str, at: datetime) -> None:
    """Make sure that ``token`` allows ``person`` this action on this subject at ``at``.

    Whether it was used before is for the store, by its `fingerprint`.

    Raises:
        TokenUnknownError: it is no code of ours, or was altered.
        TokenMisusedError: it was issued for another person, action or subject.
        TokenExpiredError: its time is over; told in the zone of ``at``.
        ValueError: ``at`` has no time zone.
    """
    at, number, bound = _aware(at), _number(token), _bound(person, action, subject)
    stamp = number >> (_MAC_BITS + len(_BOUND) * _HINT_BITS)
    if not hmac.compare_digest(number.to_bytes(20, "big"), _whole(key, stamp, bound).to_bytes(20, "big")):
        raise _misfit(key, number, bound)
    expired = _EPOCH + (stamp >> _NONCE_BITS) * _MINUTE
    if at > expired:
        raise TokenExpiredError(expired.astimezone(at.tzinfo))


def fingerprint(token: str) -> str:
    """What is kept of a code that was used: SHA-256, as hex, of the code as we write it, however it came back.

    Raises:
        TokenUnknownError: it has not the form of a code.
    """
    return hashlib.sha256(_written(_number(token)).encode()).hexdigest()


def find_tokens(text: str) -> tuple[str, ...]:
    """What has the form of a code in a subject or a body, as we write codes, each once, in order.

    Finds them in capitals, with o for 0 and i or l for 1, broken over lines, quoted, and with hyphens made dashes. The
    hyphens must be there: 32 characters in a row are more often some other program's number.
    """
    return tuple(dict.fromkeys(found.token for found in locate(text)))


def locate(text: str) -> Iterator[Located]:
    """Where what `find_tokens` finds stands in ``text``."""
    for found in _CANDIDATE.finditer(text):
        yield Located(token=_written(_number(found[0])), start=found.start(), end=found.end())


def _whole(key: TokenKey, stamp: int, bound: tuple[str, ...]) -> int:
    """The 160 bits of the code with this expiry and random part."""
    number = stamp
    for hint in key.hints(stamp, bound):
        number = number << _HINT_BITS | hint
    return number << _MAC_BITS | key.mac(stamp, bound)


def _misfit(key: TokenKey, number: int, bound: tuple[str, ...]) -> TokenUnknownError | TokenMisusedError:
    """What to say of a code that is not good: with some hints right and others wrong it is ours, for something else."""
    mac = number & ((1 << _MAC_BITS) - 1)
    stamp = number >> (_MAC_BITS + len(_BOUND) * _HINT_BITS)
    carried = [number >> (_MAC_BITS + place * _HINT_BITS) & ((1 << _HINT_BITS) - 1) for place in (2, 1, 0)]
    hints = key.hints(stamp, bound)
    wrong = tuple(name for name, is_, must in zip(_BOUND, carried, hints, strict=True) if is_ != must)
    if not wrong or len(wrong) == len(_BOUND) or mac == key.mac(stamp, bound):
        return TokenUnknownError()
    return TokenMisusedError(wrong)


def _number(token: str) -> int:
    """The 160 bits that a code stands for, whatever was put between its characters."""
    text = _DECORATION.sub("", token).lower().translate(_LOOKALIKES)
    if len(text) != _LENGTH or not set(text) <= set(_ALPHABET):
        raise TokenUnknownError("The code has not the form of one of ours.")
    number = 0
    for character in text:
        number = number << 5 | _ALPHABET.index(character)
    return number


def _written(number: int) -> str:
    text = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_LENGTH - 1, -1, -1))
    return "-".join(text[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))


def _bound(person: str, action: str, subject: str) -> tuple[str, ...]:
    return person.strip().lower(), action, subject


def _aware(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant
