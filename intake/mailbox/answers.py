"""What is in a server's answers to SEARCH and FETCH: only what was asked for, and only what is possible.

Pure: from what imaplib kept of the lines to values. A server may answer about mail nobody asked for, twice about the
same, without saying about which, with numbers no mail can have. imapclient's own reading would take a sequence number
for a UID there. Sections named are of RFC 3501.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from imapclient.datetime_util import parse_to_datetime
from imapclient.exceptions import ProtocolError
from imapclient.response_parser import parse_response

from intake.mailbox.faults import MisbehavedError

#: More mails than this are in no folder that is read here.
MOST_UIDS = 1_000_000

#: Items that may change between two answers about the same mail.
_CHANGING = frozenset({b"FLAGS", b"MODSEQ", b"SEQ"})


def is_uid(value: object) -> bool:
    """Whether a mail can have this UID: a non-zero number of 32 bits (2.3.1.1)."""
    return isinstance(value, int) and 0 < value < 2**32


def uids_in(lines: Sequence[object]) -> list[int]:
    """The UIDs in answers to SEARCH (7.2.5), which may come in several lines.

    Raises:
        MisbehavedError: there are more than `MOST_UIDS`.
    """
    found: list[int] = []
    for line in lines:
        if not isinstance(line, bytes):
            continue
        if len(found) + line.count(b" ") >= MOST_UIDS:
            raise MisbehavedError(f"it lists more than {MOST_UIDS} mails")
        found.extend(uid for word in line.split() if word.isdigit() and len(word) <= 10 and is_uid(uid := int(word)))
    return found


def mails_in(pieces: Sequence[Any], wanted: Collection[int]) -> dict[int, Mapping[bytes, Any]]:
    """The items in answers to FETCH (7.4.2) by UID, for the ``wanted`` UIDs; names of items in capitals.

    Raises:
        ProtocolError: an answer cannot be understood, or two of them contradict each other.
    """
    if not pieces or pieces == [None]:
        return {}
    try:
        atoms = parse_response(list(pieces))
    except RecursionError:
        raise ProtocolError("lists within lists without end") from None
    found: dict[int, Mapping[bytes, Any]] = {}
    if len(atoms) % 2:
        raise ProtocolError("uneven number of answers")
    for number, content in zip(atoms[::2], atoms[1::2], strict=True):
        items = _items(number, content)
        uid = items.get(b"UID")
        if not isinstance(uid, int) or uid not in wanted:  # nobody asked, or nobody can tell about which mail it is
            continue
        before = found.get(uid, {})
        if any(before[key] != items[key] for key in before.keys() & items.keys() - _CHANGING):
            raise ProtocolError(f"two different answers about UID {uid}")
        found[uid] = {**before, **items}
    return found


def _items(number: object, content: object) -> dict[bytes, Any]:
    if not isinstance(number, int) or not isinstance(content, tuple) or len(content) % 2:
        raise ProtocolError("an answer that is no list of items and values")
    names = content[::2]
    if not all(isinstance(name, bytes) for name in names):
        raise ProtocolError("an item without a name")
    items = {name.upper(): value for name, value in zip(names, content[1::2], strict=True)}
    size = items.get(b"RFC822.SIZE", 0)
    if not (isinstance(size, int) and 0 <= size < 2**63):  # RFC 9051 4.2
        raise ProtocolError("a size that is no number")
    return items


def instant_in(items: Mapping[bytes, Any]) -> datetime | None:
    """INTERNALDATE in UTC; None where there is none that can be read."""
    value = items.get(b"INTERNALDATE")
    if not isinstance(value, bytes):
        return None
    try:
        instant: datetime = parse_to_datetime(value, normalise=False)
        return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)
    except (ValueError, OverflowError, TypeError):
        return None
