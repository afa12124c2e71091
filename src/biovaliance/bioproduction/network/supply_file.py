"""A supply network from a TOML file.

    [network]            name, currency, price_year, horizon_d, period_d, max_sites?,
    carbon_limit_kg_per_dose? [[products]]         name, manufacture_d, quality_control_d,
    turnaround_limit_d, start_limit_h, shelf_life_h, ... [[sites]]            name, fixed_cost_per_year,
    investment?, life_years?, discount_share?, ... [[sites.lines]]      products, places, changeover_d?,
    cost_per_start?, carbon_kg_per_start? [[hospitals]]        name, patients = { PRODUCT = patients over the
    horizon | [patients of each period] } [[lanes]]            hospital, site, mode, duration_h, cost,
    carbon_kg?, direction?

docs/reference/network-file.md lists every key. Rows may say where they come from: `status` and `source`.
"""

import math
from collections.abc import Sequence

from biovaliance.bioproduction.network.supply import (
    Direction,
    Hospital,
    Lane,
    Line,
    Network,
    Product,
    Site,
    SourceStatus,
)
from biovaliance.bioproduction.network.toml_tables import TomlTable, read_toml

_MOST_PERIODS = 400
_MOST = 1e12
_TABLES = ("network", "products", "sites", "hospitals", "lanes")


def read_network(text: str, file: str) -> Network:
    """Return the network that a TOML file describes.

    Raises:
        InputError: anything is wrong; one problem for each fault, with its line.
    """
    toml = read_toml(text, file)
    toml.check_names(_TABLES)
    head = toml.table("network")
    tables = {name: toml.tables(name) for name in _TABLES[1:]}
    horizon_d = head.number_of("horizon_d", "days", low=1, high=36_500)
    period_d = head.number_of("period_d", "days", low=0, high=36_500, above=True)
    periods = _periods(head, horizon_d, period_d)
    products = tuple(_product(table) for table in tables["products"])
    names = [product.name for product in products]
    sites = _sites(tables["sites"], names)
    hospitals = tuple(_hospital(table, names, periods) for table in tables["hospitals"])
    lanes = _lanes(tables["lanes"], [hospital.name for hospital in hospitals], [site.name for site in sites])
    network = Network(
        name=head.text("name"),
        currency=head.text("currency", default="EUR"),
        price_year=_whole(head.number_of("price_year", "", low=1980, high=2100)),
        horizon_d=horizon_d,
        period_d=period_d,
        products=products,
        sites=sites,
        hospitals=hospitals,
        lanes=lanes,
        max_sites=_optional_count(head, "max_sites"),
        carbon_limit_kg_per_dose=_optional(head, "carbon_limit_kg_per_dose", "kg per dose"),
    )
    head.check_keys()
    for what in ("products", "sites", "hospitals"):
        _check_names_differ(tables[what], what)
    toml.refuse_if_wrong()
    return network


def _periods(head: TomlTable, horizon_d: float, period_d: float) -> int:
    if not math.isfinite(horizon_d) or not math.isfinite(period_d):
        return 0
    periods = horizon_d / period_d
    if abs(periods - round(periods)) > 1e-9 or not 1 <= round(periods) <= _MOST_PERIODS:
        message = f"makes {periods:g} periods of a horizon of {horizon_d:g} days."
        head.report(
            "period_d", period_d, message, f"Expected a whole number of periods, 1 to {_MOST_PERIODS}."
        )
        return 0
    return round(periods)


def _product(table: TomlTable) -> Product:
    product = Product(
        name=table.text("name"),
        manufacture_d=table.number_of("manufacture_d", "days", low=0, high=3_650, above=True),
        quality_control_d=table.number_of("quality_control_d", "days", low=0, high=3_650),
        turnaround_limit_d=table.number_of("turnaround_limit_d", "days", low=0, high=3_650, above=True),
        start_limit_h=table.number_of("start_limit_h", "hours", low=0, high=1e6, above=True),
        shelf_life_h=table.number_of("shelf_life_h", "hours", low=0, high=1e6, above=True),
        cost_per_start=table.number_of("cost_per_start", "per start", low=0, high=_MOST, default=0.0),
        success_share=table.number_of("success_share", "share", low=0, high=1, default=1.0, above=True),
        service_level_share=table.number_of("service_level_share", "share", low=0, high=1),
        hospital_service_level_share=table.number_of(
            "hospital_service_level_share", "share", low=0, high=1, default=0.0
        ),
        status=_status(table),
    )
    table.check_keys()
    return product


def _sites(tables: Sequence[TomlTable], products: Sequence[str]) -> tuple[Site, ...]:
    sites = []
    for table in tables:
        rows = table.rows("lines")
        name = table.text("name")
        site = Site(
            name=name,
            lines=tuple(_line(row, name, products) for row in rows),
            fixed_cost_per_year=table.number_of("fixed_cost_per_year", "per year", low=0, high=_MOST),
            investment=table.number_of("investment", "", low=0, high=_MOST, default=0.0),
            life_years=table.number_of("life_years", "years", low=0, high=100, default=10.0, above=True),
            discount_share=table.number_of("discount_share", "share", low=0, high=1, default=0.0),
            carbon_kg_per_year=table.number_of(
                "carbon_kg_per_year", "kg per year", low=0, high=_MOST, default=0.0
            ),
            must_open=table.truth("must_open", default=False),
            status=_status(table),
        )
        if site.investment and not {"life_years", "discount_share"} <= table.values.keys():
            mend = "Add life_years and discount_share: they make the investment a yearly cost."
            table.report("investment", site.investment, "is given without them.", mend)
        table.check_keys()
        sites.append(site)
    return tuple(sites)


def _line(table: TomlTable, site: str, products: Sequence[str]) -> Line:
    line = Line(
        site=site,
        products=table.names("products", products, "product"),
        places=table.number_of("places", "places", low=0, high=1e5, above=True),
        changeover_d=table.number_of("changeover_d", "days", low=0, high=3_650, default=0.0),
        cost_per_start=table.number_of("cost_per_start", "per start", low=0, high=_MOST, default=0.0),
        carbon_kg_per_start=table.number_of(
            "carbon_kg_per_start", "kg per start", low=0, high=_MOST, default=0.0
        ),
    )
    table.check_keys()
    return line


def _hospital(table: TomlTable, products: Sequence[str], periods: int) -> Hospital:
    patients = {}
    for product, value in table.mapping("patients").items():
        if product not in products:
            table.report(
                "patients", product, "is no product of this file.", f"Expected {', '.join(products)}."
            )
        elif isinstance(value, list):
            counts = [table.checked_number("patients", each, "patients", low=0, high=1e6) for each in value]
            patients[product] = tuple(counts)
            if periods and len(counts) != periods:
                message = f"'{product}' has {len(counts)} numbers."
                table.report("patients", None, message, f"Expected one for each of the {periods} periods.")
        else:
            total = table.checked_number("patients", value, "patients", low=0, high=1e6)
            patients[product] = (total / periods,) * periods if periods else ()
    hospital = Hospital(table.text("name"), patients, _status(table))
    table.check_keys()
    return hospital


def _lanes(tables: Sequence[TomlTable], hospitals: Sequence[str], sites: Sequence[str]) -> tuple[Lane, ...]:
    lanes: list[Lane] = []
    for table in tables:
        lane = Lane(
            hospital=table.text("hospital", among=hospitals),
            site=table.text("site", among=sites),
            mode=table.text("mode"),
            duration_h=table.number_of("duration_h", "hours", low=0, high=10_000),
            cost=table.number_of("cost", "per journey", low=0, high=_MOST),
            carbon_kg=table.number_of("carbon_kg", "kg per journey", low=0, high=_MOST, default=0.0),
            direction=Direction(table.text("direction", default="both", among=[*Direction])),
            status=_status(table),
        )
        for other in lanes:
            same = (other.hospital, other.site, other.mode) == (lane.hospital, lane.site, lane.mode)
            if same and (
                lane.direction is other.direction or Direction.BOTH in {lane.direction, other.direction}
            ):
                table.report(
                    "mode", lane.mode, "is given twice for this hospital and site.", "Keep one lane."
                )
        table.check_keys()
        lanes.append(lane)
    return tuple(lanes)


def _status(table: TomlTable) -> SourceStatus:
    table.text("source", default="not stated")
    return SourceStatus(table.text("status", default="assumed", among=[*SourceStatus]))


def _optional(table: TomlTable, key: str, unit: str) -> float | None:
    table.asked.add(key)
    return table.number_of(key, unit, low=0, high=_MOST, above=True) if key in table.values else None


def _optional_count(table: TomlTable, key: str) -> int | None:
    table.asked.add(key)
    return _whole(table.number_of(key, "sites", low=1, high=10_000)) if key in table.values else None


def _whole(value: float) -> int:
    return int(value) if math.isfinite(value) else 0


def _check_names_differ(tables: Sequence[TomlTable], what: str) -> None:
    seen: set[str] = set()
    for table in tables:
        name = table.values.get("name")
        if isinstance(name, str) and name in seen:
            table.report("name", name, f"names two {what}.", "Give each a name of its own.")
        seen.add(str(name))
