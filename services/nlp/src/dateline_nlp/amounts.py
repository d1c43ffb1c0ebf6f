"""Numbers as news write them: digits and words, ranges, hedges, money, percentages.

"at least 1,200", "10-15", "between ten and 15", "half a million", "dozens", "$2.5bn", "92 billion yen", "34.2 per cent".
A number that is part of a name, a date or an age is a number too: what it counts is for `stages.quantities` to see.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from dateline_shared.contracts.entity import Count

Qualifier = Literal["exactly", "about", "at_least", "at_most", "more_than", "fewer_than", "between", "some"]
_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: n for n, word in enumerate(_UNITS.split())} | {word: 10 * n for n, word in enumerate(_TENS.split(), 2)}
SIZES = {"hundred": 1e2} | dict.fromkeys(("thousand", "k"), 1e3) | dict.fromkeys(("million", "mln", "mn", "m"), 1e6)
SIZES |= dict.fromkeys(("billion", "bln", "bn", "b"), 1e9) | dict.fromkeys(("trillion", "tn"), 1e12)
SIZES |= {"dozen": 12}
VAGUE: dict[str, tuple[float, float | None]] = {
    "tens of thousands": (2e4, None),
    "hundreds of thousands": (2e5, None),
    "tens of millions": (2e7, None),
    "hundreds of millions": (2e8, None),
    "several hundred": (300, None),
    "several thousand": (3000, None),
    "several dozen": (36, None),
    "a few dozen": (24, None),
    "a few hundred": (200, None),
    "tens": (20, None),
    "dozens": (24, None),
    "scores": (40, None),
    "hundreds": (200, None),
    "thousands": (2000, None),
    "millions": (2e6, None),
}
"""The least that readers take the words for; "dozens" is at least 24, as in the codebook."""

BEFORE: dict[str, Qualifier] = {
    **dict.fromkeys(["at least", "no fewer than", "no less than", "not less than", "a minimum of"], "at_least"),
    **dict.fromkeys(["more than", "over", "above", "upwards of", "in excess of", "well over", "just over", "greater than"], "more_than"),
    **dict.fromkeys(["at most", "up to", "as many as", "as much as", "a maximum of", "no more than", "not more than"], "at_most"),
    **dict.fromkeys(["fewer than", "less than", "under", "just under", "below"], "fewer_than"),
    **dict.fromkeys(
        ["about", "around", "roughly", "approximately", "nearly", "almost", "close to", "some", "an estimated", "estimated", "circa", "near"], "about"
    ),
}
AFTER: dict[str, Qualifier] = {"or more": "at_least", "or so": "about", "or fewer": "at_most", "or less": "at_most", "at least": "at_least"}
LOWER, UPPER = ("at_least", "more_than"), ("at_most", "fewer_than")  # hedges that leave the other bound open

_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SMALL = "|".join(sorted(NUMBERS, key=len, reverse=True))
_WORDS = rf"(?:{_TENS.replace(' ', '|')})[- ](?:one|two|three|four|five|six|seven|eight|nine)|{_SMALL}"
_SIZE = r"(?:[ -]?(?:hundred|thousand|million|billion|trillion|dozen|bln|bn|mln|mn|tn)\b){1,2}"
_TAIL = rf"(?:(?: and)? (?:{_WORDS})\b)?"
_VALUE = rf"(?:(?:{_DIGITS})[mbk]\b|(?:{_DIGITS}|(?<!\w)(?:{_WORDS})\b)(?:{_SIZE}{_TAIL})?|(?<!\w)(?:half an?|an?)\b{_SIZE}{_TAIL})"
_HEDGE = "|".join(sorted(BEFORE, key=len, reverse=True))
_VAGUE = "|".join(sorted(VAGUE, key=len, reverse=True))
_MONEY_SIGN = r"(?-i:US ?|A|C|NZ|HK|S|R)?\$|[€£¥₹₩₽₺₴₦]"  # "a $3 billion loan" is not in Australian dollars


@dataclass(frozen=True, slots=True)
class Amount:
    """A number in a text: its bounds, and the characters that it takes."""

    count: Count
    start: int
    end: int
    number: int  # where the number itself begins, behind its hedge
    currency: str | None = None  # ISO 4217
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """Finds amounts; made once from the currencies that it is to know."""

    pattern: re.Pattern[str]
    currencies: Mapping[str, str]  # sign or word -> ISO 4217

    def find(self, text: str) -> Iterator[Amount]:
        """The amounts of a text in order."""
        for found in self.pattern.finditer(text):
            if (amount := self._amount(found)) is not None:
                yield amount

    def _amount(self, found: re.Match[str]) -> Amount | None:
        hedge = BEFORE.get(" ".join((found["hedge"] or "").lower().split())) or AFTER.get((found["after"] or "").lower())
        if found["vague"]:
            low, high = VAGUE[found["vague"].lower()]
            qualifier: Qualifier = "some"
        else:
            low = value(found["low"])
            high = value(found["high"]) if found["high"] else low
            if found["high"] and low < high and (size := _last_size(found["high"])) and not _last_size(found["low"]):
                low = low * size if low * size < high else low  # "2-3 million"
            if found["from"] and found["high"]:
                low = high  # of a change the number that it came to: "from 10 to 15"
            if high < low:
                return None  # a result, a ratio, a vote: 3-2
            qualifier = "between" if high > low else "exactly"
        if hedge is not None:
            low, high = (low, None) if hedge in LOWER else (None, high) if hedge in UPPER else (low, high)
            qualifier = hedge
        unit = (found["unit"] or "").lower()
        sign = (found["sign"] or "").replace(" ", "").lower() or (unit if unit in self.currencies else unit.rsplit(" ", 1)[-1])
        currency = self.currencies.get(sign) if not (unit and found["of"] and not found["sign"]) else None
        return Amount(
            Count(low=low, high=high, qualifier=qualifier),
            found.start(),
            found.end(),
            found.start("low") if found["low"] else found.start("vague"),
            currency,
            bool(found["percent"]),
        )


def reader(signs: Mapping[str, str], words: Mapping[str, str]) -> Reader:
    """A reader that knows currency signs ("$") and words in dictionary form ("euro", "swiss franc")."""
    plural = {form: code for word, code in words.items() for form in (word, f"{word}s")}
    units = "|".join(sorted(plural, key=len, reverse=True))
    codes = "|".join(sorted({*signs.values(), *words.values()}))
    pattern = re.compile(
        rf"(?<![\w.,])(?<!\w-)(?:(?P<hedge>{_HEDGE}) |(?P<between>between )|(?P<from>from ))?"
        rf"(?:(?P<sign>{_MONEY_SIGN}|(?-i:{codes}) ?) ?)?"
        rf"(?:(?P<vague>{_VAGUE})\b|(?P<low>{_VALUE})(?!\w)(?:(?(between) and |(?: ?[-–] ?| to | or ))(?:{_MONEY_SIGN})?(?P<high>{_VALUE})(?!\w))?)"
        rf"(?:(?P<percent> ?%| per ?cent\b)|[ -](?P<unit>{units})\b(?P<of> of\b)?)?"
        rf"(?: (?P<after>or more|or so|or fewer|or less|at least)\b)?",
        re.IGNORECASE,
    )
    return Reader(pattern, {**{sign.lower(): code for sign, code in signs.items()}, **plural, **{code.lower(): code for code in codes.split("|")}})


def value(text: str) -> float:
    """The value of one number: "1,200", "2.5bn", "twenty-three", "a hundred and five", "half a million"."""
    total, current = 0.0, 0.0
    for word in re.findall(r"[\d.,]*\d|[a-z]+", text.lower()):
        if word == "half":
            current = 0.5
        elif word in ("a", "an"):
            current = current or 1.0
        elif word in SIZES:
            current = (current or 1.0) * SIZES[word]
            if SIZES[word] >= 1e3:
                total, current = total + current, 0.0
        elif word in NUMBERS:
            current += NUMBERS[word]
        elif word != "and":
            current += float(word.replace(",", ""))
    return total + current


def _last_size(text: str) -> float | None:
    words = re.findall(r"[a-z]+", text.lower())
    return SIZES.get(words[-1]) if words else None
