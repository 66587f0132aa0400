"""The stages by name."""

from __future__ import annotations

from intake.batches.stages import Stage
from intake.batches.verdicts import OUTCOME, SHORTLIST, WELCOME
from intake.interviews.inviting import INVITE

STAGES: dict[str, Stage] = {stage.name: stage for stage in (SHORTLIST, INVITE, OUTCOME, WELCOME)}
