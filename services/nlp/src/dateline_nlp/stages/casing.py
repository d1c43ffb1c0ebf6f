"""Words of a headline in title case, or of a line in capitals, as running text would write them. Lengths never change."""

import re
from collections.abc import Iterable

from dateline_nlp.models import Models
from dateline_nlp.stages import genre
from dateline_nlp.stages.wordlist import word_set

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?\.?(?:[^\W\d_]\.)*")
_PAIR = re.compile(r"[^\W\d_]+[ -][^\W\d_]+")
_CALENDAR = re.compile(rf"(?:{genre.MONTHS}|{genre.DAYS})")
_OPENING = re.compile(r"\W*[A-Z]+(?: [A-Z]{2,})*(?= [A-Z]?[a-z])")
SHARE = 0.8  # of the words over three letters that begin with a capital in a headline in title case, joints left out
JOINTS = word_set("with from over after into amid than that upon onto while when about under against between through during before without toward near since")
FEWEST = 3  # words from which a share can be told
CAPS = word_set("US UK EU UN USA UAE NATO IMF WHO FBI CIA NSA EC OSCE IAEA OPEC BBC CNN AFP AP MP MPs PM GOP ISIS PLO PKK IRA ANC G7 G20 DC TV")


def is_title_case(text: str) -> bool:
    """True where nearly all longer words begin with a capital."""
    words = [w for w in _WORD.findall(text) if len(w) > 3 and w not in JOINTS]
    return len(words) >= FEWEST and sum(w[0].isupper() for w in words) >= SHARE * len(words) and any(w[1:].islower() for w in words)


def is_capitals(text: str) -> bool:
    """True for a line of capitals, of more than a couple of words."""
    words = [w for w in _WORD.findall(text) if len(w) > 1]
    return len(words) >= FEWEST and sum(w.isupper() for w in words) >= 0.9 * len(words)


def names_of(texts: Iterable[str]) -> frozenset[str]:
    """Words that running text writes with a capital inside a sentence, and never without."""
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        if is_title_case(text) or is_capitals(text):
            continue
        for found in _WORD.finditer(text):
            word = found[0].rstrip(".")
            if word[0].islower():
                small.add(word)
            elif (found.start() and text[found.start() - 2 : found.start()].strip(" \n“\"‘'(") not in (".", "!", "?", ":", "")) or (
                found.start() and text[found.start() - 1] == " " and text[found.start() - 2].isalnum()
            ):
                capital.add(word)
    return frozenset(w for w in capital if w.lower() not in small)


def is_unusual(text: str, *, ended: bool) -> bool:
    """Whether a line is to be re-cased: capitals always, title case only where no full stop shows a sentence of names."""
    return is_capitals(text) or (not ended and is_title_case(text))


def opened(text: str, models: Models) -> str:
    """A lead whose first words are set in capitals, as tabloids do, as running text: "A LORRY driver", "SUBSTITUTE Jane Doe"."""
    found = _OPENING.match(text)
    if not found:
        return text
    out = list(text)
    for word in _WORD.finditer(text, 0, found.end()):
        old = word[0]
        if len(old) >= FEWEST and old not in CAPS and old not in models.gazetteer.names and is_word(old.lower(), models) and len(old.lower()) == len(old):
            out[word.start() : word.end()] = list(old.lower())
    start = next((i for i, c in enumerate(text) if c.isalpha()), 0)
    out[start] = text[start]
    return "".join(out)


def recase(text: str, names: frozenset[str], models: Models) -> str:
    """The same text with small letters where a word is no name; `names` are words that the body writes with a capital."""
    capitals = is_capitals(text)
    if not capitals and not is_title_case(text):
        return text
    kept = _gazetteer_spans(text, models) if not capitals else []
    written = {name.upper(): name for name in names} if capitals else {}
    out = list(text)
    for found in _WORD.finditer(text):
        start, word = found.start(), found[0].rstrip(".")
        bare = re.sub(r"['’]s?$", "", word, flags=re.IGNORECASE)
        if any(a <= start < b for a, b in kept) or len(word.lower()) != len(word):
            continue
        if capitals:
            new = written.get(bare.upper()) or _from_capitals(bare, models)
        elif bare in names or (bare.isupper() and len(bare) > 1):
            continue
        elif is_word(bare.lower(), models) and start != 0:
            new = bare.lower()
        else:
            continue
        if len(new) == len(bare):
            tail = text[start + len(bare) : start + len(word)]
            out[start : start + len(word)] = list(new + (tail.lower() if len(tail.lower()) == len(tail) else tail))
    if capitals and out and out[0].isalpha() and len(out[0].upper()) == 1:
        out[0] = out[0].upper()
    return "".join(out)


def _from_capitals(word: str, models: Models) -> str:
    title = word[0] + word[1:].lower()
    if word in CAPS or word in models.gazetteer.names or "." in word:
        return word
    known = models.gazetteer
    if (
        title in known.names
        or title in known.demonyms
        or title in known.leaders
        or (title in known.genders and not is_word(word.lower(), models))
        or (_CALENDAR.fullmatch(title) and title not in ("May", "March", "Mar", "Sat", "Sun", "Wed"))
    ):
        return title
    return word.lower() if is_word(word.lower(), models) else title


def _gazetteer_spans(text: str, models: Models) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    known = models.gazetteer
    for found in _WORD.finditer(text):
        start, word = found.start(), found[0].rstrip(".")
        if hit := known.match(text, start):
            spans.append((start, start + len(hit[0])))
        elif re.sub(r"['’]s?$", "", word) in known.demonyms or word in known.leaders or word in known.genders or _CALENDAR.fullmatch(word):
            spans.append((start, start + len(word)))
        elif (pair := _PAIR.match(text, start)) and pair[0] in known.demonyms:
            spans.append(pair.span())
    return spans


def is_word(word: str, models: Models) -> bool:
    """Whether a dictionary has the word, or what it is inflected from."""
    if word in models.words or word in models.irregular or word in models.nlp.Defaults.stop_words:
        return True
    for ending, back in (
        ("ies", "y"),
        ("es", ""),
        ("es", "e"),
        ("s", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ied", "y"),
        ("ed", ""),
        ("ed", "e"),
        ("er", ""),
        ("est", ""),
    ):
        if word.endswith(ending):
            stem = word[: -len(ending)] + back
            if stem in models.words or (len(stem) > 3 and stem[-1] == stem[-2] and stem[:-1] in models.words):
                return True
    return False
