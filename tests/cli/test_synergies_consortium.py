"""`biovaliance synergies consortium`: the file it writes, its two pages, and what it says of bad input."""

import json
from importlib.resources import files

import pypdf
import pytest
from docx import Document

BUNDLE = files("biovaliance.synergies.calls") / "bundle"
REGIONAL = BUNDLE / "FR-IDEMO-REG-BFC.toml"
NEED = "make viral vectors, with quality control"
PROFILES = [
    {
        "id": "maker",
        "name": "Maker",
        "documents": [{"title": "GMP", "text": "We make viral vectors for trials.", "year": 2024}],
        "kinds": ["sme"],
        "country": "FR",
    },
    {
        "id": "tester",
        "name": "Tester",
        "concepts": ["quality-control"],
        "kinds": ["company"],
        "country": "FR",
    },
    {"id": "lab", "name": "Lab", "documents": [], "kinds": ["academic"], "country": "FR"},
    {"id": "silent", "name": "Silent", "documents": []},
]


def write(file, rows):
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture
def consortium(run, tmp_path):
    """Run the command on the profiles above, for the regional call unless told otherwise."""
    profiles = write(tmp_path / "profiles.jsonl", PROFILES)

    def command(*more, call=REGIONAL, profiles=profiles):
        return run("synergies", "consortium", "--call", call, "--profiles", profiles, *more)

    return command


def test_consortia_are_written_best_first_with_rules_gaps_and_reasons(consortium, tmp_path):
    out = tmp_path / "out.json"
    ran = consortium("--need", f"{NEED} and fermentation", "--out", out)
    told = json.loads(out.read_text(encoding="utf-8"))
    best = told["consortia"][0]

    assert (ran.code, ran.err) == (0, "")
    assert told["status"] == "optimal"
    assert {each["id"] for each in best["partners"]} == {"maker", "tester", "lab"}
    assert [each["kind"] for each in best["rules"]["met"]] == [
        *("min_kind", "min_kind_any", "min_kind", "partners_max", "partners_min")
    ]
    assert best["rules"]["missing"] == []
    assert [each["id"] for each in best["gaps"]] == ["fermentation"]
    assert best["score"] == sum(each["points"] for each in best["reasons"]) == 63 + 100 - 180
    made = next(each for each in best["reasons"] if each.get("competence") == "viral-vector-manufacturing")
    assert (made["points"], made["passage"]) == (63, "We make viral vectors for trials")
    assert made["how"] == "named in “GMP” (2024)"


def test_what_is_printed_is_the_same_in_words(consortium):
    lines = consortium("--need", NEED, "--how-many", "1").out.splitlines()
    assert lines[0] == "1. Tester, Maker, Lab  [-17 points]"
    assert "   -180  3 partners at 60 points each to keep it small." in lines
    assert any(line.startswith("   + ") for line in lines)


def test_the_same_seed_writes_the_same_file_but_for_the_time_taken(consortium, tmp_path):
    told = []
    for name in ("one", "two"):
        consortium("--need", NEED, "--seed", "7", "--out", tmp_path / name)
        told.append(json.loads((tmp_path / name).read_text(encoding="utf-8")) | {"seconds": 0})
    assert told[0] == told[1]


def test_a_call_without_themes_and_without_a_need_is_answered_by_its_rules(consortium):
    ran = consortium("--json")
    assert ran.code == 0
    assert len(json.loads(ran.out)["consortia"][0]["partners"]) == 3


def test_a_need_may_stand_in_a_file(consortium, tmp_path):
    file = tmp_path / "need.txt"
    file.write_text(NEED, encoding="utf-8")
    found = json.loads(consortium("--need", file, "--json").out)
    assert [each["id"] for each in found["competences"]] == ["quality-control", "viral-vector-manufacturing"]


def test_the_two_pages_are_written_as_pdf_and_docx(consortium, tmp_path):
    pdf, docx = tmp_path / "two.pdf", tmp_path / "two.docx"
    assert consortium("--need", NEED, "--pdf", pdf, "--docx", docx, "--language", "fr").code == 0
    pages = pypdf.PdfReader(pdf).pages
    assert len(pages) == 2
    assert "Maker" in pages[0].extract_text()
    assert "Règles de l’appel" in pages[1].extract_text()
    assert "Lab" in [each.text for each in Document(docx).paragraphs]


def test_the_published_atlas_answers_a_bundled_call(run, demo_home, tmp_path):
    for call, more in (("HORIZON-HLTH-2027-01-IND-01", ()), ("fr-idemo-reg-bfc", ("--need", NEED))):
        pdf = tmp_path / f"{call}.pdf"
        ran = run("synergies", "consortium", "--call", call, *more, "--home", demo_home, "--pdf", pdf)
        assert (ran.code, ran.err) == (0, "")
        assert len(pypdf.PdfReader(pdf).pages) == 2


def test_an_impossible_call_is_told_with_the_rules_that_clash(consortium, tmp_path):
    out = tmp_path / "out.json"
    ran = consortium("--need", NEED, "--partners", "2", "--out", out)
    assert ran.code == 1
    assert ran.error_lines[0].startswith("Error: These demands exclude each other")
    assert any("At most 2 partners are wished for." in line for line in ran.error_lines)
    told = json.loads(out.read_text(encoding="utf-8"))
    assert (told["status"], told["consortia"]) == ("infeasible", [])
    assert told["clash"]["rules"]


def test_rules_that_contradict_each_other_are_told(consortium, tmp_path):
    text = REGIONAL.read_text(encoding="utf-8").replace(
        'operator = "at most"\nvalue = 5', 'operator = "at most"\nvalue = 1', 1
    )
    call = tmp_path / "call.toml"
    call.write_text(text, encoding="utf-8")
    ran = consortium("--need", NEED, call=call)
    assert ran.code == 1
    assert any("zabala.fr" in line for line in ran.error_lines)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--need", "?!"), "has no words"),
        (("--need", "vector " * 10_001), "at most 10,000"),
        (
            ("--need", "wir suchen einen Partner für die Herstellung von Zellen und Impfstoffen"),
            "neither in French",
        ),
        (("--member", "Nobody"), "Nobody among the candidates is named 'Nobody'"),
        (("--member", "Maker", "--without", "maker"), "is wanted and refused"),
        (("--lead", "Maker", "--without", "Maker"), "is to lead and is refused"),
        (("--size", "a lot"), "'a lot' is no amount"),
        (("--size", "-3"), "is no amount"),
        (("--size", "EUR 3 CHF"), "is no amount"),
        (("--near", "Lab"), "is not known"),
        (("--out", "/no/such/folder/out.json"), "its folder does not exist"),
        (("--pdf", "/no/such/folder/out.pdf"), "its folder does not exist"),
    ],
)
def test_bad_input_is_told_in_a_sentence(consortium, more, words):
    ran = consortium(*(("--need", NEED) if "--need" not in more else ()), *more)
    assert ran.code == 1
    assert words in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("size", ["3000000", "3 000 000 €", "EUR 3,000,000", "3.000.000", "3_000_000 EUR"])
def test_an_amount_may_be_written_as_people_do(consortium, size):
    found = json.loads(consortium("--need", NEED, "--size", size, "--json").out)
    assert found["size"] == {"amount": 3_000_000, "currency": "EUR"}


def test_another_currency_is_kept_as_it_is(consortium):
    ran = consortium("--need", NEED, "--size", "chf 2000000", "--json")
    assert json.loads(ran.out)["size"] == {"amount": 2_000_000, "currency": "CHF"}
    (told,) = ran.error_lines
    assert told.startswith(
        "The size is in CHF: nothing is converted, so what a call says in another currency"
    )


@pytest.mark.parametrize(
    ("call", "words"),
    [
        ("no-such-call", "No call is named"),
        ("missing.toml", "is no file"),
        ("profiles.jsonl", "is no call yet"),
    ],
)
def test_a_call_that_cannot_be_read_is_refused(consortium, tmp_path, monkeypatch, call, words):
    monkeypatch.chdir(tmp_path)
    ran = consortium(call=call)
    assert ran.code == 1
    assert words in ran.err


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"[]\n", b"{not json\n", b'{"name": "x"}\n', b"\xff\xfe\n"]
)
def test_profiles_without_anybody_are_refused(consortium, tmp_path, content):
    file = tmp_path / "none.jsonl"
    file.write_bytes(content)
    ran = consortium(profiles=file)
    assert ran.code == 1
    assert "Traceback" not in ran.err


def test_neither_call_nor_need_is_wrong_usage(run):
    assert run("synergies", "consortium").code == 2
    assert run("synergies", "consortium", "--need", NEED, "--duration", "nan").code == 2
