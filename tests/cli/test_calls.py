"""`biovaliance synergies calls` used as it is meant, and otherwise."""

import json

import pytest

from biovaliance.synergies.calls.bundle import bundle_folder

DAY = ("--on", "2026-11-27")


def test_the_list_shows_open_calls_first_with_their_next_deadline(run):
    ran = run("synergies", "calls", "list", *DAY)
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out.splitlines()) == 64
    assert ran.out.splitlines()[0] == "EU-EIC-ACC  [Open, 2026-12-17, 20 days left]  EIC Accelerator"


def test_the_list_is_narrowed_by_status_and_told_in_french(run):
    ran = run("synergies", "calls", "list", "--status", "open", "--language", "fr", *DAY)
    assert ran.out.splitlines() == [
        "EU-EIC-ACC  [Ouvert, 2026-12-17, 20 jours restants]  CEI Accélérateur",
        "CH-INNOSUISSE  [Ouvert]  Innosuisse, projet d’innovation avec partenaire de mise en valeur",
        "FR-CIFRE  [Ouvert]  Cifre (convention industrielle de formation par la recherche)",
    ]


def test_a_past_day_shows_how_calls_stood_then(run):
    found = json.loads(run("synergies", "calls", "list", "--json", "--on", "2026-03-06").out)
    stood = {line["id"]: line["status"] for line in found}
    assert (stood["XB-INTERREG-FRCH"], stood["FR-ILAB"]) == ("open", "closed")


def test_a_call_is_shown_with_dates_rules_sources_and_what_was_not_seen(run):
    ran = run("synergies", "calls", "show", "eu-i3-s1", *DAY)
    assert "  12\u00a0November 2026 17:00 (Paris): Closing date." in ran.out.splitlines()
    assert any(line.startswith("  Five entities. [medium, 2025] https://") for line in ran.out.splitlines())
    shown = json.loads(run("synergies", "calls", "show", "XB-INTERREG-FRCH", "--json", *DAY).out)
    assert shown["not_seen"] == [{"en": "ERDF rate and project size", "fr": "taux FEDER et taille de projet"}]
    assert [rule["values"] for rule in shown["rules"] if rule["kind"] == "must_include_country"] == [
        ["FR", "CH"]
    ]


def test_a_call_that_does_not_exist_is_refused_with_those_near(run):
    ran = run("synergies", "calls", "show", "ilab")
    assert (ran.code, ran.out) == (1, "")
    assert ran.error_lines == ["Error: No call is named 'ilab'; near: FR-ILAB."]


def test_every_bundled_file_passes_its_own_check(run, tmp_path):
    file = tmp_path / "copy.toml"
    file.write_text((bundle_folder() / "FR-IDEMO-REG-BFC.toml").read_text(encoding="utf-8"), encoding="utf-8")
    ran = run("synergies", "calls", "check", file)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{file}: FR-IDEMO-REG-BFC, 6 rules, 0 deadlines, no fault.\n"


def test_a_wrong_file_is_told_line_by_line(run, tmp_path):
    file = tmp_path / "wrong.toml"
    text = (bundle_folder() / "FR-IDEMO-REG-BFC.toml").read_text(encoding="utf-8")
    lines = text.replace('kind = "partners_max"', 'kind = "partner_max"').replace(
        'level = "region"', "level = 3"
    )
    file.write_text(lines, encoding="utf-8")
    ran = run("synergies", "calls", "check", file)
    assert ran.code == 1
    assert len(ran.error_lines) == 3
    assert ran.error_lines[0].startswith(f"{file}:9: [call] level '3': is a number; expected words.")
    assert "is no kind of rule. Did you mean 'partners_max'?" in ran.error_lines[1]
    assert ran.error_lines[2] == f"Error: {file} is no call yet: 2 faults, listed above."


def test_rules_that_contradict_each_other_are_told(run, tmp_path):
    file = tmp_path / "clash.toml"
    text = (bundle_folder() / "FR-IDEMO-REG-BFC.toml").read_text(encoding="utf-8")
    file.write_text(text.replace("value = 5", "value = 2"), encoding="utf-8")
    ran = run("synergies", "calls", "check", file)
    assert ran.code == 1
    assert len(ran.error_lines) == 2
    assert all("These rules cannot hold together: " in line for line in ran.error_lines)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"[call", "é".encode() * 300_000])
def test_what_is_no_call_file_is_refused_without_a_traceback(run, tmp_path, content):
    file = tmp_path / "file.toml"
    file.write_bytes(content)
    ran = run("synergies", "calls", "check", file)
    assert (ran.code, ran.out) == (1, "")
    assert ran.error_lines


def test_a_file_that_is_not_there_is_told(run, tmp_path):
    ran = run("synergies", "calls", "check", tmp_path / "none.toml")
    assert (ran.code, len(ran.error_lines)) == (1, 1)


def test_the_calls_that_fit_an_organisation_of_the_atlas_are_told_with_reasons(run, home):
    found = json.loads(
        run("synergies", "calls", "fit", "--organisation", "femto-st", "--json", "--closed", *DAY).out
    )
    by_id = {line["id"]: line for line in found}
    assert by_id["XB-INTERREG-FRCH"]["roles"]["partner"]["outcome"] == "met"
    assert by_id["FR-INOV"]["verdict"] == "excluded"


def test_the_calls_that_fit_an_idea_are_told_in_its_language(run):
    text = "synthèse acellulaire de protéines pour la bioproduction de biomédicaments"
    ran = run("synergies", "calls", "fit", "--text", text, "--language", "fr", *DAY)
    assert ran.out.splitlines()[0].startswith(
        "Convient, d’après ce que l’on sait: HORIZON-HLTH-2027-01-IND-01  Développement de plateformes"
    )
    assert ran.out.splitlines()[1].startswith("  + Thème de l’appel\u00a0: ")


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("fit",), 2, "name an organisation or give a text"),
        (("fit", "--text", "...!?"), 1, "Error: There is no word in the text"),
        (("fit", "--text", "cells", "--trl", "12"), 1, "Error: The TRL is 12"),
        (("fit", "--organisation", "nobody"), 1, "Error: The atlas has no organisation 'nobody'"),
        (("list", "--on", "tomorrow"), 2, "'tomorrow' is no day"),
        (("list", "--status", "nearly"), 2, "nearly"),
    ],
)
def test_wrong_use_is_told(run, home, arguments, code, message):
    ran = run("synergies", "calls", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert message in " ".join(ran.err.split())
