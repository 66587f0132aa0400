"""Letters that decide, at the command line: what a stage would do, freezing it, releasing it, taking it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

import typer

from intake import clock, wording
from intake.batches.plan import Plan
from intake.batches.stage_list import STAGES
from intake.batches.staging import plan_of, stage_batch
from intake.commands.desk import AsOption, at_desk, give_order
from intake.commands.options import DEFAULT_CONFIG, Books, ConfigOption, JsonOption, books, person
from intake.commands.terminal import print_json, print_table, say
from intake.decisions.batch_letters import tell_plan, who_releases
from intake.decisions.by_hand import acting, obey
from intake.decisions.rehearsing import rehearse
from intake.decisions.stage_orders import by_rank, shortlisting
from intake.desk import Desk
from store import batches, history

app = typer.Typer()

StageOption = Annotated[bool, typer.Option("--stage", help="Freeze it as a batch, to be released.")]


@app.command()
def shortlist(
    references: Annotated[list[str] | None, typer.Argument(help="Applications to shortlist.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    rank: Annotated[int, typer.Option(help="Shortlist the first so many of the panel's ranking, ties included.")] = 0,
    others: Annotated[bool, typer.Option("--decline-others", help="Decline every other complete application.")] = False,
    freeze: StageOption = False,
    as_json: JsonOption = False,
    name: AsOption = "",
) -> None:
    """Note who is shortlisted, show who would get which letter, and with --stage freeze that as a batch."""
    with at_desk(config) as (book, desk):
        with book.store.begin() as session:
            member = acting(desk, name, role="decide")
            chosen = list(dict.fromkeys([*(references or []), *(by_rank(session, desk, rank) if rank else [])]))
            for action, reference in list(shortlisting(session, chosen, decline_others=others)):
                obey(
                    session,
                    desk,
                    action,
                    subject=reference,
                    member=member,
                    actor=f"{member.name}, by {person()}",
                    at=clock.now(),
                )
        _plan(book, desk, "shortlist", freeze=freeze, as_json=as_json, name=name)


def _staged(stage: str) -> Callable[..., None]:
    """The command that shows what a stage would do, and freezes it."""

    def command(
        config: ConfigOption = DEFAULT_CONFIG,
        freeze: StageOption = False,
        as_json: JsonOption = False,
        name: AsOption = "",
    ) -> None:
        with at_desk(config) as (book, desk):
            _plan(book, desk, stage, freeze=freeze, as_json=as_json, name=name)

    command.__doc__ = (
        f"{STAGES[stage].sentence} Shows who would get which letter; with --stage freezes that as a batch."
    )
    return command


for _name in ("invite", "outcome", "welcome"):
    app.command(_name)(_staged(_name))


def _plan(book: Books, desk: Desk, stage: str, *, freeze: bool, as_json: bool, name: str) -> None:
    """Show what a stage would do; with ``freeze`` stage it, and tell those who may release it."""
    if not freeze:
        with book.store.reading() as session:
            plan = plan_of(session, desk, STAGES[stage])
        _print_plan(plan, as_json=as_json)
        return
    with book.store.begin() as session:
        member = acting(desk, name, role="decide")
        plan = plan_of(session, desk, STAGES[stage])
        batch = stage_batch(session, desk, STAGES[stage], person=member, at=clock.now())
        told = tell_plan(session, desk, batch, plan, at=clock.now())
        number, who = history.id_of(batch), who_releases(desk, batch)
    _print_plan(plan, as_json=as_json, batch=number)
    if not as_json:
        people = wording.count(told, "person was", "people were")
        say(f"Batch {number} is staged; nothing has left. {who} {people} told.")


def _print_plan(plan: Plan, *, as_json: bool, batch: int | None = None) -> None:
    if as_json:
        print_json({**plan.as_json(), "changes": list(plan.changes), "batch": batch})
        return
    print_table(
        ("Application", "Authority", "Now", "Becomes", "Letter", "To", "Why, and remarks"),
        [
            (
                line.reference,
                line.authority,
                line.before.replace("_", " "),
                line.after.replace("_", " "),
                line.letter.value if line.letter else "none",
                line.recipient,
                " ".join(filter(None, (line.why, *line.remarks))),
            )
            for line in plan.lines
        ],
        empty="There is no application that this would concern.",
    )
    for warning in plan.warnings:
        say(f"Look at this: {warning}")
    for change in plan.changes:
        say(f"Changed: {change}")


@app.command("batches")
def list_batches(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the batches: what each is for, where it stands, who staged and who released it."""
    with books(config) as book, book.store.reading() as session:
        items = [
            {
                "id": batch.id,
                "stage": batch.stage,
                "state": batch.state.value,
                "letters": sum(part.letter is not None for part in batches.parts(session, batch)),
                "staged_by": batch.staged_by,
                "staged_at": batch.staged_at,
                "released_by": batch.released_by,
                "leaves_at": batch.leaves_at,
                "sha256": batch.sha256,
                "reason": batch.reason,
            }
            for batch in batches.listing(session)
        ]
    if as_json:
        print_json(items)
        return
    print_table(
        ("Batch", "For", "State", "Letters", "Staged by", "Released by", "Why"),
        [
            tuple(item[key] for key in ("id", "stage", "state", "letters", "staged_by", "released_by", "reason"))
            for item in items
        ],
        empty="There is no batch.",
    )


BatchArgument = Annotated[int, typer.Argument(help="The batch's number, as in `intake batches`.")]


@app.command()
def release(
    batch: BatchArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    name: AsOption = "",
    to: Annotated[str, typer.Option("--rehearse", help="Send every letter to this member of staff instead.")] = "",
) -> None:
    """Release a batch: its letters leave when the time to recall it has passed. With --rehearse, to staff only."""
    if to:
        with at_desk(config) as (book, desk), book.store.begin() as session:
            count = rehearse(session, desk, batch, acting(desk, to, role="release"), at=clock.now())
        say(f"{wording.count(count, 'letter')} of batch {batch} went to {to}; nobody else got anything.")
        return
    give_order(config, "release", f"batch:{batch}", name=name, role="release")


@app.command()
def recall(batch: BatchArgument, config: ConfigOption = DEFAULT_CONFIG, name: AsOption = "") -> None:
    """Take a released batch back before its letters leave."""
    give_order(config, "recall", f"batch:{batch}", name=name, role="release")


@app.command()
def cancel(
    batch: BatchArgument,
    config: ConfigOption = DEFAULT_CONFIG,
    name: AsOption = "",
    reason: Annotated[str, typer.Option(help="Why, for the history.")] = "",
) -> None:
    """Decide against a batch that has not left: its letters are never sent."""
    give_order(config, "cancel", f"batch:{batch}", name=name, role="release", text=reason)
