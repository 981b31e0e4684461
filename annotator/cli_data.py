"""Commands that take articles in and bring data and figures out."""

import sys
from typing import Any

import click

from annotator.cli_common import database_option, honest
from annotator.commands.choices import filter_options


@click.command("agreement")
@click.argument("labels", required=False, metavar="[LABELS.csv]")
@click.option("--project", help="Measure this project instead of a file.")
@click.option("--order", help="All labels from lowest to highest, with commas between them.")
@click.option("--sets", metavar="SEPARATOR", help="Labels are sets with this between their members.")
@filter_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@database_option
@honest
def agreement_command(labels: str | None, project: str | None, **chosen: Any) -> None:
    """Measure agreement in a project, or in any file with the columns item, annotator, label and maybe article.

    For a project the figures of labels stand beside span:ROLE:f1_exact, f1_overlap, f1_characters and alpha_u for the
    roles claim, source, cue and content; attribution:f1_relation, content_exact, source_overlap, cue_overlap and
    entity_match; and claim:types, claim:verdict and claim:stance on claims that two people marked.
    """
    from annotator.commands import agreement

    click.echo(agreement.agreement(labels, project, chosen))


@click.command("export")
@click.option("--project", default="", help="Name of the project, or its slug.")
@click.option("--format", default="jsonl", show_default=True, help="--format help lists them.")
@click.option("-o", "--output", default="-", metavar="PATH", help="File or folder to write; else standard output.")
@click.option("--articles", default="all", show_default=True, help="all, or finished: submitted by enough people.")
@click.option("--article", "only", multiple=True, metavar="ID", help="Only this article, by its id; may be repeated.")
@click.option("--labels", default="both", show_default=True, help="both, everyone or gold; csv has gold only alone.")
@click.option("--states", default="all", show_default=True, help="all, or submitted: no work in progress.")
@click.option("--rounds", default="first", show_default=True, help="first, last or all.")
@click.option("--texts", default="all", show_default=True, help="all, licensed or none: else offsets only.")
@click.option("--names", is_flag=True, help="Print people's names instead of pseudonyms.")
@click.option("--headings", is_flag=True, help="In csv, count headlines and headings too, as in agreement.")
@click.option("--spreadsheet", is_flag=True, help="Defuse formulas in csv; the text is then no longer exact.")
@click.option("--events", is_flag=True, help="In a bundle: who decided what and when.")
@click.option("--history", is_flag=True, help="In a bundle: all that is stored, to take the project in elsewhere.")
@database_option
@honest
def export_command(
    project: str, output: str, database: str | None, only: tuple[str, ...], **wanted: Any
) -> None:  # fmt: skip
    """Write a project's data set; the same state gives the same bytes.

    A format of several files writes the folder PATH, or a zip to standard output.
    """
    from annotator.commands.export import export, listing

    if wanted["format"] == "help":
        click.echo(listing())
        return
    if not project:
        raise click.UsageError("Say which project: --project NAME. The formats are listed by: --format help")
    if only:
        wanted["articles"] = "chosen"
    export(database, project, output, {name: str(value or "") for name, value in wanted.items()}, only)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--project", required=True, help="Name or slug of the project; it is made when it is missing.")
@click.option("--language", help="Language of the texts, for example en or uk; else the project's.")
@click.option("--text-column", default="", metavar="NAME", help="Column of tables that holds the text.")
@click.option("--column", "columns", multiple=True, metavar="FIELD=NAME", help="As title=headline; may be repeated.")
@click.option("--found", is_flag=True, help="Take author, date and so on from the files, unconfirmed.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be imported and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each file.")
@database_option
@honest
def import_(paths: tuple[str, ...], text_column: str, columns: tuple[str, ...], **given: Any) -> None:
    """Import files, and folders with all files that can be read; - is standard input.

    Text, Markdown, HTML, Word, PDF, and of JSON lines, CSV and zip files every article within. Prints id, number of
    sentences and title of each article. Files that are refused get a reason, the others are imported, and the exit
    status is 1.
    """
    from annotator.commands import importing

    chosen = importing.chosen_columns(text_column, columns)
    if not importing.import_paths(given.pop("database"), paths, columns=chosen, **given):
        sys.exit(1)


@click.command("correct")
@click.argument("article")
@click.argument("file")
@click.option("--project", required=True, help="Name of the project, or its slug.")
@click.option("--reason", default="", help="Why; everybody who works on the article may read it.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would move and store nothing.")
@database_option
@honest
def correct_(article: str, file: str, project: str, reason: str, dry: bool, database: str | None) -> None:
    """Put the text of FILE in the place of an article's, named by its id; - is standard input.

    It is a new version: labels, claims and sources follow their words. Prints what changes: the sentences that are
    gone, new, changed, or to be looked at again, with the words before and after.
    """
    from annotator.commands import correcting

    correcting.correct(database, article, file, project=project, reason=reason, dry=dry)


@click.command("split")
@click.argument("file")
@click.option("--jsonl", is_flag=True, help='FILE holds lines {"id", "text", "language"?}.')
@click.option("--language", default="en", show_default=True, help="Language of the text, for example en or uk.")
@honest
def split_(file: str, jsonl: bool, language: str) -> None:
    """Print the sentences of a file as lines of JSON, without a database; - is standard input."""
    from annotator.commands import splitting

    refused = False
    for line in splitting.of_lines(file, language) if jsonl else splitting.of_file(file, language):
        if isinstance(line, str):
            click.echo(line)
        else:
            click.echo(f"annotator: {line}", err=True)
            refused = True
    if refused:
        sys.exit(1)
