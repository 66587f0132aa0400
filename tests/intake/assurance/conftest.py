"""A round that was played, for tests of what is shown and erased of it."""

from __future__ import annotations

import pytest

from tests.intake.assurance.scene import plays
from tests.intake.office import Office


@pytest.fixture
def played(office: Office) -> Office:
    """An office after the round of `tests.intake.assurance.scene`."""
    return plays(office)
