"""What an accident happens to: a vehicle, a building or another thing that does no act of its own, and yet is what the accident is known by."""

from dateline_shared.contracts.entity import Party

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.stages import names as naming
from dateline_nlp.stages import syntax
from dateline_nlp.tree import Token
from dateline_nlp.values import Names, ParsedSentence

CLASSES = ("craft", "craft_crew", "structure")
SKIPPED = ("DT", "PRP$", "WDT", "PDT", "CD")


def find(sentence: ParsedSentence, tokens: list[Token], lexicon: Lexicon, names: Names) -> tuple[Party, ...]:
    """The things that stand at these nouns: by their name, else by the words that describe them, without article and number."""
    found: dict[str, Party] = {}
    for token in tokens:
        noun = _called(token, lexicon) or token
        mention = names.at(sentence.sentence.index, noun.i)
        if mention is None:
            parties = _described(sentence, noun, lexicon)
        else:
            things = noun is not token or all(names.entities[key].kind == "other" for key in mention.entities)
            parties = naming.party(names, mention, sentence) if things else ()
        for party in parties:
            found.setdefault(party.entity or party.name.lower(), party)
    return tuple(found.values())


def _called(token: Token, lexicon: Lexicon) -> Token | None:
    """The name behind a vehicle: "the ferry Astoria"."""
    if not _is_craft(token, lexicon):
        return None
    return next((c for c in token.rights if c.dep_ == "appos" and c.tag_ == "NNP" and c.left_edge.i == token.i + 1), None)


def _described(sentence: ParsedSentence, token: Token, lexicon: Lexicon) -> tuple[Party, ...]:
    if not _is_craft(token, lexicon) and not (token.tag_ == "NNP" and (not token.ent_type_ or token.dep_ == "appos")):  # "the Solvfjord"
        return ()
    first, last = syntax.phrase(token)
    while first < last and (sentence.doc[first].tag_ in SKIPPED or sentence.doc[first].dep_ == "poss" or sentence.doc[first].tag_ == "POS"):
        first += 1
    span = sentence.span(first, last)
    return (Party(name=span.exact, spans=(span,), rule="party.craft"),)


def _is_craft(token: Token, lexicon: Lexicon) -> bool:
    return token.tag_ in ("NN", "NNS") and any(token.lemma_.lower() in lexicon.classes[name] for name in CLASSES)
