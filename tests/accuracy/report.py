"""The benchmark's results as Markdown: docs/accuracy.md, and for whoever tunes the matcher the failures of its half."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from statistics import median

from tests.accuracy.run import Result, is_read
from tests.accuracy.score import Group, Mark
from tests.corpus.layouts.table import LAYOUTS
from tests.corpus.split import Split

_TOP = """\
# Accuracy

How well completed forms are read. `make accuracy` writes this page: it invents forms with known answers, writes them in
every layout below with other tools than the readers use, reads them as the service would, and compares.

An answer is right when it is exact after white space, quotes and bullets are evened; amounts, numbers and telephone
numbers are compared by value. *Filled* are the answers that hold a value, *blank* those that hold nothing or only
“N/A”, “TBC” and the like, *unclear* those that are not one value (“£40,000 to £50,000”) and must not be guessed. *Tune*
is the half of the files the matcher may be tuned on; nobody looks at a failure of the *held-out* half, to which one
whole pack and the layouts marked † belong.

"""
_OTHERS = """
Both halves come from one generator, so these figures are those of forms much like the ones the matcher was made on.
Forms drawn up and filled in apart from it, for programmes that no pack here has, with questions in other words and some
that the pack does not ask, are harder. Sets of 9 to 20 such files were read once before anything was mended for them.
Of their answers that hold a value so many were right (November 2026; the files are not kept here):

| forms drawn up apart from the generator | sets | filled, at first sight | once the matcher was mended |
| --- | ---: | ---: | ---: |
| fillable PDF, Word, ODT, spreadsheets, mail | 4 | 84 to 99 % | 93 to 100 % |
| Word, ODT and RTF, every third file with most of its questions in other words | 2 | 56 and 73 % | 92 and 98 % |
| designed flat PDF, in the last set every third as above | 5 | 67 to 98 % | 91 to 100 % |
| scans and photographs, in the last two sets every third as above | 5 | 53 to 78 % | 78 to 91 % |

"""
_BUCKETS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.01)

Pair = tuple[Result, Mark]


def _share(pairs: Sequence[Pair]) -> str:
    if not pairs:
        return "–"
    return f"{100 * sum(mark.right for _, mark in pairs) / len(pairs):.1f} %"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [" | ".join(head), " | ".join(["---", *["---:"] * (len(head) - 1)])]
    lines += [" | ".join(row) for row in rows]
    return "\n".join(f"| {line} |" for line in lines) + "\n"


def _pairs(results: Iterable[Result]) -> list[Pair]:
    return [(result, mark) for result in results for mark in result.marks]


def _cut(pairs: Sequence[Pair], group: Group, split: Split | None = None) -> list[Pair]:
    return [p for p in pairs if p[1].group is group and (split is None or p[0].sample.split is split)]


def _by(pairs: Sequence[Pair], name: Callable[[Pair], Iterable[str]], title: str) -> str:
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        for key in name(pair):
            groups[key].append(pair)
    rows = []
    for key, found in sorted(groups.items()):
        files = len({result.sample.name for result, _ in found})
        shares = [_share(_cut(found, Group.FILLED, split)) for split in Split]
        rows.append((key, str(files), *shares, _share(_cut(found, Group.BLANK))))
    return _table((title, "files", "filled, tune", "filled, held out", "blank"), rows)


def page(results: Sequence[Result], bare: Sequence[Result]) -> str:
    """The whole page. ``bare`` are the same files read with a definition that has no aliases."""
    pairs = _pairs(results)
    parts = [_TOP, "## Overall\n\n", _overall(results, bare), _OTHERS, "## By layout\n\n"]
    parts += [_by(pairs, lambda p: (_layout(p[0]),), "layout"), _unread(), "\n## By variant\n\n"]
    parts += [_by(pairs, lambda p: p[0].sample.sheet.variant.tags, "variant"), "\n## By type of field\n\n"]
    parts += [_by(pairs, lambda p: (str(p[1].type),), "type"), "\n## By pack\n\n"]
    parts += [_by(pairs, lambda p: (p[0].sample.case.pack,), "pack"), "\n## Confidence\n\n", _reliability(pairs)]
    parts += ["\n## Time\n\n", _time(results)]
    return "".join(parts)


def _layout(result: Result) -> str:
    return result.sample.layout.name + (" †" if result.sample.layout.held_out else "")


def _overall(results: Sequence[Result], bare: Sequence[Result]) -> str:
    rows = []
    for title, items in (("with the pack’s aliases", results), ("without aliases", bare)):
        for split in Split:
            pairs = [pair for pair in _pairs(items) if pair[0].sample.split is split]
            files = [result for result in items if result.sample.split is split]
            lost = str(sum(not result.found for result in files))
            shares = [_share(_cut(pairs, group)) for group in Group]
            rows.append((f"{title}, {split.replace('_', ' ')}", str(len(files)), lost, *shares))
    return _table(("", "files", "form not found", *(str(group) for group in Group)), rows)


def _unread() -> str:
    names = sorted(layout.name for layout in LAYOUTS.values() if not is_read(layout))
    return f"\nThe corpus has these too, which this version does not read: {', '.join(names)}.\n" if names else ""


def _reliability(pairs: Sequence[Pair]) -> str:
    rows = []
    for low, high in pairwise(_BUCKETS):
        inside = [p for p in pairs if p[1].given and low <= p[1].confidence < high]
        held = [p for p in inside if p[0].sample.split is Split.HELD_OUT]
        rows.append(
            (f"{low:.2f} to {min(high, 1):.2f}", str(len(inside)), _share(inside), str(len(held)), _share(held))
        )
    sure = [p for p in pairs if p[1].given and p[1].confidence >= 0.9]
    held = [p for p in sure if p[0].sample.split is Split.HELD_OUT]
    rows.append(("**0.90 and more**", str(len(sure)), _share(sure), str(len(held)), _share(held)))
    return _table(("confidence", "answers", "right", "held-out answers", "right"), rows)


def _time(results: Sequence[Result]) -> str:
    groups: dict[str, list[float]] = defaultdict(list)
    for result in results:
        groups[result.sample.layout.family].append(result.milliseconds)
    rows = []
    for family, times in sorted(groups.items()):
        slow = sorted(times)[len(times) * 9 // 10]
        rows.append((family, str(len(times)), f"{median(times):.1f}", f"{slow:.1f}", f"{max(times):.1f}"))
    head = ("format", "files", "median ms", "nine in ten within", "slowest")
    return _table(head, rows) + "\nProcessor time for a whole file or mail: opening, reading, matching and typing.\n"


def failures(results: Sequence[Result]) -> str:
    """Every wrong answer of the half that may be tuned on, by layout; the held-out half is not in it."""
    tuned = [r for r in results if r.sample.split is Split.TUNE]
    counts = _by(_pairs(tuned), lambda p: (_layout(p[0]),), "layout")
    parts = ["# Failures to tune on\n\n", counts, "\n"]
    for result in sorted(tuned, key=lambda r: r.sample.layout.name):
        wrong = [mark for mark in result.marks if not mark.right]
        if not wrong:
            continue
        parts.append(f"## {result.sample.name}  ({', '.join(result.sample.sheet.variant.tags)})\n\n")
        if not result.found:
            parts.append("**The form was not found.**\n\n")
            continue
        prompts = {item.field.key: item.prompt for item in result.sample.sheet.items}
        parts += [_failure(mark, prompts[mark.key]) for mark in wrong]
    return "".join(parts)


def _failure(mark: Mark, prompt: str) -> str:
    return (
        f"- `{mark.key}` ({mark.type}, {mark.group}) printed {prompt!r}\n"
        f"  - expected {_short(mark.expected)} (written {_short(mark.written)})\n"
        f"  - got      {_short(mark.got)} (text {_short(mark.text)}), {mark.method}, {mark.confidence:.2f}\n"
    )


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) < 400 else f"{text[:190]} … {text[-190:]} ({len(text)})"
