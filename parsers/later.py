"""Whether pictures of text are recognised now or left for later: recognising a page takes seconds, all else is quick.

Where work is handed to workers (`intake.work`), a mail is first read with recognition left for later, so that mail that
needs none waits for nobody's scans. Set in the child for its one job; asked where recognition begins
(`parsers.formats.scan`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_LATER: ContextVar[bool] = ContextVar("recognise later", default=False)


class LeftForLaterError(BaseException):
    """The mail cannot be read without recognition, which was left for later.

    Not an `Exception`: what one document raises becomes the outcome of that document, and this is about the mail.
    """


@contextmanager
def recognition(*, later: bool) -> Iterator[None]:
    """Leave recognition for later, or not, until the end of the block."""
    token = _LATER.set(later)
    try:
        yield
    finally:
        _LATER.reset(token)


def about_to_recognise() -> None:
    """Say that recognition is needed now.

    Raises:
        LeftForLaterError: it is left for later.
    """
    if _LATER.get():
        raise LeftForLaterError
