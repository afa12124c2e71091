"""Money of one currency and year in another: worked, there and back, and refused where the table ends."""

import pytest

from biovaliance.bioproduction.prices import Money, bundled_prices, convert, read_prices
from biovaliance.foundation.errors import InputError

TABLE = """series,unit,year,value,status,source,url
ECB reference rate EUR/USD,USD per EUR,2020,1.25,SEEN,rates,here
ECB reference rate EUR/CHF,CHF per EUR,2020,1.0,SEEN,rates,here
"consumer prices, annual change, France",% per year,2021,2,SEEN,prices,here
"consumer prices, annual change, France",% per year,2022,5,SEEN,prices,here
something else,unit,2022,x,SEEN,who,here
"""
SMALL = read_prices(TABLE.splitlines())


def test_the_currency_is_changed_at_its_own_year_and_then_the_year():
    # 100 USD of 2020 are 80 EUR of 2020, and 80 x 1.02 x 1.05 = 85.68 EUR of 2022.
    found = convert(SMALL, Money(100, "USD", 2020), "EUR", 2022)
    assert found.money == Money(pytest.approx(85.68, rel=1e-12), "EUR", 2022)
    assert [(step.description, step.source) for step in found.steps] == [
        ("USD per EUR, 2020: 1.25", "rates"),
        ("consumer prices, France, 2020 to 2022", "prices"),
    ]
    assert found.factor == pytest.approx(0.8 * 1.02 * 1.05)


def test_going_back_gives_the_same_money():
    there = convert(SMALL, Money(80, "EUR", 2020), "EUR", 2022).money
    assert convert(SMALL, there, "EUR", 2020).money.amount == pytest.approx(80, rel=1e-12)


def test_two_foreign_currencies_go_through_the_euro():
    assert convert(SMALL, Money(100, "USD", 2020), "CHF", 2020).money.amount == pytest.approx(80)


def test_nothing_to_change_needs_no_table():
    assert convert(SMALL, Money(5, "XAU", 1900), "XAU", 1900).money == Money(5, "XAU", 1900)


def test_the_published_conversion_of_dollars_of_2019():
    """95,780 USD of 2019 are 98,351 EUR of 2024, by the consumer prices of France, to 0.1 %."""
    found = convert(bundled_prices(), Money(95_780, "USD", 2019), "EUR", 2024)
    assert found.money.amount == pytest.approx(98_351, rel=1e-3)
    assert found.steps[0].factor == pytest.approx(1 / 1.1195)
    assert found.steps[1].factor == pytest.approx(1.14955, rel=1e-5)


def test_every_row_of_the_bundled_table_is_a_number_with_a_source():
    table = bundled_prices()
    assert set(table.rates) == {"CHF", "GBP", "JPY", "NOK", "SEK", "USD"}
    assert {"France", "United States", "HICP euro area", "HICP European Union"} <= set(table.changes)
    rows = [
        row for series in (table.rates, table.changes) for years in series.values() for row in years.values()
    ]
    assert len(rows) == 375
    assert all(row.source and row.unit and row.status in {"SEEN", "DERIVED"} for row in rows)


@pytest.mark.parametrize(
    ("money", "currency", "year", "index", "told"),
    [
        (
            Money(1, "USD", 1990),
            "EUR",
            1990,
            None,
            "No exchange rate of USD for 1990; the table has 'USD' from 2020",
        ),
        (
            Money(1, "BRL", 2020),
            "EUR",
            2020,
            None,
            "No exchange rate of BRL for 2020; the table has the currencies CHF",
        ),
        (
            Money(1, "EUR", 2020),
            "EUR",
            2023,
            None,
            "No change of prices 'France' for 2023; the table has 'France' from",
        ),
        (
            Money(1, "JPY", 2020),
            "JPY",
            2021,
            None,
            "No price index is known for JPY, so 2020 cannot be told in prices",
        ),
        (Money(1, "EUR", 2020), "EUR", 2021, "Mars", "the table has the indices France"),
        (Money(float("nan"), "EUR", 2020), "EUR", 2021, None, "Amount is nan; expected a number"),
    ],
)
def test_what_the_table_does_not_hold_is_refused(money, currency, year, index, told):
    with pytest.raises(InputError) as refused:
        convert(SMALL, money, currency, year, index=index)
    assert told in str(refused.value)


def test_a_damaged_table_is_refused_with_its_line():
    with pytest.raises(InputError, match="Price table, line 2: '2020' and 'x'; expected a year and a number"):
        read_prices(TABLE.replace("2020,1.25", "2020,x").splitlines())
    with pytest.raises(InputError, match="The price table has no column 'series'"):
        read_prices(["a,b"])
