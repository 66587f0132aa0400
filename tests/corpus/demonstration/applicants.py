"""The applicants of the demonstration as filled cases of the first programme's form."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from parsers.extraction import Value
from parsers.form import FieldType
from tests.corpus import packs
from tests.corpus.case import Case
from tests.corpus.values import Entry

PACK = "delivering-differently"
_HERE = Path(__file__).parent

#: What the amounts and dates in applicants.toml mean; written here by hand, not typed by the code under test.
_MEANINGS = {
    "£85,000": "85000.00", "60k": "60000.00", "£95,000.00": "95000.00", "GBP 100,000": "100000.00",
    "£72,500": "72500.00", "£48,000": "48000.00", "£35,000": "35000.00", "£90,000": "90000.00", "40,000": "40000.00",
    "£99,950": "99950.00", "£100,000": "100000.00", "£30,000": "30000.00", "£140k": "140000.00", "£80,000": "80000.00",
    "£55,000": "55000.00", "£66,000": "66000.00", "£75,000": "75000.00", "£42,000": "42000.00",
    "£68,000": "68000.00",
    "1 April 2015": "2015-04-01", "October 2015": None, "01/09/2015": "2015-09-01", "2016-04-01": "2016-04-01",
    "5 January 2016": "2016-01-05", "1 April 2016": "2016-04-01", "1 July 2015": "2015-07-01", "April 2015": None,
    "1 October 2015": "2015-10-01", "1st June 2016": "2016-06-01", "1 January 2016": "2016-01-01", "TBC": None,
    "1 May 2016": "2016-05-01", "1 March 2016": "2016-03-01", "4 July 2016": "2016-07-04",
    "1 September 2015": "2015-09-01", "6 February 2014": "2014-02-06",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Applicant:
    """One invented applicant: the council and the person who writes."""

    key: str
    council: str
    domain: str
    name: str
    post: str
    phone: str

    @property
    def email(self) -> str:
        """The writer's address."""
        return address(self.name, self.domain)


def address(name: str, domain: str) -> str:
    """``first.last@domain`` in plain letters."""
    plain = name.removeprefix("Dr ").lower().translate(str.maketrans("áâíëüŷ", "aaieuy")).replace("’", "")
    return ".".join(plain.replace(" ", "-").split("-", 1)) + f"@{domain}"


@cache
def _data(name: str) -> dict[str, Any]:
    return tomllib.loads((_HERE / name).read_text(encoding="utf-8"))


def applicant(key: str) -> Applicant:
    """The applicant called ``key`` in applicants.toml."""
    item = _data("applicants.toml")[key]
    name, post, _, phone = item["lead"]
    return Applicant(key, item["council"], item["domain"], name, post, phone)


def filled(key: str, **changes: str) -> Case:
    """The applicant's form; ``changes`` overrule what they wrote (a corrected form), field → text."""
    item = _data("applicants.toml")[key]
    form = packs.definition(PACK)
    written = {
        **_people(item),
        **_prose(key, item),
        "support_amount": item["amount"],
        "implementation_date": item["date"],
    }
    written |= {"lead_authority": item["council"], "service": item["service"], "signed_on": "6 February 2014"}
    written |= {"signed_by": item["sponsor"][0] or item["lead"][0], **changes}
    blank = set(item.get("leave_blank", ()))
    entries = {}
    for field in form.fields:
        if field.type in {FieldType.PARAGRAPHS, FieldType.TEXT, FieldType.AUTHORITY, FieldType.ADDRESS}:
            truth: Value = written.get(field.key) or None
        else:
            truth = _MEANINGS.get(written.get(field.key, ""), written.get(field.key) or None)
        entry = _ticked(item, field.key) or Entry(key=field.key, truth=truth, written=written.get(field.key, ""))
        emptied = Entry(key=field.key, truth=None, blank=True, rows=entry.rows)
        entries[field.key] = emptied if field.key in blank else entry
    return Case(pack=PACK, seed=sum(key.encode()), form=form, entries=entries)


def _people(item: dict[str, Any]) -> dict[str, str]:
    name, post, postal, phone = item["lead"]
    sponsor, title, sponsor_phone = item["sponsor"]
    return {
        "lead_name": name,
        "lead_title": post,
        "lead_address": postal,
        "lead_email": address(name, item["domain"]),
        "lead_phone": phone,
        "sponsor_name": sponsor,
        "sponsor_title": title,
        "sponsor_email": address(sponsor, item["domain"]) if sponsor else "",
        "sponsor_phone": sponsor_phone,
    }


def _prose(key: str, item: dict[str, Any]) -> dict[str, str]:
    rng = Random(f"demonstration/{key}")
    facts = dict(item["facts"])
    users = facts["users"]
    facts |= {
        "users_cap": users[0].upper() + users[1:],
        "service_lower": item["service"][0].lower() + item["service"][1:],
        "lead": item["lead"][0],
        "sponsor": item["sponsor"][0] or "our director (to be named)",
    }
    return {field: rng.choice(forms).format(**facts) for field, forms in _data("answers.toml").items()}


def _ticked(item: dict[str, Any], key: str) -> Entry | None:
    """The answers that are ticks or tables."""
    partners = item.get("partners", [])
    if key == "joint_bid":
        return Entry(
            key=key, truth=bool(partners), written="Yes" if partners else "No", ticked=("Yes" if partners else "No",)
        )
    if key in {"models", "support_kinds"}:
        chosen = item["models" if key == "models" else "kinds"]
        return Entry(key=key, truth=chosen or None, written="; ".join(chosen), ticked=tuple(chosen), blank=not chosen)
    if key in {"declares_authority", "declares_learning"}:
        return Entry(key=key, truth=True, written="Yes", ticked=("Yes",))
    if key == "partners":
        rows = tuple(tuple(row) for row in partners) or (("", "", ""),) * 2
        truth: Value = [{"body": body, "contact": name, "email": mail} for body, name, mail in partners]
        return Entry(key=key, truth=truth or None, rows=rows, blank=not partners)
    return None
