"""When two addresses are one organisation's, and two names one."""

from __future__ import annotations

import pytest

from intake.round.sameness import domain_of, same_name, same_organisation


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("a@walsall.gov.uk", "b@walsall.gov.uk", True),
        ("a@walsall.gov.uk", "b@WALSALL.gov.uk.", True),
        ("a@walsall.gov.uk", "a@mail.walsall.gov.uk", False),
        ("a@walsall.gov.uk", "a@walsa11.gov.uk", False),
        ("a@gmail.com", "b@gmail.com", False),
        ("a@gmail.com", " A@gmail.com ", True),
        ("", "", False),
        ("nobody", "nobody", False),
        ("a@", "b@", False),
    ],
)
def test_same_organisation(one: str, other: str, *, expected: bool) -> None:
    assert same_organisation(one, other) is expected


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("a@Walsall.gov.uk", "walsall.gov.uk"),
        ('"a@b"@c.example', "c.example"),
        ("nobody", ""),
        ("a@b.example.", "b.example"),
    ],
)
def test_domain_of(address: str, domain: str) -> None:
    assert domain_of(address) == domain


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Northby Parish Council", "northby  parish-council", True),
        ("Northby Parish Council", "Northby Town Council", False),
        ("", "", False),
        ("—", "–", False),
    ],
)
def test_same_name(one: str, other: str, *, expected: bool) -> None:
    assert same_name(one, other) is expected
