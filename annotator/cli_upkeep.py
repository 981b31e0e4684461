"""Commands that keep an installation sound: backup, restore, doctor."""

import sys

import click

from annotator.cli_common import database_option, honest


@click.command("backup")
@click.argument("file")
@database_option
@honest
def backup_command(file: str, database: str | None) -> None:
    """Write the whole database to FILE while work goes on, and look through it; - is standard output.

    A backup of SQLite is a SQLite file, one of PostgreSQL a zip file; either can be restored into either.
    """
    from annotator.commands import upkeep

    for line in upkeep.backup(database, file):
        click.echo(line, err=file == "-")


@click.command("restore")
@click.argument("file")
@click.option("--replace", is_flag=True, help="Put it in the place of a database with work in it, which is kept.")
@database_option
@honest
def restore_command(file: str, replace: bool, database: str | None) -> None:
    """Put a backup back, whole or not at all; - is standard input. Everybody signs in again afterwards."""
    from annotator.commands import upkeep

    for line in upkeep.restore(database, file, replace=replace):
        click.echo(line)


@click.command("doctor")
@click.option("--purge", is_flag=True, help="Remove projects deleted over 30 days ago and forgotten uploads.")
@click.option("--recount", is_flag=True, help="Put right the counts that are kept.")
@database_option
@honest
def doctor_command(purge: bool, recount: bool, database: str | None) -> None:
    """Look for what is wrong with the database and say what to do; exit status 1 when something is."""
    from annotator.commands import upkeep

    sound = True
    work = upkeep.purge if purge else upkeep.recount if recount else upkeep.examine
    for line in work(database):
        click.echo(line.text)
        sound &= line.sound
    if not sound:
        sys.exit(1)


@click.command("worker")
@click.option("--once", is_flag=True, help="Import what waits now, then end.")
@database_option
@honest
def worker_command(once: bool, database: str | None) -> None:
    """Import in the background what people have said to import, until it is ended; several may run on PostgreSQL."""
    from annotator.commands import importing

    importing.work(database, once=once)
