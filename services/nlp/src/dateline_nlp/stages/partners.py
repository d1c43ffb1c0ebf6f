"""Who else took part: "we did not discuss that" is said by one of two who talked, and speaks of both."""

from collections.abc import Sequence

from dateline_shared.contracts.event import EventMention

from dateline_nlp.stages.parties import key_of

SEVERAL = frozenset(("we", "they", "both"))
MUTUAL = "CONSULT"  # the one type that takes two whoever tells of it


def complete(mentions: Sequence[EventMention]) -> list[EventMention]:
    """The mentions in their order; a talk of one party that a plural pronoun names gets the partners of its latest talk."""
    found: list[EventMention] = []
    latest: dict[str, EventMention] = {}  # party -> the talk of several that it last took part in
    for mention in mentions:
        if mention.type == MUTUAL and len(mention.actors) == 1 and any(s.exact.lower() in SEVERAL for s in mention.actors[0].spans):
            before = latest.get(key_of(mention.actors[0]))
            if before is not None:
                others = tuple(p for p in before.actors if key_of(p) != key_of(mention.actors[0]))
                mention = mention.model_copy(update={"actors": (*mention.actors, *others), "rules": (*mention.rules, "partners.plural_pronoun")})
        if mention.type == MUTUAL and len(mention.actors) > 1:
            latest |= {key_of(p): mention for p in mention.actors}
        found.append(mention)
    return found
