"""The figures in the documents are those that were measured."""

from benchmarks import ranking_report
from benchmarks.report import PAGE, page


def test_the_page_of_figures_says_what_the_saved_results_say():
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m benchmarks.report"


def test_the_tables_of_the_ranking_say_what_the_saved_results_say():
    told = ranking_report.PAGE.read_text(encoding="utf-8")
    assert told == ranking_report.filled(told), "run python -m benchmarks.report"
