"""The reference names every table, kind of rule, operator and kind of partner that a call file may hold."""

import tomllib

import pytest

from biovaliance.synergies.calls.bundle import bundle_folder, with_default_rules
from biovaliance.synergies.calls.kinds import PartnerKind
from biovaliance.synergies.calls.reading import read_call
from biovaliance.synergies.calls.rule_kinds import RULE_KINDS
from biovaliance.synergies.calls.rules import OPERATOR_WORDS
from biovaliance.vocabulary.thesaurus import bundled_thesaurus
from tests.needs import REPOSITORY

REFERENCE = (REPOSITORY / "docs" / "reference" / "calls.md").read_text(encoding="utf-8")
GUIDE = (REPOSITORY / "docs" / "guides" / "write-a-call.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [*RULE_KINDS, *OPERATOR_WORDS, *PartnerKind])
def test_a_word_of_the_files_stands_in_the_reference(name):
    assert f"`{name}`" in REFERENCE


def test_every_key_of_the_bundled_files_stands_in_the_reference():
    keys = set()
    for file in bundle_folder().iterdir():
        if file.name.endswith(".toml"):
            for name, tables in tomllib.loads(file.read_text(encoding="utf-8")).items():
                keys |= {
                    (name, key)
                    for table in (tables if isinstance(tables, list) else [tables])
                    for key in table
                }
    missing = [
        key
        for key in sorted(keys)
        if f"`{key[1]}`" not in REFERENCE and f"`{key[1][:-3]}_*`" not in REFERENCE
    ]
    assert missing == []


def test_the_examples_of_the_guide_make_a_call_file_together():
    blocks = [block.split("```")[0] for block in GUIDE.split("```toml\n")[1:]]
    text = "\n".join([blocks[0] + blocks[3].removeprefix("[call]\n"), blocks[1], blocks[2]])
    call = read_call(text, "guide.toml", bundled_thesaurus())
    assert (len(call.deadlines), len(call.rules), len(call.not_seen)) == (1, 1, 1)
    assert with_default_rules(call, {}) is call
