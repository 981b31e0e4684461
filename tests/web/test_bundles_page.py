"""The pages that take bundles in: packed by hand, edited, with odd names; and what the import adds is said before."""

import re

from tests.factories import Client, World
from tests.support import mutating
from tests.support.mutating import Files
from tests.test_bundles_packed import by_the_finder
from tests.test_round_trip import exported
from tests.web.test_releases import database, mara, upload, world

__all__ = ["database", "mara", "world"]


def files_of(world: World) -> Files:
    return mutating.unpacked(exported(world.database, world.project.id))


def test_a_bundle_that_the_finder_zipped_comes_in_by_both_pages(mara: Client, world: World) -> None:
    data = mutating.packed(by_the_finder(files_of(world)))
    listed = upload(mara, f"/projects/{world.slug}/import/annotations", data, list="1").text
    assert re.findall(r'name="annotator" value="(\w+)"', listed) == ["r01", "r02", "r03", "r04"]
    assert "This would come in" in upload(mara, "/import-project", data, name="Copy").text


def test_the_page_says_that_whoever_imports_becomes_a_member_and_so_it_is(mara: Client, world: World) -> None:
    assert "Importing here makes you a member of the new project with every role" in mara.get("/import-project").text
    files = files_of(world)
    done = upload(mara, "/import-project", mutating.packed(files), name="Copy", store="1")
    assert "the history is taken" not in done.text
    choice = "format=bundle&history=1&events=1&rounds=all"
    again = mutating.unpacked(mara.get(f"/projects/copy/export/download?{choice}").data)
    others = {name for name, data in again.items() if data != files[name]}
    # The new name stands in the manifest, which has the hashes too, and in the project's own row.
    people = {"people.jsonl", "history/user.jsonl", "history/membership.jsonl"}
    assert others == people | {"manifest.json", "history/project.jsonl"}
    assert all(again[name].startswith(files[name]) for name in people)


def test_a_table_that_was_edited_is_named_on_the_page_when_it_is_tried_and_when_it_is_stored(
    mara: Client, world: World
) -> None:
    files = files_of(world)
    files["sentences.jsonl"] = files["sentences.jsonl"].replace(b"CFS", b"UFS")
    mutating.with_hashes(files)
    said = '<p class="alert">sentences.jsonl says something else than the history; the history is taken.</p>'
    for store in ({}, {"store": "1"}):
        assert said in upload(mara, "/import-project", mutating.packed(files), name="Copy", **store).text


def test_a_name_with_a_per_cent_sign_is_said_as_it_is(mara: Client, world: World) -> None:
    data = mutating.packed(files_of(world) | {"50%.txt": b"x"})
    for path in ("/import-project", f"/projects/{world.slug}/import/annotations"):
        answer = upload(mara, path, data, list="1")
        assert (answer.status_code, "does not name: 50%.txt." in answer.text) == (422, True)
