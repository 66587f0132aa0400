"""Writing what was gathered as one zip file or one folder: data, a page, and the raw mails.

Names inside are ours alone, never a stranger's. Gathering is `intake.assurance.case_file` and
`intake.assurance.person_file`.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from intake.errors import IntakeError
from intake.jsontext import json_text


def as_json(data: Any) -> bytes:
    """Data as JSON in UTF-8."""
    return json_text(data).encode()


def zipped(files: Mapping[str, bytes], *, at: datetime) -> bytes:
    """The files as a zip, all dated ``at``: the same files at the same instant are the same bytes."""
    data = io.BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = ZipInfo(name, date_time=at.timetuple()[:6])
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            archive.writestr(info, content)
    return data.getvalue()


def write(files: Mapping[str, bytes], output: Path, *, at: datetime) -> Path:
    """Write the files as a zip where ``output`` ends in ``.zip``, else into that folder; closed to other users.

    Raises:
        IntakeError: it cannot be written there, or the folder holds something already.
    """
    try:
        if output.suffix.lower() == ".zip":
            output.touch(mode=0o600)
            output.write_bytes(zipped(files, at=at))
            return output
        output.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(output.iterdir()):
            raise IntakeError(f"{output} is not empty; name a folder that is, or a file that ends in .zip")
        for name, content in files.items():
            path = output / name
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(content)
    except OSError as fault:
        raise IntakeError(f"{output} cannot be written: {fault.strerror}") from None
    return output
