"""A real S3-compatible server on a free port of this machine (moto's, over HTTP), with buckets of a test's own.

with S3Server() as server:
    bucket = server.bucket()
    … server.environment() tells boto3 where it is …
"""

from __future__ import annotations

import logging
import uuid
from types import TracebackType
from typing import Any, Self

import boto3
from moto.server import ThreadedMotoServer

_KEY, _SECRET, _REGION = "AKIAINTAKE0000000000", "a secret of the tests", "eu-west-2"


class S3Server:
    """The server, from ``with`` to the end of its block."""

    def __enter__(self) -> Self:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        _, self.port = self._server.get_host_and_port()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.stop()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def environment(self) -> dict[str, str]:
        """What a program must find in its environment to use it."""
        return {
            "AWS_ENDPOINT_URL_S3": self.url,
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
            "AWS_REGION": _REGION,
            "AWS_DEFAULT_REGION": _REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self) -> Any:
        """Another program's way to it."""
        return boto3.client(
            "s3", endpoint_url=self.url, aws_access_key_id=_KEY, aws_secret_access_key=_SECRET, region_name=_REGION
        )

    def bucket(self, *, versions: bool = False) -> str:
        """A new, empty bucket."""
        name = f"intake-{uuid.uuid4().hex}"
        client = self.client()
        client.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": _REGION})
        if versions:
            client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
        return name
