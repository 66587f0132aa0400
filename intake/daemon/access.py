"""How the service stands with who gives out its access tokens: the faults, and the trial of `intake check`.

Judged from what is in the data folder and the configuration, without the network, so that a monitor is told too.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from intake import clock, wording
from intake.access.lapses import lapses
from intake.access.providers import provider_of, sections_of
from intake.access.record import read
from intake.access.tokens import Tokens
from intake.config import Settings
from intake.daemon.status import Fault
from intake.errors import IntakeError

#: How long before its end a secret, a certificate or a consent is told of: people of another office must act.
NOTICE = timedelta(days=21)
#: How long a renewal that may yet go well fails before it is a fault.
PATIENCE = timedelta(minutes=10)


def access_faults(settings: Settings, *, now: datetime) -> list[Fault]:
    """The faults of access tokens: one for renewals that fail, one for all that ends within `NOTICE`."""
    faults = []
    for section in sections_of(settings):
        state = read(settings.data, section=section)
        since = state.failing_since
        if since is not None and (not state.may_pass or now - since >= PATIENCE):
            to_do = state.to_do or "`intake check` tries it; nothing is read or sent until it works again"
            what = f"the access token of [{section}] cannot be renewed since {since:%Y-%m-%d %H:%M} UTC: {state.why}"
            faults.append(Fault(name="token-not-renewed", what=what, to_do=to_do))
            break  # both sections are one account's, as a rule
    near = [lapse for lapse in lapses(settings) if lapse.at - now < NOTICE] if sections_of(settings) else []
    if near:
        told = [f"{lapse.what} {'ends' if lapse.at > now else 'ended'} on {_day(lapse.at)}" for lapse in near]
        faults.append(
            Fault(name="access-ends", what=wording.listed(told), to_do="; ".join(lapse.to_do for lapse in near))
        )
    return faults


def try_access(settings: Settings, *, tokens: Tokens) -> str:
    """Get a token for each section that needs one, and say whose, from whom, and until when what gets it is good.

    Raises:
        IntakeError: it could not be had, or something ends soon.
    """
    sections = sections_of(settings)
    if not sections:
        return "none is needed"
    for section in sections:
        token = tokens.mailbox if section == "mailbox" else tokens.outgoing
        if token is not None:
            token.reveal()
    for fault in access_faults(settings, now=clock.now()):
        if fault.name == "access-ends":
            raise IntakeError(f"{fault.what}; {fault.to_do}")
    provider = provider_of(settings.oauth)
    by_command = all(section.token_command for section in sections.values())
    who = "token_command" if provider is None or by_command else provider.title
    accounts = wording.listed(sorted({section.username for section in sections.values()}))
    until = [f"{lapse.what} until {_day(lapse.at)}" for lapse in lapses(settings)]
    return "; ".join([f"{who}, for {accounts}", *until])


def _day(moment: datetime) -> str:
    """The last whole day on which something is good."""
    return wording.plain_day((moment - timedelta(seconds=1)).date())
