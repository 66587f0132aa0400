"""The words that declare a conflict of interest or none, as patterns; what they are said of is `declarations`.

Only words that cannot mean anything else are here. A bare "yes" is not: it may mean "yes, a conflict" or "yes, I can
read it".
"""

from __future__ import annotations

import re

_OF_INTEREST = r"(?:\s+of\s+interests?)?"
_CONFLICTS = rf"(?:known\s+|personal\s+)*conflicts?{_OF_INTEREST}(?:\s+(?:to\s+(?:declare|report)|here))?"
_NONE = (
    rf"(?:none(?:\s+(?:to\s+declare|known))?|nil|nothing\s+to\s+declare|(?:i\s+am\s+)?not\s+conflicted|(?:i\s+have\s+)?none"
    rf"|(?:i\s+(?:can\s+)?(?:have|declare)\s+|there\s+(?:is|are)\s+)?(?:no|not\s+any)\s+{_CONFLICTS}"
    rf"|i\s+(?:do\s+not|don['’]?t)\s+have\s+(?:a|any)\s+{_CONFLICTS})"
)
_EVERY = r"(?:any|all|each)(?:\s+of\s+(?:them|these|those))?(?:\s+(?:of\s+)?(?:the\s+|these\s+)?applications?)?"

#: None, said of one application.
NO = re.compile(rf"(?:no|n|{_NONE})(?:\s+(?:with|on|for|in)\s+(?:this|it)(?:\s+(?:one|application))?)?", re.IGNORECASE)
#: None, said of everything that was asked about.
NONE_AT_ALL = re.compile(rf"{_NONE}(?:\s+(?:on|with|for|in)\s+{_EVERY}|\s+at\s+all|\s+whatsoever)?", re.IGNORECASE)
#: None, said of what was not spoken of.
NONE_ELSE = re.compile(
    rf"(?:no|{_NONE})\s+(?:on|with|for|in|to)\s+(?:any\s+of\s+|all\s+)?(?:the\s+)?(?:others?|rest|remaining|other)"
    r"(?:\s+(?:ones?|applications?))?",
    re.IGNORECASE,
)
#: None but for some, which follow.
NONE_BUT = re.compile(
    rf"{_NONE}[,;]?\s+(?:except|apart\s+from|other\s+than|save|but\s+for|with\s+the\s+exception\s+of)"
    r"(?:\s+(?:for|on|with))?\s+(?P<rest>.+)",
    re.IGNORECASE,
)
FOR_ALL = (NONE_AT_ALL, NONE_ELSE, NONE_BUT)
#: A conflict, with why or without.
CONFLICT = re.compile(
    r"(?:(?:yes|i\s+(?:have|declare)|i\s+am|there\s+is|declared?)[\s,:;.–—-]+)?(?:an?\s+)?"
    r"(?:(?:potential|possible|perceived|personal|professional|direct|indirect|minor|slight|financial|family)\s+)*"
    rf"(?:conflicts?{_OF_INTEREST}|conflicted)"
    r"(?:\s*[:;,.(–—-]+\s*(?P<why>.*?)\)?|\s+(?P<because>(?:because|as|since)\b.*))?",
    re.IGNORECASE | re.DOTALL,
)
#: Words of a sentence that may bear on a declaration: "none" beside it is not sure.
TELLING = re.compile(
    r"\b(?:i|i['’]\w+|my|me|we|our|us|conflict\w*|interest\w*|declar\w*|but|however|except|although|though)\b",
    re.IGNORECASE,
)
#: Words that speak of conflicts outright.
OF_CONFLICT = re.compile(r"\b(?:conflict\w*|interests?|declar\w*)\b", re.IGNORECASE)
PLEASANTRY = re.compile(
    r"\b(?:thanks?|look(?:ing)?\s+forward|hope\s+(?:you|this|all)|happy\s+to|glad\s+to|pleased\s+to|let\s+me\s+know|"
    r"sorry\s+for\s+the|apologies\s+for\s+the|please\s+find|see\s+below|as\s+requested)\b",
    re.IGNORECASE,
)
#: What makes more of a pleasantry.
RELATION = re.compile(
    r"\b(?:conflict\w*|know|knew|known|work\w*|employ\w*|friends?|wife|husband|partner|son|daughter|brother|sister|"
    r"cousin|former\w*|used\s+to|but|however|except)\b",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^(?:dear|hi|hello|hallo|good\s+(?:morning|afternoon|evening))\b[^,.!:]{0,60}(?:[,.!:]\s*|$)", re.IGNORECASE
)
#: Words that a council's name does not have, so that what holds them is no name.
NO_NAME = re.compile(
    r"\b(?:no|not|yes|none|nil|sure|unsure|maybe|perhaps|possibly|conflict\w*|interest\w*|declar\w*|but|i|my)\b|\?",
    re.IGNORECASE,
)
