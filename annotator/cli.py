"""Commands. Each loads what it needs when it runs: the server's parent process must stay small."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from annotator import __version__
from annotator.commands.choices import filter_options
from annotator.errors import AnnotatorError, BadInput

if TYPE_CHECKING:
    from annotator.db import Database

database_option = click.option(
    "--database", metavar="URL", help="Database address; else ANNOTATOR_DATABASE_URL, else a SQLite file."
)


def honest(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a person can put right into one line and exit status 1."""

    @wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        try:
            return command(*args, **options)
        except AnnotatorError as fault:
            click.echo(f"annotator: {fault}", err=True)
            sys.exit(1)
        except BrokenPipeError:
            # Whoever read our output has gone, as `head` does; there is nobody left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(1)

    return run


def use(url: str | None) -> None:
    """Make the address given on the command line the one that settings are read with."""
    if url:
        os.environ["ANNOTATOR_DATABASE_URL"] = url


@contextmanager
def opened(url: str | None) -> "Iterator[Database]":
    """Open the database, migrated, and close it at the end; every command but `serve` begins here."""
    from annotator import migrate
    from annotator.db import Database
    from annotator.settings import data_folder, database_url

    use(url)
    database = Database(database_url(os.environ.get("ANNOTATOR_DATABASE_URL"), data_folder()))
    try:
        migrate.upgrade(database)
        yield database
    finally:
        database.close()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Turn news articles into fact-claim datasets."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes; PostgreSQL only.")
@click.option("--demo", is_flag=True, help="Show a worked project in a throw-away database.")
@click.option("--insecure-http", is_flag=True, help="Allow plain http beyond this machine: passwords can be read.")
@click.option("--trusted-proxies", default=0, type=click.IntRange(0, 10), help="Number of proxies in front.")
@database_option
@honest
def serve(
    host: str, port: int, workers: int, demo: bool, insecure_http: bool, trusted_proxies: int, database: str | None
) -> None:
    """Run the web app; on an empty database print a link for the first manager."""
    from annotator import serving

    use(database)
    if insecure_http:
        os.environ["ANNOTATOR_INSECURE_HTTP"] = "1"
    if trusted_proxies:
        os.environ["ANNOTATOR_TRUSTED_PROXIES"] = str(trusted_proxies)
    serving.serve(host, port, workers=workers, demo=demo)


@main.command(hidden=True)
@click.argument("address")
@click.option("--demo", is_flag=True)
@honest
def prepare(address: str, demo: bool) -> None:
    """Migrate the database and greet an empty one; run by `serve` in a process of its own."""
    from annotator import starting

    with opened(None) as database:
        for line in starting.greet(database, address, demo=demo):
            click.echo(line)


@main.command("agreement")
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


def asked_password() -> str:
    """Return a password from a prompt that does not show it, or from standard input when that is no terminal."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


@main.command("export")
@click.option("--project", required=True, help="Name of the project, or its slug.")
@click.option("--format", default="jsonl", show_default=True, help="jsonl or csv.")
@click.option("-o", "--output", default="-", metavar="PATH", help="File to write; else standard output.")
@click.option("--articles", default="all", show_default=True, help="all, or finished: submitted by enough people.")
@click.option("--labels", default="both", show_default=True, help="both, everyone or gold; csv has gold only alone.")
@click.option("--states", default="all", show_default=True, help="all, or submitted: no work in progress.")
@click.option("--rounds", default="first", show_default=True, help="first, last or all.")
@click.option("--names", is_flag=True, help="Print people's names instead of pseudonyms.")
@click.option("--spreadsheet", is_flag=True, help="Defuse formulas in csv; the text is then no longer exact.")
@database_option
@honest
def export_command(project: str, output: str, database: str | None, **wanted: Any) -> None:
    """Write a project's data set; the same state gives the same bytes."""
    from annotator.commands.export import export

    export(database, project, output, {name: str(value or "") for name, value in wanted.items()})


@main.group()
def user() -> None:
    """Add, list, disable accounts; set passwords."""


@user.command("add")
@click.argument("name")
@click.option("--admin", is_flag=True, help="May create projects.")
@click.option("--project", help="Make the person a member of this project.")
@click.option(
    "--role", "roles", multiple=True, default=["annotator"], help="annotator, reviewer or manager; repeatable."
)
@database_option
@honest
def user_add(name: str, admin: bool, project: str | None, roles: tuple[str, ...], database: str | None) -> None:
    """Add an account; asks for its password, or reads it from standard input."""
    from annotator.commands import people

    with opened(database) as made:
        click.echo(
            people.add_user(made, name, password=asked_password(), admin=admin, project=project, roles=list(roles))
        )


@user.command("list")
@database_option
@honest
def user_list(database: str | None) -> None:
    """List the accounts."""
    from annotator.commands import people

    with opened(database) as made:
        click.echo("\n".join(people.list_users(made)) or "There are no accounts yet.")


@user.command("disable")
@click.argument("name")
@database_option
@honest
def user_disable(name: str, database: str | None) -> None:
    """Close an account and end its sign-ins; its work stays."""
    from annotator.commands import people

    with opened(database) as made:
        click.echo(people.disable_user(made, name))


@user.command("password")
@click.argument("name")
@database_option
@honest
def user_password(name: str, database: str | None) -> None:
    """Set an account's password and end its sign-ins; asks for it, or reads it from standard input."""
    from annotator.commands import people

    with opened(database) as made:
        click.echo(people.change_password(made, name, asked_password()))


@main.group()
def project() -> None:
    """List and create projects; load the sample."""


@project.command("list")
@database_option
@honest
def project_list(database: str | None) -> None:
    """List the projects: slug, name, articles."""
    from annotator.commands import people

    with opened(database) as made:
        click.echo("\n".join(people.list_projects(made)) or "There are no projects yet.")


@project.command("create")
@click.argument("name")
@click.option("--language", default="en", show_default=True)
@database_option
@honest
def project_create(name: str, language: str, database: str | None) -> None:
    """Create a project and print its slug."""
    from annotator.commands import people

    with opened(database) as made:
        click.echo(people.create_project(made, name, language))


@project.command("sample")
@click.argument("name")
@database_option
@honest
def project_sample(name: str, database: str | None) -> None:
    """Load the worked sample project: three annotators' work and some gold."""
    from annotator.commands import people

    with opened(database) as made:
        click.echo(people.load_sample(made, name))


@main.command("import")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--project", required=True, help="Name or slug of the project; it is made when it is missing.")
@click.option("--language", help="Language of the texts, for example en or uk; else the project's.")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be imported and store nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print a line of JSON for each file.")
@database_option
@honest
def import_(paths: tuple[str, ...], project: str, language: str | None, dry: bool, as_json: bool, **at: str) -> None:
    """Import files, and folders with all their text files; - is standard input.

    Prints id, number of sentences and title of each article. Files that are refused get a reason, the others are
    imported, and the exit status is 1.
    """
    from annotator.commands import importing

    if not importing.import_paths(at["database"], paths, project=project, language=language, dry=dry, as_json=as_json):
        sys.exit(1)


@main.command("split")
@click.argument("file")
@click.option("--jsonl", is_flag=True, help='FILE holds lines {"id", "text", "language"?}.')
@click.option("--language", default="en", show_default=True, help="Language of the text, for example en or uk.")
@honest
def split_(file: str, jsonl: bool, language: str) -> None:
    """Print the sentences of a file as lines of JSON, without a database; - is standard input."""
    from annotator.commands import splitting

    refused = False
    for line in splitting.of_lines(file, language) if jsonl else splitting.of_file(file, language):
        if isinstance(line, BadInput):
            click.echo(f"annotator: {line}", err=True)
        else:
            click.echo(line)
        refused |= isinstance(line, BadInput)
    if refused:
        sys.exit(1)
