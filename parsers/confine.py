"""What a process does to itself before it touches a stranger's bytes: privileges, network, limits. Linux only.

Used by `parsers.child`. What is put around the process from outside (bubblewrap) is `intake.enclosure`'s.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
from pathlib import Path

from parsers.limits import Limits

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38  # linux/prctl.h
_CLONE_NEWUSER, _CLONE_NEWNET, _CLONE_NEWIPC = 0x10000000, 0x40000000, 0x08000000  # linux/sched.h
_SPARE_SECONDS = 5  # the parent's clock is to be first; this one is for when there is no parent to look at it

_libc = ctypes.CDLL(None, use_errno=True)


def lock_template(*, enclosed: bool) -> tuple[str, ...]:
    """Give up what the template and all its children never need; says what is in force, as short machine words.

    ``enclosed`` tells that bubblewrap has been put around the process. Then it dies with its enclosure, and has no
    network; otherwise both are arranged here, the network only where the kernel lets us.
    """
    held: list[str] = []
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        held.append("no-new-privileges")
    if not enclosed:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if _without_network():
            held.append("no-network")
    # A child that was taken over shall not look into its siblings, which handle other people's mail.
    if _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0:
        held.append("no-tracing")
    return tuple(held)


def _without_network() -> bool:
    """Move to a network namespace of our own, which has no interface that is up."""
    user = 0 if os.geteuid() == 0 else _CLONE_NEWUSER
    return bool(_libc.unshare(user | _CLONE_NEWNET | _CLONE_NEWIPC) == 0)


def limit_child(limits: Limits) -> None:
    """Set the limits of one child: memory beyond what it inherits, processor time, file size, files, processes."""
    seconds = int(limits.mail_seconds) + _SPARE_SECONDS
    _lower(resource.RLIMIT_AS, address_space() + limits.memory_bytes)
    _lower(resource.RLIMIT_CPU, seconds)
    _lower(resource.RLIMIT_FSIZE, limits.file_bytes)
    _lower(resource.RLIMIT_NOFILE, limits.open_files)
    _lower(resource.RLIMIT_NPROC, limits.processes)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, value: int) -> None:
    """Set a limit, soft and hard; one that is lower already stays."""
    hard = resource.getrlimit(kind)[1]
    wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (wanted, wanted))


def address_space() -> int:
    """Bytes of address space this process has mapped."""
    return int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
