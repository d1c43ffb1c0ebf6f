"""Names that the model missed: a given name with capitalised words behind it, words in no dictionary, and one that the article writes only with a capital."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from dateline_shared.contracts.entity import EntityKind

from dateline_nlp.models import Models
from dateline_nlp.stages.named import HONORIFICS, JUNK, PARTICLES, Spot, is_capital, is_free, office_at, text_of
from dateline_nlp.stages.syllables import spelled
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Doc, Token
from dateline_nlp.values import ParsedSentence

SURNAMES = 3  # words at most behind a given name
OFTEN = 2  # times that a capitalised word stands alone before it is taken for a name
ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "poss", "agent")
LEAGUES = frozenset(
    ("League", "Guild", "Union", "Federation", "Association", "Party", "Front", "Council", "Alliance", "Congress", "Confederation", "Forum", "Movement")
)
KINDS: Mapping[str, EntityKind] = {"body": "organization", "person": "person"}
HUMAN = word_set("say tell think fear believe flee marry die born arrest admit deny insist add laugh weep shout joke recall pose sob smile")


def add(models: Models, parsed: ParsedSentence, spots: list[Spot]) -> list[Spot]:
    """The spots of a sentence with the persons added that only their given name betrays: "Heartless Tracey Bolam"."""
    doc, gazetteer = parsed.doc, models.gazetteer
    found = _spelled(parsed, _leagues(parsed, _nicknamed(models, parsed, _of_states(spots, doc))))
    taken = {i for spot in found for i in range(spot.first, spot.last + 1)}
    for token in doc[:-1]:
        if token.i in taken or token.text not in gazetteer.genders or token.tag_ not in ("NNP", "NNPS"):
            continue
        last = token.i
        while last + 1 < len(doc) and last - token.i < SURNAMES and last + 1 not in taken and _is_surname(models, doc, last + 1, sure=_is_given(models, token)):
            last += 1
        if last > token.i and doc[last].lower_ not in PARTICLES and not office_at(gazetteer, doc, last):
            found.append(Spot(parsed.sentence.index, token.i, last, "person", text_of(doc, token.i, last), None, "name.given"))
            taken.update(range(token.i, last + 1))
    for spot in _described(models, parsed, taken):
        found.append(spot)
        taken.update(range(spot.first, spot.last + 1))
    return sorted([*found, *_unlisted(models, parsed, taken)], key=lambda s: s.first)


def _described(models: Models, parsed: ParsedSentence, taken: Collection[int]) -> Iterator[Spot]:
    """A capitalised word that a noun before it says what it is: "car maker Velto", "the retailer Kessel"."""
    doc, gazetteer = parsed.doc, models.gazetteer
    for token in doc[1:]:
        noun = doc[token.i - 1]
        sort = gazetteer.nouns.get(noun.lower_) if noun.tag_ == "NN" and noun.lower_ != "state" else None
        if sort is None or token.i in taken or token.tag_ != "NNP" or not token.text.istitle() or sort.kind not in KINDS:
            continue
        last = token.i + 1 == len(doc) or not is_capital(doc[token.i + 1])
        joined = (noun.head is token and noun.dep_ == "compound") or (token.head is noun and token.dep_ == "appos")
        listed = token.text in gazetteer.names or token.text in gazetteer.demonyms or token.lower_ in gazetteer.nouns or token.lower_ in gazetteer.offices
        if last and joined and token.is_alpha and not listed:
            yield Spot(parsed.sentence.index, token.i, token.i, KINDS[sort.kind], token.text, None, "name.described")


def _unlisted(models: Models, parsed: ParsedSentence, taken: Collection[int]) -> Iterator[Spot]:
    """Two or three capitalised words side by side that no dictionary has and of which the last is an argument: "Police arrested Preye Ekpere"."""
    doc, i = parsed.doc, 0
    while parsed.sentence.kind == "body" and i < len(doc):
        last = i
        while last < len(doc) and last not in taken and _is_unlisted(models, doc[last]):
            last += 1
        if last - i in (2, 3) and doc[last - 1].dep_ in (*ARGUMENTS, "pobj", "appos", "conj") and not any(c.dep_ == "det" for c in doc[last - 1].children):
            yield Spot(parsed.sentence.index, i, last - 1, "person", text_of(doc, i, last - 1), None, "name.unlisted")
        i = max(last, i + 1)


def _is_unlisted(models: Models, token: Token) -> bool:
    word, gazetteer = token.lower_, models.gazetteer
    listed = word in gazetteer.nouns or word in gazetteer.offices or word in HONORIFICS or word in JUNK
    return is_free(models, token) and token.tag_ == "NNP" and token.text.istitle() and not listed


def _is_given(models: Models, token: Token) -> bool:
    """Whether a given name is nothing else and stands where a person is named: "American Brad", not "Victoria"."""
    before = token.doc[token.i - 1].text if token.i else ""
    other = token.lower_ in models.words or token.text in models.gazetteer.names
    return before in models.gazetteer.demonyms or (not other and (before.lower() in models.gazetteer.nouns or before == ","))


def _is_surname(models: Models, doc: Doc, i: int, *, sure: bool) -> bool:
    token = doc[i]
    if token.lower_ in PARTICLES and token.lower_ not in ("la", "de") and i + 1 < len(doc):
        return is_capital(doc[i + 1])
    if not (token.is_alpha and is_capital(token) and token.tag_ in ("NNP", "NNPS")) or token.text.isupper():
        return False
    return (sure or token.lower_ not in models.words) and token.lower_ not in models.gazetteer.nouns and token.text not in models.gazetteer.demonyms


def _of_states(spots: list[Spot], doc: Doc) -> list[Spot]:
    """The spots with a body and the state behind it as one name: "the Muslim Council of Britain"."""
    found: list[Spot] = []
    for spot in spots:
        last = found[-1] if found else None
        between = [t.lower_ for t in doc[last.last + 1 : spot.first]] if last is not None else []
        body = last is not None and last.known is None and last.kind == "organization" and last.first < last.last and doc[last.last].text in LEAGUES
        state = spot.known is not None and spot.known.place_kind == "country"
        if last is not None and body and state and between in (["of"], ["of", "the"]):
            found[-1] = Spot(last.sentence, last.first, spot.last, last.kind, text_of(doc, last.first, spot.last), None, last.rule)
        else:
            found.append(spot)
    return found


def _leagues(parsed: ParsedSentence, spots: list[Spot]) -> list[Spot]:
    """The spots of a sentence with bodies added that are named for their members: "the Metalworkers' League"."""
    doc, found = parsed.doc, list(spots)
    for token in doc:
        if token.text not in LEAGUES or token.tag_ not in ("NNP", "NN") or token.i < 2 or doc[token.i - 1].text not in ("'", "’", "'s", "’s"):
            continue
        owner, whole = doc[token.i - 2], next((s for s in found if s.first <= token.i <= s.last), None)
        plural = owner.lower_.endswith("s") or owner.lower_ in ("seamen", "women", "workmen", "fishermen", "children")
        if whole is not None or not is_capital(owner) or owner.head is not token or not plural or (owner.ent_type_ == "PERSON"):
            continue
        first = owner.i - 1 if owner.i and is_capital(doc[owner.i - 1]) and doc[owner.i - 1].head is owner else owner.i
        spot = Spot(parsed.sentence.index, first, token.i, "organization", text_of(doc, first, token.i), None, "name.league")
        found = [*(s for s in found if s.last < first or s.first > token.i), spot]
    return sorted(found, key=lambda s: s.first)


def _nicknamed(models: Models, parsed: ParsedSentence, spots: list[Spot]) -> list[Spot]:
    """The spots of a sentence with a name made one that a nickname in marks parts: 'Darren "The Butcher" Cole' is Darren Cole."""
    doc, found = parsed.doc, list(spots)
    for token in doc[:-4]:
        if token.text in models.gazetteer.genders and doc[token.i + 1].is_quote:
            end = next((j for j in range(token.i + 3, min(token.i + 6, len(doc) - 1)) if doc[j].is_quote), None)
            if end is not None and is_capital(doc[token.i + 2]) and is_capital(doc[end + 1]):
                spot = Spot(parsed.sentence.index, token.i, end + 1, "person", f"{token.text} {doc[end + 1].text}", None, "name.nickname")
                found = [*(s for s in found if s.last < spot.first or s.first > spot.last), spot]
    return found


def _spelled(parsed: ParsedSentence, found: list[Spot]) -> list[Spot]:
    """The spots of a sentence with Korean and Taiwanese names made whole."""
    whole = [*spelled(parsed)]
    return [*(s for s in found if not any(s.first <= w.last and w.first <= s.last for w in whole)), *whole]


def repeated(models: Models, parsed: Sequence[ParsedSentence], raw: Mapping[int, list[Spot]]) -> dict[int, list[Spot]]:
    """The spots of all sentences with the words added that stand alone with a capital again and again, and never without."""
    stray: dict[str, list[tuple[ParsedSentence, Token]]] = {}
    small: set[str] = set()
    seen = {s.name: s.kind for spots in raw.values() for s in spots if s.known is None and s.first == s.last and s.name.isalpha() and s.name.istitle()}
    added: dict[int, list[Spot]] = {}
    for p in parsed:
        taken = {i for spot in raw[p.sentence.index] for i in range(spot.first, spot.last + 1)}
        for token in p.doc:
            if token.text.islower():
                small.add(token.text)
            elif token.text in seen and token.i not in taken and _is_echo(models, token):
                added.setdefault(p.sentence.index, []).append(Spot(p.sentence.index, token.i, token.i, seen[token.text], token.text, None, "name.echo"))
            elif token.tag_ == "NNP" and token.i not in taken and p.sentence.kind == "body" and _is_stray(models, token):
                stray.setdefault(token.text, []).append((p, token))
    for word, found in stray.items():
        if len(found) < OFTEN or word.lower() in small or not any(t.i for _, t in found) or not any(t.dep_ in ARGUMENTS for _, t in found):
            continue
        kind = _kind(found)
        for p, token in found:
            added.setdefault(p.sentence.index, []).append(Spot(p.sentence.index, token.i, token.i, kind, word, None, "name.repeated"))
    return {index: sorted([*spots, *added.get(index, ())], key=lambda s: s.first) for index, spots in raw.items()}


def _is_echo(models: Models, token: Token) -> bool:
    """Whether a word that is a name elsewhere in the article stands as one: "Nordlei denied it"."""
    doc, beside = token.doc, (token.i - 1, token.i + 1)
    joined = any(is_capital(doc[i]) and doc[i].tag_ in ("NNP", "NNPS") for i in beside if 0 <= i < len(doc))
    plain = token.lower_ in models.words or token.lower_ in models.gazetteer.nouns or token.text in models.gazetteer.demonyms
    return not joined and not plain and token.dep_ in (*ARGUMENTS, "pobj", "conj", "appos") and not any(c.dep_ == "det" for c in token.children)


def _is_stray(models: Models, token: Token) -> bool:
    """Whether a capitalised word stands alone, as a name does."""
    doc, gazetteer = token.doc, models.gazetteer
    beside = [doc[i] for i in (token.i - 1, token.i + 1) if 0 <= i < len(doc)]
    if not token.is_alpha or token.text.isupper() or len(token.text) < 3 or token.lower_ in JUNK or token.lower_ in HONORIFICS:
        return False
    if token.lower_ in gazetteer.nouns or token.lower_ in gazetteer.offices or token.text in gazetteer.demonyms or token.text in gazetteer.names:
        return False
    if any(is_capital(t) and t.tag_ in ("NNP", "NNPS") for t in beside) or any(c.dep_ in ("det", "amod", "nummod") for c in token.children):
        return False
    return token.dep_ in (*ARGUMENTS, "pobj", "conj")


def _kind(found: list[tuple[ParsedSentence, Token]]) -> EntityKind:
    """What the places of a name say that it is: somebody, somewhere, or a body."""
    votes: Counter[EntityKind] = Counter()
    for _, token in found:
        after = token.doc[token.i + 1 : token.i + 3]
        aged = len(after) == 2 and after[0].text == "," and after[1].like_num
        votes["person"] += aged or (token.dep_ in ("nsubj", "nsubjpass") and token.head.lemma_.lower() in HUMAN)
        votes["place"] += token.dep_ == "pobj" and token.head.lower_ in ("in", "near", "outside")
    best, times = votes.most_common(1)[0]
    return best if times else "organization"
