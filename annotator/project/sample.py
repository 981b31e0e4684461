"""The worked sample project from `seeds/`: its articles, and its people's work done through the real operations."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from sqlmodel import Session, col, select

from annotator.access import Actor, ProjectRef
from annotator.annotate import annotating, verifying
from annotator.annotate.operations import Operation
from annotator.errors import SetupError
from annotator.intake import articles
from annotator.intake.articles import Stored
from annotator.models import Project, Sentence, key_of, now
from annotator.project import projects
from annotator.review import cases, gold, settling
from annotator.settings import resource
from annotator.team import accounts
from annotator.work import assignment

UNUSABLE = "!"
SPANS = ("spans", "source_spans", "cue_spans", "content_spans")


@cache
def _seed() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((resource("seeds") / "sample" / "project.json").read_text("utf-8"))
    return found


def people() -> dict[str, list[str]]:
    """Return the roles of the sample's people by name."""
    return {person["name"]: person["roles"] for person in _seed()["people"]}


def load(session: Session, *, name: str | None = None, people: dict[str, str]) -> Project:
    """Add the sample project with everyone's work.

    `people` holds password hashes by name; whoever has none gets an account that nobody can sign in to.
    """
    seed = _seed()
    project = projects.create(session, name or seed["name"], language=seed["language"], is_sample=True)
    ref = ProjectRef(key_of(project), project.slug, project.name, is_sample=True)
    actors = {person["name"]: _actor(session, ref, person, people.get(person["name"])) for person in seed["people"]}
    phase = projects.open_phase(session, ref.id)
    for entry in seed["articles"]:
        path = resource("seeds") / "sample" / entry["file"]
        draft = articles.draft(path.name, path.read_bytes(), language=seed["language"])
        draft.title = entry["title"]
        draft.details |= {key: entry.get(key) for key in ("author", "publisher", "url", "published", "license")}
        article = articles.store(session, phase, draft)
        _work(session, actors, article, draft.text, entry)
        _settle(session, actors, article, entry)
    return project


def _actor(session: Session, ref: ProjectRef, person: dict[str, Any], password_hash: str | None) -> Actor:
    name = person["name"] if password_hash else _free_name(session, f"{person['name']} (sample)")
    user = accounts.create_user(session, name, password_hash or UNUSABLE, checked=False)
    if not password_hash:
        user.disabled_at = now()
        session.add(user)
    projects.add_member(session, ref.id, key_of(user), person["roles"])
    return Actor(key_of(user), user.name, project=ref, roles=frozenset(person["roles"]))


def _free_name(session: Session, name: str) -> str:
    numbered = (name if number == 1 else f"{name} {number}" for number in range(1, 1000))
    return next(free for free in numbered if not accounts.is_taken(session, free))


def _work(session: Session, actors: dict[str, Actor], article: Stored, text: str, entry: dict[str, Any]) -> None:
    """Store what each person did on an article, as if they had just done it."""
    rows = session.exec(select(Sentence).where(Sentence.article_id == article.id, col(Sentence.number).is_not(None)))
    by_text = {row.text: row for row in rows}
    for work in entry["work"]:
        actor = actors[work["by"]]
        assert actor.project is not None
        assignment.assign(session, actor.project.id, key_of(article), actor.user_id)
        for reading in work["sentences"]:
            sentence = by_text.get(reading["text"])
            if sentence is None:
                raise SetupError(f"The sample project names a sentence that is not there: {reading['text'][:60]}")
            for op in _operations(article.public_id, text, work["by"], sentence, reading):
                annotating.annotate(session, actor, op)
        if work["submitted"]:
            done = Operation(f"{work['by']}-{article.public_id}-submit", "submit", article.public_id, value=True)
            assignment.hand_in(session, actor, done)


def _settle(session: Session, actors: dict[str, Actor], article: Stored, entry: dict[str, Any]) -> None:
    """Store the gold of an article through the reviewer's decisions, and the desk's checks of its claims."""
    if "gold" not in entry:
        return
    reviewer = next(actor for actor in actors.values() if "reviewer" in actor.roles)
    found = {case.text: case for case in cases.article(session, reviewer, article.public_id, "all").cases}
    for number, wanted in enumerate(entry["gold"], 1):
        case = found[wanted["text"]]
        value = {**_choice(case, actors[wanted["take"]].user_id, wanted["method"]), "version": 0}
        value |= {"reason": wanted["reason"], "note": wanted["note"]}
        op = Operation(f"gold-{article.public_id}-{number}", "settle", case.public_id, value)
        settling.settle(session, reviewer, op)
    settled = gold.stored(session, key_of(article))
    takers = {wanted["text"]: wanted["take"] for wanted in entry["gold"]}
    for wanted in entry.get("gold_verifications", []):
        state, text = settled[found[wanted["text"]].sentence_id], wanted["text"]
        claim = _id(article.public_id, takers[text], wanted["claim"])
        assert reviewer.project is not None
        keys = {"project_id": reviewer.project.id, "annotation_id": state["id"]}
        checks = verifying.wanted(session, state["id"], {"claim": claim, **wanted["verification"]})
        verifying.put(session, keys, dict(checks), None, actors[wanted["by"]].user_id)


def _choice(case: cases.Case, user_id: int, method: str) -> dict[str, Any]:
    """Return the decision that takes a person's annotation by the method of the seeds, where that comes to the same."""
    if method == "unanimous" and case.agreed:
        return {"agreed": True}
    if method == "majority" and case.majority.chosen and case.majority.chosen["user_id"] == user_id:
        return {"majority": True}
    return {"take": next(side.key for side in case.sides if side.person.user_id == user_id)}


def _operations(article: str, text: str, by: str, sentence: Sentence, reading: dict[str, Any]) -> Iterator[Operation]:
    """Yield the operations that make one reading; their ids are derived, so that every installation has the same."""
    public_id = f"{article}:{sentence.start}:{sentence.end}"

    def op(kind: str, value: Any, name: str = "") -> Operation:
        return Operation(f"{by}-{article}-{sentence.start}-{kind}{name}", kind, public_id, value)

    first = op("label", reading["label"])
    if reading["label"] is not None:
        yield first
    if reading["flags"]:
        yield op("flags", reading["flags"])
    if reading["note"]:
        yield op("note", reading["note"])
    if reading["label"] != "CFS":
        return
    for value in reading["attributions"]:
        yield op(
            "attribution", {_id(article, by, value["key"]): _located(text, sentence, article, by, value)}, value["key"]
        )
    yield from _claims(article, text, by, sentence, reading, op)
    yield op("claim", {first.op_id: None}, "default")


def _claims(
    article: str, text: str, by: str, sentence: Sentence, reading: dict[str, Any], op: Any
) -> Iterator[Operation]:
    for value in reading["claims"]:
        uuid = _id(article, by, value["key"])
        yield op("claim", {uuid: _located(text, sentence, article, by, value)}, value["key"])
        if value.get("verification"):
            yield op("verification", {"claim": uuid, **value["verification"]}, value["key"])


def _id(article: str, by: str, key: str) -> str:
    return f"{article}-{by}-{key}"


def _located(text: str, sentence: Sentence, article: str, by: str, value: dict[str, Any]) -> dict[str, Any]:
    """Return a claim or attribution of the seeds with offsets for quotes and ids for keys."""
    made = {name: entry for name, entry in value.items() if name not in ("key", "verification")}
    for name in SPANS:
        if name in made:
            made[name] = [_span(text, sentence, quote) for quote in made[name]]
    for name in ("attribution", "nested_in"):
        if made.get(name):
            made[name] = _id(article, by, made[name])
    if "duplicate_of" in made:
        made["duplicate_of"] = [_id(article, by, key) for key in made["duplicate_of"]]
    return made


def _span(text: str, sentence: Sentence, quote: str) -> dict[str, Any]:
    start = text.find(quote, sentence.start)
    if start < 0 or start >= sentence.end:
        start = text.find(quote)
    if start < 0:
        raise SetupError(f"The sample project quotes words that are not there: {quote[:60]}")
    return {"start": start, "end": start + len(quote), "quote": quote}
