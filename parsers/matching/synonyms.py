"""General knowledge of how forms word things, the same for every programme: stems, empty words, synonyms."""

from __future__ import annotations

from collections.abc import Iterable, Set

_EMPTY_WORDS = (
    "a an the of for to in on at by with and or your you our we i it is are be do does did has have had will would "
    "should can could this that these those please give state enter provide tell us what which who how if any from as "
    "into about their they its was were there been being also more than other s y yr o ar yes no ydw nac"
)

#: Words that stand for one another on forms. Only words that rarely tell two questions of one form apart.
SYNONYMS: tuple[tuple[str, ...], ...] = (
    ("telephone", "phone", "tel", "mobile", "landline", "ffon"),
    ("email", "e-mail", "mail", "ebost"),
    ("amount", "sum", "total", "value", "funding", "grant", "money", "much"),
    ("cost", "budget", "price", "expenditure", "spend"),
    ("requested", "sought", "wanted", "asked", "ask", "asking", "request", "requesting", "seek", "seeking", "apply",
     "applied", "applying"),
    ("organisation", "organization", "authority", "council", "body", "applicant", "institution", "company"),
    ("summary", "outline", "overview", "description", "describe", "detail", "explain", "brief", "synopsis"),
    ("partner", "collaborator", "partnership", "joint", "consortium"),
    ("start", "begin", "commence", "commencement", "starting", "beginning"),
    ("end", "finish", "completion", "complete", "completed", "ending", "close"),
    ("role", "position", "post", "title"),
    ("aim", "objective", "goal", "purpose", "ambition"),
    ("outcome", "result", "benefit", "impact", "achieve", "difference", "change"),
    ("risk", "challenge", "barrier", "obstacle"),
    ("need", "problem", "issue", "why", "reason", "rationale"),
    ("project", "proposal", "scheme", "initiative", "programme", "idea", "bid"),
    ("location", "where", "place", "area", "site", "locality"),
    ("declaration", "confirm", "agree", "certify", "declare", "confirmation", "agreement"),
    ("postcode", "zip"),
    ("number", "no", "many", "count"),
    ("date", "when", "day"),
    ("people", "person", "individual", "resident", "beneficiary"),
    ("contact", "lead", "officer", "manager"),
    ("senior", "executive", "director", "chief"),
    ("type", "kind", "category", "sort"),
    ("plan", "timetable", "schedule", "milestone", "timescale", "timeline"),
    ("address", "postal"),
    ("name", "called", "enw"),
    ("signature", "signed", "sign"),
    ("hear", "heard", "find", "found", "learn", "aware"),
    ("evidence", "evaluate", "evaluation", "measure", "monitor"),
    ("duration", "length", "long", "last", "lasting"),
    ("founded", "established", "formed", "founding", "incorporated", "since"),
    ("income", "turnover", "revenue"),
    ("staff", "employee", "employed", "workforce"),
    ("involve", "involvement", "involved", "involving", "engage", "engagement", "consult", "consulted", "consultation"),
    ("support", "help", "assistance"),
    ("website", "web", "url", "internet", "webpage", "homepage"),
    ("sustain", "sustainability", "sustainable", "continue"),
)  # fmt: skip


def stem(word: str) -> str:
    """The word without the endings of a plural; short words stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


#: Stem → the group of synonyms it is in.
GROUP_OF: dict[str, str] = {stem(word): group[0] for group in SYNONYMS for word in group}

#: Groups that name a kind of answer: a label with one of them asks for nothing else.
KINDS = frozenset({"telephone", "email", "address", "postcode", "date"})


def kinds_of(words: Iterable[str]) -> Set[str]:
    """The kinds of answers that words name."""
    return KINDS.intersection([GROUP_OF.get(word) for word in words])


#: Words that say nothing about which question is asked.
STOP_WORDS = frozenset(stem(word) for word in _EMPTY_WORDS.split(" "))
