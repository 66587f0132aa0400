"""Long base64 bodies kept out of the standard library's parser, which goes through a mail line by line.

A run of nothing but base64 lines cannot hold a delimiter, a header or anything else that gives a mail its shape, so one
line stands for it while the mail is parsed, and the run is put back where that line came out. Used by `parsers.tree`.
"""

from __future__ import annotations

import re
from email.message import Message

#: A run worth taking out, from the beginning of a line; what is left over of it stays.
_RUN = re.compile(rb"(?:[A-Za-z0-9+/]{40,1000}+\r?\n){20,}+")
_ENCODING = b"base64"
_BLANK = re.compile(rb"\r?\n\r?\n")
_HEADER_BYTES = 4_096  # between the word and the end of the header it stands in
_MOST_RUNS = 500
#: What stands for a run, with its number after it: a line of base64 like any other.
_STANDS = b"IntakeRunOfBase64Lines0000000000000000000000"

Runs = tuple[str, ...]


def without_runs(raw: bytes) -> tuple[bytes, Runs]:
    """``raw`` with a line for every long run of base64 lines, and the runs in order, without their last line ends."""
    if _STANDS in raw:
        return raw, ()
    lowered = raw.lower()
    pieces: list[bytes] = []
    runs: list[str] = []
    done = 0
    position = lowered.find(_ENCODING)
    for _ in range(_MOST_RUNS):
        if position < 0:
            break
        blank = _BLANK.search(raw, position, position + _HEADER_BYTES)
        run = _RUN.match(raw, blank.end()) if blank else None
        if run:
            end = run.end() - (2 if raw.endswith(b"\r\n", run.start(), run.end()) else 1)
            pieces += (raw[done : run.start()], _STANDS, b"%04d" % len(runs))
            runs.append(raw[run.start() : end].decode("ascii"))
            done = end
        position = lowered.find(_ENCODING, run.end() if run else position + len(_ENCODING))
    return b"".join((*pieces, raw[done:])), tuple(runs)


def put_back(message: Message, runs: Runs) -> None:
    """Put the runs back into every text of ``message`` and its parts that has a line standing for one."""
    if not runs:
        return
    lines = {f"{_STANDS.decode('ascii')}{number:04d}": run for number, run in enumerate(runs)}
    standing = re.compile("|".join(lines))
    for part in message.walk():
        payload = part.get_payload()
        if isinstance(payload, str):
            part.set_payload(standing.sub(lambda hit: lines[hit.group()], payload))
        for name in ("preamble", "epilogue"):
            text = getattr(part, name)
            if text:
                setattr(part, name, standing.sub(lambda hit: lines[hit.group()], text))
