"""Reading the configuration file: every problem at once, each with its line and what was probably meant.

The models are in `intake.config`; this knows TOML, the environment and how to word a problem.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from intake import toml_places
from intake.config import ENVIRONMENT_PREFIX, SECTIONS, Settings, StoreSettings
from intake.errors import ConfigurationError

_SQLITE = "sqlite:///"
_NUMBER = "must be a whole number, not {given!r}"
_TRUTH = "must be true or false, not {given!r}"
_INSTANT = "must be a date and time with its offset from UTC, such as 2014-01-07T00:00:00Z, not {given!r}"
#: What pydantic calls a fault → what is said of the key. What is not here is told in pydantic's words.
_WORDS = {
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "greater_than": "must be more than {gt}, not {given}",
    "greater_than_equal": "must be at least {ge}, not {given}",
    "less_than_equal": "must be at most {le}, not {given}",
    "bool_parsing": _TRUTH,
    "bool_type": _TRUTH,
    "string_type": "must be text in quotes, not {given!r}",
    "tuple_type": 'must be a list, as in ["…"], not {given!r}',
    "list_type": 'must be a list, as in ["…"], not {given!r}',
    "literal_error": "must be {expected}, not {given!r}",
    "timezone_aware": "must have its offset from UTC, such as 2014-01-07T00:00:00Z",
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "datetime_type": _INSTANT,
}


def load(path: Path) -> Settings:
    """Read and check the configuration file ``path``, overridden by ``INTAKE_SECTION__KEY`` variables.

    Raises:
        ConfigurationError: the file cannot be read or is wrong; carries every problem at once, each with its line.
    """
    try:
        text = path.read_text(encoding="utf-8")
        data = tomllib.loads(text)
    except FileNotFoundError:
        raise ConfigurationError(
            [f"there is no such file; copy config.example.toml to {path.name} and edit it, or name one with --config"],
            source=str(path),
        ) from None
    except OSError as fault:
        raise ConfigurationError([f"it cannot be read: {fault.strerror}"], source=str(path)) from fault
    except UnicodeDecodeError as fault:
        raise ConfigurationError([f"it is not UTF-8 text (byte {fault.start})"], source=str(path)) from fault
    except tomllib.TOMLDecodeError as fault:
        hint = "; text stands in quotes" if "Invalid value" in str(fault) else ""
        raise ConfigurationError([f"it is not TOML: {fault}{hint}"], source=str(path)) from fault
    try:
        settings = Settings(folder=path.resolve().parent, **data)
    except ValidationError as fault:
        raise ConfigurationError(_problems(fault, data=data, text=text), source=str(path)) from None
    return _resolved(settings)


def _resolved(settings: Settings) -> Settings:
    """The settings with every relative path made absolute from the file's own folder."""
    folder = settings.folder

    def absolute(section: BaseModel) -> BaseModel:
        paths = {name: folder / value for name, value in section if isinstance(value, Path) and not value.is_absolute()}
        return section.model_copy(update=paths)

    sections = {name: absolute(getattr(settings, name)) for name in ("service", "mailbox", "outgoing", "oauth")}
    store = settings.store
    if store.url.startswith(_SQLITE) and not store.url.startswith(_SQLITE + "/"):
        store = StoreSettings(url=_SQLITE + str(folder / store.url.removeprefix(_SQLITE)))
    programme = settings.service.programme
    if "/" in programme:
        programme = str(folder / programme)
    archive = settings.service.archive
    if archive and "://" not in archive:
        archive = str(folder / archive)
    sections["service"] = sections["service"].model_copy(update={"programme": programme, "archive": archive})
    return settings.model_copy(update={**sections, "store": store})


def _problems(fault: ValidationError, *, data: dict[str, Any], text: str) -> list[str]:
    """Every problem in words: its line, its key, what is wrong and what was probably meant."""
    found = toml_places.places(text)
    problems = []
    for error in fault.errors():
        path = _path(error["loc"], data)
        problems.append((toml_places.line_of(found, path) or 0, _problem(error, path, found=found)))
    return [message for _, message in sorted(problems, key=lambda item: item[0])]


def _path(loc: tuple[int | str, ...], data: dict[str, Any]) -> tuple[int | str, ...]:
    """The path in the file: pydantic's location without the tag of a discriminated section."""
    if len(loc) > 1 and loc[0] in ("mailbox", "outgoing"):
        return (loc[0], *loc[2:])
    return loc


def _problem(error: Any, path: tuple[int | str, ...], *, found: dict[toml_places.Place, int]) -> str:
    name = _named(path)
    exact = found.get(path)
    line = toml_places.line_of(found, path)
    variable = ENVIRONMENT_PREFIX + "__".join(str(part) for part in path).upper()
    if exact is None and variable in os.environ:
        where = f"environment {variable}"
    else:
        where = f"line {line}" if line else "file"
    match error["type"]:
        case "extra_forbidden":
            known = _known_keys(error["loc"])
            what = f"unknown key {str(path[-1])!r}{toml_places.did_you_mean(str(path[-1]), known)}"
            holder = _named(path[:-1])
            return f"{where}: {holder} {what}" if holder else f"{where}: {what.replace('key', 'section', 1)}"
        case "missing":
            kind = "section" if len(path) == 1 else "key"
            return (
                f"{where}: {f'{_named(path[:-1])} ' if path[:-1] else ''}required {kind} {str(path[-1])!r} is missing"
            )
        case "union_tag_invalid":
            return f"{where}: {name} kind must be one of {error['ctx']['expected_tags']}, not {error['ctx']['tag']!r}"
        case "string_pattern_mismatch":
            return f'{where}: {name}: {error["input"]!r} is not a time of day such as "08:30"'
        case kind if kind in _WORDS:
            return f"{where}: {name} " + _WORDS[kind].format(given=error["input"], **error.get("ctx", {}))
        case _:
            return f"{where}: {name}: {error['msg'][0].lower()}{error['msg'][1:]}"


def _named(path: Sequence[int | str]) -> str:
    """A place as the file writes it: ``[mailbox] port``, ``[[staff]] number 2, roles``."""
    match tuple(path):
        case ():
            return ""
        case ("staff",):
            return "[[staff]]"
        case (section,):
            return f"[{section}]"
        case (section, int(place)):
            return f"[[{section}]] number {place + 1}"
        case (section, int(place), key, *_):
            return f"[[{section}]] number {place + 1}, {key}"
        case (section, key, *_):
            return f"[{section}] {key}"
    raise AssertionError(path)


def _known_keys(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys that would have been right where an unknown one stands."""
    if len(loc) == 1:
        return tuple(name for name in Settings.model_fields if name != "folder")
    return tuple(SECTIONS[_section_of(loc)].model_fields)


def _section_of(loc: tuple[int | str, ...]) -> str:
    tagged = loc[0] in ("mailbox", "outgoing")
    return f"{loc[0]}.{loc[1]}" if tagged else str(loc[0])
