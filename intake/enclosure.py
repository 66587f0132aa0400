"""What is put around the template process from outside: bubblewrap, where this machine has it and lets it work.

The enclosure holds what reading needs and nothing else: the system's programs and libraries, Python and the packages,
the parsers; all read-only. No configuration, no archive, no database, no network, no other process. Inside,
`parsers.confine` does the rest.
"""

from __future__ import annotations

import functools
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import parsers

#: The whole environment of the template.
ENVIRONMENT = {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"}

_TEMPORARY_BYTES = 512 * 1024 * 1024
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
#: Of /etc only what programs need to run: no accounts, no keys, no configuration of services.
_ETC = ("ld.so.cache", "alternatives", "fonts", "libreoffice", "localtime", "ImageMagick-6", "papersize")
_STRICT = ("--unshare-user", "--disable-userns")  # since bubblewrap 0.8
_PROBE_SECONDS = 10
#: What bubblewrap brings, as the words the service reports.
PROTECTIONS = ("bubblewrap", "no-network", "read-only-files", "own-processes", "own-temporary-files")


def enclose(command: Sequence[str], *, roots: Sequence[Path] = ()) -> tuple[list[str], bool]:
    """``command`` with the enclosure before it where there is one, and whether there is.

    ``roots`` are more folders the command imports from.
    """
    before = _bubblewrap(tuple(roots))
    return [*before, *command], bool(before)


@functools.cache
def _bubblewrap(roots: tuple[Path, ...]) -> tuple[str, ...]:
    """The beginning of the command line that works on this machine; empty when none does."""
    program = shutil.which("bwrap")
    if program is None:
        return ()
    for extra in (_STRICT, ()):
        before = (program, "--unshare-all", *extra, *_arguments(roots))
        try:
            # A fixed program with arguments of our own making.
            done = subprocess.run([*before, "/usr/bin/true"], capture_output=True, timeout=_PROBE_SECONDS, check=False)  # noqa: S603
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return before
    return ()


def _arguments(roots: tuple[Path, ...]) -> list[str]:
    arguments = ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--clearenv"]
    for name, value in ENVIRONMENT.items():
        arguments += ["--setenv", name, value]
    for folder in map(Path, _SYSTEM):
        if folder.is_symlink():
            arguments += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.exists():
            arguments += ["--ro-bind", str(folder), str(folder)]
    for name in _ETC:
        arguments += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    arguments += ["--size", str(_TEMPORARY_BYTES), "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"]  # noqa: S108  # inside
    for path in _imported(roots):
        arguments += ["--ro-bind", str(path), str(path)]
    return [*arguments, "--chdir", "/tmp"]  # noqa: S108


def _imported(roots: tuple[Path, ...]) -> list[Path]:
    """Python itself, the packages installed, our parsers, and ``roots``; not what the system folders hold already."""
    packages = [Path(entry) for entry in sys.path if entry.endswith(("site-packages", "dist-packages"))]
    ours = Path(parsers.__file__).resolve().parent
    wanted = [Path(sys.base_prefix), Path(sys.prefix), *packages, ours, *roots]
    kept: list[Path] = []
    for path in wanted:
        known = [Path("/usr"), *kept]
        if path.exists() and not any(path.is_relative_to(other) for other in known):
            kept.append(path)
    return kept
