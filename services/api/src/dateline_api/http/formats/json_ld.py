"""JSON-LD as the Web writes it: any property may have one value, many, or a reference to another node of the same document.

This is what the readers of articles need of https://www.w3.org/TR/json-ld11/, without its contexts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from dateline_api.http.formats.values import address_or_none, language, names

Node = Mapping[str, Any]
Nodes = Mapping[str, Node]
"""Those of one document that have an `@id`."""

MAX_DEPTH = 8  # of values in values: a name in a person in a list is three

_PREFIX = re.compile(r"(?:https?://(?:www\.)?schema\.org/|schema:)", re.IGNORECASE)


def values(value: Any, depth: int = 0) -> Iterator[Any]:
    """One value after the other, however they were written: alone, in a list or in a value object."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from values(one, depth + 1)
    elif isinstance(value, dict) and (inner := next((value[key] for key in ("@list", "@set", "@value") if key in value), None)) is not None:
        yield from values(inner, depth + 1)
    elif value is not None:
        yield value


def first(value: Any) -> Any:
    """The first value, or None."""
    return next(values(value), None)


def line(value: Any) -> str:
    """The first of some texts. Raises ValueError if one is none."""
    return next(_texts(value), "")


def paragraphs(value: Any) -> str:
    """Some texts, one under the other. Raises ValueError if one is none."""
    return "\n".join(_texts(value))


def _texts(value: Any) -> Iterator[str]:
    for one in values(value):
        if not isinstance(one, str):
            raise ValueError("must be a string")
        yield one


def called(value: Any, depth: int = 0) -> Iterator[str]:
    """What things are called that may be given as text or as nodes with a name. Addresses are no names."""
    for one in values(value):
        if isinstance(one, dict) and depth < MAX_DEPTH:
            yield from called(one.get("name"), depth + 1)
        elif isinstance(one, str) and not one.startswith(("http://", "https://")):
            yield one


def keywords(value: Any) -> tuple[str, ...]:
    """Words given one by one or between commas."""
    return names(word for some in called(value) for word in some.split(","))


def locations(value: Any, *, by: tuple[str, ...] = ("url", "@id")) -> Iterator[str]:
    """The addresses of things that may be given as an address or as nodes that have one."""
    for one in values(value):
        for place in map(one.get, by) if isinstance(one, dict) else (one,):
            yield from filter(None, map(address_or_none, values(place)))


def identifier(value: Any) -> Any:
    """The first identifier; a PropertyValue holds it, and a number is one as well."""
    one = first(value)
    if isinstance(one, dict):
        one = first(one.get("value"))
    return str(one) if isinstance(one, (int, float)) and not isinstance(one, bool) else one


def language_of(value: Any) -> str | None:
    """The first language tag, given as text or in a Language."""
    one = first(value)
    codes = (one.get("alternateName"), one.get("name")) if isinstance(one, dict) else (one,)
    return next((found for code in codes for tag in values(code) if isinstance(tag, str) and (found := language(tag))), None)


def types_of(node: Node) -> list[str]:
    """The types of a node, without the vocabulary that they come from."""
    return [_PREFIX.sub("", one) for one in values(node.get("@type")) if isinstance(one, str)]


def nodes_of(document: Node) -> Nodes:
    """The nodes of a document's graph, by their ids."""
    graph = document.get("@graph")
    return {node["@id"]: node for node in (graph if isinstance(graph, list) else []) if isinstance(node, dict) and isinstance(node.get("@id"), str)}


def resolved(member: Any, nodes: Nodes) -> Any:
    """A value whose references to other nodes are replaced by these, one step far; of the same reference over and over the first counts."""
    if isinstance(member, list):
        return [resolved(one, nodes) if isinstance(one, dict) else one for one in _once(member)]
    if isinstance(member, dict) and list(member) == ["@id"]:
        return nodes.get(str(member["@id"]), member)
    return member


def _once(members: list[Any]) -> Iterator[Any]:
    """A list without repeated references: a large node costs a hundred thousand times its size otherwise."""
    met: set[str] = set()
    for one in members:
        if isinstance(one, dict) and list(one) == ["@id"]:
            name = str(one["@id"])
            if name in met:
                continue
            met.add(name)
        yield one
