"""Changing the words and keys of a project's labels and which optional fields are asked, until work has begun."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.annotate import keymap
from annotator.errors import BadInput, Conflict
from annotator.fields import clean
from annotator.models import Phase, Project, Scheme, key_of, table_of
from annotator.project import configuring, options, projects
from annotator.team import logs

PHASE, PROJECT = table_of(Phase), table_of(Project)
MAX_NAME, MAX_DEFINITION = 60, 400


def change(session: Session, actor: Actor, form: Mapping[str, str]) -> str:
    """Store a new version of the scheme with the names, definitions and keys of a form, and return its version.

    Fields are `name-CFS`, `definition-CFS`, `key-CFS` and so on, and `base`, the number of the version the form showed;
    where `fields` is sent, `ask-types` and so on say which optional fields are asked, all others are not. The codes
    stay, as exports rely on them. Raises BadInput, and Conflict when it is too late or changed meanwhile.
    """
    assert actor.project is not None
    project = actor.project.id
    configuring.refuse_begun(session, project)
    newest = projects.current_scheme(session, project)
    if form.get("base") != str(newest.number):
        raise Conflict("The labels were changed since you opened this page. Reload it and look at them first.")
    labels = [_label(label, form) for label in newest.body["labels"]]
    _refuse_keys_in_use(labels)
    known = newest.body.get(options.LEFT_OUT, [])
    unasked = [name for name in scheme.OPTIONAL if not form.get(f"ask-{name}")] if form.get("fields") else known
    if (labels, unasked) == (newest.body["labels"], known):
        raise BadInput("Nothing was changed.")
    major, minor, _ = newest.version.split(".")
    made = Scheme(
        project_id=project, number=newest.number + 1, version=f"{major}.{int(minor) + 1}.0",
        body=newest.body | {"labels": labels, options.LEFT_OUT: unasked},
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.execute(
        update(PHASE)
        .where(PHASE.c.project_id == project, PHASE.c.closed_at.is_(None))
        .values(scheme_id=key_of(made))
    )  # fmt: skip
    # The version says it for exports; what asks at every save and page finds it among the project's switches.
    switches = session.execute(select(PROJECT.c.options).where(PROJECT.c.id == project)).scalar_one()
    kept = {**switches, options.LEFT_OUT: unasked}
    session.execute(update(PROJECT).where(PROJECT.c.id == project).values(options=kept))
    logs.note(session, actor.user_id, project, "scheme", version=made.version)
    return made.version


def _label(label: dict[str, Any], form: Mapping[str, str]) -> dict[str, Any]:
    code = label["code"]
    name, text, key = (
        " ".join(clean(form.get(f"{field}-{code}", "")).split()) for field in ("name", "definition", "key")
    )
    if not 1 <= len(name) <= MAX_NAME:
        raise BadInput(f"Give {code} a name of 1 to {MAX_NAME} characters.")
    if not 1 <= len(text) <= MAX_DEFINITION:
        raise BadInput(f"Give {code} a definition of 1 to {MAX_DEFINITION} characters.")
    if len(key) != 1 or not keymap.KEY.fullmatch(key.lower()):
        raise BadInput(f"Give {code} a key of one character.")
    return {**label, "name": name, "definition": text, "key": key.lower()}


def _refuse_keys_in_use(labels: list[dict[str, Any]]) -> None:
    taken = {keymap.LABELS["label-unsure"]: "unsure"} | {key: action for action, key in keymap.DEFAULTS.items()}
    for label in labels:
        if label["key"] in taken:
            raise BadInput(
                f"“{label['key']}” cannot both be {taken[label['key']]} and {label['code']}. Choose another key."
            )
        taken[label["key"]] = label["code"]
