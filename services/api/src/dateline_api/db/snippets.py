"""Cuts out of texts what a search found, and says where its words stand. Nothing here is HTML.

PostgreSQL chooses the stretches (ts_headline), since it alone knows which words it takes for the same. It reads the texts as `plain`
writes them (migration 0004), without the marks of letters; what is given is cut out of the texts as they are.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import TypedDict

from sqlalchemy import ARRAY, Connection, Text, bindparam, text

LONGEST = 50_000  # characters of a text that are looked at: they take about 20 ms, PostgreSQL 18 on the machine of docs/performance.md
MAX_WORDS, MIN_WORDS = 35, 12  # of a stretch: a title as a rule, or a sentence and a half

_START, _STOP, _GAP = "\x01", "\x02", "\x03"
_OPTIONS = f'StartSel="{_START}", StopSel="{_STOP}", FragmentDelimiter="{_GAP}", MaxFragments=3, MaxWords={MAX_WORDS}, MinWords={MIN_WORDS}, ShortWord=0'
_SPOILS, _SPOILED = f"<{_START}{_STOP}{_GAP}", "    "  # our own marks, and what begins a tag, which would be left out: one for one, so that places stay

# The very replacements of `plain`.
_LETTERS = str.maketrans("‘’ʼ‐‑–ØøŁłĐđĦħıŦŧ", "'''---OoLlDdHhiTt")
_MARKS = re.compile("[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff]")
_SYMBOLS = re.compile("[\u00a0-\u00bf\u00d7\u00f7\u2000-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufe00-\ufe6f\uff01-\uff0f\U0001f000-\U0001faff]")

# Where a text holds not all that was asked for (its title has the rest), any of the words will do; those that were not to be found never.
_HIGHLIGHT = text(
    """
    WITH given AS MATERIALIZED (SELECT websearch_to_tsquery('pg_catalog.english', plain(:words)) AS whole),
    asked AS MATERIALIZED (
        SELECT whole, CASE WHEN querytree(whole) IN ('', 'T') THEN whole ELSE replace(querytree(whole), ' & ', ' | ')::tsquery END AS part FROM given
    ),
    documents AS MATERIALIZED (SELECT n, translate(plain(document), :spoils, :spoiled) AS document FROM unnest(:texts) WITH ORDINALITY AS t (document, n))
    SELECT ts_headline(
        'pg_catalog.english', document, CASE WHEN to_tsvector('pg_catalog.english', document) @@ whole THEN whole ELSE part END, :options
    )
    FROM documents, asked ORDER BY n
    """
).bindparams(bindparam("texts", type_=ARRAY(Text)))


class Mark(TypedDict):
    """A word that was searched for, `[start, end)` in Unicode code points of the snippet's text."""

    start: int
    end: int


class Snippet(TypedDict):
    """A stretch of a text, as it stands there."""

    text: str
    marks: list[Mark]


def highlight(connection: Connection, texts: Sequence[str], words: str) -> list[list[Snippet]]:
    """Of each text at most three stretches that hold words of the search, the way a person types it; none where there are none."""
    if not texts:
        return []
    values = {"words": words, "texts": [each[:LONGEST] for each in texts], "spoils": _SPOILS, "spoiled": _SPOILED, "options": _OPTIONS}
    return [_snippets(whole, headline) for whole, headline in zip(texts, connection.execute(_HIGHLIGHT, values).scalars(), strict=True)]


def _snippets(whole: str, headline: str) -> list[Snippet]:
    plain, places = _plain(whole[:LONGEST])
    found: list[Snippet] = []
    after = 0
    for stretch in headline.split(_GAP):
        parts = re.split(f"[{_START}{_STOP}]", stretch)  # plain words and words that were searched for in turn
        start = plain.find("".join(parts), after) if len(parts) > 1 else -1
        if start < 0:
            continue
        first, marks, here = _outward(whole, places[start], -1), [], start
        for n, part in enumerate(parts):
            if n % 2:
                marks.append(Mark(start=places[here] - first, end=places[here + len(part)] - first))
            here += len(part)
        found.append(Snippet(text=whole[first : _outward(whole, places[here], 1)], marks=marks))
        after = here
    return found


def _outward(whole: str, place: int, step: int) -> int:
    """The place after the quotation marks and stops that stand there, at most three: stretches end with words."""
    for _ in range(3):
        if not 0 < place < len(whole) or (letter := whole[place + min(step, 0)]).isspace() or letter.isalnum():
            break
        place += step
    return place


def _plain(whole: str) -> tuple[str, list[int]]:
    """A text as PostgreSQL is given it, and for each place in it, the end included, the place in the text."""
    plain, places = [], []
    for place, letter in enumerate(whole):
        bare = letter if letter.isascii() else _SYMBOLS.sub(" ", _MARKS.sub("", unicodedata.normalize("NFD", letter)).translate(_LETTERS))
        plain.append(bare)
        places += [place] * len(bare)
    return "".join(plain).translate(str.maketrans(_SPOILS, _SPOILED)), [*places, len(whole)]
