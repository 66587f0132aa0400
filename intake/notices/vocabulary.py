"""What words mean the same in questions about a round, and which say nothing: tables, the same for every programme.

A word here may only stand for another where no question of a round would be another question for it: "council" for
"authority", never "district" for "council". What is not in a table counts as itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d.,:/]*")

#: Wordings of several words → the one that stands for them; the first that applies is taken, in this order.
_PHRASES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), stands)
    for pattern, stands in (
        (r"(?:an?|my|our|one|quick|short|following) (?:quick |short )?questions?", ""),
        (r"expressions? of interest|eois?", "application"),
        (r"(?:closing|close|submission|final|last|end|due) (?:date|day|time)", "deadline"),
        (r"cut ?-?off(?: (?:date|point))?", "deadline"),
        (r"(?:last|final) (?:possible )?(?:date|day|moment)", "deadline"),
        (r"more than (?:one|once)|(?:two|three|a number of|a couple of|a group of|multiple|many different)", "several"),
        (r"(?:twice|several|both)", "several"),
        (r"joint ventures?", "jointventure"),
        (r"not (?:in|within|from)|non|from outside|outside(?: of)?", "outside"),
        (r"up and running|in (?:place|operation)|(?:go|going|goes) live|operational", "running"),
        (r"under ?way", "started"),
        (r"in partnership with|in partnership|side by side|as one", "together"),
        (r"(?:put|puts|putting|send|sends|sending|hand|handing|get|getting) (?:in|(?:it|them|the form|our form|"
         r"my form|the application|our application) in)", "submit"),
        (r"take part", "apply"),
        (r"next door|neighbou?ring", "neighbour"),
        (r"as well|too", "also"),
        (r"other than", "except"),
        (r"no longer", "not"),
        (r"united kingdom|u\.k\.", "uk"),
    )
)  # fmt: skip

#: Words that mean the same in a question about a round; the first stands for all.
_GROUPS: tuple[str, ...] = (
    "apply application applications applying applied applies bid bids bidding submit submits "
    "submitted submitting submission submissions entry entries propose proposes proposed",
    "authority authorities council councils borough boroughs",
    "together joint jointly consortium consortia collective collectively collaborate collaborative collaboration",
    "partner partners partnering partnership partnerships",
    "deadline closing close closes cutoff",
    "running run runs implement implemented implementation implementing",
    "start starts started starting begin begins begun began beginning commence commences commenced",
    "award awards awarded grant grants funding",
    "most maximum max largest biggest highest upper limit cap ceiling",
    "only restricted limited solely exclusively",
    "quote quotes quotation quotations",
    "supplier suppliers contractor contractors",
    "post posted postal",
    "own owns owner owners ownership belong belongs",
    "successful success outcome outcomes result results decision decisions",
    "end ends ended ending afterwards finish finishes finished",
    "england english",
    "scotland scottish",
    "wales welsh",
    "ireland irish",
    "kind kinds type types sort sorts",
    "mutual mutuals",
    "enterprise enterprises",
    "venture ventures",
    "service services",
    "model models",
    "extend extended extension extending",
    "public council-run",
    "neighbour neighbours neighbouring",
)

#: Words that do not tell one question from another: grammar, courtesy, permission, the asking itself.
_SAYS_NOTHING = """
a an the this that these those it its we our us i my me you your they their them he she his her
of to for in on at by with from into about as and or but so than then there here such per
be is are am was were been being do does did done doing have has had having will would shall should
can could may might must need needs needed
get gets got getting make makes making made give gives given take takes taken use used let
allow allowed allows permit permitted permits possible possibly able eligible eligibility accept accepted accepts
acceptable ok okay fine valid qualify qualifies count counts counted open required necessary obliged require requires
consider considered expect expected scope support supported
know tell told say ask asking asks asked wonder wondered wondering confirm clarify advise help find out sure see
understand check inform hear interested like want wants wish wishes hope grateful appreciate please kindly thanks
thank many regards best wishes kind dear hello hi team sir madam all good morning afternoon evening everyone there
quick query enquiry answer email mail message write writing website web page site online read
applicant applicants
what which when who whom whose where why how whether if much
date time day days timescale timetable soon by through much
new scheme programme round challenge competition fund project
form forms information guidance
one once any some every each either
local
think thinking plan plans planning keen discuss discussing hope hoping intend intending look looking
colleague colleagues helpful useful
just simply really actually currently also please
ta cheers sincerely faithfully yours
sending send sent provide provided
"""

NEGATIONS = frozenset({"not", "no", "never", "without", "unless", "except", "nor", "neither", "cannot"})

#: What may stand between "several" and what there are several of: which it is makes another question.
_BETWEEN = frozenset({"several", "other", "different", "neighbour", "further", "separate", "more"})
_SEVERAL_TIMES = "several times"

_GROUP_OF = {word: line.split()[0] for line in _GROUPS for word in line.split()}
_EMPTY = frozenset(_SAYS_NOTHING.split())
_SHORT_FORMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bcan't\b|\bcannot\b"), "can not"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'(?:s|re|ve|d|ll|m)\b"), " "),
)


def plain(text: str) -> str:
    """The text in small letters without accents, with straight apostrophes and short forms written out."""
    letters = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'")).casefold()
    letters = "".join(char for char in letters if not unicodedata.combining(char))
    for pattern, full in _SHORT_FORMS:
        letters = pattern.sub(full, letters)
    return " ".join(letters.split())


def telling(text: str, *, besides: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """The words of a text that tell what it is about, each as the one that stands for its like, in order.

    ``besides`` are further words that say nothing, such as a programme's own name.
    """
    return tuple(dict.fromkeys(_telling(plain(text), besides)))


def _telling(text: str, besides: frozenset[str]) -> Iterator[str]:
    for pattern, stands in _PHRASES:
        text = pattern.sub(stands, text)
    several = False
    for word in _WORD.findall(text):
        bare = word.strip(".,:/")
        if bare in _EMPTY or bare in besides:
            continue
        stands = _GROUP_OF.get(bare) or _GROUP_OF.get(_stem(bare)) or _stem(bare)
        if several and stands not in _BETWEEN:
            yield _SEVERAL_TIMES if stands == "apply" else f"several {stands}"
            several = False
        if stands == "several":
            several = True
        else:
            yield stands
    if several:
        yield _SEVERAL_TIMES


def _stem(word: str) -> str:
    """The word without the endings of a plural; short words stay."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
