"""How wide a text is and where it breaks, since a drawing breaks no lines by itself."""

from collections.abc import Iterator

_NARROW = frozenset("iljtfrI.,:;'’|!()[] \u00a0\u202f")
_WIDE = frozenset("mwMW%@—×")


def text_width(text: str, size: float) -> float:
    """Return about how wide a text is in a humanist sans of this size, on the safe side."""
    return size * sum(map(_em, text))


def _em(sign: str) -> float:
    if sign in _NARROW:
        return 0.33
    if sign in _WIDE:
        return 0.84
    return 0.64 if sign.isupper() else 0.54


def broken(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """Return a text in lines that fit a width, at most so many; what does not fit ends in an ellipsis."""
    lines = list(_lines(text, width, size))
    if len(lines) > most:
        last = lines[most - 1]
        while last and text_width(f"{last}…", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], f"{last.rstrip()}…"]
    return tuple(lines)


def _lines(text: str, width: float, size: float) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if text_width(longer, size) <= width:
            line = longer
            continue
        if line:
            yield line
        line = word
        while text_width(line, size) > width:  # one word longer than the line is cut
            fits = next(
                end for end in range(len(line), 0, -1) if end == 1 or text_width(line[:end], size) <= width
            )
            yield line[:fits]
            line = line[fits:]
    if line:
        yield line
