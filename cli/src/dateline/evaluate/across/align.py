"""Which mention of the gold is which of those that were read, article by article, one to one. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dateline_api.assign import assign
from dateline_shared.contracts.entity import Entity
from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction

from dateline.evaluate.account import Account, Side, from_extraction
from dateline.evaluate.across.gold import GoldArticle, Record
from dateline.evaluate.agree import Known, agrees, plain_words
from dateline.evaluate.score import evidence_touches

KINDS = {"PERSON": "person", "ORG": "organization", "GPE": "place", "LOC": "place", "GROUP": "group"}


@dataclass(frozen=True, slots=True)
class Alignment:
    """What is read, by its key in the extraction, as what the gold has: places in its lists, or ids of its entities."""

    events: Mapping[str, int] = field(default_factory=dict)
    entities: Mapping[str, str] = field(default_factory=dict)
    again: Mapping[str, int] = field(default_factory=dict)  # further accounts of an event that was found
    optional: frozenset[str] = frozenset()  # accounts that count neither way


def align(article: GoldArticle, extraction: Extraction) -> Alignment:
    """Pair what one article's gold lists with what was read of it.

    An account may be the gold's where their words overlap and its type is accepted, or its trigger stands in the gold's words and a
    party agrees. Of all pairings the one that agrees most is taken.
    """
    mentions, accounts = extraction.events, from_extraction(extraction)
    known = {entity["name"]: Known(entity["name"], entity["type"], entity.get("country"), tuple(entity.get("aliases") or ())) for entity in article.entities}

    def weigh(gold: Record) -> list[float]:
        return [_agreement(article, gold, mention, account, known) for mention, account in zip(mentions, accounts, strict=True)]

    weights = [weigh(gold) for gold in article.events]
    pairs = {mentions[j].key: i for i, j in _pairs(weights)}
    optional = {mention.key for gold in article.optional for mention, weight in zip(mentions, weigh(gold), strict=True) if weight and mention.key not in pairs}
    again = {
        mention.key: max(range(len(weights)), key=lambda i: weights[i][j])
        for j, mention in enumerate(mentions)
        if mention.key not in pairs and mention.key not in optional and any(row[j] for row in weights)
    }
    return Alignment(events=pairs, entities=align_entities(article.entities, extraction.entities), again=again, optional=frozenset(optional))


def align_entities(gold: Sequence[Record], entities: Sequence[Entity]) -> dict[str, str]:
    """The gold's id of each entity that was read, by its key: one of the names is equal, but for case, accents and titles; the fullest weighs most.

    A person may also be met by a shorter form of the name that ends alike.
    """
    weights = [[_likeness(one, entity) for entity in entities] for one in gold]
    return {entities[j].key: gold[i]["entity"] for i, j in _pairs(weights)}


def _pairs(weights: Sequence[Sequence[float]]) -> list[tuple[int, int]]:
    """Row and column of the pairs that weigh most together; what weighs nothing is no pair."""
    return sorted(assign({(i, j): weight for i, row in enumerate(weights) for j, weight in enumerate(row) if weight > 0}).items())


def _likeness(gold: Record, entity: Entity) -> float:
    names = [plain_words(gold["name"]), *map(plain_words, gold.get("aliases") or ())]
    read = [plain_words(entity.name), *map(plain_words, entity.aliases)]
    kind = 0.25 * (KINDS[gold["type"]] == entity.kind)
    if names[0] == read[0]:
        return 3 + kind
    if set(names) & set(read):
        return 2 + kind + 0.5 * (names[0] in read)
    if (
        gold["type"] == "PERSON"
        and entity.kind == "person"
        and names[0][-1:] == read[0][-1:]
        and (set(names[0]) < set(read[0]) or set(read[0]) < set(names[0]))
    ):
        return 1
    return 0


def _agreement(article: GoldArticle, gold: Record, mention: EventMention, account: Account, known: Mapping[str, Known]) -> float:
    """0 where they cannot be one; else more, the more agrees."""
    if not evidence_touches(gold, account, title=article.title, text=article.text):
        return 0
    of_type = account.type in gold["types"]
    parties = _share(gold, account, known)
    trigger = evidence_touches(gold, _first(account), title=article.title, text=article.text)
    if not of_type and not (parties and trigger):
        return 0
    status = account.status in (gold["status"], *gold.get("status_also", ()))
    return 1 + 4 * of_type + 2 * parties + trigger + 0.5 * status + 0.1 * mention.confidence


def _first(account: Account) -> Account:
    """The same with its trigger alone as evidence."""
    return Account(account.type, account.mode, account.actors, account.recipients, account.status, account.evidence[:1])


def _share(gold: Record, account: Account, known: Mapping[str, Known]) -> float:
    """How many of the parties agree, whatever their side."""
    found: list[Side] = [*account.actors, *account.recipients]
    wanted = [name for role in ("actors", "recipients") for name in (*gold[role], *(gold.get(f"{role}_also") or ())) if name]
    met = sum(any(agrees(name, side, known) for name in wanted) for side in found)
    return met / len(found) if found else 0
