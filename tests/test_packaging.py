"""The wheel, as an operator installs it: whole, without the checkout, with everything it imports declared."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("intake", "parsers", "store", "templates")

#: Where each part that is not a module lies, as the code that uses it says.
_PLACES = """
import json, intake, parsers, store.migrations, templates
import intake.paper.fonts as fonts
from intake.letters.rendering import BASE
from intake.round.programme import load
from pathlib import Path
from store.schema import configuration
pack = load("delivering-differently").folders[0]
print(json.dumps([str(item) for item in (
    intake.__file__, parsers.__file__, store.migrations.__file__, templates.__file__,
    BASE / "receipt.html.j2", BASE / "letter.css", pack / "programme.toml", pack / "authorities.csv",
    pack / "demo" / "mails.toml", Path(fonts.__file__).with_name("IntakeSans.ttf"),
    Path(configuration().get_main_option("script_location")) / "env.py",
)]))
"""


class Installed:
    """A fresh environment that has the wheel, and the libraries of this one beside it."""

    def __init__(self, folder: Path, elsewhere: Path) -> None:
        self.bin = folder / "bin"
        self.packages = folder / "lib" / f"python{sys.version_info.major}.{sys.version_info.minor}" / "site-packages"
        self.elsewhere = elsewhere

    def run(self, program: str, *arguments: str) -> str:
        """What a program of the environment prints, run where the checkout is not."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "INTAKE_"))}
        done = subprocess.run(
            [self.bin / program, *arguments],
            cwd=self.elsewhere,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, built and installed."""
    folder = tmp_path_factory.mktemp("packaging")
    _python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder / "dist"), str(ROOT))
    (wheel,) = (folder / "dist").iterdir()
    _python("-m", "venv", "--without-pip", str(folder / "venv"))
    (folder / "elsewhere").mkdir()
    here = Installed(folder / "venv", folder / "elsewhere")
    _python(
        "-m", "pip", "--python", str(here.bin / "python"), "install", "--quiet", "--no-deps", "--no-index", str(wheel)
    )
    # A path in a .pth file brings the libraries, but not what their own .pth files would: this checkout, installed
    # for development.
    (here.packages / "libraries.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    return here


def _python(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.timeout(300)
def test_wheel_brings_every_part_with_it(installed: Installed) -> None:
    places = [Path(place) for place in json.loads(installed.run("python", "-c", _PLACES))]
    assert [place for place in places if not place.is_relative_to(installed.packages) or not place.is_file()] == []


@pytest.mark.timeout(300)
def test_wheel_brings_every_file_of_the_packages(installed: Installed) -> None:
    def files(root: Path) -> set[str]:
        found = (path for name in PRODUCT for path in (root / name).rglob("*") if path.is_file())
        return {str(path.relative_to(root)) for path in found if "__pycache__" not in path.parts}

    assert files(installed.packages) == files(ROOT)


@pytest.mark.timeout(300)
def test_installed_command_tells_its_help(installed: Installed) -> None:
    assert "Usage: intake" in installed.run("intake", "--help")


@pytest.mark.timeout(300)
def test_installed_command_writes_the_blank_form(installed: Installed) -> None:
    printed = installed.run("intake", "form", "-p", "delivering-differently", "-o", "forms")
    written = sorted((installed.elsewhere / "forms").iterdir())
    assert sorted(Path(line).name for line in printed.splitlines()) == [path.name for path in written]
    assert {path.suffix: path.read_bytes()[:4] for path in written} == {".docx": b"PK\x03\x04", ".pdf": b"%PDF"}


@pytest.mark.timeout(300)
def test_installed_command_plays_the_demonstration(installed: Installed) -> None:
    installed.run("intake", "demo", "-o", "played")
    played = installed.elsewhere / "played"
    given = tomllib.loads((ROOT / "templates/delivering-differently/demo/mails.toml").read_text(encoding="utf-8"))
    messages: list[Any] = json.loads(installed.run("intake", "messages", "--json", "-c", str(played / "config.toml")))
    letters: list[Any] = json.loads(installed.run("intake", "letters", "--json", "-c", str(played / "config.toml")))
    assert len(messages) == len(given["mail"])
    assert {letter["status"] for letter in letters} == {"sent", "bounced"}
    assert len(list((played / "letters").glob("*.eml"))) == len(letters)


def _imported(*folders: str) -> set[str]:
    """The libraries, by distribution, that the modules under these folders import."""
    by_name = packages_distributions()
    known = {*sys.stdlib_module_names, *PRODUCT, "tests"}
    found: set[str] = set()
    for path in (path for folder in folders for path in (ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [item.name for item in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            tops = {name.split(".")[0] for name in names} - known
            found |= {_normal(by_name.get(top, [top])[0]) for top in tops}
    return found


def _normal(name: str) -> str:
    """A distribution's name as PEP 503 evens it out, without version and extras."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()


def _locked(name: str) -> set[str]:
    """The distributions that a lock file installs."""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {_normal(line.split("==")[0]) for line in lines if "==" in line and not line.startswith((" ", "#"))}


def _optional() -> set[str]:
    extras = _project()["project"]["optional-dependencies"]
    return {_normal(name) for extra in extras.values() for name in extra}


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_service_imports_only_what_its_lock_file_or_an_extra_installs() -> None:
    assert _imported(*PRODUCT) - _locked("requirements.lock") - _optional() == set()


def test_tests_import_only_what_their_lock_file_or_the_group_for_fuzzing_installs() -> None:
    by_hand = {_normal(name) for name in _project()["dependency-groups"]["fuzz"]}
    assert _imported("tests") - _locked("requirements-dev.lock") == by_hand
