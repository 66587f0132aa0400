"""One bucket of an S3-compatible store, and what its errors mean to us: the only module that knows boto3.

Endpoint, region and keys come from where every program of that world takes them: the environment, ``~/.aws``, a role
of the machine. Objects are written with their sha256, which the store compares before it says that they are kept.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    IncompleteReadError,
    InvalidRegionError,
    NoCredentialsError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
    ResponseStreamingError,
)
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.exceptions import HTTPClientError as NoHttpError

from store.errors import (
    ArchiveRefusedError,
    StoreAddressError,
    StoreError,
    StoreFullError,
    StoreUnreachableError,
)
from store.lending import PIECE

#: How long a connection, and a silence within an answer, may last, in seconds; and how often a request is tried.
_CONNECT, _SILENCE, _TRIES = 5, 30, 3

_MISSING = frozenset({"NoSuchKey", "404", "NotFound"})

_KEYS = (
    "the keys are missing or incomplete: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name their file in "
    "AWS_SHARED_CREDENTIALS_FILE"
)
_RIGHTS = (
    "its policy must allow s3:GetObject, PutObject, DeleteObject, ListBucket and, with versions, those of versions"
)
_REGION = "name the bucket's region in AWS_REGION and, unless it is Amazon's, the store in AWS_ENDPOINT_URL_S3"
_WAIT = "it is tried again"

#: What the store says → what that means, and what to do. Everything else is a store that cannot be reached.
_ANSWERS: dict[str, tuple[type[StoreError], str]] = {
    "NoSuchBucket": (ArchiveRefusedError, "there is no such bucket: make it, or mend [service] archive"),
    "AccessDenied": (ArchiveRefusedError, _RIGHTS),
    "403": (ArchiveRefusedError, _RIGHTS),
    "AllAccessDisabled": (ArchiveRefusedError, _RIGHTS),
    "InvalidAccessKeyId": (ArchiveRefusedError, "it does not know the key; see AWS_ACCESS_KEY_ID"),
    "SignatureDoesNotMatch": (ArchiveRefusedError, "the secret key is not right; see AWS_SECRET_ACCESS_KEY"),
    "ExpiredToken": (ArchiveRefusedError, "the session token has expired; renew it"),
    "InvalidToken": (ArchiveRefusedError, "the session token is not right; see AWS_SESSION_TOKEN"),
    "RequestTimeTooSkewed": (ArchiveRefusedError, "this machine's clock is wrong; set it by NTP"),
    "PermanentRedirect": (StoreAddressError, _REGION),
    "AuthorizationHeaderMalformed": (StoreAddressError, _REGION),
    "InvalidBucketName": (StoreAddressError, "no bucket can have that name; mend [service] archive"),
    "QuotaExceeded": (StoreFullError, ""),
    "XMinioStorageFull": (StoreFullError, ""),
    "507": (StoreFullError, ""),
    "BadDigest": (StoreUnreachableError, f"bytes were changed on the way; {_WAIT}"),
    "XAmzContentChecksumMismatch": (StoreUnreachableError, f"bytes were changed on the way; {_WAIT}"),
    "SlowDown": (StoreUnreachableError, f"it asks for patience; {_WAIT}"),
}


class NoSuchObjectError(Exception):
    """There is no object of that key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the store says of an object: its size in bytes, its sha256 in hexadecimal ("" where it keeps none)."""

    size: int
    sha256: str


class Bucket:
    """A bucket, open. Every method raises the store's errors (`store.errors`); safe to use from many threads."""

    def __init__(self, name: str) -> None:
        """Raises StoreAddressError or ArchiveRefusedError when what is configured makes no connection."""
        self.name = name
        with self._translated():
            # Checksums only where we ask for them: not every compatible store knows the newer kinds.
            config = Config(
                connect_timeout=_CONNECT,
                read_timeout=_SILENCE,
                retries={"mode": "standard", "max_attempts": _TRIES},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                max_pool_connections=32,
            )
            self._client: Any = boto3.session.Session().client("s3", config=config)

    def put(self, key: str, body: bytes | IO[bytes], *, digest: bytes) -> None:
        """Write an object; ``digest`` is its sha256, which the store compares."""
        sent = base64.b64encode(digest).decode("ascii")
        with self._translated():
            said = self._client.put_object(Bucket=self.name, Key=key, Body=body, ChecksumSHA256=sent)
        if said.get("ChecksumSHA256") == sent:
            return
        made = hashlib.sha256()  # a store that compares nothing: then we do
        for piece in self.stream(key):
            made.update(piece)
        if made.digest() != digest:
            raise StoreUnreachableError(f"s3://{self.name}: bytes were changed on the way; {_WAIT}")

    def get(self, key: str) -> bytes:
        """All of an object; raises NoSuchObjectError."""
        return b"".join(self.stream(key))

    def stream(self, key: str) -> Iterator[bytes]:
        """An object in pieces; raises NoSuchObjectError."""
        with self._translated():
            body = self._client.get_object(Bucket=self.name, Key=key)["Body"]
            pieces: Iterator[bytes] = body.iter_chunks(PIECE)
        while True:
            with self._translated():
                piece = next(pieces, b"")
            if not piece:
                return
            yield piece

    def told(self, key: str) -> Told | None:
        """What the store says of an object; None where there is none."""
        try:
            with self._translated():
                said: Mapping[str, Any] = self._client.head_object(Bucket=self.name, Key=key, ChecksumMode="ENABLED")
        except NoSuchObjectError:
            return None
        digest = said.get("ChecksumSHA256", "")
        return Told(size=said["ContentLength"], sha256="" if "-" in digest else base64.b64decode(digest).hex())

    def keys(self, prefix: str) -> Iterator[str]:
        """The keys that begin so, in ascending order."""
        with self._translated():
            pages = iter(self._client.get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix))
        while True:
            with self._translated():
                page: Mapping[str, Any] | None = next(pages, None)
            if page is None:
                return
            yield from (item["Key"] for item in page.get("Contents", ()))

    def copy(self, key: str, target: str) -> None:
        """Keep an object under a second key as well."""
        with self._translated():
            self._client.copy_object(Bucket=self.name, Key=target, CopySource={"Bucket": self.name, "Key": key})

    def erase(self, key: str) -> bool:
        """Delete an object and every version of it; whether there was one."""
        with self._translated():
            pages = self._client.get_paginator("list_object_versions").paginate(Bucket=self.name, Prefix=key)
            found = [item for page in pages for kind in ("Versions", "DeleteMarkers") for item in page.get(kind, ())]
            mine = [item for item in found if item["Key"] == key]
            for item in mine:
                self._client.delete_object(Bucket=self.name, Key=key, VersionId=item["VersionId"])
        return bool(mine)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn the library's errors into the store's."""
        try:
            yield
        except ClientError as fault:
            code = str(fault.response.get("Error", {}).get("Code", ""))
            if code in _MISSING:
                raise NoSuchObjectError from fault
            error, advice = _ANSWERS.get(code, (StoreUnreachableError, _WAIT))
            raise error(f"s3://{self.name}: it says {code or 'nothing'}; {advice}".rstrip("; ")) from fault
        except (NoCredentialsError, PartialCredentialsError, CredentialRetrievalError, ProfileNotFound) as fault:
            raise ArchiveRefusedError(f"s3://{self.name}: {_KEYS}") from fault
        except (NoRegionError, InvalidRegionError) as fault:
            raise StoreAddressError(f"s3://{self.name}: {_REGION}") from fault
        except (NoConnectionError, NoHttpError, IncompleteReadError, ResponseStreamingError) as fault:
            raise StoreUnreachableError(
                f"s3://{self.name}: it does not answer ({type(fault).__name__}); see AWS_ENDPOINT_URL_S3 and the "
                f"network; {_WAIT}"
            ) from fault
        except (BotoCoreError, ValueError) as fault:
            raise StoreAddressError(f"s3://{self.name}: {fault}") from fault
