"""What is in deploy/: a unit that systemd takes and finds hardened, and a container file that keeps its rules."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.pages import ROOT, commands, page, section

UNIT = ROOT / "deploy" / "intake.service"
CONTAINER = ROOT / "deploy" / "Containerfile"


def _analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["systemd-analyze", *arguments], capture_output=True, text=True, check=False)


@pytest.mark.server("systemd")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "intake.service"
    unit.write_text(UNIT.read_text().replace("/opt/intake/bin/intake", "/bin/true"))
    done = _analyze("verify", str(unit))
    assert [line for line in done.stderr.splitlines() if "intake" in line] == []


@pytest.mark.server("systemd")
def test_unit_is_as_little_exposed_as_the_manual_says() -> None:
    text = " ".join(section("docs/operations.md", "## Under systemd").split())
    said = re.search(r"`systemd-analyze security` gives it (\d)\.(\d)", text)
    assert said is not None
    done = _analyze("security", "--offline=yes", f"--threshold={said[1]}{said[2]}", str(UNIT))
    assert done.returncode == 0, done.stdout.splitlines()[-1]


def _settings() -> dict[str, str]:
    lines = UNIT.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def test_unit_leaves_to_bubblewrap_what_it_needs() -> None:
    settings = _settings()
    forbidden = {"RestrictNamespaces", "ProtectKernelTunables", "ProtectKernelLogs", "ProtectProc", "ProcSubset"}
    assert forbidden & settings.keys() == set()
    assert settings["SystemCallFilter"] == "@system-service @mount"
    assert "AF_NETLINK" in settings["RestrictAddressFamilies"].split()


def test_unit_runs_a_command_that_there_is_and_does_not_restart_into_a_wrong_configuration() -> None:
    settings = _settings()
    program, command, *options = shlex.split(settings["ExecStart"])
    assert program == "/opt/intake/bin/intake"
    assert {option for option in options if option.startswith("--")} <= commands()[command]
    assert (settings["RestartPreventExitStatus"], settings["Type"], settings["UMask"]) == ("2", "notify", "0077")


def test_unit_names_the_credentials_that_are_looked_for() -> None:
    named = re.findall(r"^#LoadCredential=([a-z._]+):", UNIT.read_text(), re.M)
    assert named == ["mailbox.password", "outgoing.password", "oauth.client_secret"]


def _instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", CONTAINER.read_text(), flags=re.M)
    text = re.sub(r"\\\n\s*", "", text)
    return [(line.split(None, 1)[0], line.split(None, 1)[1]) for line in text.splitlines() if line.strip()]


def test_container_runs_the_service_as_nobody_in_particular() -> None:
    last = dict(_instructions())
    uid, gid = last["USER"].split(":")
    assert (int(uid) > 1000, int(gid) > 1000) == (True, True)
    assert (last["ENTRYPOINT"], last["CMD"], last["STOPSIGNAL"]) == ('["intake"]', '["run"]', "SIGTERM")
    assert last["HEALTHCHECK"].endswith('CMD ["intake", "status"]')
    assert {"run", "status"} <= commands().keys()
    assert last["VOLUME"] == '["/var/lib/intake"]'


def test_container_keeps_the_rules_of_such_files() -> None:
    for name, rest in _instructions():
        assert name != "ADD"
        if name == "FROM":
            assert not re.search(r":latest\b|^[^:]+$", rest.split()[0])
        if "apt-get install" in rest:
            assert "--no-install-recommends" in rest
            assert (
                rest.index("apt-get update") < rest.index("apt-get install") < rest.index("rm -rf /var/lib/apt/lists")
            )
        if name == "ENV":
            assert not re.search(r"password|secret|token", rest, re.I)


def test_container_copies_what_there_is_and_nothing_is_kept_from_it() -> None:
    sources = [
        source
        for name, rest in _instructions()
        if name == "COPY" and "--from" not in rest
        for source in rest.split()[:-1]
    ]
    assert [source for source in sources if not (ROOT / source).exists()] == []
    let_in = set(re.findall(r"^!(\S+)$", page("deploy/Containerfile.dockerignore"), re.M))
    assert set(sources) == let_in


def test_container_sets_only_keys_that_there_are() -> None:
    from intake.config import SECTIONS

    for variable in re.findall(r"\bINTAKE_([A-Z_]+)=", CONTAINER.read_text()):
        if variable != "CONFIG":
            group, _, key = variable.lower().partition("__")
            assert key in SECTIONS[group].model_fields


def test_extras_of_the_container_are_those_of_the_project() -> None:
    wanted = re.search(r'ARG EXTRAS="([a-z,-]+)"', CONTAINER.read_text())
    assert wanted is not None
    declared = set(
        re.findall(r"^([a-z-]+) = \[", page("pyproject.toml").split("[project.optional-dependencies]")[1], re.M)
    )
    assert set(wanted[1].split(",")) <= declared
