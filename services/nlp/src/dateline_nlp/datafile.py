"""Reads the project's YAML data files, and says in which file and line a mistake is.

Every mapping of a file is checked against a pydantic model; the error names the file, the line of the mapping and the field.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

import yaml
from dateline_shared.errors import RejectedError
from pydantic import BaseModel, ValidationError

Model = TypeVar("Model", bound=BaseModel)
LINE = "__line__"
"""Key under which a mapping carries its own line while it is being read."""


class DataFileError(RejectedError):
    """A data file of the ontology or the lexicon is not as it should be; the message names file and line."""


class _Loader(yaml.SafeLoader):
    """A safe loader whose mappings remember their line, and that reads `on`, `no`, `yes` and `off` as words."""


def _mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    found: dict[str, Any] = {LINE: node.start_mark.line + 1}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if key in found:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} is given twice", key_node.start_mark)
        found[key] = loader.construct_object(value_node, deep=True)
    return found


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:bool", lambda loader, node: {"true": True, "false": False}.get(node.value.lower(), node.value))
_Loader.add_constructor("tag:yaml.org,2002:null", lambda loader, node: None if node.value in ("", "~", "null") else node.value)


def read(path: Path) -> dict[str, Any]:
    """The file's top mapping; mappings inside carry their line under `LINE`. Raises DataFileError."""
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
    except OSError as error:
        raise DataFileError(f"{path}: cannot be read: {error.strerror}") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise DataFileError(f"{path}:{line}: {error.problem}") from error
    if not isinstance(content, dict):
        raise DataFileError(f"{path}:1: the file must be a mapping")
    return content


def check(model: type[Model], value: Any, path: Path) -> Model:
    """The mapping as a model. Raises DataFileError with file, line and field."""
    line = value.get(LINE, 1) if isinstance(value, dict) else 1
    try:
        return model.model_validate(bare(value))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise DataFileError(f"{path}:{line}: {field}: {first['msg']}") from error


def bare(value: Any) -> Any:
    """The value without the line marks."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if key != LINE}
    if isinstance(value, list):
        return [bare(inner) for inner in value]
    return value


def entries(content: dict[str, Any], key: str, path: Path) -> Iterator[dict[str, Any]]:
    """The mappings listed under a key; none when the key is missing. Raises DataFileError."""
    listed = content.get(key) or []
    if not isinstance(listed, list):
        raise DataFileError(f"{path}:{content[LINE]}: {key} must be a list")
    for entry in listed:
        if not isinstance(entry, dict):
            raise DataFileError(f"{path}:{content[LINE]}: every entry of {key} must be a mapping")
        yield entry
