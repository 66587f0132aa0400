"""The fuzzer's section of docs/robustness.md, from the ledger and from trying every finding again."""

from __future__ import annotations

from pathlib import Path

from parsers.form import FormDefinition
from tests.fuzz.ledger import Ledger
from tests.fuzz.workers import attempt_one
from tests.sections import put_section

KEPT = Path(__file__).parents[1] / "samples" / "fuzz"

_TOP = """\
Files are changed by what they are made of (fields and boundaries of mails, objects and operators of PDF, members and
elements of zips, groups of RTF, sectors of OLE) and read as the child reads them. A finding is an exception that no
reader declares, a hang, memory over the limit, a process that dies, a reading that does not validate, a part of a mail
that is nowhere in the reading. `make fuzz` goes on and writes this section.
"""
_NAMES = {
    "mail": "mails",
    "pdf": "PDF",
    "package": "Word, OpenDocument, Excel and other zips",
    "rtf": "RTF",
    "compound": "Outlook messages, old Word and Excel (OLE)",
    "tnef": "winmail.dat",
    "lines": "calendars, HTML, plain text",
}


def write(page: Path, ledger: Ledger, form: FormDefinition) -> None:
    """Put the section "Fuzzing" into ``page``."""
    put_section(page, "Fuzzing", section(ledger, form))


def section(ledger: Ledger, form: FormDefinition) -> str:
    """What was done, found and mended."""
    counts = ledger.counts
    findings = list(ledger.findings())
    open_ = [signature for signature, case in findings if attempt_one(case, form) is not None]
    kept = len(list(KEPT.iterdir())) if KEPT.is_dir() else 0
    rows = [f"| {_NAMES[kind]} | {count:,} |" for kind, count in counts.cases.most_common()]
    together = f"| **together** | **{counts.cases.total():,}** |"
    found = _found(len(findings), len(open_))
    text = "\n".join([_TOP, "| changed files | cases |", "| --- | ---: |", *rows, together, ""])
    text += (
        f"\nThat took {counts.minutes:,.0f} minutes by the clock. {counts.sandboxed:,} cases were read in the real\n"
        f"sandbox as well; {counts.slow:,} took more than five seconds of the processor.\n\n{found}\n"
        f"{kept} small files that showed them are kept under `tests/samples/fuzz` and read by every run of the tests.\n"
    )
    return text + ("\nStill open:\n\n" + "\n".join(f"- {item}" for item in open_) + "\n" if open_ else "")


def _found(findings: int, still: int) -> str:
    shows = f"{still} of them still show" if still else "none of them shows any more"
    return f"{findings} different things were reported, faults of the comparison itself among them; {shows}."
