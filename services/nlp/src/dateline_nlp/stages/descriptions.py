"""Parties without a name: "police", "two Turkish journalists", "a government spokesman", "thousands of protesters"."""

from collections.abc import Collection

from dateline_shared.contracts.entity import Count, Party

from dateline_nlp import amounts
from dateline_nlp.gazetteer import Gazetteer, Noun
from dateline_nlp.models import Models
from dateline_nlp.stages.named import text_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

UNCOUNTED = word_set("number group majority some many crowd crowds host raft series lot members most batch patch")
COUNTED: dict[str, tuple[float, float]] = {
    "dozens": (24, 99),
    "scores": (40, 99),
    "tens": (20, 99),
    "hundreds": (100, 999),
    "thousands": (1000, 9999),
    "millions": (1e6, 9.99e6),
    "several": (3, 9),
    "few": (2, 5),
    "handful": (3, 8),
    "dozen": (12, 12),
    "couple": (2, 2),
    "pair": (2, 2),
    "one": (1, 1),
    "two": (2, 2),
    "three": (3, 3),
}  # what readers take the words for; the bounds of "dozens" are the contract's example
NUMBERS = amounts.NUMBERS | {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
CROWDS = word_set("dozens scores hundreds thousands millions tens")  # people, where they do something and nothing is said of what they are
AROUND = word_set("about around nearly least at over more than up to dozen")
AGES = word_set("year month week day")
RULED = word_set("led run owned controlled dominated based")
UNITS = ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY")
CURRENCIES = ("$", "€", "£", "¥")
MORTAL = word_set("die perish drown suffocate kill injure wound hurt arrest detain jail free rescue shoot charge convict hospitalise hospitalize")
LEANING = word_set("anti pro non")
OF_OWNERS = word_set("of in from")


def describe(sentence: ParsedSentence, head: int, models: Models) -> Party | None:
    """The party that a noun phrase without a name describes; None when its head is no noun for people or bodies."""
    gazetteer, doc = models.gazetteer, sentence.doc
    token = doc[head]
    low = high = None
    counted = False
    if counts_people(token):
        return Party(name=token.lower_, kind="group", count=_amount(token, ""), spans=(sentence.span(head, head),), rule="party.number")
    if token.lower_ in CROWDS and token.dep_ == "nsubj" and ((member := _member(token)) is None or member.lower_ in CROWDS):
        last = member or token
        low, high = COUNTED.get(last.lower_, (None, None))
        count = Count(low=low, high=high, qualifier="about")
        return Party(
            name=text_of(doc, head, last.i).lower(), kind="group", sectors=("CVL",), count=count, spans=(sentence.span(head, last.i),), rule="party.crowd"
        )
    if (headed := _headed(gazetteer, token)) is not None:
        return _head_of(gazetteer, sentence, token, *headed)
    if (token.lower_ in COUNTED or token.lower_ in UNCOUNTED) and (member := _member(token)) is not None and noun_of(gazetteer, member):
        low, high = COUNTED.get(token.lower_, (None, None))
        counted, token = True, member
    noun = noun_of(gazetteer, token)
    if noun is None:
        return None
    first = _left_edge(token)
    first, count = _counted(sentence, first, token)
    if counted:
        count = Count(low=low, high=high, qualifier="about" if low else "some")
    country = _country(gazetteer, token)
    kind = "group" if noun.kind == "person" and token.tag_ in ("NNS", "NNPS") else noun.kind
    sectors = noun.sectors
    return Party(
        name=text_of(doc, first, token.i),
        kind=kind,
        country=country,
        sectors=sectors,
        count=count,
        spans=(sentence.span(first, token.i),),
        rule="party.description",
    )


def counts_people(token: Token) -> bool:
    """Whether a number stands for people, because of what befalls them: "two died", "four were arrested"."""
    if token.pos_ != "NUM" or token.dep_ not in ("nsubj", "nsubjpass", "dobj") or token.head.lemma_ not in MORTAL or token.ent_type_ in UNITS:
        return False
    if token.dep_ == "dobj":  # "arrested 27"
        return token.i > token.head.i and not any(c.i > token.i or c.text in CURRENCIES for c in token.children)
    if token.i > token.head.i:
        return False
    if any(c.dep_ == "prep" for c in token.children):  # "two of the boats"
        return False
    return token.head.lemma_ in ("die", "perish", "drown", "suffocate") or token.dep_ == "nsubjpass"


def _headed(gazetteer: Gazetteer, token: Token) -> tuple[Token, Noun] | None:
    """The body that somebody is the head of: "the heads of state", "the head of Ghana's navy"."""
    if token.lemma_.lower() != "head" or token.tag_ not in ("NN", "NNS") or (body := _member(token)) is None:
        return None
    noun = noun_of(gazetteer, body)
    return (body, noun) if noun is not None and noun.kind == "body" else None


def _head_of(gazetteer: Gazetteer, sentence: ParsedSentence, token: Token, body: Token, noun: Noun) -> Party:
    first, count = _counted(sentence, _left_edge(token), token)
    kind = "group" if token.tag_ == "NNS" else "person"
    name, span = text_of(sentence.doc, first, body.i), sentence.span(first, body.i)
    country = _country(gazetteer, token) or _country(gazetteer, body)
    return Party(name=name, kind=kind, country=country, sectors=noun.sectors, count=count, spans=(span,), rule="party.head")


def divided(gazetteer: Gazetteer, sentence: ParsedSentence, head: int, party: Party) -> tuple[Party, ...]:
    """The parties that a description of two nations stands for: "Greek and Turkish ministers" are Greek ministers and Turkish ministers."""
    doc = sentence.doc
    end = party.spans[0].end - sentence.sentence.start if party.spans else -1
    head = next((t.i for t in doc[head:] if t.idx + len(t.text) == end), head)  # "scores of ..."
    for joint in range(max(_left_edge(doc[head]), 1), head - 1):
        if doc[joint].lower_ != "and":
            continue
        one = next((i for i in (joint - 2, joint - 1) if i >= 0 and _code(gazetteer, text_of(doc, i, joint - 1))), None)
        other = next((i for i in (joint + 2, joint + 1) if i < head and _code(gazetteer, text_of(doc, joint + 1, i))), None)
        if one is None or other is None:
            continue
        rest = text_of(doc, other + 1, head)
        pair = (text_of(doc, one, joint - 1), text_of(doc, joint + 1, other))
        return tuple(party.model_copy(update={"name": f"{nation} {rest}", "country": _code(gazetteer, nation)}) for nation in pair)
    return _of_each(gazetteer, doc[head], party)


def _of_each(gazetteer: Gazetteer, head: Token, party: Party) -> tuple[Party, ...]:
    """ "The leaders of Chad and Niger" are those of Chad and those of Niger."""
    of = next((c for c in head.rights if c.lower_ == "of" and c.dep_ == "prep"), None)
    one = next((c for c in of.children if c.dep_ == "pobj"), None) if of is not None and party.kind == "group" and party.count is None else None
    other = next((c for c in one.rights if c.dep_ == "conj"), None) if one is not None else None
    states = [text_of(head.doc, t.left_edge.i if t is other else of.i + 1, t.i) for t in (one, other)] if of is not None and one and other else []
    if len(states) < 2 or other is None or any(c.dep_ == "conj" for c in other.children) or not all(_code(gazetteer, name) for name in states):
        return (party,)
    lemma = head.lemma_.lower()
    single = lemma if lemma in gazetteer.offices or lemma == "leader" else party.name
    return tuple(party.model_copy(update={"name": f"{single} of {name}", "country": _code(gazetteer, name)}) for name in states)


def _member(token: Token) -> Token | None:
    """What a partitive counts: "thousands of protesters" -> protesters."""
    for of in token.children:
        if of.lower_ == "of" and of.i > token.i:
            return next((c for c in of.children if c.dep_ == "pobj"), None)
    return None


def noun_of(gazetteer: Gazetteer, token: Token) -> Noun | None:
    """The table's entry for a head noun, with the word before it where they make a pair: "riot police"."""
    lemma = token.lemma_.lower()
    if token.i and (pair := gazetteer.nouns.get(f"{token.nbor(-1).lower_} {lemma}")) and not _ends_name(token.nbor(-1)):
        return pair
    if token.text in gazetteer.people and token.tag_ in ("NNPS", "NNS", "NNP", "NN") and token.dep_ not in ("compound", "amod"):
        return Noun("group", ("CVL",))
    if token.tag_ not in ("NN", "NNS", "NNP", "NNPS"):
        return None
    found = gazetteer.nouns.get(lemma) or gazetteer.nouns.get(token.lower_)
    if found is None and (token.tag_ == "NNPS" or (token.i == 0 and token.tag_ == "NNP")):  # "Rebels" for a name, because of its capital
        found = gazetteer.nouns.get(token.lower_.removesuffix("s"))
    if found is None or not found.sectors:  # "army bulldozers", "security delegation"
        before = (gazetteer.nouns.get(c.lemma_.lower()) for c in token.lefts if c.dep_ == "compound")
        body = next((n for n in before if n and n.kind == "body" and n.sectors), None)
        return (
            Noun("group", body.sectors)
            if found is None and body and token.tag_ in ("NNS", "NNPS")
            else Noun(found.kind, body.sectors)
            if found and body
            else found
        )
    return found


def _ends_name(word: Token) -> bool:
    """Whether a word before a small one belongs to a name: "European Union leaders" lead no trade union."""
    return word.i > 0 and word.text[0].isupper() and word.nbor(-1).text[0].isupper() and word.nbor(1).text[0].islower()


def _left_edge(token: Token) -> int:
    """First token of the noun phrase, relative clauses and what follows the head left out."""
    first = token.i
    for child in token.lefts:
        if child.dep_ in ("amod", "compound", "nmod", "poss", "nummod", "quantmod", "det", "advmod", "predet"):
            first = min(first, child.left_edge.i)
    return first


def _counted(sentence: ParsedSentence, first: int, token: Token) -> tuple[int, Count | None]:
    """Skips determiners and numerals at the left; what they count: "at least 20", "up to 1,000", "several"."""
    count, before = None, ""
    while first < token.i:
        word = sentence.doc[first]
        if word.tag_ == "CD" and word.i + 1 < token.i and word.nbor(1).text == "-" and word.nbor(2).lower_ in AGES:
            break  # "a 48-year-old woman"
        if word.tag_ == "CD" or word.lower_ in COUNTED or word.lower_ in ("some", "many", "few"):
            count = _amount(word, before)
        elif word.lower_ in AROUND:
            before += f" {word.lower_}"
        elif not (word.tag_ in ("DT", "PRP$", "PDT", "WDT", "WP$") or word.is_punct):
            break
        first += 1
    return first, count


def _amount(word: Token, before: str) -> Count | None:
    """The count that a numeral gives after the words that hedge it."""
    exact = number(word.text)
    if exact is None:
        low, high = COUNTED.get(word.lower_, (None, None))
        return Count(low=low, high=high, qualifier="about" if low else "some")
    if before.endswith(("at least", "over", "more than")):
        return Count(low=exact, qualifier="at_least" if "least" in before else "more_than")
    if before.endswith("up to"):
        return Count(high=exact, qualifier="at_most")
    return Count(low=exact, high=exact, qualifier="about" if before else "exactly")


def number(text: str) -> float | None:
    """The value of a numeral in digits or of a small one in words."""
    plain = text.replace(",", "").lower()
    if plain in NUMBERS:
        return float(NUMBERS[plain])
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if value == value and abs(value) < 1e15 else None


def _country(gazetteer: Gazetteer, token: Token) -> str | None:
    """The country of a description: its adjective, its owner, or the place it is of, in or from."""
    doc = token.doc
    left = _left_edge(token)
    if any(word.lower_ == "ethnic" for word in doc[left : token.i]):
        return None  # "ethnic Turks" are at home where they live
    if token.text in gazetteer.demonyms and token.text in gazetteer.people:
        here = next((code for i in range(left, token.i) if (code := _code(gazetteer, doc[i].text))), None)  # "Kosovo Albanians"
        return here or _behind(gazetteer, token, ("of",)) or gazetteer.demonyms[token.text]
    for i in range(token.i - 1, left - 1, -1):
        if i + 2 < len(doc) and doc[i + 1].text == "-" and not doc[i].whitespace_ and doc[i + 2].lower_ not in RULED:
            continue  # "Iranian-backed" says nothing of where they are from
        if i > 1 and doc[i - 1].text == "-" and doc[i - 2].lower_ in LEANING:
            continue  # nor does "pro-Iranian"
        if i > left and doc[i].text in gazetteer.demonyms and doc[i - 1].text in gazetteer.demonyms:
            continue  # "Croatian Serb refugees": the first is where they live
        person = i > 0 and doc[i].ent_type_ == doc[i - 1].ent_type_ == "PERSON"  # "Luis Montenegro's government" is not Montenegro's
        for start in (i - 1,) if person else (i - 1, i):
            if start >= max(left, 0) and (code := _code(gazetteer, text_of(doc, start, i))):
                return code
    return _behind(gazetteer, token, OF_OWNERS)


def _behind(gazetteer: Gazetteer, token: Token, prepositions: Collection[str]) -> str | None:
    """The country of a place behind a noun: "the Albanians of southern Serbia"."""
    for preposition in token.rights:
        if preposition.lower_ in prepositions and preposition.dep_ == "prep":
            for word in preposition.subtree:
                if word.i > preposition.i and (hit := gazetteer.match(token.doc.text, word.idx)) and word.text[0].isupper():
                    return hit[1].country
                if word.text in gazetteer.demonyms:
                    return gazetteer.demonyms[word.text]
    return None


def _code(gazetteer: Gazetteer, words: str) -> str | None:
    if words in gazetteer.demonyms:
        return gazetteer.demonyms[words]
    if known := gazetteer.names.get(words):
        return known.country
    if leaders := gazetteer.leaders.get(words):
        return leaders[0].country
    return None
