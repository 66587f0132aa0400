"""The service as one mail at a time meets it: from the hint that it came to its receipt taken by the SMTP server.

``python -m tests.bench.single CONFIG`` prints "ready", and for every line it is given takes one pass over the mailbox
and prints what it took as JSON. `times` is the other end: it delivers the mails one by one. What a server waits before
it tells of new mail is not in it; everything the service does is.
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from intake import logs
from intake.commands.options import programme_of
from intake.config_file import load
from intake.mailbox.opening import open_mailbox
from intake.memory import collect_less_often
from intake.service import open_service
from tests.bench.corpus import Mail, warming
from tests.bench.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """Milliseconds by the clock, a mail: half of the mails take less than ``median``, 95 in 100 less than ``p95``.

    ``own_cpu`` is the median of the processor time of the service's own process, the reading children not included.
    """

    mails: int
    median: float
    p95: float
    own_cpu: float


def times(here: Place, mails: Sequence[Mail]) -> Times:
    """Deliver the mails one after another and have each taken the whole way.

    Raises:
        RuntimeError: the program failed, or a mail was not answered.
    """
    here.deliver(warming())
    command = [sys.executable, "-m", __name__, str(here.config)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError(f"it did not start: {process.communicate()[1][-2000:]}")
        found = []
        for mail in mails:
            here.deliver([mail])
            process.stdin.write("go\n")
            process.stdin.flush()
            said = json.loads(process.stdout.readline() or "{}")
            if said.get("mails") != 1:
                raise RuntimeError(f"a mail was not taken: {said} {process.communicate()[1][-2000:]}")
            found.append(said)
        process.stdin.close()
        process.wait()
    whole = [item["milliseconds"] for item in found]
    return Times(
        mails=len(found),
        median=median(whole),
        p95=quantiles(whole, n=20)[-1] if len(whole) > 1 else whole[0],
        own_cpu=median(item["own_cpu"] for item in found),
    )


def main() -> None:
    """Passes, one a line."""
    settings = load(Path(sys.argv[1]))
    logs.configure("json", level=logging.WARNING)
    with open_service(settings, programme_of(settings)) as service:
        mailbox = open_mailbox(settings.mailbox, folder=settings.mailbox.folder)

        def one_pass() -> int:
            new = service.fetch(mailbox).new
            service.process()
            service.send()
            return new

        one_pass()
        service.settle(mailbox)
        collect_less_often()
        print("ready", flush=True)
        for _ in sys.stdin:
            began, cpu = time.perf_counter(), time.process_time()
            new = one_pass()
            told = {
                "mails": new,
                "milliseconds": 1000 * (time.perf_counter() - began),
                "own_cpu": 1000 * (time.process_time() - cpu),
            }
            service.settle(mailbox)  # after the receipt: nobody waits for it
            print(json.dumps(told), flush=True)
        mailbox.close()


if __name__ == "__main__":
    main()
