"""Has the operator's own package programs fetch an archive into a cache, and checks that it is the one that is meant.

What is fetched is only ever unpacked by `gathering`; nothing of it is run. Where the packages come from is the
operator's configuration: Debian's sources are asked for wherever that has its packages from.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

from tests.corpora.manifest import Archive

_APT_LISTS = (Path("/etc/apt/sources.list"), Path("/etc/apt/sources.list.d"))
_SECONDS = 600


class NotFetchedError(Exception):
    """The archive cannot be had from the package sources that this machine is set up for."""


def fetch(archive: Archive, cache: Path) -> Path:
    """The file of ``archive``, from ``cache`` if it is there.

    Raises:
        NotFetchedError: it cannot be had, or what came is another one.
    """
    folder = cache / archive.source / archive.name
    folder.mkdir(parents=True, exist_ok=True)
    found = _right_one(folder, archive)
    if found is None:
        (_by_apt if archive.source == "apt" else _by_pip)(archive, folder, cache)
        found = _right_one(folder, archive)
    if found is None:
        raise NotFetchedError(f"{archive.name} {archive.version}: not there, or another file than the manifest's")
    return found


def _right_one(folder: Path, archive: Archive) -> Path | None:
    files = (path for path in sorted(folder.iterdir()) if path.is_file())
    return next((path for path in files if _digest(path) == archive.sha256), None)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _by_pip(archive: Archive, folder: Path, _cache: Path) -> None:
    wanted = f"{archive.name}=={archive.version}"
    _run(
        [
            sys.executable,
            "-m",
            "pip",
            "download",
            "--quiet",
            "--no-deps",
            "--no-binary",
            archive.name,
            "--dest",
            ".",
            wanted,
        ],
        folder,
    )


def _by_apt(archive: Archive, folder: Path, cache: Path) -> None:
    """``apt-get source``, with lists of its own: the system's configuration is left as it is."""
    config = _apt_config(cache / "apt-lists")
    # Another revision of Debian's comes with the same upstream tarball, so a part that is missing is no matter.
    _run(["apt-get", "source", "--download-only", f"{archive.name}={archive.version}"], folder, APT_CONFIG=str(config))
    if _right_one(folder, archive) is None:
        _run(["apt-get", "source", "--download-only", archive.name], folder, APT_CONFIG=str(config))


def _apt_config(place: Path) -> Path:
    """A configuration that asks the system's package sources for sources; made once, its lists fetched."""
    config = place / "apt.conf"
    if config.exists():
        return config
    (place / "sources.d").mkdir(parents=True, exist_ok=True)
    (place / "lists" / "partial").mkdir(parents=True, exist_ok=True)
    (place / "archives" / "partial").mkdir(parents=True, exist_ok=True)
    listed = [_APT_LISTS[0], *sorted(_APT_LISTS[1].glob("*"))] if _APT_LISTS[1].is_dir() else [_APT_LISTS[0]]
    for path in (path for path in listed if path.suffix in (".list", ".sources") and path.is_file()):
        text = path.read_text(encoding="utf-8")
        if "debian" in text.lower():
            text = re.sub(r"(?m)^(Types:\s*)deb\s*$", r"\1deb-src", text)
            (place / "sources.d" / path.name).write_text(re.sub(r"(?m)^deb ", "deb-src ", text), encoding="utf-8")
    config.write_text(
        f'Dir::State::lists "{place}/lists";\nDir::Cache "{place}";\nDir::Etc::sourcelist "/dev/null";\n'
        f'Dir::Etc::sourceparts "{place}/sources.d";\n',
        encoding="utf-8",
    )
    _run(["apt-get", "update", "-q"], place, APT_CONFIG=str(config))
    return config


def _run(command: list[str], folder: Path, **environment: str) -> None:
    """Run a package program in ``folder``; whether it had what was wanted is seen by what is there afterwards."""
    try:
        subprocess.run(
            command, cwd=folder, env=os.environ | environment, capture_output=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotFetchedError(f"{command[0]} cannot be used here: {error}") from error
