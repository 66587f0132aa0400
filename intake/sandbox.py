"""Has a stranger's mail read by a stranger: a fresh, limited process per mail, watched by the clock.

`Sandbox` keeps one template process (`intake.template_process`) which has everything loaded and forks a child per mail;
it is started again when it dies. A document that crashes or hangs its child is set aside with its reason, and another
child reads the rest of the mail. What comes back is JSON and is validated; nothing a child says is believed beyond what
it read. What runs in the child is `parsers.child`, what is put around it `intake.enclosure`.
"""

from __future__ import annotations

import base64
import hashlib
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from pydantic import ValidationError

from intake.child_run import ChildStoppedError, FaultKind, TemplateGoneError
from intake.clock import monotonic
from intake.errors import ReadingFaultError, RecognitionLeftError
from intake.tally import DONE, Tally
from intake.template_process import TemplateProcess, TemplateStartError
from parsers.child import JOB, Job, Settings
from parsers.form import FormDefinition
from parsers.limits import DEFAULT, Limits
from parsers.mail import Outcome
from parsers.reading import Reading, decode
from parsers.showing import Region, Shown
from parsers.showing import decode as decode_shown
from store.lending import Lent, LentFile

__all__ = ["ChildFaultError", "FaultKind", "Sandbox"]

_TEMPLATES_TRIED = 2  # a mail may meet one dying template; two are its own doing
_LONGEST_NAME = 1_000
#: What becomes of a document that stopped its child, by how.
_SET_ASIDE: dict[FaultKind, tuple[Outcome, str]] = {
    FaultKind.TIME: (Outcome.OVER_LIMIT, "Reading the file took longer than is allowed."),
    FaultKind.MEMORY: (Outcome.OVER_LIMIT, "Reading the file needs more memory than is allowed."),
    FaultKind.CRASH: (Outcome.DAMAGED, "The file made the program that reads it fail."),
    FaultKind.OUTPUT: (Outcome.OVER_LIMIT, "The file holds more than can be read."),
    FaultKind.ERROR: (Outcome.DAMAGED, "The file could not be read."),
}


class ChildFaultError(ReadingFaultError):
    """The child that read the mail was stopped or died."""

    def __init__(self, kind: FaultKind, detail: str) -> None:
        self.kind = kind
        self.retryable = kind is FaultKind.START
        super().__init__(f"{kind}: {detail}")


class Sandbox:
    """Reads mails and documents, each in a process of its own. Safe to use from many threads; a context manager.

    ``wall_seconds`` bounds one mail, all attempts together; ``limits`` all the rest. ``reader`` is the module the
    template imports (the default is the real one), ``roots`` more folders it may import from. ``enclosed`` False leaves
    bubblewrap out even where it is there.
    """

    def __init__(
        self,
        form: FormDefinition,
        *,
        wall_seconds: float | None = None,
        limits: Limits = DEFAULT,
        reader: str = "parsers.read",
        roots: tuple[Path, ...] = (),
        enclosed: bool = True,
    ) -> None:
        self.limits = limits if wall_seconds is None else replace(limits, mail_seconds=wall_seconds)
        self._settings = Settings(form=form, limits=self.limits, reader=reader, enclosed=enclosed)
        self._roots = roots
        self.tally = Tally()
        self._lock = threading.Lock()
        self._template: TemplateProcess | None = None
        # The kernel ties "die with your parent" to the thread that started a process, so one thread starts them all.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sandbox-template")
        self._closed = False

    def __enter__(self) -> Sandbox:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def protections(self) -> tuple[str, ...]:
        """What holds the children, as short machine words; starts the template if need be."""
        return self._running().protections

    def start(self) -> None:
        """Start the template now rather than with the first mail.

        Raises:
            ChildFaultError: kind start.
        """
        self._running()

    def close(self) -> None:
        """Stop the template and every child; safe to call twice."""
        with self._lock:
            self._closed = True
            template, self._template = self._template, None
        if template:
            template.stop()
        self._starter.shutdown()

    def read(self, raw: Lent, *, explained: bool = False, later: bool = False) -> Reading:
        """The mail ``raw`` as read. A mail over the limits is a reading that says so.

        ``explained`` asks for the reasons as well (`Reading.evidence`). ``later`` leaves pages that must be recognised,
        which takes seconds, for a later reading of the whole mail.

        Raises:
            RecognitionLeftError: there are such pages; only where ``later``.
            ChildFaultError: the child was stopped or died, and not because of one document that could be set aside.
        """
        return self._read(Job(task="message", explained=explained, later=later), raw)

    def read_file(self, name: str, data: bytes, *, explained: bool = False) -> Reading:
        """A bare document (or a mail in a file) as read; the document is the reading's one attachment.

        Raises:
            ChildFaultError: as `read`.
        """
        return self._read(Job(task="file", name=name[:_LONGEST_NAME], explained=explained), data)

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """The bytes of the attachment with this digest in the mail ``raw``.

        Raises:
            ChildFaultError: as `read`; kind missing when there is no such attachment.
        """
        try:
            data = self._run(Job(task="leaf", sha256=sha256), raw, monotonic() + self.limits.mail_seconds)
        except ChildStoppedError as stopped:
            raise ChildFaultError(stopped.kind, str(stopped)) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise ChildFaultError(FaultKind.OUTPUT, "the child handed over other bytes than were asked for")
        return data

    def pictures(self, raw: Lent, regions: Sequence[Region]) -> tuple[Shown, ...]:
        """What stands in each region of the documents in the mail ``raw``, one answer a region, in order.

        Raises:
            ChildFaultError: as `read`; a document that stops its child stops the whole.
        """
        if not regions:
            return ()
        job = Job(task="pictures", regions=tuple(regions))
        try:
            shown = decode_shown(self._run(job, raw, monotonic() + self.limits.mail_seconds))
        except ChildStoppedError as stopped:
            raise ChildFaultError(stopped.kind, str(stopped)) from None
        except ValidationError as error:
            raise ChildFaultError(FaultKind.OUTPUT, f"its result has {error.error_count()} faults") from None
        if len(shown) != len(regions) or not all(_is_picture(item) for item in shown):
            raise ChildFaultError(FaultKind.OUTPUT, "its pictures are not what was asked for")
        return shown

    def _read(self, job: Job, raw: Lent) -> Reading:
        """Have it read; a document that stops its child (by a crash: twice) is set aside, the rest is read again."""
        deadline = monotonic() + self.limits.mail_seconds
        digest = raw.sha256 if isinstance(raw, LentFile) else hashlib.sha256(raw).hexdigest()
        avoid: dict[str, tuple[Outcome, str]] = {}
        died: set[str] = set()
        while True:
            try:
                result = self._run(replace(job, avoid=avoid), raw, deadline)
                return _checked(result, digest, job.task)
            except ChildStoppedError as stopped:
                if stopped.kind is FaultKind.LATER:
                    raise RecognitionLeftError from None
                if stopped.kind is FaultKind.CRASH and stopped.document not in died and monotonic() < deadline:
                    died.add(stopped.document)  # once may be the machine's doing, as when it runs out of memory
                    continue
                named = stopped.document and stopped.document not in avoid and stopped.kind in _SET_ASIDE
                if not named or monotonic() >= deadline:
                    raise ChildFaultError(stopped.kind, str(stopped)) from None
                avoid[stopped.document] = _SET_ASIDE[stopped.kind]

    def _run(self, job: Job, raw: Lent, deadline: float) -> bytes:
        """Have one child do ``job``; when its template dies under it, a child of another one."""
        for _ in range(_TEMPLATES_TRIED):
            template = self._running()
            began = monotonic()
            try:
                with template.submit(JOB.dump_json(job), raw) as child:
                    result = child.result(deadline, self.limits)
            except TemplateGoneError:
                self.tally.add(FaultKind.CRASH, seconds=monotonic() - began)
                template.stop()
            except ChildStoppedError as stopped:
                self.tally.add(stopped.kind, seconds=monotonic() - began)
                raise
            else:
                self.tally.add(DONE, seconds=monotonic() - began)
                return result
        raise ChildStoppedError(FaultKind.CRASH, "the template process died while the mail was read")

    def _running(self) -> TemplateProcess:
        """The template; a new one where there is none or the last one died.

        Raises:
            ChildFaultError: kind start.
        """
        with self._lock:
            if self._closed:
                raise ChildFaultError(FaultKind.START, "the sandbox is closed")
            if self._template is None or not self._template.alive:
                if self._template:
                    self._template.stop()
                try:
                    started = self._starter.submit(TemplateProcess, self._settings, roots=self._roots)
                    self._template = started.result()
                except TemplateStartError as error:
                    raise ChildFaultError(FaultKind.START, str(error)) from error
            return self._template


def _is_picture(shown: Shown) -> bool:
    """Whether what came as a picture begins as a PNG does, if it came at all (PNG specification, section 5.2)."""
    try:
        return not shown.png or base64.b64decode(shown.png, validate=True).startswith(b"\x89PNG\r\n\x1a\n")
    except ValueError:
        return False


def _checked(result: bytes, digest: str, task: str) -> Reading:
    """The reading, if it makes sense and is about the mail that was given.

    Raises:
        ChildStoppedError: kind output.
    """
    try:
        reading = decode(result)
    except ValidationError as error:
        raise ChildStoppedError(FaultKind.OUTPUT, f"its result has {error.error_count()} faults") from None
    digests = {digest} | ({hashlib.sha256().hexdigest()} if task == "file" else set())
    attachments = reading.mail.attachments
    in_order = [item.index for item in attachments] == list(range(len(attachments)))
    if reading.mail.sha256 not in digests or not in_order:
        raise ChildStoppedError(FaultKind.OUTPUT, "its result is about another mail")
    pointed = {
        reading.form_attachment,
        *(answer.attachment for answer in (reading.form.answers if reading.form else ())),
    }
    if any(index is not None and not 0 <= index < len(attachments) for index in pointed):
        raise ChildStoppedError(FaultKind.OUTPUT, "its result points at attachments that are not there")
    return reading
