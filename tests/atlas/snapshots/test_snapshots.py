import datetime as dt
import os
import random
import shutil
import signal
import subprocess
import sys
import time

import pytest

from biovaliance.atlas.building import build
from biovaliance.atlas.home import current_identifier
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.snapshots import integrity, publishing, reading
from biovaliance.atlas.snapshots.differences import difference
from biovaliance.foundation.errors import InputError, NotFoundError, Problem
from biovaliance.foundation.evidence import Audience, View
from biovaliance.sources.region import bundled_region
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.atlas.values import evidence, key, organisation, statement

NOON = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
INPUTS = publishing.BuildInputs(
    "test", "0.1.0", "v", (Problem("a.csv", 3, "city", "?", "no town.", "Write one."),)
)


@pytest.fixture(scope="session")
def tagger():
    return Tagger(bundled_thesaurus())


def relation(source, target, code="partner_of", audience=Audience.PUBLIC, since="2024"):
    return Relation(key(source), code, key(target), (evidence(),), since, "", "a note", audience)


def atlas(tagger, *slugs, relations=()):
    return build([organisation(slug) for slug in slugs], relations, [], tagger)


def publish(home, made, at=NOON):
    return publishing.publish(home, made, INPUTS, at)


def test_what_was_published_is_read_back(tmp_path, tagger):
    made = atlas(tagger, "a", "b", relations=[relation("a", "b")])
    manifest, is_new = publish(tmp_path, made)
    opened = reading.open_snapshot(tmp_path)
    assert is_new
    assert opened.manifest == manifest
    assert opened.entities() == made.entities[View.PUBLIC]
    assert opened.relations() == list(made.relations)
    assert opened.problems() == list(INPUTS.problems)
    assert manifest.counts["organisation"] == 2


def test_the_same_input_gives_the_same_content_and_publishes_nothing_new(tmp_path, tagger):
    first, _ = publish(tmp_path / "one", atlas(tagger, "a", "b"))
    second, _ = publish(tmp_path / "two", atlas(tagger, "b", "a"), NOON + dt.timedelta(days=9))
    assert first.content_sha256 == second.content_sha256
    again, is_new = publish(tmp_path / "one", atlas(tagger, "a", "b"), NOON + dt.timedelta(days=1))
    assert not is_new
    assert again == first


def test_an_earlier_snapshot_can_be_published_again(tmp_path, tagger):
    first, _ = publish(tmp_path, atlas(tagger, "a"))
    second, _ = publish(tmp_path, atlas(tagger, "a", "b"), NOON + dt.timedelta(hours=1))
    assert current_identifier(tmp_path) == second.identifier
    assert publishing.rollback(tmp_path, first.identifier[:15]).identifier == first.identifier
    assert list(reading.open_snapshot(tmp_path).entities()) == ["organisation:a"]
    assert [m.identifier for m in reading.list_snapshots(tmp_path)] == [first.identifier, second.identifier]


def test_a_damaged_file_is_found_and_not_rolled_back_to(tmp_path, tagger):
    manifest, _ = publish(tmp_path, atlas(tagger, "a"))
    assert integrity.check(tmp_path) == []
    folder = tmp_path / "snapshots" / manifest.identifier
    with (folder / "entities.parquet").open("ab") as file:
        file.write(b"!")
    (folder / "extra.txt").write_text("x")
    (folder / "tags.parquet").unlink()
    faults = integrity.check(tmp_path)
    assert len(faults) == 3
    with pytest.raises(InputError, match="damaged"):
        publishing.rollback(tmp_path, manifest.identifier)


def test_a_damaged_published_snapshot_is_built_anew_though_its_content_is_the_same(tmp_path, tagger):
    manifest, _ = publish(tmp_path, atlas(tagger, "a"))
    (tmp_path / "snapshots" / manifest.identifier / "tags.parquet").unlink()
    again, is_new = publish(tmp_path, atlas(tagger, "a"), NOON)
    assert is_new
    assert again.identifier != manifest.identifier
    assert integrity.check(tmp_path) == []


def test_nothing_published_says_what_to_do(tmp_path):
    with pytest.raises(NotFoundError, match="biovaliance atlas build"):
        reading.open_snapshot(tmp_path)


def test_an_unknown_or_ambiguous_beginning_names_what_there_is(tmp_path, tagger):
    publish(tmp_path, atlas(tagger, "a"))
    publish(tmp_path, atlas(tagger, "b"), NOON + dt.timedelta(seconds=1))
    with pytest.raises(NotFoundError, match="2 snapshots"):
        reading.open_snapshot(tmp_path, "2026")
    with pytest.raises(NotFoundError, match="no snapshot"):
        reading.open_snapshot(tmp_path, "1999")


def test_two_builds_at_once_do_not_mix(tmp_path, tagger):
    with publishing._building(tmp_path), pytest.raises(InputError, match="under way"):
        publish(tmp_path, atlas(tagger, "a"))


def test_closed_statements_relations_and_tags_stay_in_their_view(tmp_path, tagger):
    secret = organisation("s", statement("description", "Makes CAR-T cells.", "en", audience=Audience.TEAM))
    hidden = organisation("h", name="Hidden")
    only_team = [statement("name", "Hidden", audience=Audience.TEAM)]
    from dataclasses import replace

    hidden = replace(hidden, statements=tuple(only_team))
    relations = [
        relation("s", "h"),
        relation("s", "o", audience=Audience.MEMBERS),
        relation("o", "s", "funded"),
    ]
    made = build([secret, hidden, organisation("o")], relations, [], tagger)
    publish(tmp_path, made)
    opened = reading.open_snapshot(tmp_path)
    assert sorted(opened.entities()) == ["organisation:o", "organisation:s"]
    assert "description" not in opened.entities()["organisation:s"].fields
    assert [r.type_code for r in opened.relations()] == ["funded"]
    assert opened.tags() == []
    assert sorted(opened.entities(View.TEAM)) == ["organisation:h", "organisation:o", "organisation:s"]
    assert len(opened.relations(View.TEAM)) == 3
    assert len(opened.relations(View.MEMBER)) == 2
    assert any(tag.concept_id == "car-t-cells" for tag in opened.tags(View.TEAM))


def test_a_difference_tells_what_came_went_and_changed(tagger):
    old = build(
        [organisation("a", statement("founded", "2017")), organisation("b")], [relation("a", "b")], [], tagger
    )
    new = build(
        [organisation("a", statement("founded", "2018")), organisation("c")], [relation("a", "c")], [], tagger
    )
    found = difference(
        *((each.entities[View.PUBLIC], each.relations_for(View.PUBLIC)) for each in (old, new))
    )
    assert (found.added, found.removed) == (("organisation:c",), ("organisation:b",))
    assert [(c.entity_key, c.what, c.before, c.after) for c in found.changed] == [
        ("organisation:a", "founded", "2017", "2018")
    ]
    assert [r.target_key for r in found.relations_added] == ["organisation:c"]
    assert not difference(*((old.entities[View.PUBLIC], []) for _ in range(2)))


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_published_atlas_readable(tmp_path):
    """Kill -9 at 20 random moments of a real build: what was published stays, and the next build works."""
    environment = {**os.environ, "BIOVALIANCE_HOME": str(tmp_path)}
    data = tmp_path / "data"
    shutil.copytree(bundled_region().directory, data)
    command = [sys.executable, "-m", "biovaliance.cli", "atlas", "build", "--source", f"curated={data}"]
    started = time.perf_counter()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    duration = time.perf_counter() - started
    published = current_identifier(tmp_path)
    chance = random.Random(20261124)
    for attempt in range(20):
        with (data / "organisations.csv").open(
            "a", encoding="utf-8"
        ) as file:  # so that there is something new
            file.write(
                f"extra-{attempt},Extra {attempt},,,laboratory,,,FR,yes,,,,,,,,,,A test row.,Une ligne.,https://example.org/,,2026,medium,active,,\n"
            )
        build_process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(chance.uniform(0.02, duration * 1.05))
        build_process.send_signal(signal.SIGKILL)
        build_process.wait()
        now = current_identifier(tmp_path)
        assert now is not None
        if now != published:  # it was quick enough to publish before the kill
            published = now
        assert integrity.check(tmp_path) == []
        assert len(reading.open_snapshot(tmp_path).entities()) > 200
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert current_identifier(tmp_path) != published or integrity.check(tmp_path) == []
    assert not list((tmp_path / "snapshots").glob(".building-*"))
