"""The forms that warm the template are forms: read whole, in every format, for any programme."""

from __future__ import annotations

import pytest

from parsers.read import read_file
from parsers.rehearsal import rehearsal_files
from tests.corpus import packs

_OTHERS = ("letter.eml", "logo.png")  # what is no form


@pytest.mark.parametrize("pack", ["delivering-differently", "youth-innovation"])
def test_rehearsal_files_read_as_the_completed_form(pack: str) -> None:
    form = packs.definition(pack)

    readings = {name: read_file(data, name, form).form for name, data in rehearsal_files(form) if name not in _OTHERS}

    likeness = {name: extraction.likeness if extraction else 0.0 for name, extraction in readings.items()}
    assert likeness == {"form.docx": 1.0, "flat.pdf": 1.0, "form.pdf": 1.0}
