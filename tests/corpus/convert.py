"""Conversions by other programs, many files a call, kept in a cache folder by the content of what went in.

LibreOffice starts in seconds and converts in tenths, so a batch is one call; a profile of its own lets it run beside
somebody else's.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import zipfile
from collections import defaultdict
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from tests.corpus.layouts.scan import SCANNERS, scan
from tests.corpus.layouts.table import Converter, Layout

#: Where converted files are kept unless told otherwise; outside the tree.
CACHE = Path(os.environ.get("CORPUS_CACHE") or Path(tempfile.gettempdir()) / "intake-corpus-cache")
_BATCH = 40
_SECONDS = 600


def convert(jobs: list[tuple[Layout, bytes]], *, cache: Path = CACHE) -> list[bytes]:
    """The final file of each job, in order; jobs without a converter come back as they are.

    Raises:
        RuntimeError: a program is missing, or did not make one of the files.
    """
    cache.mkdir(parents=True, exist_ok=True)
    kept = [cache / f"{_digest(layout, data)}.{layout.suffix}" for layout, data in jobs]
    groups: dict[tuple[Converter, str, str, str], list[tuple[bytes, Path]]] = defaultdict(list)
    for (layout, data), path in zip(jobs, kept, strict=True):
        if layout.converter is not Converter.NONE and not path.exists():
            groups[layout.converter, layout.source, layout.suffix, layout.filter].append((data, path))
    for (converter, source, suffix, filter_), files in groups.items():
        for start in range(0, len(files), _BATCH):
            batch = files[start : start + _BATCH]
            if converter is Converter.SCANNER:
                _scan(batch, filter_)
            elif converter is Converter.CHROMIUM:
                _print_pages(batch)
            else:
                _by_office(batch, source, suffix, filter_)
    return [
        data if layout.converter is Converter.NONE else path.read_bytes()
        for (layout, data), path in zip(jobs, kept, strict=True)
    ]


def _digest(layout: Layout, data: bytes) -> str:
    """What went in, without the clock a zip file carries."""
    content = data
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as archive:
            content = repr([(info.filename, info.CRC) for info in archive.infolist()]).encode()
    return sha256(f"{layout.name}|{layout.filter}|".encode() + content).hexdigest()[:32]


def _by_office(batch: list[tuple[bytes, Path]], source: str, suffix: str, filter_: str) -> None:
    """``source`` "odt-docx" goes to ODT first and back to Word, as a file edited in LibreOffice has."""
    first, *rest = source.split("-")
    if rest:
        with tempfile.TemporaryDirectory() as folder:
            steps = [Path(folder) / f"{number}.{first}" for number in range(len(batch))]
            _office_call([(data, path) for (data, _), path in zip(batch, steps, strict=True)], "docx", first, "")
            middle = [path.read_bytes() for path in steps]
        batch = [(data, path) for data, (_, path) in zip(middle, batch, strict=True)]
    _office_call(batch, first, suffix, filter_)


def _office_call(batch: list[tuple[bytes, Path]], source: str, suffix: str, filter_: str) -> None:
    program = shutil.which("soffice")
    if program is None:
        raise RuntimeError("LibreOffice is not installed (Debian: libreoffice-writer-nogui)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        for number, (data, _) in enumerate(batch):
            (folder / "in" / f"{number}.{source}").write_bytes(data)
        target = f"{suffix}:{filter_}" if filter_ else suffix
        files = (str(folder / "in" / f"{number}.{source}") for number in range(len(batch)))
        profile = f"-env:UserInstallation=file://{folder}/profile"
        opened_as = ["--infilter=HTML (StarWriter)"] if source == "html" else []  # as a document, not as a web page
        command = [
            program,
            profile,
            "--headless",
            *opened_as,
            "--convert-to",
            target,
            "--outdir",
            str(folder / "out"),
            *files,
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        for number, (_, path) in enumerate(batch):
            made = folder / "out" / f"{number}.{suffix}"
            if not made.exists():
                raise RuntimeError(f"LibreOffice made no {suffix} of file {number} ({source})")
            shutil.copyfile(made, path)


def _scan(batch: list[tuple[bytes, Path]], quality: str) -> None:
    for data, path in batch:
        path.write_bytes(scan(data, path.stem, SCANNERS[quality]))


def _print_pages(batch: list[tuple[bytes, Path]]) -> None:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        raise RuntimeError("Chromium is not installed (Debian: chromium)")
    with tempfile.TemporaryDirectory() as name:
        for number, (data, path) in enumerate(batch):
            page, out = Path(name) / f"{number}.html", Path(name) / f"{number}.pdf"
            page.write_bytes(data)
            subprocess.run(
                [program, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                 f"--user-data-dir={name}/profile", f"--print-to-pdf={out}", page.as_uri()],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            shutil.copyfile(out, path)
