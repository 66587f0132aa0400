"""Carry out released batches whose time has come, and tell staff what became of each: run on a schedule."""

from __future__ import annotations

from datetime import datetime

from intake.batches.carrying import carry_out
from intake.batches.stage_list import STAGES
from intake.decisions.batch_letters import tell_done
from intake.desk import Desk
from intake.logs import log
from store import batches
from store.engine import Session


def carry_out_due(session: Session, desk: Desk, at: datetime) -> int:
    """Carry out every released batch that is due at ``at``; returns how many letters were let go."""
    queued = 0
    for batch in batches.due(session, at=at):
        carried = carry_out(session, desk, batch, STAGES[batch.stage], at=at)
        tell_done(session, desk, batch, problems=carried.problems, number=carried.letters, at=at)
        log.info("batch", batch=batch.id, status=batch.state.value, count=carried.letters)
        queued += carried.letters
    return queued
