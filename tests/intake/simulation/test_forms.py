"""Forms that invented councils fill in say what they meant, in Word and typed into a mail, whatever the pack."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from intake.round.programme import Programme, load
from intake.simulation.answers import answers_of
from intake.simulation.forms import Forms
from intake.simulation.mails import Mail, written
from intake.simulation.people import world_of
from parsers.extraction import Value
from parsers.read import read_message
from tests.accuracy.score import same
from tests.corpus.packs import folder_of

PACKS = ("civic-repair", "green-homes", "rural-broadband", "youth-innovation")
NOW = datetime(2014, 2, 1, 12, 0, tzinfo=UTC)
BOX = "forms@office.example"


def pack(name: str) -> Programme:
    """A shipped pack or one of the tests'."""
    return load(name if name == "delivering-differently" else folder_of(name))


def read(programme: Programme, mail: Mail) -> dict[str, Value]:
    """The answers as the service's readers see them."""
    reading = read_message(mail.raw, programme.form)
    assert reading.form is not None
    return {answer.key: answer.value for answer in reading.form.answers}


@pytest.mark.parametrize("typed", [False, True], ids=["word", "typed"])
@pytest.mark.parametrize("name", ["delivering-differently", *PACKS])
def test_a_filled_form_is_read_as_it_was_written(name: str, typed: bool) -> None:
    programme = pack(name)
    world = world_of(programme, councils=4, rng=Random(5))
    answers = answers_of(programme, world.councils[0], world.councils[1:2], Random(5))
    forms = Forms.of(programme, send_to=BOX)
    mail = written(
        world.councils[0].lead,
        to=BOX,
        at=NOW,
        subject="Our form",
        text=f"Dear team\n\n{forms.typed(answers)}" if typed else "Dear team\n\nOur form is attached.",
        files=() if typed else [forms.word(answers, name="form.docx")],
        about="form",
    )
    found = read(programme, mail)
    wanted = {key: item.value for key, item in answers.written.items()}
    wrong = {
        field.key: (wanted.get(field.key), found[field.key])
        for field in programme.form.fields
        if not same(field, wanted.get(field.key), found[field.key])
    }
    assert wrong == {}


def test_answers_left_out_are_blank_and_others_can_be_changed() -> None:
    programme = pack("delivering-differently")
    world = world_of(programme, councils=2, rng=Random(5))
    answers = answers_of(programme, world.councils[0], (), Random(5))
    assert "lead_name" not in answers.without("lead_name").written
    other = answers.changed("lead_name", answers.written["signed_by"])
    assert other.written["lead_name"].text == answers.written["signed_by"].text
    assert answers.written["lead_name"].text == world.councils[0].lead.name
