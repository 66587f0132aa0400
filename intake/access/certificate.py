"""The certificate with which the application proves who it is, instead of a secret: read, and when it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from intake.errors import ConfigurationError
from intake.secrets import content

_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.+?-----END \1-----", re.S)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCertificate:
    """A certificate and its private key as PEM, and its last moment (aware)."""

    certificate: str
    key: str = field(repr=False)
    ends_at: datetime


def client_certificate(path: Path) -> ClientCertificate:
    """What ``certificate_file`` holds.

    Raises:
        ConfigurationError: it cannot be read, or does not hold one certificate and one private key without a password.
    """
    where = "[oauth] certificate_file"
    text = content(path, where)
    blocks: dict[str, list[str]] = {}
    for found in _BLOCK.finditer(text):
        blocks.setdefault("key" if found[1].endswith("PRIVATE KEY") else found[1], []).append(found[0])
    keys, certificates = blocks.get("key", []), blocks.get("CERTIFICATE", [])
    if len(keys) != 1 or not certificates or "ENCRYPTED" in keys[0]:
        raise ConfigurationError(
            [f"{where}: {path} must hold a certificate and its private key without a password, both as PEM"]
        )
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        from intake.access.transport import need

        raise need("msal") from None
    try:
        ends = x509.load_pem_x509_certificate(certificates[0].encode()).not_valid_after_utc
        load_pem_private_key(keys[0].encode(), None)
    except (ValueError, TypeError):
        raise ConfigurationError([f"{where}: {path} holds no certificate or key that can be read"]) from None
    return ClientCertificate(certificate=certificates[0], key=keys[0], ends_at=ends)
