"""Who may do what: one table of actions by role, one table of routes by action. What is not listed is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ROLES = ("annotator", "reviewer", "manager")

# Actions inside a project, and the roles that may take them.
ACTIONS: dict[str, frozenset[str]] = {
    "look": frozenset(ROLES),
    "annotate": frozenset({"annotator"}),
    "review": frozenset({"reviewer"}),
    "measure": frozenset({"reviewer", "manager"}),
    "export": frozenset({"manager"}),
    "import": frozenset({"manager"}),
    "correct": frozenset({"manager"}),
    "manage": frozenset({"manager"}),
    "watch": frozenset({"reviewer", "manager"}),
}
# What nobody does in an archived project; it can be looked at, measured, exported and brought back.
ASLEEP = frozenset({"annotate", "review", "import", "correct"})
# Actions outside a project: everyone, everyone signed in, those who may create projects.
OUTSIDE = ("public", "signed-in", "create")

# Every route of the application, and the action it is.
ROUTES: dict[str, str] = {
    "assets.file": "public",
    "health.healthz": "public",
    "account.sign_in": "public",
    "account.link": "public",
    "account.sign_out": "signed-in",
    "account.page": "signed-in",
    "account.theme": "signed-in",
    "account.password": "signed-in",
    "account.end_session": "signed-in",
    "account.token": "public",
    "projects.index": "signed-in",
    "projects.create": "create",
    "projects.restore": "signed-in",
    "projects.setup": "manage",
    "projects.tick": "manage",
    "projects.settings": "manage",
    "projects.change": "manage",
    "projects.archive": "manage",
    "projects.remove": "manage",
    "projects.guideline": "look",
    "place.page": "look",
    "place.accept": "look",
    "place.leave": "look",
    "place.edit": "manage",
    "place.publish": "manage",
    "people.page": "manage",
    "people.invite": "manage",
    "people.revoke": "manage",
    "people.person": "manage",
    "people.roles": "manage",
    "people.reset": "manage",
    "people.change": "manage",
    "phases.page": "manage",
    "phases.create": "manage",
    "phases.save": "manage",
    "phases.state": "manage",
    "phases.articles": "manage",
    "phases.take_in": "manage",
    "phases.labels": "manage",
    "phases.relabel": "manage",
    "guidelines.edit": "manage",
    "guidelines.publish": "manage",
    "guidelines.changes": "look",
    "guidelines.acknowledge": "look",
    "board.page": "watch",
    "board.people": "watch",
    "board.change": "manage",
    "board.article": "manage",
    "logs.page": "manage",
    "corrections.page": "look",
    "corrections.version": "look",
    "corrections.edit": "correct",
    "corrections.store": "correct",
    "corrections.undo": "correct",
    "work.queue": "look",
    "work.take": "annotate",
    "work.hand_back": "annotate",
    "annotate.page": "annotate",
    "annotate.finish": "annotate",
    "annotate.fresh": "annotate",
    "annotate.history": "annotate",
    "annotate.names": "annotate",
    "practice.page": "look",
    "practice.seen": "annotate",
    "practice.choose": "manage",
    "keys.page": "signed-in",
    "keys.save": "signed-in",
    "ops.save": "look",
    "requests.page": "manage",
    "requests.decide": "manage",
    "requests.asked": "annotate",
    "review.queue": "review",
    "review.articles": "review",
    "review.edges": "review",
    "review.article": "review",
    "review.decide": "review",
    "review.comment": "review",
    "own.page": "review",
    "own.names": "review",
    "feedback.page": "annotate",
    "feedback.answer": "annotate",
    "feedback.accuracy": "manage",
    "feedback.reopen": "annotate",
    "feedback.send_back": "review",
    "talk.page": "look",
    "talk.thread": "look",
    "talk.write": "look",
    "talk.asking": "annotate",
    "talk.ask": "annotate",
    "history.page": "look",
    "history.restore": "look",
    "agreement.page": "measure",
    "agreement.against_gold": "measure",
    "agreement.parts": "measure",
    "agreement.behind": "measure",
    "agreement.figures": "measure",
    "agreement.rows": "measure",
    "exports.page": "export",
    "exports.download": "export",
    "exports.name_license": "import",
    "releases.page": "export",
    "releases.create": "export",
    "releases.download": "export",
    "releases.compare": "export",
    "releases.file": "export",
    "releases.write_card": "export",
    "bundles.page": "create",
    "bundles.take_in": "create",
    "bundles.annotations": "import",
    "bundles.adopt": "import",
    "imports.page": "import",
    "imports.upload": "import",
    "imports.preview": "import",
    "imports.change": "import",
    "imports.store": "import",
    "imports.step": "import",
    "imports.rules": "import",
}


@dataclass(frozen=True, slots=True)
class ProjectRef:
    """The project a request is about, as far as every request needs it."""

    id: int
    slug: str
    name: str
    is_sample: bool = False
    archived: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: the signed-in person and what they are in the project the request is about.

    `stale` says that the sign-in's last use is to be noted, `asked` that a notice of the project waits to be accepted.
    """

    user_id: int
    name: str
    is_admin: bool = False
    theme: str = ""
    project: ProjectRef | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    session_id: int = 0
    stale: bool = False
    asked: bool = False

    @property
    def switches(self) -> Mapping[str, Any]:
        """The switches of the project the request is about."""
        return self.project.options if self.project else {}


def may(actor: Actor | None, action: str) -> bool:
    """Say whether `actor` may take `action`; unknown actions are refused."""
    if action == "public":
        return True
    if actor is None:
        return False
    if action == "signed-in":
        return True
    if action == "create":
        return actor.is_admin
    if actor.project is not None and actor.project.archived and action in ASLEEP:
        return False
    return actor.project is not None and not actor.roles.isdisjoint(ACTIONS.get(action, frozenset()))
