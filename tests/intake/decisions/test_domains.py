"""Domains belong together by one owner; a registry's or a host's name has many."""

from __future__ import annotations

import pytest

from intake.decisions.domains import aligned, domain_of, is_organisation, is_private, normal_domain, organisation_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("walsall.gov.uk", "walsall.gov.uk"),
        ("mail.walsall.gov.uk", "walsall.gov.uk"),
        ("nhs.net", "mail.nhs.net"),
        ("lewisham.nhs.uk", "x.lewisham.nhs.uk"),
        ("me.com", "mail.me.com"),
        ("office.example", "bounce.office.example"),
    ],
)
def test_domains_of_one_owner_are_aligned(one: str, other: str) -> None:
    assert aligned(one, other)
    assert aligned(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("walsall.gov.uk", "gov.uk"),
        ("walsall.gov.uk", "hull.gov.uk"),
        ("walsall.gov.uk", "uk"),
        ("walsall.gov.uk", "gov.uk.walsall.gov.uk.example"),
        ("cabinet-office.gsi.gov.uk", "gsi.gov.uk"),
        ("firm.co.uk", "co.uk"),
        ("firm.com", "com"),
        ("primary.lea.sch.uk", "lea.sch.uk"),
        ("council.onmicrosoft.com", "onmicrosoft.com"),
        ("council.gov.scot", "gov.scot"),
        ("walsall.example", "evilwalsall.example"),
        ("a.walsall.example", "b.walsall.example"),
        ("walsall.example", ""),
        ("", ""),
    ],
)
def test_domains_of_several_owners_are_not_aligned(one: str, other: str) -> None:
    assert not aligned(one, other)
    assert not aligned(other, one)


@pytest.mark.parametrize("domain", ["", "com", "gov.uk", "co.uk", "com.au", ".uk", "a..b", "gsi.gov.uk", "x.sch.uk"])
def test_shared_names_are_no_organisations(domain: str) -> None:
    assert not is_organisation(domain)


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Walsall.Example.", "walsall.example"),
        (" bücher.example ", "xn--bcher-kva.example"),
        ("a..b", ""),
        ("x" * 64 + ".example", ""),
        ("", ""),
    ],
)
def test_domain_is_made_normal(text: str, domain: str) -> None:
    assert normal_domain(text) == domain


def test_domain_of_an_address_is_behind_its_last_at() -> None:
    assert [domain_of(text) for text in ("a@b.example", "@b.example", "b.example", "a@evil.example@b.example")] == [
        "b.example"
    ] * 4


def test_organisation_is_the_shortest_domain_of_one_owner() -> None:
    hosts = ("mx1.mail.walsall.gov.uk", "mx.google.com", "mx1.nhs.net", "localhost", "gov.uk")
    assert [organisation_of(host) for host in hosts] == [
        "walsall.gov.uk",
        "google.com",
        "nhs.net",
        "localhost",
        "gov.uk",
    ]


@pytest.mark.parametrize(
    ("host", "private"),
    [
        ("", True),
        ("mail", True),
        ("10.0.0.1", True),
        ("[ipv6:2002:a05::1]", True),
        ("2002:a05:6102:22c6:0:0:0:0", True),
        ("mda.corp.internal", True),
        ("mx.office.example", False),
        ("1.2.3.4.example", False),
    ],
)
def test_private_hosts_say_nothing_of_whose_they_are(host: str, private: bool) -> None:
    assert is_private(host) is private
