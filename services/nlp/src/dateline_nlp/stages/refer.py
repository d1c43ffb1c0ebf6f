"""What pronouns and descriptions mean: "he", "the two leaders", "the Russian president", "we" inside a quotation.

Rules, in the order of the text, over what the reader has in mind. A case that no rule decides stays unresolved.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.models import Models
from dateline_nlp.stages import nominals, quotes
from dateline_nlp.stages.pairs import Pairs
from dateline_nlp.stages.salience import SUBJECT, Salience, clause, is_body, weight
from dateline_nlp.values import Mention, Names, ParsedSentence

HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
IT = frozenset("it its itself".split())
THEY = frozenset("they them their theirs themselves".split())
FIRST = frozenset("i me my mine myself we us our ours ourselves".split())
OBJECT_OWNS = frozenset("congratulate thank praise criticize criticise accuse blame condemn urge ask remind tell order compliment honor honour commend applaud fault".split())
EXPLETIVE = frozenset("seem appear happen turn take rain snow".split())
REPORTS = quotes.REPORTING | frozenset("want plan hope promise agree refuse decide vow".split())


def resolve(models: Models, parsed: Sequence[ParsedSentence], names: Names) -> Names:
    """The names with a mention added for every pronoun and description that a rule could resolve."""
    genders = _genders(models.gazetteer, names)
    by_sentence: dict[int, list[Mention]] = {}
    for mention in names.mentions:
        by_sentence.setdefault(mention.sentence, []).append(mention)
    mind, pairs = Salience(), Pairs(names)
    quoted = quotes.stretches(parsed)
    added: list[Mention] = []
    for p in parsed:
        index = p.sentence.index
        mind.forget_before(index)
        covered = {i for m in by_sentence.get(index, ()) for i in range(m.first, m.last + 1)}
        own = list(by_sentence.get(index, ()))
        for mention in own:
            mind.add(mention, weight(p.doc, mention))
        pairs.see(p, own)
        for token in p.doc:
            if token.i in covered:
                continue
            found = _pronoun(p, token, names, mind, genders, own, pairs, quoted) or pairs.named(p, token, mind) or nominals.resolve(models.gazetteer, p, token, names, mind, own)
            if found:
                added.append(found)
                own.append(found)
                covered.update(range(found.first, found.last + 1))
                mind.add(found, weight(p.doc, found))
                pairs.see(p, own) if len(found.entities) > 1 else None
    with_third = _merged(names, added)
    return _merged(with_third, _first_person(parsed, with_third, quoted))


def _merged(names: Names, added: Sequence[Mention]) -> Names:
    mentions = sorted((*names.mentions, *added), key=lambda m: (m.sentence, m.first, m.last))
    return Names(entities=names.entities, mentions=tuple(mentions))


def _genders(gazetteer: Gazetteer, names: Names) -> dict[str, str | None]:
    """m, f or None for every person: from the office tables, else from the given name."""
    genders: dict[str, str | None] = {}
    for key, entity in names.entities.items():
        if entity.kind == "person":
            leader = gazetteer.leaders.get(entity.name)
            genders[key] = leader[0].gender if leader else gazetteer.genders.get(entity.name.split()[0]) if " " in entity.name else None
    for mention in names.mentions:
        pass
    return genders


def _pronoun(
    p: ParsedSentence,
    token: Token,
    names: Names,
    mind: Salience,
    genders: dict[str, str | None],
    own: list[Mention],
    pairs: Pairs,
    quoted: Sequence[quotes.Quoted],
) -> Mention | None:
    word = token.lower_
    if word in HE or word in SHE:
        gender = "m" if word in HE else "f"

        def fits(key: str) -> bool:
            return names.entities[key].kind == "person" and genders.get(key) in (gender, None)

    elif word in IT:
        if not _refers(token):
            return None

        def fits(key: str) -> bool:
            return is_body(names.entities[key])

    elif word in THEY and token.dep_ != "expl":
        keys = pairs.latest(p, token)
        return _mention(p, token, keys, "refer.they") if keys else None
    else:
        return None
    inside = quotes.inside(quoted, p, token)
    if inside is not None and word in IT:
        return None
    local = _local(token, own, p, fits)
    if local:
        return _mention(p, token, (local,), "refer.same_clause")
    excluded = _excluded(token, own)
    bonus = _bonus(p, token)
    ranked = mind.ranked(p.sentence.index, token.i, fits, excluded=excluded, bonus=bonus)
    if word in IT:
        near = {m.entities[0] for m in own if m.first < token.i and len(m.entities) == 1 and p.doc[m.head].dep_ in ("nsubj", "nsubjpass", "poss", "agent")}
        ranked = [key for key in ranked if key in near or (token.dep_ in ("nsubj", "poss") and _was_subject(mind, p, key))]
    if not ranked and inside is None:
        ranked = [m.entities[0] for m in own if m.first > token.i and len(m.entities) == 1 and fits(m.entities[0]) and m.form == "name" and _cataphoric(token, p.doc[m.head])]
    return _mention(p, token, ranked[:1], "refer.pronoun") if ranked else None


def _mention(p: ParsedSentence, token: Token, keys: Sequence[str], rule: str) -> Mention:
    return Mention(tuple(keys), p.sentence.index, token.i, token.i, token.i, "pronoun", rule)


def _owner(own: list[Mention], token: Token) -> str | None:
    return next((m.entities[0] for m in own if m.first <= token.i <= m.last and len(m.entities) == 1), None)


def _local(token: Token, own: list[Mention], p: ParsedSentence, fits) -> str | None:
    """Whom the grammar of the sentence itself makes likely: the speaker in reported speech, the owner in the same clause."""
    verb = clause(token.head if token.dep_ == "poss" else token)
    if token.dep_ in ("nsubj", "nsubjpass"):
        governor = verb
        for _ in range(6):
            climbs = governor.dep_ in ("ccomp", "advcl", "xcomp", "conj", "acl", "relcl", "pcomp") and governor.head != governor
            if not climbs:
                break
            reported = governor.dep_ == "ccomp"
            governor = clause(governor.head) if governor.head.pos_ not in ("VERB", "AUX") else governor.head
            subject = quotes.subject_of(governor)
            key = _owner(own, subject) if subject is not None and subject.i < token.i else None
            if key and fits(key) and (reported or governor.lemma_.lower() in REPORTS or verb.dep_ in ("advcl", "conj")):
                return key
        return None
    if token.dep_ == "poss":
        held = next((c for c in verb.children if c.dep_ == "dobj"), None)
        if verb.lemma_.lower() in OBJECT_OWNS and held is not None and held.i < token.i and not (held.left_edge.i <= token.i <= held.right_edge.i) and (key := _owner(own, held)) and fits(key):
            return key
        subject = quotes.subject_of(verb)
        key = _owner(own, subject) if subject is not None and subject.i < token.i else None
        return key if key and fits(key) else None
    return None


def _excluded(token: Token, own: list[Mention]) -> frozenset[str]:
    """Those who cannot be meant: the subject of the very verb whose object the pronoun is."""
    if token.dep_ in ("dobj", "dative", "pobj") and not token.lower_.endswith("self"):
        verb = clause(token)
        subject = quotes.subject_of(verb)
        key = _owner(own, subject) if subject is not None else None
        return frozenset({key}) if key else frozenset()
    if token.dep_ in ("nsubj", "nsubjpass"):
        held = next((c for c in clause(token).children if c.dep_ == "dobj"), None)
        key = _owner(own, held) if held is not None else None
        return frozenset({key}) if key else frozenset()
    return frozenset()


def _bonus(p: ParsedSentence, token: Token):
    """A subject pronoun goes on with a subject."""
    subject = token.dep_ in ("nsubj", "nsubjpass", "poss")

    def bonus(mention: Mention) -> float:
        if mention.sentence == p.sentence.index:
            return 0.4 if subject and p.doc[mention.head].dep_ in ("nsubj", "nsubjpass") else 0.0
        return 0.0

    return bonus


def _was_subject(mind: Salience, p: ParsedSentence, key: str) -> bool:
    """Whether a body was what the sentence before, or an earlier clause of this one, was about."""
    return any(m.entities == (key,) and m.sentence >= p.sentence.index - 1 and _weight_of(mind, m) >= SUBJECT * 0.8 for m in mind.mentions())


def _weight_of(mind: Salience, mention: Mention) -> float:
    return next((w for _, _, m, w in mind._recent if m is mention), 0.0)


def _refers(token: Token) -> bool:
    """Whether an "it" is no mere placeholder ("it is clear that", "made it possible to")."""
    if token.lower_ == "its":
        return True
    verb = token.head
    if token.dep_ == "expl" or verb.lemma_ in EXPLETIVE:
        return False
    if verb.lemma_ == "be" and verb.pos_ in ("AUX", "VERB"):
        return False
    return token.dep_ in ("nsubj", "nsubjpass", "dobj", "pobj", "dative")


def _cataphoric(token: Token, name: Token) -> bool:
    """A pronoun in an opening phrase may look forward to the subject of the main clause."""
    return name.dep_ in ("nsubj", "nsubjpass") and clause(token) != clause(name) or (token.dep_ == "poss" and name.dep_ in ("nsubj", "nsubjpass") and token.head.dep_ == "pobj")


def _first_person(parsed: Sequence[ParsedSentence], names: Names, quoted: Sequence[quotes.Quoted]) -> list[Mention]:
    """ "I" and "we" inside a quotation are its speaker."""
    speakers = {(q.spans[0].part, q.spans[0].start): q.speaker for q in quotes.find(parsed, names) if q.form == "direct" and q.speaker and q.speaker.entity}
    taken = {(m.sentence, i) for m in names.mentions for i in range(m.first, m.last + 1)}
    added = []
    for p in parsed:
        for token in p.doc:
            if token.lower_ in FIRST and not (token.lower_ == "us" and token.text == "US") and (p.sentence.index, token.i) not in taken:
                inside = quotes.inside(quoted, p, token)
                speaker = speakers.get((inside.part, inside.start)) if inside else None
                if speaker and speaker.entity:
                    added.append(_mention(p, token, (speaker.entity,), "refer.speaker"))
    return added
