"""Commands for accounts and projects."""

import sys

import click

from annotator.cli_common import database_option, honest, opened


def asked_password() -> str:
    """Return a password from a prompt that does not show it, or from standard input when that is no terminal."""
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\n")


@click.group()
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


@click.group()
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
