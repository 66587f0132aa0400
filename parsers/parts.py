"""One MIME part as the standard library parsed it: its bytes, name, charset and parameters, whatever state they are in.

The walk over the parts is `parsers.leaves`.
"""

from __future__ import annotations

import io
from email.errors import MessageError
from email.generator import BytesGenerator
from email.message import Message
from email.utils import collapse_rfc2231_value

from parsers.encoded_runs import put_back
from parsers.errors import OverLimitError
from parsers.headers import decode
from parsers.names import clean

_LONGEST_PARAMETER = 500
#: What the standard library raises on parameters and payloads that are not as RFC 2045 and RFC 2231 have them.
_MALFORMED = (MessageError, LookupError, ValueError, TypeError, AttributeError)


def content(part: Message) -> bytes:
    """The bytes of a part without parts, its transfer encoding undone as far as it can be."""
    try:
        payload = part.get_payload(decode=True)
    except _MALFORMED:
        payload = None
    if isinstance(payload, bytes):
        return payload
    inner = part.get_payload()
    if isinstance(inner, list):  # kinds of message/* are parsed as messages; as a leaf they are text again
        return b"\n".join(flattened(item) for item in inner if isinstance(item, Message))
    return str(inner).encode("utf-8", "surrogateescape")


def flattened(message: Message) -> bytes:
    """A parsed message as bytes again; its header as it came, its body byte for byte.

    Raises:
        OverLimitError: it is nested more deeply than Python can follow.
    """
    stream = io.BytesIO()
    put_back(message)
    try:
        BytesGenerator(stream, mangle_from_=False, maxheaderlen=0).flatten(message)
    except RecursionError:
        raise OverLimitError("mails forwarded inside each other") from None
    except _MALFORMED:  # a header the generator cannot write: the lines are put together by hand
        head = "".join(f"{name}: {value}\n" for name, value in message.raw_items())
        payload = message.get_payload()
        return (head + "\n" + (payload if isinstance(payload, str) else "")).encode("utf-8", "surrogateescape")
    return stream.getvalue()


def file_name(part: Message) -> str:
    """The name the part gives itself, decoded (RFC 2231, RFC 2047), or ""; not yet safe to show."""
    try:
        name = part.get_filename()
    except _MALFORMED:
        name = str(part.get("content-disposition", "")).partition("filename")[2].lstrip('*=" ').partition('"')[0]
    return decode(name) if name else ""


def charset(part: Message) -> str:
    """The charset the part declares for its text, or ""."""
    try:
        return clean(part.get_content_charset() or "")
    except _MALFORMED:
        return "unreadable"


def parameter(part: Message, name: str) -> str:
    """One parameter of the part's Content-Type in lower case, or ""."""
    try:
        value = part.get_param(name, "")
        return clean(collapse_rfc2231_value(value)).strip().lower()[:_LONGEST_PARAMETER]
    except _MALFORMED:
        return ""


def parameters(part: Message) -> tuple[tuple[str, str], ...]:
    """Every parameter of the part's Content-Type, in order."""
    try:
        found = part.get_params([], unquote=True)
        pairs = [(clean(name).lower(), clean(collapse_rfc2231_value(value))) for name, value in found[1:]]
    except _MALFORMED:
        return ()
    return tuple((name, value[:_LONGEST_PARAMETER]) for name, value in pairs)
