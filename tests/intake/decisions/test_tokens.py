"""A code is good for its person, action and subject until it expires, and no character of it can be changed."""

from __future__ import annotations

import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.decisions.errors import KeyFileError, TokenError, TokenExpiredError, TokenMisusedError, TokenUnknownError
from intake.decisions.tokens import Grant, TokenKey, check, find_tokens, fingerprint, issue

KEY = TokenKey(bytes(range(32)))
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GRANT = Grant(
    person="jane.doe@office.example",
    action="shortlist",
    subject="DD-0004",
    expires=datetime(2026, 12, 6, 17, 0, tzinfo=UTC),
)
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


def known_token() -> str:
    """A code that is the same in every run; issued ones are not, and one in 256 shares a hint with another person's."""
    stamp = int(GRANT.expires.timestamp()) // 60 << 28 | 12_345
    bound = (GRANT.person, GRANT.action, GRANT.subject)
    number = stamp
    for hint in KEY.hints(stamp, bound):
        number = number << 8 | hint
    number = number << 80 | KEY.mac(stamp, bound)
    text = "".join(ALPHABET[number >> 5 * place & 31] for place in range(31, -1, -1))
    return "-".join(text[start : start + 4] for start in range(0, 32, 4))


def good(token: str, *, at: datetime = NOW, person: str = "", action: str = "", subject: str | None = None) -> None:
    """Check the code for what `GRANT` allows, or for something else."""
    asked = GRANT.subject if subject is None else subject
    check(KEY, token, person=person or GRANT.person, action=action or GRANT.action, subject=asked, at=at)


def test_code_is_eight_groups_of_four() -> None:
    token = issue(KEY, GRANT)
    assert [len(group) for group in token.split("-")] == [4] * 8
    assert set(token) <= set(ALPHABET + "-")


def test_two_codes_of_one_grant_differ_and_are_both_good() -> None:
    one, other = issue(KEY, GRANT), issue(KEY, GRANT)
    assert one != other
    assert fingerprint(one) != fingerprint(other)
    good(one)
    good(other)


@given(
    person=st.emails(),
    action=st.text(max_size=20),
    subject=st.text(max_size=20),
    expires=st.timedeltas(timedelta(0), timedelta(days=100_000)).map(lambda after: NOW + after),
)
def test_any_grant_is_good_until_it_expires(person: str, action: str, subject: str, expires: datetime) -> None:
    token = issue(KEY, Grant(person=person, action=action, subject=subject, expires=expires))
    check(KEY, token, person=person.upper(), action=action, subject=subject, at=expires)
    with pytest.raises(TokenExpiredError):
        check(KEY, token, person=person, action=action, subject=subject, at=expires + timedelta(minutes=1))


@given(place=st.integers(0, 31), character=st.sampled_from(ALPHABET))
def test_code_with_a_changed_character_is_refused(place: int, character: str) -> None:
    token = issue(KEY, GRANT).replace("-", "")
    altered = token[:place] + character + token[place + 1 :]
    if altered == token:
        good(altered)
        return
    with pytest.raises(TokenError):
        good(altered)


@given(st.text(alphabet=ALPHABET, min_size=32, max_size=32))
def test_code_of_chance_is_refused(token: str) -> None:
    with pytest.raises(TokenError):
        good(token)


@given(places=st.lists(st.integers(0, 38), min_size=1, max_size=4, unique=True), data=st.data())
def test_code_mangled_in_writing_is_the_same_code(places: list[int], data: st.DataObject) -> None:
    token = known_token()
    looks = {"0": "0oO", "1": "1iIlL", "-": ("-", " - ", "\n> ", "", "–", "\u2011")}
    mangled = "".join(
        data.draw(st.sampled_from(looks.get(character, (character, character.upper()))))
        if place in places
        else character
        for place, character in enumerate(token)
    )
    good(mangled)
    assert fingerprint(mangled) == fingerprint(token)


@pytest.mark.parametrize("token", ["", "abcd", "u" * 32, known_token() + "0", known_token()[:-1], "ä" * 32, "٣" * 32])
def test_what_has_not_the_form_of_a_code_is_refused(token: str) -> None:
    with pytest.raises(TokenUnknownError, match=r"^The code has not the form of one of ours\.$"):
        good(token)
    with pytest.raises(TokenUnknownError):
        fingerprint(token)


def test_code_of_another_key_is_unknown() -> None:
    tokens = [issue(TokenKey(bytes(32)), GRANT) for _ in range(20)]
    told = set()
    for token in tokens:
        with pytest.raises(TokenError) as fault:
            good(token)
        told.add(type(fault.value))
    assert TokenUnknownError in told


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"person": "john.roe@office.example"}, "The code was issued for somebody else."),
        ({"action": "decline"}, "The code was issued for another action."),
        ({"subject": "DD-0007"}, "The code was issued for another case or batch."),
        ({"action": "release", "subject": ""}, "The code was issued for another action and another case or batch."),
    ],
)
def test_code_for_something_else_says_what(other: dict[str, str], sentence: str) -> None:
    token = known_token()
    with pytest.raises(TokenMisusedError) as fault:
        good(token, person=other.get("person", ""), action=other.get("action", ""), subject=other.get("subject"))
    assert str(fault.value) == sentence
    assert fault.value.what == tuple(other)


def test_address_is_compared_without_case() -> None:
    good(issue(KEY, GRANT), person=" Jane.Doe@OFFICE.example ")


def test_parts_cannot_be_moved_between_person_action_and_subject() -> None:
    token = issue(KEY, Grant(person="a@b.example", action="re", subject="lease", expires=GRANT.expires))
    with pytest.raises(TokenError):
        check(KEY, token, person="a@b.example", action="relea", subject="se", at=NOW)


def test_code_is_good_to_its_last_minute_and_then_tells_when_it_expired() -> None:
    token = issue(KEY, GRANT)
    good(token, at=GRANT.expires)
    with pytest.raises(TokenExpiredError) as fault:
        good(token, at=datetime(2026, 12, 6, 17, 1, tzinfo=ZoneInfo("Europe/London")))
    assert str(fault.value) == "The code expired on Sunday 6 December 2026 at 17:00 (GMT)."
    assert fault.value.expired == GRANT.expires


def test_expiry_is_rounded_up_to_the_minute() -> None:
    token = issue(KEY, Grant(person="a@b.example", action="x", subject="", expires=NOW + timedelta(seconds=1)))
    check(KEY, token, person="a@b.example", action="x", subject="", at=NOW + timedelta(seconds=60))
    with pytest.raises(TokenExpiredError):
        check(KEY, token, person="a@b.example", action="x", subject="", at=NOW + timedelta(seconds=61))


@pytest.mark.parametrize(
    "expires", [NOW.replace(tzinfo=None), datetime(1969, 12, 31, tzinfo=UTC), datetime(2500, 1, 1, tzinfo=UTC)]
)
def test_expiry_that_cannot_be_is_refused(expires: datetime) -> None:
    with pytest.raises(ValueError):
        issue(KEY, Grant(person="a@b.example", action="x", subject="", expires=expires))


def test_check_at_no_instant_is_refused() -> None:
    with pytest.raises(ValueError):
        good(issue(KEY, GRANT), at=NOW.replace(tzinfo=None))


def test_key_does_not_show_its_secret() -> None:
    assert repr(KEY) == "TokenKey()"


def test_key_is_made_once_and_kept_to_the_service(tmp_path: Path) -> None:
    path = tmp_path / "var" / "codes.key"
    key = TokenKey.load_or_create(path)
    assert len(key.secret) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert TokenKey.load_or_create(path) == key
    assert [item.name for item in path.parent.iterdir()] == ["codes.key"]


def test_key_made_by_several_at_once_is_one(tmp_path: Path) -> None:
    path, keys = tmp_path / "codes.key", []
    start = threading.Barrier(8)

    def make() -> None:
        start.wait()
        keys.append(TokenKey.load_or_create(path))

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 8
    assert len(set(keys)) == 1
    assert [item.name for item in tmp_path.iterdir()] == ["codes.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_key_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "codes.key"
    TokenKey.load_or_create(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError) as fault:
        TokenKey.load_or_create(path)
    assert str(fault.value) == (
        f"{path}: 1 problem\n  its mode is {mode:04o}, so others than its owner can use it, and with it make codes "
        "that decide on applications; if nobody has, run chmod 600 on it, else delete it and one is made (codes "
        "already sent are then no longer good)"
    )


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
def test_file_that_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "codes.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="it has not the 32 bytes of a key"):
        TokenKey.load_or_create(path)


def test_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="it is not a regular file"):
        TokenKey.load_or_create(tmp_path)


TOKEN = "abcd-efgh-jk01-mnpq-rstv-wxyz-2345-6789"


@pytest.mark.parametrize(
    "text",
    [
        f"RE: Shortlist DD-0004 [code {TOKEN}]",
        f"Shortlist DD-0004 (code {TOKEN}).",
        f"> > code <{TOKEN}>",
        TOKEN.upper(),
        TOKEN.replace("0", "O").replace("1", "l"),
        TOKEN.replace("-", "–"),
        TOKEN.replace("-", "\u2011"),
        TOKEN.replace("-", "-\u200b"),
        "[code abcd-efgh-jk01-\n> mnpq-rstv-wxyz-2345-6789]",
        "[code abcd-efgh-jk01-mn\r\n>> pq-rstv-wxyz-2345-6789]",
        "[code abcd-efgh-jk01 -mnpq-rstv-wxyz-2345-6789]",
        f"{TOKEN}\n{TOKEN.upper()}",
    ],
)
def test_code_is_found_however_a_mail_program_left_it(text: str) -> None:
    assert find_tokens(text) == (TOKEN,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "that they will have been done with this case",
        "123e4567-e89b-12d3-a456-426614174000",
        "d41d8cd98f00b204e9800998ecf8427e",
        TOKEN + "-0123",
        "0123-" + TOKEN,
        "x" + TOKEN,
        TOKEN[:-5],
        TOKEN.replace("a", "u"),
        "a" + "\n" * 20_000 + "-" * 20_000,
    ],
)
def test_what_is_no_code_is_not_found(text: str) -> None:
    assert find_tokens(text) == ()


def test_codes_are_found_in_order_and_once() -> None:
    other = TOKEN.replace("a", "b")
    assert find_tokens(f"{other} {TOKEN} {other}") == (other, TOKEN)
