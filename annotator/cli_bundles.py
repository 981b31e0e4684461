"""Commands that take our own exports in again."""

import sys

import click

from annotator.cli_common import database_option, honest


@click.command("import")
@click.argument("bundle")
@click.option("--name", help="Name of the new project; else the one it had.")
@click.option("--match-names", is_flag=True, help="Give people who have an account here their work back.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would come in and store nothing.")
@database_option
@honest
def project_import(bundle: str, name: str | None, match_names: bool, dry: bool, database: str | None) -> None:
    """Make a project from BUNDLE, a folder or zip that annotator export --format bundle --history wrote, or -.

    Articles, sentences, people, annotations, gold, comments and history come back, or nothing does.
    """
    from annotator.commands import bundles

    for line in bundles.take_in(database, bundle, name=name, match=match_names, dry=dry):
        click.echo(line)


@click.command("annotations")
@click.argument("dataset")
@click.option("--project", required=True, help="Name of the project that has the articles, or its slug.")
@click.option("--annotator", multiple=True, help="Whose annotations, as the dataset calls them; else say who there is.")
@click.option("--as", "person", multiple=True, metavar="NAME", help="The member whose they become; one an --annotator.")
@click.option("--rounds", type=click.Choice(("all", "first")), default="all", show_default=True, help="Which rounds.")
@click.option("--gold", is_flag=True, help="Also what they settled, as decisions of that account, a reviewer here.")
@click.option("--comments", is_flag=True, help="Also their comments and questions; from a bundle with its history.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be stored and store nothing.")
@database_option
@honest
def project_annotations(
    dataset: str, project: str, annotator: tuple[str, ...], person: tuple[str, ...], rounds: str, gold: bool,
    comments: bool, dry: bool, database: str | None,
) -> None:  # fmt: skip
    """Import people's annotations from DATASET, a bundle, JSON Lines or -, onto articles that are here.

    Articles are found by the hash of their text, sentences by their edges; what does not fit is listed, and the exit
    status is 1. Give --annotator and --as once for each person. What somebody settled needs the annotations it points
    to: import those together with it, or before.
    """
    from annotator.bundles import Wishes
    from annotator.commands import bundles
    from annotator.errors import BadInput

    if len(annotator) != len(person) or len(set(annotator)) < len(annotator):
        raise BadInput("Give each --annotator once, and an --as with each.")
    fits, wishes = True, Wishes(rounds == "all", gold, comments)
    people = dict(zip(annotator, person, strict=True))
    for line, fitting in bundles.adopt(database, dataset, project, people, wishes, dry=dry):
        click.echo(line)
        fits &= fitting
    if not fits:
        sys.exit(1)
