"""`intake authorise`: a person agrees, what is kept is not shown, and `intake check` tells whose token it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from intake.access import refresh_file
from intake.commands.app import app
from intake.errors import ConfigurationError
from tests.intake.access.conftest import ACCOUNT, CLIENT, SECRET
from tests.servers.tokens import TENANT, TokenServer

_CONFIG = """\
[service]
programme = "delivering-differently"
data = "data"

[mailbox]
address = "{account}"
host = "localhost"
port = 1
auth = "xoauth2"
username = "{account}"
timeout_seconds = 1

[outgoing]
host = "localhost"
port = 1
auth = "xoauth2"
username = "{account}"
timeout_seconds = 1

[oauth]
provider = "{provider}"
grant = "{grant}"
tenant = "{tenant}"
client_id = "{client}"
client_secret_file = "secret"
authority = "{authority}"
ca_file = "{ca_file}"
"""


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with TokenServer(secrets={CLIENT: SECRET}, user=ACCOUNT) as made:
        yield made


def configured(folder: Path, server: TokenServer, provider: str, grant: str) -> Path:
    path = folder / "config.toml"
    (folder / "secret").write_text(SECRET + "\n")
    path.write_text(
        _CONFIG.format(
            account=ACCOUNT,
            provider=provider,
            grant=grant,
            tenant=TENANT,
            client=CLIENT,
            authority=server.address,
            ca_file=server.ca_file,
        )
    )
    return path


def test_person_agrees_and_check_says_until_when(tmp_path: Path, server: TokenServer) -> None:
    path = configured(tmp_path, server, "microsoft", "delegated")
    done = CliRunner().invoke(app, ["authorise", "--config", str(path)])
    assert (done.exit_code, done.stdout.splitlines()) == (
        0,
        [
            f"Open https://login.example/device in a browser, enter the code ABCD-EFGH and sign in as {ACCOUNT}.",
            "Waiting for that, 15 minutes at most …",
            f"Agreed. It is kept in {tmp_path}/data/{refresh_file.NAME}; `intake check` tries it.",
        ],
    )
    consent = refresh_file.read(tmp_path / "data")
    assert consent is not None
    checked = CliRunner().invoke(app, ["check", "--config", str(path)])
    told = next(line for line in checked.stdout.splitlines() if "access tokens" in line)
    assert told.startswith(
        f"ok      access tokens: Microsoft, on behalf of a person, for {ACCOUNT}; "
        "the consent to use the mail account until "
    )
    kept = refresh_file.read(tmp_path / "data")
    assert kept is not None
    secrets = [SECRET, consent.refresh_token, kept.refresh_token, "access-"]
    assert [word for word in secrets if word in done.output + checked.output] == []


def test_nobody_needs_to_agree_to_an_application(tmp_path: Path, server: TokenServer) -> None:
    path = configured(tmp_path, server, "microsoft", "application")
    done = CliRunner().invoke(app, ["authorise", "--config", str(path)])
    assert isinstance(done.exception, ConfigurationError)
    assert "nobody needs to agree" in str(done.exception)


def test_what_is_no_address_of_a_consent_is_said(tmp_path: Path, server: TokenServer) -> None:
    path = configured(tmp_path, server, "google", "delegated")
    done = CliRunner().invoke(
        app, ["authorise", "--config", str(path)], input="http://127.0.0.1:8765/?code=1&state=2\n"
    )
    assert "not the address at which the consent just asked for ended" in str(done.exception)
    assert not (tmp_path / "data" / refresh_file.NAME).exists()
