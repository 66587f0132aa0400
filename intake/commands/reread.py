"""Reading the archive again with the present reader: report first, change with --apply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import typer

from intake import clock, logs
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, no_application, person, programme_of
from intake.commands.terminal import print_json, print_table, progress_bar, say
from intake.config_file import load as load_settings
from intake.reread import Reread, apply, plan
from intake.service import open_service
from intake.wording import count
from store import applications, readings
from store.readings import FiledForm

app = typer.Typer()

_LONGEST_SHOWN = 300  # characters of an answer in the table


@app.command()
def reread(
    references: Annotated[list[str] | None, typer.Argument(help="Applications; all of them if left out.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    since: Annotated[
        datetime | None,
        typer.Option(help="Only forms received since then, in the programme's zone.", formats=["%Y-%m-%d"]),
    ] = None,
    write: Annotated[bool, typer.Option("--apply", help="Write down what changed; without it only say so.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Read the archive's forms again with this version's reader and say what would change, value by value.

    With --apply the new readings are written down beside the old ones, and the checks run again. Corrections stand.
    """
    settings = load_settings(config)
    logs.configure(settings.service.log_format)
    programme = programme_of(settings)
    wanted = [reference.strip().upper() for reference in references or ()]
    with open_service(settings, programme) as service:
        with service.store.reading() as session:
            for reference in wanted:
                if applications.by_reference(session, reference) is None:
                    raise no_application(reference)
            start = since.replace(tzinfo=programme.zone) if since else None
            forms = readings.filed_forms(session, since=start, references=wanted)
        found = []
        with progress_bar("Reading again", len(forms)) as bar:

            def tell(_form: FiledForm) -> None:
                bar.advance(bar.task_ids[0])

            for item in plan(service.desk, forms, tell=tell):
                found.append(item)
                if write and item.changes:
                    with service.store.begin() as session:
                        apply(session, service.desk, item, actor=person(), at=clock.now())
    found.sort(key=lambda item: (item.form.reference, item.form.number))
    if as_json:
        print_json([_item(item, applied=write) for item in found if item.changes or item.fault])
    else:
        _print(found, applied=write)
    if any(item.fault for item in found):
        raise typer.Exit(1)


def _item(item: Reread, *, applied: bool) -> dict[str, Any]:
    """One form whose reading changed or failed."""
    return {
        "reference": item.form.reference,
        "submission": item.form.number,
        "counts": item.form.counts,
        "message": item.form.message_id,
        "fault": item.fault,
        "applied": applied and bool(item.changes),
        "changes": [
            {
                "key": change.key,
                "before": {
                    "value": change.before.value if change.before else None,
                    "text": change.before.text if change.before else "",
                    "confidence": change.before.confidence if change.before else None,
                },
                "after": {
                    "value": change.after.value,
                    "text": change.after.text,
                    "confidence": change.after.confidence,
                },
                "corrected": change.corrected,
            }
            for change in item.changes
        ],
    }


def _print(found: Sequence[Reread], *, applied: bool) -> None:
    rows = [
        (
            f"{item.form.reference} form {item.form.number}",
            change.key,
            _cut(change.before.text if change.before else ""),
            _cut(change.after.text),
            f"{change.before.confidence if change.before else 0:.2f} → {change.after.confidence:.2f}",
            "a correction stands" if change.corrected else "",
        )
        for item in found
        for change in item.changes
    ]
    forms = count(len(found), "form")
    print_table(
        ("Form", "Field", "Was", "Is read as", "Confidence", "Remark"), rows, empty=f"{forms} read again: all the same."
    )
    for item in found:
        if item.fault:
            say(f"{item.form.reference} form {item.form.number}: {item.fault}")
    if rows:
        changed = count(sum(bool(item.changes) for item in found), "form")
        did = "were written down" if applied else "would change; --apply writes them down"
        say(f"{forms} read again; {count(len(rows), 'answer')} in {changed} {did}.")


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return (flat if len(flat) <= _LONGEST_SHOWN else f"{flat[:_LONGEST_SHOWN]}…") or "(blank)"
