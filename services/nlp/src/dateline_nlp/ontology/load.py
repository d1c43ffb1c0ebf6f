"""Loads the ontology: event types with their modes, contexts and sectors; adds the types of a user's file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from dateline_shared.contracts.base import Code
from pydantic import BaseModel, ConfigDict, Field

from dateline_nlp.datafile import LINE, DataFileError, check, entries, read

HERE = Path(__file__).parent / "ontology.yaml"
Text = Annotated[str, Field(min_length=3)]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mode(_Entry):
    """A way of doing a type of act."""

    name: Code
    definition: Text
    cameo: tuple[str, ...] = ()  # CAMEO codes that map here (PLOVER's conversion table of 2021)
    score: float | None = None  # where it differs from its type's


class EventType(_Entry):
    """One type of act."""

    name: Code
    definition: Text
    yes: tuple[Text, ...]  # sentences that are this type
    no: tuple[Text, ...]  # and sentences that look like it and are not
    modes: tuple[Mode, ...] = ()
    cameo: tuple[str, ...] = ()  # CAMEO roots and codes that map here
    score: float | None = None  # conflict-cooperation, -10 to 10 (PLOVER manual); none for our own types
    quad: Literal["verbal cooperation", "material cooperation", "verbal conflict", "material conflict"] | None = None
    tone: Literal["cooperative", "yielding", "speech", "hostile", "neutral"]  # what an announcement of it is read as
    reciprocal: bool = False  # may list every party as an actor
    recipient: Literal["required", "optional", "none"] = "optional"
    content_modes: dict[str, Code] = {}  # the mode that its content gives: type, or type/mode
    speech: bool = False  # done by uttering it: happened once uttered


class Named(_Entry):
    """A context or a sector."""

    name: Code
    definition: Text


@dataclass(frozen=True, slots=True)
class Ontology:
    """What can be said of an act."""

    version: str
    types: dict[str, EventType]
    contexts: dict[str, Named]
    sectors: dict[str, Named]

    def content_mode(self, type_name: str, content: str, mode: str | None) -> str | None:
        """The mode of an act of speech by what it is about: a threat to expel is THREATEN/expel."""
        known = self.types[type_name].content_modes
        return known.get(f"{content}/{mode}") or known.get(content)

    def require(self, type_name: str, mode: str | None, where: str) -> None:
        """Raises DataFileError unless the type exists and has the mode."""
        found = self.types.get(type_name)
        if found is None:
            raise DataFileError(f"{where}: the ontology has no type {type_name!r}")
        if mode is not None and mode not in {m.name for m in found.modes}:
            raise DataFileError(f"{where}: {type_name} has no mode {mode!r}")


def load_ontology(user_file: Path | None = None) -> Ontology:
    """Reads the shipped file, then the user's types. Raises DataFileError with file and line."""
    content = read(HERE)
    types: dict[str, EventType] = {}
    for path in [HERE, *([user_file] if user_file else [])]:
        for entry in entries(content if path == HERE else read(path), "types", path):
            found = check(EventType, entry, path)
            if found.name in types and path == HERE:
                raise DataFileError(f"{path}:{entry[LINE]}: the type {found.name} is given twice")
            types[found.name] = found
    named = {key: {n.name: n for n in (check(Named, entry, HERE) for entry in entries(content, key, HERE))} for key in ("contexts", "sectors")}
    return Ontology(version=str(content["version"]), types=types, contexts=named["contexts"], sectors=named["sectors"])


def data_files() -> list[Path]:
    """The files of the shipped ontology."""
    return [HERE]
