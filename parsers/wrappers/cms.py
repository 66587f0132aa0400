"""Takes the content out of S/MIME messages that hold it inside the signature (RFC 8551, application/pkcs7-mime).

Only the way to the content is read (RFC 5652 sections 3 and 5): ContentInfo › SignedData › encapContentInfo › OCTET
STRING. The signature is not verified; nothing in the service rests on it.
"""

from __future__ import annotations

from parsers.errors import DamagedDocumentError, EncryptedDocumentError

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = (bytes.fromhex("2a864886f70d010703"), bytes.fromhex("2a864886f70d0109100117"))  # and authEnveloped
_OCTET_STRING, _OID, _SEQUENCE, _CONSTRUCTED = 0x04, 0x06, 0x30, 0x20
_CONTEXT_0 = 0xA0
_DEEPEST = 20

Element = tuple[int, int, int, int]  # tag, start of content, end of content, end of element


def signed_content(data: bytes) -> bytes:
    """The MIME entity inside an opaque-signed message, in BER or DER.

    Raises:
        EncryptedDocumentError: it is enveloped (encrypted) instead.
        DamagedDocumentError: it is neither, or not readable.
    """
    try:
        outer = _element(data, 0, len(data))
        kind, content = _children(data, outer)[:2]
        oid = data[kind[1] : kind[2]]
        if oid in _ENVELOPED:
            raise EncryptedDocumentError("S/MIME")
        if outer[0] != _SEQUENCE or kind[0] != _OID or oid != _SIGNED_DATA:
            raise DamagedDocumentError("an S/MIME message without signed content")
        signed = _children(data, _children(data, content)[0])
        encapsulated = next(item for item in signed if item[0] == _SEQUENCE)
        explicit = next(item for item in _children(data, encapsulated) if item[0] == _CONTEXT_0)
        return b"".join(_octets(data, item) for item in _children(data, explicit))
    except (IndexError, ValueError, StopIteration) as error:
        raise DamagedDocumentError("the S/MIME structure cannot be followed") from error


def _element(data: bytes, start: int, end: int, depth: int = 0) -> Element:
    """The element that begins at ``start`` (X.690 section 8.1); indefinite lengths are followed to their end mark."""
    if depth > _DEEPEST or start + 2 > end:
        raise ValueError
    tag, length, content = data[start], data[start + 1], start + 2
    if tag & 0x1F == 0x1F:
        raise ValueError  # tags of many bytes do not occur on the way to the content
    if length == 0x80:
        position = content
        while data[position : position + 2] != b"\x00\x00":
            position = _element(data, position, end, depth + 1)[3]
        return tag, content, position, position + 2
    if length > 0x80:
        count = length & 0x7F
        length = int.from_bytes(data[content : content + count], "big")
        content += count
    if content + length > end:
        raise ValueError
    return tag, content, content + length, content + length


def _children(data: bytes, parent: Element) -> list[Element]:
    found: list[Element] = []
    position = parent[1]
    while position < parent[2]:
        found.append(_element(data, position, parent[2]))
        position = found[-1][3]
    return found


def _octets(data: bytes, element: Element, depth: int = 0) -> bytes:
    """An OCTET STRING's bytes; a constructed one is the concatenation of those in it."""
    if element[0] & ~_CONSTRUCTED != _OCTET_STRING or depth > _DEEPEST:
        raise ValueError
    if not element[0] & _CONSTRUCTED:
        return data[element[1] : element[2]]
    return b"".join(_octets(data, item, depth + 1) for item in _children(data, element))
