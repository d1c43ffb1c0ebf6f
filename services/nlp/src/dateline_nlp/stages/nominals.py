"""Descriptions of somebody named elsewhere: "the Russian leader", "the US president", "his Russian counterpart", "the company"."""

from dateline_shared.contracts.entity import Entity

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.stages import sorts
from dateline_nlp.stages.called import APPOINTED, Called
from dateline_nlp.stages.introduced import PREFIX
from dateline_nlp.stages.named import is_capital, office_at, text_of
from dateline_nlp.stages.parties import somebody
from dateline_nlp.stages.roles import FORMER, owner_before
from dateline_nlp.stages.salience import Salience
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence

TOP = frozenset(("president", "prime minister", "chancellor", "king", "queen", "emir", "supreme leader", "leader", "president-elect"))
KINDRED = {
    "head of state": frozenset(("president", "king", "queen", "emir", "sultan")),
    "head of government": frozenset(("prime minister", "chancellor")),
    **dict.fromkeys(("lawmaker", "legislator"), frozenset(("member of parliament", "senator", "congressman", "congresswoman", "deputy"))),
    **dict.fromkeys(("tycoon", "businessman", "executive"), frozenset(("tycoon", "businessman", "billionaire", "chairman", "chief executive"))),
}  # descriptions of whoever holds one of several offices
PLACES = ("nsubj", "nsubjpass", "dobj", "pobj", "dative", "poss", "conj")  # of nouns that speak of somebody
ACCUSING = word_set("accuse suspect convict acquit clear")  # what follows with "of" belongs to these
ELECT = ("president-elect",)
PARTIES = {"Republican": "Republican Party", "Democratic": "Democratic Party", "Conservative": "Conservative Party", "Labour": "Labour Party"}
OTHERS = word_set("other new second first same next former third last rival")  # before a noun they speak of another body, or of one not named
UNDER = word_set("minister secretary commander spokesman spokeswoman chief commissioner judge envoy")  # what is mostly told of what, and later alone
FRESH = word_set("new incoming interim acting transitional caretaker")  # of whoever came after those who held the office
ADJECTIVES = word_set("elected new current incoming outgoing embattled veteran")


def resolve(gazetteer: Gazetteer, p: ParsedSentence, token: Token, names: Names, mind: Salience, own: list[Mention], called: Called) -> Mention | None:
    """The entity that a definite description stands for; `called`: what the article calls those whom it names."""
    doc = p.doc
    if token.i + 1 < len(doc) and ((is_capital(doc[token.i + 1]) and doc[token.i + 1].tag_ in ("NNP", "NNPS")) or doc[token.i + 1].text == "-"):
        return None  # a title before a name
    return _so_called(p, token, names, called, mind, own) or _described_by(gazetteer, p, token, names, mind, own, called)


def _so_called(p: ParsedSentence, token: Token, names: Names, called: Called, mind: Salience, own: list[Mention]) -> Mention | None:
    """ "The skipper" is the only one whom the article has called so."""
    keys = called.get(token.lemma_.lower(), frozenset()) if token.tag_ == "NN" and token.dep_ in PLACES else frozenset()
    left = list(token.lefts)
    if len(keys) != 1 or not _is_alone(p, token, left) or any(c.lower_ not in ADJECTIVES | FORMER for c in left[1:]):
        return None
    (key,) = keys
    lemma = token.lemma_.lower()
    if any(e.key != key and any(r.title.split()[-1] == lemma for r in e.roles) for e in names.entities.values()):
        return None  # "the minister" may be either of two
    if not mind.seen(key) or key in _same_clause(p, token, own):
        return None
    return Mention((key,), p.sentence.index, left[0].i, token.i, token.i, "nominal", "refer.called", text_of(p.doc, left[0].i, token.i))


def _described_by(gazetteer: Gazetteer, p: ParsedSentence, token: Token, names: Names, mind: Salience, own: list[Mention], called: Called) -> Mention | None:
    doc = p.doc
    if token.pos_ not in ("NOUN", "PROPN", "ADJ"):
        return None
    if token.dep_ not in ("compound", "amod") and token.tag_ in ("NN", "NNP"):
        if (named := _by_last_word(p, token, names, mind)) is not None:
            return named
        if sorts.is_body(token.lower_):
            return _body(gazetteer, p, token, names, mind)
    if token.text in gazetteer.demonyms and (token.i + 1 == len(doc) or doc[token.i + 1].pos_ not in ("NOUN", "PROPN", "ADJ")) and somebody(token):
        return _national(gazetteer.demonyms[token.text], p, token, names, mind)
    found = office_at(gazetteer, doc, token.i)
    if token.lower_ == "counterpart":
        found = (token.i, "counterpart")
    if found is None:
        return _aged(p, token, names, mind)
    first, title = found
    if token.dep_ in ("compound", "attr") or (token.tag_ in ("NNS", "NNPS") and title not in gazetteer.offices):
        return None
    start, country, of, former = owner_before(gazetteer, doc, first)
    own_country = country
    determiner = doc[start - 1] if start else None
    if determiner is not None and start > 1 and (known := gazetteer.names.get(PARTIES.get(determiner.text, determiner.text))) and "PTY" in known.sectors:
        own_country = own_country or known.country  # "the Republican president-elect"
        determiner = doc[start - 2]
        start -= 1
    elif determiner is not None and start > 1 and determiner.lower_ in ADJECTIVES:
        determiner = doc[start - 2]
        start -= 1
    if of is None and token.i + 2 < len(doc) and doc[token.i + 1].lower_ == "of":
        own_country = own_country or _state_after(gazetteer, token)
    possessive = bool(start < first and any(t.tag_ == "POS" for t in doc[start:first]))
    if (determiner is not None and determiner.tag_ == "PRP$" and title == "counterpart") or (
        determiner is not None and determiner.lower_ in ("the", "that", "this")
    ):
        start -= 1
    elif not (possessive or (determiner is not None and determiner.tag_ == "POS") or (p.sentence.kind == "headline" and country)):
        return None
    plain = gazetteer.offices[title].title if title in gazetteer.offices else title
    whose = next((m.entities[0] for m in own if start <= m.first < first and len(m.entities) == 1 and names.entities[m.entities[0]].kind == "person"), None)
    owner = {m.entities[0] for m in own if m.first >= start and m.last < first}

    fresh = any(t.lower_ in FRESH for t in doc[start:first])

    def fits(key: str) -> bool:
        entity = names.entities[key]
        if fresh and entity.roles and (all(r.former for r in entity.roles) or any(r.title == plain and r.former for r in entity.roles)):
            return False
        if entity.kind != "person" or key in owner or (own_country and entity.country not in (own_country, None)):
            return False
        if own_country and entity.country is None and plain not in {r.title for r in entity.roles}:
            return False
        if title == "counterpart" and whose and bool(_offices(gazetteer, names.entities[whose]) & TOP) != bool(_offices(gazetteer, entity) & TOP):
            return False
        return _holds(gazetteer, entity, plain, of=of, country=own_country, former=former)

    excluded = _same_clause(p, token, own) | _described(own, token, possessor=determiner is not None and determiner.tag_ == "PRP$")
    ranked = mind.ranked(p.sentence.index, token.i, fits, excluded=excluded) or [
        k for k in _holders(names, fits) if k not in excluded and (mind.seen(k) or p.sentence.kind == "headline")
    ]
    if not ranked and fresh:  # "named Jane Doe to replace him. The new minister"
        ranked = [key for key in called.get(APPOINTED, ()) if mind.seen(key) and key not in excluded]
        ranked = ranked if len(ranked) == 1 else []
    if not ranked:
        return None
    mark = next((t.i for t in reversed(doc[start:first]) if t.tag_ == "POS"), None)  # "Qatar" in "Qatar's emir" is no part of him
    begin = start if mark is None else mark + 1
    return Mention((ranked[0],), p.sentence.index, begin, token.i, token.i, "nominal", "refer.role", text_of(doc, start, token.i))


def _holds(gazetteer: Gazetteer, entity: Entity, title: str, *, of: str | None, country: str | None, former: bool) -> bool:
    """Whether the description suits the person, by the roles read in this article or by the gazetteer's office."""
    titles = {r.title for r in entity.roles}
    offices = {leader.office for leader in gazetteer.leaders.get(entity.name, ())}
    if title == "counterpart" or (title in ("leader", "ruler", "dictator", "strongman", "head of state") and country):
        return bool((titles | offices) & TOP) or title == "counterpart"
    if title in ELECT:
        return (
            (country is None and bool({"president", *ELECT} & (titles | offices)))
            or (country is not None and "president" in offices | titles)
            or title in titles
        )
    if title in KINDRED and KINDRED[title] & (titles | offices):
        return country is None or country == entity.country
    if title in UNDER and any(t.endswith(f" {title}") and t.split()[0] not in ("prime", "vice", "deputy") for t in titles):
        return True  # "the minister" is the trade minister
    return title in titles or (title in offices and (country is not None or title in TOP))


def _offices(gazetteer: Gazetteer, entity: Entity) -> set[str]:
    return {r.title for r in entity.roles} | {leader.office for leader in gazetteer.leaders.get(entity.name, ())}


def _holders(names: Names, fits) -> list[str]:
    """The only person of the article who suits, however far away."""
    found = [key for key in names.entities if fits(key)]
    return found if len(found) == 1 else []


def _state_after(gazetteer: Gazetteer, token: Token) -> str | None:
    """The country in "president of the United States"."""
    doc, i = token.doc, token.i + 2
    if i < len(doc) and doc[i].lower_ == "the":
        i += 1
    hit = gazetteer.match(doc.text, doc[i].idx) if i < len(doc) else None
    return hit[1].country if hit else None


def _described(own: list[Mention], token: Token, *, possessor: bool) -> frozenset[str]:
    """Who is described otherwise in the same sentence, or owns the description, is somebody else."""
    keys = {m.entities[0] for m in own if m.form == "nominal" and len(m.entities) == 1 and m.first < token.i}
    if possessor:
        keys |= {m.entities[0] for m in own if m.form == "pronoun" and m.last < token.i and token.i - m.last <= 3 and len(m.entities) == 1}
    return frozenset(keys)


def _same_clause(p: ParsedSentence, token: Token, own: list[Mention]) -> frozenset[str]:
    """Names that stand beside the description as other arguments of the same verb."""
    if token.dep_ not in ("nsubj", "nsubjpass", "dobj", "pobj", "dative"):
        return frozenset()
    verb = token.head.head if token.dep_ == "pobj" else token.head
    keys = set()
    for mention in own:
        head = p.doc[mention.head]
        other = head.head.head if head.dep_ == "pobj" else head.head
        if other == verb and head.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj") and head != token and len(mention.entities) == 1:
            keys.add(mention.entities[0])
    return frozenset(keys)


def _national(country: str, p: ParsedSentence, token: Token, names: Names, mind: Salience) -> Mention | None:
    """ "The German" is the last person of that country, or of none that is known."""
    ranked = mind.ranked(
        p.sentence.index, token.i - 1, lambda key: names.entities[key].kind == "person" and names.entities[key].country in (country, None) and mind.seen(key)
    )
    return Mention((ranked[0],), p.sentence.index, token.i - 1, token.i, token.i, "nominal", "refer.national", f"the {token.text}") if ranked else None


def _aged(p: ParsedSentence, token: Token, names: Names, mind: Salience) -> Mention | None:
    """ "The 78-year-old" is who is being spoken of."""
    doc = p.doc
    if token.lower_ != "old" and not token.lower_.endswith("-year-old"):
        return None
    first = token.i
    while first > 0 and (doc[first - 1].text == "-" or doc[first - 1].lower_ == "year" or doc[first - 1].like_num):
        first -= 1
    if first == 0 or doc[first - 1].lower_ != "the" or token.dep_ == "amod" or not any(t.like_num or t.text[0].isdigit() for t in doc[first : token.i + 1]):
        return None
    ranked = mind.ranked(p.sentence.index, first, lambda key: names.entities[key].kind == "person")
    return Mention((ranked[0],), p.sentence.index, first - 1, token.i, token.i, "nominal", "refer.age", text_of(doc, first - 1, token.i)) if ranked else None


def _is_alone(p: ParsedSentence, token: Token, left: list[Token]) -> bool:
    """Whether a noun with an article stands for something told of before, and nothing says which else."""
    if not left or left[0].lower_ not in ("the", "that") or any(c.lower_ in OTHERS or c.dep_ not in ("amod", "compound") for c in left[1:]):
        return False
    accused = token.dep_ == "dobj" and token.head.lemma_ in ACCUSING
    told = [c for c in token.rights if c.dep_ in ("prep", "relcl", "acl") and not (accused and c.lower_ == "of")]
    return not any(p.doc[c.left_edge.i - 1].text != "," for c in told)


def _by_last_word(p: ParsedSentence, token: Token, names: Names, mind: Salience) -> Mention | None:
    """ "The commission" is the National Electoral Commission."""
    left = list(token.lefts)
    if len(left) != 1 or not _is_alone(p, token, left):
        return None
    ranked = mind.ranked(p.sentence.index, token.i, lambda key: _is_named_body(names, key) and _ends_in(names.entities[key].name, token.lower_))
    return Mention((ranked[0],), p.sentence.index, left[0].i, token.i, token.i, "nominal", "refer.body", text_of(p.doc, left[0].i, token.i)) if ranked else None


def _ends_in(name: str, word: str) -> bool:
    words = name.lower().split(" of ")[0].split(" for ")[0].split(" on ")[0].split()  # "bureau" is the National Bureau of Investigation
    return len(words) > 1 and words[-1] == word


def _body(gazetteer: Gazetteer, p: ParsedSentence, token: Token, names: Names, mind: Salience) -> Mention | None:
    """ "The company" is the last body of that sort, as are "the German company" and "the company, which ..."."""
    left = list(token.lefts)
    if not _is_alone(p, token, left):
        return None
    if token.tag_ == "NNP" and p.sentence.kind != "headline" and any(is_capital(c) and c.text not in gazetteer.demonyms for c in left[1:]):
        return None  # "the opposition Reform Movement" has a name of its own
    noun = token.lower_
    country = next((gazetteer.demonyms[c.text] for c in left[1:] if c.text in gazetteer.demonyms), None)

    def fits(key: str) -> bool:
        body = names.entities[key]
        return _is_named_body(names, key) and sorts.suits(noun, body) and (country is None or body.country in (country, None))

    ranked = mind.ranked(p.sentence.index, token.i, fits)
    sort = sorts.called(noun)
    ranked = [key for key in ranked if sort is not None and sorts.told(names.entities[key]) == sort] or ranked
    if not ranked and sorts.is_firm(noun):  # told of before it is named
        later = [
            key for key in names.entities if not mind.seen(key) and fits(key) and ("BUS" in names.entities[key].sectors or sorts.told(names.entities[key]))
        ]
        ranked = later if len(later) == 1 else []
    return Mention((ranked[0],), p.sentence.index, left[0].i, token.i, token.i, "nominal", "refer.body", text_of(p.doc, left[0].i, token.i)) if ranked else None


def _is_named_body(names: Names, key: str) -> bool:
    return names.entities[key].kind == "organization" and not key.startswith(PREFIX)
