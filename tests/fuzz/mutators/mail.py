"""Changes to a mail: its fields, boundaries, encodings, charsets, continued parameters, nesting and line ends."""

from __future__ import annotations

import base64
import re
from random import Random

from tests.fuzz.mutators.raw import BYTES, number, span

_BOUNDARY = re.compile(rb'boundary="?([^"\r\n;]{1,200})"?', re.IGNORECASE)
_FIELD = re.compile(rb"(?m)^([A-Za-z][A-Za-z0-9-]*):[ \t]*((?:[^\r\n]|\r?\n[ \t])*)\r?\n")
_PARAMETER = re.compile(rb'(;\s*)([A-Za-z-]+)(?:\*\d*\*?)?=("[^"\r\n]*"|[^\s;]+)')
_ENCODINGS = (
    *(b"base64", b"quoted-printable", b"8bit", b"7bit", b"binary", b"x-uuencode", b"uue", b"x-yenc", b"BASE64 ", b""),
    *(b"base64 (really)", b"quoted-printable; x=y", b"=?us-ascii?q?base64?=", b'"base64"', b"hex", b"rot13", b"zlib"),
)
_CHARSETS = (
    *(b"utf-8", b"us-ascii", b"iso-8859-1", b"iso-2022-jp", b"iso-2022-kr", b"utf-7", b"utf-16", b"utf-32", b"gb18030"),
    *(
        b"big5",
        b"hz-gb-2312",
        b"koi8-r",
        b"windows-1252",
        b"unknown-8bit",
        b"x-unknown",
        b"cp65001",
        b"punycode",
        b"idna",
    ),
    *(
        b"unicode-escape",
        b"hex",
        b"base64",
        b"zip",
        b"rot13",
        b"undefined",
        b"mbcs",
        b"",
        b"utf-8''",
        b"\xff",
        b"a" * 300,
    ),
)
_TYPES = (
    *(
        b"text/plain",
        b"text/html",
        b"multipart/mixed",
        b"multipart/alternative",
        b"multipart/related",
        b"multipart/report",
    ),
    *(b"multipart/digest", b"multipart/signed", b"multipart/encrypted", b"message/rfc822", b"message/partial", b"text"),
    *(b"message/delivery-status", b"message/external-body", b"message/global", b"message/disposition-notification"),
    *(b"application/octet-stream", b"application/pdf", b"application/pkcs7-mime", b"application/ms-tnef", b"/", b""),
    *(
        b"application/zip",
        b"text/calendar; method=REPLY",
        b"text/plain; format=flowed; delsp=yes",
        b"text/rfc822-headers",
    ),
    *(
        b"application/applefile",
        b"multipart/appledouble",
        b"multipart/",
        b"text/plain/x",
        b"=?q?text/plain?=",
        b"image/png",
    ),
)
_VALUES = (
    *(
        b"<>",
        b"<@>",
        b"@",
        b"a@",
        b"<a@b@c.example>",
        b'"\\',
        b"(((((",
        b"group:;",
        b"a:b,c;d",
        b"<\x00@x.example>",
        b"",
    ),
    *(
        b"=?utf-8?q?=00=0d=0aBcc:_x=40y.example?=",
        b"=?utf-8?b?////?=",
        b"=?x?q?a?=",
        b"=?utf-8?q?" + b"=c3" * 400 + b"?=",
    ),
    *(b"Mon, 99 Foo 0000 99:99:99 +9999", b"Thu, 1 Jan 1 00:00:00 +0000", b"31 Dec 9999 23:59:59 -1400", b"now", b"0"),
    *(
        b"\xe9\xe8\xff",
        b"\xef\xbb\xbfx",
        b"x" * 4_000,
        b"a@b.example, " * 500,
        b"<" * 500 + b"a@b.example",
        b"\t\r\n \t",
    ),
)
_NAMES = (
    *(b"From", b"Sender", b"Reply-To", b"To", b"Cc", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References"),
    *(
        b"Content-Type",
        b"Content-Transfer-Encoding",
        b"Content-Disposition",
        b"Content-ID",
        b"MIME-Version",
        b"Received",
    ),
    *(b"Return-Path", b"Auto-Submitted", b"Precedence", b"List-Id", b"Authentication-Results", b"X-Failed-Recipients"),
    *(
        b"Resent-From",
        b"Content-Language",
        b"X" * 900,
        b"From ",
        b"Fr\xf6m",
        b"Content-Type ",
        b"",
        b" Folded",
        b">From",
    ),
)


def mutate(data: bytes, random: Random) -> bytes:
    """One change."""
    changed: bytes = random.choice(_CHANGES)(data, random)
    return changed


def _field_value(data: bytes, random: Random) -> bytes:
    """A field with another value, one of its own kind where there is one."""
    fields = list(_FIELD.finditer(data))
    if not fields:
        return _new_field(data, random)
    field = random.choice(fields)
    name = field[1].lower()
    value = random.choice(
        {b"content-transfer-encoding": _ENCODINGS, b"content-type": _TYPES}.get(name, (*_VALUES, *BYTES))
    )
    return data[: field.start(2)] + value + data[field.end(2) :]


def _new_field(data: bytes, random: Random) -> bytes:
    """A field more, at the top or before another one."""
    starts = [0, *(field.start() for field in _FIELD.finditer(data))]
    at = random.choice(starts)
    value = random.choice((*_VALUES, *_TYPES))
    end = random.choice((b"\r\n", b"\n", b"\n", b"\r", b"\n \n", b"\n\t" * 50 + b"x\n"))
    return data[:at] + (random.choice(_NAMES) + b": " + value + end) * random.choice((1, 1, 1, 2, 300)) + data[at:]


def _without_field(data: bytes, random: Random) -> bytes:
    fields = list(_FIELD.finditer(data))
    field = random.choice(fields) if fields else None
    return data[: field.start()] + data[field.end() :] if field else data


def _swapped_fields(data: bytes, random: Random) -> bytes:
    fields = list(_FIELD.finditer(data))
    if len(fields) < 2:
        return data
    first, second = sorted(random.sample(fields, 2), key=lambda field: field.start())
    return data[: first.start(1)] + second[1] + data[first.end(1) : second.start(1)] + first[1] + data[second.end(1) :]


def _parameter(data: bytes, random: Random) -> bytes:
    """A parameter in the shapes of RFC 2231 and in shapes of no standard."""
    found = list(_PARAMETER.finditer(data))
    if not found:
        return data
    hit = random.choice(found)
    lead, name, value = hit[1], hit[2], hit[3].strip(b'"')
    half = len(value) // 2
    shapes = (
        lead + name + b"*=utf-8''" + value,
        lead + name + b"*0=" + value[:half] + lead + name + b"*1=" + value[half:],
        lead + name + b"*1*=" + value[half:] + lead + name + b"*0*=x''%ff" + value[:half],
        lead + name + b"*0*=" + random.choice(_CHARSETS) + b"''" + value,
        lead + name + b"*" + number(random) + b"*=" + value,
        b"".join(lead + name + b"*%d=x" % item for item in range(random.choice((3, 50, 400)))),
        lead + name + b'="' + value,
        lead + name + b"=" + random.choice(_CHARSETS),
        lead + name + b'="' + random.choice((*BYTES, b"../../x", b"a" * 300, b"=?utf-8?q?=2e=2e=2f?=")) + b'"',
        lead + name + b"= (comment) " + value,
        hit[0] * 2,
        b"",
    )
    return data[: hit.start()] + random.choice(shapes) + data[hit.end() :]


def _boundary(data: bytes, random: Random) -> bytes:
    """A boundary declared, written, closed, repeated or nested in another way."""
    found = _BOUNDARY.findall(data)
    if not found:
        return _wrapped(data, random)
    boundary = random.choice(found)
    lines = [hit.start() for hit in re.finditer(rb"(?m)^--" + re.escape(boundary), data)]
    at = random.choice(lines) if lines else 0
    line = b"--" + boundary
    changes = (
        lambda: data.replace(line + b"--", line),
        lambda: data[:at] + line + random.choice((b"--", b"", b" ", b"-", b"--x", b"\x00")) + b"\n" + data[at:],
        lambda: data[:at] + data[at + len(line) :],
        lambda: data.replace(boundary, boundary + b" ", 1),
        lambda: data.replace(b"boundary", random.choice((b"bound", b"BOUNDARY*0", b"boundary*", b"boundary ")), 1),
        lambda: data[:at] + (line + b"\n\nx\n") * random.choice((2, 20, 600)) + data[at:],
        lambda: data.replace(boundary, random.choice((b"", b"-", b"=", b"x" * 300, b"a b", b"\xff", b"[.*]+("))),
        lambda: (
            data[:at] + b"\n" + line + b"\nContent-Type: multipart/mixed; boundary=" + boundary + b"\n\n" + data[at:]
        ),
    )
    return random.choice(changes)()


def _charset(data: bytes, random: Random) -> bytes:
    hits = list(re.finditer(rb'charset="?[^"\s;]+"?', data, re.IGNORECASE))
    if not hits:
        return data
    hit = random.choice(hits)
    return data[: hit.start()] + b'charset="' + random.choice(_CHARSETS) + b'"' + data[hit.end() :]


def _encoded_body(data: bytes, random: Random) -> bytes:
    """Something odd in the middle of lines of base64 or quoted-printable."""
    lines = list(re.finditer(rb"(?m)^[A-Za-z0-9+/=]{40,}\r?$", data))
    if not lines:
        return data
    line = random.choice(lines)
    at = random.randrange(*line.span())
    odd = random.choice((b"=", b"==", b"====", b"=\n", b"=ZZ", b"!", b" ", b"\n\n", b"-", b"A", b"\x00", b"=0", b"."))
    return data[:at] + odd + data[at + random.choice((0, 0, 1, 5)) :]


def _wrapped(data: bytes, random: Random) -> bytes:
    """The whole mail inside another, some levels deep."""
    head = b"From: Asha Rao <asha.rao@hull.example>\nSubject: FW: form\nMIME-Version: 1.0\n"
    for level in range(random.choice((1, 1, 2, 5, 12, 40))):
        boundary = b"w%d" % level if random.random() < 0.9 else b"w"
        shapes = (
            b"Content-Type: message/rfc822\n\n" + data,
            b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(data),
            *(
                b"Content-Type: %b; boundary=%b\n\n--%b\nContent-Type: %b\n\n%b\n--%b--\n"
                % (kind, boundary, boundary, inner, data, boundary)
                for kind, inner in ((b"multipart/mixed", b"message/rfc822"), (b"multipart/digest", b"text/plain"))
            ),
            b"Content-Type: application/octet-stream; name=a.eml\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(data),
        )
        data = head + random.choice(shapes)
        if len(data) > 1_000_000:
            break
    return data


def _line_ends(data: bytes, random: Random) -> bytes:
    start, end = span(len(data), random)
    even = data[start:end].replace(b"\r\n", b"\n")
    return data[:start] + even.replace(b"\n", random.choice((b"\r\n", b"\r", b"\n\r", b"\r\r\n", b"\n"))) + data[end:]


def _moved_line(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) < 3:
        return data
    at, to = random.randrange(len(lines)), random.randrange(len(lines))
    many = random.choice((1, 1, 2, 10))
    block = lines[at : at + many]
    kept = lines if random.random() < 0.5 else lines[:at] + lines[at + many :]
    return b"".join([*kept[:to], *block, *kept[to:]])


_CHANGES = (
    *(_field_value, _field_value, _new_field, _without_field, _swapped_fields, _parameter, _parameter, _boundary),
    *(_boundary, _charset, _encoded_body, _wrapped, _line_ends, _moved_line, _moved_line),
)
