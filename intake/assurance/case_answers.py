"""The forms of an application's file, as parts of its page: every answer, where it was read, what it was before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from intake import wording
from intake.assurance.page_parts import table, text
from intake.letters.readback import shown_answer
from intake.round.programme import Programme
from store.submissions import MACHINE


def form_part(form: dict[str, Any], programme: Programme) -> str:
    """One form: when it was received, what the checks found, and its answers."""
    counts = ", counts" if form["counts"] else ""
    received = wording.instant(form["received_at"], programme.zone)
    head = f"<h2>Form {form['number']}{counts}</h2><p>Received at {text(received)}"
    head += f" as {text(form['form_name'])}" if form["form_name"] else ""
    head += f'.</p><p class="soft">sha256 {text(form["form_sha256"])}</p>'
    findings = ((text(item["weight"]), text(item["message"])) for item in form["findings"])
    labels = {field.key: field.label for field in programme.form.fields}
    keys = [key for key in labels if key in form["answers"]] + [key for key in form["answers"] if key not in labels]
    answers = ((text(labels.get(key, key)), _answer(key, form["answers"][key], programme)) for key in keys)
    return (
        head
        + table(("Weight", "Finding"), findings, empty="The checks found nothing.", classes=("short",))
        + "<h3>Answers</h3>"
        + table(("Question", "Answer, and what it was before"), answers, empty="No answers.", classes=("question",))
    )


def _answer(key: str, values: list[dict[str, Any]], programme: Programme) -> str:
    """The newest correction, or else the newest reading, first; everything else that was read or written below."""
    standing = next((item for item in reversed(values) if item["source"] != MACHINE), values[-1])
    others = [item for item in values if item is not standing]
    return _value(key, standing, programme) + "".join(
        f"<del>{_value(key, item, programme)}</del>" for item in reversed(others)
    )


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer as the read-back wants it."""

    key: str
    value: Any
    text: str


def _value(key: str, item: dict[str, Any], programme: Programme) -> str:
    field = next((field for field in programme.form.fields if field.key == key), None)
    if field is None:
        shown = text(item["text"])
    else:
        answer = shown_answer(field, _Given(key, item["value"], item["text"]), currency=programme.currency)
        lines = (*answer.paragraphs, *(" | ".join(row) for row in answer.rows))
        shown = "".join(f"<p>{text(line)}</p>" for line in lines) or '<p class="soft">(left blank)</p>'
    return shown + f'<p class="soft">{text(_provenance(item))}</p>'


def _provenance(item: dict[str, Any]) -> str:
    if item["source"] != MACHINE:
        who = "corrected by" if item["source"] == "person" else "corrected in a reply of"
        return f"{who} {item['actor']}"
    parts = ["read from the form" if item["method"] != "none" else "not found in the form", item["method"]]
    parts += [f"page {item['page']}"] if item["page"] else []
    parts += [f"{item['confidence']:.0%} sure".replace("%", " %")] if item["method"] != "none" else []
    return ", ".join(part for part in parts if part != "none")
