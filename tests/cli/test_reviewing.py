"""`biovaliance atlas explain` and `review`: what they print, and what they refuse."""

import json
import re
import signal
import socket
import urllib.error
import urllib.request
from http.cookiejar import CookieJar

import pytest

from biovaliance.atlas.identity.judgements import add_judgement
from tests.atlas.values import judgement
from tests.cli.program import program
from tests.reviewed import BELFORT, CURATED, DIJON, NAME, write_home


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return write_home(tmp_path_factory.mktemp("review"))


@pytest.fixture
def home(written, monkeypatch):
    monkeypatch.setenv("BIOVALIANCE_HOME", str(written[0]))
    yield written[0]
    (written[0] / "judgements.jsonl").unlink(missing_ok=True)


@pytest.fixture
def explain(run, home, written):
    return lambda *arguments: run("atlas", "explain", *arguments, "--source", f"curated={written[1]}")


def test_a_pair_is_explained_with_score_reasons_evidence_and_what_would_change(explain):
    ran = explain("membranes", DIJON)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"{CURATED}  /  {DIJON}\ntwo things: organisation:membranes and ")
    assert "score 0.50, calibrated 0.50\n" in ran.out
    assert f"  same name, “{NAME}”\n  in different towns\n" in ran.out
    assert "  Town [Contradict]\n    A: Besançon  (" in ran.out
    assert re.search(r"  the same: moves \d+ statements and 0 relations, changes 1 pages\n", ran.out)


def test_it_is_told_in_french_as_well(explain):
    ran = explain("membranes", DIJON, "--language", "fr")

    assert "Raisons\u00a0:\n" in ran.out
    assert "dans des villes différentes" in ran.out
    assert "Ville [Se contredisent]" in ran.out


def test_who_decided_and_what_taking_it_back_changes_is_told(explain, home):
    add_judgement(home / "judgements.jsonl", judgement(CURATED, DIJON))
    ran = explain(CURATED, DIJON)

    assert "one thing: organisation:membranes" in ran.out
    assert "the same (1\u00a0January 2026, a curator): because" in ran.out
    assert re.search(r"taking it back moves \d+ statements", ran.out)


def test_json_holds_the_same(explain):
    found = json.loads(explain("organisation:membranes", BELFORT, "--json").out)

    assert (found["same"], found["score"], found["left"]["record"]) == (False, 0.5, CURATED)
    assert found["reasons"][1] == {
        "code": "elsewhere",
        "text": {"en": "in different towns", "fr": "dans des villes différentes"},
    }
    assert found["would_change"]["same"]["pages"] == 1


@pytest.mark.parametrize(
    ("pair", "said"),
    [
        (("nobody", "membranes"), "Nothing is called 'nobody'; expected a record key"),
        (("membranes", "membranes"), "name the same thing; expected two different ones"),
        (("membranes", "programme:x"), "Nothing is called 'programme:x'"),
    ],
)
def test_names_that_name_no_pair_are_refused_in_one_line(explain, pair, said):
    ran = explain(*pair)

    assert (ran.code, ran.out) == (1, "")
    assert len(ran.error_lines) == 1
    assert said in ran.err


@pytest.mark.parametrize("name", ["", "  ", "x" * 81])
def test_a_review_needs_a_name(run, home, name):
    ran = run("atlas", "review", "--as", name)

    assert ran.code == 1
    assert "write who decides" in ran.err


def test_a_review_without_an_atlas_says_how_to_build_one(run, empty_home):
    ran = run("atlas", "review", "--as", "Claire Martin")

    assert ran.code == 1
    assert "build one with `biovaliance atlas build`" in ran.err


def test_a_review_serves_this_machine_alone_and_ends_without_a_trace(home, written):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    arguments = [
        "atlas",
        "review",
        "--as",
        "Claire Martin",
        "--port",
        port,
        "--source",
        f"curated={written[1]}",
    ]
    running = program(home, *arguments)
    try:
        line = running.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/enter-review/\?token=[\w-]{32}", line)[0]
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/en/review/")
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with browser.open(address) as page:
            assert "Which records are the same thing?" in page.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address)
        assert list(home.glob("review-used-*"))
        with pytest.raises(urllib.error.URLError, match="refused"):  # not on the addresses of the network
            urllib.request.urlopen(f"http://127.0.0.2:{port}/healthz", timeout=5)
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)
    assert list(home.glob("review-used-*")) == []
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(address, timeout=5)
