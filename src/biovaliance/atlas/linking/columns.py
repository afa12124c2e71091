"""The features of a candidate, in the order of their columns; a model is trained on exactly these.

All are figures: shares from 0 to 1, weights of words, counts, or 0 and 1 for no and yes.
"""

NAME_FEATURES = (
    "covered_share", "exact_share", "covered", "missing", "core_share", "core_covered", "core_missing",
    "words", "words_found", "tightness", "in_order", "is_phrase", "is_bag", "name_kind", "sharers", "width",
    "start_share", "end_share", "first_segment", "from_last_segment", "segment_share", "text_share",
    "text_core_share", "segment_core_share", "kinds_shared", "town_missing", "missing_beside_town",
    "kinds_only_name", "kinds_only_segment", "in_brackets", "in_capitals", "starts_text", "whole_segment",
    "crosses_segments", "place_words_share", "segment_ratio", "text_ratio", "partial_ratio", "jaro",
    "number_agrees", "followed_by_kind",
)  # fmt: skip
ACRONYM_FEATURES = (
    "acronym_found", "acronym_capitals", "acronym_length", "acronym_sharers", "acronym_bracketed",
    "acronym_apart",
)  # fmt: skip
PLACE_FEATURES = (
    "country_agrees", "country_contradicts", "town_agrees", "town_agrees_apart", "region_agrees",
    "address_agrees", "address_contradicts", "town_in_name", "countries_named", "towns_named",
    "implied_country",
)  # fmt: skip
RECORD_FEATURES = (
    "status", "education", "healthcare", "company", "archive", "nonprofit", "government", "facility",
    "funder", "other", "names", "external_ids", "has_encyclopaedia_page", "parents", "children", "related",
    "successors", "predecessors", "places",
)  # fmt: skip
SET_FEATURES = (
    "inside_longer", "same_words_as_better", "better_elsewhere", "base", "base_rank", "base_gap", "twins",
    "twins_agreeing", "share_of_best", "parent_found", "child_found", "related_found", "successor_found",
    "predecessor_found", "parent_base_gap", "child_base_gap", "sibling_found", "earlier_organisations",
    "later_organisations",
)  # fmt: skip
TEXT_FEATURES = (
    "text_words", "text_segments", "text_kinds", "text_has_university", "text_has_hospital",
    "text_has_company", "text_has_institute", "text_has_unit", "text_has_government", "text_known_share",
    "text_is_shouting", "text_place_share", "text_organisation_segments",
)  # fmt: skip
FEATURES = NAME_FEATURES + ACRONYM_FEATURES + PLACE_FEATURES + RECORD_FEATURES + SET_FEATURES + TEXT_FEATURES
COLUMN = {name: place for place, name in enumerate(FEATURES)}
