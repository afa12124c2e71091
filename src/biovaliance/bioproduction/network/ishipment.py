"""The i-SHIPMENT model of a patient-specific supply chain: its data format as values.

A patient gives cells at a leukapheresis site, a manufacturing site makes the therapy, the hospital beside
the leukapheresis site gives it. Days are whole:

    leukapheresis ─TLS─> collection ─TT1─> manufacture ─TMFE─> quality control ─TQC─> delivery ─TT3─> patient

Nothing waits: a site and two modes of transport decide everything. Money is in the file's currency.

Source:
    N. Triantafyllou, A. Bernardi, M. Lakelin, N. Shah, M. M. Papathanasiou (2022), A digital platform for
    the design of patient-centric supply chains, Scientific Reports 12, 17365.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from biovaliance.bioproduction.network.ampl_data import DataFile, read_data
from biovaliance.foundation.errors import InputError

HORIZON_D = 130
"""Days that the published model charges of each open site's fixed cost."""
PUBLISHED = {"TMFE": 7.0, "TQC": 7.0, "ND": 18.0, "C_material": 10_476.0, "CQC": 9_312.0}
"""Values of the published model that its data files leave out: days, days, days, money, money per therapy."""
PUBLISHED_VARYING_COST = dict(zip(("m1", "m2", "m3"), (20_920.0, 156_900.0, 52_300.0), strict=True))
PUBLISHED_VARYING_COST |= dict(zip(("m4", "m5", "m6"), (20_920.0, 156_900.0, 52_300.0), strict=True))
"""CVM where the file has none: the fixed cost a day of running a site, by its name in the published files."""


@dataclass(frozen=True, slots=True)
class Patient:
    """One patient: where and on which day the cells are taken, and the hospital that waits for them."""

    key: str
    collection: str
    hospital: str
    day: int


@dataclass(frozen=True, slots=True)
class ManufacturingSite:
    """A site that can be opened: therapies it makes at a time, and its fixed cost a day while it is open."""

    key: str
    places: int
    fixed_cost_per_day: float


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance: durations are in days, `cost_per_therapy` is what each therapy costs wherever it is made.

    `inbound_cost` is by collection site, manufacturing site and mode, `outbound_cost` by manufacturing site,
    hospital and mode.
    """

    name: str
    patients: tuple[Patient, ...]
    sites: tuple[ManufacturingSite, ...]
    modes: tuple[str, ...]
    inbound_d: Mapping[str, int]
    outbound_d: Mapping[str, int]
    inbound_cost: Mapping[tuple[str, str, str], float]
    outbound_cost: Mapping[tuple[str, str, str], float]
    collection_d: int
    manufacture_d: int
    quality_control_d: int
    turnaround_limit_d: int
    cost_per_therapy: float
    horizon_d: int = HORIZON_D

    @property
    def demand_d(self) -> int:
        """Days from the first to the last arrival of a patient, both counted."""
        days = [patient.day for patient in self.patients]
        return max(days) - min(days) + 1


def read_instance(text: str, file: str) -> Instance:
    """Return the instance that a data file describes; what the published model fixes may be left out of it.

    Raises:
        InputError: the file is no data file, or does not describe an instance; one problem for each fault.
    """
    data = read_data(text, file)
    sites = _sites(data)
    modes = data.members("j", "modes of transport")
    collections, hospitals = _pairs(data)
    patients = _patients(data, collections)
    inbound_d, outbound_d = (_days_by_mode(data, name, modes) for name in ("TT1", "TT3"))
    site_keys = tuple(site.key for site in sites)
    inbound_cost = _lane_costs(data, "U1", (tuple(collections), site_keys, modes))
    outbound_cost = _lane_costs(data, "U3", (site_keys, hospitals, modes))
    collection_d = _whole_days(data, "TLS", "duration of a leukapheresis")
    manufacture_d = _whole_days(data, "TMFE", "duration of manufacture")
    control_d = _whole_days(data, "TQC", "duration of quality control")
    limit_d = _whole_days(data, "ND", "largest turnaround")
    cost = sum(
        data.number(name, "cost per therapy", default=PUBLISHED[name]) for name in ("C_material", "CQC")
    )
    _check_flows(data)
    if data.problems:
        raise InputError(f"'{file}' does not describe an instance of i-SHIPMENT.", data.problems)
    return Instance(
        name=file,
        patients=patients,
        sites=sites,
        modes=modes,
        inbound_d=inbound_d,
        outbound_d=outbound_d,
        inbound_cost=inbound_cost,
        outbound_cost=outbound_cost,
        collection_d=collection_d,
        manufacture_d=manufacture_d,
        quality_control_d=control_d,
        turnaround_limit_d=limit_d,
        cost_per_therapy=cost,
    )


def _sites(data: DataFile) -> tuple[ManufacturingSite, ...]:
    capital, running, places = (data.table(name, 1) for name in ("CIM", "CVM", "FCAP"))
    made = []
    for key in data.members("m", "manufacturing sites"):
        run = running.get((key,), PUBLISHED_VARYING_COST.get(key) if not running else None)
        for name, value in (("CIM", capital.get((key,))), ("CVM", run), ("FCAP", places.get((key,)))):
            if value is None:
                data.report(
                    data.line_of(name), f"param {name}", key, "has no value.", "Add the site's value."
                )
        values = capital.get((key,)), run, places.get((key,))
        if all(value is not None and math.isfinite(value) for value in values):
            made.append(ManufacturingSite(key, int(values[2] or 0), (values[0] or 0.0) + (run or 0.0)))
    return tuple(made)


def _pairs(data: DataFile) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the hospital of each leukapheresis site: the one with the same number, as c3 and h3."""
    collections = data.members("c", "leukapheresis sites")
    hospitals = data.members("h", "hospitals")
    by_number = {_number(key): key for key in hospitals}
    pairs = {}
    for key in collections:
        hospital = by_number.get(_number(key))
        if hospital is None:
            message = "has no hospital beside it: none of the hospitals ends in the same number."
            data.report(0, "set c", key, message, "Name them alike, as c3 and h3.")
        else:
            pairs[key] = hospital
    return pairs, hospitals


def _number(key: str) -> str:
    found = re.search(r"\d+$", key)
    return found[0] if found else key


def _patients(data: DataFile, hospitals: Mapping[str, str]) -> tuple[Patient, ...]:
    known = data.members("p", "patients")
    arrivals = {key: value for key, value in data.table("INC", 3).items() if value}
    line = data.line_of("INC")
    found: dict[str, Patient] = {}
    for (key, collection, day), value in arrivals.items():
        place = f"{key} {collection} {day}"
        if key not in known:
            data.report(
                line, "param INC", place, f"patient '{key}' is not in set p.", "Add the patient to set p."
            )
        elif collection not in hospitals:
            message = f"leukapheresis site '{collection}' is not in set c."
            data.report(line, "param INC", place, message, "Add the site to set c.")
        elif not (day.isdecimal() and 1 <= int(day) <= HORIZON_D):
            message = f"day '{day}' is not between 1 and {HORIZON_D}."
            data.report(line, "param INC", place, message, "Correct the day.")
        elif value != 1:
            message = f"{value:g} therapies for one patient; expected 1."
            data.report(line, "param INC", place, message, "Give every therapy a patient of its own.")
        elif key in found:
            data.report(line, "param INC", place, "arrives twice.", "Keep one arrival for each patient.")
        else:
            found[key] = Patient(key, collection, hospitals[collection], int(day))
    for key in known:
        if key not in {arrival[0] for arrival in arrivals}:
            data.report(
                line, "param INC", key, "never arrives.", "Add the arrival, or take the patient out of set p."
            )
    return tuple(found.values())


def _days_by_mode(data: DataFile, name: str, modes: tuple[str, ...]) -> dict[str, int]:
    values = data.table(name, 1)
    days = {}
    for mode in modes:
        value = values.get((mode,), math.nan)
        if value == int(value) if math.isfinite(value) else False:
            days[mode] = int(value)
        else:
            message = "has no whole number of days."
            data.report(data.line_of(name), f"param {name}", mode, message, "Give the days of transport.")
    return days


def _lane_costs(
    data: DataFile, name: str, keys: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
) -> dict[tuple[str, str, str], float]:
    """Return the cost of each lane; one that is not listed has the parameter's default, or is a problem."""
    values = data.table(name, 3)
    default = data.parameters[name].default if name in data.parameters else None
    costs, missing = {}, []
    for key in ((first, second, third) for first in keys[0] for second in keys[1] for third in keys[2]):
        value = values.get(key, default)
        if value is None:
            missing.append(" ".join(key))
        else:
            costs[key] = value
    if missing:
        more = f" and {len(missing) - 1} more lanes have" if len(missing) > 1 else " has"
        data.report(
            data.line_of(name), f"param {name}", missing[0], f"{more.strip()} no cost.", "Add the costs."
        )
    return costs


def _whole_days(data: DataFile, name: str, meaning: str) -> int:
    days = data.number(name, meaning, default=PUBLISHED.get(name))
    if math.isfinite(days) and days != int(days):
        message = f"{days:g} days; expected whole days."
        data.report(data.line_of(name), f"param {name}", "", message, "Round the duration.")
    return int(days) if math.isfinite(days) else 0


def _check_flows(data: DataFile) -> None:
    """Ask that one therapy may travel on a lane: the model lets between FMIN and FMAX do so."""
    least, most = (
        data.number("FMIN", "least flow", default=0.0),
        data.number("FMAX", "largest flow", default=1.0),
    )
    if least > 1 or most < 1:
        message = f"a lane takes {least:g} to {most:g} therapies at a time; one therapy travels at a time."
        data.report(
            data.line_of("FMAX"), "param FMAX", "", message, "Expected FMIN of at most 1, FMAX of at least 1."
        )
