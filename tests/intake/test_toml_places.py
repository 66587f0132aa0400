"""Where in a TOML file a key stands."""

from __future__ import annotations

import pytest

from intake.toml_places import Place, did_you_mean, line_of, places

TEXT = '''\
# a comment
[service]
programme = "x"
"quoted key" = 1

[mailbox]
note = """
[not.a.table]
key = 1
"""
host = "h"
inline = { port = 1 }

[[staff]]
name = "A"
[[staff]]
name = "B"
[staff.more]
deep.key = 1
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("service",), 2),
        (("service", "programme"), 3),
        (("service", "quoted key"), 4),
        (("mailbox", "note"), 7),
        (("mailbox", "host"), 11),
        (("mailbox", "inline", "port"), 12),
        (("mailbox", "missing"), 6),
        (("staff", 0, "name"), 15),
        (("staff", 1), 16),
        (("staff", 1, "name"), 17),
        (("staff", 1, "more", "deep"), 19),
        (("nowhere",), None),
        ((), None),
    ],
)
def test_line_of_a_key_or_of_what_holds_it(path: Place, line: int | None) -> None:
    assert line_of(places(TEXT), path) == line


def test_places_of_an_empty_text() -> None:
    assert places("") == {}


@pytest.mark.parametrize(("wrong", "expected"), [("hots", ", did you mean 'host'?"), ("quux", ""), ("", "")])
def test_did_you_mean_the_nearest_known_word(wrong: str, expected: str) -> None:
    assert did_you_mean(wrong, ["host", "port", "username"]) == expected
