"""Parties that are spoken of together: "the two leaders", "both men", "the two countries", "they"."""

from collections import Counter
from collections.abc import Sequence

from dateline_shared.contracts.entity import Entity

from dateline_nlp.stages.salience import Salience
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence

PERSONS = word_set("leader president man woman politician statesman minister counterpart official candidate rival diplomat senator general head")
STATES = word_set("country nation state side power neighbor neighbour government capital ally superpower party army")
VISITING = word_set("guest host visitor hostess")
FAMILY = word_set("brothers sisters siblings twins couple spouses")
ARGUMENTS = ("nsubj", "nsubjpass", "dobj", "pobj", "dative", "poss", "agent")
NEAR = word_set("neighbour neighbor rival")
ALONE = word_set("two pair both duo")
TOGETHER = 3  # sentences over which a pair stays in mind


class Pairs:
    """The groups of two or more that the text has put together so far, per kind."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._seen: list[tuple[int, int, tuple[str, ...]]] = []  # sentence, last token, keys
        self._times: Counter[tuple[str, ...]] = Counter()
        self._states: list[tuple[int, str]] = []  # sentence, key

    def see(self, p: ParsedSentence, mentions: Sequence[Mention]) -> None:
        """Takes in coordinated names ("Mr Trump and Mr Putin") and mentions of several entities."""
        by_head = {m.head: m for m in mentions if len(m.entities) == 1}
        self._states += [(p.sentence.index, m.entities[0]) for m in by_head.values() if self._names.entities[m.entities[0]].place_kind == "country"]
        for mention in mentions:
            if len(mention.entities) > 1:
                self._put(p.sentence.index, mention.last, mention.entities)
            elif mention.head in by_head and p.doc[mention.head].dep_ != "conj":
                joined, last = [mention.entities[0]], mention.last
                token = p.doc[mention.head]
                for c in token.rights:
                    while c is not None and c.dep_ == "conj":
                        if other := by_head.get(c.i):
                            joined.append(other.entities[0])
                            last = other.last
                        c = next((d for d in c.rights if d.dep_ == "conj"), None)
                if len(joined) == 1 and (beside := _beside(p, mention, mentions)) is not None:
                    joined.append(beside.entities[0])
                    last = beside.last
                if len(set(joined)) > 1 and len({self._names.entities[k].kind for k in joined}) == 1:
                    self._put(p.sentence.index, last, tuple(dict.fromkeys(joined)))

    def latest(self, p: ParsedSentence, token: Token) -> tuple[tuple[str, ...], int]:
        """Those whom "they" means by name, with the sentence that told of them: the last group, unless a plural of something else stands between."""
        now = p.sentence.index
        for sentence, last, keys in reversed(self._seen):
            if sentence == now and last >= token.i:
                continue
            if now - sentence > TOGETHER - 1:
                break
            plural = any(t.tag_ == "NNS" and t.dep_ in ("nsubj", "nsubjpass") and t.i < token.i and t.lemma_.lower() not in PERSONS | STATES for t in p.doc)
            return ((), -1) if plural else (keys, sentence)
        return (), -1

    def named(self, p: ParsedSentence, token: Token, mind: Salience) -> Mention | None:
        """ "The two leaders", "the pair", "both": the two persons or states most in mind."""
        words = token.lower_
        head, kind = token, "person"
        if words in ALONE and token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "dative", "poss") and not any(c.dep_ == "prep" for c in token.rights):
            if words == "two" and not (token.i and p.doc[token.i - 1].lower_ == "the"):
                return None
        elif token.tag_ == "NNS" and token.lemma_.lower() in PERSONS | STATES and self._is_two(token):
            kind = "person" if token.lemma_.lower() in PERSONS else "place"
        else:
            return None
        keys = self._two(p, kind, mind, leaders=token.lemma_.lower() in ("leader", "president", "statesman"), before=token.i)
        if len(keys) != 2:
            return None
        first = min([head.i, *(c.i for c in head.lefts if c.dep_ in ("det", "nummod", "predet", "preconj", "amod"))])
        role = p.doc.text[p.doc[first].idx : head.idx + len(head.text)]
        return Mention(keys, p.sentence.index, first, head.i, head.i, "nominal", "refer.the_two", role)

    def other(self, p: ParsedSentence, token: Token, own: Sequence[Mention]) -> Mention | None:
        """ "His guest", "her host": the other one of the pair last spoken of."""
        owner = next((c for c in token.lefts if c.tag_ == "PRP$"), None) if token.lower_ in VISITING else None
        keys = next((m.entities for m in own if owner is not None and m.first <= owner.i <= m.last), ())
        pair = next((k for _, _, k in reversed(self._seen) if len(k) == 2 and set(keys) <= set(k)), None) if len(keys) == 1 else None
        if owner is None or pair is None or self._names.entities[keys[0]].kind != "person":
            return None
        other = pair[1] if pair[0] == keys[0] else pair[0]
        role = p.doc.text[owner.idx : token.idx + len(token.text)]
        return Mention((other,), p.sentence.index, token.i, token.i, token.i, "nominal", "refer.the_other", role)

    def family(self, p: ParsedSentence, token: Token, mind: Salience) -> Mention | None:
        """ "The brothers", "the couple": the only two of the article so far who share a surname."""
        if token.lower_ not in FAMILY or token.dep_ not in ARGUMENTS or [c.lower_ for c in token.lefts] not in (["the"], ["both"], ["the", "two"]):
            return None
        known = [key for key, e in self._names.entities.items() if e.kind == "person" and " " in e.name and mind.seen(key)]
        surnames = Counter(key.split()[-1] for key in known)
        keys = tuple(key for key in known if surnames[key.split()[-1]] > 1)
        if len(keys) != 2 or keys[0].split()[-1] != keys[1].split()[-1]:
            return None
        first = token.left_edge.i
        return Mention(keys, p.sentence.index, first, token.i, token.i, "nominal", "refer.family", p.doc.text[p.doc[first].idx : token.idx + len(token.text)])

    def neighbour(self, p: ParsedSentence, token: Token, own: Sequence[Mention]) -> Mention | None:
        """ "Its neighbour": the only other country that the text has spoken of."""
        owner = next((c for c in token.lefts if c.tag_ == "PRP$"), None) if token.lower_ in NEAR else None
        keys = next((m.entities for m in own if owner is not None and m.first <= owner.i <= m.last), ())
        others = {key for _, key in self._states} - set(keys)
        if owner is None or len(keys) != 1 or self._names.entities[keys[0]].place_kind != "country" or len(others) != 1:
            return None
        return Mention(
            tuple(others), p.sentence.index, owner.i + 1, token.i, token.i, "nominal", "refer.the_other", p.doc.text[owner.idx : token.idx + len(token.text)]
        )

    def _is_two(self, token: Token) -> bool:
        words = {c.lower_ for c in token.lefts}
        return ("two" in words and bool(words & {"the", "these", "those"})) or "both" in words

    def _two(self, p: ParsedSentence, kind: str, mind: Salience, *, leaders: bool, before: int) -> tuple[str, ...]:
        now, entities = p.sentence.index, self._names.entities

        def fits(key: str) -> bool:
            entity = entities[key]
            if entity.kind != kind:
                return False
            return (
                entity.place_kind == "country"
                if kind == "place"
                else not leaders or (bool({"GOV", "PTY", "REB", "IGO"} & set(entity.sectors)) and not _serves(entity))
            )

        for sentence, last, keys in reversed(self._seen):
            if now - sentence <= TOGETHER and (sentence < now or last < before) and len(keys) == 2 and all(fits(k) for k in keys):
                return keys
        if kind == "place":
            persons = self._two(p, "person", mind, leaders=True, before=before)
            codes = [entities[k].country for k in persons]
            states = [next((k for k, e in entities.items() if e.place_kind == "country" and e.country == c), "") for c in codes]
            return tuple(states) if len(set(states) - {""}) == 2 else self._two_states(now)
        for keys, _ in self._times.most_common(3):  # the pair that the article is about
            if len(keys) == 2 and all(fits(k) for k in keys):
                return keys

        ranked = mind.ranked(now, before, fits)[:2]
        return tuple(sorted(ranked, key=list(entities).index)) if len(ranked) == 2 else ()

    def _two_states(self, now: int) -> tuple[str, ...]:
        """The two states that the text has mostly been about, where this sentence sets neither apart from the other."""
        here = {key for sentence, key in self._states if sentence == now}
        most = Counter(key for sentence, key in self._states if sentence < now).most_common(3)
        clear = len(most) == 2 or (len(most) > 2 and most[2][1] < most[1][1])
        keys = tuple(key for key, _ in most[:2])
        return keys if clear and not here & set(keys) else ()

    def _put(self, sentence: int, last: int, keys: tuple[str, ...]) -> None:
        if (sentence, last, keys) not in self._seen:
            self._seen.append((sentence, last, keys))
            self._times[tuple(sorted(keys))] += 1
            del self._seen[:-20]


def _beside(p: ParsedSentence, mention: Mention, mentions: Sequence[Mention]) -> Mention | None:
    """The name that only "and" and a title part from another, where the parser saw no coordination."""
    doc = p.doc
    if mention.last + 2 >= len(doc) or doc[mention.last + 1].lower_ != "and":
        return None
    after = min((m for m in mentions if m.first > mention.last + 1 and len(m.entities) == 1), key=lambda m: m.first, default=None)
    if after is None or after.first - mention.last > 7 or after.entities == mention.entities:
        return None
    return (
        after
        if all(
            t.pos_ in ("ADJ", "NOUN", "PROPN", "DET") or t.tag_ in ("POS", "PRP$")
            for t in doc[mention.last + 2 : after.first]
            if not (t.text == "," and t.i == after.first - 1)
        )
        else None
    )


def _serves(entity: Entity) -> bool:
    """Whether somebody speaks or works for a leader and is none."""
    return any(word in role.title for role in entity.roles for word in ("spokes", "secretary", "aide", "adviser", "envoy", "ambassador", "counsel"))
