"""Commands. Each loads what it needs when it runs: the server's parent process must stay small."""

import os

import click

from annotator import __version__, cli_bundles, cli_data, cli_people, cli_releases, cli_upkeep
from annotator.cli_common import database_option, honest, opened, use


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


for _command in (
    cli_data.import_,
    cli_data.correct_,
    cli_data.split_,
    cli_data.export_command,
    cli_data.agreement_command,
    cli_people.user,
    cli_people.project,
    cli_releases.release,
    cli_upkeep.backup_command,
    cli_upkeep.restore_command,
    cli_upkeep.doctor_command,
    cli_upkeep.worker_command,
):
    main.add_command(_command)
cli_people.project.add_command(cli_bundles.project_import)
cli_people.project.add_command(cli_bundles.project_annotations)
