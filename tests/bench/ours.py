"""The service as it is measured: everything started, then one pass over the mailbox when told to go.

``python -m tests.bench.ours CONFIG`` prints "ready", waits for a line, and prints its measurements as JSON. It runs
the service's own passes with every promise on; nothing is left out and nothing is done beforehand.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys
import time
from pathlib import Path

from intake import logs
from intake.commands.options import programme_of
from intake.config_file import load
from intake.mailbox.opening import open_mailbox
from intake.memory import collect_less_often
from intake.service import open_service
from tests.bench.processes import cpu_of_descendants, peak_memory


def main() -> None:
    """One measured pass."""
    settings = load(Path(sys.argv[1]))
    logs.configure("json", level=logging.WARNING)
    collect_less_often()
    with open_service(settings, programme_of(settings)) as service:
        mailbox = open_mailbox(settings.mailbox, folder=settings.mailbox.folder)
        for step in (lambda: service.fetch(mailbox), service.process, lambda: service.settle(mailbox), service.send):
            step()
        print("ready", flush=True)
        sys.stdin.readline()
        began, own, others = time.perf_counter(), time.process_time(), cpu_of_descendants(os.getpid())
        received = service.fetch(mailbox)
        fetched = time.perf_counter()
        processed = service.process()
        queued, own_queued = time.perf_counter(), time.process_time()
        read = cpu_of_descendants(os.getpid()) - others
        moved = service.settle(mailbox)
        sent = service.send()
        ended, own_ended = time.perf_counter(), time.process_time()
        mailbox.close()
    result = {
        "mails": received.new,
        "processed": processed,
        "moved": moved,
        "letters": sent.sent,
        "fetched_seconds": fetched - began,
        "queued_seconds": queued - began,
        "sent_seconds": ended - began,
        "own_cpu": own_queued - own,
        "sending_cpu": own_ended - own_queued,
        "reading_cpu": read,
        "peak_bytes": peak_memory(os.getpid()),
        "child_peak_bytes": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024,
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
