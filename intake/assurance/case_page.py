"""An application's file as a page a person reads and prints: what happened in order, then every part of it.

Made from the data of `intake.assurance.case_file`, so that page and data cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from intake import wording
from intake.assurance.case_answers import form_part
from intake.assurance.case_file import CaseFile
from intake.assurance.packing import as_json
from intake.assurance.page_parts import document, facts, link, table, text, when
from intake.round.programme import Programme

#: Steps that every mail and letter takes, which say nothing of how an application was treated.
_ROUTINE = frozenset({"message", "letter"})


def bundle(file: CaseFile, programme: Programme) -> dict[str, bytes]:
    """Every file of it by name: the page, the data, the raw mails and letters."""
    return {"case.html": page(file, programme), "case.json": as_json(file.data), **file.files}


def page(file: CaseFile, programme: Programme) -> bytes:
    """The page, with links to the mails beside it."""
    data = file.data
    title = f"{data['reference']}: {data['authority']['name'] or 'authority not recognised'}"
    parts = [
        f"<h1>{text(title)}</h1>",
        f"<p>{text(programme.name)}. The whole file of one application, made at "
        f"{text(wording.instant(data['made_at'], programme.zone))}. For staff: it names assessors.</p>",
        _head(data, programme),
        "<h2>What happened</h2>",
        _timeline(data, programme),
        *(form_part(form, programme) for form in reversed(data["submissions"])),
        "<h2>Assessment</h2>",
        _assessments(data, programme),
        "<h2>Decisions and orders</h2>",
        _decisions(data, programme),
        "<h2>Interviews</h2>",
        _interviews(data, programme),
        "<h2>Mail and letters</h2>",
        _mail(data, programme),
        "<h2>Every event</h2>",
        _events(data, programme),
    ]
    return document(title, "".join(parts))


def _head(data: dict[str, Any], programme: Programme) -> str:
    contact = " ".join(filter(None, (data["contact"]["name"], f"<{data['contact']['address']}>")))
    counting = next((form for form in data["submissions"] if form["counts"]), None)
    received = ""
    if counting is not None:
        late = ", after the deadline" if counting["late"] else ""
        when = wording.instant(counting["received_at"], programme.zone)
        received = f"form {counting['number']}, received at {when}{late}"
    shown = facts(
        (
            ("State", text(data["state"])),
            ("Register code", text(data["authority"]["code"])),
            ("Contact", text(contact) if data["contact"]["address"] else ""),
            ("Form that counts", text(received)),
            ("Lateness", text(data["late_ruling"])),
        )
    )
    notes = []
    if data["erased_at"]:
        day = wording.plain_day(data["erased_at"].astimezone(programme.zone).date())
        notes.append(f"What people wrote in this application was erased on {day}.")
    if data["withheld"]:
        held = wording.count(len(data["withheld"]), "mail belongs", "mails belong")
        notes.append(f"{held} to another application as well and cannot be part of this file.")
    return shown + "".join(f'<p class="note">{text(note)}</p>' for note in notes)


@dataclass(frozen=True, slots=True)
class _Moment:
    """One line of the timeline; ``what`` is HTML."""

    at: datetime
    what: str
    who: str
    why: str


def _timeline(data: dict[str, Any], programme: Programme) -> str:
    moments = sorted(_moments(data, programme), key=lambda moment: moment.at)
    rows = ((when(moment.at, programme), moment.what, text(moment.who), text(moment.why)) for moment in moments)
    return table(("When", "What", "By", "Why"), rows, empty="Nothing happened yet.", classes=("when",))


def _moments(data: dict[str, Any], programme: Programme) -> Iterator[_Moment]:
    for mail in data["messages"]:
        label = f"Mail {mail['id']} received: {mail['subject'] or '(no subject)'}"
        yield _Moment(mail["received_at"], link(mail["file"], label), _sender(mail), mail["disposition"])
    for letter in data["letters"]:
        sent = letter["sent_at"]
        label = f"Letter {letter['id']} {'sent' if sent else letter['status']}: {letter['subject'] or letter['kind']}"
        yield _Moment(sent or letter["created_at"], link(letter["file"], label), "", f"to {letter['recipient']}")
    for event in data["events"]:
        if event["subject"] not in _ROUTINE:
            yield _Moment(event["at"], _step(event, programme), event["actor"], event["reason"])


def _sender(mail: dict[str, Any]) -> str:
    return str(mail["from_name"] or mail["from_address"])


#: What an event is called → how the timeline says it; others are said by their name and what changed.
_SAID = {
    ("application", "opened"): "Application opened, {after}",
    ("application", "submission"): "Form {after} recorded",
    ("application", "state"): "Application is now {after} (was {before})",
    ("assignment", "assigned"): "Given to an assessor",
    ("assignment", "state"): "Assessor's work is now {after}",
    ("interview", "state"): "Interview is now {after}",
    ("order", "undone"): "Order {subject_id} taken back",
}


def _step(event: dict[str, Any], programme: Programme) -> str:
    said = _SAID.get((event["subject"], event["what"]))
    if said is not None:
        return text(said.format_map(event))
    ruling, _, amount = event["after"].partition(" ")
    if event["what"] == "decision" and amount.isdecimal():
        return text(f"Decision: {ruling}, {wording.money(int(amount), programme.currency)}")
    about = "" if event["subject"] == "application" else f"{event['subject']} {event['subject_id']}: "
    change = " → ".join(filter(None, (event["before"], event["after"])))
    words = f"{about}{event['what'].replace('_', ' ')}" + (f": {change}" if change else "")
    return text(words[:1].upper() + words[1:])


def _assessments(data: dict[str, Any], programme: Programme) -> str:
    rows = []
    for item in data["assessments"]:
        who = f"{item['assessor_name']} ({item['body']})" if item["body"] else item["assessor_name"]
        rows.append((text(who), text(item["state"]), "", "", text(item["conflict"])))
        for score in item["scores"]:
            points = f"{Decimal(score['points']) / 100:f}"
            given = when(score["given_at"], programme)
            rows.append(("", text(score["criterion"]), text(points), given, text(score["comment"])))
    headings = ("Assessor", "Criterion", "Points", "When", "Comment or conflict")
    return table(headings, rows, empty="It was not assessed.", classes=("", "short", "short", "when"))


def _decisions(data: dict[str, Any], programme: Programme) -> str:
    rows = []
    for item in data["decisions"]:
        what = item["ruling"] + (f", {wording.money(item['amount'], programme.currency)}" if item["amount"] else "")
        what += f" (taken back by {item['undone_by']})" if item["undone_at"] else ""
        rows.append((item["decided_at"], what, item["actor"], item["reason"]))
    for item in data["orders"]:
        why = "; ".join(filter(None, (item["text"], item["reason"])))
        rows.append((item["at"], f"order: {item['action']}, {item['outcome']}", item["person_name"], why))
    for batch in data["batches"]:
        by = " and ".join(filter(None, (batch["staged_by"], batch["released_by"])))
        step = f"{batch['item']['before']} → {batch['item']['after']}" if batch["item"]["after"] else "no step"
        rows.append((batch["staged_at"], f"batch {batch['id']} ({batch['stage']}), {batch['state']}", by, step))
    shown = (
        (when(at, programme), text(what), text(who), text(why))
        for at, what, who, why in sorted(rows, key=lambda row: row[0])
    )
    return table(("When", "What", "By", "Why"), shown, empty="Nothing was decided yet.", classes=("when",))


def _interviews(data: dict[str, Any], programme: Programme) -> str:
    rows = (
        (
            when(item["starts_at"], programme) if item["starts_at"] else "to be chosen",
            text(item["state"]),
            text(item["attendee"]),
            text("; ".join(filter(None, (item["room"], item["location"], item["link"])))),
            text(item["reply"]),
        )
        for item in data["interviews"]
    )
    return table(("Slot", "State", "Invited", "Where", "Answer"), rows, empty="None was offered.", classes=("when",))


def _mail(data: dict[str, Any], programme: Programme) -> str:
    rows = []
    for mail in data["messages"]:
        names = ", ".join(leaf["name"] for leaf in mail["attachments"])
        what = link(mail["file"], mail["subject"] or "(no subject)") + (f"<br>{text(names)}" if names else "")
        rows.append((mail["received_at"], "in", text(f"{mail['from_name']} <{mail['from_address']}>"), what))
    for letter in data["letters"]:
        what = link(letter["file"], letter["subject"] or letter["kind"])
        at = letter["sent_at"] or letter["created_at"]
        rows.append(
            (at, "out", text(letter["recipient"]), f"{what}<br>" + text(f"{letter['kind']}, {letter['status']}"))
        )
    rows.sort(key=lambda row: row[0])
    shown = ((when(at, programme), way, who, what) for at, way, who, what in rows)
    return table(("When", "", "From or to", "Subject and files"), shown, empty="None.", classes=("when", "short"))


def _events(data: dict[str, Any], programme: Programme) -> str:
    rows = (
        (
            text(event["id"]),
            when(event["at"], programme),
            text(f"{event['subject']} {event['subject_id']}"),
            text(event["what"]),
            text(" → ".join(filter(None, (event["before"], event["after"])))),
            text(event["actor"]),
            text(event["reason"]),
        )
        for event in data["events"]
    )
    return table(
        ("No.", "When", "Of", "What", "Change", "By", "Why"), rows, empty="None.", classes=("short", "when", "short")
    )
