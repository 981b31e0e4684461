"""`annotator user` and `annotator project`: accounts and projects without the browser."""

from click.testing import CliRunner, Result

from annotator.cli import main


def run(url: str, *words: str, typed: str = "") -> Result:
    """Run a command on a database; the address it keeps in the environment is gone afterwards."""
    return CliRunner(env={"ANNOTATOR_DATABASE_URL": url}).invoke(main, words, input=typed)


def test_accounts_are_made_and_closed_from_the_command_line(database_url: str) -> None:
    assert run(database_url, "project", "create", "Harbour news").stdout == "harbour-news\n"
    words = ("user", "add", "ada", "--project", "harbour-news", "--role", "reviewer")
    assert run(database_url, *words, typed="long enough\n").stdout == "ada can sign in now.\n"
    assert run(database_url, "user", "password", "ada", typed="another one\n").exit_code == 0
    assert run(database_url, "user", "list").stdout == "ada\n"
    assert run(database_url, "user", "disable", "ada").exit_code == 0
    assert run(database_url, "user", "list").stdout == "ada  (disabled)\n"
    assert run(database_url, "project", "list").stdout == "harbour-news\tHarbour news\t0 articles\n"


def test_the_sample_project_can_be_loaded_twice_under_two_names(sqlite_url: str) -> None:
    assert run(sqlite_url, "project", "sample", "Try one").stdout == "try-one\n"
    assert run(sqlite_url, "project", "sample", "Try two").stdout == "try-two\n"
    found = run(sqlite_url, "agreement", "--project", "Try one")
    assert "Items: 98, with two or more labels: 97" in found.stdout


def test_what_cannot_be_done_is_said_in_one_line(database_url: str) -> None:
    for words, typed, says in (
        (("user", "add", "ada"), "short\n", "Use a password"),
        (("user", "add", "Gold"), "long enough\n", "Gold is what exports call the settled labels"),
        (("user", "password", "nobody"), "long enough\n", "There is no account called nobody"),
        (("agreement", "--project", "none"), "", "There is no project called none"),
    ):
        ended = run(database_url, *words, typed=typed)
        assert ended.exit_code == 1
        assert says in ended.stderr
        assert ended.stderr.count("\n") == 1
