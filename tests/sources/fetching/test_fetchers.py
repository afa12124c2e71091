"""Every source is fetched from a server that plays its API, into files its reader takes."""

import datetime as dt
import io
import json
import time
import zipfile
from pathlib import Path
from shutil import copyfile

import pytest

from biovaliance.foundation.errors import InputError
from biovaliance.sources.definitions import source_definition
from biovaliance.sources.fetchers import FETCHERS
from biovaliance.sources.fetching.client import Client
from biovaliance.sources.fetching.limits import FetchError, Limits
from biovaliance.sources.fetching.storing import Session, api_key
from biovaliance.sources.files import SourceFiles
from biovaliance.sources.gathering import COMMUNES, READERS
from biovaliance.sources.region import bundled_region
from tests.sources.servers import Asked, Said, playing

FIXTURES = Path(__file__).parent.parent / "fixtures"


def json_said(value: object) -> Said:
    return Said(json.dumps(value).encode())


def zipped(**files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


def fetched(source, folder, answer, **more):
    """Fetch a source from a played server; return what was asked and the files."""
    with playing(lambda asked, _number: answer(asked)) as played:
        client = Client(
            (played.host,),
            1000.0,
            Limits(silence_s=5.0, attempts=2),
            schemes=("http",),
            sleep=lambda _s: None,
            secrets=more.pop("secrets", {}),
            now=more.pop("now", time.time),
        )
        if source == "openalex":  # which places its institutions by the communes that were fetched before
            (folder.parent / "communes").mkdir(exist_ok=True)
            copyfile(FIXTURES / "some_communes.csv", folder.parent / "communes" / "some_communes.csv")
        session = Session(
            source_definition(source), bundled_region(), folder, client, base=played.base, **more
        )
        FETCHERS[source](session)
    return played.asked, SourceFiles.from_folder(source_definition(source), folder)


def test_every_source_that_is_read_can_be_fetched():
    assert set(FETCHERS) == {*READERS, COMMUNES}


def test_ror_takes_the_latest_release_and_keeps_the_country(tmp_path):
    def record(ror, country):
        return {
            "id": f"https://ror.org/{ror}",
            "locations": [{"geonames_details": {"country_code": country}}],
        }

    release = zipped(
        **{"v9-ror-data__json": json.dumps([record("0000pc329", "FR"), record("02atag894", "US")])}
    )

    def answer(asked: Asked) -> Said:
        if asked.path == "/api/records":
            assert asked.query == {"communities": "ror-data", "sort": "newest", "size": "1"}
            link = "https://zenodo.org/files/v9.zip"
            return json_said({"hits": {"hits": [{"files": [{"key": "v9.zip", "links": {"self": link}}]}]}})
        return Said(release, media_type="application/zip")

    _asked, files = fetched("ror", tmp_path, answer)

    assert [file.name for file in files.files] == ["ror.jsonl"]
    assert [item.text("id") for item in files.items(files.files[0])] == ["https://ror.org/0000pc329"]
    assert files.files[0].receipt.rows == 1


def test_a_damaged_release_of_ror_is_refused(tmp_path):
    def answer(asked: Asked) -> Said:
        link = {"key": "v9.zip", "links": {"self": "https://zenodo.org/v9.zip"}}
        if asked.path == "/api/records":
            return json_said({"hits": {"hits": [{"files": [link]}]}})
        return Said(b"PK\x03\x04 rubbish", media_type="application/zip")

    with pytest.raises(FetchError, match="the archive is damaged"):
        fetched("ror", tmp_path, answer)


def test_an_archive_that_unpacks_beyond_measure_is_refused(tmp_path):
    from biovaliance.sources.fetching.archives import member

    (tmp_path / "bomb.zip").write_bytes(zipped(a__json="0" * 20_000_000))
    with pytest.raises(FetchError, match="that is not taken"), member(tmp_path / "bomb.zip", ".json"):
        pass


def test_openalex_is_paged_by_cursor_and_the_key_stays_out_of_the_receipt(tmp_path):
    def answer(asked: Asked) -> Said:
        assert asked.path == "/institutions"
        assert asked.query["api_key"] == "hush-hush"
        following = {"*": "next", "next": None}[asked.query["cursor"]]
        return json_said(
            {"meta": {"count": 2, "next_cursor": following}, "results": [{"id": asked.query["cursor"]}]}
        )

    asked, files = fetched("openalex", tmp_path / "openalex", answer, secrets={"api_key": "hush-hush"})

    assert [each.query["cursor"] for each in asked] == ["*", "next"]
    assert asked[0].query["filter"] == "country_code:FR"
    assert files.files[0].receipt.rows == 2
    assert all("hush" not in path.read_text() for path in (tmp_path / "openalex").iterdir())


def test_openalex_is_asked_for_the_topics_of_each_regional_institution_and_year(tmp_path):
    lines = (FIXTURES / "openalex_institutions.jsonl").read_text().splitlines()[:3]

    def group(number: int) -> dict[str, object]:
        return {"key": f"https://openalex.org/T{number}", "key_display_name": "A", "count": number}

    def answer(asked: Asked) -> Said:
        if asked.path == "/institutions":
            return json_said({"meta": {"next_cursor": None}, "results": [json.loads(line) for line in lines]})
        assert asked.query["group_by"] == "primary_topic.id"
        if not asked.query["filter"].endswith(":2025"):
            return json_said({"meta": {"next_cursor": None}, "results": [], "group_by": []})
        # The documented shape: groups in pages of 200, and after the last an empty one without a cursor.
        groups, following = {"*": ([group(1)], "m2"), "m2": ([group(2)], "m3"), "m3": ([], None)}[
            asked.query["cursor"]
        ]
        return json_said({"meta": {"next_cursor": following}, "results": [], "group_by": groups})

    day = dt.datetime(2026, 11, 2, tzinfo=dt.UTC).timestamp()
    asked, files = fetched("openalex", tmp_path / "openalex", answer, now=lambda: day)

    questions = [each.query["filter"] for each in asked if each.path == "/works"]
    # I2 lies elsewhere, I3 abroad.
    prefix = "authorships.institutions.lineage:I1,publication_year:"
    assert list(dict.fromkeys(questions)) == [f"{prefix}{year}" for year in range(2026, 2016, -1)]
    assert len(questions) == 12
    (topics,) = files.of("topics")
    assert [
        (item.text("institution"), item.text("year"), item.text("count")) for item in files.items(topics)
    ] == [
        ("I1", "2025", "1"),
        ("I1", "2025", "2"),
    ]
    assert topics.receipt.rows == 2


def test_openalex_is_not_asked_before_the_communes_are_known(tmp_path):
    client = Client(("api.openalex.org",), 1000.0, Limits())
    session = Session(source_definition("openalex"), bundled_region(), tmp_path / "openalex", client)
    with pytest.raises(InputError, match="fetch them first: `biovaliance atlas fetch communes openalex`"):
        FETCHERS["openalex"](session)
    assert not (tmp_path / "openalex").exists()


def test_groups_of_another_shape_are_refused_and_what_was_fetched_before_is_kept(tmp_path):
    line = (FIXTURES / "openalex_institutions.jsonl").read_text().splitlines()[0]

    def answer(asked: Asked) -> Said:
        if asked.path == "/institutions":
            return json_said({"meta": {"next_cursor": None}, "results": [json.loads(line)]})
        return json_said({"meta": {}, "results": []})

    with pytest.raises(FetchError, match="no list under 'group_by'; the API seems to have changed"):
        fetched("openalex", tmp_path / "openalex", answer)
    assert (tmp_path / "openalex" / "institutions.jsonl").exists()
    assert not (tmp_path / "openalex" / "topics.jsonl").exists()


def test_the_key_of_a_source_comes_from_the_environment():
    openalex, ror = source_definition("openalex"), source_definition("ror")
    assert api_key({"OPENALEX_API_KEY": " k "}, openalex) == "k"
    assert api_key({}, openalex) == api_key({"OPENALEX_API_KEY": "k"}, ror) == ""


def test_hal_asks_for_the_documents_of_regional_structures_only(tmp_path):
    def answer(asked: Asked) -> Said:
        if asked.path == "/ref/structure/":
            docs = [
                {
                    "docid": "1",
                    "name_s": "A",
                    "type_s": "laboratory",
                    "valid_s": "VALID",
                    "address_s": "25000 Besançon",
                },
                {
                    "docid": "2",
                    "name_s": "B",
                    "type_s": "laboratory",
                    "valid_s": "VALID",
                    "address_s": "69002 Lyon",
                },
            ]
            return json_said({"response": {"numFound": 2, "docs": docs}})
        assert asked.query["q"] == "structId_i:(1)"
        marks = {"*": "m2", "m2": "m2"}
        docs = [{"halId_s": "hal-1", "docType_s": "ART"}] if asked.query["cursorMark"] == "*" else []
        return json_said({"response": {"docs": docs}, "nextCursorMark": marks[asked.query["cursorMark"]]})

    asked, files = fetched("hal", tmp_path, answer)

    assert {file.name: file.receipt.rows for file in files.files} == {
        "documents.jsonl": 1,
        "structures.jsonl": 2,
    }
    assert [each.path for each in asked].count("/search/") in (1, 2)


def test_anr_takes_the_tables_of_partners_and_projects(tmp_path):
    def answer(asked: Asked) -> Said:
        if asked.path.startswith("/api/1/datasets/"):
            number = "01" if "anr-01" in asked.path else "02"
            part = "partenaires" if number == "01" else "projets"
            resource = {
                "title": f"anr {part}",
                "format": "csv",
                "url": f"https://static.data.gouv.fr/{number}.csv",
            }
            return json_said({"resources": [resource, {"title": "notice", "format": "pdf", "url": "x"}]})
        return Said(b"a;b\n", media_type="text/csv")

    _asked, files = fetched("anr", tmp_path, answer)

    assert [file.layout.name for file in files.files] == [
        "plan-partners-published",
        "future-projects-published",
    ]


def test_cordis_takes_tables_out_of_two_archives(tmp_path):
    tables = zipped(project__csv="id\n", organization__csv="id\n", topics__csv="id\n", euroSciVoc__csv="id\n")
    asked, files = fetched("cordis", tmp_path, lambda _asked: Said(tables, media_type="application/zip"))

    assert [each.path for each in asked] == [
        "/data/cordis-HORIZONprojects-csv.zip",
        "/data/cordis-h2020projects-csv.zip",
    ]
    assert sorted(file.layout.name for file in files.files) == sorted(
        ["projects", "participants", "topics", "subjects"] * 2
    )


def test_calls_are_asked_for_by_form_and_page(tmp_path):
    def answer(asked: Asked) -> Said:
        assert asked.method == "POST"
        assert b'"31094502"' in asked.body
        number = int(asked.query["pageNumber"])
        return json_said(
            {"totalResults": 101, "results": [{"url": str(number)}] * (100 if number == 1 else 1)}
        )

    asked, files = fetched("eu_calls", tmp_path, answer)

    assert [each.query["pageNumber"] for each in asked] == ["1", "2"]
    assert files.files[0].receipt.rows == 101


def test_companies_are_asked_for_department_by_department(tmp_path):
    def answer(asked: Asked) -> Said:
        total = 30 if asked.query["departement"] == "21" else 0
        number = int(asked.query["page"])
        items = [{"siren": str(number)}] * max(0, min(25, total - 25 * (number - 1)))
        return json_said({"total_results": total, "results": items})

    asked, files = fetched("recherche_entreprises", tmp_path, answer)

    assert [(each.query["departement"], each.query["page"]) for each in asked] == [
        *(("21", "1"), ("21", "2")),
        *((code, "1") for code in ("25", "39", "58", "70", "71", "89", "90")),
    ]
    assert files.files[0].receipt.rows == 30


def test_communes_medicines_and_sites_are_one_file_each(tmp_path):
    places = [{"code": "25056", "nom": "Besançon"}]
    _asked, files = fetched("communes", tmp_path / "c", lambda _asked: json_said(places))
    assert files.files[0].receipt.rows == 1

    _asked, files = fetched("ema", tmp_path / "e", lambda _asked: json_said({"data": []}))
    assert files.files[0].layout.name == "medicines"

    _asked, files = fetched(
        "health_sites", tmp_path / "h", lambda _asked: Said(b"id\n", media_type="text/csv")
    )
    assert files.files[0].layout.name == "sites"


def test_erdf_needs_the_address_of_the_day(tmp_path):
    with pytest.raises(InputError, match="--address"):
        fetched("erdf", tmp_path, lambda _asked: Said())
    address = "https://www.europe-bfc.eu/liste.csv"
    _asked, files = fetched(
        "erdf", tmp_path, lambda _asked: Said(b"a;b\n", media_type="text/csv"), address=address
    )
    assert files.files[0].receipt.address == address


def test_an_answer_without_the_list_leaves_nothing_behind(tmp_path):
    with pytest.raises(FetchError, match="the API seems to have changed"):
        fetched("clinicaltrials", tmp_path, lambda _asked: json_said({"items": []}))
    assert not (tmp_path / "studies.jsonl").exists()
