"""The figures in the documents are those that were measured."""

from benchmarks.report import PAGE, page


def test_the_page_of_figures_says_what_the_saved_results_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m benchmarks.report"
