"""The mails of the benchmark, with their truth: forms as the accuracy corpus writes them, in mails of realistic size.

Every mail comes from another authority of the register. Answers are shorter than the longest the form allows and quote
no other question, which makes two to four pages in most layouts; the hard cases are `tests.accuracy`'s. A photograph
attached as an annex brings a mail to its size where the form alone does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from enum import StrEnum
from functools import cache
from io import BytesIO
from random import Random

from PIL import Image
from pypdf import PdfReader

from intake.round import programme as packs
from parsers.extraction import Value
from parsers.form import FieldType
from tests.corpus.case import Case, invent, with_answers
from tests.corpus.convert import convert
from tests.corpus.demonstration.automatic import bounce
from tests.corpus.demonstration.envelope import File, Letter, Mailer, compose, delivered
from tests.corpus.layouts.plain import typed
from tests.corpus.layouts.scan import scan
from tests.corpus.layouts.table import LAYOUTS, Layout
from tests.corpus.prose import prose
from tests.corpus.sheet import OWN, lay_out
from tests.corpus.values import Entry

PACK = "delivering-differently"
RECEIVED = datetime(2014, 1, 29, 16, 20, tzinfo=UTC)
#: How many bytes a mail has, from and to.
SIZES = (100_000, 200_000)
_BASE64 = 1.37
_LEAST_ANNEX = 10_000
_WARMING = 300  # authorities from here on are not the corpus's
_SEED = 60_000
_LONGEST_ANSWER = 150  # words


class Kind(StrEnum):
    """What a mail brings."""

    FLAT = "flat PDF"
    FILLABLE = "fillable PDF"
    WORD = "Word"
    OTHER = "other"


#: Layouts of each kind that need no other program, so that the corpus is the same wherever it is made.
_LAYOUTS = {
    Kind.FLAT: ("pdf-flat/stacked", "pdf-flat/boxed"),
    Kind.FILLABLE: ("pdf-form/keys", "pdf-form/bare"),
    Kind.WORD: ("word/own", "word/label-left", "word/stacked", "word/controls"),
}
#: Ten mails of the mix.
_MIX = (*(kind for kind in (Kind.FLAT, Kind.FILLABLE, Kind.WORD) for _ in range(3)), Kind.OTHER)
_TYPES = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as it lies in the mailbox. ``case`` is the form filled in, None where the mail brings none."""

    kind: Kind
    raw: bytes
    message_id: str
    case: Case | None

    @property
    def truth(self) -> dict[str, Value]:
        """Field → value, empty where there is no form."""
        return self.case.truth if self.case else {}


def mix(count: int) -> list[Mail]:
    """``count`` mails: 30 % flat PDF, 30 % fillable, 30 % Word, 10 % other, well mixed."""
    kinds = [_MIX[number % len(_MIX)] for number in range(count)]
    Random(count).shuffle(kinds)
    return _written(kinds)


def only(kind: Kind, count: int) -> list[Mail]:
    """``count`` mails of one kind."""
    return _written([kind] * count)


def scans(count: int) -> list[Mail]:
    """``count`` forms printed and scanned at the office, as pictures in a PDF."""
    authorities = _authorities()
    mails = []
    for position, authority in enumerate(authorities[:count]):
        case = _case(position, authority)
        paper = scan(_form(case, LAYOUTS["pdf-flat/stacked"]), f"bench/{position}")
        form = File(f"Scan {position}.pdf", _TYPES["pdf"], paper)
        letter = _letter(position, authority, "Delivering Differently: our form", "Scan attached.", [form])
        mails.append(_sent(Kind.FLAT, letter, case))
    return mails


@cache
def warming() -> tuple[Mail, ...]:
    """A few mails of every kind, none of them in any other corpus, for a program to warm up on."""
    return tuple(_written([*Kind] * 3, first=_WARMING))


def _written(kinds: Sequence[Kind], *, first: int = 0) -> list[Mail]:
    """The mails in order; each kind goes round its layouts."""
    authorities = _authorities()[first : None if first else _WARMING]
    if len(kinds) > len(authorities):
        raise ValueError(f"the register has {len(authorities)} bodies, one for each mail at most")
    numbers = dict.fromkeys(Kind, 0)
    mails = []
    for position, (kind, authority) in enumerate(zip(kinds, authorities, strict=False), first):
        mails.append(_mail(kind, numbers[kind], position, authority))
        numbers[kind] += 1
    return mails


def _mail(kind: Kind, number: int, position: int, authority: str) -> Mail:
    if kind is Kind.OTHER:
        return _other(number, position, authority)
    case = _case(position, authority)
    layout = LAYOUTS[_LAYOUTS[kind][number % len(_LAYOUTS[kind])]]
    data = _form(case, layout)
    form = File(f"DD expression of interest {position}.{layout.suffix}", _TYPES[layout.suffix], data)
    text = "Dear colleagues\n\nPlease find our expression of interest attached.\n\nKind regards"
    letter = _letter(position, authority, "Delivering Differently: our form", text, [form])
    return _sent(kind, letter, case)


def _other(number: int, position: int, authority: str) -> Mail:
    """By turns: the form typed in the mail, an enquiry, a delivery report."""
    match number % 3:
        case 0:
            case = _case(position, authority)
            text = typed(lay_out(case, "body/plain", OWN))
            return _sent(Kind.OTHER, _letter(position, authority, "Expression of interest", text, []), case)
        case 1:
            text = "Hello\n\nMay two districts apply together, and by when would you need to hear?\n\nThank you"
            return _sent(Kind.OTHER, _letter(position, authority, "A question", text, []), None)
        case _:
            raw = bounce(RECEIVED - timedelta(minutes=position))
            return Mail(kind=Kind.OTHER, raw=raw, message_id=_message_id(raw), case=None)


def _letter(position: int, authority: str, subject: str, text: str, files: list[File]) -> Letter:
    rng = Random(f"bench/{position}")
    weight = len(text) + sum(len(file.data) for file in files) * _BASE64
    missing = rng.randint(*SIZES) - weight
    return Letter(
        name="Programme Lead",
        address=f"programme.lead@authority-{position:04d}.example",
        at=RECEIVED - timedelta(minutes=position),
        subject=subject,
        text=text,
        mailer=Mailer.PHONE if not files else rng.choice((Mailer.OUTLOOK, Mailer.GROUPWISE, Mailer.THUNDERBIRD)),
        council=authority,
        files=[*files, *([_photograph(position, missing / _BASE64)] if missing > _LEAST_ANNEX else [])],
    )


def _sent(kind: Kind, letter: Letter, case: Case | None) -> Mail:
    raw = delivered(compose(letter), sender=letter.address, at=letter.at)
    return Mail(kind=kind, raw=raw, message_id=letter.message_id.strip("<>"), case=case)


def _message_id(raw: bytes) -> str:
    line = next(line for line in raw.splitlines() if line.lower().startswith(b"message-id:"))
    return line.partition(b":")[2].strip().strip(b"<>").decode()


def _photograph(seed: int, size: float) -> File:
    """A JPEG of about ``size`` bytes that does not compress further."""
    side = int((size / 1.15) ** 0.5)
    noise = Image.frombytes("L", (side, side), Random(seed).randbytes(side * side))
    out = BytesIO()
    noise.save(out, "JPEG", quality=90)
    return File("site visit.jpg", "image/jpeg", out.getvalue())


def _form(case: Case, layout: Layout) -> bytes:
    return convert([(layout, layout.write(lay_out(case, layout.name, OWN)))])[0]


def _case(position: int, authority: str) -> Case:
    """One authority's answers, a joint bid never (its partners would be other mails' authorities)."""
    case = invent(PACK, _SEED + position)
    rng = Random(f"bench/answers/{position}")
    changed = {
        "lead_authority": Entry(key="lead_authority", truth=authority, written=authority),
        "joint_bid": Entry(key="joint_bid", truth=False, written="No", ticked=("No",)),
        "partners": Entry(key="partners", truth=None, blank=True),
    }
    for item in case.form.fields:
        if item.type is FieldType.PARAGRAPHS and item.key not in changed:
            text = prose(rng, labels=(), limit=min(item.max_words or 120, _LONGEST_ANSWER))
            changed[item.key] = Entry(key=item.key, truth=text, written=text)
    return with_answers(case, changed)


@cache
def _authorities() -> tuple[str, ...]:
    """The bodies of the register that may apply, in an order of their own."""
    eligibility = packs.load(PACK).eligibility
    assert eligibility is not None
    bodies = eligibility.register.authorities
    names = [body.name for body in bodies if body.columns.get("country", "England") == "England"]
    Random("authorities").shuffle(names)
    return tuple(names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What a corpus is like: mails, bytes of a mail from and to, pages of a form where pages can be counted."""

    mails: int
    smallest: int
    largest: int
    fewest_pages: int
    most_pages: int


def described(mails: Sequence[Mail]) -> Described:
    """Sizes and pages of a corpus; pages are counted in its PDF forms."""
    sizes = [len(mail.raw) for mail in mails if mail.case is not None]
    pages = [_pages(part) for mail in mails for part in _pdfs(mail.raw)]
    return Described(
        mails=len(mails),
        smallest=min(sizes),
        largest=max(sizes),
        fewest_pages=min(pages, default=0),
        most_pages=max(pages, default=0),
    )


def _pdfs(raw: bytes) -> list[bytes]:
    parts = (part for part in message_from_bytes(raw).walk() if part.get_content_type() == "application/pdf")
    return [content for part in parts if isinstance(content := part.get_payload(decode=True), bytes)]


def _pages(data: bytes) -> int:
    return len(PdfReader(BytesIO(data)).pages)
