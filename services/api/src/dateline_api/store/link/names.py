"""Names as they are compared: the spelling that does not matter taken away, and the keys under which a name is looked up. Pure.

Folded are case, marks, blanks and full stops; of bodies the article and the legal form; of persons titles, suffixes and what
transliteration leaves open (Zelensky, Zelenskyy, Zelenskiy; Müller, Mueller). What is folded away cannot tell two names apart.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache


def word_set(words: str) -> frozenset[str]:
    """Words that are written one after the other."""
    return frozenset(words.split())


KEY_LENGTH = 200  # characters of a key: it is indexed
REMEMBERED = 8192  # names, since one article compares the same ones many times: halves the time of a decision
LEGAL_FORMS = word_set(
    "inc incorporated ltd limited llc llp lp plc corp corporation co company gmbh mbh ag kg kgaa se sa sas sarl spa srl nv bv ab asa oyj oy aps kk pjsc "
    "ojsc jsc pao oao ooo zao sro doo dd ad sl sau bhd pte pty holding holdings group"
)
TITLES = word_set(
    "mr mrs ms miss mx dr prof professor sir dame lord lady sheikh sheik imam ayatollah saint st hon rt rev reverend father pope king queen prince "
    "princess president chancellor minister senator governor general gen colonel col captain capt major maj lt lieutenant sgt judge justice"
)
SUFFIXES = word_set("jr sr junior senior ii iii iv phd md qc kc mp esq")
PARTICLES = word_set("al el bin ibn van von der den de da di du del la le ben abu ter ten zu zur dos das")
SMALL = word_set("of the and for on in to at by de la du des y e und der die das")
STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ħ": "h", "’": "'", "ʼ": "'"})
TRANSLITERATED = (  # in this order; source: the tables of ISO 9, BGN/PCGN and ALA-LC for Cyrillic and Arabic, and what newsrooms make of them
    (re.compile(r"tch|tsch"), "ch"),
    (re.compile(r"kh"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"ae|oe|ue"), lambda found: found[0][0]),
    (re.compile(r"ou|oo"), "u"),
    (re.compile(r"[iy]+[iyj]*"), "i"),
    (re.compile(r"off$"), "ov"),
    (re.compile(r"eff$"), "ev"),
    (re.compile(r"(.)\1+"), r"\1"),
)


@lru_cache(REMEMBERED)
def plain(name: str) -> str:
    """A name in small letters without marks and signs, its words joined by one blank; itself where nothing is left."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", name.casefold().translate(STROKES)) if not unicodedata.combining(c))
    flat = re.sub(r"(?<=\w)\.(?=\w)|(?<=\b\w)\.", "", flat.replace("'s ", " ").removesuffix("'s"))
    return (" ".join(re.findall(r"\w+", flat.replace("'", ""))) or flat.strip())[:KEY_LENGTH]


@lru_cache(REMEMBERED)
def sounded(word: str) -> str:
    """A plain word as far as transliteration decides its letters: equal for spellings of one foreign name."""
    for pattern, letters in TRANSLITERATED:
        word = pattern.sub(letters, word)
    return word


@lru_cache(REMEMBERED)
def body(name: str) -> str:
    """The plain name of a body without article and legal form: "The Acme Co. Ltd" is "acme"."""
    words = plain(name.replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words = words[:-1]
    return " ".join(words)


def initials(name: str) -> str | None:
    """The letters that a body's name of at least three words may be written with; none for a shorter one."""
    letters = "".join(word[0] for word in body(name).split() if word not in SMALL)
    return letters if len(letters) >= 3 else None


def is_acronym(name: str) -> bool:
    """Whether a name is written with letters that stand for words: "FLL", "A.F.P."."""
    letters = name.replace(".", "")
    return 2 <= len(letters) <= 8 and letters.isupper() and letters.isalnum()


@lru_cache(REMEMBERED)
def parts(name: str) -> tuple[tuple[str, ...], str]:
    """Given names and surname of a person, each sounded, without titles and suffixes; particles and hyphens go with their names.

    "Dr. Ursula von der Leyen" is (ursula), "vonderleien". One word alone is a surname.
    """
    words = [word for word in plain(name.replace("-", "").replace("‐", "")).split() if word not in SUFFIXES]
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    start = len(words) - 1
    while start > 1 and words[start - 1] in PARTICLES:
        start -= 1
    if start == 1 and words[0] in PARTICLES:  # "al-Assad" written apart
        start = 0
    return tuple(sounded(word) for word in words[:start]), sounded("".join(words[start:]))


def is_lone(name: str) -> bool:
    """Whether a person's name is a surname, or a given name, alone."""
    return not parts(name)[0]


def person_keys(names: Iterable[str]) -> Iterator[str]:
    """Keys of a person: its full names, initial and surname, surname, given name; and its surname as all that is known of it."""
    full = [name for name in names if not is_lone(name)]
    for name in full:
        given, surname = parts(name)
        yield f"n:{plain(name)}"
        yield f"i:{given[0][0]} {surname}"
        yield f"s:{surname}"
        yield f"f:{given[0]}"
    if not full:
        yield from (f"l:{parts(name)[1]}" for name in names)


def body_keys(names: Iterable[str]) -> Iterator[str]:
    """Keys of a body or group: its names without what does not matter, its acronyms, and those that its names would have."""
    for name in names:
        yield f"n:{body(name)}"
        if is_acronym(name):
            yield f"a:{plain(name).replace(' ', '')}"
        elif letters := initials(name):
            yield f"a:{letters}"
