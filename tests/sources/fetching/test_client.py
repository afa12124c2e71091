"""The client against a server that fails in every way a publisher's does."""

import email.utils
import gzip
import io
import zlib

import pytest

from biovaliance.sources.fetching.client import CSV, JSON, Client
from biovaliance.sources.fetching.limits import USER_AGENT, FetchError, Limits
from tests.sources.servers import Said, playing


class Hours:
    """A clock that only pauses move."""

    def __init__(self) -> None:
        self.seconds = 1_000.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.pauses.append(round(seconds, 3))
        self.seconds += seconds


def client_of(played, hours=None, **more):
    hours = hours or Hours()
    given = {
        "hosts": (played.host,),
        "requests_per_second": 1000.0,
        "limits": Limits(silence_s=5.0, attempts=4),
        "schemes": ("http",),
        "clock": hours,
        "now": lambda: 1_700_000_000.0,
        "sleep": hours.sleep,
        "chance": lambda: 1.0,
    }
    return Client(**(given | more))


def test_an_answer_is_read_and_the_client_says_who_it_is_and_how_to_reach_us():
    with playing(lambda _asked, _n: Said(b'{"a": 1}', headers={"ETag": '"x"'})) as played:
        answer = client_of(played).get(f"{played.base}/things", JSON, params={"q": "é"})

    assert answer.json() == {"a": 1}
    assert (answer.etag, answer.size, answer.address) == ('"x"', 8, f"{played.base}/things?q=%C3%A9")
    assert played.asked[0].query == {"q": "é"}
    assert played.asked[0].headers["User-Agent"] == USER_AGENT
    assert "https://" in USER_AGENT


@pytest.mark.parametrize(
    "address",
    [
        "http://elsewhere.example/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "http://user@127.0.0.1/",
        "ftp://127.0.0.1/",
    ],
)
def test_only_declared_hosts_are_spoken_to(address):
    with playing(lambda _asked, _n: Said()) as played, pytest.raises(FetchError, match="declared hosts"):
        client_of(played).get(address, JSON)
    assert played.asked == []


def test_a_redirect_to_an_undeclared_host_is_refused():
    elsewhere = Said(status=302, headers={"Location": "http://evil.example/x"})
    refusal = r"redirects to host 'evil\.example', which source\.toml does not declare"
    with playing(lambda _asked, _n: elsewhere) as played, pytest.raises(FetchError, match=refusal):
        client_of(played).get(f"{played.base}/", JSON)
    assert len(played.asked) == 1


def test_a_redirect_on_a_declared_host_is_followed_and_its_address_told_without_the_key():
    def answer(asked, _number):
        if asked.path == "/old":
            return Said(
                status=301,
                headers={"Location": f"/new?{'&'.join(f'{k}={v}' for k, v in asked.query.items())}"},
            )
        return Said(b"[]")

    with playing(answer) as played:
        found = client_of(played, secrets={"api_key": "hush"}).get(
            f"{played.base}/old", JSON, params={"q": "1"}
        )

    assert found.address == f"{played.base}/new?q=1"
    assert [asked.query for asked in played.asked] == [{"q": "1", "api_key": "hush"}] * 2


def test_redirects_that_never_end_are_left():
    with (
        playing(lambda _asked, _n: Said(status=302, headers={"Location": "/again"})) as played,
        pytest.raises(FetchError, match="more than 5 redirects"),
    ):
        client_of(played).get(f"{played.base}/", JSON)


def test_a_storm_of_429_is_waited_out_as_the_server_asks():
    in_a_minute = email.utils.formatdate(1_700_000_060, usegmt=True)
    answers = [
        Said(status=429, headers={"Retry-After": "7"}),
        Said(status=429, headers={"Retry-After": in_a_minute}),
        Said(status=503, headers={"Retry-After": "86400"}),
        Said(b"[1]"),
    ]
    hours = Hours()
    with playing(lambda _asked, number: answers[number]) as played:
        assert client_of(played, hours).get(f"{played.base}/", JSON).json() == [1]
    # as asked in seconds, as asked by a date, and no longer than two minutes
    assert [pause for pause in hours.pauses if pause > 0.01] == [7.0, 60.0, 120.0]


def test_without_a_word_from_the_server_pauses_double_and_chance_shortens_them():
    hours = Hours()
    with (
        playing(lambda _asked, _n: Said(status=500)) as played,
        pytest.raises(FetchError, match="4 times; try again later"),
    ):
        client_of(played, hours, chance=lambda: 0.5).get(f"{played.base}/", JSON)
    # 1, 2, 4 seconds, times (0.5 + 0.5 / 2); none after the last attempt
    assert [pause for pause in hours.pauses if pause > 0.01] == [0.75, 1.5, 3.0]


def test_a_host_is_not_asked_faster_than_the_source_allows():
    hours = Hours()
    with playing(lambda _asked, _n: Said()) as played:
        client = client_of(played, hours, requests_per_second=2.0)
        for _request in range(3):
            client.get(f"{played.base}/", JSON)
    assert hours.pauses == [0.5, 0.5]


def test_a_body_that_breaks_off_is_asked_for_again_and_a_file_holds_only_the_whole_one():
    bodies = [
        Said(b"id,na", media_type="text/csv", announced=40),
        Said(b"id,name\n1,a\n", media_type="text/csv"),
    ]
    into = io.BytesIO()
    with playing(lambda _asked, number: bodies[number]) as played:
        answer = client_of(played).get(f"{played.base}/", CSV, into=into)
    assert (answer.size, into.getvalue()) == (12, b"id,name\n1,a\n")


def test_a_packed_body_is_unpacked_and_one_that_breaks_off_is_asked_for_again():
    packed = gzip.compress(b'{"rows": [1, 2, 3]}')
    headers = {"Content-Encoding": "gzip"}
    bodies = [Said(packed[:-9], headers=headers), Said(packed, headers=headers)]
    with playing(lambda _asked, number: bodies[number]) as played:
        assert client_of(played).get(f"{played.base}/", JSON).json() == {"rows": [1, 2, 3]}
    assert len(played.asked) == 2


def test_deflated_bodies_are_understood_too():
    body = Said(zlib.compress(b"[4]"), headers={"Content-Encoding": "deflate"})
    with playing(lambda _asked, _n: body) as played:
        assert client_of(played).get(f"{played.base}/", JSON).json() == [4]


def test_a_bomb_is_not_unpacked():
    bomb = gzip.compress(b"0" * 3_000_000)  # a thousandfold
    with playing(lambda _asked, _n: Said(bomb, headers={"Content-Encoding": "gzip"})) as played:
        client = client_of(played, limits=Limits(smallest_bomb=100_000))
        with pytest.raises(FetchError, match="no honest answer"):
            client.get(f"{played.base}/", JSON)


def test_a_body_larger_than_the_limit_is_left():
    with (
        playing(lambda _asked, _n: Said(b"0" * 5000)) as played,
        pytest.raises(FetchError, match="more than 4,000 bytes"),
    ):
        client_of(played, limits=Limits(largest=4000)).get(f"{played.base}/", JSON)


def test_a_way_of_packing_that_was_not_asked_for_is_refused():
    with (
        playing(lambda _asked, _n: Said(b"x", headers={"Content-Encoding": "br"})) as played,
        pytest.raises(FetchError, match="packed as 'br'"),
    ):
        client_of(played).get(f"{played.base}/", JSON)


def test_a_page_about_maintenance_is_not_taken_for_data():
    with (
        playing(lambda _asked, _n: Said(b"<html>", media_type="text/html; charset=utf-8")) as played,
        pytest.raises(FetchError, match="of type 'text/html'; expected application/json"),
    ):
        client_of(played).get(f"{played.base}/", JSON)


def test_a_slow_drip_is_not_waited_for_without_end():
    hours = Hours()

    def clock():
        hours.seconds += 10  # each look at the clock is ten seconds later
        return hours.seconds

    with playing(lambda _asked, _n: Said(b"[" + b" " * 500 + b"]", drip_s=0.02)) as played:
        client = client_of(played, hours, clock=clock, limits=Limits(longest_s=60.0, attempts=1))
        with pytest.raises(FetchError, match="at most 60 s are waited"):
            client.get(f"{played.base}/", JSON)


def test_a_server_that_says_nothing_is_left_after_the_silence_allowed():
    with playing(lambda _asked, _n: Said(b"[]" * 50, drip_s=5.0)) as played:
        client = client_of(played, limits=Limits(silence_s=0.2, attempts=2))
        with pytest.raises(FetchError, match=r"did not answer in time, 2 times|connection failed"):
            client.get(f"{played.base}/", JSON)
    assert len(played.asked) == 2


@pytest.mark.parametrize(("status", "hint"), [(401, "Check the API key"), (404, "answers 404; expected 200")])
def test_a_refusal_is_not_repeated(status, hint):
    with playing(lambda _asked, _n: Said(status=status)) as played, pytest.raises(FetchError, match=hint):
        client_of(played, secrets={"api_key": "hush"}).get(f"{played.base}/", JSON)
    assert len(played.asked) == 1


def test_no_message_and_no_picture_of_the_client_holds_the_key():
    with playing(lambda _asked, _n: Said(status=403)) as played:
        client = client_of(played, secrets={"api_key": "hush-hush"})
        with pytest.raises(FetchError) as caught:
            client.get(f"{played.base}/", JSON)
    assert "hush-hush" not in f"{caught.value!r} {client!r}"


def test_what_is_no_json_is_said_to_be_none():
    with playing(lambda _asked, _n: Said(b"{")) as played, pytest.raises(FetchError, match="is no JSON"):
        client_of(played).get(f"{played.base}/", JSON).json()
