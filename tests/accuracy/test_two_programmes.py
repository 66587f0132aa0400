"""Two completed forms of two programmes in one mail: each programme reads its own, whole, in whichever order."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from parsers.read import read_message
from tests.accuracy.score import mark
from tests.corpus.case import invent
from tests.corpus.layouts.table import LAYOUTS
from tests.corpus.make import Sample, make

_LAYOUTS = (("word/stacked", "pdf-flat/boxed"), ("pdf-form/keys", "word/label-left"), ("word/beneath", "word/beneath"))


def _mail(samples: list[Sample]) -> bytes:
    message = EmailMessage()
    message["From"] = "Bethan Cole <bethan.cole@thornwick.example>"
    message["Date"] = "Thu, 06 Feb 2014 10:12:00 +0000"
    message["Message-ID"] = "<two-forms@thornwick.example>"
    message.set_content("Both of our forms are attached.")
    for sample in samples:
        message.add_attachment(sample.data, maintype="application", subtype="octet-stream", filename=sample.name)
    return message.as_bytes()


@pytest.mark.parametrize("layouts", _LAYOUTS)
@pytest.mark.parametrize("turned", [False, True])
def test_each_programme_reads_its_own_form(layouts: tuple[str, str], *, turned: bool) -> None:
    cases = (invent("green-homes", 41), invent("delivering-differently", 42))
    samples = list(make((case, LAYOUTS[name]) for case, name in zip(cases, layouts, strict=True)))
    if turned:
        samples.reverse()
    raw = _mail(samples)
    for number, sample in enumerate(samples):
        reading = read_message(raw, sample.case.form)
        assert reading.form is not None
        wrong = [
            item.key
            for item in sample.case.form.fields
            if not mark(item, sample.case.entries[item.key], reading.form.answer(item.key)).right
        ]
        assert (reading.form_attachment, wrong) == (number, [])
