"""Changes to a zip and to the XML in it: members, names, sizes, nesting; elements, attributes, references, entities."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from random import Random

from parsers.errors import ZIP_FAULTS
from tests.fuzz.mutators.raw import BYTES, number, span
from tests.fuzz.mutators.raw import mutate as mutate_bytes

Members = list[tuple[str, bytes]]

_TAG = re.compile(rb"<(/?)([A-Za-z][\w:.-]*)([^<>]*?)(/?)>")
_ATTRIBUTE = re.compile(rb'([\w:.-]+)="([^"<>]*)"')
_NAMES = (
    "../../etc/x",
    "/x",
    "a\x00b",
    "x" * 300,
    "",
    "con",
    "\u202efdp.exe",
    "word\\document.xml",
    "word/",
    "é",
    "a//b",
)
_TEXTS = (*BYTES, b"&x;", b"&#0;", b"&#xD800;", b"&#x110000;", b"<![CDATA[x", b"<!--", b"]]>", b"<?x?>", b"a" * 5_000)
_DTD = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]>'


def mutate(data: bytes, random: Random) -> bytes:
    """One change; of what is no zip any more, some bytes."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members: Members = [(item.filename, archive.read(item)) for item in archive.infolist()]
    except ZIP_FAULTS:
        return mutate_bytes(data, random)
    if not members:
        return data
    share = random.random()
    if share < 0.7:
        documents = [index for index, (name, _) in enumerate(members) if name.endswith((".xml", ".rels"))]
        index = random.choice(documents or range(len(members)))
        members[index] = (members[index][0], _xml(members[index][1], random))
    elif share < 0.9:
        members = _members(members, random)
    else:
        return _directory(_zipped(members, random), random)
    return _zipped(members, random)


def _zipped(members: Members, random: Random) -> bytes:
    packed = io.BytesIO()
    how = zipfile.ZIP_DEFLATED if random.random() < 0.9 else random.choice((zipfile.ZIP_STORED, zipfile.ZIP_LZMA))
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", how) as archive:
        warnings.simplefilter("ignore")  # names that are there twice
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name), content, how)
    return packed.getvalue()


def _members(members: Members, random: Random) -> Members:
    """A member gone, twice, renamed, empty, inside a zip of its own, or in another's place."""
    index, other = random.randrange(len(members)), random.randrange(len(members))
    name, content = members[index]
    rest = members[:index] + members[index + 1 :]
    changes: tuple[Members, ...] = (
        rest,
        [*members, (name, members[other][1])],
        [*rest, (random.choice(_NAMES), content)],
        [*rest, (name, b"")],
        [*rest, (name, members[other][1])],
        [*members, ("inner.zip", _zipped(members, random))],
        [*members, *((f"{number}.txt", b"x") for number in range(random.choice((5, 600))))],
        [*rest, (name.swapcase(), content)],
        [*rest, (name, content + b"\x00" * random.choice((1, 100_000, 4_000_000)))],
        list(reversed(members)),
    )
    return random.choice(changes)


def _directory(packed: bytes, random: Random) -> bytes:
    """Sizes, checksums, flags and methods that are not so, in the headers and the directory (APPNOTE 4.3)."""
    starts = [hit.start() for hit in re.finditer(rb"PK\x01\x02|PK\x03\x04|PK\x05\x06", packed)]
    if not starts:
        return packed
    at = random.choice(starts) + random.randrange(4, 46)
    odd = random.choice((b"\x00\x00\x00\x00", b"\xff\xff\xff\xff", b"\x01\x00", b"\x09\x00", b"\x63\x00", b"\xff\x7f"))
    changes = (packed[:at] + odd + packed[at + len(odd) :], packed[: starts[-1]], b"MZ" + packed, packed + packed)
    return random.choice(changes)


def _xml(text: bytes, random: Random) -> bytes:
    """One change of a document, cheap also where it is large."""
    tags = list(_TAG.finditer(text[:2_000_000]))
    if not tags:
        return mutate_bytes(text, random)
    tag, other = random.choice(tags), random.choice(tags)
    changed: bytes = random.choice(_XML)(text, tag, other, random)
    return changed


def _nested(text: bytes, tag: re.Match[bytes], other: re.Match[bytes], random: Random) -> bytes:
    many = random.choice((2, 20, 300, 5_000))
    opening, closing = b"<" + tag[2] + tag[3] + b">", b"</" + tag[2] + b">"
    return text[: tag.start()] + opening * many + closing * many + text[tag.start() :]


def _element(text: bytes, tag: re.Match[bytes], other: re.Match[bytes], random: Random) -> bytes:
    """A whole element gone, repeated, or put in another place."""
    end = text.find(b"</" + tag[2] + b">", tag.end()) + len(tag[2]) + 3 if not tag[4] and not tag[1] else tag.end()
    if end <= tag.end() - 1 or end - tag.start() > 200_000:
        end = tag.end()
    element = text[tag.start() : end]
    changes = (
        text[: tag.start()] + text[end:],
        text[: tag.start()] + element * random.choice((2, 5, 60)) + text[end:],
        text[: other.start()] + element + text[other.start() :],
    )
    return random.choice(changes)


def _attribute(text: bytes, tag: re.Match[bytes], other: re.Match[bytes], random: Random) -> bytes:
    found = list(_ATTRIBUTE.finditer(tag[3]))
    if not found:
        return text[: tag.end(2)] + b' w:val="' + number(random) + b'"' + text[tag.end(2) :]
    hit = random.choice(found)
    value = random.choice(
        (number(random), b"", b"x", b"&#x1;", b"true", b"-1.5e9", b"rId99", b"A1:XFD1048576", b"#REF!")
    )
    inside = tag[3][: hit.start(2)] + value + tag[3][hit.end(2) :]
    if random.random() < 0.3:
        inside = tag[3][: hit.start()] + tag[3][hit.end() :]
    return text[: tag.start(3)] + inside + text[tag.end(3) :]


def _renamed(text: bytes, tag: re.Match[bytes], other: re.Match[bytes], random: Random) -> bytes:
    if random.random() < 0.5:
        return text.replace(b"<" + tag[2], b"<" + other[2]).replace(b"</" + tag[2], b"</" + other[2])
    return text[: tag.start(2)] + other[2] + text[tag.end(2) :]


def _text(text: bytes, tag: re.Match[bytes], other: re.Match[bytes], random: Random) -> bytes:
    return text[: tag.end()] + random.choice(_TEXTS) + text[tag.end() :]


def _prologue(text: bytes, tag: re.Match[bytes], other: re.Match[bytes], random: Random) -> bytes:
    changes = (
        lambda: re.sub(rb"^<\?xml[^>]*\?>", b"", text),
        lambda: re.sub(rb"encoding=\"[^\"]*\"", b'encoding="utf-16"', text, count=1),
        lambda: re.sub(rb"(<\?xml[^>]*\?>)?", lambda found: (found[0] or b"") + _DTD, text, count=1),
        lambda: text.decode("utf-8", "replace").encode("utf-16"),
        lambda: re.sub(rb' xmlns(:\w+)?="[^"]*"', b"", text, count=random.choice((1, 3))),
        lambda: text[: tag.start()],
        lambda: mutate_bytes(text, random),
        lambda: text[slice(*span(len(text), random))],
    )
    return random.choice(changes)()


_XML = (_nested, _element, _element, _element, _attribute, _attribute, _attribute, _renamed, _text, _text, _prologue)
