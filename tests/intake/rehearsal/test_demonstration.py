"""`intake demo`: the round in miniature, in a folder that can be opened afterwards."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from intake.errors import IntakeError
from intake.rehearsal.demonstration import Demonstration, example_mails, play
from intake.round import programme as packs

#: What becomes of it depends on whether this machine can read pictures of pages.
SCAN = "19-scan.eml"


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """The demonstration, played once."""
    return play("delivering-differently", tmp_path_factory.mktemp("demo") / "out")


def test_every_kind_of_mail_of_a_real_round_comes_in(played: Demonstration) -> None:
    assert Counter(item.disposition for item in played.mails if item.mail.file.name != SCAN) == {
        "submission": 18,
        "unreadable": 1,
        "enquiry": 1,
        "automatic": 1,
        "bounce": 1,
        "duplicate": 1,
    }


def test_every_mail_got_the_letter_that_is_due(played: Demonstration) -> None:
    assert Counter(item.letter for item in played.mails if item.mail.file.name != SCAN) == {
        "receipt": 16,
        "": 3,
        "unreadable": 1,
        "enquiry": 1,
        "receipt_corrected": 1,
        "late": 1,
    }


def test_letters_and_digest_lie_there_to_be_opened(played: Demonstration) -> None:
    pages = sorted(path.name for path in (played.folder / "letters").glob("*.html"))
    assert len(played.letters) == 24
    assert pages == sorted(["index.html", *(letter.page.name for letter in played.letters)])
    index = (played.folder / "letters" / "index.html").read_text(encoding="utf-8")
    assert [f'href="{letter.page.name}"' in index for letter in played.letters] == [True] * 24
    assert "<p>24 letters, in the order they left." in index
    digest = played.letters[-1].page.read_text(encoding="utf-8")
    assert ("data:image/png;base64," in digest, "cid:" in digest) == (True, False)


def test_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(IntakeError, match="holds something else; name another folder with --output"):
        play("delivering-differently", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_pack_without_example_mails_says_so() -> None:
    pack = packs.load(str(Path(__file__).parents[2] / "packs" / "green-homes"))
    with pytest.raises(IntakeError, match="brings no example mails"):
        example_mails(pack)
