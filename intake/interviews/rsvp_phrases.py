"""The phrases by which people accept, refuse, ask for another time or put an answer off, in English and Welsh.

Tables for `intake.interviews.rsvp_words`, which says in which order they are looked for. All are for text in lower case
with straight apostrophes, one sentence without the mark at its end. A phrase belongs here only if it can hardly be
meant in another way: "ok" and "thank you" are no answers.
"""

from __future__ import annotations

import re

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_HALF_YEARS = (
    ("january", "february", "march", "april", "may", "june"),
    ("july", "august", "september", "october", "november", "december"),
)
MONTHS = tuple(month for half in _HALF_YEARS for month in half)
_DAY = rf"(?:(?:{'|'.join(DAYS)})s?|dydd (?:llun|mawrth|mercher|iau|gwener))"
_MONTH = rf"(?:{'|'.join(MONTHS)})"
WHEN = (
    rf"(?:{_DAY}|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th|eg|fed|ain)\b"
    r"|\d{1,2}[:.]\d\d|\d{1,2} ?[ap]\.?m\b|mornings?|afternoons?|(?:next|following|same) (?:week|day)"
    r"|tomorrow|later date)"
)
_NOT = (
    r"(?:cannot|can't|can not|cant|could not|couldn't|won't|will not|would not|wouldn't|isn't|is not|are not|aren't"
    r"|am not|i'm not|do not|don't|does not|doesn't|no longer|not|never|unable)"
)
#: Up to three words between "not" and what is not done, none of which begins another thought.
_GAP = r"(?:\s+(?!and\b|but\b|so\b|or\b|only\b)[\w'-]+){0,3}?"
_COME = (
    r"(?:accept|attend|attending|make|come|coming|available|able|possible|suit|suitable|suits|work|works|manage|join"
    r"|participate|take part|take up|proceed|go ahead|be there|be present|convenient|wish|free|to|do)"
)
_ATTEND = r"(?:accept|attend|come(?! back)|join|take part|be there|meet)"
_INVITED = r"(?:invitation|invite|offer|interview|slot|time|date|place|appointment|opportunity)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))


#: Words that say nothing of coming, though they look as if they did.
NEUTRAL = _any(
    r"\b(?:cannot|can't|can not) (?:wait|thank|express)\b",
    r"\bno (?:problem|conflict|clash)\b|\bnot a problem\b|\bnot only\b",
    r"\b(?:do not|don't) hesitate\b",
    r"\b(?:sorry|apologies|apologise) for (?:the|my|our|any|not) [\w ]*?"
    r"(?:delay|late\w*|slow\w*|repl\w+|respond\w*|sooner)\b",
    r"\bno later than\b|\bsooner or later\b|\bno\.(?= ?\d)",
)
REFUSED = _any(
    rf"\b{_NOT}\b{_GAP}\s+{_COME}\b",
    r"\bunable\b|\bunavailable\b",
    r"\b(?:we|i)(?: must| have to| will| would like to| wish to|'d like to|'ll| regretfully| respectfully)* decline\b",
    r"\bhave to decline\b|\bturn (?:it|this|the invitation) down\b",
    # Welsh: cannot, will not be, fail to, refuse, are not able to
    r"\bni (?:allwn|allaf|fyddwn|fyddaf|fydd)\b(?:\s+(?!ond\b)[\w']+){0,3}",
    r"\bmethu\b(?:\s+(?!ond\b)[\w']+){0,2}|\bgwrthod\b|\bddim yn (?:gallu|derbyn)\b",
    r"\bnid\b(?:\s+(?!ond\b)[\w']+){0,4}?\s+(?:derbyn|gallu|ar gael|mynychu|dod)\b",
)
#: What a refusal may be about for it to be ours; of anybody else's a person judges.
OURS = re.compile(rf"\b(?:we|i|it|this|that|these|none|date|time|slot|interview|council|authority|borough)\b|{WHEN}")
ASIDE = re.compile(
    r"\b(?:i'm|i am|we're|we are) (?:afraid|sorry)(?: to say)?(?: that)?\b"
    r"|\b(?:unfortunately|sadly|regrettably|sorry|apologies|yn anffodus)\b"
    r"|\b(?:i|we) (?:regret|think|fear)(?: to say)?(?: that)?\b|[\s,:-]+"
)
PARTLY = re.compile(r"\b(?:(?<!after )all|everyone|everybody|both|in person|some|most)\b")
OTHER_TIME = _any(
    rf"{WHEN}[^?]*\binstead\b|\binstead\b[^?]*{WHEN}",
    r"\b(?:another|alternative|different|other) (?:time|date|day|slot|week|appointment)s?\b|\ban alternative$",
    r"\bre-?(?:schedul\w+|arrang\w+)|\bpostpone\w*",
    r"\b(?:earlier|later) (?:slot|time|date|in the (?:day|week)|that (?:day|week))\b",
    rf"\b(?:how|what) about (?:the |on )?{WHEN}",
    rf"\b(?:we|i)(?:'d| would)? (?:much )?prefer\b[^?]*(?:{WHEN}|\bearlier\b|\blater\b)",
    r"\bamser arall\b|\bdyddiad arall\b|\byn lle\b|\baildrefnu\b",
)
#: In a question that names another time, a wish for it.
WISH = _any(
    r"\b(?:could|can|may|might) (?:we|i|you|it|this)(?: [\w']+){0,3}? "
    r"(?:do|have|make|moved?|changed?|come|meet|be|offer|manage|switch|swap)\b",
    r"\bwould\b.*\b(?:possible|work|suit|do|available|ok|okay|fine)\b|\bany chance\b",
    r"\bis\b.*\b(?:available|possible|free)\b|\b(?:allwn|allem|fyddai)\b",
)
#: After a refusal, with a time: what the writer could do.
OFFER = _any(r"\b(?:free|available|can|could|any time|anytime|works?|suits?|possible|ok|okay|fine|rydd|gallwn)\b")
PERHAPS = _any(
    r"\btentativ\w*|\bprovisional\w*|\bprobabl[ey]\b|\bperhaps\b|\bmaybe\b|\bhopefully\b",
    r"\bhope to (?:attend|come|be)\b",
    r"\bshould be able\b|\bmight (?:be|manage|make)\b|\bmay (?:be able|not be|manage)\b",
    r"\bpencil\w*\b|\befallai\b|\bgobeithio\b|\bdros dro\b",
)
#: An answer is promised, and not given yet.
LATER = _any(
    r"\bsubject to\b|\b(?:need|have) to check\b|\bwill (?:check|confirm)\b",
    r"\bnot (?:yet )?(?:sure|certain)\b|\bunsure\b",
    r"\b(?:get|come) back to you\b|\blet you know\b",
)
ACCEPTED = _any(
    r"(?:\b(?:we|i|council|authority)(?:'d|'re|'m)?(?: (?!you\b)[\w']+){0,2} |^(?:yes,? ?)?|\bto )accept(?:s|ed|ing)?"
    rf"(?: (?:the|this|your|our)(?: [\w']+){{0,3}}? {_INVITED})?"
    r"(?=$|[,;:)]| with| and| on\b| for\b| at\b| in\b| gladly)",
    rf"\b(?:happy|pleased|glad|delighted|honoured|thrilled) to {_ATTEND}\b",
    r"\b(?:would|'d|will|'ll) be (?:very |absolutely |more than )?"
    r"(?:delighted|honoured|thrilled|happy|pleased|glad)(?=$|,)",
    r"\b(?:we|i)(?:'ll| will| shall)(?: both| all| certainly| definitely)? "
    r"(?:be (?:there|attending|present|coming)|attend(?! to\b)|come(?! back\b)|join)\b",
    r"\b(?:we|i)(?: are|'re| am|'m) (?:able to (?:attend|come|make it|join)|attending|coming)\b",
    rf"\b(?:we|i) can (?:attend|come(?! back)|join|(?:make|do) (?:it|that|this|(?:the )?(?:{WHEN}|{_INVITED})))(?!\w)",
    r"\bconfirm(?:ing)? (?:our|my) (?:attendance|place|slot|interview|availability)\b",
    r"\bconfirm(?:ing)? (?:that )?(?:we|i)(?:'ll| will| can| shall) (?:attend|be|come|join)\b",
    r"\b(?:works|suits|fine|good|perfect|okay|ok|great) (?:well |perfectly )?(?:for|by|with) (?:us|me)\b",
    r"\bsuits (?:us|me)\b",
    rf"(?:\b(?:that|this|it|time|date|slot)|{WHEN})(?:'s| is| would be| will be| sounds| looks)?(?: absolutely)? "
    r"(?:fine|good|perfect|great|ok|okay|convenient|works|suits)(?=$|,| with| by| us| me| thanks| thank)",
    r"\bsee you (?:then|there|on|at)\b",
    r"\blook(?:ing)? forward to (?:it$|seeing you|meeting (?:you|the panel|everyone)|attending)",
    r"\blook(?:ing)? forward to (?:the |our )?interview\b",
    rf"\blook(?:ing)? forward to (?:the )?{WHEN}",
    r"^(?:confirmed|agreed|perfect|accepted)$",
    r"\bderbyn\b|\bderbyniwn\b|\b(?:hapus|falch) i (?:dderbyn|ddod|fynychu)\b|\bedrych(?:wn)? ymlaen at\b",
    r"\bbydd(?:wn|af) (?:yno|yn (?:bresennol|mynychu|dod))\b|\bgallwn (?:ddod|fynychu)\b",
)
YES = re.compile(
    r"^(?:yes|yep|yeah|absolutely|certainly|ydyn|ydym|ydw|byddwn)"
    r"(?:[, ]+(?:please|thank you|thanks|of course|indeed|absolutely|certainly|definitely|we (?:can|will|do|are)"
    r"|i (?:can|will|do|am)|diolch))*$"
)
NO = re.compile(r"^(?:no|na|nac ydym)(?:,? (?:thank you|thanks|sorry|diolch))*$")
#: What makes a yes, or after it a no, depend on something.
CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|whether|but|however|although|though|except|depend\w*|assuming|as long as|only"
    r"|os|ond)\b"
)
NEGATION = re.compile(rf"\b{_NOT}\b|\bneither\b|\bnor\b|\bno\b")
