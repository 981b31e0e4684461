"""create_app(): the only place that puts the parts together."""

import gc

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.routing import IntegerConverter

from annotator.bundles import sweep
from annotator.db import Database
from annotator.models import MAX_KEY
from annotator.passwords import Passwords
from annotator.settings import Settings, resource
from annotator.web import (
    account,
    agreement,
    annotate,
    assets,
    board,
    bundles,
    corrections,
    errors,
    exports,
    feedback,
    guidelines,
    health,
    history,
    identity,
    imports,
    keys,
    logs,
    ops,
    own,
    packing,
    people,
    phases,
    place,
    practice,
    projects,
    releases,
    requests,
    review,
    security,
    shell,
    talk,
    texts,
    work,
)

PAGES = (
    account, agreement, annotate, board, bundles, corrections, exports, feedback, guidelines, health, history, imports,
    keys, logs, ops, own, people, phases, place, practice, projects, releases, requests, review, talk, work,
)  # fmt: skip


class KeyConverter(IntegerConverter):
    """A key in an address; one beyond 63 bits is no key of ours and gets a 404 like any other unknown one."""

    def __init__(self, url_map: object) -> None:
        super().__init__(url_map, max=MAX_KEY)  # type: ignore[arg-type]


def create_app(settings: Settings) -> Flask:
    """Build the application for one installation; the database must be migrated already."""
    app = Flask("annotator", static_folder=None, template_folder=str(resource("templates")))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.converters["key"] = KeyConverter
    app.extensions["annotator.settings"] = settings
    app.extensions["annotator.database"] = Database(settings.database_url)
    app.extensions["annotator.passwords"] = Passwords(cheap=settings.cheap_passwords)
    texts.install(app)
    identity.install(app)
    errors.install(app)
    security.install(app, settings)
    assets.install(app)
    packing.install(app)
    shell.install(app)
    practice.install(app)
    talk.install(app)
    for page in PAGES:
        app.register_blueprint(page.bp)
    return app


def serve_app() -> Flask:
    """Build the application from the environment; what the server's worker process calls."""
    app = create_app(Settings.from_environment())
    database = app.extensions["annotator.database"]
    if database.answers():
        sweep(database)
    # What is loaded now stays: the collector of garbage need not look through it again and again while people wait.
    gc.collect()
    gc.freeze()
    # Pages make many values at once that are not rubbish; looking for some after every 700 costs a third of an export.
    gc.set_threshold(20_000)
    return app
