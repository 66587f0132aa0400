"""Scores at the command line: declare and score in an assessor's name, see the ranking and every comment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer

from intake import clock
from intake.commands.desk import ReferenceArgument, at_desk
from intake.commands.files import writing
from intake.commands.options import DEFAULT_CONFIG, ConfigOption, JsonOption, no_application, person
from intake.commands.panel import AssessorArgument, read_bytes
from intake.commands.terminal import print_json, print_table, say, warn
from intake.decisions import by_hand as orders_by_hand
from intake.decisions.by_hand import acting
from intake.decisions.giving import Done, OrderError
from intake.desk import Desk
from intake.errors import IntakeError
from intake.panel.comments import CommentSheet, comment_sheet
from intake.panel.criteria import panel_of
from intake.panel.standing import given_scores, ranking_of
from intake.panel.summary import rank_words, ranking_items, ranking_xlsx, scored_by
from intake.round.panel import plain
from store import applications, panel
from store.engine import Session
from store.tables import Application

app = typer.Typer()


@app.command()
def declare(
    assessor: AssessorArgument,
    text: Annotated[str, typer.Argument(help="What the assessor declares, as in a reply: “DD-0004: no”.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write down what an assessor declared by other means than email."""
    with at_desk(config) as (_, desk):
        _print_done(_order(desk, "declare", "", assessor, text, at=clock.now()))


@app.command()
def score(
    reference: ReferenceArgument,
    assessor: AssessorArgument,
    file: Annotated[Path, typer.Argument(help="A text file with the lines of the grid: “Case for change: 4”.")],
    config: ConfigOption = DEFAULT_CONFIG,
) -> None:
    """Write down scores that an assessor gave by other means than email."""
    with at_desk(config) as (_, desk):
        _print_done(
            _order(desk, "scores", reference, assessor, read_bytes(file).decode("utf-8", "replace"), at=clock.now())
        )


def _order(desk: Desk, action: str, subject: str, assessor: str, text: str, *, at: datetime) -> Done:
    """Have an order carried out in an assessor's name.

    Raises:
        IntakeError: it cannot be; tells everything that is wrong.
    """
    member = acting(desk, assessor, role="assess")
    try:
        with desk.store.begin() as session:
            return orders_by_hand.obey(
                session, desk, action, subject=subject, member=member, actor=f"{member.name}, by {person()}",
                text=text, at=at,
            )  # fmt: skip
    except OrderError as fault:
        raise IntakeError("\n".join((str(fault), *fault.further))) from fault


def _print_done(done: Done) -> None:
    for sentence in done.sentences:
        say(sentence)
    for sentence in done.missing:
        warn(sentence)


@app.command()
def ranking(
    reference: Annotated[str, typer.Argument(help="One application, to see what was given and written on it.")] = "",
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Write it as a workbook (.xlsx) with all comments.")
    ] = None,
) -> None:
    """Rank the applications by the panel's scores; of one application, every comment."""
    if out is not None and (reference or as_json):
        raise typer.BadParameter("the workbook is of all applications; leave out the reference and --json")
    with at_desk(config) as (book, desk), book.store.reading() as session:
        if reference:
            _print_comments(session, desk, _case(session, reference), as_json=as_json)
        elif out is not None:
            workbook = ranking_xlsx(session, desk.programme)
            with writing(out):
                out.write_bytes(workbook)
            say(f"Written: {out}")
        elif as_json:
            print_json(ranking_items(session, desk.programme))
        else:
            _print_ranking(session, desk)


def _print_ranking(session: Session, desk: Desk) -> None:
    panel_of(desk.programme)
    names = {case.reference: case.authority_name for case in applications.all_applications(session)}
    rows = [
        (
            rank_words(item),
            item.reference,
            names[item.reference],
            *(_two_decimals(value) for value in (item.mean, item.median, item.spread, item.deviation)),
            scored_by(item),
            " ".join(item.discuss),
        )
        for item in ranking_of(session, desk.programme)
    ]
    head = ("Rank", "Application", "Authority", "Mean", "Median", "Spread", "Deviation", "Scored by", "To discuss")
    print_table(head, rows, empty="There is nothing to rank.")


def _two_decimals(value: Decimal | None) -> str:
    """A score in a column, under others of two decimals; "" where there is none."""
    return "" if value is None else f"{value:.2f}"


def _print_comments(session: Session, desk: Desk, case: Application, *, as_json: bool) -> None:
    sheet = comment_sheet(panel_of(desk.programme), case.reference, given_scores(session))
    if as_json:
        print_json(_sheet_item(sheet))
        return
    names = {row.assessor: row.assessor_name or row.assessor for row in panel.assignments(session)}
    rows = [
        (group.criterion.title, names.get(line.assessor, line.assessor), plain(line.points), line.comment)
        for group in sheet.groups
        for line in group.lines
    ]
    print_table(("Criterion", "Assessor", "Points", "Comment"), rows, empty="Nobody has scored it yet.")


def _sheet_item(sheet: CommentSheet) -> dict[str, Any]:
    return {
        "reference": sheet.reference,
        "criteria": [
            {
                "criterion": group.criterion.key,
                "title": group.criterion.title,
                "given": [
                    {"assessor": line.assessor, "points": plain(line.points), "comment": line.comment}
                    for line in group.lines
                ],
            }
            for group in sheet.groups
        ],
    }


def _case(session: Session, reference: str) -> Application:
    case = applications.by_reference(session, reference)
    if case is None:
        raise no_application(reference)
    return case
