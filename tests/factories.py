"""Plain functions that make what tests begin with, through the same use cases as the application."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from annotator import access
from annotator.access import Actor, ProjectRef
from annotator.annotate import opening
from annotator.annotate.viewing import SentenceView
from annotator.db import Database
from annotator.intake import articles
from annotator.models import key_of
from annotator.passwords import Passwords
from annotator.project import projects
from annotator.team import accounts
from annotator.work import assignment

PASSWORD = "correct horse"
SECRET = "the-same-for-every-server-that-the-tests-start"
TEXT = """**Harbour board doubles mooring fees**

The board voted on Monday to double the fees. “We had no choice,” chair Lena Ortiz said. Boat owners called the plan unfair.

Fees rose by 12 percent last year. Nobody knows what comes next.
"""
OTHER_TEXT = """**Night buses return to the valley**

Night buses will run again from May. The county pays 40,000 a year for them. It was high time.
"""


@dataclass
class World:
    """One project with its people and articles. `sentences[article][n]` is sentence number n + 1 of an article."""

    database: Database
    slug: str
    project: ProjectRef
    actors: dict[str, Actor] = field(default_factory=dict)
    articles: list[str] = field(default_factory=list)

    def sentences(self, article: str, actor: str) -> list[SentenceView]:
        """Return an article's annotated sentences as an annotator sees them now."""
        with self.database.read() as session:
            return opening.article(session, self.actors[actor], article).annotated


def make_world(
    database: Database,
    people: Mapping[str, tuple[str, ...]] | None = None,
    texts: tuple[str, ...] = (TEXT,),
    *,
    name: str = "Harbour news",
    assigned: tuple[str, ...] = (),
) -> World:
    """Make a project. `people` maps names to roles; those in `assigned` get every article."""
    hashed = Passwords(cheap=True).hash(PASSWORD)
    with database.write() as session:
        project = projects.create(session, name, annotators=3)
        ref = ProjectRef(key_of(project), project.slug, project.name)
        world = World(database, project.slug, ref)
        for who, roles in (people or {"ada": ("annotator",)}).items():
            user = accounts.create_user(session, who, hashed, is_admin="manager" in roles)
            projects.add_member(session, ref.id, key_of(user), list(roles))
            world.actors[who] = Actor(key_of(user), who, project=ref, roles=frozenset(roles))
        phase = projects.open_phase(session, ref.id)
        for number, text in enumerate(texts, 1):
            article = articles.store(session, phase, articles.draft(f"text-{number}.txt", text.encode()))
            world.articles.append(article.public_id)
            for who in assigned:
                assignment.assign(session, ref.id, key_of(article), world.actors[who].user_id)
    return world


def all_roles() -> tuple[str, ...]:
    """Return every role, for a person who does everything."""
    return access.ROLES


class Client:
    """A browser without JavaScript: signs in, sends the CSRF token with every form."""

    def __init__(self, client: FlaskClient) -> None:
        self.http = client
        self.token = ""

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        self.refresh_token()
        response = self.post("/sign-in", name=name, password=password)
        self.refresh_token()
        return response

    def refresh_token(self) -> None:
        self.token = self.http.get("/token").get_json()["token"]

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.http.get(path, **options)

    def post(self, path: str, *, fragment: Any = False, **fields: Any) -> TestResponse:
        headers = {"HX-Request": "true", "X-CSRFToken": self.token} if fragment else {}
        return self.http.post(path, data={"csrf_token": self.token, **fields}, headers=headers)

    def op(
        self, slug: str, kind: str, sentence: str, value: Any, *, fragment: bool = True, **fields: Any
    ) -> TestResponse:
        """Send one operation as the outbox does, under a new id unless one is given."""
        known = {"op_id": str(uuid.uuid4()), "base": "1.1", "at": "1", "tab": "tab-1"}
        return self.post(
            f"/projects/{slug}/ops", fragment=fragment, kind=kind, sentence=sentence, value=json.dumps(value),
            **{**known, **fields},
        )  # fmt: skip


NewClient = Callable[..., Client]
SignIn = Callable[[str], Client]


def signed_in(new_client: NewClient, who: str) -> Client:
    """Return a browser in which a person is signed in."""
    client = new_client()
    client.sign_in(who)
    return client
