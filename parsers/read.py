"""The child's one entry: a mail's bytes, or a bare document's, become a `Reading`.

Scans, opens, reads every readable attachment, matches each with the form, chooses the completed one (`parsers.choice`)
and gives every attachment an outcome with a reason. No fault of one attachment stops the others. It runs in the limited
child (`parsers.child`); nothing here trusts its input, and nothing here needs the limits to be told what went wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

from parsers.bodies import decode_text
from parsers.calendar_reader import calendar_replies
from parsers.choice import Candidate, choose, choose_rendering
from parsers.document import Document
from parsers.editions import edition_problems, other_edition
from parsers.errors import OverLimitError, ReadingError
from parsers.extraction import Extraction
from parsers.form import FormDefinition
from parsers.formats import READABLE, read_document, read_html, read_text
from parsers.formlike import asks, other_title
from parsers.leaves import Leaf
from parsers.limits import DEFAULT, Limits
from parsers.mail import Attachment, Outcome, ParsedMail
from parsers.matching import explain, match
from parsers.matching.option_lists import offers_same
from parsers.matching.titles import names
from parsers.outcomes import PROSE, read_outcome, unread_outcome
from parsers.own_words import renderings, said_in
from parsers.pictures import pictures
from parsers.raw import Raw
from parsers.reading import Reading
from parsers.rehearsal import rehearsal_files
from parsers.scan import scan
from parsers.scoresheet_reader import SETTLED, scoresheets
from parsers.showing import OWN_TEXT
from parsers.sniff import MAIL, sniff
from parsers.tree import MailTree, bare_tree, over_limit_tree, read_tree

__all__ = ["leaf", "pictures", "read_file", "read_message", "rehearsals"]

Avoid = Mapping[str, tuple[Outcome, str]]
Announce = Callable[[str], None]


def read_message(
    raw: Raw,
    form: FormDefinition,
    limits: Limits = DEFAULT,
    *,
    avoid: Avoid | None = None,
    announce: Announce | None = None,
    explained: bool = False,
) -> Reading:
    """A mail and the form in it. A mail over the limits is a reading too: its header, and why it was not opened.

    ``explained`` asks for the reasons as well. ``avoid`` names documents (sha256, or `OWN_TEXT`) that stopped a child
    before: they are not read again and get the outcome and reason given. ``announce`` is told each document's name
    before it is read, and "" after it.
    """
    started = time.perf_counter()
    try:
        tree = read_tree(raw, limits, short=scan(raw, limits))
    except OverLimitError as error:
        tree = over_limit_tree(raw, str(error), limits)
    reading = _Reader(form, limits, avoid or {}, announce or _silent, explained).read(tree)
    calendar = calendar_replies(tree.leaves)
    return replace(reading, calendar=calendar, milliseconds=(time.perf_counter() - started) * 1000)


def read_file(
    data: bytes,
    name: str,
    form: FormDefinition,
    limits: Limits = DEFAULT,
    *,
    avoid: Avoid | None = None,
    announce: Announce | None = None,
    explained: bool = False,
) -> Reading:
    """A bare document as the one attachment of an otherwise empty mail; a file that is a mail as that mail."""
    if sniff(data, name=name) == MAIL:
        return read_message(data, form, limits, avoid=avoid, announce=announce, explained=explained)
    started = time.perf_counter()
    tree = bare_tree(data, name, limits)
    reading = _Reader(form, limits, avoid or {}, announce or _silent, explained).read(tree)
    return replace(reading, milliseconds=(time.perf_counter() - started) * 1000)


def leaf(raw: Raw, sha256: str, limits: Limits = DEFAULT) -> bytes | None:
    """The bytes of the attachment with this digest in the mail ``raw``; None where no attachment has it.

    Raises:
        OverLimitError: the mail is more than may be opened.
    """
    leaves = read_tree(raw, limits, short=scan(raw, limits)).leaves
    return next((item.data for item in leaves if item.sha256 == sha256), None)


def rehearsals(form: FormDefinition) -> Iterator[Callable[[], object]]:
    """Readings of a letter and small forms: what is loaded, compiled or cached on first use is then there for all."""
    for name, data in rehearsal_files(form):
        yield partial(read_file, data, name, form)


def _silent(_name: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the leaves of one mail."""

    form: FormDefinition
    limits: Limits
    avoid: Avoid
    announce: Announce
    explained: bool = False

    @property
    def required(self) -> frozenset[str]:
        """The keys of the questions that must be answered."""
        return frozenset(field.key for field in self.form.fields if field.required)

    def read(self, tree: MailTree) -> Reading:
        """Read the documents, then, for as long as none of them is the form, the texts, and last the pictures.

        A picture takes seconds to recognise, and most are logos: it is looked at only when nothing else is the form.
        """
        settled = dict(enumerate(tree.mail.attachments))
        candidates: dict[str, Candidate] = {}
        order = range(len(tree.leaves))
        pictures = [index for index in order if tree.leaves[index].type.startswith("image/")]
        files = [index for index in order if index not in pictures and not tree.leaves[index].is_letter]
        # A report about our own letter returns our own letter: a form in it was not sent to us.
        waiting = [] if tree.mail.report else files
        sheets = () if tree.mail.report else scoresheets(tree.leaves, avoid=self.avoid, announce=self.announce)
        ours = {tree.leaves[sheet.attachment].sha256 for sheet in sheets if sheet.attachment is not None}
        for index in (index for index in order if tree.leaves[index].sha256 in ours):
            settled[index] = replace(settled[index], outcome=SETTLED[0], reason=SETTLED[1])
        self._read_leaves(tree, waiting, settled, candidates)
        chosen = choose(list(candidates.values()))
        if chosen is None and not tree.mail.report:
            letters = [index for index in order if tree.leaves[index].is_letter]
            self._read_leaves(tree, letters, settled, candidates)
            self._read_own_text(tree, candidates)
            chosen = choose(list(candidates.values()))
        if chosen is None and not tree.mail.report:
            self._read_leaves(tree, pictures, settled, candidates)
            chosen = choose(list(candidates.values()))
        for index, attachment in settled.items():
            settled[index] = self._concluded(attachment, tree, candidates, chosen)
        mail = replace(tree.mail, attachments=tuple(settled[index] for index in order))
        if chosen is None:
            return Reading(mail=mail, form=None, said=said_in(tree, self.form), scoresheets=sheets)
        return replace(self._reading(mail, chosen), scoresheets=sheets)

    def _reading(self, mail: ParsedMail, chosen: Candidate) -> Reading:
        """The reading with the chosen form in it."""
        answers = tuple(replace(answer, attachment=chosen.index) for answer in chosen.extraction.answers)
        problems = (*chosen.extraction.problems, *edition_problems(chosen.edition, self.form))
        extraction: Extraction = replace(chosen.extraction, answers=answers, problems=problems)
        reasons = explain(chosen.document, self.form).evidence if self.explained else ()
        evidence = tuple(replace(item, beaten=tuple(sorted(item.beaten, key=_by_score))) for item in reasons)
        return Reading(mail=mail, form=extraction, form_attachment=chosen.index, evidence=evidence)

    def _read_leaves(
        self, tree: MailTree, indexes: list[int], settled: dict[int, Attachment], candidates: dict[str, Candidate]
    ) -> None:
        for index in indexes:
            attachment, item = settled[index], tree.leaves[index]
            if attachment.outcome is not Outcome.NOT_READ or attachment.type not in READABLE:
                continue
            if attachment.sha256 in candidates:
                continue  # the same file twice is read once
            if len(candidates) >= self.limits.documents:
                if attachment.type.startswith("image/"):
                    continue  # passed over: a picture that nobody looks at is a picture
                settled[index] = replace(
                    attachment, reason=f"Only {self.limits.documents} documents of a mail are read."
                )
                continue
            found = self._candidate(attachment.sha256, index, partial(_document, item), is_text=item.is_letter)
            if isinstance(found, Candidate):
                candidates[attachment.sha256] = found
            else:
                settled[index] = replace(attachment, outcome=found[0], reason=found[1])

    def _read_own_text(self, tree: MailTree, candidates: dict[str, Candidate]) -> None:
        found = [self._candidate(OWN_TEXT, None, make, is_text=True) for make in renderings(tree, self.form)]
        best = choose_rendering([item for item in found if isinstance(item, Candidate)])
        if best:
            candidates[OWN_TEXT] = best

    def _candidate(
        self, name: str, index: int | None, reader: Callable[[], Document], *, is_text: bool
    ) -> Candidate | tuple[Outcome, str]:
        """Read and match one document; what stops it becomes its outcome and reason."""
        if name in self.avoid:
            return self.avoid[name]
        self.announce(name)
        try:
            document = reader()
            extraction = match(document, self.form)
        except ReadingError as error:
            return error.outcome, str(error)
        except (MemoryError, RecursionError):
            return Outcome.OVER_LIMIT, "Reading the file needs more memory than is allowed."
        except Exception as error:  # noqa: BLE001  # document libraries raise anything on a damaged file
            return Outcome.DAMAGED, f"The file could not be read ({type(error).__name__})."
        finally:
            self.announce("")
        return Candidate(
            index=index,
            document=document,
            extraction=extraction,
            is_text=is_text,
            edition=other_edition(document, self.form),
            other_title="" if is_text else other_title(document, self.form, extraction.answers),
            named=names(document, self.form) or offers_same(document, self.form),
            asks=asks(document),
            required=self.required,
        )

    def _concluded(
        self, attachment: Attachment, tree: MailTree, candidates: dict[str, Candidate], chosen: Candidate | None
    ) -> Attachment:
        """The attachment with its outcome and a reason for a person."""
        if attachment.outcome is not Outcome.NOT_READ or attachment.reason:
            return attachment
        candidate = candidates.get(attachment.sha256)
        if candidate is None:
            in_report, has_form = tree.mail.report is not None, chosen is not None
            outcome, reason = unread_outcome(attachment, in_report=in_report, has_form=has_form)
        else:
            outcome, reason = read_outcome(attachment, candidate, chosen, self.form)
        return replace(attachment, outcome=outcome, reason=reason)


def _document(item: Leaf) -> Document:
    """One leaf as its reader sees it; text in the charset the mail declares for it, which a file cannot tell."""
    if item.type in PROSE and item.charset:
        text, _ = decode_text(item.data, item.charset)
        return read_text(text) if item.type == "text/plain" else read_html(text)
    return read_document(item.data, type=item.type)


def _by_score(place: tuple[str, float, int | None]) -> float:
    """Places that were beaten come best first."""
    return -place[1]
