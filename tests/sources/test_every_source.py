"""What holds of every source: its description, its watch over fields, and that no bytes make it raise."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biovaliance.foundation.errors import InputError, NotFoundError
from biovaliance.sources.definitions import parse_definition, source_definition
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gathering import COMMUNES, READERS
from biovaliance.sources.receipts import Receipt, date_in_name
from tests.sources.reading import read_bytes, small_gazetteer

SOURCES = [*READERS, COMMUNES]
LAYOUTS = [(source, layout) for source in SOURCES for layout in source_definition(source).layouts]


def file_name(layout) -> str:
    """Return a file name the layout takes."""
    return layout.files[0].replace("[0-9]", "1").replace("*", "").lower()


def by_layout(test):
    return pytest.mark.parametrize(
        ("source", "layout"), LAYOUTS, ids=[f"{source}-{layout.name}" for source, layout in LAYOUTS]
    )(test)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_says_who_publishes_it_under_which_terms_in_both_languages(source):
    definition = source_definition(source)
    for words in (definition.name, definition.attribution, definition.takes):
        assert words.en
        assert words.fr
    assert definition.address.startswith("https://")
    assert all("/" not in host for host in definition.hosts)
    assert definition.hosts
    assert definition.publisher
    assert definition.refresh
    assert definition.documented_from.startswith(("recorded", "documented shape"))
    # No licence was confirmed with a publisher so far, and each says so.
    assert definition.licence.endswith(" (?)")


def test_sources_have_an_order_of_precedence_of_their_own():
    order = [source_definition(source).precedence for source in SOURCES]
    assert len(set(order)) == len(order)
    assert min(order) > 1  # the curated files and their claims come first


@by_layout
def test_no_field_is_both_used_and_ignored(source, layout):
    assert not {*layout.used, *layout.used_when_present} & set(layout.ignored)


@by_layout
def test_every_layout_takes_a_file_that_no_other_layout_takes_first(source, layout):
    assert source_definition(source).layout_of(file_name(layout)) == layout


def header_of(layout, *, without: str = "", more: str = "") -> bytes:
    names = [name for name in layout.used if name != without] + ([more] if more else [])
    return layout.delimiter.join(f'"{name}"' for name in names).encode() + b"\n"


@pytest.mark.parametrize(
    ("source", "layout"), [each for each in LAYOUTS if each[1].form == "csv"], ids=lambda each: str(each)[:40]
)
def test_a_column_that_comes_or_goes_is_told(source, layout):
    files = SourceFiles.from_bytes(
        source_definition(source), {file_name(layout): header_of(layout, more="brand new")}
    )
    assert list(files.rows(files.files[0])) == []
    assert [(p.line, p.field, p.row_dropped) for p in files.problems] == [(1, "brand new", False)]
    assert "is left out" in str(files.problems[0])

    gone = layout.used[-1]
    files = SourceFiles.from_bytes(
        source_definition(source), {file_name(layout): header_of(layout, without=gone)}
    )
    assert list(files.rows(files.files[0])) == []
    assert [(p.line, p.field) for p in files.problems] == [(1, gone)]
    assert f"column {gone} is missing" in str(files.problems[0])


def test_a_json_field_that_comes_or_goes_is_told_without_its_value():
    line = json.dumps(
        {"id": "https://openalex.org/I1", "display_name": "X", "geo": {"town": "somebody"}}
    ).encode()
    read = read_bytes("openalex", institutions__jsonl=line)
    told = {problem.field: str(problem) for problem in read.problems}
    assert "this field is new" in told["geo.town"]
    assert "somebody" not in told["geo.town"]
    assert "this field has disappeared" in told["works_count"]


def reading(source: str, name: str, content: bytes) -> SourceFiles:
    files = SourceFiles.from_bytes(source_definition(source), {name: content})
    if source == COMMUNES:
        from biovaliance.sources.communes.read import read_communes

        list(read_communes(files))
    else:
        list(READERS[source](files, small_gazetteer()))
    return files


@by_layout
@settings(max_examples=25)
@given(data=st.data())
def test_no_bytes_make_a_reader_raise(source, layout, data):
    name = file_name(layout)
    if layout.form == "csv":
        cells = st.lists(
            st.text(max_size=8) | st.sampled_from(["FR", "25000", "ANR-21-CE18-0001", "NCT00000001", "True"])
        )
        rows = data.draw(st.lists(cells, max_size=4))
        text = "\n".join(layout.delimiter.join(row[: len(layout.used)]) for row in rows)
        reading(source, name, header_of(layout) + text.encode("utf-8", "surrogatepass"))
        full = [cell for row in rows for cell in row][: len(layout.used)]
        full += [""] * (len(layout.used) - len(full))
        quoted = layout.delimiter.join('"' + cell.replace('"', '""') + '"' for cell in full)
        reading(source, name, header_of(layout) + quoted.encode("utf-8", "surrogatepass"))
    reading(source, name, data.draw(st.binary(max_size=200)))


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["FR", "25000"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def planted(layout, draw) -> dict[str, object]:
    """Return an object with the layout's fields, each of any type."""
    item: dict[str, object] = {}
    for path in (*layout.used, *layout.used_when_present):
        place = item
        *above, last = path.split(".")
        for name in above:
            below = place.get(name)
            place = (
                below if isinstance(below, dict) else place.setdefault(name, {}) if name not in place else {}
            )
        place[last] = draw(json_values)
    return item


@pytest.mark.parametrize(
    ("source", "layout"),
    [each for each in LAYOUTS if each[1].form == "json"],
    ids=lambda each: str(each)[:40],
)
@settings(max_examples=40)
@given(data=st.data())
def test_no_json_makes_a_reader_raise(source, layout, data):
    lines = [planted(layout, data.draw), data.draw(json_values)]
    content = "\n".join(json.dumps(line) for line in lines).encode()
    reading(source, file_name(layout).removesuffix(".json").removesuffix(".jsonl") + ".jsonl", content)


def test_a_source_that_is_not_there_and_one_that_is_incomplete_are_refused():
    with pytest.raises(NotFoundError, match="There is no source"):
        source_definition("nothing")
    with pytest.raises(InputError, match="'licence' is missing"):
        parse_definition("x", 'publisher = "P"')
    with pytest.raises(InputError, match="expected TOML"):
        parse_definition("x", "=")


def test_a_receipt_is_read_as_it_was_written_and_anything_else_is_refused():
    receipt = Receipt("a.csv", "ror", "https://ror.org", "2026-11-18", "", "ab", 3, 1, "CC0 1.0", '"x"', "")
    assert Receipt.loads(receipt.dumps(), "here") == receipt
    for text in ("", "[]", '{"file": 1}', '{"file": "a", "more": ""}', '{"file": "a", "rows": "1"}'):
        with pytest.raises(InputError, match=r"^here: "):
            Receipt.loads(text, "here")


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("sedia_open_calls_2026-08.jsonl.gz", "2026-08"),
        ("eurostat_healthcare_FR_2020.csv.gz", "2020"),
        ("horizon_2024-07-11.csv", "2024-07-11"),
        ("anr_dos_2011_2022_partners.csv.gz", ""),
    ],
)
def test_the_date_a_publisher_puts_at_the_end_of_a_name_is_that_of_the_data(name, date):
    assert date_in_name(name) == date


@pytest.mark.parametrize("source", SOURCES)
def test_the_reference_says_of_a_source_what_its_definition_says(source, repository):
    definition = source_definition(source)
    row = (
        f"| `{source}` | {definition.publisher} | {definition.licence} | {definition.refresh} | "
        f"{definition.takes.en} | {definition.documented_from} |"
    )
    assert row in (repository / "docs" / "reference" / "sources.md").read_text(encoding="utf-8")
