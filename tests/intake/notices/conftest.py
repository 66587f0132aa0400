"""An office with staff who decide."""

from __future__ import annotations

import pytest

from tests.intake.notices.mailing import OFFICES
from tests.intake.office import Office


@pytest.fixture
def staffed(office: Office) -> Office:
    """The office, with one member of staff who decides and one who does not."""
    office.offices = OFFICES
    return office
