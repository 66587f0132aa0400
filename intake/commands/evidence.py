"""The evidence for one application's answers, printed and as a page with pictures: the ``--evidence`` of ``show``."""

from __future__ import annotations

from pathlib import Path

from intake.archiving import archive_of
from intake.commands.files import writing
from intake.commands.options import Books
from intake.commands.terminal import print_table, say, warn
from intake.evidence import Docket, Proof, show
from intake.sandbox import Sandbox
from intake.staff.evidence_page import write_page
from intake.wording import count
from parsers.showing import Shown
from store.submissions import MACHINE


def print_evidence(docket: Docket) -> None:
    """Every answer with where and how surely it was read, and what else it might be."""
    rows = [
        (proof.field.key, _written(proof), _where(proof), f"{proof.confidence:.2f}", "\n".join(_remarks(proof)))
        for proof in docket.proofs
    ]
    print_table(
        ("Field", "Answer", "Read from", "Confidence", "To look at"), rows, title="Answers and where they were read"
    )
    say(f"Read from {docket.file or 'the text of the mail'}.")


def _written(proof: Proof) -> str:
    answer = proof.answer
    return "\n".join((*answer.paragraphs, *(" | ".join(row) for row in answer.rows))) or "(left blank)"


def _where(proof: Proof) -> str:
    page = f", page {proof.page}" if proof.page else ""
    box = proof.box
    place = f" at {box.x0:.0f},{box.y0:.0f}–{box.x1:.0f},{box.y1:.0f}" if box else ""
    return f"{proof.method}{page}{place}"


def _remarks(proof: Proof) -> list[str]:
    remarks = [] if proof.source == MACHINE else [f"corrected by {proof.actor or proof.source}"]
    remarks += [f"also read: {other}" for other in proof.alternatives]
    return remarks or (["doubtful"] if proof.doubtful else [])


def write_evidence(book: Books, docket: Docket, folder: Path) -> None:
    """Have the pictures drawn in the child and write the page."""
    wanted = {proof.field.key: proof.region for proof in docket.proofs if proof.region is not None}
    with Sandbox(book.programme.form) as sandbox:
        archive = archive_of(book.settings)
        drawn = show(archive, sandbox, docket.mail_sha256, list(wanted.values()))
    shown: dict[str, Shown] = dict(zip(wanted, drawn, strict=True))
    with writing(folder):
        page = write_page(docket, shown, folder, zone=book.programme.zone)
    faults = {item.reason for item in drawn if item.reason}
    for fault in sorted(faults):
        warn(fault)
    pictures = sum(bool(item.png) for item in drawn)
    say(f"Written: {page}" + (f" ({count(pictures, 'picture')})" if pictures else ""))
