import pytest
from hypothesis import given
from hypothesis import strategies as st

from biovaliance.foundation.dates import PartialDate
from biovaliance.foundation.errors import InputError
from biovaliance.foundation.wording import capitalised, date_text, money_text, number_text, period_text


@pytest.mark.parametrize("text", ["2024", "2024-10", "2024-10-14"])
def test_a_date_keeps_the_precision_it_was_given_in(text):
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize("text", ["", "24", "2024-13", "2024-02-30", "14/10/2024", "2024-1-1", "mid 2024"])
def test_what_is_no_day_month_or_year_is_refused_with_what_is_expected(text):
    with pytest.raises(InputError, match="expected"):
        PartialDate.parse(text)


def test_a_month_stands_for_all_its_days():
    february = PartialDate.parse("2024-02")
    assert february.first_day.isoformat() == "2024-02-01"
    assert february.last_day.isoformat() == "2024-02-29"


@given(st.dates())
def test_every_day_is_read_back(day):
    text = f"{day.year:04d}-{day.month:02d}-{day.day:02d}"
    assert PartialDate.parse(text).first_day == PartialDate.parse(text).last_day == day


def test_dates_sort_by_their_first_day_and_the_vaguer_comes_first():
    texts = ["2024-10-14", "2024", "2023-12-31", "2024-10"]
    assert [str(d) for d in sorted(map(PartialDate.parse, texts))] == [
        "2023-12-31",
        "2024",
        "2024-10",
        "2024-10-14",
    ]


def test_dates_read_as_each_language_writes_them():
    assert date_text("2024-10-14", "en") == "14\u00a0October 2024"
    assert date_text("2024-10-01", "fr") == "1er\u00a0octobre 2024"
    assert date_text("2024-08", "fr") == "août 2024"
    assert date_text("2024", "en") == "2024"


def test_a_period_within_a_month_names_the_month_once():
    assert period_text("2025-11-25", "2025-11-26", "fr") == "25–26\u00a0novembre 2025"
    assert period_text("", "2028", "en") == "until 2028"
    assert period_text("", "2028", "fr") == "jusqu’en 2028"
    assert period_text("", "2028-03-31", "fr") == "jusqu’au 31\u00a0mars 2028"


@pytest.mark.parametrize(
    ("amount", "en", "fr"),
    [
        (17_800_000, "EUR\u00a017.8 million", "17,8\u00a0M€"),
        (20_000_000, "EUR\u00a020 million", "20\u00a0M€"),
        (13_614_727, "EUR\u00a013.61 million", "13,61\u00a0M€"),
        (5_855_000, "EUR\u00a05.855 million", "5,855\u00a0M€"),
        (7_500_000_000, "EUR\u00a07.5 billion", "7,5\u00a0Md€"),
        (584_000, "EUR\u00a0584,000", "584\u202f000\u00a0€"),
        (0, "EUR\u00a00", "0\u00a0€"),
    ],
)
def test_money_is_written_as_the_trade_writes_it(amount, en, fr):
    assert money_text(amount, "en") == en
    assert money_text(amount, "fr") == fr


def test_numbers_take_the_separators_of_the_language():
    assert number_text(1234.5, "en", 1) == "1,234.5"
    assert number_text(1234.5, "fr", 1) == "1\u202f234,5"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("élan of T cells", "Élan of T cells"), ("mRNA", "MRNA"), ("CAR-T", "CAR-T"), ("", "")],
)
def test_only_the_first_letter_of_a_text_is_made_a_capital(text, expected):
    assert capitalised(text) == expected
