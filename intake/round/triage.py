"""What a mail is and what follows from it: an ordered table of rules, the first that gives a verdict decides.

Pure: what the store knows of the mail comes in as `Known`; letters, rows and transactions are the pipeline's.
A verdict is stored with the name of its rule, so that anybody can say why a mail was treated as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intake.round.manners import MARKER_HEADER, answer_address, automatic_rule
from intake.round.verdict import Action, Known, Verdict
from parsers.mail import Outcome
from parsers.reading import Reading


@dataclass(frozen=True, slots=True)
class TriageRule:
    """One rule: its name, its policy in a sentence, and the test that may give a verdict."""

    name: str
    sentence: str
    judge: Callable[[TriageRule, Reading, Known], Verdict | None]

    def verdict(
        self, action: Action, disposition: str, *, reason: str = "", letter: str = "", application: str = ""
    ) -> Verdict:
        """A verdict in this rule's name; the reason is its sentence unless a better one is given."""
        return Verdict(
            action=action,
            disposition=disposition,
            rule=self.name,
            reason=reason or self.sentence,
            letter=letter,
            application=application,
        )


#: Outcomes that mean that something which may have been a form could not be read.
_UNREAD = frozenset(
    {
        Outcome.EMPTY,
        Outcome.ENCRYPTED,
        Outcome.DAMAGED,
        Outcome.UNSUPPORTED,
        Outcome.OVER_LIMIT,
        Outcome.SCAN,
    }
)


def unread(reading: Reading) -> bool:
    """Whether the mail carries an attachment that may be a form and could not be read."""
    return any(item.outcome in _UNREAD for item in reading.mail.attachments)


def _own(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    mail = reading.mail
    ours = known.own_letter or mail.header(MARKER_HEADER) is not None
    if mail.report is not None:
        return None
    if ours and reading.form is None:
        return rule.verdict(Action.DISCARD, "own")
    if mail.from_ is not None and mail.from_.address.lower() in known.own_addresses:
        if reading.form is None:
            return rule.verdict(Action.DISCARD, "own")
        return rule.verdict(Action.HOLD, "suspect", reason="It carries a form but comes from our own address.")
    return None


def _bounce(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    report = reading.mail.report
    if report is None:
        return None
    application = known.threads[0] if len(known.threads) == 1 else ""
    if report.action == "failed":
        return rule.verdict(Action.FILE, "bounce", application=application)
    return rule.verdict(
        Action.DISCARD,
        "automatic",
        reason="It is a report that a letter of ours was delivered or is delayed.",
        application=application,
    )


def _duplicate(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if known.duplicate_of is None:
        return None
    return rule.verdict(Action.DISCARD, "duplicate", reason=f"It is the same mail as message {known.duplicate_of}.")


def _automatic(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    why = automatic_rule(reading.mail)
    if why is None or reading.form is not None:
        return None
    if unread(reading):
        return rule.verdict(
            Action.HOLD,
            "unreadable",
            reason=f"{why.sentence} It carries a file that could not be read and may be a form.",
        )
    return rule.verdict(Action.DISCARD, "automatic", reason=why.sentence)


def _junk(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if not known.junk:
        return None
    if reading.form is not None or unread(reading):
        reason = "It lies in the junk folder but carries a form, or a file that may be one."
        return rule.verdict(Action.HOLD, "suspect", reason=reason)
    return rule.verdict(Action.DISCARD, "automatic")


def _oversize(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if not known.oversize:
        return None
    if automatic_rule(reading.mail) is not None or answer_address(reading.mail) is None:
        return rule.verdict(Action.HOLD, "oversize")
    return rule.verdict(Action.REPLY, "oversize", letter="oversize", application=_case_of_sender(known))


def _rsvp(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if not known.invitation:
        return None
    return rule.verdict(Action.FILE, "correspondence", application=known.invitation)


def _unsubscribe(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if not known.leaving or reading.form is not None or unread(reading):
        return None
    return rule.verdict(Action.FILE, "subscription")


def _order(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    return rule.verdict(Action.FILE, "order") if known.order else None


def _form(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if reading.form is None:
        return None
    reason = "Its Message-ID is another mail's; both are kept." if known.id_reused else ""
    return rule.verdict(Action.ACCEPT, "submission", reason=reason)


def _unreadable(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    return _tell_why(rule, reading, known) if unread(reading) else None


def _tell_why(rule: TriageRule, reading: Reading, known: Known) -> Verdict:
    if answer_address(reading.mail) is None:
        return rule.verdict(Action.HOLD, "unreadable", reason=f"{rule.sentence} There is nobody to tell.")
    return rule.verdict(Action.REPLY, "unreadable", letter="unreadable", application=_case_of_sender(known))


def _wrong_form(*outcomes: Outcome) -> Callable[[TriageRule, Reading, Known], Verdict | None]:
    """The judge of mail whose only form is one of these; in a thread it is correspondence about the form received."""

    def judge(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
        if known.threads or not any(item.outcome in outcomes for item in reading.mail.attachments):
            return None
        return _tell_why(rule, reading, known)

    return judge


def _staff(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    return rule.verdict(Action.FILE, "order") if known.staff else None


def _thread(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if not known.threads:
        return None
    if len(known.threads) > 1:
        return rule.verdict(Action.HOLD, "suspect", reason="It answers letters about more than one application.")
    case = known.threads[0]
    if case not in known.contact_of:
        return rule.verdict(
            Action.HOLD,
            "correspondence",
            reason="It answers a letter of ours, but its sender is not the contact of that application.",
            application=case,
        )
    return rule.verdict(Action.FILE, "correspondence", application=case)


def _quoted(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if not known.quoted:
        return None
    own = [case for case in known.quoted if case in known.contact_of]
    if len(own) == 1 and len(known.quoted) == 1:
        return rule.verdict(Action.FILE, "correspondence", application=own[0])
    return rule.verdict(
        Action.HOLD, "suspect", reason="It quotes a reference of an application that its sender is not the contact of."
    )


def _sender(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    if len(known.contact_of) != 1:
        return None
    return rule.verdict(Action.FILE, "correspondence", application=known.contact_of[0])


def _nobody(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    return rule.verdict(Action.HOLD, "suspect") if reading.mail.from_ is None else None


def _enquiry(rule: TriageRule, reading: Reading, known: Known) -> Verdict | None:
    return rule.verdict(Action.REPLY, "enquiry", letter="enquiry")


def _case_of_sender(known: Known) -> str:
    cases = set(known.threads) & set(known.contact_of) or set(known.contact_of)
    return next(iter(cases)) if len(cases) == 1 else ""


#: In order. Adding a rule is one function and one row.
RULES: tuple[TriageRule, ...] = (
    TriageRule("own", "It is a mail of ours that came back.", _own),
    TriageRule("bounce", "It reports that a letter of ours could not be delivered.", _bounce),
    TriageRule("duplicate", "It is the same mail again, come by another route.", _duplicate),
    # Mail programs send it by themselves, so it may look automatic, or like junk.
    TriageRule("unsubscribe", "It leaves the update list by the code of an update.", _unsubscribe),
    TriageRule("junk", "It lies in the junk folder and carries no form.", _junk),
    TriageRule("oversize", "It is larger than the service downloads.", _oversize),
    # Calendars answer for people, and mark their answers as automatic.
    TriageRule("rsvp", "It answers an invitation to an interview from a calendar.", _rsvp),
    TriageRule("automatic", "A program sent it.", _automatic),
    TriageRule("order", "It carries an order of a member of staff.", _order),
    TriageRule("form", "It carries a completed form.", _form),
    TriageRule("unreadable", "It carries a file that may be a form and cannot be read.", _unreadable),
    TriageRule("old-edition", "The form in it is another edition of ours.", _wrong_form(Outcome.OLD_EDITION)),
    TriageRule("blank-form", "The form in it is blank.", _wrong_form(Outcome.BLANK_FORM)),
    TriageRule("other-form", "The form in it is not this programme's.", _wrong_form(Outcome.OTHER_FORM)),
    TriageRule("no-sender", "It has no sender, so nobody can be answered.", _nobody),
    TriageRule("staff", "A member of staff wrote, and it carries no code: nothing was done.", _staff),
    TriageRule("thread", "It answers a letter of ours about a known application.", _thread),
    TriageRule("reference", "It quotes the reference of a known application.", _quoted),
    TriageRule("sender", "Its sender is the contact of a known application.", _sender),
    TriageRule("enquiry", "A person wrote about no known application.", _enquiry),
)


def judge(reading: Reading, known: Known) -> Verdict:
    """The verdict of the first rule that gives one. The last rule always does."""
    for rule in RULES:
        verdict = rule.judge(rule, reading, known)
        if verdict is not None:
            return verdict
    raise AssertionError("the last triage rule gives a verdict on every mail")
