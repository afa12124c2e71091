"""Data files of AMPL and Pyomo: what is read, and what is refused with which words."""

import pytest

from biovaliance.bioproduction.network.ampl_data import read_data
from biovaliance.bioproduction.network.ishipment import read_instance
from biovaliance.foundation.errors import InputError
from tests.bioproduction.network.instances import TWO_SITES, changed


def problems(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_instance(text, "x.dat")
    assert refused.value.problems, str(refused.value)
    return [str(problem) for problem in refused.value.problems]


def test_sets_and_parameters_are_read_whatever_the_line_breaks():
    data = read_data("set m :=\nm1\nm2;param F:=m1 4 # four\n m2 31;param N := 1;", "x.dat")
    assert data.members("m", "sites") == ("m1", "m2")
    assert data.table("F", 1) == {("m1",): 4.0, ("m2",): 31.0}
    assert data.number("N", "number") == 1.0
    assert data.problems == []


def test_an_instance_is_read_with_its_defaults():
    instance = read_instance(TWO_SITES, "two.dat")
    assert [(site.key, site.places, site.fixed_cost_per_day) for site in instance.sites] == [
        ("big", 5, 120.0),
        ("small", 1, 50.0),
    ]
    assert instance.inbound_cost["c1", "big", "road"] == 3.0
    assert instance.inbound_cost["c2", "small", "road"] == 9.0
    assert [(patient.key, patient.hospital, patient.day) for patient in instance.patients] == [
        ("p1", "h1", 1),
        ("p2", "h1", 2),
        ("p3", "h2", 9),
    ]
    assert (instance.turnaround_limit_d, instance.cost_per_therapy, instance.demand_d) == (9, 80.0, 9)


def test_what_the_published_model_fixes_may_be_left_out():
    left_out = ("TMFE := 3", "TQC := 2", "ND := 9", "C_material := 50", "CQC := 30")
    instance = read_instance(changed(*((f"param {each} ;\n", "") for each in left_out)), "two.dat")
    # Triantafyllou et al. 2022: days of manufacture, of quality control and at most; 10,476 + 9,312.
    days = (instance.manufacture_d, instance.quality_control_d, instance.turnaround_limit_d)
    assert days == (7, 7, 18)
    assert instance.cost_per_therapy == 19_788


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            ("FCAP := big 5 small 1", "FCAP := big 5 small"),
            "x.dat:9: param FCAP: 3 words were found; expected a",
        ),
        (
            ("FCAP := big 5 small 1", "FCAP := big 5"),
            "x.dat:9: param FCAP 'small': has no value. Add the site's",
        ),
        (("FCAP := big 5", "FCAP := big -5"), "x.dat:9: param FCAP '-5': is no number of at least 0."),
        (("FCAP := big 5", "FCAP := big nan"), "x.dat:9: param FCAP 'nan': is no number of at least 0."),
        (("FCAP := big 5", "FCAP := big 5 big 6"), "x.dat:9: param FCAP 'big': has two values."),
        (("p3 c2 9 1\n", ""), "x.dat:21: param INC 'p3': never arrives. Add the arrival"),
        (("p3 c2 9 1", "p3 c2 9 2"), "param INC 'p3 c2 9': 2 therapies for one patient; expected 1."),
        (("p3 c2 9 1", "p3 c2 131 1"), "param INC 'p3 c2 131': day '131' is not between 1 and 130."),
        (("p3 c2 9 1", "p3 c7 9 1"), "leukapheresis site 'c7' is not in set c."),
        (("p3 c2 9 1", "p9 c2 9 1"), "patient 'p9' is not in set p."),
        (("p3 c2 9 1", "p3 c2 9 1\np3 c2 8 1"), "param INC 'p3 c2 8': arrives twice."),
        (("set h := h1 h2", "set h := h1 h3"), "set c 'c2': has no hospital beside it"),
        (("set m := big small ;", ""), "x.dat: set m: the manufacturing sites are missing or empty."),
        (("U1 default 9", "U1"), "param U1 'c1 big air': and 4 more lanes have no cost."),
        (("TT1 := air 1", "TT1 := air 1.5"), "param TT1 'air': has no whole number of days."),
        (("TLS := 1", "TLS := 1 2"), "param TLS: 2 words were found; expected one number"),
        (("TLS := 1", "TLX := 1"), "param TLS: the duration of a leukapheresis is missing."),
        (("TMFE := 3", "TMFE := 3.5"), "param TMFE: 3.5 days; expected whole days."),
        (("ND := 9 ;", "ND := 9 ;\nparam FMAX := 0 ;"), "a lane takes 0 to 0 therapies at a time"),
        (("CVM := big 20 small 10", "CVM := big 20"), "param CVM 'small': has no value."),
    ],
)
def test_every_fault_of_an_instance_is_told_with_its_place(change, told):
    assert any(told in problem for problem in problems(changed(change))), problems(changed(change))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("set c := c1", "x.dat:1: 'set c :=': has no semicolon at its end."),
        ("param U: a b := 1 2 3 4;", "x.dat:1: 'param U : a': is a table or a slice"),
        ("let x := 3;", "x.dat:1: 'let x := 3': is no statement that is understood here"),
        ("set c c1 c2;", "x.dat:1: 'set c c1 c2': has no ':='."),
        ("param U default x := a 1;", "has a default 'x' that is no number."),
        ("set c := a;\nset c := b;", "x.dat:2: set 'c': is given twice."),
        ("\x00\x01\x02 PK", "has no semicolon at its end."),
    ],
)
def test_what_is_no_data_file_of_this_kind_is_refused(text, told):
    assert told in problems(text)[0]


def test_an_empty_file_tells_all_that_is_missing():
    missing = problems("")
    assert len(missing) == 6
    assert "x.dat: param TLS: the duration of a leukapheresis is missing. Add 'param TLS := … ;'." in missing
