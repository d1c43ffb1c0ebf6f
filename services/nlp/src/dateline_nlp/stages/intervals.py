"""EDTF dates as stretches of days, to compare them."""

from datetime import date, timedelta

FAR = 3_000_000  # a day number beyond every date: an open end


def bounds(edtf: str) -> tuple[int, int] | None:
    """First and last day number of an EDTF expression; None when it holds no date."""
    first, _, last = edtf.partition("/")
    low = _days(first)
    high = _days(last) if last else low
    if low is None and high is None:
        return None
    return (low[0] if low else 1), (high[1] if high else FAR)


def compatible(one: str | None, other: str | None) -> bool:
    """Whether two dates may be of the same act: they overlap, or one is silent."""
    if one is None or other is None:
        return True
    a, b = bounds(one), bounds(other)
    return a is None or b is None or (a[0] <= b[1] and b[0] <= a[1])


def _days(text: str) -> tuple[int, int] | None:
    parts = text.strip("~?%").split("-")
    if not parts[0].isdigit():
        return None
    try:
        numbers = [int(p) for p in parts[:3]]
        first = date(numbers[0], numbers[1] if len(numbers) > 1 else 1, numbers[2] if len(numbers) > 2 else 1)
        if len(numbers) == 3:
            last = first
        elif len(numbers) == 2:
            last = date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)
        else:
            last = date(first.year, 12, 31)
    except (ValueError, OverflowError):
        return None
    return first.toordinal(), last.toordinal()
