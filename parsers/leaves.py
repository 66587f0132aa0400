"""Walks a mail's parts and gathers its leaves: the text that is the letter itself, and everything else as attachments.

Used by `parsers.tree` alone. A forwarded mail, an archive or a signed message is listed, opened, and what is in it is
listed after it; budgets are shared by the whole mail, so nesting gains nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from email.message import Message

from parsers.bodies import decode_text, html_to_text, unflow
from parsers.errors import DamagedDocumentError, EncryptedDocumentError, OverLimitError, ReadingError
from parsers.headers import decode, kebab
from parsers.limits import Limits
from parsers.mail import Outcome
from parsers.names import clean, safe_name
from parsers.parts import charset, content, file_name, flattened, parameter
from parsers.sniff import MAIL, sniff
from parsers.wrappers import CLOSED, OPENERS, Budget, Inner
from parsers.wrappers.cms import signed_content
from parsers.wrappers.intext import take_files

_OPENED = "Opened; what was in it is listed after it."
_S_MIME = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_ENCODED = ("base64", "quoted-printable")
_LETTER = ("text/plain", "text/html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One attachment with its bytes. ``charset`` is what the mail declared for text, ``found_in`` the way in.

    ``is_letter`` marks a forwarded mail's text: written as a letter, not sent as a file. ``method`` is a calendar's.
    """

    name: str
    declared: str
    type: str
    data: bytes = field(repr=False)
    charset: str = ""
    found_in: tuple[str, ...] = ()
    outcome: Outcome = Outcome.NOT_READ
    reason: str = ""
    is_letter: bool = False
    method: str = ""

    @property
    def sha256(self) -> str:
        """The digest of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the walk is: the way in, how deep in parts and in archives, and which group of alternatives."""

    found_in: tuple[str, ...] = ()
    depth: int = 0
    archives: int = 0
    group: int | None = None

    def inside(self, label: str) -> _Place:
        return replace(self, found_in=(*self.found_in, label), depth=self.depth + 1, group=None)


class LeafGatherer:
    """Collects ``leaves``, the texts of the letter, and ``defects``, while it walks."""

    def __init__(self, limits: Limits, *, parse: Callable[[bytes, Limits], Message]) -> None:
        self.leaves: list[Leaf] = []
        self.defects: list[str] = []
        self._limits = limits
        self._parse = parse
        self._budget = Budget(limits)
        self._texts: dict[int, dict[str, list[str]]] = {}  # group of alternatives → type → texts

    def own_text(self) -> tuple[str, str]:
        """The letter's plain text (an HTML-only stretch as text, where others are plain) and all of its HTML."""
        plain = any("text/plain" in group for group in self._texts.values())
        pieces: list[str] = []
        for group in self._texts.values():
            text = "\n\n".join(group.get("text/plain", ()))
            pieces.append(text if text.strip() or not plain else html_to_text("\n".join(group.get("text/html", ()))))
        html = "\n".join(item for group in self._texts.values() for item in group.get("text/html", ()))
        return "\n\n".join(piece for piece in pieces if piece.strip()), html

    def add_file(self, data: bytes, name: str) -> None:
        """Gather a file that came without a mail."""
        self._add(_inner_leaf(name, "", data, _Place()), _Place())

    def walk(self, part: Message, place: _Place = _Place()) -> None:
        """Gather the leaves of ``part``.

        Raises:
            OverLimitError: it is nested too deeply, or holds too many leaves.
        """
        if place.depth > self._limits.depth:
            raise OverLimitError(f"the mail's parts are nested more than {self._limits.depth} deep")
        self.defects.extend(kebab(type(defect).__name__) for defect in part.defects)
        declared = clean(part.get_content_type())
        children = part.get_payload() if part.is_multipart() else None  # the text of a leaf may be long
        if declared in _S_MIME:
            self._signed(part, declared, place)
        elif not isinstance(children, list) or declared in CLOSED:
            self._leaf(part, declared, place)
        elif declared == MAIL or (declared.startswith("message/") and children):
            self._forwarded(part, declared, place)
        else:
            group = id(part) if declared == "multipart/alternative" and place.group is None else place.group
            inner = replace(place, depth=place.depth + 1, group=group)
            for child in children:
                if isinstance(child, Message):
                    self._child(child, declared, inner)

    def _child(self, child: Message, parent: str, place: _Place) -> None:
        if parent == "multipart/encrypted":
            self._add(
                _leaf_of(child, place), place, settled=(Outcome.ENCRYPTED, CLOSED["application/pgp-encrypted"][1])
            )
        else:
            self.walk(child, place)

    def _leaf(self, part: Message, declared: str, place: _Place) -> None:
        """A part without parts: the letter's text, or an attachment."""
        leaf = _leaf_of(part, place)
        kind = "text/plain" if declared.startswith("multipart/") else declared  # a multipart without its boundary
        named = bool(file_name(part)) or part.get_content_disposition() == "attachment"
        if kind not in _LETTER or named or not leaf.type.startswith(("text/", "application/xml")):
            if leaf.data or named or place.group is None:
                self._add(leaf, place)
            return
        text, defect = decode_text(leaf.data, leaf.charset)
        if defect:
            self.defects.append(defect)
        files: list[Inner] = []
        if kind == "text/plain":
            if parameter(part, "format") == "flowed":
                text = unflow(text, delsp=parameter(part, "delsp") == "yes")
            text, files = take_files(text)
        if not place.found_in:
            group = self._texts.setdefault(id(part) if place.group is None else place.group, {})
            group.setdefault(kind, []).append(text[: self._limits.text_characters])
        elif text.strip():
            self._add(
                replace(
                    leaf, name="message.txt" if kind == "text/plain" else "message.html", type=kind, is_letter=True
                ),
                place,
            )
        for item in files:
            self._add(_inner_leaf(item.name, "", item.data, place), place, settled=(item.outcome, item.reason))

    def _forwarded(self, part: Message, declared: str, place: _Place) -> None:
        """A mail in the mail (RFC 2046 section 5.2.1), or what is labelled as a kind of message and parsed as one."""
        inner = part.get_payload(0)
        if not isinstance(inner, Message):
            return
        data = flattened(inner)
        if not list(inner.keys()) and str(part.get("content-transfer-encoding", "")).strip().lower() in _ENCODED:
            inner["content-transfer-encoding"] = part["content-transfer-encoding"]  # forbidden by RFC 2046, and met
            decoded = inner.get_payload(decode=True)
            data = decoded if isinstance(decoded, bytes) else data
            inner = self._parse(data, self._limits)
        self._mail_leaf(inner, data, declared, place, name=file_name(part))

    def _mail_leaf(self, inner: Message, data: bytes, declared: str, place: _Place, *, name: str) -> None:
        subject = decode(clean(str(inner.get("subject", "") or "")))
        label = f"{safe_name(subject or name or 'mail')} (mail)"
        self._budget.spend(len(data))
        leaf = Leaf(name=label, declared=declared, type=MAIL, data=data, found_in=place.found_in)
        self._open(leaf, lambda: self.walk(inner, place.inside(label)))

    def _signed(self, part: Message, declared: str, place: _Place) -> None:
        """An opaque-signed S/MIME entity: what is signed takes its place in the tree."""
        leaf = _leaf_of(part, place)
        try:
            signed = signed_content(leaf.data)
        except EncryptedDocumentError as error:
            self._list(replace(leaf, outcome=error.outcome, reason="The mail is encrypted with S/MIME."))
        except ReadingError as error:
            self._list(replace(leaf, outcome=error.outcome, reason=str(error)))
        else:
            self._open(leaf, lambda: self.walk(self._parse(signed, self._limits), place))

    def _add(self, leaf: Leaf, place: _Place, *, settled: tuple[Outcome, str] | None = None) -> None:
        """List ``leaf``, and open it if it is a wrapper."""
        if settled and settled[0] is not Outcome.NOT_READ:
            self._list(replace(leaf, outcome=settled[0], reason=settled[1]))
        elif not leaf.data:
            self._list(replace(leaf, outcome=Outcome.EMPTY, reason="The file is empty."))
        elif leaf.type in OPENERS:
            self._open(leaf, lambda: self._unwrap(leaf, place))
        elif leaf.type == MAIL:
            self._unlist_mail(leaf, place)
        else:
            outcome, reason = CLOSED.get(leaf.type) or CLOSED.get(leaf.declared) or (Outcome.NOT_READ, "")
            self._list(replace(leaf, outcome=outcome, reason=reason))

    def _unlist_mail(self, leaf: Leaf, place: _Place) -> None:
        """A mail attached as a file (.eml)."""
        try:
            inner = self._parse(leaf.data, self._limits)
        except OverLimitError as error:
            self._list(replace(leaf, outcome=error.outcome, reason=str(error)))
            return
        self._mail_leaf(inner, leaf.data, leaf.declared, place, name=leaf.name)

    def _unwrap(self, leaf: Leaf, place: _Place) -> None:
        if place.archives >= self._limits.archive_depth:
            raise OverLimitError(f"archives inside archives, more than {self._limits.archive_depth} deep")
        inside = replace(place.inside(leaf.name), archives=place.archives + 1)
        for item in _opened(leaf, self._budget):
            name = item.name or leaf.name.removesuffix(".gz")
            self._add(_inner_leaf(name, item.declared, item.data, inside), inside, settled=(item.outcome, item.reason))

    def _open(self, leaf: Leaf, opening: Callable[[], None]) -> None:
        """List a wrapper, then what ``opening`` finds in it; what stops the opening becomes the wrapper's outcome."""
        position = self._list(replace(leaf, outcome=Outcome.CONTAINER, reason=_OPENED))
        try:
            opening()
        except ReadingError as error:
            self.leaves[position] = replace(leaf, outcome=error.outcome, reason=str(error))

    def _list(self, leaf: Leaf) -> int:
        if len(self.leaves) >= self._limits.leaves:
            raise OverLimitError(f"more than {self._limits.leaves} attachments")
        self.leaves.append(leaf)
        return len(self.leaves) - 1


def _opened(leaf: Leaf, budget: Budget) -> Iterator[Inner]:
    """What is in a wrapper.

    Raises:
        ReadingError: it cannot be opened.
    """
    try:
        yield from OPENERS[leaf.type](leaf.data, budget)
    except (ReadingError, MemoryError, RecursionError):
        raise
    except Exception as error:  # libraries of formats raise anything on a damaged file
        raise DamagedDocumentError(type(error).__name__) from error


def _leaf_of(part: Message, place: _Place) -> Leaf:
    data = content(part)
    declared, name = clean(part.get_content_type()), file_name(part)
    kind = sniff(data, declared=declared, name=name)
    return Leaf(
        name=safe_name(name, type_=kind),
        declared=declared,
        type=kind,
        data=data,
        charset=charset(part),
        found_in=place.found_in,
        method=parameter(part, "method"),
    )


def _inner_leaf(name: str, declared: str, data: bytes, place: _Place) -> Leaf:
    kind = sniff(data, declared=declared, name=name)
    return Leaf(name=safe_name(name, type_=kind), declared=declared, type=kind, data=data, found_in=place.found_in)
