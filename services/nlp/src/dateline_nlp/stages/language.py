"""Which language an article is in."""

import re
from collections.abc import Container

from dateline_shared.contracts.extraction import Language

from dateline_nlp.models import Models
from dateline_nlp.values import Document

SUPPORTED = "en"
ENOUGH = 1500  # characters: the identifier is sure long before
SHORT = 60  # letters under which the identifier errs on English headlines
SURE, SURE_IF_SHORT = 0.8, 0.95  # to refuse a text: wrong guesses on English sentences with foreign names stay below 0.7

_LINKS = re.compile(r"https?://\S+|[@#]\w+")


def identify(models: Models, document: Document, known: Container[str] = (SUPPORTED,)) -> Language:
    """The language of title and text. A text is refused only when it is surely none of the known ones; a weak guess is "und" and read."""
    text = _LINKS.sub(" ", f"{document.title}\n{document.text}"[: 2 * ENOUGH])[:ENOUGH]
    letters = sum(c.isalpha() for c in text)
    if letters < 3:
        return Language(code="und", confidence=0.0, supported=True)
    code, probability = models.languages.classify(text)
    confidence = round(min(max(float(probability), 0.0), 1.0), 4)
    if code == SUPPORTED:
        return Language(code=code, confidence=confidence, supported=True)
    foreign_script = sum(c.isalpha() and c < "\u0250" for c in text) < letters / 2
    is_sure = foreign_script or confidence >= (SURE if letters >= SHORT else SURE_IF_SHORT)
    return Language(code=code if is_sure else "und", confidence=confidence, supported=not is_sure or code in known)
