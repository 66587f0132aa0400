"""A small panel for tests: three criteria, the last on a scale of its own."""

from __future__ import annotations

from decimal import Decimal

from intake.round.panel import Criterion, Panel

NEED = Criterion(key="need", title="Need", weight=Decimal(50), least=Decimal(0), most=Decimal(5))
VALUE = Criterion(key="value", title="Value for money", weight=Decimal(30), least=Decimal(0), most=Decimal(5))
TEAM = Criterion(key="team", title="Team & skills", weight=Decimal(20), least=Decimal(0), most=Decimal(10))
PANEL = Panel(criteria=(NEED, VALUE, TEAM), spread=Decimal(2))
