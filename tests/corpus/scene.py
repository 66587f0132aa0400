"""What the answers of one case share: who applies, from where, and the people it names."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from tests.corpus import words


@dataclass
class Person:
    """Somebody invented, the same in every field of a section."""

    name: str
    email: str


@dataclass
class Scene:
    """What the answers of one case share: the council, its domain, one person a section, the labels of the form."""

    rng: Random
    labels: tuple[str, ...]
    council: str
    people: dict[str, Person] = field(default_factory=dict)

    def person(self, section: str) -> Person:
        """The person a section is about, invented on first use."""
        if section not in self.people:
            first, last = self.rng.choice(words.FIRST_NAMES), self.rng.choice(words.LAST_NAMES)
            stem = domain_of(self.council)
            email = self.rng.choice(
                (
                    f"{plain(first)}.{plain(last)}@{stem}.example",
                    f"{first[0]}{plain(last)}@{stem}-council.example".title(),
                    f"{plain(last)}{self.rng.randint(1, 99)}@mail.{stem}.example",
                )
            )
            self.people[section] = Person(f"{self.rng.choice(words.TITLES)}{first} {last}", email)
        return self.people[section]


def plain(text: str) -> str:
    """A name in the letters an address may hold."""
    bare = text.replace("á", "a").replace("â", "a").replace("í", "i").replace("ë", "e").replace("ü", "u")
    return "".join(c for c in bare.lower().replace(" ", "-") if c.isascii() and (c.isalnum() or c == "-")).strip("-")


def domain_of(council: str) -> str:
    """A short invented domain label from a council's name."""
    dropped = {
        "council",
        "city",
        "county",
        "borough",
        "metropolitan",
        "of",
        "the",
        "and",
        "&",
        "upon",
        "royal",
        "london",
    }
    return "-".join(plain(word) for word in council.split() if word.lower() not in dropped)[:24].strip("-")
