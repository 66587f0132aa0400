"""Changes to a PDF: objects, references, streams and their operators, lengths, the cross-reference, form fields."""

from __future__ import annotations

import re
import zlib
from contextlib import suppress
from random import Random

from tests.fuzz.mutators.raw import BYTES, number, span

_OBJECT = re.compile(rb"(?s)(\d+) (\d+) obj\b(.*?)endobj")
_STREAM = re.compile(rb"(?s)stream\r?\n(.*?)\r?\nendstream")
_REFERENCE = re.compile(rb"\b(\d+) 0 R\b")
_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z0-9.#_-]+")
_KEYS = (
    *(b"Length", b"Count", b"Kids", b"Parent", b"Rotate", b"MediaBox", b"CropBox", b"Resources", b"Contents", b"Font"),
    *(
        b"Annots",
        b"AcroForm",
        b"Fields",
        b"FT",
        b"V",
        b"AS",
        b"AP",
        b"Opt",
        b"Rect",
        b"T",
        b"TU",
        b"DV",
        b"Ff",
        b"MaxLen",
    ),
    *(
        b"Filter",
        b"DecodeParms",
        b"Prev",
        b"Size",
        b"Root",
        b"Encrypt",
        b"XFA",
        b"ToUnicode",
        b"Widths",
        b"Matrix",
        b"BBox",
    ),
)
_ODD = (
    *(b"null", b"true", b"[]", b"<<>>", b"()", b"<>", b"/", b"(\\", b"<FEFF>", b"(\xfe\xff\xd8\x00)", b"[[[[[[]]]]]]"),
    *(
        b"[0 0 0 0]",
        b"[0 0 1e30 1e30]",
        b"[612 792 0 0]",
        b"[0 0 (a) /b]",
        b"/FlateDecode",
        b"/Off",
        b"/Yes",
        b"0.0000001",
    ),
    *(
        b"[/FlateDecode /FlateDecode /ASCIIHexDecode]",
        b"/JBIG2Decode",
        b"/Crypt",
        b"<< /Predictor 15 /Columns 99999999 >>",
    ),
    *(b"(" + b"a" * 5_000 + b")", b"(\\377\\376\\000)", b"(=cmd|'/c'!A1)", b"/XObject", b"/Form", b"/Widget", b"/Page"),
)
_OPERATORS = (
    *(
        b"q ",
        b"Q ",
        b"BT ",
        b"ET ",
        b"0 0 0 0 0 0 cm ",
        b"1e10 0 0 1e10 0 0 Tm ",
        b"nan nan m ",
        b"(\xff) Tj ",
        b"[(a) 9e9] TJ ",
    ),
    *(
        b"0 0 99999999 1 re f ",
        b"/X0 Do ",
        b"BI /W 9 /H 9 ID x EI ",
        b"/F99 0 Tf ",
        b"1 0 0 -1 0 0 Tm ",
        b"0 0 m 1 1 l S ",
    ),
    *(
        b"% ",
        b"( ",
        b"<< ",
        b"/OC /x BDC ",
        b"EMC ",
        b"3 Tr ",
        b"0 Tz ",
        b"-1 Tf ",
        b"1 2 3 4 5 6 7 8 9 c ",
        b"W n ",
        b"d0 ",
    ),
)


def mutate(data: bytes, random: Random) -> bytes:
    """One change."""
    changed: bytes = random.choice(_CHANGES)(data, random)
    return changed


def _hit(pattern: re.Pattern[bytes], data: bytes, random: Random) -> re.Match[bytes] | None:
    """One of the places that match, searched from somewhere in the middle to keep large files cheap."""
    hits = []
    for hit in pattern.finditer(data, random.randrange(len(data) or 1) if random.random() < 0.7 else 0):
        hits.append(hit)
        if len(hits) == 60:
            break
    return random.choice(hits) if hits else None


def _number(data: bytes, random: Random) -> bytes:
    hit = _hit(_NUMBER, data, random)
    return data[: hit.start()] + number(random) + data[hit.end() :] if hit else data


def _reference(data: bytes, random: Random) -> bytes:
    """A reference to another object: to itself, to its parent, to nothing."""
    hit = _hit(_REFERENCE, data, random)
    count = len(_OBJECT.findall(data)) if len(data) < 500_000 else 50
    return data[: hit.start(1)] + b"%d" % random.randrange(count + 2) + data[hit.end(1) :] if hit else data


def _value(data: bytes, random: Random) -> bytes:
    """A key with an odd value, or a key that was not there."""
    key = random.choice(_KEYS)
    hit = _hit(re.compile(rb"/" + key + rb"\b\s*(\[[^\]]{0,300}\]|\([^)]{0,300}\)|[^/<>\r\n]{0,40})"), data, random)
    odd = random.choice((*_ODD, number(random), b"%d 0 R" % random.randrange(60)))
    if hit:
        return data[: hit.start(1)] + b" " + odd + b" " + data[hit.end(1) :]
    opening = _hit(re.compile(rb"<<"), data, random)
    return data[: opening.end()] + b" /" + key + b" " + odd + b" " + data[opening.end() :] if opening else data


def _name(data: bytes, random: Random) -> bytes:
    first, second = _hit(_NAME, data, random), _hit(_NAME, data, random)
    return data[: first.start()] + second[0] + data[first.end() :] if first and second else data


def _object(data: bytes, random: Random) -> bytes:
    """An object gone, twice, empty, or in another's place."""
    first, second = _hit(_OBJECT, data, random), _hit(_OBJECT, data, random)
    if not first or not second:
        return data
    changes = (
        b"",
        first[0] + b"\n" + first[0],
        first[1] + b" 0 obj\n" + random.choice(_ODD) + b"\nendobj",
        first[1] + b" 0 obj" + second[3] + b"endobj",
        first[0].replace(b"endobj", b""),
        first[0].replace(b"<<", b"", 1),
    )
    return data[: first.start()] + random.choice(changes) + data[first.end() :]


def _stream(data: bytes, random: Random) -> bytes:
    """A stream with other operators, packed again where it was."""
    hit = _hit(_STREAM, data, random)
    if not hit:
        return data
    plain, packed = hit[1], False
    with suppress(zlib.error):
        plain, packed = zlib.decompress(hit[1]), True
    start, end = span(len(plain), random)
    odd = random.choice(_OPERATORS) * random.choice((1, 1, 3, 50, 3_000))
    shapes = (
        plain[:start] + odd + plain[start:],
        plain[:start] + plain[end:],
        plain[:start] + plain[start:end] * random.choice((2, 10, 200)) + plain[end:],
        _NUMBER.sub(lambda found: number(random) if random.random() < 0.05 else found[0], plain[:200_000]),
        plain[:start] + random.choice(BYTES) + plain[end:],
    )
    changed = random.choice(shapes)[:1_000_000]
    content = zlib.compress(changed) if packed else changed
    return data[: hit.start(1)] + content + data[hit.end(1) :]


def _tables(data: bytes, random: Random) -> bytes:
    """The cross-reference, the trailer and the header."""
    changes = (
        lambda: re.sub(rb"startxref\s+\d+", b"startxref\n" + number(random), data),
        lambda: data.replace(b"xref\n", b"xfer\n"),
        lambda: data.replace(b"trailer", b"trailed"),
        lambda: data[: len(data) * random.randrange(1, 100) // 100],
        lambda: random.choice((b"\xef\xbb\xbf", b"junk\n" * 100, b"\x00" * 500, b"%PDF-0.0\n")) + data,
        lambda: re.sub(rb"%PDF-\d\.\d", random.choice((b"%PDF-9.9", b"%PDF-", b"%!PS", b"")), data, count=1),
        lambda: (
            data
            + b"\n1 0 obj\n"
            + random.choice(_ODD)
            + b"\nendobj\ntrailer << /Root 1 0 R /Prev 0 >>\nstartxref\n0\n%%EOF"
        ),
        lambda: data + data,
    )
    return random.choice(changes)()


_CHANGES = (
    _number,
    _number,
    _reference,
    _reference,
    _value,
    _value,
    _value,
    _name,
    _object,
    _object,
    _stream,
    _stream,
    _tables,
)
