"""A journal in a bucket, where nothing can be appended to: an object of lines for each time something was noted.

Keys begin with the instant and a number, so that the order of keys is the order in which one process noted things;
several machines are in order as far as their clocks agree. An object is there whole or not at all: no line is torn.
"""

from __future__ import annotations

import hashlib
import threading
import uuid
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import islice

from store.s3_bucket import Bucket

_AT_ONCE = 16  # objects fetched at a time: each is small, and far away
_TICK = timedelta(microseconds=1)


class ObjectJournal:
    """The objects whose keys begin with ``prefix``."""

    def __init__(self, bucket: Bucket, prefix: str) -> None:
        self._bucket, self._prefix = bucket, prefix
        self._last = datetime.min.replace(tzinfo=UTC)
        self._lock = threading.Lock()

    def append(self, lines: Sequence[bytes]) -> None:
        """Keep these lines, each with its line feed, after all that this process has noted before."""
        if not lines:
            return
        data = b"".join(lines)
        with self._lock:  # so that what is noted later cannot be kept under an earlier key, or earlier
            self._last = max(datetime.now(UTC), self._last + _TICK)
            key = f"{self._prefix}{self._last:%Y/%m/%d/%Y%m%dT%H%M%S.%fZ}-{uuid.uuid4().hex}.jsonl"
            self._bucket.put(key, data, digest=hashlib.sha256(data).digest())

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """Every line with the key of its object, in order."""
        keys = iter(self._bucket.keys(self._prefix))
        with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="journal") as pool:
            while some := list(islice(keys, 4 * _AT_ONCE)):
                for key, data in zip(some, pool.map(self._bucket.get, some), strict=True):
                    yield from ((key, line) for line in data.splitlines(keepends=True))
