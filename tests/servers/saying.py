"""What a scripted server says: lines, bytes, the same for ever, nothing, or goodbye."""

from __future__ import annotations

import socketserver
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes sent as they are, without a line end."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Endless:
    """Bytes sent again and again until the client goes away, ``pause`` seconds apart."""

    data: bytes
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing more is said; the connection stays open."""


@dataclass(frozen=True, slots=True)
class Hangup:
    """The connection is closed."""


Said = bytes | Raw | Endless | Silence | Hangup
Answer = Sequence[Said]


@dataclass
class Turns:
    """One answer after the other; the last for ever."""

    answers: Sequence[Answer]
    used: int = field(default=0, init=False)

    def next(self) -> Answer:
        """The answer whose turn it is."""
        self.used += 1
        return self.answers[min(self.used, len(self.answers)) - 1]


def say(conversation: socketserver.StreamRequestHandler, item: Said) -> bool:
    """Say it on this connection, a line with CRLF; whether the conversation goes on."""
    match item:
        case bytes():
            conversation.wfile.write(item + b"\r\n")
        case Raw(data):
            conversation.wfile.write(data)
        case Endless(data, pause):
            while True:
                conversation.wfile.write(data)
                time.sleep(pause)
        case Silence():
            while conversation.rfile.readline():
                pass
            return False
        case Hangup():
            return False
    return True
