"""The rules of the house as functions: each takes files and returns the offences, one a line.

Files are a mapping of their paths, relative to the checkout and with slashes, to their texts.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("annotator", "templates", "seeds", "tests", ".ci")

Files = Mapping[str, str]
Rule = Callable[[Files], list[str]]

# Imports go down or stay on their floor. A module of the package that is not named is a use case.
FLOORS = {
    0: {
        "__init__",
        "errors",
        "fields",
        "passwords",
        "scheme",
        "settings",
        "texts",
        "agreement",
        "reading",
        "splitting",
    },
    1: {"models"},
    2: {"access", "db", "locks", "migrate", "migrations"},
    4: {"web"},
    5: {"app"},
    6: {
        "__main__",
        "cli",
        "cli_bundles",
        "cli_common",
        "cli_data",
        "cli_people",
        "cli_releases",
        "cli_upkeep",
        "commands",
    },
}
USE_CASES = 3
WEB_LIBRARIES = {"flask", "flask_login", "flask_wtf", "jinja2", "werkzeug"}
STORAGE_LIBRARIES = {"alembic", "psycopg", "sqlalchemy", "sqlite3", "sqlmodel"}

MODULE_LINES = 300
FUNCTION_LINES = {"annotator/": 40, "tests/": 60}

MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|farm)/|/tmp/[a-z]|/roo[t]/|/home/[a-z]|/Users/[a-zA-Z]")
JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
FOREIGN = re.compile(r"(?:https?:)?//", re.IGNORECASE)
FOREIGN_STYLE = re.compile(r"""(?:url\(|@import)\s*['"]?(?:https?:)?//""", re.IGNORECASE)
SETTING = re.compile(r"ANNOTATOR_[A-Z][A-Z_]*[A-Z]")


def read_files() -> dict[str, str]:
    """Return every text file of the checkout that is ours; what is not UTF-8 is left out."""
    found = [path for path in ROOT.iterdir() if path.is_file()]
    found += [path for folder in OURS for path in (ROOT / folder).rglob("*") if path.is_file()]
    files = {}
    for path in sorted(found):
        if "__pycache__" in path.parts:
            continue
        try:
            files[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8")
        except UnicodeDecodeError:
            continue
    return files


def imports_go_down(files: Files) -> list[str]:
    """No module of the package imports one from a higher floor."""
    return [
        f"{path}: {name} is on a higher floor"
        for path, tree in _package(files)
        for name in _imports(tree)
        if name.startswith("annotator.") and _floor(name.split(".")[1]) > _floor(_part(path))
    ]


def the_web_is_known_upstairs_only(files: Files) -> list[str]:
    """Flask and its kin are imported on the floors of the web and above it."""
    return [
        f"{path}: imports {name}"
        for path, tree in _package(files)
        for name in _imports(tree)
        if name.split(".")[0] in WEB_LIBRARIES and _floor(_part(path)) < 4
    ]


def pure_modules_know_no_database(files: Files) -> list[str]:
    """The lowest floor works on values alone."""
    return [
        f"{path}: imports {name}"
        for path, tree in _package(files)
        for name in _imports(tree)
        if name.split(".")[0] in STORAGE_LIBRARIES and _floor(_part(path)) == 0
    ]


def pages_know_no_sql(files: Files) -> list[str]:
    """A view may name the type Session; queries stand in the use cases."""
    pages = [(path, tree) for path, tree in _package(files) if path.startswith("annotator/web/")]
    imported = [
        f"{path}: imports {name}"
        for path, tree in pages
        for name in _imports(tree)
        if name.split(".")[0] in STORAGE_LIBRARIES and name not in {"sqlmodel", "sqlmodel.Session"}
    ]
    called = [
        f"{path}:{call.lineno}: {ast.unparse(call.func)}()"
        for path, tree in pages
        for call in _calls(tree)
        if re.fullmatch(r"(.*\.)?session\.(get|exec|execute|scalars?|add|delete|flush|commit)", ast.unparse(call.func))
    ]
    return imported + called


def only_the_unit_of_work_commits(files: Files) -> list[str]:
    """A use case flushes; annotator/db.py alone commits."""
    return [
        f"{path}:{call.lineno}: commits"
        for path, tree in _package(files)
        for call in _calls(tree)
        if path != "annotator/db.py" and isinstance(call.func, ast.Attribute) and call.func.attr == "commit"
    ]


def modules_and_functions_are_short(files: Files) -> list[str]:
    """Count whole lines, decorators and docstrings included; migrations are as long as their tables."""
    offences = []
    for path, tree in _python(files):
        if "/migrations/" in path:
            continue
        lines = len(files[path].splitlines())
        if lines > MODULE_LINES:
            offences.append(f"{path}: {lines} lines, {MODULE_LINES} may be")
        most = next(count for folder, count in FUNCTION_LINES.items() if path.startswith(folder))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                size = (node.end_lineno or first) - first + 1
                if size > most:
                    offences.append(f"{path}:{first}: {node.name} has {size} lines, {most} may be")
    return offences


def faults_are_named(files: Files) -> list[str]:
    """Nobody catches everything."""
    return [
        f"{path}:{node.lineno}: catches everything"
        for path, tree in _python(files)
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or re.search(r"\b(Base)?Exception\b", ast.unparse(node.type)))
    ]


def no_path_of_one_machine(files: Files) -> list[str]:
    """What is in the checkout makes sense on every machine."""
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATHS.search(line)
    ]


def nothing_is_loaded_from_elsewhere(files: Files) -> list[str]:
    """Scripts, styles, fonts and pictures come from this server; a link may lead anywhere."""
    tags = [
        f"{path}: <{tag}> loads {value}"
        for path, tag, attributes in _tags(files)
        for name, value in attributes
        if tag != "a" and name in {"src", "href", "srcset"} and FOREIGN.match(value)
    ]
    styles = [
        f"{path}: a style loads from elsewhere"
        for path, text in files.items()
        if path.startswith("annotator/static/") and path.endswith(".css") and FOREIGN_STYLE.search(text)
    ]
    return tags + styles


def no_code_or_style_inside_a_page(files: Files) -> list[str]:
    """The policy of the pages forbids it, so it would silently do nothing."""
    attributes = [
        f"{path}: <{tag} {name}>"
        for path, tag, given in _tags(files)
        for name, _ in given
        if name == "style" or re.match(r"(data-)?(hx-)?on[a-z:-]", name)
    ]
    elements = [
        f"{path}: <{tag}> with its content in the page"
        for path, tag, given in _tags(files)
        if tag == "style" or (tag == "script" and "src" not in dict(given))
    ]
    return attributes + elements


def fragments_begin_with_an_underscore(files: Files) -> list[str]:
    """A template is a whole page, which extends another or has a doctype, or its name begins with `_`."""
    offences = []
    for path, text in files.items():
        if path.startswith("templates/") and path.endswith(".html"):
            is_page = bool(re.search(r"\{%-?\s*extends\b|<!doctype\b", text, re.IGNORECASE))
            if is_page == Path(path).name.startswith("_"):
                offences.append(f"{path}: is a {'page' if is_page else 'fragment'}")
    return offences


def settings_are_in_the_readme(files: Files) -> list[str]:
    """Every variable of the environment that the package reads is explained to its users."""
    code = (text for path, text in files.items() if path.startswith("annotator/"))
    named = {name for text in code for name in SETTING.findall(text)}
    return sorted(name for name in named if not re.search(rf"\b{name}\b", files["README.md"]))


def _python(files: Files, *folders: str) -> Iterator[tuple[str, ast.Module]]:
    for path, text in files.items():
        if path.endswith(".py") and path.startswith(folders or tuple(FUNCTION_LINES)):
            yield path, parsed(text)


def _package(files: Files) -> Iterator[tuple[str, ast.Module]]:
    return _python(files, "annotator/")


@cache
def parsed(text: str) -> ast.Module:
    """Return the tree of a module, for all rules the same one."""
    return ast.parse(text)


def _part(path: str) -> str:
    """Return the module or package directly below annotator/ to which a file belongs."""
    return path.split("/")[1].removesuffix(".py")


def _floor(part: str) -> int:
    return next((floor for floor, parts in FLOORS.items() if part in parts), USE_CASES)


def _imports(tree: ast.Module) -> Iterator[str]:
    """Yield what is imported anywhere in a module, with whole names: `from a import b` is "a.b"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'annotator.' * bool(node.level)}{node.module or ''}.{alias.name}" for alias in node.names)


def _calls(tree: ast.Module) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


class _Tags(HTMLParser):
    """Collects start tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, [(name, value or "") for name, value in attrs]))


def _tags(files: Files) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Yield path, tag and attributes of each tag in the templates; what Jinja writes is left out."""
    for path, text in files.items():
        if path.startswith("templates/") and path.endswith(".html"):
            parser = _Tags()
            parser.feed(JINJA.sub("", text))
            yield from ((path, tag, attributes) for tag, attributes in parser.found)
