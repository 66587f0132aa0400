"""Runs of numbers as text and back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.spans import spanned, spans


@pytest.mark.parametrize(
    ("numbers", "text"), [([], ""), ([3], "3"), ([3, 4], "3-4"), ([9, 1, 2, 3, 3, 11, 12], "1-3,9,11-12")]
)
def test_runs_are_first_and_last(numbers: list[int], text: str) -> None:
    assert spans(numbers) == text


@given(st.sets(st.integers(min_value=0, max_value=400)))
def test_what_was_written_is_read_back(numbers: set[int]) -> None:
    assert list(spanned(spans(numbers))) == sorted(numbers)


@pytest.mark.parametrize("text", ["a", "1,,2", "1-2-3", "-5"])
def test_what_was_not_written_so_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        list(spanned(text))
