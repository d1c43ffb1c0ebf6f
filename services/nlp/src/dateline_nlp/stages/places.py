"""Where an act took place, when its own clause says so. Where the correspondent sits is never a place of the act."""

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.event import Where

from dateline_nlp.stages import sites
from dateline_nlp.stages.mentioned import mentions_of
from dateline_nlp.tree import Token
from dateline_nlp.values import Mention, Names, ParsedSentence


def attach(sentence: ParsedSentence, trigger: int, names: Names, *, kind: str = "") -> Where | None:
    """The place that the clause of an act of a type names; of several the nearest. "There" and "where" speak of one named before."""
    best: tuple[int, int, Mention] | None = None
    act = sentence.doc[trigger]
    for mention in mentions_of(names, sentence.sentence.index):
        if not _is_site(mention, names) or mention.first <= trigger <= mention.last:
            continue
        steps = sites.distance(sentence.doc[mention.head], act, kind=kind)
        if steps is not None and (best is None or (steps, mention.first) < best[:2]):
            best = (steps, mention.first, mention)
    if best is not None:
        return _where(best[2], names, sentence.span(best[2].first, best[2].last), "place.clause")
    pointer = next((c for c in (*act.children, *(_doers(act))) if c.lower_ in ("there", "where") and c.dep_ == "advmod"), None)
    if pointer is None:
        return None
    known = [m for m in mentions_of(names, sentence.sentence.index) if m.last < pointer.i] or list(mentions_of(names, sentence.sentence.index - 1))
    meant = next((m for m in reversed(known) if _is_site(m, names)), None)
    return None if meant is None else _where(meant, names, sentence.span(pointer.i, pointer.i), "place.pointer")


def _doers(act: Token) -> list[Token]:
    """What stands with the subject of an act: "a court there jailed him"."""
    return [c for subject in act.children if subject.dep_ in ("nsubj", "nsubjpass") for c in subject.children]


def _is_site(mention: Mention, names: Names) -> bool:
    return mention.form in ("name", "nominal") and len(mention.entities) == 1 and names.entities[mention.entities[0]].kind == "place"


def _where(mention: Mention, names: Names, words: Span, rule: str) -> Where:
    entity = names.entities[mention.entities[0]]
    return Where(
        name=entity.name,
        entity=entity.key,
        kind=entity.place_kind,
        country=entity.country,
        coordinates=entity.coordinates,
        geonames_id=entity.geonames_id,
        spans=(words,),
        rule=rule,
    )
