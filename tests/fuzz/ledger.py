"""What all runs so far came to, in a folder that is not part of the project: counts, and each finding with its case."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fuzz.trial import Case, Fault


@dataclass(slots=True)
class Counts:
    """Cases by kind, those also read in the real sandbox, the slow ones, and the minutes all of it took."""

    cases: Counter[str] = field(default_factory=Counter)
    sandboxed: int = 0
    slow: int = 0  # over a quarter of the time a document has
    minutes: float = 0.0


class Ledger:
    """The folder ``folder``, made if it is not there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "findings").mkdir(parents=True, exist_ok=True)
        self._file = folder / "counts.json"
        self.counts = Counts()
        if self._file.exists():
            known = json.loads(self._file.read_text(encoding="utf-8"))
            self.counts = Counts(**(known | {"cases": Counter(known["cases"])}))
        self._known = {item["signature"] for item in self._read()}

    def keep(self) -> None:
        """Write the counts down."""
        shown: dict[str, Any] = {name: getattr(self.counts, name) for name in Counts.__slots__}
        self._file.write_text(json.dumps(shown, indent=1), encoding="utf-8")

    def is_new(self, fault: Fault) -> bool:
        """Whether nothing of its signature was found before."""
        return fault.signature not in self._known

    def add(self, case: Case, fault: Fault, *, number: int, seed: int) -> None:
        """Keep a finding: the case, and what is wrong with it."""
        self._known.add(fault.signature)
        name = hashlib.sha256(fault.signature.encode()).hexdigest()[:12]
        (self._folder / "findings" / f"{name}.case").write_bytes(case.data)
        about = {"signature": fault.signature, "kind": case.kind, "name": case.name, "number": number, "seed": seed}
        text = json.dumps(about | {"detail": fault.detail}, indent=1)
        (self._folder / "findings" / f"{name}.json").write_text(text, encoding="utf-8")

    def findings(self) -> Iterator[tuple[str, Case]]:
        """Each finding's signature and case."""
        for item in self._read():
            yield item["signature"], Case(kind=item["kind"], name=item["name"], data=item["case"].read_bytes())

    def _read(self) -> Iterator[dict[str, Any]]:
        for path in sorted((self._folder / "findings").glob("*.json")):
            yield json.loads(path.read_text(encoding="utf-8")) | {"case": path.with_suffix(".case")}
