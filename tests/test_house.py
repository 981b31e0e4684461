"""The rules of the house hold: floors, sizes, pages without foreign or inline code, a README that names everything."""

import hashlib
import re
import tomllib
from collections.abc import Iterator

import click
import pytest
from packaging.requirements import Requirement

from tests.support import house
from tests.support.house import Files, Rule

HTMX = "annotator/static/vendor/htmx-4.0.1/htmx.min.js"
HTMX_SHA256 = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
LONG = "def long():\n" + "    pass\n" * 300

# Each rule with files that break it, each by itself: a rule that finds nothing in one of them is no rule.
RULES: dict[Rule, list[dict[str, str]]] = {
    house.imports_go_down: [
        {"annotator/scheme.py": "from annotator.models import User"},
        {"annotator/models/people.py": "def f():\n    from annotator import access"},
        {"annotator/db.py": "import annotator.team.accounts"},
        {"annotator/team/accounts.py": "from annotator.web.identity import guard"},
        {"annotator/web/work.py": "from annotator import app"},
        {"annotator/app.py": "from annotator.commands.people import add"},
        {"annotator/models/people.py": "from ..web import work"},
    ],
    house.the_web_is_known_upstairs_only: [
        {"annotator/team/accounts.py": "from flask import g"},
        {"annotator/reading/pdf.py": "import werkzeug.utils"},
    ],
    house.pure_modules_know_no_database: [{"annotator/scheme.py": "from sqlmodel import Field"}],
    house.pages_know_no_sql: [
        {"annotator/web/work.py": "from sqlmodel import select"},
        {"annotator/web/work.py": "import sqlalchemy as sa"},
        {"annotator/web/work.py": "def f(session):\n    return session.get(User, 1)"},
        {"annotator/web/work.py": "def f(unit):\n    unit.session.exec(query)"},
    ],
    house.only_the_unit_of_work_commits: [{"annotator/team/accounts.py": "def f(session):\n    session.commit()"}],
    house.modules_and_functions_are_short: [
        {"annotator/team/accounts.py": "x = 1\n" * 301},
        {"tests/test_x.py": "x = 1\n" * 301},
        {"annotator/team/accounts.py": "@decorated\n" + LONG[: len("def long():\n") + 39 * len("    pass\n")]},
        {"tests/test_x.py": LONG[: len("def long():\n") + 60 * len("    pass\n")]},
    ],
    house.faults_are_named: [
        {"annotator/db.py": "try:\n    f()\nexcept Exception:\n    pass"},
        {"tests/test_x.py": "try:\n    f()\nexcept (OSError, BaseException) as e:\n    pass"},
        {"annotator/db.py": "try:\n    f()\nexcept:\n    pass"},
    ],
    house.no_path_of_one_machine: [{"README.md": "cd /" + "work/main"}, {"tests/x.txt": "see /" + "home/ada/notes"}],
    house.nothing_is_loaded_from_elsewhere: [
        {"templates/base.html": "<script src='https://cdn.example.org/x.js'></script>"},
        {"templates/base.html": "<link rel=stylesheet href=//cdn.example.org/x.css>"},
        {"templates/base.html": "<img src='http://example.org/x.png' alt=''>"},
        {"annotator/static/style.css": "@font-face { src: url('https://example.org/x.woff2') }"},
    ],
    house.no_code_or_style_inside_a_page: [
        {"templates/base.html": "<script>go()</script>"},
        {"templates/base.html": "<style>p { color: red }</style>"},
        {"templates/base.html": "<p style='color: red'>"},
        {"templates/base.html": "<p {% if a > b %}class=x{% endif %} onclick='go()'>"},
        {"templates/base.html": "<p hx-on:click='go()'>"},
    ],
    house.fragments_begin_with_an_underscore: [
        {"templates/work/row.html": "<li>row</li>"},
        {"templates/work/_page.html": "{% extends 'base.html' %}"},
    ],
    house.settings_are_in_the_readme: [
        {"README.md": "Set ANNOTATOR_DATA.", "annotator/settings.py": "env['ANNOTATOR_DATA_FOLDER']"}
    ],
}
BROKEN = [pytest.param(rule, files, id=rule.__name__) for rule, examples in RULES.items() for files in examples]


@pytest.fixture(scope="module")
def files() -> Iterator[Files]:
    """The files of this checkout."""
    yield house.read_files()
    house.parsed.cache_clear()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_rule_holds(rule: Rule, files: Files) -> None:
    offences = rule(files)
    assert not offences, "\n" + "\n".join(offences)


@pytest.mark.parametrize(("rule", "broken"), BROKEN)
def test_the_rule_notices(rule: Rule, broken: Files) -> None:
    assert len(rule(broken)) == 1


def test_all_files_of_the_checkout_are_looked_at(files: Files) -> None:
    assert {"README.md", "pyproject.toml", ".ci/run", "annotator/db.py", "templates/base.html", HTMX} <= files.keys()


def test_htmx_is_the_file_that_was_released() -> None:
    assert hashlib.sha256((house.ROOT / HTMX).read_bytes()).hexdigest() == HTMX_SHA256


def test_the_lock_names_no_host(files: Files) -> None:
    assert "://" not in files[".ci/requirements.lock"]


def test_the_lock_holds_what_the_project_asks_for(files: Files) -> None:
    project = tomllib.loads(files["pyproject.toml"])["project"]
    extras = project["optional-dependencies"]
    asked = [Requirement(line) for line in project["dependencies"] + extras["postgres"] + extras["dev"]]
    locked = dict(re.findall(r"^([\w.-]+)==([^ ;]+)", files[".ci/requirements.lock"], re.MULTILINE))
    assert not [
        str(one)
        for one in asked
        if one.name != project["name"] and not one.specifier.contains(locked.get(one.name, "0"))
    ]


def test_the_readme_names_every_command(files: Files) -> None:
    from annotator.cli import main

    assert not [name for name in commands(main, "annotator") if not re.search(rf"\b{name}\b", files["README.md"])]


def commands(group: click.Group, name: str) -> list[str]:
    """Return what a person can call, as "annotator user add"; hidden commands are for the program itself."""
    names = []
    for word, command in group.commands.items():
        whole = f"{name} {word}"
        if isinstance(command, click.Group):
            names += commands(command, whole)
        elif not command.hidden:
            names.append(whole)
    return names
