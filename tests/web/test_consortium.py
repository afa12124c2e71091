"""The consortium builder's pages: who and why side by side, files to take away, honest empty answers."""

import io
import json
import threading

import pypdf
import pytest
from django.urls import reverse
from django.utils.translation import override
from docx import Document

from biovaliance.web.access import published
from biovaliance.web.synergies.consortium import asking
from biovaliance.web.synergies.consortium.forms import read_asked
from biovaliance.web.synergies.consortium.store import BusyError, Desk, desk

pytestmark = pytest.mark.django_db
NEED = "produire un lot clinique de CAR-T, cherche vecteur viral BPF et contrôle qualité"
IN_ENGLISH = "make a clinical batch of CAR-T, looking for GMP viral vector and quality control"
REGIONAL = "fr-idemo-reg-bfc"
EUROPEAN = "horizon-hlth-2027-01-ind-01"


@pytest.fixture(autouse=True)
def _own_desk():
    desk.cache_clear()
    yield
    desk.cache_clear()


def ask(client, language="en", name="consortium", **asked):
    with override(language):
        address = reverse(name)
    return client.get(address, asked)


def told(client, **asked) -> dict:
    return json.loads(ask(client, name="consortium_json", **asked).content)


def test_the_regional_call_gets_consortia_with_reasons_sources_and_the_honest_gap(client):
    page = ask(client, "fr", q=NEED, call=REGIONAL, size="3000000").content.decode()

    assert page.count('<article class="variant"') == 3
    for words in ("RD-Biotech", "Contrôle qualité", "Non vu ici", "Vecteur viral", "Règles de l’appel"):
        assert words in page
    assert "evidence-mark" in page
    assert "le premier est prouvé" in page.lower()


def test_the_same_need_in_english_gets_the_same_people(client):
    french, english = (told(client, q=need, call=REGIONAL) for need in (NEED, IN_ENGLISH))

    def people(answer):
        return [[partner["id"] for partner in each["partners"]] for each in answer["consortia"]]

    assert people(french) == people(english)
    assert [each["id"] for each in french["not_seen"]] == ["viral-vectors"]
    assert french["status"] == "optimal"


def test_a_score_is_the_sum_of_the_reasons_that_are_told(client):
    for consortium in told(client, q=NEED, call=REGIONAL)["consortia"]:
        assert consortium["score"] == sum(reason["points"] for reason in consortium["reasons"])
        assert consortium["rules"]["missing"] == []
        assert sum(partner["share_pct"] for partner in consortium["partners"]) == pytest.approx(100)


def test_every_competence_brought_names_its_source_and_the_day_it_was_read(client):
    reasons = [
        reason
        for consortium in told(client, q=NEED, call=REGIONAL)["consortia"]
        for reason in consortium["reasons"]
        if reason["kind"] == "competence"
    ]
    assert reasons
    assert all(reason["source"] and reason["read_on"] and reason["how"] for reason in reasons)


@pytest.mark.parametrize(("call", "need"), [(EUROPEAN, ""), (REGIONAL, NEED)])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_summary_is_a_pdf_of_two_pages_and_a_document_with_the_same_partners(
    client, call, need, language
):
    names = [p["name"] for p in told(client, q=need, call=call)["consortia"][0]["partners"]]
    pdf = ask(client, language, "consortium_pdf", q=need, call=call)
    docx = ask(client, language, "consortium_docx", q=need, call=call)

    read = pypdf.PdfReader(io.BytesIO(pdf.content))
    text = " ".join(" ".join(page.extract_text() for page in read.pages).split())
    assert len(read.pages) == 2
    assert read.trailer["/Root"]["/Lang"] == language
    words = " ".join(each.text for each in Document(io.BytesIO(docx.content)).paragraphs)
    for name in names:
        assert name in text
        assert name in words


def test_a_wanted_organisation_is_in_every_consortium_and_a_refused_one_in_none(client):
    found = told(client, q=NEED, call=REGIONAL, member="FEMTO-ST", without="RD-Biotech")
    for consortium in found["consortia"]:
        keys = {partner["id"] for partner in consortium["partners"]}
        assert "organisation:femto-st" in keys
        assert "organisation:rd-biotech" not in keys


def test_an_impossible_wish_is_told_with_the_rules_it_breaks_and_their_sources(client):
    wanted = ["FEMTO-ST", "RD-Biotech", "Diaclone", "Covalab", "Crossject", "Dixi Medical"]
    page = ask(client, q=NEED, call=REGIONAL, member=wanted).content.decode()

    assert "No consortium is possible" in page
    assert "Five partners at most." in page
    assert "zabala.fr" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": "?!…"}, "no words"),
        (
            {"q": "wir suchen einen Partner für die Herstellung von Impfstoffen und Zellen"},
            "neither in French",
        ),
        ({"q": NEED, "call": "no-such-call"}, "No call has this name"),
        ({"q": NEED, "member": "Nobody at all"}, "is not one organisation"),
        ({"q": NEED, "member": "FEMTO-ST", "without": "FEMTO-ST"}, "wanted and refused"),
        ({"q": NEED, "size": "a lot"}, "whole number of euros"),
        ({"q": NEED, "size": "3,5"}, "whole number of euros"),
        ({"q": NEED, "near": "Atlantis"}, "choose a town"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence_and_the_form_is_kept(client, asked, words):
    answer = ask(client, **asked)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert words in page
    assert 'role="status"' in page
    assert "<textarea" in page
    with override("en"):
        assert ask(client, name="consortium_pdf", **asked).url.startswith(reverse("consortium"))


def test_a_need_of_forty_thousand_characters_is_cut_and_answered(client):
    assert ask(client, q="vecteur viral " * 3000).status_code == 200


def test_without_a_question_there_is_a_form_and_no_search(client):
    page = ask(client).content.decode()
    assert "consortium-form" in page
    assert "noindex" not in page
    assert '<article class="variant"' not in page


def test_a_place_adds_the_nearness_of_each_partner(client):
    near = told(client, q=NEED, call=REGIONAL, near="Besançon")["consortia"][0]
    assert any(reason["kind"] == "nearness" for reason in near["reasons"])


def test_a_call_that_takes_every_subject_is_answered_by_its_rules_and_says_so(client):
    page = ask(client, call=REGIONAL).content.decode()
    assert "No competence was named" in page
    assert '<article class="variant"' in page


def test_the_page_of_a_call_leads_here(client):
    with override("en"):
        page = client.get(reverse("call", args=[EUROPEAN])).content.decode()
    assert f"/en/consortium/?call={EUROPEAN}" in page


def test_the_address_of_an_answer_asks_the_same_again(client, rf):
    asked = read_asked(rf.get("/", {"q": NEED, "call": REGIONAL, "member": ["A; B", "C"], "size": "1"}).GET)
    assert read_asked(rf.get(f"/{asked.query_string}").GET) == asked


def test_a_second_look_costs_no_second_search(client, monkeypatch):
    ask(client, q=NEED)
    monkeypatch.setattr(asking, "MOST_SEARCHES", 0)
    assert ask(client, q=NEED).status_code == 200
    assert ask(client, q=NEED, size="5").status_code == 429


def test_one_search_is_made_at_a_time_and_the_next_is_asked_to_come_again():
    entered, leave = threading.Event(), threading.Event()
    one = Desk(2)

    def slow():
        entered.set()
        assert leave.wait(10)
        return "answer"

    worker = threading.Thread(target=lambda: one.answer("slow", slow))
    worker.start()
    assert entered.wait(10)
    with pytest.raises(BusyError):
        one.answer("other", lambda: "never made")
    leave.set()
    worker.join(10)
    assert one.answer("slow", lambda: "never made") == "answer"


def test_a_busy_desk_is_told_with_when_to_come_again(client):
    leave, entered = threading.Event(), threading.Event()

    def slow():
        entered.set()
        leave.wait(10)

    worker = threading.Thread(target=lambda: desk().answer("slow", slow))
    worker.start()
    entered.wait(10)
    try:
        answer = ask(client, q=NEED)
    finally:
        leave.set()
        worker.join(10)
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert "one at a time" in answer.content.decode()


def test_only_the_last_answers_are_kept():
    small = Desk(2)
    for number in range(5):
        small.answer(number, lambda number=number: f"answer {number}")
    assert [small.kept(number) for number in range(5)] == [None, None, None, "answer 3", "answer 4"]


def test_before_the_first_build_the_page_says_that_nobody_is_known(client, empty_atlas):
    assert published() is None
    page = ask(client, q=NEED).content.decode()
    assert "No candidate is known." in page
