"""What organisations publish, by year and topic: worked by hand on small records."""

from xml.etree import ElementTree

from biovaliance.atlas.identity.clusters import group
from biovaliance.atlas.merging import merge
from biovaliance.atlas.records import Statement
from biovaliance.foundation.evidence import Confidence, Evidence, View
from biovaliance.showcase.charts import years_svg
from biovaliance.showcase.publications import YearCount, topic_directory, topics_of, works_by_source
from biovaliance.showcase.svg import Caption
from tests.atlas.values import key, organisation

SVG = "{http://www.w3.org/2000/svg}"


def said(source, field, value, stated_on="2025-06-17"):
    proof = Evidence(
        source, f"https://{source}.example/", source.upper(), stated_on, "2026-11-02", "CC0", Confidence.HIGH
    )
    return Statement(field, value, (proof,))


def entity(*records):
    (found,) = group(records, [])
    return merge(found, View.PUBLIC)


def no_concepts(_topic):
    return ()


def test_two_sources_count_beside_each_other_also_where_they_agree_on_a_year():
    both = entity(
        organisation(
            "a", said("openalex", "publications", "30"), said("openalex", "publications_in_year", "2024|10")
        ),
        organisation(
            "b",
            said("hal", "publications", "3"),
            said("hal", "publications_in_year", "2024|10"),
            said("hal", "publications_in_year", "2022|1"),
            source="hal",
            precedence=1,
            same_as=(key("a"),),
        ),
    )
    openalex, hal = works_by_source(both)
    assert (openalex.evidence.publisher, openalex.total, openalex.years) == (
        "OPENALEX",
        30,
        (YearCount("2024", 10),),
    )
    assert (hal.total, hal.years) == (3, (YearCount("2022", 1), YearCount("2024", 10)))


def test_the_year_in_which_it_was_counted_was_not_over():
    counted = entity(organisation("a", said("openalex", "publications_in_year", "2025|20")))
    assert works_by_source(counted)[0].years == (YearCount("2025", 20, is_whole=False),)
    undated = entity(organisation("a", said("openalex", "publications_in_year", "2025|20", "")))
    assert works_by_source(undated)[0].years == (YearCount("2025", 20),)


def test_a_topic_has_its_total_where_the_source_tells_one_and_else_the_sum_of_its_years():
    found = topics_of(
        entity(
            organisation(
                "a",
                said("openalex", "publications_on_topic", "Plasma|40"),
                said("openalex", "publications_on_topic_in_year", "Plasma|2024|5"),
                said("openalex", "publications_on_topic_in_year", "Exosomes|2024|6"),
                said("openalex", "publications_on_topic_in_year", "Exosomes|2023|7"),
            )
        ),
        no_concepts,
    )
    assert [(topic.name, topic.count, topic.years) for topic in found] == [
        ("Plasma", 40, (YearCount("2024", 5),)),
        ("Exosomes", 13, (YearCount("2023", 7), YearCount("2024", 6))),
    ]


def test_words_that_are_no_year_are_no_year():
    found = entity(
        organisation(
            "a",
            said("claims", "publications_in_year", "soon|3"),
            said("claims", "publications_on_topic_in_year", "Plasma|3"),
        )
    )
    assert works_by_source(found) == ()
    assert topics_of(found, no_concepts) == ()


def test_the_directory_has_a_topic_once_with_those_who_publish_most_on_it_first():
    left = entity(
        organisation(
            "a", said("o", "publications_on_topic", "Plasma|4"), said("o", "publications_on_topic", "Skin|9")
        )
    )
    right = entity(organisation("b", said("o", "publications_on_topic", "Plasma|12")))
    found = topic_directory([left, right], lambda topic: (topic.lower(),))
    assert [(entry.name, entry.most, entry.concept_ids) for entry in found] == [
        ("Plasma", 12, ("plasma",)),
        ("Skin", 9, ("skin",)),
    ]
    assert [share.entity_key for share in found[0].shares] == ["organisation:b", "organisation:a"]


def test_the_chart_keeps_the_place_of_a_year_nobody_tells_and_bars_are_as_high_as_their_counts():
    drawn = years_svg(
        (YearCount("2021", 10), YearCount("2023", 5), YearCount("2024", 1, is_whole=False)),
        Caption("c", "Works", "by year"),
        ("10", "5", "1"),
        (400.0, 140.0),
    )
    root = ElementTree.fromstring(drawn)
    assert len(root.findall(f"{SVG}g")) == 4
    bars = root.findall(f".//{SVG}rect")
    # 140 less 18 above and 22 below are 100 for the largest count.
    assert [float(bar.get("height")) for bar in bars] == [100, 50, 10]
    assert [bar.get("class") for bar in bars] == ["year-bar", "year-bar", "year-bar is-partial"]
    assert years_svg((), Caption("c", "Works", ""), (), (400.0, 140.0)) == ""
