"""Small charts of counts by year, drawn without style: classes only."""

from collections.abc import Sequence

from biovaliance.showcase.publications import YearCount
from biovaliance.showcase.svg import Caption, class_of, label, number, picture, text_of


def years_svg(
    years: Sequence[YearCount], caption: Caption, words: Sequence[str], size: tuple[float, float]
) -> str:
    """Return a bar per year with its count above and the year below.

    A year between the first and the last that nobody tells keeps its place and has no bar. The bar of a
    year that was not over is drawn as an outline (class `is-partial`).

    Args:
        years: the counts, the earliest first.
        caption: the name of the picture, and what it shows in words.
        words: the count of each of `years` in the reader's way of writing.
        size: width and height.
    """
    if not years:
        return ""
    width, height = size
    top, bottom = 18.0, 22.0
    told = dict(zip((each.year for each in years), zip(years, words, strict=True), strict=True))
    first, last = int(years[0].year), int(years[-1].year)
    step = width / (last - first + 1)
    most = max(each.count for each in years) or 1
    parts = []
    for place, year in enumerate(range(first, last + 1)):
        middle = step * (place + 0.5)
        inner = label(str(year), middle, height - 6, 12, "middle")
        if str(year) in told:
            found, shown = told[str(year)]
            bar = (height - top - bottom) * found.count / most
            names = class_of("year-bar", "" if found.is_whole else "is-partial")
            inner += (
                f'<rect {names} x="{number(middle - step * 0.34)}" y="{number(height - bottom - bar)}" '
                f'width="{number(step * 0.68)}" height="{number(bar)}"><title>{text_of(f"{year}: {shown}")}'
                f"</title></rect>{label(shown, middle, height - bottom - bar - 5, 12, 'middle', 'count')}"
            )
        parts.append(f"<g {class_of('year')}>{inner}</g>")
    return picture(caption, width, height, "years", parts)
