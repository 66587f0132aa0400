"""LibreOffice as a converter: a document of a format of its own in, the same as a newer one out.

It runs inside the child, under the child's limits, with a folder and a profile of its own, and is told to convert,
nothing else: no macro runs in a conversion. Who calls it reads what it writes as any document of that format.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from parsers.errors import DamagedDocumentError, OverLimitError, UnsupportedDocumentError

_SECONDS = 16.0
#: LibreOffice leaves with this status once it has set up a new profile, and wants to be started again.
_START_AGAIN, _STARTS = 81, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """From a file named ``*.source`` to one named ``*.target``, by LibreOffice's ``filter``.

    ``part`` is the library of the part of LibreOffice that does it, which may be missing where others are installed;
    ``named`` is what the document is called in messages, ``advice`` what the person who sent it can do.
    """

    source: str
    target: str
    filter: str
    part: str
    named: str
    advice: str


def program() -> str | None:
    """LibreOffice itself, not the script that starts it: only that is stopped when its time is up."""
    script = shutil.which("soffice")
    if script is None:
        return None
    itself = Path(script).resolve().with_name("soffice.bin")
    return str(itself if itself.exists() else script)


def convert(data: bytes, conversion: Conversion) -> bytes:
    """The document in its new format.

    Raises:
        UnsupportedDocumentError: LibreOffice, or the part of it that is needed, is not installed.
        DamagedDocumentError: LibreOffice makes nothing of it.
        OverLimitError: converting it takes too long.
    """
    found = program()
    if found is None or (found.endswith(".bin") and not Path(found).with_name(conversion.part).exists()):
        raise UnsupportedDocumentError(f"{conversion.named}; {conversion.advice}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"in.{conversion.source}"
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [found, profile, "--headless", "--norestore", "--nologo", "--nodefault", "--convert-to",
                   f"{conversion.target}:{conversion.filter}", "--outdir", name, str(source)]  # fmt: skip
        deadline = time.monotonic() + _SECONDS
        for _ in range(_STARTS):
            if _run(command, folder, deadline - time.monotonic(), conversion) != _START_AGAIN:
                break
        made = folder / f"in.{conversion.target}"
        if not made.exists():
            raise DamagedDocumentError(f"LibreOffice cannot open {conversion.named}")
        return made.read_bytes()


def _run(command: list[str], folder: Path, seconds: float, conversion: Conversion) -> int:
    """Run LibreOffice once; its exit status."""
    home = str(folder)
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program with arguments of our own making
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=max(seconds, 0.01),
            check=False,
            env={"HOME": home, "PATH": os.defpath, "LANG": "C.UTF-8", "TMPDIR": home, "SAL_USE_VCLPLUGIN": "svp"},
        )
    except subprocess.TimeoutExpired:
        raise OverLimitError(f"converting {conversion.named} takes too long") from None
    except OSError as error:
        raise UnsupportedDocumentError(f"{conversion.named}; {conversion.advice}") from error
    return done.returncode
