"""The scoresheets of ours among a mail's attachments; how one is read is `parsers.formats.sheet_scores`.

Looked for before the form is: a sheet whose criteria repeat the form's questions would pass for a poor form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from parsers.formats.sheet_scores import read_scoresheets
from parsers.leaves import Leaf
from parsers.mail import Outcome
from parsers.scoresheet import ScoreSheet
from parsers.sniff import XLSX

#: Outcome and reason of an attachment that is a scoresheet.
SETTLED = (Outcome.ANNEX, "Read; it is a scoresheet of the panel.")


def scoresheets(
    leaves: Sequence[Leaf], *, avoid: Mapping[str, object], announce: Callable[[str], None]
) -> tuple[ScoreSheet, ...]:
    """Every scoresheet of ours in the spreadsheets among ``leaves``, each with the index of its file.

    A file twice is read once. ``avoid`` and ``announce`` are as in `parsers.read.read_message`. What cannot be read
    here is left to the reader of documents, which says what is wrong with it.
    """
    found: list[ScoreSheet] = []
    seen: set[str] = set()
    for index, item in enumerate(leaves):
        if item.type != XLSX or item.outcome is not Outcome.NOT_READ or item.sha256 in seen or item.sha256 in avoid:
            continue
        seen.add(item.sha256)
        announce(item.sha256)
        try:
            found.extend(replace(sheet, attachment=index) for sheet in read_scoresheets(item.data))
        except Exception:  # noqa: BLE001, S112  # libraries raise anything on a damaged file
            continue
        finally:
            announce("")
    return tuple(found)
