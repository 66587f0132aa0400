"""Starting the programs that are timed, and what they say of themselves."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench import truth
from tests.bench.corpus import Mail, warming
from tests.bench.places import Place, place
from tests.bench.truth import Score
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import SmtpServer

_LONGEST = 3600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class OurRun:
    """One pass of the service; seconds from the word to go, processor seconds, bytes."""

    mails: int
    letters: int
    fetched_seconds: float
    queued_seconds: float
    sent_seconds: float
    own_cpu: float
    sending_cpu: float
    reading_cpu: float
    peak_bytes: int
    child_peak_bytes: int
    store_bytes: int
    score: Score


@dataclass(frozen=True, slots=True, kw_only=True)
class NaiveRun:
    """One run of the naive stack."""

    mails: int
    letters: int
    sent_seconds: float
    own_cpu: float
    peak_bytes: int
    score: Score


@dataclass(frozen=True, slots=True)
class Pair:
    """Both programs on the same mails, one right after the other."""

    ours: OurRun
    naive: NaiveRun


@dataclass(frozen=True, slots=True)
class Compared:
    """Several pairs on one corpus, interleaved; figures are medians over the pairs."""

    name: str
    pairs: tuple[Pair, ...]

    @property
    def our_rate(self) -> float:
        """Mails a second, to record committed and receipt queued."""
        return median(pair.ours.mails / pair.ours.queued_seconds for pair in self.pairs)

    @property
    def our_rate_sent(self) -> float:
        """Mails a second, to receipt handed to SMTP and mail moved away."""
        return median(pair.ours.mails / pair.ours.sent_seconds for pair in self.pairs)

    @property
    def naive_rate(self) -> float:
        """Mails a second of the naive stack, receipt sent."""
        return median(pair.naive.mails / pair.naive.sent_seconds for pair in self.pairs)

    @property
    def ratio(self) -> float:
        """How many times the naive stack's mails a second, to the receipt queued."""
        return median(pair.naive.sent_seconds / pair.ours.queued_seconds for pair in self.pairs)

    @property
    def ratio_sent(self) -> float:
        """The same, to the receipt handed to SMTP."""
        return median(pair.naive.sent_seconds / pair.ours.sent_seconds for pair in self.pairs)

    @property
    def reading_cpu(self) -> float:
        """Processor milliseconds a mail in the reading children."""
        return median(1000 * pair.ours.reading_cpu / pair.ours.mails for pair in self.pairs)

    @property
    def own_cpu(self) -> float:
        """Processor milliseconds a mail in the service's own process, sending not included."""
        return median(1000 * pair.ours.own_cpu / pair.ours.mails for pair in self.pairs)

    @property
    def sending_cpu(self) -> float:
        """Processor milliseconds a letter, claimed, sent and marked."""
        return median(1000 * pair.ours.sending_cpu / max(1, pair.ours.letters) for pair in self.pairs)

    @property
    def store_bytes(self) -> float:
        """Bytes of the database a mail."""
        return median(pair.ours.store_bytes / pair.ours.mails for pair in self.pairs)

    @property
    def fetching(self) -> float:
        """Milliseconds a mail by the clock until it was archived and filed."""
        return median(1000 * pair.ours.fetched_seconds / pair.ours.mails for pair in self.pairs)

    @property
    def naive_cpu(self) -> float:
        """Processor milliseconds a mail of the naive stack."""
        return median(1000 * pair.naive.own_cpu / pair.naive.mails for pair in self.pairs)

    @property
    def last(self) -> Pair:
        """The last pair, for what does not vary."""
        return self.pairs[-1]


@dataclass(frozen=True, slots=True)
class Bench:
    """The servers and the folder that runs share."""

    dovecot: Dovecot
    smtp: SmtpServer
    folder: Path

    def pair(self, mails: Sequence[Mail], *, sparing: bool = False) -> Pair:
        """Both programs, each in a place of its own that is gone afterwards."""
        return Pair(self.ours(mails), self.naive(mails, sparing=sparing))

    def ours(self, mails: Sequence[Mail]) -> OurRun:
        """One pass of the service over these mails."""
        with TemporaryDirectory(dir=self.folder) as name:
            here = place(Path(name) / "place", self.dovecot, self.smtp)
            said = _run("tests.bench.ours", here, mails)
            del said["processed"], said["moved"]
            written = sum(path.stat().st_size for path in (here.folder / "data").glob("intake.db*"))
            return OurRun(**said, store_bytes=written, score=truth.of_service(here, mails))

    def naive(self, mails: Sequence[Mail], *, sparing: bool = False) -> NaiveRun:
        """One run of the naive stack over these mails."""
        with TemporaryDirectory(dir=self.folder) as name:
            here = place(Path(name) / "place", self.dovecot, self.smtp)
            said = _run("tests.bench.naive", here, mails, *(["sparing"] if sparing else []))
            return NaiveRun(**said, score=truth.of_naive(here.folder, mails))


def _run(module: str, here: Place, mails: Sequence[Mail], *arguments: str) -> dict[str, Any]:
    """Start a program, let it warm up on other mails, deliver those that count, and take what it measured of them.

    A service runs for months: what is loaded or compiled once belongs to neither program's figures.

    Raises:
        RuntimeError: it failed; the message holds its last words.
    """
    here.deliver(warming())
    command = [sys.executable, "-m", module, str(here.config), *arguments]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"{module} did not start: {process.communicate()[1][-2000:]}")
        here.deliver(mails)
        out, complaints = process.communicate("go\n", timeout=_LONGEST)
    if process.returncode != 0 or not out.strip():
        raise RuntimeError(f"{module} failed: {complaints[-2000:]}")
    said: dict[str, Any] = json.loads(out.splitlines()[-1])
    return said
