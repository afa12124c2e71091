"""“Find a partner”: who and why with sources, the honest gap, the same people in both languages."""

import csv
import html
import io
import json
import re

import openpyxl
import pypdf
import pytest
from django.urls import reverse
from django.utils.translation import override

from biovaliance.web.synergies.partners.forms import read_asked

pytestmark = pytest.mark.django_db
FRENCH = "produire un lot clinique de CAR-T, cherche vecteur viral BPF et contrôle qualité"
ENGLISH = "make a clinical batch of CAR-T, looking for GMP viral vector and quality control"


def ask(client, language="en", name="partners", **asked):
    with override(language):
        return client.get(reverse(name), asked)


def page_of(client, language="en", **asked) -> str:
    answer = ask(client, language, **asked)
    assert answer.status_code == 200
    return answer.content.decode()


def told(client, **asked) -> dict:
    return client.get("/api/v1/partners/", asked).json()


def people(answer: dict, count: int = 12) -> list[str]:
    return [each["key"].partition(":")[2] for each in answer["partners"][:count]]


def test_the_need_of_a_clinical_batch_gets_partners_with_reasons_and_sources(client):
    page = page_of(client, "fr", q=FRENCH).replace("\u00a0", " ")

    assert page.count('<article aria-labelledby="partner-') == 12
    for words in (
        *("Établissement Français du Sang Bourgogne-Franche-Comté", "RD-Biotech", "CHU de Besançon"),
        *(
            "Production de lots cliniques",
            "compétence déclarée",
            "Établissement français du sang, 16 août 2020",
        ),
    ):
        assert words in page


def test_the_gap_is_told_no_viral_vector_is_seen_in_the_region(client):
    answer = told(client, q=FRENCH, language="fr")
    page = page_of(client, "fr", q=FRENCH)

    assert [each["concept"] for each in answer["not_seen_in_region"]] == ["viral-vectors"]
    assert answer["not_seen_in_region"][0]["told"].startswith(
        "Aucune source lue ne dit que quelqu’un le fait dans la région"
    )
    gap = page[page.index('id="missing"') : page.index('id="partners"')]
    assert "Non vu dans la région" in gap
    assert "Vecteur viral" in gap
    assert "non vu ne veut pas dire absent" in gap


def test_the_same_need_in_english_gets_the_same_people(client):
    french, english = told(client, q=FRENCH), told(client, q=ENGLISH)

    assert set(people(french)) == set(people(english))
    assert people(french, 2) == people(english, 2) == ["efs-bfc", "rd-biotech"]
    assert {each["concept"] for each in french["understood"]} == {
        each["concept"] for each in english["understood"]
    }
    assert french["not_seen_in_region"] == english["not_seen_in_region"]


def test_a_score_is_the_sum_of_its_reasons_and_each_document_names_its_source(client):
    for partner in told(client, q=FRENCH)["partners"]:
        reasons = partner["reasons"]
        assert partner["score"] == pytest.approx(sum(each["share"] for each in reasons), abs=1e-9)
        assert all(each["evidence"] for each in reasons if each["passage"])


def test_a_concept_can_be_taken_away_added_and_looked_for_again(client):
    without = told(client, q=FRENCH, less="viral-vectors")
    page = page_of(client, q=FRENCH, less="viral-vectors")

    assert "viral-vectors" not in {each["concept"] for each in without["understood"]}
    assert without["not_seen_in_region"] == []
    assert 'name="back" value="viral-vectors"' in page
    again = client.post("/en/partners/", {"q": FRENCH, "less": "viral-vectors", "back": "viral-vectors"})
    assert "less" not in again.url
    added = client.post("/en/partners/", {"q": FRENCH, "add": "exosomes"})
    assert "plus=extracellular-vesicle-therapy" in added.url


def test_a_term_that_the_vocabulary_has_not_is_told(client):
    page = client.post("/en/partners/", {"q": FRENCH, "add": "zeppelins"}).content.decode()

    assert "The vocabulary has no term “zeppelins”" in page


def test_filters_keep_those_of_a_type_near_a_town_and_in_the_region(client):
    hospitals = told(client, q=FRENCH, type="hospital")["partners"]
    near = told(client, q=FRENCH, near="Dijon", km="30")

    assert {each["type"] for each in hospitals} <= {"hospital", "blood-establishment"}
    assert hospitals
    assert all(each["distance_km"] <= 30 for each in near["partners"])
    assert near["place_unknown"] > 0
    assert {each["circle"] for each in told(client, q=FRENCH, region="yes")["partners"]} == {"region"}


def test_a_stage_keeps_those_that_work_at_it(client):
    everybody = told(client, q=FRENCH)
    found = told(client, q=FRENCH, stage="phase-1", stage_only="yes")

    assert 0 < found["considered"] < everybody["considered"]


def test_what_counts_can_be_switched(client):
    words_only = told(client, q=FRENCH, terms="chosen", term=["text"])["partners"]
    with_place = told(client, q=FRENCH, terms="chosen", term=["text", "proximity"], near="Dijon")["partners"]

    assert {reason["kind"] for each in words_only for reason in each["reasons"]} == {"text"}
    assert {reason["kind"] for each in with_place for reason in each["reasons"]} == {"text", "proximity"}
    assert "tick at least one" in page_of(client, q=FRENCH, terms="chosen", term=["capacity"])


def test_who_asks_and_who_is_left_out_is_no_answer(client):
    found = told(client, q=FRENCH, who="RD-Biotech", without=["efs-bfc"])

    assert not {"rd-biotech", "efs-bfc"} & set(people(found, 40))


def test_why_not_somebody_is_told_in_both_languages(client):
    page = page_of(client, "fr", q=FRENCH, why="Crossject")

    assert "Crossject est au rang" in page
    assert "non vu dans ses documents" in page
    assert told(client, q=FRENCH, why="rd-biotech", without="rd-biotech")["why_not"]["told"] == (
        "RD-Biotech is among those you left out."
    )
    assert "does not pass the filters" in page_of(client, q=FRENCH, why="rd-biotech", type="university")
    assert "is not one organisation of the atlas" in page_of(client, q=FRENCH, why="Nobody at all")


def test_three_stand_side_by_side_and_a_fourth_is_not_taken(client):
    slugs = ["efs-bfc", "rd-biotech", "right", "chu-besancon"]
    page = page_of(client, q=FRENCH, compare=slugs)
    table = page[page.index('class="table partner-compare"') : page.index('id="partners"')]

    assert table.count('<th scope="col">') == 3
    assert "Viral vector" in table
    assert "Tick a second one" in page_of(client, q=FRENCH, compare="efs-bfc")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"q": "?!… —"}, "The need has no words."),
        ({"q": "who can help"}, "names no known activity"),
        (
            {"q": "wir suchen einen Partner für die Herstellung von Impfstoffen und Zellen"},
            "neither in French",
        ),
        ({"q": FRENCH, "near": "Atlantis"}, "choose a town from the list"),
        ({"q": FRENCH, "who": "Nobody at all"}, "is not one organisation"),
    ],
)
def test_what_cannot_be_answered_is_told_in_a_sentence_and_the_form_is_kept(client, asked, words):
    page = page_of(client, **asked)

    assert words in page
    assert 'role="status"' in page
    assert "<textarea" in page
    refused = client.get("/api/v1/partners/", asked)
    assert refused.status_code == 422
    assert words in refused.json()["detail"]


def test_two_words_that_name_an_activity_are_enough(client):
    assert people(told(client, q="aseptic filling"))


def test_nobody_is_seen_where_no_source_speaks_of_it(client):
    page = page_of(client, q="zeppelin gondola upholstery")

    assert "Nobody is seen to fit" in page
    assert "That does not mean that nobody does it." in page


def test_a_pasted_call_is_answered_and_forty_thousand_words_are_refused(client):
    sentence = f"{FRENCH}. "
    call = client.post("/en/partners/", {"q": sentence * 700}).content.decode()
    book = client.post("/fr/partenaires/", {"q": sentence * 3100}).content.decode()

    assert call.count('<article aria-labelledby="partner-') == 12
    assert "too long for a link" in call
    assert 'formaction="/en/exports/partners.csv"' in call
    assert "au plus sont lus" in book


def test_a_file_can_be_had_of_a_text_that_no_link_carries(client):
    answer = client.post("/en/exports/partners.csv", {"q": f"{FRENCH}. " * 700})

    assert answer.status_code == 200
    assert answer.content.decode().count("efs-bfc") > 3


def test_a_short_question_is_led_to_its_permanent_link(client):
    sent = client.post(
        "/en/partners/", {"q": FRENCH, "type": ["hospital"], "terms": "chosen", "term": "text"}
    )

    assert sent.status_code == 302
    assert client.get(sent.url).status_code == 200
    assert "type=hospital" in sent.url


def test_the_address_of_an_answer_asks_the_same_again(rf):
    asked = read_asked(
        rf.get(
            "/",
            {
                "q": FRENCH,
                "plus": ["exosomes"],
                "less": ["viral-vectors"],
                "type": ["hospital"],
                "near": "Dijon",
                "km": "30",
                "stage": "phase-1",
                "stage_only": "yes",
                "why": "A; B",
                "terms": "chosen",
                "term": ["text"],
                "without": ["A & B"],
                "compare": ["efs-bfc"],
            },
        ).GET
    )

    assert read_asked(rf.get(f"/{asked.query_string}").GET) == asked


def test_the_files_hold_a_row_per_reason_and_the_pages_the_same_people(client):
    lines = list(
        csv.reader(io.StringIO(ask(client, name="partners_csv", q=FRENCH).content.decode("utf-8-sig")))
    )
    sheet = openpyxl.load_workbook(io.BytesIO(ask(client, name="partners_xlsx", q=FRENCH).content)).active
    french = ask(client, "fr", "partners_pdf", q=FRENCH)
    pdf = pypdf.PdfReader(io.BytesIO(french.content))
    text = " ".join(" ".join(each.extract_text() for each in pdf.pages).split())

    scores = {row[2]: float(row[8]) for row in lines[1:]}
    shares = {key: sum(float(row[10]) for row in lines[1:] if row[2] == key) for key in scores}
    assert shares == pytest.approx(scores, abs=1e-9)
    assert sheet.max_row == len(lines)
    assert pdf.trailer["/Root"]["/Lang"] == "fr"
    for words in ("RD-Biotech", "Vecteur viral", "Non vu dans la région", "16 août 2020"):
        assert words in text
    assert ask(client, "fr", "partners_pdf", q=FRENCH).content == french.content


@pytest.mark.parametrize("name", ["partners_csv", "partners_xlsx", "partners_pdf"])
def test_a_file_without_an_answer_leads_to_the_page_that_says_why(client, name):
    answer = ask(client, name=name, q="?!")

    assert answer.status_code == 302
    assert answer.url == "/en/partners/?q=%3F%21"


def test_terms_are_offered_while_somebody_types(client):
    found = json.loads(ask(client, "fr", "partners_understood", q="je cherche un vecteur viral").content)

    assert {"id": "viral-vectors", "label": "Vecteur viral", "passage": "vecteur viral"} in found[
        "understood"
    ]
    assert {"id", "label"} == set(found["suggested"][0])


def test_the_way_goes_on_to_a_consortium_to_calls_and_to_the_map(client):
    page = page_of(client, q=ENGLISH)

    for address in ("/en/consortium/?q=make+a+clinical", "/en/calls/fit/?text=make", "/en/map/?concept="):
        assert address in page


def test_home_and_menu_lead_here(client):
    home = client.get("/fr/").content.decode()

    assert home.count('href="/fr/partenaires/"') == 3  # the menu, the one of phones, the entry


def test_an_empty_page_has_examples_and_can_be_found_an_answer_cannot(client):
    empty, answered = page_of(client), page_of(client, q=FRENCH)

    assert "search-examples" in empty
    assert "noindex" not in empty
    assert "noindex" in answered


def test_before_the_first_build_the_page_says_so(client, empty_atlas):
    assert "Nothing is published yet" in page_of(client, q=FRENCH)


SKILLS = {
    "en": "aseptic filling and a clinical trial in dermatology",
    "fr": "répartition aseptique et essai clinique en dermatologie",
}


@pytest.mark.parametrize(
    ("language", "heading", "words"),
    [("en", "Who completes whom", "adds"), ("fr", "Qui complète qui", "ajoute")],
)
def test_partners_that_complete_each_other_are_shown(client, language, heading, words):
    page = page_of(client, language, q=SKILLS[language])
    part = page[page.index('id="together"') : page.index('id="why"')]

    assert heading in part
    assert part.count("<li><a href=") == 3
    assert words in part
    assert "Delpharm Dijon" in part
    assert "member=" in part
    side = re.search(r'href="([^"]*#side)"', part)
    assert "partner-compare" in client.get(html.unescape(side[1])).content.decode()


@pytest.mark.parametrize(
    ("language", "asked", "alone", "missing"),
    [
        ("en", ENGLISH, "nobody adds anything to it", "Nobody in the list brings: Viral vector"),
        ("fr", FRENCH, "aucune autre n’y ajoute rien", "Personne dans la liste n’apporte : Vecteur viral"),
    ],
)
def test_where_one_alone_brings_all_that_is_seen_the_page_says_so_and_what_is_missing(
    client, language, asked, alone, missing
):
    page = page_of(client, language, q=asked).replace("\u00a0", " ")
    part = page[page.index('id="together"') : page.index('id="why"')]

    assert alone in part
    assert missing in part
    assert told(client, q=asked)["together"] == {
        "partners": [
            {
                "key": "organisation:efs-bfc",
                "brings": ["clinical-batch-manufacturing", "car-t-cells", "quality-control"],
                "improves": [],
            }
        ],
        "held": [],
        "missing": ["viral-vectors"],
    }


def test_the_pdf_tells_who_completes_whom(client):
    pdf = pypdf.PdfReader(io.BytesIO(ask(client, "fr", "partners_pdf", q=SKILLS["fr"]).content))
    text = " ".join(" ".join(each.extract_text() for each in pdf.pages).split())

    assert "Qui complète qui" in text
    assert re.search("Qui complète qui.*Delpharm Dijon : [A-Z]", text.replace("\u00a0", " "))


def test_the_terms_offered_while_typing_lie_beside_the_page(client):
    for language, address in (("fr", "/fr/partenaires/compris.json"), ("en", "/en/partners/understood.json")):
        assert f'data-src="{address}"' in page_of(client, language)
        assert client.get(address, {"q": "CAR-T"}).status_code == 200


def test_a_refused_question_leaves_examples_to_go_on_with(client):
    assert "search-examples" in page_of(client, q="?!… —")
