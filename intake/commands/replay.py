"""Replaying the archive: whether it still leads to what the books say, or a new store in place of one that is lost."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Annotated, Any

import typer

from intake import logs
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, programme_of
from intake.commands.terminal import print_json, print_table, progress_bar, say, warn
from intake.config_file import load as load_settings
from intake.replay.comparing import Comparison, Difference, spoken
from intake.replay.replaying import Replayed
from intake.replay.replaying import replay as replay_archive
from intake.wording import count
from store.by_hand import HandEntry

app = typer.Typer()

_LONGEST_SHOWN = 200  # characters of a value in the table
_SHA256 = 64


@app.command()
def replay(
    config: ConfigOption = DEFAULT_CONFIG,
    into: Annotated[
        str, typer.Option(help="The URL of an empty store to keep what is made; else it is gone afterwards.")
    ] = "",
    as_json: JsonOption = False,
) -> None:
    """Make the records anew from the archive alone, sending nothing, and compare them with those in use.

    What was entered by hand is listed, and what differs because of it is marked. Exit status 1: something else differs.
    """
    settings = load_settings(config)
    logs.configure(settings.service.log_format, level=logging.WARNING)
    programme = programme_of(settings)
    with progress_bar("Replaying mail", None) as bar:

        def begin(mails: int) -> None:
            bar.update(bar.task_ids[0], total=mails)

        def tell() -> None:
            bar.advance(bar.task_ids[0])

        done = replay_archive(settings, programme, into=into, begin=begin, tell=tell)
    if as_json:
        print_json(_as_json(done))
    else:
        _print(done)
    if done.comparison is not None and done.comparison.unexplained:
        raise typer.Exit(1)


def _print(done: Replayed) -> None:
    for remark in done.remarks:
        warn(f"{remark[0].upper()}{remark[1:]}.")
    if done.comparison is not None:
        _print_comparison(done.comparison)
    if done.into:
        _print_kept(done)
    say(f"{count(done.mails, 'mail')} replayed." + _verdict(done.comparison))


def _verdict(comparison: Comparison | None) -> str:
    if comparison is None:
        return ""
    number = len(comparison.unexplained)
    if number:
        return f" {count(number, 'difference')} that nothing entered by hand explains."
    return " The archive leads to what the records say" + (
        ", but for what was entered by hand." if comparison.differences else "."
    )


def _print_comparison(comparison: Comparison) -> None:
    print_table(
        ("Compared", "Equal", "Explained", "Different"),
        [(kind, item.equal, item.explained, item.different) for kind, item in comparison.counts.items()],
        title="The records in use and the replay",
        empty="Neither has any record.",
    )
    print_table(
        ("No.", "When (UTC)", "Who", "What", "Why"),
        [
            (number, f"{item.at:%Y-%m-%d %H:%M:%S}", item.actor, spoken(item), _cut(item.reason))
            for number, item in enumerate(comparison.by_hand, 1)
        ],
        title="Entered by hand",
        empty="Nothing was entered by hand.",
    )
    for title, items in (
        ("Differences that nothing explains", comparison.unexplained),
        ("Differences explained by what was entered by hand", tuple(i for i in comparison.differences if i.because)),
    ):
        rows = [row for alike in _grouped(items) for row in _rows(alike, comparison.numbers)]
        if rows:
            print_table(("Where", "What", "In use", "Replay", "Explained by"), rows, title=title)


def _grouped(items: Sequence[Difference]) -> Iterator[list[Difference]]:
    """The differences, with all answers of an application that only one store has as one."""

    def alike(item: Difference) -> tuple[object, ...]:
        whole = item.kind == "answer" and item.only
        return (item.kind, item.key[0], item.only, item.because) if whole else (item.kind, item.key)

    for _, group in groupby(items, alike):
        yield list(group)


def _rows(alike: Sequence[Difference], numbers: Mapping[str, int]) -> Iterator[tuple[str, str, str, str, str]]:
    item = alike[0]
    where = _place(item, numbers) if len(alike) == 1 else f"{count(len(alike), 'answer')} of {item.key[0]}"
    because = f"no. {item.entry}" if item.entry else item.because
    if item.only:
        yield (where, "", *(("there", "–") if item.only == "live" else ("–", "there")), because)
    for change in item.changes:
        yield where, change.name, _value(change.live, numbers), _value(change.replayed, numbers), because


def _place(item: Difference, numbers: Mapping[str, int]) -> str:
    """What a difference is about, in words: mails by their number."""
    about = ", ".join(filter(None, (_called(part, numbers) for part in item.key)))
    return about if item.kind == "message" else f"{item.kind} {about}"


def _called(part: str, numbers: Mapping[str, int]) -> str:
    if part in numbers:
        return f"mail {numbers[part]}"
    return f"mail {part[:12]}…" if len(part) == _SHA256 else part


def _value(value: Any, numbers: Mapping[str, int]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _cut(_called(str(value), numbers)) if value not in (None, "") else "–"


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_SHOWN else f"{flat[:_LONGEST_SHOWN]}…"


def _print_kept(done: Replayed) -> None:
    """What a person should know of a store that was kept."""
    found = ", ".join(f"{number} {status}" for status, number in done.letters.items()) or "none"
    say(f"The new store is {done.into}. Its letters: {found}. None will be sent by itself.")
    if done.again:
        print_table(
            ("Mail", "Read again (UTC)", "Then"),
            [(item.message, f"{item.at:%Y-%m-%d %H:%M:%S}", item.reference) for item in done.again],
            title="Mail that a person had read again; do so anew with `intake requeue`",
        )


def _as_json(done: Replayed) -> dict[str, Any]:
    comparison = done.comparison
    return {
        "mails": done.mails,
        "into": done.into,
        "letters": done.letters,
        "again": done.again,
        "remarks": done.remarks,
        "compared": comparison is not None,
        "equal": comparison is not None and not comparison.unexplained,
        "counts": comparison.counts if comparison else {},
        "by_hand": [_entry(item) for item in comparison.by_hand] if comparison else [],
        "differences": [_difference(item, comparison.numbers) for item in comparison.differences] if comparison else [],
    }


def _entry(item: HandEntry) -> dict[str, Any]:
    return {
        "at": item.at,
        "actor": item.actor,
        "what": spoken(item),
        "why": item.reason,
        "applications": sorted(item.applications),
    }


def _difference(item: Difference, numbers: Mapping[str, int]) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "where": _place(item, numbers),
        "only": item.only,
        "changes": [asdict(change) for change in item.changes],
        "explained_by": item.because,
    }
