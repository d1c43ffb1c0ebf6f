"""Which language an article is in."""

import re

from dateline_shared.contracts.extraction import Language

from dateline_nlp.models import Models
from dateline_nlp.values import Document

SUPPORTED = "en"
ENOUGH = 4000  # characters: the identifier is sure long before
SHORT = 60  # characters under which the identifier errs on English headlines; measured on the five seed titles and 198 gold sentences
SURE = 0.95

_LINKS = re.compile(r"https?://\S+|[@#]\w+")


def identify(models: Models, document: Document) -> Language:
    """The language of title and text. Very short text counts as supported unless it is surely another language."""
    text = _LINKS.sub(" ", f"{document.title}\n{document.text}"[: 2 * ENOUGH])[:ENOUGH]
    letters = sum(c.isalpha() for c in text)
    if letters < 3:
        return Language(code="und", confidence=0.0, supported=True)
    code, probability = models.languages.classify(text)
    confidence = min(max(float(probability), 0.0), 1.0)
    foreign_script = sum(c.isalpha() and c < "\u0250" for c in text) < letters / 2
    supported = code == SUPPORTED or (letters < SHORT and not foreign_script and confidence < SURE)
    return Language(code=code, confidence=round(confidence, 4), supported=supported)
