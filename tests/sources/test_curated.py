"""Reading the curated files: what is wrong is told with its mend, and what is right is kept."""

import random
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.atlas.building import build
from biovaliance.atlas.fields import Kind
from biovaliance.foundation.evidence import Audience, View
from biovaliance.sources.curated import definitions
from biovaliance.sources.curated.checks import luhn, ror_check
from biovaliance.sources.curated.read import read_curated
from biovaliance.sources.curated.tables import read_table
from biovaliance.sources.gathering import gather
from biovaliance.sources.region import bundled_region
from biovaliance.vocabulary.tagging import Tagger
from biovaliance.vocabulary.thesaurus import bundled_thesaurus

REGION = bundled_region()
HEADER = (
    "id,name,type,city,department,country,in_region,latitude,longitude,geo_precision,geo_source,website,founded,"
    "ror_id,siren,capabilities,description_en,source,confidence,status"
)
GOOD = (
    "good,Good,laboratory,Besançon,25,FR,yes,47.24878,6.01815,city,GeoNames,https://example.org,2004,"
    "https://ror.org/004fmxv66,,sensors,A laboratory.,https://example.org/a,high,active"
)


def folder(tmp_path: Path, **files: str | bytes) -> Path:
    """Write curated files: those given, and the header alone of the others."""
    for file in definitions.ENTITY_FILES:
        text = files.get(file.table.name, ",".join(file.table.required) + "\n")
        (tmp_path / file.table.file).write_bytes(text if isinstance(text, bytes) else text.encode())
    for name in ("relations", "claims", "translations"):
        text = files.get(
            name, "source_id,relation,target_id,source,confidence\n" if name == "relations" else ""
        )
        if text:
            (tmp_path / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return tmp_path


def with_cell(column: str, value: str) -> str:
    """Return the good row under another id, with one cell replaced."""
    cells = dict(zip(HEADER.split(","), GOOD.split(","), strict=True)) | {
        "id": "other",
        "ror_id": "",
        column: value,
    }
    return ",".join(f'"{cell}"' if "," in cell or '"' in cell else cell for cell in cells.values())


@pytest.mark.parametrize(
    ("column", "value", "said", "kept"),
    [
        ("founded", "2004-13", "no date", True),
        ("latitude", "147.2", "between -90 and 90", True),
        ("longitude", "", "needs both", True),
        ("type", "laboratry", "Did you mean 'laboratory'", True),
        ("status", "alive", "no status", True),
        ("department", "99", "code of a department", True),
        ("country", "France", "country code", True),
        ("website", "www.example.org", "address of the web", True),
        ("ror_id", "https://ror.org/004fmxv67", "no ROR", True),
        ("siren", "123456789", "no SIREN", True),
        ("confidence", "sure", "confidence", True),
        ("name", "", "no name", False),
        ("name", "=HYPERLINK(1)", "formula", False),
        ("description_en", "@SUM(1)", "formula", False),
        ("id", "good", "already", False),
        ("id", "", "no identifier", False),
    ],
)
def test_a_wrong_cell_is_told_and_the_rows_beside_it_are_kept(tmp_path, column, value, said, kept):
    data = read_curated(
        folder(tmp_path, organisations=f"{HEADER}\n{GOOD}\n{with_cell(column, value)}\n"), REGION
    )
    problem = next(p for p in data.problems if said in f"{p.message} {p.mend}")
    assert (problem.file, problem.line) == ("organisations.csv", 3)
    assert problem.mend
    slugs = [record.local_id for record in data.records]
    assert "good" in slugs
    assert ("other" in slugs) is kept


def test_words_of_a_source_that_are_no_address_are_one_citation_and_are_told(tmp_path):
    # A register's extract was cited in words once, and each word became a publisher on the page.
    source = "https://one.example/a Register of trials NCT02883803 (2022) https://two.example/b"
    data = read_curated(folder(tmp_path, organisations=f"{HEADER}\n{with_cell('source', source)}\n"), REGION)
    evidence = data.records[0].statements[0].evidence
    assert [item.publisher for item in evidence] == [
        "one.example",
        "two.example",
        "Register of trials NCT02883803 (2022)",
    ]
    (problem,) = data.problems
    assert problem.field == "source"
    assert not problem.row_dropped
    assert "no address" in problem.message


def test_bytes_that_are_not_utf8_cost_their_own_row_only(tmp_path):
    wrong = with_cell("city", "Besancon").encode().replace(b"Besancon", b"Besan\xe7on")
    data = read_curated(
        folder(tmp_path, organisations=f"{HEADER}\n".encode() + wrong + b"\n" + GOOD.encode()), REGION
    )
    assert [record.local_id for record in data.records] == ["good"]
    assert data.problems[0].line == 2
    assert "UTF-8" in data.problems[0].message


def test_a_column_nobody_knows_is_left_out_and_told_once(tmp_path):
    text = f"{HEADER},phone\n{GOOD},+33 1\n{with_cell('city', 'Dijon')},x\n"
    data = read_curated(folder(tmp_path, organisations=text), REGION)
    assert [(p.line, p.field) for p in data.problems] == [(1, "phone")]
    assert len(data.records) == 2


def test_a_file_without_a_needed_column_is_refused_and_the_others_are_read(tmp_path):
    programmes = (
        "id,name,kind,source,confidence\nroadmap,Roadmap,regional_strategy,https://example.org/,high\n"
    )
    data = read_curated(folder(tmp_path, organisations="id,name\na,A\n", programmes=programmes), REGION)
    assert [record.kind for record in data.records] == [Kind.PROGRAMME]
    assert "type" in data.problems[0].field


def test_a_missing_file_is_told_and_the_optional_ones_are_not_missed(tmp_path):
    data = read_curated(folder(tmp_path, organisations=f"{HEADER}\n{GOOD}\n"), REGION)
    assert data.problems == []
    (tmp_path / "trials.csv").unlink()
    assert [p.file for p in read_curated(tmp_path, REGION).problems] == ["trials.csv"]


def test_a_quoted_line_break_keeps_the_line_numbers_right(tmp_path):
    first = with_cell("description_en", "Two\nlines, here")
    data = read_curated(
        folder(
            tmp_path,
            organisations=f"{HEADER}\n{first}\n{GOOD.replace('2004', '20045')}\n".replace(
                "Two\nlines, here", "Two\nlines, here"
            ),
        ),
        REGION,
    )
    assert [p.line for p in data.problems if p.field == "founded"] == [4]


def test_a_ragged_row_is_told_with_both_counts(tmp_path):
    data = read_curated(folder(tmp_path, organisations=f"{HEADER}\nshort,Short\n{GOOD}\n"), REGION)
    assert "2 cells, the header 20" in data.problems[0].message
    assert len(data.records) == 1


def test_a_reference_to_nobody_is_left_out_and_names_the_nearest(tmp_path):
    projects = "id,name,lead_id,partner_ids,source,confidence\np,P,good,goof;good,https://example.org/,high\n"
    data = read_curated(folder(tmp_path, organisations=f"{HEADER}\n{GOOD}\n", projects=projects), REGION)
    assert "Did you mean 'good'" in data.problems[0].message
    assert [relation.type_code for relation in data.relations] == ["leads_project", "takes_part_in_project"]


def test_a_relation_with_itself_or_of_no_known_type_is_dropped(tmp_path):
    relations = "source_id,relation,target_id,source,confidence\ngood,partner_of,good,https://e.org/,high\ngood,knows,good,https://e.org/,high\n"
    data = read_curated(folder(tmp_path, organisations=f"{HEADER}\n{GOOD}\n", relations=relations), REGION)
    assert data.relations == []
    assert {p.field for p in data.problems} == {"relation", "target_id"}


def test_an_end_before_the_start_is_left_out(tmp_path):
    projects = "id,name,lead_id,start_date,end_date,budget_eur,source,confidence\np,P,good,2024-05,2023,1.5m,https://e.org/,high\n"
    data = read_curated(folder(tmp_path, organisations=f"{HEADER}\n{GOOD}\n", projects=projects), REGION)
    assert {p.field for p in data.problems} == {"end_date", "budget_eur"}
    (project,) = [record for record in data.records if record.kind is Kind.PROJECT]
    assert project.values("start") == ("2024-05",)
    assert project.values("end") == ()


def test_the_audience_of_a_row_holds_for_all_it_says(tmp_path):
    text = f"{HEADER},audience\n{GOOD},team\n{with_cell('city', 'Dijon')},nobody\n"
    data = read_curated(folder(tmp_path, organisations=text), REGION)
    assert {s.audience for record in data.records for s in record.statements} == {Audience.TEAM}
    assert [p.field for p in data.problems] == ["audience"]


def test_a_claim_stands_beside_the_row_and_one_that_agrees_becomes_its_evidence(tmp_path):
    claims = (
        "kind,id,field,value,language,source,source_date,confidence,audience,note,note_fr\n"
        "organisation,good,founded,1999,,https://example.org/press,2020,medium,public,Press,Presse\n"
        "organisation,good,founded,2004,,https://example.org/own,2021,high,public,,\n"
        "organisation,good,height,3,,https://example.org/,2021,high,public,,\n"
        "organisation,gone,founded,2004,,https://example.org/,2021,high,public,,\n"
        "organisation,good,founded,soon,,https://example.org/,2021,high,public,,\n"
    )
    data = read_curated(folder(tmp_path, organisations=f"{HEADER}\n{GOOD}\n", claims=claims), REGION)
    assert sorted(p.line for p in data.problems) == [4, 5, 6]
    atlas = build(data.records, data.relations, [], Tagger(bundled_thesaurus()))
    values = atlas.entities[View.PUBLIC]["organisation:good"].all("founded")
    assert [(v.value, v.chosen, v.evidence[0].address) for v in values] == [
        ("2004", True, "https://example.org/own"),
        ("1999", False, "https://example.org/press"),
    ]
    assert values[1].remark.fr == "Presse"


def test_rows_in_any_order_give_the_same_records(tmp_path):
    header, *rows = (REGION.directory / "platforms.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    if any('"' in row and row.count('"') % 2 for row in rows):
        pytest.skip("a quoted line break")
    shutil.copytree(REGION.directory, tmp_path / "data")
    random.Random(7).shuffle(rows)
    (tmp_path / "data" / "platforms.csv").write_text(header + "".join(rows), encoding="utf-8")
    shuffled = read_curated(tmp_path / "data", REGION)
    usual = read_curated(REGION.directory, REGION)
    assert sorted(shuffled.records, key=lambda r: r.key) == sorted(usual.records, key=lambda r: r.key)


def test_the_bundled_files_are_read_whole():
    gathered = gather(REGION, {})
    assert gathered.problems == ()
    rows = {receipt["file"]: receipt["rows_kept"] for receipt in gathered.receipts}
    expected = {
        "organisations.csv": 201,
        "platforms.csv": 34,
        "projects.csv": 20,
        "technologies.csv": 30,
        "trials.csv": 11,
        "events.csv": 23,
        "programmes.csv": 20,
        "relations.csv": 167,
    }
    assert {name: rows[name] for name in expected} == expected
    in_region = [
        r for r in gathered.records if r.kind is Kind.ORGANISATION and r.values("in_region") == ("yes",)
    ]
    assert len(in_region) == 167


@pytest.mark.parametrize(
    ("key", "field", "values"),
    [
        ("project:bioimp", "budget_eur", {"20000000", "800000000"}),
        ("organisation:ubfc", "status", {"dissolved", "active"}),
        ("platform:mimento-clean-room", "area_m2", {"865", "850", "400"}),
        ("platform:rd-biotech-gmp-plasmid", "area_m2", {"1000", "1200"}),
        ("trial:resolve-aml-001", "stage", {"phase-1-2", "phase-1"}),
    ],
)
def test_the_known_contradictions_are_shown_side_by_side(key, field, values):
    gathered = gather(REGION, {})
    atlas = build(gathered.records, gathered.relations, [], Tagger(bundled_thesaurus()))
    entity = atlas.entities[View.PUBLIC][key]
    assert values <= {found.value for found in entity.all(field)}
    assert field in entity.disagreements
    assert all(found.evidence for found in entity.all(field))


def test_check_numbers_follow_their_standards():
    # ROR 004fmxv66 is FEMTO-ST's; 552 032 534 is a SIREN printed by the French company register.
    assert ror_check("004fmxv") == "66"
    assert luhn("552032534")
    assert not luhn("552032535")


@given(st.binary(max_size=400))
def test_no_bytes_at_all_raise(data):
    for file in definitions.ENTITY_FILES:
        table = read_table(file.table, data)
        assert len(table.rows) <= max(table.rows_read, 0)


@given(
    st.lists(
        st.text(alphabet=st.characters(exclude_characters="\r\n"), max_size=12), min_size=20, max_size=20
    )
)
def test_no_row_at_all_raises(tmp_path_factory, cells):
    import csv
    import io

    buffer = io.StringIO()
    csv.writer(buffer).writerow(cells)
    home = tmp_path_factory.mktemp("curated")
    text = f"{HEADER}\n{GOOD}\n".encode() + buffer.getvalue().encode("utf-8", "replace")
    data = read_curated(folder(home, organisations=text), REGION)
    assert "good" in [record.local_id for record in data.records]
