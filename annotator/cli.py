"""Commands. Each loads what it needs when it runs: the server's parent process must stay small."""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from annotator import __version__
from annotator.errors import AnnotatorError

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


def opened(url: str | None) -> "Database":
    """Return the database, migrated; every command but `serve` begins here."""
    from annotator import migrate
    from annotator.db import Database
    from annotator.settings import data_folder, database_url

    use(url)
    database = Database(database_url(os.environ.get("ANNOTATOR_DATABASE_URL"), data_folder()))
    migrate.upgrade(database)
    return database


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

    database = opened(None)
    for line in starting.greet(database, address, demo=demo):
        click.echo(line)
    database.close()
