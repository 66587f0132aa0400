"""Answers of many words: paragraphs, bullets, traps, of a wanted length."""

from __future__ import annotations

from random import Random

from tests.corpus import words

_LENGTHS = ((1, 5, 14), (3, 15, 60), (4, 60, 180), (4, 180, 400), (2, 400, 500), (1, 501, 520))


def prose(rng: Random, *, labels: tuple[str, ...], limit: int | None) -> str:
    """An invented answer: paragraphs and bullet lines ("• …") joined by line feeds, about as long as ``limit`` asks.

    ``labels`` are the questions of the same form; now and then an answer quotes one.
    """
    wanted = _wanted(rng, limit)
    if wanted < 15:
        return _fill(rng, rng.choice(words.SENTENCES), labels)
    lines: list[str] = []
    count = 0
    sentences = rng.sample(words.SENTENCES, len(words.SENTENCES))
    while count < wanted:
        kind = rng.random()
        if kind < 0.2 and wanted > 60 and lines and not lines[-1].startswith("•"):
            added = [f"• {_fill(rng, item, labels)}" for item in rng.sample(words.BULLETS, rng.randint(2, 4))]
        else:
            added = [_paragraph(rng, sentences, labels, wanted - count)]
        lines += added
        count += sum(len(line.split()) for line in added)
    return _cut(lines, wanted)


def _wanted(rng: Random, limit: int | None) -> int:
    _, low, high = rng.choices(_LENGTHS, weights=[weight for weight, _, _ in _LENGTHS])[0]
    number = rng.randint(low, high)
    return number if limit is None else max(5, number * limit // 500)


def _paragraph(rng: Random, sentences: list[str], labels: tuple[str, ...], room: int) -> str:
    out: list[str] = []
    for _ in range(rng.randint(1, 5)):
        trap = labels and room > 25 and rng.random() < 0.06
        if not sentences:
            sentences.extend(rng.sample(words.SENTENCES, len(words.SENTENCES)))
        out.append(_fill(rng, rng.choice(words.TRAPS) if trap else sentences.pop(), labels))
        if sum(len(s.split()) for s in out) >= room:
            break
    return " ".join(out)


def _fill(rng: Random, sentence: str, labels: tuple[str, ...]) -> str:
    label = rng.choice(labels).rstrip("?:. ") if labels else "costs"
    return sentence.format(
        service=rng.choice(words.SERVICES),
        partner=rng.choice(words.PARTNERS),
        town=rng.choice(words.TOWNS),
        n=f"{rng.randint(12, 90) * 50:,}",
        money=rng.choice(("£1.2m", "£85,000", "£340k", "some £12,500", "£2 million")),
        year=rng.randint(2004, 2012),
        percent=rng.randint(3, 97),
        label=label[0].lower() + label[1:],
        LABEL=label,
    )


def _cut(lines: list[str], wanted: int) -> str:
    """At most ``wanted`` words; the last paragraph ends where it ends, mid-sentence like a box that ran full."""
    out: list[str] = []
    room = wanted
    for line in lines:
        pieces = line.split(" ")
        if room < 4:
            break
        out.append(" ".join(pieces[:room]))
        room -= len(pieces)
    return "\n".join(out)
