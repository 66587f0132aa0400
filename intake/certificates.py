"""When the certificate of a connection ends. Who connects: `intake.mailbox.connection`, `intake.letters.wire_login`."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime


def end_of(connection: ssl.SSLSocket) -> datetime | None:
    """The last instant at which the server's certificate is good (RFC 5280 4.1.2.5); None if none was checked."""
    told = (connection.getpeercert() or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(told), UTC) if isinstance(told, str) else None
