"""Who stands at a token: a named entity's party, or one made of a description ("two Turkish officials").

Documents stand for those who issue them, partitives for what they count. Things and unresolved pronouns give no party.
"""

from dataclasses import dataclass, field

from dateline_shared.contracts.entity import Party

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.models import Models
from dateline_nlp.stages import descriptions, syntax
from dateline_nlp.stages import names as naming
from dateline_nlp.tree import Token
from dateline_nlp.values import Names, ParsedSentence

DEPTH = 3
NAMING = 5  # tokens behind "calling itself" in which the name ends
MANY = ("they", "them", "their", "theirs")  # pronouns for all who are joined to the first
UNITED_NATIONS = "UNO"  # whose forums and networks are bodies of their own


@dataclass(slots=True)
class Cast:
    """Finds the parties of one article. Remembers what it found; the answers do not depend on the order of asking."""

    models: Models
    names: Names
    lexicon: Lexicon
    sport: bool = False  # the article reports sport
    _found: dict[tuple[int, int], tuple[Party, ...]] = field(default_factory=dict)

    def at(self, sentence: ParsedSentence, token: Token) -> tuple[Party, ...]:
        """The parties that a noun or pronoun stands for; none for a thing or for an unresolved pronoun."""
        key = (sentence.sentence.index, token.i)
        if key not in self._found:
            self._found[key] = self._look(sentence, token, 0)
        return self._found[key]

    def many(self, sentence: ParsedSentence, tokens: list[Token]) -> tuple[Party, ...]:
        """The parties of several tokens, each once."""
        found: dict[str, Party] = {}
        for token in tokens:
            for party in self.at(sentence, token):
                found.setdefault(key_of(party), party)
        return tuple(found.values())

    def _look(self, sentence: ParsedSentence, token: Token, depth: int) -> tuple[Party, ...]:
        mention = self.names.at(sentence.sentence.index, token.i)
        if mention is not None:
            inside = (
                token.i == mention.head
                or token.i == mention.last
                or token.dep_ in ("compound", "nmod", "amod")
                or token.head.i == sentence.doc[mention.head].head.i
            )
            if inside or mention.form != "name":
                return tuple(p for p in naming.party(self.names, mention, sentence) if self._has_agency(p))
        if mention is None and (meant := self.names.described.get((sentence.sentence.index, token.i))):
            several = syntax.coordinated(meant[0].doc[meant[1]]) if token.lower_ in MANY else [meant[0].doc[meant[1]]]
            return tuple(p for t in several for p in self._look(meant[0], t, DEPTH))
        if depth < DEPTH and token.lower_ == "one" and (named := self._explained(sentence, token, depth)):
            return named  # "one of them, Jane Doe, refused"
        if depth < DEPTH and token.lower_ in ("none", "neither", "both", "all", "some", "many", "most") and (of := syntax.prepositional(token, ("of",))):
            return tuple(p for t in of for p in self._look(sentence, t, depth + 1))  # "none of the passengers"
        if depth < DEPTH and token.pos_ == "NUM" and (some := [p for t in syntax.prepositional(token, ("of",)) for p in self._look(sentence, t, depth + 1)]):
            return tuple(some)  # "two of his deputies"
        if token.pos_ == "PRON" or (token.lower_ in self.lexicon.classes["silent"] and token.text != "US" and not descriptions.counts_people(token)):
            return ()
        if depth < DEPTH and token.lemma_.lower() in self.lexicon.classes["partitive"]:
            inner = tuple(p for t in syntax.prepositional(token, ("of",)) for p in self._look(sentence, t, depth + 1))
            if inner:
                return inner
        if depth < DEPTH and token.lemma_.lower() in self.lexicon.classes["document"]:
            issuers = [t for t in (syntax.child(token, "poss"), *syntax.premodifiers(token)) if t is not None] + syntax.prepositional(token, ("by", "from"))
            if token.dep_ == "dobj" and token.head.lemma_ in self.lexicon.classes["issuing"]:
                issuers += syntax.subjects(token.head)
            return tuple(p for t in issuers for p in self._look(sentence, t, depth + 1))
        if token.lower_ == "force" and token.head.lower_ == "of" and token.head.head.lower_ == "use":  # the act, not those who do it
            return tuple(p for t in syntax.prepositional(token, ("by",)) for p in self._look(sentence, t, DEPTH))
        if token.lemma_.lower() in self.lexicon.classes["settlement"] and (place := self._called(sentence, token)) is not None:
            return (place,)
        if (token.lower_ == "party" or token.lemma_.lower() in self.lexicon.classes["called_body"]) and (named := self._named_body(sentence, token)):
            return named
        if depth < DEPTH and token.lemma_.lower() in self.lexicon.classes["craft"] and (owners := self._aboard(sentence, token, depth)):
            return owners
        if depth < DEPTH and token.lemma_.lower() in self.lexicon.classes["craft"] and (crew := self._crew(sentence, token, depth)):
            return crew
        described = naming.describe(sentence, token.i, self.models)
        human = (
            described is None
            and (token.tag_ in ("NN", "NNS") or token.i == 0)
            and {token.lemma_.lower(), token.lower_.removesuffix("s")} & (self.lexicon.classes["human"] | self.models.gazetteer.nouns.keys())
        )
        if (described is not None or human) and token.tag_ == "NNS" and (listed := self._listed(sentence, token)):
            return listed
        if (described is not None or human) and token.tag_ == "NN" and depth < DEPTH and (named := self._explained(sentence, token, depth)):
            return named
        if human:
            first, last = syntax.phrase(token)
            while first < last and sentence.doc[first].tag_ in ("PRP$", "DT"):  # "its rivals"
                first += 1
            kind = "group" if token.tag_ in ("NNS", "NNPS") else "person"
            described = Party(name=sentence.doc[first : last + 1].text, kind=kind, spans=(sentence.span(first, last),), rule="party.human")
        if described is not None and described.country is None and described.name.lower() in self.lexicon.classes["anaphoric"]:
            return self._nation_before(sentence, token)  # "the nation" alone says nothing of which
        if described is not None:
            return naming.divided(self.models.gazetteer, sentence, token.i, self._placed(sentence, token, described))
        if depth < DEPTH and token.lemma_.lower() in self.lexicon.classes["arm_of"]:  # "the movement's armed wing"
            for modifier in (syntax.child(token, "poss"), *syntax.premodifiers(token)):
                for party in self._look(sentence, modifier, depth + 1) if modifier is not None else ():
                    first, last = syntax.phrase(token)
                    return (
                        Party(
                            name=sentence.doc[first : last + 1].text,
                            kind="body",
                            country=party.country,
                            sectors=party.sectors,
                            spans=(sentence.span(first, last),),
                            rule="party.arm",
                        ),
                    )
        if token.text in self.models.gazetteer.demonyms and not somebody(token):  # "the Indian proposal"
            return self._nation(sentence, token)
        if (
            token.pos_ == "ADJ"
            and token.lower_ in self.lexicon.classes["hurt"]
            and token.head.lemma_ != "leave"
            and token.dep_ in ("dobj", "nsubjpass", "pobj", "nsubj")
        ):
            return (Party(name=token.text, kind="group", sectors=("CVL",), spans=(sentence.span(token.i, token.i),), rule="party.adjective"),)
        if token.tag_ == "NN" and depth < DEPTH and (explained := self._explained(sentence, token, depth)):  # "world number one Jane Doe"
            return explained
        return self._aged(sentence, token) or self._voice(sentence, token, depth)

    def _voice(self, sentence: ParsedSentence, token: Token, depth: int) -> tuple[Party, ...]:
        """A body that only what it does makes one: "her campaign demanded", "the line denied", "an inquiry led by Judge Jane Doe blamed"."""
        told = token.lemma_.lower() in self.lexicon.classes["voice"] and token.head.lemma_.lower() in self.lexicon.classes["voiced"]
        if not told or token.dep_ != "nsubj" or not syntax.is_verb(token.head) or syntax.child(token, "det", "poss", "amod") is None:
            return ()
        led = next((c for c in token.rights if c.dep_ == "acl" and c.lower_ in ("led", "headed", "chaired", "run")), None)
        heads = [p for t in (syntax.agents(led) if led is not None and depth < DEPTH else ()) for p in self._look(sentence, t, depth + 1) if p.entity]
        first, last = syntax.phrase(token)
        voice = Party(name=sentence.doc[first : last + 1].text, kind="body", spans=(sentence.span(first, last),), rule="party.voice")
        return tuple(heads) or (self._placed(sentence, token, voice),)

    def _called(self, sentence: ParsedSentence, token: Token) -> Party | None:
        """The place that a noun for one is called behind it: "the flooded Polish village of Lipno"."""
        of = next((c for c in token.rights if c.lower_ == "of" and c.i == token.i + 1), None)
        mention = self.names.at(sentence.sentence.index, token.i + 2) if of is not None and token.i + 2 < len(sentence.doc) else None
        if mention is None or mention.form not in ("name", "metonym") or self.names.entities[mention.entities[0]].kind != "place":
            return None
        first = syntax.phrase(token)[0]
        found = naming.party(self.names, mention, sentence)[0]
        country = found.country or next((p.country for t in syntax.premodifiers(token) for p in self._look(sentence, t, DEPTH) if p.country), None)
        return found.model_copy(update={"spans": (sentence.span(first, mention.last),), "country": country})

    def _named_body(self, sentence: ParsedSentence, token: Token) -> tuple[Party, ...]:
        """The body that a noun only classifies: "the Taliban movement", "the al-Qaeda terror network"."""
        i = token.i - 1
        while i >= 0 and (sentence.doc[i].lower_ in self.lexicon.classes["body_sort"] or sentence.doc[i].is_bracket):
            i -= 1
        if i >= 0 and sentence.doc[i + 1].text == ")":  # "the Northern Front (NF) movement"
            i += 1
        mention = self.names.at(sentence.sentence.index, i) if i >= 0 else None
        if mention is None or mention.form != "name" or self.names.entities[mention.entities[0]].kind not in ("organization", "group"):
            return ()
        return tuple(p for p in naming.party(self.names, mention, sentence) if not p.country or p.country != UNITED_NATIONS)

    def _aboard(self, sentence: ParsedSentence, token: Token, depth: int) -> tuple[Party, ...]:
        """Whose a vehicle is, where a body's name or noun says it: "army bulldozers", "United Nations planes"."""
        for owner in (syntax.child(token, "poss"), *syntax.premodifiers(token)):
            for party in self._look(sentence, owner, depth + 1) if owner is not None else ():
                if party.entity is not None and party.kind == "body":
                    return (party,)
                if party.kind == "body" and owner is not None:
                    first, whole = syntax.phrase(token)[0], naming.describe(sentence, token.i, self.models)
                    words = {"name": sentence.doc[first : owner.i + 1].text, "spans": (sentence.span(first, owner.i),)}
                    return (party.model_copy(update={**words, "country": whole.country if whole is not None else party.country}),)
        return ()

    def _crew(self, sentence: ParsedSentence, token: Token, depth: int) -> tuple[Party, ...]:
        """Those aboard a country's vehicles that do what only people do: "Greek boats harassed", "the harassment of crews by Greek boats"."""
        crewed, by = self.lexicon.classes["crewed"], token.dep_ == "pobj" and token.head.lower_ == "by"
        verb = token.head.head if by else token.head
        deeds = [verb, *(t for t in verb.rights if t.dep_ == "dobj" and by)]  # "protested the harassment of crews by Greek boats"
        if not (by or token.dep_ == "nsubj") or not any(t.lemma_.lower() in crewed for t in deeds):
            return ()
        country = next((p.country for t in syntax.premodifiers(token) for p in self._look(sentence, t, depth + 1) if p.country), None)
        first, last = syntax.phrase(token)
        words = sentence.span(first, last)
        return (Party(name=words.exact, kind="group", country=country, spans=(words,), rule="party.crew"),) if country else ()

    def _aged(self, sentence: ParsedSentence, token: Token) -> tuple[Party, ...]:
        """Somebody known only by his years: "a 19-year-old"."""
        doc = sentence.doc
        if token.lower_ not in ("old", "olds") or token.i < 4 or doc[token.i - 2].lower_ != "year" or token.dep_ in ("amod", "compound"):
            return ()
        kind = "group" if token.lower_ == "olds" else "person"
        span = sentence.span(token.i - 4, token.i)
        return (Party(name=span.exact, kind=kind, sectors=("CVL",), spans=(span,), rule="party.aged"),)

    def _explained(self, sentence: ParsedSentence, token: Token, depth: int) -> tuple[Party, ...]:
        """Who a description is by the name behind it: "the Danish foreign minister, Sofie Thorsager", "a mining company, CV Batu Hitam"."""
        apposition = syntax.child(token, "appos") or self._calls_itself(token) or self._behind_comma(sentence, token) or self._heading(sentence, token)
        mention = self.names.at(sentence.sentence.index, apposition.i) if apposition is not None else None
        if mention is None and apposition is not None and (inner := syntax.child(apposition, "appos")) is not None and inner.i == apposition.right_edge.i:
            apposition, mention = inner, self.names.at(sentence.sentence.index, inner.i)  # "his partner, the banker Jane Doe"
        if apposition is None or mention is None or mention.form != "name" or self.names.entities[mention.entities[0]].kind == "place":
            return ()
        first, last = syntax.phrase(token)
        words = sentence.span(first, last)
        return tuple(p.model_copy(update={"role": p.role or words.exact, "spans": (*p.spans, words)}) for p in self._look(sentence, apposition, depth + 1))

    def _heading(self, sentence: ParsedSentence, token: Token) -> Token | None:
        """The name of somebody who is said to be of a body, where the parser hangs it on the body: "the leader of the Kali gang, John Doe"."""
        for body in syntax.prepositional(token, ("of",)):
            whole = naming.describe(sentence, body.i, self.models)
            named = syntax.child(body, "appos") if whole is None or whole.kind != "person" else None  # "the party of the incumbent, John Doe"
            mention = self.names.at(sentence.sentence.index, named.i) if named is not None and named.i > body.i else None
            if mention is not None and self.names.entities[mention.entities[0]].kind == "person":
                return named
        return None

    def _listed(self, sentence: ParsedSentence, token: Token) -> tuple[Party, ...]:
        """Those whom a plural introduces by name: "two senators, Jane Doe and John Roe,"."""
        first = syntax.child(token, "appos")
        heads = syntax.coordinated(first) if first is not None and first.i > token.i else []
        named = [self.names.at(sentence.sentence.index, t.i) for t in heads]
        if len(heads) < 2 or any(m is None or m.form != "name" or self.names.entities[m.entities[0]].kind == "place" for m in named):
            return ()
        return tuple(p for m in named if m is not None for p in naming.party(self.names, m, sentence))

    def _calls_itself(self, token: Token) -> Token | None:
        """The name that a participle gives: "a group calling itself the Dawn Front", "a militia known as the Wolves"."""
        said = next((c for c in token.rights if c.dep_ == "acl" and c.lower_ in ("calling", "called", "known", "named", "dubbed")), None)
        if said is None:
            return None
        inside = [t for t in said.subtree if t.pos_ == "PROPN" and said.i < t.i <= said.i + NAMING]
        return next((t for t in inside if t.head not in inside), None)

    def _behind_comma(self, sentence: ParsedSentence, token: Token) -> Token | None:
        """The head of a name between commas right behind a description, whatever the parser made of it."""
        doc, end = sentence.doc, token.i
        if end + 3 < len(doc) and doc[end + 1].lower_ in ("of", "to", "for", "in") and (place := self.names.at(sentence.sentence.index, end + 2)) is not None:
            end = place.last  # "the premier of Saxony, Jane Doe,", "the envoy to Chad, John Roe,"
        if end + 2 >= len(doc) or doc[end + 1].text != ",":
            return None
        mention = self.names.at(sentence.sentence.index, end + 2)
        if mention is None or mention.form != "name" or mention.last + 1 >= len(doc) or doc[mention.last + 1].text not in (",", ".", ";"):
            return None
        head = doc[mention.head]
        return head if head.dep_ not in ("conj", "nsubj", "nsubjpass", "poss") and not any(c.dep_ == "conj" for c in head.children) else None

    def _nation_before(self, sentence: ParsedSentence, token: Token) -> tuple[Party, ...]:
        """For "the nation", "the country": the country named last before it in the sentence."""
        if token.tag_ != "NN" or token.lemma_ not in ("nation", "country") or not any(c.lower_ == "the" for c in token.children):
            return ()
        for i in range(token.i - 1, -1, -1):
            mention = self.names.at(sentence.sentence.index, i)
            if mention is not None and sentence.doc[i].head.lower_ == "by":
                continue  # "donors led by Norway cut aid to the country": not to Norway
            if mention is not None and any(self.names.entities[key].place_kind == "country" for key in mention.entities):
                return tuple(p for p in naming.party(self.names, mention, sentence) if p.kind == "state")
        return ()

    def _nation(self, sentence: ParsedSentence, token: Token) -> tuple[Party, ...]:
        """The state that an adjective of nationality speaks of."""
        country = self.models.gazetteer.countries.get(self.models.gazetteer.demonyms[token.text])
        if country is None:
            return ()
        entity = next((e for e in self.names.entities.values() if e.kind == "place" and e.place_kind == "country" and e.country == country.country), None)
        return (
            Party(
                name=country.name,
                kind="state",
                entity=entity.key if entity else None,
                country=country.country,
                role=token.text,
                spans=(sentence.span(token.i, token.i),),
                rule="party.demonym",
            ),
        )

    def _placed(self, sentence: ParsedSentence, head: Token, party: Party) -> Party:
        """With the country of its owner, where the description itself names none: "their forces"."""
        if party.country:
            return party
        owner = syntax.child(head, "poss")
        if owner is not None and owner.lower_ == "whose":  # "Honduras, whose navy seized a boat"
            clause = next((t for t in head.ancestors if t.dep_ == "relcl"), None)
            owner = clause.head if clause is not None else None
        nearby = [owner] if owner is not None else syntax.premodifiers(head) if party.rule == "party.human" else []
        country = next((p.country for t in nearby if t.i != head.i for p in self._look(sentence, t, DEPTH) if p.country), None)
        return party.model_copy(update={"country": country}) if country else party

    def _has_agency(self, party: Party) -> bool:
        entity = self.names.entities.get(party.entity or "")
        return entity is None or (entity.kind != "other" and party.name.split(" ")[0].lower() not in self.lexicon.classes["storm"])


def somebody(token: Token) -> bool:
    """Whether an adjective of nationality speaks of one person: "the German later apologised", not "the British"."""
    alone = token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "poss") and token.tag_ in ("JJ", "NN", "NNP")
    return alone and not token.text.endswith(("sh", "se", "ss", "Dutch", "French")) and [c.lower_ for c in token.children if c.dep_ != "relcl"][:1] == ["the"]


def key_of(party: Party) -> str:
    """What tells two parties apart."""
    return party.entity or party.name.lower()
