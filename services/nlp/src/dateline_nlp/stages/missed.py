"""Names of persons that the model missed: a given name with capitalised words behind it."""

from spacy.tokens import Doc

from dateline_nlp.models import Models
from dateline_nlp.stages.named import PARTICLES, Spot, is_capital, office_at, text_of
from dateline_nlp.values import ParsedSentence

SURNAMES = 3  # words at most behind a given name


def add(models: Models, parsed: ParsedSentence, spots: list[Spot]) -> list[Spot]:
    """The spots of a sentence with the persons added that only their given name betrays: "Heartless Tracey Bolam"."""
    doc, gazetteer = parsed.doc, models.gazetteer
    taken = {i for spot in spots for i in range(spot.first, spot.last + 1)}
    found = list(spots)
    for token in doc[:-1]:
        if token.i in taken or token.text not in gazetteer.genders or token.tag_ not in ("NNP", "NNPS"):
            continue
        last = token.i
        while last + 1 < len(doc) and last - token.i < SURNAMES and last + 1 not in taken and _is_surname(models, doc, last + 1):
            last += 1
        if last > token.i and doc[last].lower_ not in PARTICLES and not office_at(gazetteer, doc, last):
            found.append(Spot(parsed.sentence.index, token.i, last, "person", text_of(doc, token.i, last), None, "name.given"))
            taken.update(range(token.i, last + 1))
    return sorted(found, key=lambda s: s.first)


def _is_surname(models: Models, doc: Doc, i: int) -> bool:
    token = doc[i]
    if token.lower_ in PARTICLES and token.lower_ not in ("la", "de") and i + 1 < len(doc):
        return is_capital(doc[i + 1])
    if not (token.is_alpha and is_capital(token) and token.tag_ in ("NNP", "NNPS")) or token.text.isupper():
        return False
    return token.lower_ not in models.words and token.lower_ not in models.gazetteer.nouns and token.text not in models.gazetteer.demonyms
