"""Where a key stands in a TOML text, whatever stands between."""

import pytest

from biovaliance.foundation.toml_lines import TomlLines

TEXT = '''\
title = "one"
[call]
name = """
[sites]
name = "not a key"
"""
topics = [
  "a",
  "b = c",
]
opens.day = 2026-03-06
[[sites]]
name = "West"
[[sites.lines]]  # its first
places = 2
[[sites]]
name = "East"
[[sites.lines]]
places = 3
[[sites.lines]]
places = { low = 1,
  high = 4 }
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 1),
        (("call",), 2),
        (("call", "name"), 3),
        (("call", "topics"), 7),
        (("call", "opens", "day"), 11),
        (("sites", 0), 12),
        (("sites", 0, "name"), 13),
        (("sites", 0, "lines", 0, "places"), 15),
        (("sites", 1, "name"), 17),
        (("sites", 1, "lines", 0, "places"), 19),
        (("sites", 1, "lines", 1, "places"), 21),
        (("sites", 1, "lines", 1, "places", "high"), 22),
    ],
)
def test_a_key_is_found_on_its_line(path, line):
    assert TomlLines(TEXT).line(path) == line


@pytest.mark.parametrize(
    ("path", "line"),
    [(("call", "budget"), 2), (("sites", 1, "lines", 0, "cost"), 18), (("sites", 1, "town"), 16)],
)
def test_a_key_that_is_missing_is_told_by_the_head_of_its_table(path, line):
    assert TomlLines(TEXT).line(path) == line


@pytest.mark.parametrize("path", [(), ("partners",), ("partners", 0, "name")])
def test_what_is_nowhere_in_the_text_has_no_line(path):
    assert TomlLines(TEXT).line(path) == 0
