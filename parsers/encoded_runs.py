"""Long base64 bodies kept out of the standard library's parser, which goes through a mail line by line.

A run of nothing but base64 lines cannot hold a delimiter, a header or anything else that gives a mail its shape, so one
line stands for it while the mail is scanned and parsed. The run itself stays where it lies (`parsers.raw`): a `Part`
whose body holds that line decodes the run from there, window by window, and puts it back into its text only where
somebody asks for the text as it came. Used by `parsers.tree`.
"""

from __future__ import annotations

import binascii
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any

from parsers.raw import WINDOW, Raw, windows

#: A run worth taking out, from the beginning of a line; what is left over of it stays.
_RUN = re.compile(rb"(?:[A-Za-z0-9+/]{40,1000}+\r?\n){20,}+")
#: How it goes on in the next window, which may begin in the midst of a run but never in the midst of a line.
_MORE = re.compile(rb"(?:[A-Za-z0-9+/]{40,1000}+\r?\n)*+")
_ENCODING = b"base64"
_BLANK = re.compile(rb"\r?\n\r?\n")
_HEADER_BYTES = 4_096  # between the word and the end of the header it stands in
_MOST_RUNS = 500
#: What stands for a run, with its number after it: a line of base64 like any other.
_STANDS = b"IntakeRunOfBase64Lines0000000000000000000000"
#: What may follow a run in a body that is base64 to its end.
_TAIL = re.compile(r"[A-Za-z0-9+/\r\n]*={0,2}[\r\n]*")
_LINE_ENDS = b"\r\n"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: where it lies in ``raw``, without its last line end."""

    raw: Raw
    start: int
    end: int

    def text(self) -> str:
        """All of it, as it came."""
        return self.raw[self.start : self.end].decode("ascii")

    def __deepcopy__(self, _: object) -> Run:
        """Itself: the standard library copies parts that it writes, and the mail they lie in is nobody's to copy."""
        return self


Runs = Mapping[str, Run]


@dataclass(frozen=True, slots=True)
class Shortened:
    """A mail with one line for every long run, and the runs by those lines."""

    text: bytes
    runs: Runs


class Part(Message):
    """A part of a mail whose body may have lines that stand for runs. To its users it is as if they were there."""

    runs: Runs = {}  # noqa: RUF012  # never changed, only replaced
    _payload: Any

    def get_payload(self, i: int | None = None, decode: bool = False) -> Any:
        """As the standard library's; a body of base64 is decoded without being put together first."""
        if self.runs:
            if decode and i is None and (decoded := self._decoded()) is not None:
                return decoded
            self.put_back()
        try:
            return super().get_payload(i, decode)  # type: ignore[call-overload]  # which of its forms is the caller's affair
        except (TypeError, ValueError, AttributeError):
            if decode or i is not None:
                raise
            return self._payload  # 8-bit text beside a charset that is none (RFC 2231 makes a tuple of it)

    def get_boundary(self, failobj: Any = None) -> Any:
        """As the standard library's; one in a charset that does not decode is taken as it is written."""
        try:
            return super().get_boundary(failobj)
        except ValueError:  # RFC 2231 lets a boundary name its charset, and some codecs refuse to replace
            written = self.get_param("boundary", "")
            return str(written[-1] if isinstance(written, tuple) else written).rstrip()

    def put_back(self) -> None:
        """Put the runs back into the body."""
        runs, self.runs = self.runs, {}
        if runs and isinstance(self._payload, str):
            self._payload = _restored(self._payload, runs)

    def _decoded(self) -> bytes | None:
        """The decoded body, where it is a run of base64 and what ends it; None for everything else."""
        payload = self._payload
        run = self.runs.get(payload[:_STANDING_LENGTH]) if isinstance(payload, str) else None
        encoding = str(self.get("content-transfer-encoding", "")).lower()
        if run is None or encoding != "base64" or not _TAIL.fullmatch(payload, _STANDING_LENGTH):
            return None
        try:
            return _decode(run, payload[_STANDING_LENGTH:].encode("ascii"))
        except binascii.Error:
            return None  # the standard library knows what to make of it


def shortened(raw: Raw) -> Shortened:
    """``raw`` with a line for every long run of base64 lines."""
    pieces: list[bytes] = []
    runs: dict[str, Run] = {}
    done = 0
    words = _Words(raw)
    position = words.find(0)
    for _ in range(_MOST_RUNS):
        if position < 0:
            break
        run = _run_after(raw, position)
        if run:
            standing = _STANDS + b"%04d" % len(runs)
            pieces += (raw[done : run.start], standing)
            runs[standing.decode("ascii")] = run
            done = run.end
        position = words.find(run.end if run else position + len(_ENCODING))
    pieces.append(raw[done:])
    if any(_STANDS in piece for piece in pieces[::2]):  # somebody knows our line
        return Shortened(raw[:], {})
    return Shortened(b"".join(pieces), runs)


def leave_out(message: Message, runs: Runs) -> None:
    """Tell every part of ``message`` which runs its lines stand for; what is around parts is put back at once."""
    if not runs:
        return
    for part in message.walk():
        payload = part.get_payload()
        if isinstance(part, Part) and isinstance(payload, str):
            part.runs = {line: runs[line] for line in _STANDING.findall(payload) if line in runs}
        for name in ("preamble", "epilogue"):
            text = getattr(part, name)
            if text:
                setattr(part, name, _restored(text, runs))


def put_back(message: Message) -> None:
    """Put the runs back into every part of ``message``, for those who look at its bodies past `Part.get_payload`."""
    for part in message.walk():
        if isinstance(part, Part):
            part.put_back()


_STANDING = re.compile(_STANDS.decode("ascii") + r"\d{4}")
_STANDING_LENGTH = len(_STANDS) + 4


def _restored(text: str, runs: Runs) -> str:
    return _STANDING.sub(lambda hit: runs[hit.group()].text() if hit.group() in runs else hit.group(), text)


class _Words:
    """Where the word stands that announces base64, in whatever case; a window of the mail is kept in lower case."""

    def __init__(self, raw: Raw) -> None:
        self._raw = raw
        self._start = 0
        self._lowered = b""

    def find(self, position: int) -> int:
        """The first place at or after ``position``, -1 where there is none."""
        while True:
            if not self._start <= position < self._start + len(self._lowered):
                self._start = position
                self._lowered = self._raw[position : position + WINDOW].lower()
            found = self._lowered.find(_ENCODING, position - self._start)
            if found >= 0:
                return self._start + found
            end = self._start + len(self._lowered)
            if end >= len(self._raw):
                return -1
            self._lowered = b""
            position = max(position, end - len(_ENCODING) + 1)


def _run_after(raw: Raw, position: int) -> Run | None:
    """The run that begins the body of the header in which the word at ``position`` stands."""
    header = raw[position : position + _HEADER_BYTES]
    blank = _BLANK.search(header)
    if blank is None:
        return None
    start = position + blank.end()
    first = _RUN.match(raw[start : start + WINDOW])
    if first is None:
        return None
    end = start + first.end()
    while more := _end_of_lines(raw[end : end + WINDOW]):
        end += more
    return Run(raw, start, end - (2 if raw[end - 2 : end] == b"\r\n" else 1))


def _end_of_lines(window: bytes) -> int:
    """How far whole lines of base64 go from the beginning of ``window``."""
    found = _MORE.match(window)
    return found.end() if found else 0


def _decode(run: Run, tail: bytes) -> bytes:
    """The bytes that a run and what follows it say in base64; binascii.Error where the end is not as it should be."""
    out = io.BytesIO()
    rest = b""
    for window in windows(run.raw, run.start, run.end):
        digits = rest + window.translate(None, _LINE_ENDS)
        whole = len(digits) - len(digits) % 4
        out.write(binascii.a2b_base64(digits[:whole]))
        rest = digits[whole:]
    out.write(binascii.a2b_base64(rest + tail.translate(None, _LINE_ENDS)))
    return out.getvalue()
