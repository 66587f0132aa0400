"""Frames between child and service, and the settings every child inherits."""

from __future__ import annotations

import os

import pytest

from parsers.child import JOB, SETTINGS, Job, Settings
from parsers.frames import FrameBuffer, FrameError, FrameKind, write_frame
from parsers.limits import DEFAULT
from parsers.mail import Outcome
from tests.parsers.mails import FORM


def test_frames_arrive_whole_however_they_are_cut() -> None:
    reader, writer = os.pipe()
    for kind, payload in ((FrameKind.BEGIN, b"abc"), (FrameKind.END, b""), (FrameKind.RESULT, b"x" * 1_000)):
        write_frame(writer, kind, payload)
    os.close(writer)
    buffer, frames = FrameBuffer(1_000), []
    while piece := os.read(reader, 7):
        frames += buffer.feed(piece)
    os.close(reader)
    assert frames == [(FrameKind.BEGIN, b"abc"), (FrameKind.END, b""), (FrameKind.RESULT, b"x" * 1_000)]


@pytest.mark.parametrize("data", [b"Z\x00\x00\x00\x00", b"R\x00\x00\x03\xe9"])
def test_frames_of_unknown_kind_or_too_long_are_refused(data: bytes) -> None:
    with pytest.raises(FrameError):
        FrameBuffer(1_000).feed(data)


def test_settings_and_jobs_survive_the_way_through_json() -> None:
    settings = Settings(form=FORM, limits=DEFAULT, reader="parsers.read", enclosed=True)
    assert SETTINGS.validate_json(SETTINGS.dump_json(settings)) == settings
    job = Job(task="message", avoid={"text": (Outcome.OVER_LIMIT, "It took too long.")})
    assert JOB.validate_json(JOB.dump_json(job)) == job
