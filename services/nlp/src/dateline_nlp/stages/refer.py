"""What pronouns and descriptions mean: "he", "the two leaders", "the Russian president", "we" inside a quotation.

Rules, in the order of the text, over what the reader has in mind. A case that no rule decides stays unresolved. Read
twice: who speaks in a quotation ("he said") must be known before what is meant inside of it.
"""

from collections.abc import Mapping, Sequence

from dateline_nlp.gazetteer import Gazetteer
from dateline_nlp.models import Models
from dateline_nlp.stages import belonging, called, echoes, home, introduced, leads, nominals, pronouns, quotes, stretches
from dateline_nlp.stages.mentioned import mentions_of
from dateline_nlp.stages.pairs import Pairs
from dateline_nlp.stages.people import gender_of
from dateline_nlp.stages.salience import OBJECT, OTHER, SUBJECT, Salience, weight
from dateline_nlp.stages.stretches import Quoted
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.values import Names, ParsedSentence

FAINT = 0.3  # the weight of "the driver", who may be somebody named: he is meant only where nobody else is in mind
FEMALE = word_set("mrs ms miss mrs. ms. lady madam queen princess")
REFERRING = word_set("PRON NOUN PROPN ADJ NUM DET")  # what can speak of somebody
MALE = word_set("mr mr. sir lord king prince")


def resolve(models: Models, parsed: Sequence[ParsedSentence], names: Names) -> Names:
    """The names with a mention added for every pronoun and description that a rule could resolve."""
    genders = _genders(models.gazetteer, parsed, names)
    quoted = stretches.find(parsed)
    unnamed = introduced.find(models.gazetteer, parsed, names)
    names, unnamed = leads.named(models.gazetteer, parsed, names, unnamed)
    names, genders = introduced.joined(names, unnamed), {**genders, **unnamed.genders}
    so_called = called.find(models.gazetteer, parsed, names)
    first = _read(models, parsed, names, genders, quoted, None, unnamed, so_called)
    if quoted:
        speakers = quotes.speakers(parsed, first, quoted)
        first = _read(models, parsed, names, genders, quoted, speakers, unnamed, so_called)
    told = introduced.parted(parsed, first, unnamed)
    told = belonging.settle(models.gazetteer, parsed, told)
    return home.settle(models.gazetteer, parsed, told)


def _read(
    models: Models,
    parsed: Sequence[ParsedSentence],
    names: Names,
    genders: Mapping[str, str | None],
    quoted: Sequence[Quoted],
    speakers: Mapping[Quoted, str] | None,
    unnamed: introduced.Introduced,
    so_called: called.Called,
) -> Names:
    """One pass over the text; without speakers it leaves quotations alone."""
    mind, pairs, added, genders = Salience(), Pairs(names), [], dict(genders)
    described: dict[tuple[int, int], tuple[ParsedSentence, int]] = {}
    stretch = iter(quoted)
    current = next(stretch, None)
    for p in parsed:
        index = p.sentence.index
        mind.forget_before(index)
        own = list(mentions_of(names, index))
        named = tuple(own)
        covered = {i for m in own for i in range(m.first, m.last + 1)}
        for mention in named:
            mind.add(mention, weight(p.doc, mention))
        unknown = unnamed.mentions.get(index, [])
        for mention in unknown:
            key, heard = mention.entities[0], weight(p.doc, mention)
            most = heard if names.entities[key].kind != "person" else OBJECT if genders.get(key) else OTHER
            if key in unnamed.definite:
                most = SUBJECT if p.doc[mention.head].lower_ in models.gazetteer.offices and heard >= SUBJECT else FAINT
            mind.add(mention, min(heard, most))  # somebody without a name is no hero, and less so where no word tells his or her sex
        own += unknown
        pairs.see(p, named)
        for token in p.doc:
            if token.pos_ not in REFERRING:
                continue
            at = p.sentence.start + token.idx
            while current is not None and (current.last < index or (current.last == index and current.end <= at)):
                current = next(stretch, None)
            inside = current if current is not None and stretches.holds(current, p, token) else None
            if token.i in covered or (inside is not None and speakers is None):
                continue
            if inside is None and (noun := echoes.speaker(models.gazetteer, token, covered)) is not None:
                described[index, token.i] = (p, noun.i)
                continue
            speaker = speakers.get(inside) if inside is not None and speakers is not None else None
            scene = pronouns.Scene(p, names, mind, pairs, own, genders, speaker, inside is not None, unnamed.patients)
            found = (
                pronouns.resolve(scene, token)
                or pairs.named(p, token, mind)
                or pairs.other(p, token, own)
                or pairs.neighbour(p, token, own)
                or pairs.family(p, token, mind)
                or nominals.resolve(models.gazetteer, p, token, names, mind, own, so_called)
            )
            if found:
                known = [m for m in unknown if found.first <= m.head <= found.last]
                own = [m for m in own if m not in known]
                mind.forget({m.entities[0] for m in known})
                if found.rule == "refer.same_sentence" and not genders.get(found.entities[0]) and names.entities[found.entities[0]].kind == "person":
                    genders[found.entities[0]] = pronouns.gender(token)  # "Azlan sacked his minister": what grammar says of him holds from here on
                added.append(found)
                own.append(found)
                covered.update(range(found.first, found.last + 1))
                mind.add(found, weight(p.doc, found))
                if len(found.entities) > 1:
                    pairs.see(p, [found])
    mentions = sorted((*names.mentions, *added), key=lambda m: (m.sentence, m.first, m.last))
    return Names(names.entities, tuple(mentions), described)


def _genders(gazetteer: Gazetteer, parsed: Sequence[ParsedSentence], names: Names) -> dict[str, str | None]:
    """m, f or None for every person: from "Mr" and "Mrs", the office tables, the role, the given name."""
    genders: dict[str, str | None] = {}
    for key, entity in names.entities.items():
        if entity.kind == "person":
            leader = gazetteer.leaders.get(entity.name)
            given = gender_of(gazetteer, entity.name) if " " in entity.name else None
            woman = any(r.title.endswith("woman") or r.title in ("queen", "princess", "first lady", "actress") for r in entity.roles)
            man = any(
                (r.title.endswith("man") and not r.title.endswith("woman")) or r.title in ("king", "prince", "emir", "sultan", "pope", "actor")
                for r in entity.roles
            )
            genders[key] = leader[0].gender if leader else "f" if woman else given or ("m" if man else None)
    by_index = {p.sentence.index: p for p in parsed}
    for mention in names.mentions:
        p = by_index.get(mention.sentence)
        if p is not None and mention.first and len(mention.entities) == 1 and mention.entities[0] in genders:
            title = p.doc[mention.first - 1].lower_
            if title in FEMALE or title in MALE:
                genders[mention.entities[0]] = "f" if title in FEMALE else "m"
    return genders
