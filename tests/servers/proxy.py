"""A TCP proxy that spoils what the server says: cuts it after so many bytes, falls silent, or drips it.

    with Proxy(server.port, fault=Fault(cut_after=5_000)) as proxy:
        … connect to proxy.port …

The fault applies to each connection's bytes from the server, counted from its start. ``proxy.fault`` may be replaced
at any time (None is a faithful proxy), for running connections too.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong. ``cut_after`` and ``stall_after`` are bytes of the server's; ``drip`` is (bytes, seconds)."""

    cut_after: int | None = None
    stall_after: int | None = None
    drip: tuple[int, float] | None = None


class Proxy:
    """A proxy on 127.0.0.1 and a free port to ``port`` on 127.0.0.1, from ``with`` to the end of its block.

    ``sent`` holds what clients sent, in order of arrival; ``connections`` counts them.
    """

    host = "localhost"

    def __init__(self, port: int, *, fault: Fault | None = None) -> None:
        self.fault = fault
        self.sent = bytearray()
        self.connections = 0
        self._target = port
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def cut(self) -> None:
        """Cut every running connection."""
        for item in self._open:
            with suppress(OSError):
                item.shutdown(socket.SHUT_RDWR)
            item.close()
        self._open.clear()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                server = socket.create_connection(("127.0.0.1", self._target))
                self._open += [client, server]
                threading.Thread(target=self._to_server, args=(client, server), daemon=True).start()
                threading.Thread(target=self._to_client, args=(server, client), daemon=True).start()

    def _to_server(self, client: socket.socket, server: socket.socket) -> None:
        with suppress(OSError):
            while chunk := client.recv(65536):
                self.sent += chunk
                server.sendall(chunk)
            server.shutdown(socket.SHUT_WR)

    def _to_client(self, server: socket.socket, client: socket.socket) -> None:
        passed = 0
        with suppress(OSError):
            while True:
                fault = self.fault or Fault()
                chunk = server.recv(fault.drip[0] if fault.drip else 65536)
                fault = self.fault or Fault()
                limits = [limit for limit in (fault.cut_after, fault.stall_after) if limit is not None]
                room = min(limits) - passed if limits else len(chunk)
                client.sendall(chunk[: max(room, 0)])
                passed += len(chunk)
                if not chunk or (fault.cut_after is not None and passed >= fault.cut_after):
                    break
                if fault.drip:
                    time.sleep(fault.drip[1])
        with suppress(OSError):
            client.shutdown(socket.SHUT_RDWR)
