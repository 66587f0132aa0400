"""Word's files of before 2007 (.doc) → `Document`, by way of LibreOffice, where it is installed.

LibreOffice runs inside the child, under the child's limits, with a folder and a profile of its own, and is told to
convert, nothing else: no macro runs in a conversion. What it writes is read as any Word document.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from parsers.compound import Compound
from parsers.document import Document
from parsers.errors import DamagedDocumentError, EncryptedDocumentError, OverLimitError, UnsupportedDocumentError
from parsers.formats.word import read_word

_SECONDS = 16.0
#: LibreOffice leaves with this status once it has set up a new profile, and wants to be started again.
_START_AGAIN, _STARTS = 81, 3
_ENCRYPTED = 0x0100  # fEncrypted in the FIB's flags (MS-DOC 2.5.2)
_FLAGS = 10
_ADVICE = "an old Word document, .doc; please save it as .docx or PDF and send that"


def read_legacy_word(data: bytes) -> Document:
    """A Word document of the old format.

    Raises:
        UnsupportedDocumentError: LibreOffice is not installed.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: LibreOffice makes nothing of it.
        OverLimitError: converting it takes too long.
    """
    file = Compound(data)
    head = file.read(("WordDocument",))[: _FLAGS + 2]
    if len(head) == _FLAGS + 2 and struct.unpack_from("<H", head, _FLAGS)[0] & _ENCRYPTED:
        raise EncryptedDocumentError
    program = _program()
    if program is None:
        raise UnsupportedDocumentError(_ADVICE)
    document = read_word(_converted(data, program))
    macros = any(path[0] == "Macros" for path in file.streams)
    return replace(document, notes=(*document.notes, "converted", *(("macros",) if macros else ())))


def _program() -> str | None:
    """LibreOffice itself, not the script that starts it: only that is stopped when its time is up."""
    script = shutil.which("soffice")
    if script is None:
        return None
    itself = Path(script).resolve().with_name("soffice.bin")
    return str(itself if itself.exists() else script)


def _converted(data: bytes, program: str) -> bytes:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.doc").write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--norestore", "--nologo", "--nodefault", "--convert-to",
                   "docx:MS Word 2007 XML", "--outdir", name, str(folder / "in.doc")]  # fmt: skip
        deadline = time.monotonic() + _SECONDS
        for _ in range(_STARTS):
            if _run(command, folder, deadline - time.monotonic()) != _START_AGAIN:
                break
        made = folder / "in.docx"
        if not made.exists():
            raise DamagedDocumentError("LibreOffice cannot open the old Word document")
        return made.read_bytes()


def _run(command: list[str], folder: Path, seconds: float) -> int:
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
        raise OverLimitError("converting the old Word document takes too long") from None
    except OSError as error:
        raise UnsupportedDocumentError(_ADVICE) from error
    return done.returncode
