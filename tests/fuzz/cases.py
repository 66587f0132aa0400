"""From a number to a case: which seed is changed, and how, follows from it, so that any case can be had again."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Sequence
from random import Random

from tests.fuzz.mutators import mutated
from tests.fuzz.seeds import Seed
from tests.fuzz.trial import Case

#: How often each kind is chosen; mails and PDFs are the most of what comes.
_WEIGHTS = {"mail": 8, "pdf": 7, "package": 7, "rtf": 2, "compound": 3, "tnef": 1, "lines": 2}
_IN_A_MAIL = 0.1  # the share of changed documents that come inside a mail

_HEAD = (
    "From: Asha Rao <asha.rao@hull.example>\nTo: round@office.example\nSubject: Our form\nMIME-Version: 1.0\n"
    'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\nPlease find it here.\n--b\n'
    'Content-Type: application/octet-stream; name="{}"\nContent-Transfer-Encoding: base64\n\n'
)


class Cases:
    """The cases of one seed number; ``only`` are the kinds wanted, all where it is empty."""

    def __init__(self, seeds: Sequence[Seed], seed: int, only: Sequence[str] = ()) -> None:
        self._seed = seed
        self._by_kind: dict[str, list[Seed]] = defaultdict(list)
        for item in seeds:
            if not only or item.kind in only:
                self._by_kind[item.kind].append(item)
        self._kinds = sorted(self._by_kind)

    def case(self, number: int) -> Case:
        """The case with this number."""
        random = Random(f"{self._seed} {number}")
        kind = random.choices(self._kinds, [_WEIGHTS[kind] for kind in self._kinds])[0]
        seed = random.choice(self._by_kind[kind])
        data = mutated(kind, seed.data, random)
        if kind != "mail" and random.random() < _IN_A_MAIL:
            mail = _HEAD.format(seed.name).encode() + base64.encodebytes(data) + b"--b--\n"
            return Case(kind="mail", name=seed.name + ".eml", data=mail)
        return Case(kind=kind, name=seed.name, data=data)
