"""Parties that are spoken of together: "the two leaders", "both men", "the two countries", "they"."""

from collections.abc import Sequence

from spacy.tokens import Token

from dateline_nlp.stages.salience import Salience
from dateline_nlp.values import Mention, Names, ParsedSentence

PERSONS = frozenset("leader president man woman politician statesman minister counterpart official candidate rival diplomat senator general head".split())
STATES = frozenset("country nation state side power neighbor neighbour government capital ally superpower party".split())
ALONE = frozenset("two pair both duo".split())
TOGETHER = 3  # sentences over which a pair stays in mind


class Pairs:
    """The groups of two or more that the text has put together so far, per kind."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._seen: list[tuple[int, tuple[str, ...]]] = []

    def see(self, p: ParsedSentence, mentions: Sequence[Mention]) -> None:
        """Takes in coordinated names ("Mr Trump and Mr Putin") and mentions of several entities."""
        by_head = {m.head: m for m in mentions if len(m.entities) == 1}
        for mention in mentions:
            if len(mention.entities) > 1:
                self._put(p.sentence.index, mention.entities)
            elif mention.head in by_head:
                joined = [mention.entities[0]]
                token = p.doc[mention.head]
                for c in token.rights:
                    while c is not None and c.dep_ == "conj":
                        if other := by_head.get(c.i):
                            joined.append(other.entities[0])
                        c = next((d for d in c.rights if d.dep_ == "conj"), None)
                if len(set(joined)) > 1 and len({self._names.entities[k].kind for k in joined}) == 1:
                    self._put(p.sentence.index, tuple(dict.fromkeys(joined)))

    def latest(self, p: ParsedSentence, token: Token) -> tuple[str, ...]:
        """Whom "they" means: the last group, unless a plural of something else stands between."""
        now = p.sentence.index
        for sentence, keys in reversed(self._seen):
            if now - sentence > TOGETHER - 1:
                break
            plural = any(t.tag_ == "NNS" and t.dep_ in ("nsubj", "nsubjpass") and t.i < token.i and t.lemma_.lower() not in PERSONS | STATES for t in p.doc)
            return () if plural else keys
        return ()

    def named(self, p: ParsedSentence, token: Token, mind: Salience) -> Mention | None:
        """ "The two leaders", "the pair", "both": the two persons or states most in mind."""
        words = token.lower_
        head, kind = token, "person"
        if words in ALONE and token.dep_ not in ("nummod", "det", "predet", "preconj", "cc", "amod", "quantmod") and not any(c.dep_ == "prep" for c in token.rights):
            if words == "two" and not (token.i and p.doc[token.i - 1].lower_ == "the"):
                return None
        elif token.tag_ == "NNS" and token.lemma_.lower() in PERSONS | STATES and self._is_two(token):
            kind = "person" if token.lemma_.lower() in PERSONS else "place"
        else:
            return None
        keys = self._two(p, kind, mind)
        if len(keys) != 2:
            return None
        first = min([head.i, *(c.i for c in head.lefts if c.dep_ in ("det", "nummod", "predet", "preconj", "amod"))])
        role = p.doc.text[p.doc[first].idx : head.idx + len(head.text)]
        return Mention(keys, p.sentence.index, first, head.i, head.i, "nominal", "refer.the_two", role)

    def _is_two(self, token: Token) -> bool:
        words = {c.lower_ for c in token.lefts}
        return ("two" in words and bool(words & {"the", "these", "those"})) or "both" in words

    def _two(self, p: ParsedSentence, kind: str, mind: Salience) -> tuple[str, ...]:
        now, entities = p.sentence.index, self._names.entities
        for sentence, keys in reversed(self._seen):
            if now - sentence <= TOGETHER and len(keys) == 2 and all(entities[k].kind == kind for k in keys):
                return keys

        def fits(key: str) -> bool:
            return entities[key].kind == kind and (kind == "person" or entities[key].place_kind == "country")

        ranked = mind.ranked(now, len(p.doc), fits)[:2]
        if len(ranked) == 2 or kind == "person":
            return tuple(sorted(ranked, key=list(entities).index)) if len(ranked) == 2 else ()
        persons = self._two(p, "person", mind)
        codes = [entities[k].country for k in persons]
        states = [k for c in codes for k, e in entities.items() if e.place_kind == "country" and e.country == c]
        return tuple(dict.fromkeys(states)) if len(set(states)) == 2 else ()

    def _put(self, sentence: int, keys: tuple[str, ...]) -> None:
        if not self._seen or self._seen[-1] != (sentence, keys):
            self._seen.append((sentence, keys))
            del self._seen[:-20]
