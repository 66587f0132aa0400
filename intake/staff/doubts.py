"""The answers of the period that a person should look at, for the digest: read with little confidence, or in two ways.

Gathered from the books inside a session; their pictures are drawn in the child outside of it. Bounded in number and
bytes: a digest is a letter, and everything is on the evidence page (`intake show REF --evidence --output`).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from intake.evidence import Docket, Proof, docket_of
from intake.letters.contexts import Doubt
from intake.letters.mime import InlineImage
from intake.round.programme import Programme
from parsers.showing import Region, Shown
from store import applications
from store.engine import Session

#: At most so many answers are shown, of one application so many, and so many bytes of pictures.
_MOST, _MOST_OF_ONE, _MOST_BYTES = 12, 3, 400_000
_WIDTH, _HEIGHT = 552, 240  # pixels; the width of a letter
_LONGEST = 240  # characters of an answer

#: Shows the regions of the mail with this sha256.
Show = Callable[[str, Sequence[Region]], Sequence[Shown]]


@dataclass(frozen=True, slots=True)
class Doubtful:
    """One answer to look at, and where it stands."""

    docket: Docket
    proof: Proof


def doubtful_answers(session: Session, programme: Programme, application_ids: Collection[int]) -> list[Doubtful]:
    """The answers of these applications that a person should look at, the least sure first, within the bounds."""
    found: list[Doubtful] = []
    for number in sorted(application_ids):
        case = applications.by_id(session, number)
        docket = docket_of(session, programme, case) if case else None
        if docket is not None:
            proofs = sorted((proof for proof in docket.proofs if proof.doubtful), key=_rank)
            found += [Doubtful(docket, proof) for proof in proofs[:_MOST_OF_ONE]]
    return sorted(found, key=lambda item: _rank(item.proof))[:_MOST]


def _rank(proof: Proof) -> tuple[bool, float]:
    """Answers read in two ways first, then by confidence."""
    return not proof.alternatives, proof.confidence


def shown_doubts(found: Sequence[Doubtful], show: Show | None) -> tuple[tuple[Doubt, ...], tuple[InlineImage, ...]]:
    """The doubts as the digest tells them, with their pictures; without pictures where there is nothing to show."""
    drawn = _drawn(found, show) if show else {}
    doubts: list[Doubt] = []
    images: list[InlineImage] = []
    room = _MOST_BYTES
    for place, item in enumerate(found):
        doubt = _told(item)
        png = base64.b64decode(drawn[place].png) if place in drawn else b""
        if png and len(png) <= room:
            room -= len(png)
            cid = f"doubt-{place + 1}"
            images.append(InlineImage(cid=cid, name=f"{cid}.png", type="image/png", data=png))
            doubt = replace(doubt, cid=cid, width=drawn[place].width)
        doubts.append(doubt)
    return tuple(doubts), tuple(images)


def _drawn(found: Sequence[Doubtful], show: Show) -> dict[int, Shown]:
    """What was shown, by place in ``found``; one child a mail."""
    shown: dict[int, Shown] = {}
    for mail in dict.fromkeys(item.docket.mail_sha256 for item in found):
        regions = {
            place: replace(item.proof.region, width=_WIDTH, height=_HEIGHT)
            for place, item in enumerate(found)
            if item.docket.mail_sha256 == mail and item.proof.region is not None and item.proof.box is not None
        }
        if regions:
            shown.update(zip(regions, show(mail, list(regions.values())), strict=True))
    return shown


def _told(item: Doubtful) -> Doubt:
    proof = item.proof
    answer = proof.answer
    text = " / ".join((*answer.paragraphs, *(" | ".join(row) for row in answer.rows)))
    return Doubt(
        reference=item.docket.reference,
        authority=item.docket.authority,
        label=proof.field.label,
        value=text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…",
        why=_why(proof),
        command=f"intake correct {item.docket.reference} {proof.field.key} “…”",
    )


def _why(proof: Proof) -> str:
    page = f" on page {proof.page}" if proof.page else ""
    if proof.alternatives:
        return f"It is given in two ways{page}: also as {_listed(proof.alternatives)}."
    sure = f"{proof.confidence:.0%}".replace("%", " %")
    return f"It was read{page} with {sure} confidence."


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)
