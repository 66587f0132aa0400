"""One case read as the child reads it, and everything that may be wrong with what came of it.

A trial is made in a process of its own (`workers`), which sets the limits; this module knows neither.
"""

from __future__ import annotations

import re
import traceback
from dataclasses import dataclass
from pathlib import Path

from parsers.errors import OverLimitError, ReadingError
from parsers.form import FormDefinition
from parsers.formats import READABLE, read_document
from parsers.leaves import Leaf
from parsers.limits import DEFAULT
from parsers.mail import Outcome
from parsers.matching import match
from parsers.read import read_file, read_message
from parsers.reading import Reading, decode, encode
from parsers.scan import scan
from parsers.tree import MailTree, bare_tree, read_tree
from tests.corpora.parts import compare

_UNDECLARED = re.compile(r"The file (?:could not be read|is damaged and cannot be opened\.) \(([A-Z]\w+)\)\.?")
_PARSERS = Path(__file__).parents[2] / "parsers"


class TooLongError(BaseException):
    """The trial took more processor time than it may; not an `Exception`, which readers may catch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file to read: a mail, or a document under a name."""

    kind: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong: ``kind`` (exception, undeclared, hang, memory, death, reading, parts, sandbox), where, details.

    Two faults of the same ``signature`` are one finding.
    """

    kind: str
    where: str
    detail: str

    @property
    def signature(self) -> str:
        """What makes two faults the same."""
        return f"{self.kind}: {self.where}"


def trial(case: Case, form: FormDefinition) -> Fault | None:
    """Read one case; what is wrong with it, or None."""
    try:
        mail = case.kind == "mail"
        reading = read_message(case.data, form) if mail else read_file(case.data, case.name, form)
        return _wrong_reading(reading) or _undeclared(case, reading, form) or _lost(case)
    except TooLongError as error:
        return fault_of("hang", error)
    except MemoryError as error:
        return fault_of("memory", error)
    except Exception as error:  # noqa: BLE001  # whatever escapes is what is looked for
        return fault_of("exception", error)


def fault_of(kind: str, error: BaseException) -> Fault:
    """The fault that an exception is, at the innermost place in the parsers."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PARSERS)] or frames
    where = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else "?"
    name = "" if kind in ("hang", "memory") else f"{type(error).__name__} at "
    return Fault(kind=kind, where=name + where, detail="".join(traceback.format_exception(error))[-6_000:])


def _wrong_reading(reading: Reading) -> Fault | None:
    """What the service would not take: JSON that does not come back the same, pointers to nothing."""
    if decode(encode(reading)) != reading:
        return Fault(kind="reading", where="not the same after JSON", detail=repr(reading)[:6_000])
    count = len(reading.mail.attachments)
    answers = reading.form.answers if reading.form else ()
    sheets = (item.attachment for item in reading.scoresheets)
    pointed = {reading.form_attachment, *(item.attachment for item in answers), *sheets}
    if [item.index for item in reading.mail.attachments] != list(range(count)):
        return Fault(kind="reading", where="attachments out of order", detail=repr(reading)[:6_000])
    if not all(0 <= index < count for index in pointed if index is not None):
        return Fault(kind="reading", where="points at no attachment", detail=repr(reading)[:6_000])
    return None


def _undeclared(case: Case, reading: Reading, form: FormDefinition) -> Fault | None:
    """A document that a library stumbled over where its reader declares no such thing, or that ate its memory."""
    for item in reading.mail.attachments:
        found = _UNDECLARED.fullmatch(item.reason)
        hungry = item.outcome is Outcome.OVER_LIMIT and "more memory" in item.reason
        if found or hungry:
            leaf = next(leaf for leaf in _tree(case).leaves if leaf.sha256 == item.sha256)
            return _again(leaf, form) or (
                Fault(kind="undeclared", where=found[1], detail=item.reason) if found else None
            )
    return None


def _again(leaf: Leaf, form: FormDefinition) -> Fault | None:
    """Read and match one document to learn where it went wrong."""
    if leaf.type not in READABLE:
        return None
    try:
        match(read_document(leaf.data, type=leaf.type), form)
    except (ReadingError, RecursionError):
        return None
    except MemoryError as error:
        return fault_of("memory", error)
    except Exception as error:  # noqa: BLE001  # what is looked for
        return fault_of("undeclared", error)
    return None


def _tree(case: Case) -> MailTree:
    if case.kind == "mail":
        return read_tree(case.data, DEFAULT)
    return bare_tree(case.data, case.name, DEFAULT)


def _lost(case: Case) -> Fault | None:
    """Parts of a mail within the limits that are nowhere in its tree."""
    if case.kind != "mail":
        return None
    try:
        scan(case.data, DEFAULT)
        tree = read_tree(case.data, DEFAULT)
    except OverLimitError:
        return None
    if any(leaf.outcome is Outcome.OVER_LIMIT for leaf in tree.leaves):
        return None
    lost = compare(case.data, tree).lost
    return Fault(kind="parts", where=lost[0].partition(" of ")[0], detail="; ".join(lost)) if lost else None
