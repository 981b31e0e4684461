"""Commands for releases and the dataset card."""

from typing import Any

import click

from annotator.cli_common import database_option, honest

project_option = click.option("--project", required=True, help="Name of the project, or its slug.")
output_option = click.option(
    "-o", "--output", default="-", metavar="PATH", help="Where to write; else standard output."
)


@click.group()
def release() -> None:
    """Freeze states of a project under a name, export them again, compare them."""


@release.command("create")
@click.argument("name")
@project_option
@click.option("--note", default="", help="What is new in this release.")
@click.option("--pilots", is_flag=True, help="Include the articles of pilot phases.")
@click.option("--open-work", is_flag=True, help="Include annotations that are not submitted.")
@database_option
@honest
def release_create(name: str, project: str, database: str | None, **wanted: Any) -> None:
    """Freeze the project's state under NAME, for example 1.0; a release never changes."""
    from annotator.commands import releases

    click.echo(releases.create(database, project, name, **wanted))


@release.command("list")
@project_option
@database_option
@honest
def release_list(project: str, database: str | None) -> None:
    """List a project's releases, the newest first: name, day, counts, SHA-256 of the records, note."""
    from annotator.commands import releases

    click.echo("\n".join(releases.listed(database, project)) or "There are no releases yet.")


@release.command("export")
@click.argument("name")
@project_option
@click.option("--format", default="jsonl", show_default=True, help="Any format of annotator export.")
@click.option("--labels", default="both", show_default=True, help="both, everyone or gold.")
@click.option("--texts", default="all", show_default=True, help="all, licensed or none.")
@click.option("--spreadsheet", is_flag=True, help="Defuse formulas in csv; the text is then no longer exact.")
@output_option
@database_option
@honest
def release_export(name: str, project: str, output: str, database: str | None, **wanted: Any) -> None:
    """Write the release NAME again; as jsonl it is the same bytes for ever."""
    from annotator.commands import releases

    releases.export(database, project, name, output, {key: str(value or "") for key, value in wanted.items()})


@release.command("compare")
@click.argument("old")
@click.argument("new")
@project_option
@database_option
@honest
def release_compare(old: str, new: str, project: str, database: str | None) -> None:
    """Say what changed from release OLD to NEW: counts, labels that moved, agreement then and now."""
    from annotator.commands import releases

    click.echo("\n".join(releases.compare(database, project, old, new)))


@release.command("card")
@click.argument("name", required=False)
@project_option
@click.option("--citation", is_flag=True, help="Write CITATION.cff of the release instead.")
@output_option
@database_option
@honest
def release_card(name: str | None, project: str, citation: bool, output: str, database: str | None) -> None:
    """Write the dataset card of the release NAME, or of the project as it is now."""
    from annotator.commands import releases

    releases.card(database, project, name, output, citation=citation)
