"""Completed forms among the real mails: nobody's corpus has ours, and every one of them is to be answered."""

from __future__ import annotations

import base64
from collections.abc import Iterator

from tests.accuracy.run import is_read
from tests.corpora.gathering import RealMail
from tests.corpora.shapes import Sort
from tests.corpus.layouts.table import LAYOUTS, Converter
from tests.corpus.make import make, plan

_PACK, _WHO = "delivering-differently", "lead_authority"
_HEAD = (
    "From: Officer {number} <officer{number}@{domain}.example>\r\nSubject: Expression of interest\r\n"
    "To: deliveringdifferently@cabinet-office.example\r\nMessage-ID: <form{number}@{domain}.example>\r\n"
    'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nPlease find our form here.\r\n'
    '--b\r\nContent-Type: application/octet-stream; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
)


def forms(each: int = 3) -> Iterator[RealMail]:
    """Mails with a form in every layout that needs no other program, ``each`` of a layout."""
    names = [name for name, layout in LAYOUTS.items() if layout.converter is Converter.NONE and is_read(layout)]
    for number, sample in enumerate(make(plan(each, layouts=names, only=[_PACK]))):
        if sample.layout.suffix == "eml":
            raw = sample.data
        else:
            domain = "".join(filter(str.isalnum, str(sample.truth[_WHO]).lower()))
            head = _HEAD.format(number=number, domain=domain, name=sample.name).encode()
            raw = head + base64.encodebytes(sample.data) + b"--b--\r\n"
        yield RealMail(origin=f"forms/{sample.name}", sort=Sort.FORM, raw=raw)
