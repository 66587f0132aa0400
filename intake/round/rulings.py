"""What a person may decide of an application, as one table: from which states, to which, with which letter.

Whether it is a step at all is `store.states`'; here is which ruling makes it, and in which kind of round.
"""

from __future__ import annotations

from dataclasses import dataclass

from intake.round.programme import Programme
from intake.wording import listed

#: Where the states of an application (`store.states.ApplicationState`) stand, as this room names them.
COMPLETE, INCOMPLETE, SHORTLISTED, INVITED, INTERVIEWED, RESERVE = (
    "complete",
    "incomplete",
    "shortlisted",
    "invited",
    "interviewed",
    "reserve",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingPolicy:
    """One ruling: what it is called, the states it may be made in, the state it leads to, and its letter's kind.

    ``without_interviews`` are further states it may be made in where the programme holds no interviews. ``stage`` is
    the kind of batch that carries it out.
    """

    title: str
    stage: str
    states: frozenset[str]
    to: str
    letter: str
    without_interviews: frozenset[str] = frozenset()

    def may_be_made_in(self, programme: Programme) -> frozenset[str]:
        """The states it may be made in, in a round of this programme."""
        return self.states if programme.interviews is not None else self.states | self.without_interviews


_NO_INTERVIEWS = frozenset({COMPLETE, SHORTLISTED})

#: By the value of `store.states.Ruling`.
RULINGS: dict[str, RulingPolicy] = {
    "shortlist": RulingPolicy(
        title="Shortlist", stage="shortlist", states=frozenset({COMPLETE}), to="shortlisted", letter="shortlisted"
    ),
    "decline": RulingPolicy(
        title="Do not shortlist",
        stage="shortlist",
        states=frozenset({COMPLETE}),
        to="not_shortlisted",
        letter="not_shortlisted",
    ),
    "ineligible": RulingPolicy(
        title="Rule ineligible",
        stage="shortlist",
        states=frozenset({COMPLETE, INCOMPLETE}),
        to="ineligible",
        letter="ineligible",
    ),
    "select": RulingPolicy(
        title="Select",
        stage="outcome",
        states=frozenset({INTERVIEWED, RESERVE}),
        to="selected",
        letter="selected",
        without_interviews=_NO_INTERVIEWS,
    ),
    "reserve": RulingPolicy(
        title="Put on the reserve list",
        stage="outcome",
        states=frozenset({INTERVIEWED}),
        to="reserve",
        letter="reserve",
        without_interviews=_NO_INTERVIEWS,
    ),
    "not_select": RulingPolicy(
        title="Do not select",
        stage="outcome",
        states=frozenset({INTERVIEWED, INVITED, RESERVE}),
        to="not_selected",
        letter="not_selected",
        without_interviews=_NO_INTERVIEWS,
    ),
}


def refusal(programme: Programme, ruling: str, *, reference: str, state: str) -> str:
    """Why a ruling cannot be made of an application in this state, "" where it can."""
    policy = RULINGS[ruling]
    states = policy.may_be_made_in(programme)
    if state in states:
        return ""
    wanted = listed(sorted(item.replace("_", " ") for item in states), "or")
    return f"{reference} is {state.replace('_', ' ')}; only an application that is {wanted} can be given this ruling"
