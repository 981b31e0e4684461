"""Two thousand generated files through the reading process, and through the import pages: no hang, no fault of ours."""

import time

import pytest

from annotator.db import Database
from annotator.errors import AnnotatorError
from annotator.models import Article, ImportFile
from annotator.reading.base import Options
from annotator.reading.outside import Reader
from tests.factories import NewClient, all_roles, make_world, signed_in
from tests.support.hostile import generated, known
from tests.support.uploads import count, upload

FILES = 2000


def test_two_thousand_generated_files_end_in_articles_or_sentences() -> None:
    reader = Reader()
    slowest = 0.0
    try:
        for name, data in generated(FILES, seed=2):
            begun = time.monotonic()
            for one in reader.articles(name, data, Options()):
                assert not isinstance(one, AnnotatorError) or str(one)
            slowest = max(slowest, time.monotonic() - begun)
    finally:
        reader.end()
    assert slowest < 8


@pytest.mark.parametrize("seed", [3])
def test_two_thousand_uploads_are_looked_at_or_refused_with_a_reason(
    database: Database, new_client: NewClient, seed: int
) -> None:
    world = make_world(database, {"mia": all_roles()}, texts=())
    mia = signed_in(new_client, "mia")
    for name, data in [*known().values(), *generated(FILES, seed)]:
        answer = upload(mia, world, (name, data))
        assert answer.status_code in (303, 413, 422), (name, answer.status_code)
        if answer.status_code != 303:
            assert 'role="alert"' in answer.text, name
            continue
        assert mia.get(answer.location).status_code == 200, name
        assert mia.post(answer.location.partition("?")[0], do="drop").status_code == 303
    # What is refused or thrown away leaves nothing behind.
    assert count(world, Article) == count(world, ImportFile) == 0
