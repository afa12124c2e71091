"""A small registry of ROR records, with the names, places and relations they have there."""

import json
from typing import Any

from biovaliance.atlas.linking.decisions import bundled_model
from biovaliance.atlas.linking.index import RegistryIndex, build_index
from biovaliance.atlas.linking.linker import Linker
from biovaliance.atlas.linking.words import bundled_countries, bundled_families
from biovaliance.sources.ror.registry import read_registry

ROR = "https://ror.org/"
BESANCON = ("Besançon", "Bourgogne-Franche-Comté", "BFC", "France", "FR")
DIJON = ("Dijon", "Bourgogne-Franche-Comté", "BFC", "France", "FR")
PARIS = ("Paris", "Île-de-France", "IDF", "France", "FR")
BEIJING = ("Beijing", "Beijing", "BJ", "China", "CN")

TSINGHUA = "03cve4549"
CAS = "034t30j35"
AUTOMATION_CN = "022c3hy66"
AUTOMATION_DE = "056qj1t15"
FEMTO_ST = "004fmxv66"
UMLP = "04asdee31"
FRANCHE_COMTE = "03pcc9z86"
CHU_BESANCON = "0084te143"
CNRS = "02feahw73"
INSERM = "02vjkv261"
EFS = "037hby126"
BOURGOGNE_EUROPE = "00g700j37"
SUNY = "01q1z8k08"
STONY_BROOK = "05qghxh33"
KANSAS = "001tmjg57"
KANSAS_STATE = "05p1j8758"
YORK_CA = "05fq50484"
YORK_GB = "04m01e293"
NORTHEASTERN_CN = "03awzbc87"
NORTHEASTERN_US = "04t5xt781"
MUNICH = "02kkvpp62"
MONASH = "02bfwt286"


def record(
    ror_id: str,
    names: dict[str, list[str]],
    place: tuple[str, str, str, str, str],
    types: tuple[str, ...] = ("education",),
    relations: tuple[tuple[str, str], ...] = (),
    status: str = "active",
) -> dict[str, Any]:
    """Return a record of the ROR v2 schema; the first label is the name shown."""
    labels = names.get("label", [])
    town, region, region_code, country, country_code = place
    return {
        "id": ROR + ror_id,
        "status": status,
        "types": list(types),
        "external_ids": [
            {"type": "grid", "all": []},
            {"type": "isni", "all": []},
            {"type": "wikidata", "all": []},
        ],
        "links": [{"type": "wikipedia", "value": ""}],
        "names": [
            {
                "value": value,
                "lang": None,
                "types": [kind, "ror_display"] if [value] == labels[:1] else [kind],
            }
            for kind, values in names.items()
            for value in values
        ],
        "locations": [
            {
                "geonames_details": {
                    "name": town,
                    "country_subdivision_name": region,
                    "country_subdivision_code": region_code,
                    "country_name": country,
                    "country_code": country_code,
                }
            }
        ],
        "relationships": [{"type": kind, "id": ROR + other, "label": ""} for kind, other in relations],
    }


RECORDS = (
    record(
        TSINGHUA,
        {"label": ["Tsinghua University", "清华大学"], "acronym": ["THU"]},
        BEIJING,
        ("education", "funder"),
    ),
    record(
        CAS,
        {"label": ["Chinese Academy of Sciences", "中国科学院"], "acronym": ["CAS"]},
        BEIJING,
        ("funder", "government"),
        (("child", AUTOMATION_CN),),
    ),
    record(
        AUTOMATION_CN,
        {"label": ["Institute of Automation", "自动化研究所"], "acronym": ["CASIA"]},
        BEIJING,
        ("facility",),
        (("parent", CAS),),
    ),
    record(
        AUTOMATION_DE,
        {"label": ["Institute of Automation", "Institut für Automatisierungstechnik"]},
        ("Dresden", "Saxony", "SN", "Germany", "DE"),
        ("facility",),
    ),
    record(
        FEMTO_ST,
        {
            "label": ["Franche-Comté Électronique Mécanique Thermique et Optique - Sciences et Technologies"],
            "alias": ["UMR 6174", "UMR6174"],
            "acronym": ["FEMTO-ST"],
        },
        BESANCON,
        ("facility",),
        (("parent", UMLP), ("parent", CNRS)),
    ),
    record(
        UMLP,
        {
            "label": ["Université Marie et Louis Pasteur", "Marie and Louis Pasteur University"],
            "acronym": ["UMLP"],
        },
        BESANCON,
        relations=(("child", FEMTO_ST), ("predecessor", FRANCHE_COMTE)),
    ),
    record(
        FRANCHE_COMTE,
        {"label": ["Université de Franche-Comté", "University of Franche-Comté"], "acronym": ["UFC"]},
        BESANCON,
        ("education", "funder"),
        (("successor", UMLP),),
        "inactive",
    ),
    record(
        CHU_BESANCON,
        {
            "label": ["Centre Hospitalier Universitaire de Besançon"],
            "alias": ["CHU de Besançon", "Hôpital Jean Minjoz"],
        },
        BESANCON,
        ("healthcare",),
    ),
    record(
        CNRS,
        {
            "label": [
                "Centre National de la Recherche Scientifique",
                "French National Centre for Scientific Research",
            ],
            "acronym": ["CNRS"],
        },
        PARIS,
        ("funder", "government"),
        (("child", FEMTO_ST),),
    ),
    record(
        INSERM,
        {
            "label": ["Inserm", "Institut National de la Santé et de la Recherche Médicale"],
            "acronym": ["INSERM"],
        },
        PARIS,
        ("funder", "government"),
    ),
    record(
        EFS,
        {"label": ["Établissement Français du Sang"], "acronym": ["EFS"]},
        PARIS,
        ("funder", "healthcare"),
    ),
    record(BOURGOGNE_EUROPE, {"label": ["Université Bourgogne Europe"], "acronym": ["UBE"]}, DIJON),
    record(
        SUNY,
        {"label": ["State University of New York"], "acronym": ["SUNY"]},
        ("Albany", "New York", "NY", "United States", "US"),
        relations=(("child", STONY_BROOK),),
    ),
    record(
        STONY_BROOK,
        {
            "label": ["Stony Brook University"],
            "alias": ["SUNY Stony Brook", "State University of New York Stony Brook"],
            "acronym": ["SBU"],
        },
        ("Stony Brook", "New York", "NY", "United States", "US"),
        relations=(("parent", SUNY),),
    ),
    record(
        KANSAS,
        {"label": ["University of Kansas"], "acronym": ["KU"]},
        ("Lawrence", "Kansas", "KS", "United States", "US"),
    ),
    record(
        KANSAS_STATE,
        {"label": ["Kansas State University"], "alias": ["K-State"]},
        ("Manhattan", "Kansas", "KS", "United States", "US"),
    ),
    record(
        YORK_CA,
        {"label": ["York University", "Université York"]},
        ("Toronto", "Ontario", "ON", "Canada", "CA"),
    ),
    record(YORK_GB, {"label": ["University of York"]}, ("York", "England", "ENG", "United Kingdom", "GB")),
    record(
        NORTHEASTERN_CN,
        {"label": ["Northeastern University", "东北大学"], "acronym": ["NEU"]},
        ("Shenyang", "Liaoning", "LN", "China", "CN"),
    ),
    record(
        NORTHEASTERN_US,
        {"label": ["Northeastern University"], "acronym": ["NEU"]},
        ("Boston", "Massachusetts", "MA", "United States", "US"),
    ),
    record(
        MUNICH,
        {
            "label": ["Technical University of Munich", "Technische Universität München"],
            "alias": ["Technische Universitaet Muenchen"],
            "acronym": ["TUM"],
        },
        ("Munich", "Bavaria", "BY", "Germany", "DE"),
    ),
    record(MONASH, {"label": ["Monash University"]}, ("Melbourne", "Victoria", "VIC", "Australia", "AU")),
)


def lines() -> list[str]:
    """Return the registry as the lines of a ROR dump."""
    return [json.dumps(each, ensure_ascii=False) for each in RECORDS]


def small_index() -> RegistryIndex:
    """Return the index of the small registry."""
    return build_index(read_registry(lines()).records, bundled_families(), bundled_countries())


def small_linker() -> Linker:
    """Return a linker over the small registry, with the model of the package."""
    return Linker(small_index(), bundled_families(), bundled_model())
