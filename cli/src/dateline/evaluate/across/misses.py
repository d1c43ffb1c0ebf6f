"""What linking got wrong, a line or a block each, of the halves that may be read; of the sealed half nothing."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping

from dateline.evaluate.across.judge import Clusters, Item, entity_clusters, event_clusters
from dateline.evaluate.across.measure import Measured
from dateline.evaluate.gold import SEALED


def misses(measured: Measured) -> Iterator[str]:
    """Split and mixed events, entities and stories, each with its mentions; what should not have been merged stands in capitals."""
    half = measured.half
    if half.name == SEALED:
        return
    key, response = event_clusters(half, measured.outcome, measured.alignments)
    words = _event_words(measured)
    never = {frozenset(pair) for pair in half.never_merge}
    yield from _differences("event", measured.mode, key, response, words, never)
    named, told = entity_clusters(half, measured.outcome, measured.alignments)
    yield from _differences("entity", measured.mode, named, told, _entity_words(measured), {frozenset(pair) for pair in half.never_merge_entities})
    stories: Clusters = {(article.id,): article.story for article in half.articles}
    titles: dict[Item, str] = {(article.id,): f"{article.id}  {article.published_at:%Y-%m-%d %H:%M}  {article.title}" for article in half.articles}
    put: Clusters = {item: measured.outcome.stories.get(str(item[0]), item) for item in stories}
    yield from _differences("story", measured.mode, stories, put, titles, set())


def _differences(what: str, mode: str, key: Clusters, response: Clusters, words: Mapping[Item, str], never: set[frozenset[str]]) -> Iterator[str]:
    missing = object()
    of_key: dict[Hashable, dict[Hashable, list[Item]]] = defaultdict(lambda: defaultdict(list))
    of_response: dict[Hashable, dict[Hashable, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item, label in key.items():
        of_key[label][response.get(item, missing)].append(item)
    for item, label in response.items():
        of_response[label][key.get(item, missing)].append(item)
    for label, parts in of_key.items():
        if len({each for each in parts if each is not missing}) > 1:
            lines = [f"    {_number(parts, part, missing)}  {words.get(item, item)}" for part, items in parts.items() for item in items]
            yield "\n".join([f"{mode} {what} SPLIT  {label}", *lines])
    for parts in of_response.values():
        if len(parts) > 1:
            bad = any(pair <= set(parts) for pair in never)
            lines = [f"    {'?' if part is missing else part}: {words.get(item, item)}" for part, items in parts.items() for item in items]
            yield "\n".join([f"{mode} {what} {'MUST NOT MERGE' if bad else 'MIXED'}", *lines])


def _number(parts: Mapping[Hashable, list[Item]], part: Hashable, missing: object) -> str:
    return "not read" if part is missing else f"part {[each for each in parts if each is not missing].index(part) + 1}"


def _event_words(measured: Measured) -> dict[Item, str]:
    found: dict[Item, str] = {}
    for article in measured.half.articles:
        for i, gold in enumerate(article.events):
            sides = " → ".join(", ".join(gold[role]) for role in ("actors", "recipients") if gold[role])
            found["gold", article.id, i] = f"{article.id}  {gold['types'][0]} {sides} {gold['status']} {gold['date']}: “{gold['evidence']}”"
        mine = {name: ("gold", article.id, i) for name, i in measured.alignments[article.id].events.items()}
        for mention in measured.extractions[article.id].events:
            sides = " → ".join(", ".join(party.name for party in side) for side in (mention.actors, mention.recipients) if side)
            date = f"{mention.date.edtf} {mention.date.basis}" if mention.date else "no date"
            place = f" in {mention.place.name}" if mention.place else ""
            read = f"{mention.type}/{mention.family} {sides} {mention.status} {date}{place}{' background' if mention.background else ''}"
            item: Item = mine.get(mention.key, ("read", article.id, mention.key))
            found[item] = f"{found[item]}\n          read: {read}" if item in found else f"{article.id}  {read}: “{mention.evidence[0].exact}”"
    return found


def _entity_words(measured: Measured) -> dict[Item, str]:
    found: dict[Item, str] = {}
    for article in measured.half.articles:
        for gold in article.entities:
            found["gold", article.id, gold["entity"]] = f"{article.id}  {gold['type']} {gold['name']}"
        mine = measured.alignments[article.id].entities
        for entity in measured.extractions[article.id].entities:
            read = f"{entity.kind} {entity.name} ({', '.join(entity.aliases)}) {entity.country or ''} {', '.join(role.title for role in entity.roles)}"
            item: Item = ("gold", article.id, mine[entity.key]) if entity.key in mine else ("read", article.id, entity.key)
            found[item] = f"{found[item]}, read: {read}" if item in found else f"{article.id}  {read}"
    return found
