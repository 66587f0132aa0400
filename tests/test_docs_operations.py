"""docs/operations.md, held to the code: commands, configuration, faults, log lines, protections, JSON."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any, TypeVar

import pytest
from pydantic.fields import FieldInfo

from intake import enclosure, logs
from intake.config import SECTIONS
from intake.round import programme as packs
from intake.staff import records
from intake.staff.alarms import URGENT
from parsers.limits import DEFAULT
from parsers.read import read_message
from store.application_list import AnswerItem, ApplicationItem, Check
from store.letters import LetterItem
from store.message_list import AttachmentItem, MessageItem
from tests.pages import ROOT, commands, named, page, section, tables

AT = datetime(2014, 2, 7, 10, 1, 13, tzinfo=UTC)


def test_operations_documents_every_command_with_its_options() -> None:
    rows = tables(section("docs/operations.md", "## Commands"))
    documented = {}
    for row in rows:
        _, name, *arguments = row[0].strip("`").split()
        documented[name] = {*arguments, *re.findall(r"--[a-z-]+", row[1])}
    assert documented == commands()


def _default(field: FieldInfo) -> str:
    match field.default:
        case _ if field.is_required():
            return "required"
        case None | ():
            return "none"
        case bool(value):
            return f"`{str(value).lower()}`"
        case int(value):
            return f"`{value}`"
        case value:
            return f'`"{value}"`'


_HEADINGS = {
    "service": "### `[service]`",
    "store": "### `[store]`",
    "mailbox.imap": '### `[mailbox]` with `kind = "imap"`',
    "mailbox.maildir": '### `[mailbox]` with `kind = "maildir"`',
    "outgoing.smtp": '### `[outgoing]` with `kind = "smtp"`',
    "outgoing.maildir": '### `[outgoing]` with `kind = "maildir"`',
    "staff": "### `[[staff]]`",
    "digest": "### `[digest]`",
    "decisions": "### `[decisions]`",
    "metrics": "### `[metrics]`",
    "oauth": "### `[oauth]`",
    "work": "### `[work]`",
}


@pytest.mark.parametrize("name", SECTIONS)
def test_operations_documents_every_key_with_its_default(name: str) -> None:
    rows = {row[0].strip("`"): row[1] for row in tables(section("docs/operations.md", _HEADINGS[name]))}
    assert rows == {key: _default(field) for key, field in SECTIONS[name].model_fields.items()}


def _faults() -> set[str]:
    """The names of all faults that `intake status` or an alarm can tell."""
    trees = [ast.parse(page(f"intake/daemon/{name}.py")) for name in ("status", "surroundings", "access", "pace")]
    faults = {
        word.value.value
        for tree in trees
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Fault"
        for word in call.keywords
        if word.arg == "name" and isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
    }
    for row in ast.walk(trees[0]):
        if isinstance(row, ast.Tuple) and row.elts and ast.unparse(row.elts[0]).startswith("LetterStatus."):
            faults.add(ast.literal_eval(row.elts[1]))
    return faults


def test_operations_documents_every_fault_of_status() -> None:
    assert set(named(section("docs/operations.md", "## Monitoring"))) == _faults()


def test_operations_says_what_to_do_for_every_alarm() -> None:
    rows = tables(section("docs/operations.md", "## Alarms"))
    assert {row[0].strip("`") for row in rows} == URGENT
    assert [row for row in rows if not all(row)] == []


def test_every_alarm_is_of_a_fault_that_there_is() -> None:
    assert URGENT - _faults() == set()


def _log_lines() -> Iterator[tuple[str, str, set[str]]]:
    """Every line the service logs: event, level, keys."""
    for path in sorted((ROOT / "intake").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and isinstance(call.func.value, ast.Name)
                and call.func.value.id == "log"
                and call.func.attr in {"debug", "info", "warning", "error"}
            ):
                keys = {word.arg for word in call.keywords if word.arg}
                if "exc_info" in keys:
                    keys = keys - {"exc_info"} | {"fault", "place"}
                yield ast.literal_eval(call.args[0]), call.func.attr, keys


def test_operations_documents_every_line_of_the_log() -> None:
    lines: dict[str, tuple[str, set[str]]] = {}
    for event, level, keys in _log_lines():
        lines[event] = (level, keys | lines.get(event, ("", set()))[1])
    documented = {
        row[0].strip("`"): (row[1], set(re.findall(r"`([a-z_]+)`", row[2])))
        for row in tables(section("docs/operations.md", "## Logs"))
    }
    assert documented == lines


def test_every_key_of_every_log_line_may_be_logged() -> None:
    assert {key for _, _, keys in _log_lines() for key in keys} - logs.KEYS == set()


def test_operations_documents_every_protection_and_the_limits() -> None:
    text = section("docs/operations.md", "## What holds the reading process")
    held = set(re.findall(r'held\.append\("([a-z-]+)"\)', page("parsers/confine.py")))
    always = set(re.findall(r'"([a-z-]+)"', re.findall(r"always = (\(.*\))", page("intake/template_process.py"))[0]))
    assert set(named(text)) == {*enclosure.PROTECTIONS, *held, *always}
    assert f"{DEFAULT.document_seconds:g} seconds for a document and {DEFAULT.mail_seconds:g} for a mail" in text
    assert f"{DEFAULT.memory_bytes // 1024**2} MB of memory" in " ".join(text.split())


Row = TypeVar("Row")
_MADE_UP: dict[str, Any] = {"str": "", "int": 1, "float": 1.0, "datetime": AT, "datetime | None": AT}


def made_up(kind: type[Row], **given: Any) -> Row:
    """A row of this dataclass; what is not given is made up by its type."""
    blank = {field.name: _MADE_UP.get(str(field.type)) for field in fields(kind) if field.default is MISSING}  # type: ignore[arg-type]  # any dataclass
    return kind(**blank | given)


def _printed(heading: str) -> Any:
    """One item of what the code prints under a heading, of made-up rows."""
    programme = packs.load("delivering-differently")
    check = made_up(Check)
    match heading:
        case "extract --json":
            mail = (ROOT / "templates/delivering-differently/demo/20-incomplete.eml").read_bytes()
            return records.extracted_item("mail.eml", read_message(mail, programme.form))
        case "export --format json":
            application = made_up(ApplicationItem, checks=(check,), partners=("A",))
            answer = made_up(AnswerItem, key="lead_name")
            return records.export_item(application, {"lead_name": answer}, programme)
        case "messages --json":
            return records.message_item(made_up(MessageItem, attachments=(made_up(AttachmentItem),)))
        case _:
            return records.letter_item(made_up(LetterItem))


def _keys(value: Any, *, keyed: bool = False) -> Any:
    """The shape of JSON: names of keys all the way down; of ``answers``, keyed by field, only what one answer is."""
    if isinstance(value, dict):
        inner = {name: _keys(item, keyed=name == "answers") for name, item in value.items()}
        return next(iter(inner.values())) if keyed else inner
    if isinstance(value, list | tuple):
        return [_keys(value[0])] if value and isinstance(value[0], dict) else None
    return None


@pytest.mark.parametrize("heading", ["extract --json", "export --format json", "messages --json", "letters --json"])
def test_operations_shows_the_json_that_is_printed(heading: str) -> None:
    full = f"### `intake {heading}`"
    example = re.findall(r"```json\n(.*?)```", section("docs/operations.md", full), re.DOTALL)[0]
    assert _keys(json.loads(example)[0]) == _keys(_printed(heading))
