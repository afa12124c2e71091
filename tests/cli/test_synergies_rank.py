"""`biovaliance synergies rank`: the file it writes, and what it says of bad input."""

import csv
import gzip
import json
from fractions import Fraction

import pytest

from biovaliance.synergies.ranking.sentences.model import installed_vectors

NEEDS = [
    {
        "id": "fr",
        "title": "Vecteurs viraux",
        "text": "Cherche un fabricant de vecteurs viraux BPF.",
        "exclude": ["us"],
    },
    {"id": "en", "title": "Viral vectors", "text": "We look for a maker of GMP viral vectors."},
]
PROFILES = [
    {"id": "us", "name": "Us", "documents": [{"title": "Viral vectors", "text": "We make viral vectors."}]},
    {
        "id": "maker",
        "name": "Maker",
        "documents": [
            {"title": "GMP production of viral vectors", "text": "Clinical batches.", "year": 2024},
            {"title": "Nos vecteurs viraux", "text": "Production BPF de vecteurs viraux.", "year": 2023},
        ],
    },
    {"id": "other", "name": "Other", "documents": [{"title": "Hospital stays", "text": "Statistics."}]},
    {"id": "empty", "name": "Empty", "documents": []},
]


def write(file, rows):
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return file


@pytest.fixture
def rank(run, tmp_path):
    def rank(*options, needs=NEEDS, profiles=PROFILES):
        out = tmp_path / "out.csv"
        ran = run(
            *("synergies", "rank", "--needs", write(tmp_path / "needs.jsonl", needs)),
            *("--profiles", write(tmp_path / "profiles.jsonl", profiles), "--out", out, *options),
        )
        if not out.exists():
            return ran, None
        with out.open(encoding="utf-8", newline="") as lines:
            return ran, list(csv.DictReader(lines))

    return rank


def test_every_pair_is_written_in_order_and_its_shares_add_up_to_the_score_as_printed(rank, tmp_path):
    ran, rows = rank()
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{tmp_path / 'out.csv'}: 7 pairs of 2 needs and 4 profiles\n"
    assert list(rows[0]) == ["need_id", "rank", "profile_id", "score", "reasons"]
    assert [(row["need_id"], row["rank"], row["profile_id"]) for row in rows] == [
        *(("fr", "1", "maker"), ("fr", "2", "other"), ("fr", "3", "empty")),
        *(("en", "1", "maker"), ("en", "2", "us"), ("en", "3", "other"), ("en", "4", "empty")),
    ]
    for row in rows:
        reasons = json.loads(row["reasons"], parse_float=Fraction)
        assert all(set(reason) == {"kind", "share", "text"} for reason in reasons)
        assert sum(Fraction(reason["share"]) for reason in reasons) == Fraction(row["score"])


def test_top_keeps_the_first_of_each_need(rank):
    _ran, rows = rank("--top", "1")
    assert [(row["need_id"], row["profile_id"]) for row in rows] == [("fr", "maker"), ("en", "maker")]


def test_reasons_are_told_in_the_language_asked_for(rank):
    texts = {
        language: [
            reason["text"] for row in rank("--language", language)[1] for reason in json.loads(row["reasons"])
        ]
        for language in ("en", "fr")
    }
    assert any(text.startswith("Shares “") for text in texts["en"])
    assert any(text.startswith("Partage «\u00a0") for text in texts["fr"])
    assert texts["en"][-1] == "No document of this profile is known, so nothing can be compared."
    assert texts["fr"][-1] == "Aucun document de ce profil n’est connu, rien ne peut donc être comparé."


def test_the_same_files_give_the_same_bytes(rank, tmp_path):
    rank()
    first = (tmp_path / "out.csv").read_bytes()
    rank()
    assert (tmp_path / "out.csv").read_bytes() == first


def test_a_bad_row_is_told_and_the_good_ones_are_ranked(rank):
    ran, rows = rank(needs=[{"id": "dots", "title": "...", "text": ""}, *NEEDS])
    assert ran.code == 0
    assert {row["need_id"] for row in rows} == {"fr", "en"}
    (line,) = ran.error_lines
    assert line.endswith(
        "needs.jsonl:1: id 'dots': the need has no words. Say in a sentence what you look for."
    )


def test_needs_that_can_all_not_be_answered_are_refused_and_nothing_is_written(rank):
    ran, rows = rank("--language", "fr", needs=[{"id": "a", "title": "trop court", "text": ""}])
    assert (ran.code, rows) == (1, None)
    assert "le besoin compte 1 mot porteur de sens" in ran.error_lines[0]
    assert ran.error_lines[1].endswith("none can be answered; expected at least one (see the lines above).")


def test_gzip_is_read_and_a_missing_or_damaged_file_is_named(run, tmp_path):
    packed = tmp_path / "needs.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(NEEDS[1]).encode()))
    profiles, out = write(tmp_path / "p.jsonl", PROFILES), tmp_path / "out.csv"
    command = ("synergies", "rank", "--profiles", profiles, "--out", out, "--needs")
    assert run(*command, packed).code == 0
    packed.write_bytes(packed.read_bytes()[:20])
    ran = run(*command, packed)
    assert (ran.code, "its gzip content is damaged" in ran.err) == (1, True)
    ran = run(*command, tmp_path / "none.jsonl")
    assert (ran.code, ran.err) == (
        1,
        f"Error: Needs '{tmp_path / 'none.jsonl'}' is no file; check the path.\n",
    )
    (tmp_path / "latin.jsonl").write_bytes('{"id": "é"}'.encode("cp1252"))
    ran = run(*command, tmp_path / "latin.jsonl")
    assert (ran.code, "is no UTF-8; save the file as UTF-8." in ran.err) == (1, True)


@pytest.mark.parametrize("named", ["env", "option"])
def test_without_profiles_the_published_atlas_is_ranked(run, tmp_path, demo_home, monkeypatch, named):
    needs, out = tmp_path / "needs.jsonl", tmp_path / "out.csv"
    text = "produire un lot clinique de CAR-T, cherche vecteur viral BPF et contrôle qualité"
    write(needs, [{"id": "a", "text": text}, {"id": "b", "text": text, "exclude": ["efs-bfc"]}])
    monkeypatch.setenv("BIOVALIANCE_HOME", str(demo_home if named == "env" else tmp_path / "none"))
    where = () if named == "env" else ("--home", demo_home)
    ran = run("synergies", "rank", "--needs", needs, "--out", out, "--top", "10", *where)
    assert (ran.code, ran.err) == (0, "")
    with out.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    who = {each: [row["profile_id"] for row in rows if row["need_id"] == each] for each in ("a", "b")}
    assert who["a"][0] == "organisation:efs-bfc"
    assert who["b"][:9] == who["a"][1:]
    reasons = json.loads(rows[0]["reasons"], parse_float=Fraction)
    assert sum(each["share"] for each in reasons) == Fraction(rows[0]["score"])


def test_before_the_first_build_the_missing_atlas_is_named(run, tmp_path, empty_home):
    needs = write(tmp_path / "needs.jsonl", NEEDS)
    ran = run("synergies", "rank", "--needs", needs, "--out", tmp_path / "out.csv")
    assert ran.code == 1
    assert "build one with `biovaliance atlas build`" in ran.err
    assert not (tmp_path / "out.csv").exists()


def test_meaning_counts_where_the_model_is_installed_and_can_be_left_out(rank):
    english = [PROFILES[0], PROFILES[2]]
    _ran, with_it = rank(needs=NEEDS[1:], profiles=english)
    _ran, without = rank("--no-meaning", needs=NEEDS[1:], profiles=english)
    kinds = [
        {reason["kind"] for row in rows for reason in json.loads(row["reasons"])}
        for rows in (with_it, without)
    ]
    assert ("meaning" in kinds[0]) is (installed_vectors() is not None)
    assert "meaning" not in kinds[1]
