"""What is left of a played round when it is over: what SMTP took, what the mailbox holds, what the service's books say.

The world's own memory (`intake.simulation.deeds.Ledger`) is beside it; `intake.simulation.checks` holds one against
the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from intake import clock
from intake.assurance.audit import Audit, audit
from intake.panel.ranking import Result
from intake.panel.standing import ranking_of
from intake.service import Service
from intake.simulation.mails import Person
from intake.simulation.people import Council, World
from intake.simulation.play import Played
from intake.simulation.reading import Letter
from intake.simulation.servers import Account
from store import application_list, decisions, letters, message_list, orders, panel
from store.application_list import AnswerItem, ApplicationItem
from store.letters import LetterItem
from store.message_list import MessageItem
from store.states import AssignmentState, Ruling


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """Everything the checks look at.

    ``answers`` are by application id, ``awards`` (pence, None for none given) by reference. ``given_out`` are
    (reference, assessor) of all that was ever sent to an assessor to be read. ``obeyed`` are the Message-IDs of the
    mails whose order was carried out. ``held`` says how many mails each folder of the mailbox holds.
    """

    played: Played
    applications: tuple[ApplicationItem, ...]
    answers: dict[int, dict[str, AnswerItem]]
    letters: tuple[LetterItem, ...]
    messages: tuple[MessageItem, ...]
    ranking: tuple[Result, ...]
    awards: dict[str, int | None]
    conflicted: frozenset[tuple[str, str]]
    obeyed: frozenset[str]
    held: dict[str, int]
    audit: Audit

    @property
    def world(self) -> World:
        """The world that was played."""
        return self.played.world

    @property
    def taken(self) -> list[Letter]:
        """Every letter that SMTP took, in order."""
        return self.played.ledger.letters

    @cached_property
    def by_message_id(self) -> dict[str, LetterItem]:
        """The rows of the outbox by their Message-ID."""
        return {row.message_id: row for row in self.letters}

    @cached_property
    def council_at(self) -> dict[str, Council]:
        """The councils by the address they write from."""
        return {council.lead.email: council for council in self.world.councils}

    @cached_property
    def council_of(self) -> dict[str, Council]:
        """Reference → the council that its name in the books is."""
        named = {council.name: council for council in self.world.councils}
        return {
            item.reference: named[item.authority_name] for item in self.applications if item.authority_name in named
        }

    @cached_property
    def people(self) -> dict[str, Person]:
        """Staff and panel by address."""
        return {member.person.email: member.person for member in self.world.members}

    def kind(self, letter: Letter) -> str:
        """What kind of letter it is, by the outbox; "" where the outbox does not know it."""
        row = self.by_message_id.get(letter.message_id)
        return row.kind if row else ""


def gather(played: Played, service: Service, account: Account) -> Evidence:
    """Look at everything, while the servers still run."""
    store, programme = service.store, service.programme
    with store.reading() as session:
        applications = tuple(application_list.listing(session))
        references = {item.id: item.reference for item in applications}
        carried = decisions.carried_out(session, [Ruling.SELECT])
        mails = tuple(message_list.listing(session))
        conflicted = panel.assignments(session, states=[AssignmentState.CONFLICTED])
        evidence: dict[str, Any] = {
            "applications": applications,
            "answers": application_list.answers_by_application(session),
            "letters": tuple(letters.listing(session)),
            "messages": mails,
            "ranking": ranking_of(session, programme),
            "awards": {references[number]: row.amount for number, row in carried.items()},
            "conflicted": frozenset((references[row.application_id], row.assessor) for row in conflicted),
            "obeyed": frozenset(
                item.message_id
                for item in {mail.id: mail for mail in mails}.values()
                if (order := orders.of_message(session, item.id)) is not None and order.outcome == orders.DONE
            ),
        }
    settings = service.settings.mailbox
    folders = (*service.folders, settings.done_folder, settings.held_folder)
    return Evidence(
        played=played,
        held={folder: len(account.contents(folder)) for folder in folders},
        audit=audit(store, service.archive, at=clock.now()),
        **evidence,
    )
