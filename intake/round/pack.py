"""Reading a pack's folder: ``programme.toml`` and its register, every problem reported at once with its place.

The shape of the file is in `intake.round.pack_file`, the rules between its keys in `intake.round.pack_checks`; what
the service sees of a pack is made from the result by `intake.round.programme.load`.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError

import templates
from intake import toml_places
from intake.errors import ProgrammeError
from intake.round.pack_checks import Problem, problems_of
from intake.round.pack_file import PackFile
from intake.round.pack_words import Wording
from intake.round.register import Register, read_register

FILE_NAME = "programme.toml"

#: What every programme shares: letters that a pack may override by name. Not a pack itself.
BASE = Path(templates.__file__).parent / "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack as read and found sound."""

    folder: Path
    file: PackFile
    register: Register | None


def packaged() -> tuple[str, ...]:
    """The names of the packs that come with the service."""
    return tuple(sorted(found.parent.name for found in BASE.parent.glob(f"*/{FILE_NAME}")))


def find(name_or_folder: str | Path, *, relative_to: Path | None = None) -> Path:
    """The folder of a pack: a packaged one by name, else a folder (or its ``programme.toml``).

    Raises:
        ProgrammeError: there is no such pack.
    """
    if str(name_or_folder) in packaged():
        return BASE.parent / name_or_folder
    path = (relative_to or Path()) / Path(name_or_folder).expanduser()
    folder = path.parent if path.name == FILE_NAME else path
    if (folder / FILE_NAME).is_file():
        return folder.resolve()
    what = f"{folder} has no {FILE_NAME}" if folder.is_dir() else "there is no such pack or folder"
    hint = toml_places.did_you_mean(str(name_or_folder), packaged())
    known = f" (packs that come with the service: {', '.join(packaged())})"
    raise ProgrammeError([what + (hint or known)], source=str(name_or_folder))


def read(folder: Path) -> Pack:
    """The pack in ``folder``.

    Raises:
        ProgrammeError: something is wrong with it; carries every problem at once, each with its line.
    """
    path = folder / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text, parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ProgrammeError([f"{FILE_NAME}: {fault}"], source=str(path)) from fault
    wording = Wording(FILE_NAME, text, data)
    try:
        file = PackFile.model_validate(data)
    except ValidationError as fault:
        raise ProgrammeError(wording.of_fault(fault), source=str(path)) from None
    register = None
    problems: list[Problem] = []
    if file.eligibility is not None:
        register, faults = read_register(folder / file.eligibility.register_)
        problems += [(("eligibility", "register"), fault) for fault in faults]
    problems += problems_of(file, folder=folder, register=None if problems else register)
    if problems:
        raise ProgrammeError(wording.of_all(problems), source=str(path))
    return Pack(folder=folder, file=file, register=register)
