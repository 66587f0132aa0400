"""What was recorded, held against what was written: every value of every form, and that no mail was dropped."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from parsers.extraction import Value
from store import application_list, message_list
from store.engine import open_store
from store.states import MessageStatus
from tests.accuracy.score import empty, same
from tests.bench.corpus import Mail
from tests.bench.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How many of the values are right; ``wrong`` names those that are not, as message id and key.

    ``dropped`` are mails that the books do not have, or have and did not bring to an end.
    """

    values: int
    right: int
    wrong: tuple[tuple[str, str], ...]
    dropped: int

    @property
    def share(self) -> float:
        """Values right, of 1."""
        return self.right / self.values if self.values else 1.0


def of_service(place: Place, mails: Sequence[Mail]) -> Score:
    """What the service recorded of these mails."""
    store = open_store(place.store_url)
    try:
        with store.reading() as session:
            messages = message_list.listing(session)
            cases = {item.reference: item.id for item in application_list.listing(session)}
            answers = application_list.answers_by_application(session)
    finally:
        store.close()
    done = {item.message_id: item for item in messages if item.status == MessageStatus.PROCESSED}
    read: dict[str, dict[str, Value]] = {}
    for message_id, item in done.items():
        case = cases.get(item.application)
        if case is not None:
            read[message_id] = {key: answer.value for key, answer in answers.get(case, {}).items()}
    return _score(mails, read, dropped=sum(mail.message_id not in done for mail in mails))


def of_naive(folder: Path, mails: Sequence[Mail]) -> Score:
    """What the naive stack recorded of these mails; its texts are taken for values as they stand."""
    books = sqlite3.connect(folder / "naive.db")
    try:
        rows = books.execute("SELECT message_id, answers FROM record").fetchall()
    finally:
        books.close()
    read: dict[str, Mapping[str, Value]] = {message_id: json.loads(answers) for message_id, answers in rows}
    return _score(mails, read, dropped=sum(mail.message_id not in read for mail in mails))


def _score(mails: Sequence[Mail], read: Mapping[str, Mapping[str, Value]], *, dropped: int) -> Score:
    """Values are right as the accuracy benchmark counts them."""
    values, wrong = 0, []
    for mail in mails:
        if mail.case is None:
            continue
        found = read.get(mail.message_id, {})
        for item in mail.case.form.fields:
            values += 1
            given = found.get(item.key)
            if not same(item, mail.truth[item.key], None if empty(given) else given):
                wrong.append((mail.message_id, item.key))
    return Score(values=values, right=values - len(wrong), wrong=tuple(wrong), dropped=dropped)
