"""Whether something of a dataset fits an article here: the same text, edges and words, and the same things asked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, select
from sqlmodel import Session

from annotator import scheme
from annotator.access import Actor
from annotator.bundles.dataset import Record
from annotator.errors import BadInput
from annotator.models import Annotation, Article, Assignment, Phase, Sentence, TextVersion, table_of
from annotator.project import options

ARTICLE, SENTENCE, ANNOTATION, PHASE = (table_of(made) for made in (Article, Sentence, Annotation, Phase))
ASSIGNMENT, TEXT = table_of(Assignment), table_of(TextVersion)
UNREADABLE = "It cannot be read: something else stands where a value should be."
MOST_ROUNDS = 99
EDGES = "No sentence here has these edges."
CORRECTED = "No sentence here has these edges: the text was corrected, here or there."


@dataclass(frozen=True, slots=True)
class Here:
    """An article that is here, as a person has it: what is asked, its text, its sentences by their edges, start:end.

    `state` and `round` are the person's assignment, `state` None for none; a row counts their `annotations`. Where it
    was `recut`, a sentence may have come after somebody's first round.
    """

    key: int
    public_id: str
    layers: dict[str, list[str]]
    text: str
    sha256: str
    state: str | None
    round: int
    recut: bool
    rows: Mapping[str, Any]
    unasked: frozenset[str]

    @property
    def left_out(self) -> list[tuple[int, int]]:
        """Start and end of the lines that are not for labelling."""
        return [(row.start, row.end) for row in self.rows.values() if row.number is None]

    def row(self, sentence: str) -> Any:
        """Return the sentence of a public id; raises BadInput for one that is not here."""
        row = self.rows.get(sentence.partition(":")[2])
        if row is None or row.number is None:
            raise BadInput(EDGES)
        return row


def here(session: Session, actor: Actor, public: str) -> Here:
    """Return an article by the hash of its text; raises BadInput when it is not here or withdrawn."""
    assert actor.project is not None
    a, g = ARTICLE.c, ASSIGNMENT.c
    row = session.execute(
        select(a.id, a.withdrawn_at, a.cut, PHASE.c.layers, TEXT.c.text, TEXT.c.sha256, g.state, g.round)
        .join(PHASE, PHASE.c.id == a.phase_id)
        .join(TEXT, and_(TEXT.c.article_id == a.id, TEXT.c.number == a.text_version))
        .outerjoin(ASSIGNMENT, and_(g.article_id == a.id, g.user_id == actor.user_id))
        .where(a.project_id == actor.project.id, a.public_id == public)
    ).first()
    if row is None:
        raise BadInput("No article here has this text")
    if row.withdrawn_at is not None:
        raise BadInput("The article is withdrawn here")
    rows = {f"{one.start}:{one.end}": one for one in _sentences(session, row.id, actor)}
    unasked, turn = options.left_out(actor.switches), row.round or 1
    return Here(row.id, public, row.layers, row.text, row.sha256, row.state, turn, row.cut > 1, rows, unasked)


def _sentences(session: Session, article: int, actor: Actor) -> Any:
    """Return the sentences of the current cut, with whether the person said something of them."""
    s, n = SENTENCE.c, ANNOTATION.c
    mine = and_(n.sentence_id == s.id, n.user_id == actor.user_id, n.layer == "own")
    own = select(func.count()).where(mine).correlate(SENTENCE).scalar_subquery()
    return session.execute(
        select(s.id, s.start, s.end, s.text, s.number, own.label("annotations"))
        .join(ARTICLE, ARTICLE.c.id == s.article_id)
        .where(s.article_id == article, s.from_cut <= ARTICLE.c.cut, s.to_cut.is_(None) | (s.to_cut > ARTICLE.c.cut))
    )


def checked(record: Record) -> Record:
    """Return a record that has what every record has; raises BadInput for something else."""
    kinds = {"id": str, "article_id": str, "start": int, "end": int, "annotations": list}
    if "text" not in record or not all(isinstance(record.get(name), kind) for name, kind in kinds.items()):
        raise BadInput(
            "These are no records of sentences. Give a bundle, or what annotator export --format jsonl wrote."
        )
    if record["id"] != f"{record['article_id']}:{record['start']}:{record['end']}":
        raise BadInput(f"The id of {record['id'][:60]} names another place than the record has.")
    if not all(map(_is_annotation, record["annotations"])):
        raise BadInput(f"An annotation of {record['id'][:60]} is not readable.")
    if not isinstance(record.get("gold") or {}, dict):
        raise BadInput(f"What is settled of {record['id'][:60]} is not readable.")
    return record


def _is_annotation(said: Any) -> bool:
    if not isinstance(said, dict) or not {"annotator", "label"} <= said.keys():
        return False
    return isinstance(said["annotator"], str) and said.get("round") in range(1, MOST_ROUNDS + 1)


def checkers(gold: Record) -> Iterator[str]:
    """Yield who made the checks of what is settled, once for each."""
    claims = gold.get("claims")
    for claim in claims if isinstance(claims, list) else ():
        check = claim.get("verification") if isinstance(claim, dict) else None
        if isinstance(check, dict) and isinstance(check.get("reviewer"), str):
            yield check["reviewer"]


def unfit(place: Here, record: Record, said: Record, texts: Mapping[str, str]) -> str | None:
    """Return why an annotation, or what is settled, does not fit its sentence here; None when it does.

    `texts` are the hashes of the texts that the dataset was made on.
    """
    row = place.rows.get(f"{record['start']}:{record['end']}")
    other = texts.get(place.public_id, place.sha256) != place.sha256
    if row is None or row.number is None:
        return CORRECTED if other else EDGES
    if record["text"] is None and (other or place.public_id not in texts):
        return "The dataset holds no words of this sentence to compare with."
    if record["text"] is not None and record["text"] != row.text:
        return "The sentence here has other words."
    if said["label"] is None and "unsure" not in (said.get("flags") or ()):
        return "The annotation has neither a label nor the flag unsure."
    return _asked_otherwise(place, said)


def _asked_otherwise(place: Here, said: Record) -> str | None:
    """Return what is asked here and was not there, or is not asked here and stands there."""
    for layer in ("claims", "attributions"):
        given, asks = said.get(layer), scheme.asked(place.layers, layer, said["label"])
        if asks and given is None:
            return f"The label asks for {layer} here, and this was made without being asked for any."
        if given and not asks:
            return f"The label asks for no {layer} here, and this has some."
        for value in given or ():
            if lost := sorted(name for name in place.unasked if _says(value, name)):
                return f"This project does not ask for {', '.join(lost)}, and this has it."
    return None


def _says(value: Any, name: str) -> bool:
    return isinstance(value, dict) and value.get(name) not in (None, scheme.UNASKED.get(name))
