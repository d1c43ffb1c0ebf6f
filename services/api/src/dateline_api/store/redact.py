"""What stays of a record when an article is taken down: who, what, when and where, and none of the article's own words. Pure.

Kept: identifiers, versions, codes, days, numbers, the address, names of entities, and descriptions too short to quote anything.
Mentions, claims, numbers, days and steps of the history say whose they are, and another article's stay as they are. The phrases of an
event and the roles of an entity do not say it, so they go whichever article they came from.
"""

from typing import Any

Record = dict[str, Any]

QUOTATION = 5  # words in a row, from which on a description counts as the article's own words
REMOVED = "[removed]"  # in place of a name that must be there


def redact(record: Record, article: str) -> Record:
    """The record of an article, an event, an entity or a story without the words of the article that has this id. Redacting twice changes nothing."""
    if record["id"].startswith("ent_"):
        return record | {"roles": [role for role in record["roles"] if len(role.split()) < QUOTATION]}
    if record["id"].startswith("sty_"):
        return record | {"title": "", "summary": None} if record.get("lead_article_id") == article else record
    if record["id"].startswith("art_"):
        return record | {"title": "", "reasons": []} if record["id"] == article else record
    return _act(record) | {
        "object": None,
        "topics": [],
        "verb": None,
        "said_by": party(record["said_by"]),
        "via": _parties(record["via"]),
        "quantities": [_quantity(each) if each.get("article_id") in (None, article) else each for each in record["quantities"]],
        **({"dates": [_day(day) if day["article_id"] == article else day for day in record["dates"]]} if "dates" in record else {}),
        "mentions": [mention | {"title": "", "evidence": []} if mention["article_id"] == article else mention for mention in record["mentions"]],
        "claims": [_claim(claim) if claim["article_id"] == article else claim for claim in record["claims"]],
        "history": [step | {"said_by": party(step["said_by"]), "evidence": []} if step["article_id"] == article else step for step in record["history"]],
    }


def party(record: Record | None) -> Record | None:
    """A party or a place: an entity's name stays, a description stays as far as it is no quotation."""
    return None if record is None else record | {"name": name(record["name"], entity=record["id"])} | ({"role": None} if "role" in record else {})


def name(words: str, *, entity: object | None) -> str:
    """The name that a party keeps."""
    return words if entity is not None or len(words.split()) < QUOTATION else REMOVED


def _act(record: Record) -> Record:
    """What an event and an act that it is about have in common."""
    return record | {
        "actors": _parties(record["actors"]),
        "recipients": _parties(record["recipients"]),
        "place": party(record["place"]),
        "date": record["date"] and _day(record["date"]),
        "about": [_act(about) for about in record["about"]],
    }


def _parties(records: list[Record]) -> list[Record | None]:
    return [party(each) for each in records]


def _day(record: Record) -> Record:
    return record | {"text": None}


def _quantity(record: Record) -> Record:
    unit = record["unit"]
    return record | {"text": "", "unit": unit and name(unit, entity=None), "said_by": party(record["said_by"])}


def _claim(record: Record) -> Record:
    return record | {"verb": None, "evidence": [], "said_by": party(record["said_by"]), "via": _parties(record["via"])}
