"""Files with receipts: whole or not there, unchanged where the server says so, resumed after a kill."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from biovaliance.sources.definitions import source_definition
from biovaliance.sources.fetching.client import CSV, JSON, Client
from biovaliance.sources.fetching.limits import FetchError, Limits
from biovaliance.sources.fetching.storing import Page, Session
from biovaliance.sources.receipts import Receipt
from biovaliance.sources.region import bundled_region
from tests.needs import REPOSITORY
from tests.sources.servers import Said, playing

NOW = 1_795_000_000.0  # 2026-11-18
ADDRESS = "https://publisher.example/table.csv"


def session_of(played, folder, now=NOW, source="health_sites", **limits) -> Session:
    client = Client(
        (played.host,),
        1000.0,
        Limits(silence_s=5.0, attempts=2, **limits),
        schemes=("http",),
        now=lambda: now,
        sleep=lambda _seconds: None,
    )
    return Session(source_definition(source), bundled_region(), folder, client, base=played.base)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_download_leaves_the_file_and_its_receipt(tmp_path):
    table = Said(b"id,name\n1,a\n", media_type="text/csv", headers={"ETag": '"v1"', "Last-Modified": "then"})
    with playing(lambda _asked, _n: table) as played:
        receipt = session_of(played, tmp_path).download(ADDRESS, "FR.csv", CSV)

    assert names(tmp_path) == ["FR.csv", "FR.csv.receipt.json"]
    assert (tmp_path / "FR.csv").read_bytes() == b"id,name\n1,a\n"
    assert receipt == Receipt(
        file="FR.csv",
        source_key="health_sites",
        address=ADDRESS,
        taken_on="2026-11-18",
        stated_on="2026-11-18",
        sha256="b7773700b1468b27c88d7122034e23bc5af7703c70bc13fd545d8e08534dcf41",
        bytes=12,
        licence="Licence Ouverte 2.0 (?)",
        etag='"v1"',
        last_modified="then",
    )
    assert Receipt.loads((tmp_path / "FR.csv.receipt.json").read_text(), "here") == receipt


def test_what_has_not_changed_is_not_fetched_again(tmp_path):
    def answer(asked, _number):
        if asked.headers.get("If-None-Match") == '"v1"' and asked.headers.get("If-Modified-Since") == "then":
            return Said(b"", status=304)
        return Said(b"id\n1\n", media_type="text/csv", headers={"ETag": '"v1"', "Last-Modified": "then"})

    with playing(answer) as played:
        first = session_of(played, tmp_path).download(ADDRESS, "FR.csv", CSV)
        again = session_of(played, tmp_path, now=NOW + 90_000).download(ADDRESS, "FR.csv", CSV)
        (tmp_path / "FR.csv").write_bytes(b"id\n")  # somebody cut it short: it is fetched anew
        session_of(played, tmp_path).download(ADDRESS, "FR.csv", CSV)

    assert again == first
    assert [asked.headers.get("If-None-Match") for asked in played.asked] == [None, '"v1"', None]
    assert (tmp_path / "FR.csv").read_bytes() == b"id\n1\n"


def test_a_download_that_fails_leaves_the_file_before_as_it_was(tmp_path):
    answers = [
        Said(b"id\n1\n", media_type="text/csv"),
        *[Said(b"id\n2", media_type="text/csv", announced=50)] * 2,
    ]
    with playing(lambda _asked, number: answers[number]) as played:
        session_of(played, tmp_path).download(ADDRESS, "FR.csv", CSV)
        with pytest.raises(FetchError, match="breaks off after 4 of 50 bytes"):
            session_of(played, tmp_path).download(ADDRESS, "FR.csv", CSV)
    assert (tmp_path / "FR.csv").read_bytes() == b"id\n1\n"
    assert names(tmp_path) == ["FR.csv", "FR.csv.receipt.json"]


def pages_of(session: Session, asked: list[str], fail_at: str = ""):
    """Three pages of two items; asking for `fail_at` ends the program's patience."""

    def page(cursor: str) -> Page:
        asked.append(cursor)
        if cursor == fail_at:
            raise KeyboardInterrupt
        number = int(cursor)
        return Page([{"n": 2 * number}, {"n": 2 * number + 1}], str(number + 1) if number < 2 else "", 6)

    return lambda: session.collect("pages.jsonl", "https://publisher.example/pages", "0", page)


def test_pages_are_collected_and_a_stopped_collection_goes_on_where_it_was(tmp_path):
    with playing(lambda _asked, _n: Said()) as played:
        asked: list[str] = []
        with pytest.raises(KeyboardInterrupt):
            pages_of(session_of(played, tmp_path), asked, fail_at="2")()
        assert names(tmp_path) == ["pages.jsonl.part", "pages.jsonl.state"]
        with (tmp_path / "pages.jsonl.part").open("ab") as part:
            part.write(b'{"n": 4}\n{"n')  # a page that was being written when the power went
        receipt = pages_of(session_of(played, tmp_path, now=NOW + 60), asked)()

    assert asked == ["0", "1", "2", "2"]
    lines = (tmp_path / "pages.jsonl").read_text().splitlines()
    assert [json.loads(line)["n"] for line in lines] == [0, 1, 2, 3, 4, 5]
    assert (receipt.rows, names(tmp_path)) == (6, ["pages.jsonl", "pages.jsonl.receipt.json"])


def test_a_collection_stopped_more_than_a_day_ago_begins_anew(tmp_path):
    with playing(lambda _asked, _n: Said()) as played:
        asked: list[str] = []
        with pytest.raises(KeyboardInterrupt):
            pages_of(session_of(played, tmp_path), asked, fail_at="1")()
        pages_of(session_of(played, tmp_path, now=NOW + 25 * 3600), asked)()
    assert asked == ["0", "1", "0", "1", "2"]


def test_a_damaged_state_begins_anew(tmp_path):
    (tmp_path / "pages.jsonl.state").write_text("{")
    (tmp_path / "pages.jsonl.part").write_text("rubbish")
    with playing(lambda _asked, _n: Said()) as played:
        assert pages_of(session_of(played, tmp_path), [])().rows == 6


def test_a_page_that_names_itself_as_the_next_one_is_refused(tmp_path):
    with playing(lambda _asked, _n: Said()) as played, pytest.raises(FetchError, match="names itself"):
        session_of(played, tmp_path).collect("p.jsonl", "x", "a", lambda _cursor: Page([{}], "a"))


def test_an_answer_of_another_shape_is_told_as_a_change_of_the_api(tmp_path):
    with playing(lambda _asked, _n: Said(b'{"data": []}')) as played:
        session = session_of(played, tmp_path)
        answer = session.client.get(f"{played.base}/", JSON)
        with pytest.raises(FetchError, match="no list under 'results'; the API seems to have changed"):
            session.page_of(answer, "results", "", "")


KILLED = """
    import sys
    from pathlib import Path
    from biovaliance.sources.clinicaltrials.fetch import fetch
    from biovaliance.sources.definitions import source_definition
    from biovaliance.sources.fetching.client import Client
    from biovaliance.sources.fetching.storing import Session
    from biovaliance.sources.region import bundled_region

    base, folder = sys.argv[1], Path(sys.argv[2])
    client = Client((base.removeprefix("http://"),), 1000.0, schemes=("http",))
    fetch(Session(source_definition("clinicaltrials"), bundled_region(), folder, client, base=base))
"""


def test_a_fetch_killed_with_signal_9_goes_on_at_its_page(tmp_path):
    pages = {
        "": ([{"id": 0}, {"id": 1}], "two"),
        "two": ([{"id": 2}, {"id": 3}], "three"),
        "three": ([{"id": 4}], None),
    }

    def answer(asked, number):
        items, following = pages[asked.query.get("pageToken", "")]
        body = json.dumps({"studies": items, "nextPageToken": following, "totalCount": 5}).encode()
        return Said(body, drip_s=2.0 if number == 2 else 0.0)  # the third answer drips until the kill

    with playing(answer) as played:
        command = [sys.executable, "-c", textwrap.dedent(KILLED), played.base, str(tmp_path)]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "src")}
        process = subprocess.Popen(command, env=environment)
        deadline = time.monotonic() + 120
        while len(played.asked) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL
        assert names(tmp_path) == ["studies.jsonl.part", "studies.jsonl.state"]

        subprocess.run(command, env=environment, check=True)

    tokens = [asked.query.get("pageToken", "") for asked in played.asked]
    assert tokens == ["", "two", "three", "three"]
    lines = (tmp_path / "studies.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [0, 1, 2, 3, 4]
    receipt = Receipt.loads((tmp_path / "studies.jsonl.receipt.json").read_text(), "here")
    assert (receipt.rows, receipt.address) == (5, "https://clinicaltrials.gov/api/v2/studies")
