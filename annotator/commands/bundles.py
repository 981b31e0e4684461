"""Our own exports taken in from the command line; a dry run does all of it and then takes it back."""

import shutil
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlmodel import Session

from annotator import bundles
from annotator.access import Actor, ProjectRef
from annotator.cli_common import counted, opened
from annotator.errors import BadInput
from annotator.models import key_of
from annotator.project import projects
from annotator.team import accounts

SHOWN = ("article", "sentence", "annotation", "claim", "attribution", "comment", "event", "release")


def take_in(url: str | None, path: str, *, name: str | None, match: bool, dry: bool) -> Iterator[str]:
    """Make a project from a bundle, and yield what came in, who is who, and what is not as it was."""
    with opened(url) as database, _given(path) as file, bundles.opened(file) as bundle:
        taken = bundles.take_in(database, bundle, name=name, match=match, dry=dry)
    counts = ", ".join(f"{table} {taken.rows[table]:,}" for table in SHOWN if taken.rows[table])
    yield f"{taken.name} ({taken.slug}): {counts}"
    for pseudonym, account, known in taken.people:
        yield f"  {pseudonym}: {account}{', who was here before' if known else ', who cannot sign in'}"
    yield from (f"  {note}" for note in taken.notes)
    if dry:
        yield "Dry run: nothing was stored."


def adopt(
    url: str | None, path: str, project: str, people: Mapping[str, str], wishes: bundles.Wishes, *, dry: bool,
) -> Iterator[tuple[str, bool]]:  # fmt: skip
    """Import what people did as that of members, and yield lines, each with whether all is well.

    `people` are the names of the accounts by what the dataset calls them; for none, the lines say who there is.
    """
    if not people:
        with _given(path) as file, bundles.dataset_of(file) as dataset:
            shares = bundles.adoptable(dataset)
        yield "In this dataset annotated:" if shares else "Nobody annotated in this dataset.", True
        yield from ((f"  {who}: {_share(share)}", True) for who, share in shares.items())
        if shares:
            yield "Choose one or several, each with --annotator ONE --as NAME", True
        return
    with opened(url) as database, _given(path) as file, bundles.dataset_of(file) as dataset:
        with database.read() as session:
            actors = {who: _actor(session, project, person) for who, person in people.items()}
        found = bundles.adopt(database, actors, dataset, wishes, dry=dry)
    stored, on = counted(found.annotations, "annotation"), counted(found.articles, "article")
    more = f"{found.later:,} of later rounds, {found.settled:,} settled, {counted(found.comments, 'comment')}"
    yield f"{stored} on {on}, {found.submitted:,} submitted; {more}.", True
    for article, counts in found.came.items():
        said = ", ".join(f"{what} {count:,}" for what, count in counts.items() if count)
        yield f"  {article}: {said}", True
    yield from ((f"  {note}", True) for note in found.notes)
    yield from ((f"  {where}: {what}, not taken", True) for where, what in found.not_taken)
    yield from ((f"  {where}: {reason}", False) for where, reason in found.left_out)
    if dry:
        yield "Dry run: nothing was stored.", True


def _share(share: bundles.Share) -> str:
    words = {
        counted(share.sentences, "sentence"): share.sentences, f"{share.later:,} of later rounds": share.later,
        f"{share.settled:,} settled": share.settled, counted(share.checks, "check"): share.checks,
        counted(share.comments, "comment"): share.comments,
    }  # fmt: skip
    return ", ".join(said for said, count in words.items() if count)


def _actor(session: Session, project: str, person: str) -> Actor:
    found = projects.by_name(session, project)
    user = accounts.user_named(session, person)
    member = next((one for one in projects.members(session, key_of(found)) if one.user_id == key_of(user)), None)
    if member is None:
        raise BadInput(f"{user.name} is not in {found.name}. Make them a member first, under People.")
    ref = ProjectRef(
        key_of(found), found.slug, found.name, found.is_sample, found.archived_at is not None, found.options
    )
    return Actor(key_of(user), user.name, project=ref, roles=frozenset(member.roles))


@contextmanager
def _given(path: str) -> Iterator[Path]:
    """Yield the file or folder, or for `-` a file of what comes on standard input; raises BadInput for none."""
    if path != "-":
        if not Path(path).exists():
            raise BadInput(f"There is no {path}.")
        yield Path(path)
        return
    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        came = Path(folder) / "dataset"
        with came.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        # How a file is read follows from its name.
        yield came.rename(came.with_suffix(".zip" if zipfile.is_zipfile(came) else ".jsonl"))
