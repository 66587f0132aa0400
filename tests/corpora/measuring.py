"""What is measured of the mails besides their states: their parts, and what is known of bounces."""

from __future__ import annotations

from dataclasses import dataclass

from intake.round.manners import automatic_rule
from parsers.errors import OverLimitError
from parsers.limits import DEFAULT
from parsers.mail import ParsedMail
from parsers.scan import scan
from parsers.tree import MailTree, over_limit_tree, read_tree
from tests.corpora.gathering import RealMail
from tests.corpora.parts import Parts, compare
from tests.corpora.running import Outcome
from tests.corpora.shapes import bounced


@dataclass(frozen=True, slots=True, kw_only=True)
class BounceMark:
    """One real bounce: whether its sender's being a machine is seen, whether it is seen to be a report of failure or
    delay, tied to a letter (None where it names none), and told hard from soft (None where nothing tells)."""

    held_out: bool
    automatic: bool
    report: bool
    tied: bool | None
    hardness: bool | None


def parts_of(outcome: Outcome) -> Parts:
    """The parts of the mail, compared with the attachments on record and with the text."""
    raw = outcome.mail.raw
    digests = frozenset(item.sha256 for item in outcome.item.attachments) if outcome.item else frozenset()
    return compare(raw, tree_of(raw), digests=digests)


def tree_of(raw: bytes) -> MailTree:
    """The mail as the child has it."""
    try:
        scan(raw, DEFAULT)
        return read_tree(raw, DEFAULT)
    except OverLimitError as error:
        return over_limit_tree(raw, str(error), DEFAULT)


def bounce_mark(mail: RealMail) -> BounceMark:
    """How well one bounce is understood; which half it belongs to follows from its bytes."""
    read = tree_of(mail.raw).mail
    truth = bounced(mail.raw)
    report = read.report
    failed = report.action == "failed" if report and report.action in ("failed", "delayed") else None
    return BounceMark(
        held_out=int(read.sha256, 16) % 2 == 1,
        automatic=_is_automatic(read),
        report=report is not None,
        tied=(report is not None and report.original_message_id in truth.ids) if truth.ids else None,
        hardness=failed == truth.failed if truth.failed is not None else None,
    )


def _is_automatic(mail: ParsedMail) -> bool:
    return mail.report is not None or automatic_rule(mail) is not None
