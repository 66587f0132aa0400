"""Changes that know nothing of the format, and the odd values that all mutators draw on."""

from __future__ import annotations

from random import Random

#: Numbers on the edges of what programs count with.
NUMBERS = (
    *(
        0,
        1,
        -1,
        2,
        3,
        7,
        8,
        9,
        10,
        15,
        16,
        31,
        32,
        63,
        64,
        100,
        127,
        128,
        255,
        256,
        1_000,
        4_095,
        4_096,
        32_767,
        32_768,
    ),
    *(65_535, 65_536, 99_999, 2**24, 2**31 - 1, 2**31, -(2**31), 2**32 - 1, 2**32, 2**63 - 1, 2**63, -(2**63), 10**30),
)
#: Bytes that mean something to one format or another, or are invalid in most.
BYTES = (
    *(
        b"\x00",
        b"\xff",
        b"\xfe\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n",
        b"\r\n",
        b"\r\n\r\n",
        b"\t",
        b" ",
        b"\x1b$B",
        b"\x1a",
    ),
    *(
        b"(",
        b")",
        b"<",
        b">",
        b"[",
        b"]",
        b"{",
        b"}",
        b"/",
        b"%",
        b'"',
        b"'",
        b"\\",
        b"=",
        b";",
        b":",
        b",",
        b"&",
        b"--",
    ),
    *(
        b"\xc3",
        b"\xc3\x28",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        "\u202e".encode(),
        "\ufeff".encode(),
        "e\u0301".encode(),
    ),
    *(b"=?utf-8?q?", b"?=", b"%s%n", b"NaN", b"1e400", b"-0", b"\xe2\x80\xa8", b"\xf0\x9f\x92\xa9"),
)


def span(size: int, random: Random, longest: int = 0) -> tuple[int, int]:
    """A stretch of ``size`` bytes: mostly short, now and then as long as all of it."""
    if size <= 0:
        return 0, 0
    start = random.randrange(size)
    length = min(int(2 ** random.uniform(0, 16)), longest or size)
    return start, min(size, start + length)


def number(random: Random) -> bytes:
    """An odd number, as digits."""
    return str(random.choice(NUMBERS)).encode()


def mutate(data: bytes, random: Random) -> bytes:
    """One change of some bytes: flipped, removed, repeated, moved, replaced, or the end cut off."""
    start, end = span(len(data), random)
    other, other_end = span(len(data), random)
    piece = data[start:end]
    changes = (
        lambda: data[:start] + data[end:],
        lambda: data[:start] + piece * random.choice((2, 3, 10, 50)) + data[end:],
        lambda: data[:start] + random.choice(BYTES) + data[start:],
        lambda: data[:start] + random.choice(BYTES) * random.choice((1, 4, 100, 5_000)) + data[end:],
        lambda: data[:start] + random.randbytes(min(len(piece), 64)) + data[end:],
        lambda: data[:start] + data[other:other_end] + data[end:],
        lambda: data[:start] + bytes(byte ^ (1 << random.randrange(8)) for byte in piece[:16]) + data[start + 16 :],
        lambda: data[:start],
        lambda: data[start:],
        lambda: (
            data[:start] + random.choice((1, 2, 4)) * bytes([random.choice((0, 127, 128, 255))]) + data[start + 4 :]
        ),
    )
    return random.choice(changes)()
