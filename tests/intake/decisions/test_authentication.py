"""Only our own mail server's verdict confirms a sender, and nothing a sender can write does."""

from __future__ import annotations

import pytest

from intake.decisions.authentication import AuthVerdict, authenticate
from tests.intake.decisions.raw_mail import HANDED_IN, OURS, read, verdict_line

DOMAIN = "walsall.example"
PASSES = "dmarc=pass header.from=walsall.example"


def confirmed(method: str, spoken: str, domain: str = DOMAIN) -> AuthVerdict:
    return AuthVerdict(
        passed=True,
        method=method,
        domain=domain,
        reason=f"Our mail server confirms that it comes from {domain} ({spoken}).",
    )


def refused(reason: str, domain: str = DOMAIN) -> AuthVerdict:
    return AuthVerdict(passed=False, method="", domain=domain, reason=reason)


NO_VERDICT = refused(f"Our mail server ({OURS}) left no verdict on who sent it, so its sender cannot be confirmed.")


@pytest.mark.parametrize(
    ("results", "method", "spoken"),
    [
        (PASSES, "dmarc", "DMARC"),
        ("dmarc=pass (p=none dis=none) header.from=WALSALL.Example.", "dmarc", "DMARC"),
        ("dmarc = pass ( a (nested) \\) comment; dmarc=fail ) header.from = walsall.example", "dmarc", "DMARC"),
        ('dmarc=pass reason="a; dmarc=fail" header.from="walsall.example"', "dmarc", "DMARC"),
        ("dmarc/1=pass header.from=walsall.example;", "dmarc", "DMARC"),
        ("dkim=pass (2048-bit key; unprotected) header.d=walsall.example header.b=ab+/c==", "dkim", "DKIM"),
        ("dkim=pass header.i=@walsall.example", "dkim", "DKIM"),
        ("dkim=fail header.d=walsall.example; dkim=pass header.d=walsall.example", "dkim", "DKIM"),
        ("dkim=pass header.d=mail.walsall.example header.i=@x.mail.walsall.example", "dkim", "DKIM"),
        ("dmarc=none header.from=walsall.example; dkim=pass header.d=walsall.example", "dkim", "DKIM"),
        ("dmarc=temperror header.from=walsall.example; spf=pass smtp.mailfrom=walsall.example", "spf", "SPF"),
        ('spf=pass smtp.mailfrom="prvs=1=jane.doe@bounce.walsall.example"', "spf", "SPF"),
        ("spf=pass smtp.mailfrom=jane.doe@walsall.example smtp.helo=relay.other.example", "spf", "SPF"),
    ],
)
def test_verdict_of_our_server_confirms(results: str, method: str, spoken: str) -> None:
    assert authenticate(read(verdict_line(results), HANDED_IN), authserv_id=OURS) == confirmed(method, spoken)
    assert authenticate(read(HANDED_IN, verdict_line(results)), authserv_id=OURS) == confirmed(method, spoken)


@pytest.mark.parametrize(
    "server", ["MX.Office.Example", "mx.office.example.", "mx.office.example 1", '"mx.office.example"']
)
def test_name_of_our_server_is_known_however_written(server: str) -> None:
    assert authenticate(read(verdict_line(PASSES, server=server)), authserv_id=" MX.office.example. ").passed


def test_folded_verdict_is_read() -> None:
    line = f"Authentication-Results: {OURS};\r\n\tdkim=pass header.d=walsall.example;\r\n dmarc=pass\r\n\t{PASSES[11:]}"
    assert authenticate(read(line), authserv_id=OURS) == confirmed("dmarc", "DMARC")


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        (
            "dmarc=fail header.from=walsall.example; dkim=pass header.d=walsall.example",
            "Our mail server found that it does not come from walsall.example (DMARC).",
        ),
        (
            "dmarc=pass header.from=walsall.example; dmarc=fail header.from=walsall.example",
            "Our mail server found that it does not come from walsall.example (DMARC).",
        ),
        (
            "dmarc=pass header.from=other.example; dkim=pass header.d=walsall.example",
            "Our mail server judged mail from other.example, but it says it is from walsall.example.",
        ),
        (
            "dmarc=none header.from=walsall.example; dkim=pass header.d=lists.example; "
            "spf=softfail smtp.mailfrom=a@b.example",
            "Our mail server does not confirm that it comes from walsall.example: DMARC says none for walsall.example; "
            "DKIM says pass for lists.example; SPF says softfail for b.example.",
        ),
        ("none", "Our mail server does not confirm that it comes from walsall.example."),
        ("dmarc=pass", "Our mail server does not confirm that it comes from walsall.example."),
        (
            "dkim=pass header.d=evilwalsall.example",
            "Our mail server does not confirm that it comes from walsall.example: DKIM says pass for "
            "evilwalsall.example.",
        ),
        (
            "dkim=pass header.d=walsall.example header.i=@evil.example",
            "Our mail server does not confirm that it comes from walsall.example: DKIM says pass for walsall.example; "
            "DKIM says pass for evil.example.",
        ),
        (
            "spf=pass smtp.helo=walsall.example",
            "Our mail server does not confirm that it comes from walsall.example.",
        ),
        (
            "spf=pass smtp.mailfrom=walsall.example smtp.mailfrom=evil.example",
            "Our mail server does not confirm that it comes from walsall.example.",
        ),
        (
            'dkim=pass header.d="a b"',
            "Our mail server does not confirm that it comes from walsall.example: DKIM says pass for another server.",
        ),
    ],
)
def test_what_the_verdict_does_not_confirm_is_refused(results: str, reason: str) -> None:
    assert authenticate(read(verdict_line(results), HANDED_IN), authserv_id=OURS) == refused(reason)


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ('spf=pass (x) (domain of "a);dmarc=pass header.from=walsall.example;("@evil.example)', "A comment in it"),
        ('dmarc=pass header.from="walsall.example', "A quotation in it does not end."),
        ("dmarc=pass (unclosed header.from=walsall.example", "A comment in it"),
        ("dmarc=pass ) header.from=walsall.example", "It has a bracket or a backslash"),
        ("dmarc=pass stray header.from=walsall.example", "It has a word where a result"),
        ("dmarc", "It has a word where a result"),
        ("dmarc=pass header.from=", "It has a word where a result"),
        ("=pass; dmarc=pass header.from=walsall.example", "It has a word where a result"),
        ("d@m=pass; dmarc=pass header.from=walsall.example", "It has a result of no known form."),
    ],
)
def test_verdict_that_can_be_read_in_two_ways_is_not_read(results: str, why: str) -> None:
    found = authenticate(read(verdict_line(results)), authserv_id=OURS)
    assert not found.passed
    assert found.reason.startswith(f"Our mail server's verdict on who sent it cannot be read for certain. {why}")


def test_verdict_without_a_semicolon_after_the_name_is_not_read() -> None:
    found = authenticate(read(f"Authentication-Results: {OURS} x {PASSES}"), authserv_id=OURS)
    assert found == refused(
        "Our mail server's verdict on who sent it cannot be read for certain. It does not begin with the name of a "
        "mail server."
    )


def test_verdict_cut_by_the_parser_is_never_believed() -> None:
    """A sender may pad what the server copies until only the half of his domain that looks like ours is left."""
    looks_like_ours = 0
    for padding in range(1_860, 1_960):
        results = f"x-pad=none x.y={'a' * padding}; spf=pass smtp.mailfrom=a@walsall.example.evil.example"
        mail = read(verdict_line(results))
        looks_like_ours += (mail.header("Authentication-Results") or "").endswith("smtp.mailfrom=a@walsall.example")
        assert not authenticate(mail, authserv_id=OURS).passed
    assert looks_like_ours == 1


def test_verdict_whose_failure_is_cut_off_is_not_believed() -> None:
    """A hundred signatures of his own push DMARC's failure beyond what the parser keeps."""
    signatures = "; ".join(["dkim=pass header.d=walsall.example header.i=@walsall.example"] * 100)
    found = authenticate(read(verdict_line(f"{signatures}; dmarc=fail header.from={DOMAIN}")), authserv_id=OURS)
    assert found == refused(
        "Our mail server's verdict on who sent it cannot be read for certain. It is so long that its end may be "
        "missing."
    )


def test_no_verdict_is_refused() -> None:
    assert authenticate(read(HANDED_IN), authserv_id=OURS) == NO_VERDICT


@pytest.mark.parametrize(
    "line",
    [
        verdict_line(PASSES, server="mx.other.example"),
        verdict_line(PASSES, server="office.example"),
        verdict_line(PASSES, server="mx.office.example.evil.example"),
        verdict_line(PASSES, server="amx.office.example"),
        f"ARC-Authentication-Results: i=1; {OURS}; {PASSES}",
        f"X-Original-Authentication-Results: {OURS}; {PASSES}",
        f"Authentication-Results: {PASSES}",
        f"Authentication-Results: ({OURS}) evil.example; {PASSES}",
        "Authentication-Results:",
        'Authentication-Results: "unclosed; dmarc=pass',
        "X-MS-Exchange-Organization-AuthAs: Internal",
    ],
)
def test_header_our_server_did_not_write_is_ignored(line: str) -> None:
    assert authenticate(read(line, HANDED_IN), authserv_id=OURS) == NO_VERDICT
    assert authenticate(read(line, verdict_line(PASSES), HANDED_IN), authserv_id=OURS).passed


def test_forged_verdict_below_ours_does_not_count() -> None:
    ours = verdict_line("dmarc=none header.from=walsall.example")
    forged = verdict_line(PASSES)
    for mail in (read(ours, forged), read(ours, HANDED_IN, forged), read(HANDED_IN, ours, forged)):
        assert authenticate(mail, authserv_id=OURS) == refused(
            "Our mail server does not confirm that it comes from walsall.example: DMARC says none for walsall.example."
        )


def test_failure_in_a_second_header_of_ours_counts() -> None:
    lines = (verdict_line("dkim=pass header.d=walsall.example"), verdict_line("dmarc=fail header.from=walsall.example"))
    assert authenticate(read(*lines, HANDED_IN), authserv_id=OURS) == refused(
        "Our mail server found that it does not come from walsall.example (DMARC)."
    )


def test_verdict_below_a_strange_servers_line_does_not_count() -> None:
    relay = "Received: from mx.office.example by relay.lists.example with ESMTP; Sun, 22 Nov 2026 10:00:00 +0000"
    mail = read(HANDED_IN, relay, verdict_line(PASSES))
    assert authenticate(mail, authserv_id=OURS) == refused(
        "The verdict in our mail server's name stands below a line of relay.lists.example, which is not known as a "
        "mail server of ours, so it may be forged."
    )
    assert authenticate(mail, authserv_id=OURS, own_hosts=("lists.example",)) == confirmed("dmarc", "DMARC")


@pytest.mark.parametrize("host", ["store3.office.example", "localhost", "10.1.2.3", "[127.0.0.1]", "mda.internal"])
def test_verdict_below_a_line_of_our_own_counts(host: str) -> None:
    line = f"Received: from mx.office.example by {host} with LMTP; Sun, 22 Nov 2026 10:00:00 +0000"
    assert authenticate(read(line, verdict_line(PASSES)), authserv_id=OURS).passed


@pytest.mark.parametrize(
    "sender",
    [
        '"a;dmarc=pass header.from=walsall.example"@evil.example',
        "=?utf-8?q?x=3B_dmarc=3Dpass_header.from=3Dwalsall.example=3B_y=3D?=@evil.example",
        "a)b@evil.example",
    ],
)
def test_envelope_sender_that_could_disguise_a_verdict_is_refused(sender: str) -> None:
    mail = read(f"Return-Path: <{sender}>", verdict_line(f"spf=pass smtp.mailfrom={sender}"), HANDED_IN)
    assert authenticate(mail, authserv_id=OURS) == refused(
        "Its envelope sender has characters that could disguise a forged verdict."
    )


@pytest.mark.parametrize(
    "from_",
    [
        "Jane Doe <jane.doe@walsall.example>, Eve <eve@evil.example>",
        "jane.doe@walsall.example, eve@evil.example",
        "eve@evil.example <jane.doe@walsall.example>",
        "Jane <jane.doe@walsall.example> <eve@evil.example>",
        "Jane <jane.doe@walsall.example>\r\nFrom: Eve <eve@evil.example>",
        "Staff: jane.doe@walsall.example, eve@evil.example;",
        '"a b"@walsall.example',
        "Jane Doe",
        "=?utf-8?q?eve=40evil.example?= <jane.doe@walsall.example>",
    ],
)
def test_mail_without_one_plain_sender_is_refused(from_: str) -> None:
    found = authenticate(read(verdict_line(PASSES), from_=from_), authserv_id=OURS)
    assert not found.passed
    assert found.reason in (
        "It does not name its sender by one plain address.",
        "It names more than one sender, or names one in a way that can be read in two.",
    )


@pytest.mark.parametrize(
    "from_",
    [
        "jane.doe@walsall.example",
        "<jane.doe@walsall.example>",
        "'jane.doe@walsall.example' <jane.doe@walsall.example>",
        '"Doe, Jane" <Jane.Doe@Walsall.Example>',
        "=?utf-8?q?Doe=2C_Jane_=28Walsall=29?= <jane.doe@walsall.example>",
        '"jane@home.example" <jane.doe@walsall.example>',
        "=?utf-8?b?WsO8cmljaA==?= <jane.doe@walsall.example>",
    ],
)
def test_usual_ways_to_write_one_sender_are_read(from_: str) -> None:
    assert authenticate(read(verdict_line(PASSES), from_=from_), authserv_id=OURS) == confirmed("dmarc", "DMARC")


@pytest.mark.parametrize("authserv_id", ["", "  "])
def test_without_a_configured_server_the_reason_tells_what_to_set(authserv_id: str) -> None:
    assert authenticate(read(verdict_line(PASSES)), authserv_id=authserv_id) == refused(
        "The configuration does not say whose verdict on senders is believed: set authserv_id in [mailbox] to the "
        "name our mail server writes in Authentication-Results, or to “microsoft”.",
        domain="",
    )


def test_google_writes_its_verdict_between_its_own_lines() -> None:
    google = (
        "Delivered-To: eoi@office.example",
        "Received: by 2002:a05:6102:22c6:0:0:0:0 with SMTP id a6csp126141vsh; Sun, 22 Nov 2026 02:00:01 -0800 (PST)",
        f"ARC-Authentication-Results: i=1; mx.google.com; {PASSES}",
        "Return-Path: <jane.doe@walsall.example>",
        "Received: from mail.walsall.example (mail.walsall.example. [192.0.2.7])\r\n  by mx.google.com with ESMTPS",
        "Received-SPF: pass (google.com: domain of jane.doe@walsall.example designates 192.0.2.7 as permitted sender)",
        "Authentication-Results: mx.google.com;\r\n       dkim=pass header.i=@walsall.example header.s=s1 "
        "header.b=K/ab+cde;\r\n       spf=pass (google.com: domain of jane.doe@walsall.example designates 192.0.2.7 as "
        "permitted sender) smtp.mailfrom=jane.doe@walsall.example;\r\n       dmarc=pass (p=NONE sp=NONE dis=NONE) "
        "header.from=walsall.example",
    )
    assert authenticate(read(*google), authserv_id="mx.google.com") == confirmed("dmarc", "DMARC")


MICROSOFT = (
    "Received: from VI1PR01MB0001.eurprd01.prod.exchangelabs.com (2603::1) by\r\n AM0PR01MB0002.eurprd01.prod."
    "exchangelabs.com with HTTPS; Sun, 22 Nov 2026 10:00:03 +0000",
    "Received: from DB5EUR01FT003.eop-EUR01.prod.protection.outlook.com (2603::2)\r\n by "
    "DB6PR01CA0004.outlook.office365.com with Microsoft SMTP Server; Sun, 22 Nov 2026 10:00:02 +0000",
)
BOUNDARY = "Received: from mail.walsall.example (192.0.2.7) by\r\n DB5EUR01FT003.mail.protection.outlook.com"


@pytest.mark.parametrize(
    ("results", "method", "spoken"),
    [
        (
            "spf=pass (sender IP is 192.0.2.7)\r\n smtp.mailfrom=walsall.example; dkim=pass (signature was verified)"
            "\r\n header.d=walsall.example;dmarc=pass action=none header.from=walsall.example;compauth=pass reason=100",
            "dmarc",
            "DMARC",
        ),
        (
            "spf=pass (sender IP is 192.0.2.7)smtp.mailfrom=walsall.example; office.example; dkim=pass (signature "
            "was\r\n verified) header.d=walsall.example;office.example; dmarc=bestguesspass\r\n action=none "
            "header.from=walsall.example;compauth=pass reason=109",
            "dkim",
            "DKIM",
        ),
        ("spf=pass smtp.mailfrom=walsall.example; dkim=none (message not signed) header.d=none", "spf", "SPF"),
    ],
)
def test_microsofts_verdict_has_no_name(results: str, method: str, spoken: str) -> None:
    mail = read(*MICROSOFT, f"Authentication-Results: {results}", BOUNDARY)
    assert authenticate(mail, authserv_id="Microsoft") == confirmed(method, spoken)
    assert not authenticate(mail, authserv_id=OURS).passed


def test_microsofts_composite_failure_outweighs_a_pass() -> None:
    results = "dkim=pass header.d=walsall.example;dmarc=none action=none;compauth=fail reason=001"
    found = authenticate(read(*MICROSOFT, f"Authentication-Results: {results}", BOUNDARY), authserv_id="microsoft")
    assert found == refused("Our mail server takes it for a forgery of walsall.example (composite authentication).")


def test_microsoft_forgery_below_its_verdict_does_not_count() -> None:
    found = authenticate(
        read(
            *MICROSOFT,
            "Authentication-Results: spf=fail smtp.mailfrom=walsall.example; dkim=none header.d=none;dmarc=fail "
            "action=oreject header.from=walsall.example;compauth=fail reason=000",
            BOUNDARY,
            f"Authentication-Results: {PASSES}",
        ),
        authserv_id="microsoft",
    )
    assert found == refused("Our mail server found that it does not come from walsall.example (DMARC).")


def test_named_verdict_is_not_microsofts() -> None:
    found = authenticate(read(*MICROSOFT, verdict_line(PASSES)), authserv_id="microsoft")
    assert found == refused("Our mail server left no verdict on who sent it, so its sender cannot be confirmed.")


INTERNAL = "Authentication-Results: dkim=none (message not signed)\r\n header.d=none;dmarc=none action=none\r\n header."


def test_microsofts_internal_mail_is_confirmed() -> None:
    stamp = "X-MS-Exchange-Organization-AuthAs: Internal"
    spoken = "sent within our own organisation"
    for lines in ((f"{INTERNAL}from=walsall.example", stamp), (stamp,)):
        assert authenticate(read(*MICROSOFT, *lines), authserv_id="microsoft") == confirmed("internal", spoken)


@pytest.mark.parametrize(
    "stamps",
    [
        ("X-MS-Exchange-Organization-AuthAs: Anonymous",),
        ("X-MS-Exchange-Organization-AuthAs: Internal", "X-MS-Exchange-Organization-AuthAs: Anonymous"),
        ("X-MS-Exchange-Organization-AuthAs: Internal", "X-MS-Exchange-Organization-AuthAs: Internal"),
        ("X-MS-Exchange-CrossTenant-AuthAs: Internal",),
    ],
)
def test_other_stamps_are_not_internal_mail(stamps: tuple[str, ...]) -> None:
    found = authenticate(read(*MICROSOFT, f"{INTERNAL}from=walsall.example", *stamps), authserv_id="microsoft")
    assert found == refused(
        "Our mail server does not confirm that it comes from walsall.example: DMARC says none for walsall.example; "
        "DKIM says none for none."
    )


def test_internal_stamp_does_not_outweigh_a_failure() -> None:
    lines = (
        "Authentication-Results: dmarc=fail header.from=walsall.example",
        "X-MS-Exchange-Organization-AuthAs: Internal",
    )
    assert not authenticate(read(*MICROSOFT, *lines), authserv_id="microsoft").passed


def test_domain_beyond_ascii_is_compared_in_ascii() -> None:
    mail = read(verdict_line("dmarc=pass header.from=xn--bcher-kva.example"), from_="A <a@bücher.example>")
    assert authenticate(mail, authserv_id=OURS) == confirmed("dmarc", "DMARC", "xn--bcher-kva.example")
