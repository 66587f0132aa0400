"""How many automatic letters may leave: an ordered table of limits over counts, the first that applies suppresses.

Rules on headers find nearly all automatic mail (`intake.round.manners`); these limits end the loops that they miss. A
suppressed letter is reported to the caller with the reason, so that what it would have answered is on the staff list.
All here is pure: the counting is the store's; `intake.letters.outbox` asks both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intake.letters.kinds import Cap
from intake.wording import count

#: Letters of one kind to one address in a day, and letters of all such kinds in a week, for `Cap.ANSWER`.
ANSWERS_A_DAY = 1
ANSWERS_A_WEEK = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Automatic letters written so far: to the address (of this kind today, of any kind today, of `Cap.ANSWER` kinds in
    seven days) and by the whole service in the last hour. A day is 24 hours back from now."""

    of_kind_today: int = 0
    today: int = 0
    answers_this_week: int = 0
    service_this_hour: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The configured limits, ``[service]`` letters_per_sender_per_day and letters_per_hour."""

    per_sender_per_day: int
    per_hour: int


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A letter that must not leave by itself: the rule's name, and the reason worded for staff."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class CapRule:
    """One limit: its name, whom it binds, and the number that is reached and the words for it, or None."""

    name: str
    binds: frozenset[Cap]
    reached: Callable[[Counts, Limits], str | None]


def _hour(counts: Counts, limits: Limits) -> str | None:
    if counts.service_this_hour < limits.per_hour:
        return None
    written = count(counts.service_this_hour, "automatic letter")
    return f"The service has written {written} in the last hour; it stops there."


def _day(counts: Counts, limits: Limits) -> str | None:
    if counts.today < limits.per_sender_per_day:
        return None
    return (
        f"This address was sent {count(counts.today, 'automatic letter')} in the last day; it gets no more by itself."
    )


def _kind_and_day(counts: Counts, limits: Limits) -> str | None:
    if counts.of_kind_today < ANSWERS_A_DAY:
        return None
    return "This address was sent the same kind of automatic answer in the last day; it gets one a day."


def _week(counts: Counts, limits: Limits) -> str | None:
    if counts.answers_this_week < ANSWERS_A_WEEK:
        return None
    sent = count(counts.answers_this_week, "automatic answer")
    return f"This address was sent {sent} in the last week; it gets no more."


#: Widest first. A council that corrects its form three times in a day gets three receipts (`Cap.FORM`); a mail program
#: that answers our answers gets one. Nothing binds letters to staff: they are told when a limit is reached.
RULES: tuple[CapRule, ...] = (
    CapRule("service-hour", frozenset({Cap.FORM, Cap.ANSWER}), _hour),
    CapRule("address-day", frozenset({Cap.FORM, Cap.ANSWER}), _day),
    CapRule("address-kind-day", frozenset({Cap.ANSWER}), _kind_and_day),
    CapRule("address-week", frozenset({Cap.ANSWER}), _week),
)


def judge(cap: Cap, counts: Counts, limits: Limits) -> Suppressed | None:
    """The first limit that keeps a letter under this cap from leaving, or None when it may leave."""
    for rule in RULES:
        if cap in rule.binds and (reason := rule.reached(counts, limits)) is not None:
            return Suppressed(rule.name, reason)
    return None
