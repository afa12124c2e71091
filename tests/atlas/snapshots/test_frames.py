"""The atlas in a notebook: data frames and Arrow tables, with evidence beside every value."""

import datetime as dt

import pytest

import biovaliance
from biovaliance.atlas.building import build
from biovaliance.atlas.fields import FIELDS, Kind
from biovaliance.atlas.relations import Relation
from biovaliance.atlas.snapshots import publishing
from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.foundation.evidence import Audience, Confidence
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.atlas.values import evidence, key, organisation, statement

EVIDENCE = ["sources", "publishers", "stated_on", "read_on", "licences", "confidence"]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    first = organisation(
        "cellquest",
        statement("description", "Makes CAR-T cells.", "en"),
        statement("description", "Produit des cellules CAR-T.", "fr"),
        statement("founded", "2023"),
        statement("founded", "2022", publisher="Other", stated_on="2020", confidence=Confidence.LOW),
        statement("alias", "CQ"),
        statement("town", "Besançon", audience=Audience.TEAM),
    )
    relations = [
        Relation(key("cellquest"), "partner_of", key("femto-st"), (evidence(),), "2024", "", "a note"),
        Relation(key("femto-st"), "funded", key("cellquest"), (evidence(),), audience=Audience.MEMBERS),
    ]
    atlas = build([first, organisation("femto-st")], relations, [], Tagger(bundled_thesaurus()))
    folder = tmp_path_factory.mktemp("frames")
    inputs = publishing.BuildInputs("test", "0.1.0", "v")
    publishing.publish(folder, atlas, inputs, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    return folder


def test_things_are_rows_with_a_column_per_field_and_language(home):
    frame = biovaliance.open_atlas(home).entities("organisation").set_index("slug")
    row = frame.loc["cellquest"]
    assert list(frame.index) == ["cellquest", "femto-st"]
    assert (row["name"], row["founded"]) == ("CELLQUEST", "2023")
    assert (row["description_en"], row["description_fr"]) == (
        "Makes CAR-T cells.",
        "Produit des cellules CAR-T.",
    )
    assert list(row["alias"]) == ["CQ"]
    assert list(row["disagreements"]) == ["founded"]
    assert list(row["sources"]) == ["https://example.org/Other", "https://example.org/maCommune.info"]


def test_a_statement_is_a_row_with_its_evidence(home):
    frame = biovaliance.open_atlas(home).statements("organisation")
    founded = frame[frame["field"] == "founded"]
    assert founded[["value", "chosen", *EVIDENCE]].to_dict("records") == [
        {
            "value": "2023",
            "chosen": True,
            "sources": "https://example.org/maCommune.info",
            "publishers": "maCommune.info",
            "stated_on": "2024-10-14",
            "read_on": "2026-11-24",
            "licences": "CC BY 4.0",
            "confidence": "high",
        },
        {
            "value": "2022",
            "chosen": False,
            "sources": "https://example.org/Other",
            "publishers": "Other",
            "stated_on": "2020",
            "read_on": "2026-11-24",
            "licences": "CC BY 4.0",
            "confidence": "low",
        },
    ]


@pytest.mark.parametrize(
    ("view", "towns", "relations"), [("public", 0, 1), ("member", 0, 2), ("funder", 0, 1), ("team", 1, 2)]
)
def test_each_view_holds_what_it_may_see(home, view, towns, relations):
    opened = biovaliance.open_atlas(home, view=view)
    statements = opened.statements()
    assert (statements["field"] == "town").sum() == towns
    assert opened.entities("organisation")["town"].notna().sum() == towns
    assert len(opened.relations()) == relations


def test_a_relation_names_both_ends_and_its_evidence(home):
    (relation,) = biovaliance.open_atlas(home).relations().to_dict("records")
    assert relation["source_name"] == "CELLQUEST"
    assert (relation["type_code"], relation["target_name"]) == ("partner_of", "FEMTO-ST")
    assert (relation["since"], relation["until"], relation["note"]) == ("2024", "", "a note")
    assert [relation[name] for name in EVIDENCE][1:4] == ["maCommune.info", "2024-10-14", "2026-11-24"]


def test_a_tag_says_how_and_where_the_concept_came(home):
    tags = biovaliance.open_atlas(home).tags()
    cells = tags[tags["concept_id"] == "car-t-cells"]
    assert set(cells["origin"]) == {"recognised"}
    assert set(cells["field"]) == {"description"}


@pytest.mark.parametrize("kind", list(Kind))
def test_a_kind_of_which_there_is_nothing_has_its_columns_all_the_same(home, kind):
    table = biovaliance.open_atlas(home).entities_arrow(kind)
    assert {"entity_key", "slug", "disagreements", "sources"} <= set(table.column_names)
    names = {name.removesuffix("_en").removesuffix("_fr") for name in table.column_names}
    assert {d.name for d in FIELDS[kind]} <= names | set(table.column_names)
    assert len(table) == (2 if kind is Kind.ORGANISATION else 0)


def test_without_relations_and_tags_the_frames_are_empty_and_have_their_columns(tmp_path):
    atlas = build([organisation("a")], [], [], Tagger(bundled_thesaurus()))
    inputs = publishing.BuildInputs("test", "0.1.0", "v")
    publishing.publish(tmp_path, atlas, inputs, dt.datetime(2026, 11, 1, tzinfo=dt.UTC))
    opened = biovaliance.open_atlas(tmp_path)
    assert opened.relations().empty
    assert list(opened.relations())[-6:] == EVIDENCE
    assert list(opened.tags()) == [
        *("entity_key", "concept_id", "origin", "field", "passage", "language", "source")
    ]


def test_data_frames_and_arrow_tables_hold_the_same(home):
    opened = biovaliance.open_atlas(home)
    for name, arguments in (
        ("entities", ("organisation",)),
        ("statements", ()),
        ("relations", ()),
        ("tags", ()),
    ):
        frame = getattr(opened, name)(*arguments)
        table = getattr(opened, f"{name}_arrow")(*arguments)
        assert list(frame) == table.column_names
        assert len(frame) == len(table) > 0


def test_a_view_a_kind_or_a_snapshot_that_does_not_exist_is_told(home, tmp_path):
    with pytest.raises(InputError, match="no view 'press'; expected one of public, member, funder, team"):
        biovaliance.open_atlas(home, view="press")
    with pytest.raises(InputError, match="no kind 'person'; expected one of organisation, "):
        biovaliance.open_atlas(home).entities("person")
    with pytest.raises(InputError, match="no kind 'person'"):
        biovaliance.open_atlas(home).statements("person")
    with pytest.raises(NotFoundError, match="'1999' names no snapshot"):
        biovaliance.open_atlas(home, snapshot="1999")
    with pytest.raises(NotFoundError, match="No atlas is published"):
        biovaliance.open_atlas(tmp_path)
