"""Languages beyond English: each is a package of its own, found by its entry point. docs/languages.md says what one holds."""

from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points
from typing import Protocol

from dateline_shared.contracts.article import Reading
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.errors import RejectedError

from dateline_nlp.models import Models
from dateline_nlp.ontology.load import Ontology

GROUP = "dateline.languages"


class Reads(Protocol):
    """What reads the articles of one language: `pipeline.Reader` with another model and lexicon, or whatever gives extractions."""

    def extract_many(self, readings: Sequence[Reading], *, explain: bool = False) -> list[Extraction]: ...


def installed(models: Models, ontology: Ontology) -> Mapping[str, Reads]:
    """A reader for each language that a package brings, by its ISO 639-1 code. An entry point names a function of models and ontology."""
    found: dict[str, Reads] = {}
    for entry in entry_points(group=GROUP):
        if entry.name in found:
            raise RejectedError(f"two packages read the language {entry.name!r}; uninstall one of them")
        found[entry.name] = entry.load()(models, ontology)
    return found
