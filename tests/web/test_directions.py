"""Articles in every script: the right direction and the language, wherever a text is shown."""

import re

import pytest

from annotator.db import Database
from annotator.web.shell import direction
from tests.factories import NewClient, all_roles, make_world, signed_in
from tests.support.uploads import looked_at

ARABIC = "إعادة فتح الميناء بعد العاصفة\n\nBBC: قالت الحكومة إن الميناء سيفتح غداً.\nلا أحد يعرف.\n"


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("ar", "rtl"),
        ("fa-IR", "rtl"),
        ("pa-Arab", "rtl"),
        ("HE", "rtl"),
        ("en", "auto"),
        ("ja", "auto"),
        (None, "auto"),
    ],
)
def test_the_language_tells_the_direction(language: str | None, wanted: str) -> None:
    assert direction(language) == wanted


def test_an_arabic_article_runs_from_right_to_left_on_every_page(database: Database, new_client: NewClient) -> None:
    world = make_world(database, {"mia": all_roles()}, texts=())
    mia = signed_in(new_client, "mia")
    where, _page, (key,) = looked_at(mia, world, ("port.txt", ARABIC.encode()), language="ar")
    preview = mia.get(where).text
    assert re.search(r'<ol role="list" class="segs" lang="ar">', preview)
    assert len(re.findall(r'<p dir="rtl" id="s\d+">', preview)) == 3
    done = mia.get(mia.post(f"{where}/store", file=key).location).text
    public = re.findall(r"art_\w{16}", done)[0]
    article = f"/projects/{world.slug}/articles/{public}"
    assert mia.post(f"/projects/{world.slug}/take", article=public).status_code == 303
    opened = mia.get(article).text
    assert '<article class="col story" lang="ar" dir="rtl"' in opened
    # A paragraph that begins with a Latin name runs from right to left like the others.
    assert re.search(r'<p dir="rtl">\s*<span[^>]*>.{0,400}?BBC', opened, re.DOTALL)
    assert 'dir="rtl" lang="ar"' in mia.get(f"/projects/{world.slug}/").text
