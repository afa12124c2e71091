"""EMA: advanced therapies only, with the holder of the authorisation."""

from tests.sources.reading import read_bytes, read_fixtures

READ = read_fixtures("ema", "medicines.json")


def test_an_advanced_therapy_is_told_with_substance_and_date():
    said = READ.said("technology:yescarta")
    assert said[:6] == [
        ("name", "Yescarta"),
        ("type", "atmp"),
        ("stage", "authorised"),
        ("substance", "axicabtagene ciloleucel"),
        ("ema_number", "EMEA/H/C/004480"),
        ("authorised", "2018-08-23"),
    ]
    assert ("organisation:kite-pharma-eu-b-v", "holds_authorisation", "technology:yescarta") in READ.ties()


def test_a_withdrawn_one_is_discontinued_and_other_medicines_are_not_taken():
    assert ("stage", "discontinued") in READ.said("technology:zalmoxis")
    assert "technology:ozempic" not in READ.records


def test_a_list_of_advanced_therapies_says_their_class_in_both_languages():
    rows = (
        b'name,type,date,Orphan,prime,comment,cum_n\nHolo,TEP,2015-02-17,Yes,No,"MA withdrawn\nJuly 2016",1\n'
    )
    read = read_bytes("ema", ema_atmp_2023__csv=rows)
    assert read.said("technology:holo") == [
        ("name", "Holo"),
        ("type", "atmp"),
        ("stage", "discontinued"),
        ("authorised", "2015-02-17"),
        ("description", "Tissue engineered product"),
        ("description", "Produit issu de l’ingénierie tissulaire"),
        ("remark", "Marketing authorisation withdrawn July 2016"),
    ]
