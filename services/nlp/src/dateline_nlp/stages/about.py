"""Acts inside acts: what is asked for, agreed, threatened or refused lives in `about` and is no mention of its own.

An announced act becomes an act of speech (PLOVER): a future cooperative act is AGREE, an own hostile one THREATEN, an own
withdrawal or easing CONCEDE.
"""

from dataclasses import replace

from dateline_shared.contracts.event import About, AboutStatus

from dateline_nlp.lexicon.load import Lexicon
from dateline_nlp.ontology.load import Ontology
from dateline_nlp.stages import arguments, syntax
from dateline_nlp.stages.arguments import Roles
from dateline_nlp.stages.clauses import Clause, speakers
from dateline_nlp.stages.parties import Cast, key_of
from dateline_nlp.tree import Token

EMBEDS = frozenset(("REQUEST", "AGREE", "CONCEDE", "THREATEN", "REJECT"))
CONTENT_STATUS: dict[str, AboutStatus] = {"REQUEST": "requested", "AGREE": "planned", "CONCEDE": "planned", "THREATEN": "planned", "REJECT": "negated"}
FACTS = frozenset(("admit", "regret", "apologise"))  # what these speak of did happen, and is a mention of its own
INSIDE = frozenset(
    (
        "xcomp",
        "ccomp",
        "dobj",
        "pobj",
        "pcomp",
        "prep",
        "acl",
        "conj",
        "acomp",
        "oprd",
        "attr",
        "dative",
        "nsubjpass",
        "nsubj",
        "compound",
        "amod",
        "nmod",
        "poss",
        "relcl",
        "dep",
        "agent",
        "advcl",
    )
)
FIRST_STEP = frozenset(("xcomp", "ccomp", "dobj", "prep", "acl", "pcomp", "acomp", "oprd", "nsubjpass", "dep", "dative"))
CONTENT_PREPOSITIONS = frozenset(("for", "to", "on", "of", "against", "about", "over", "from", "into", "at", "with"))
TOPIC_PREPOSITIONS = frozenset(("about", "on", "over", "of", "for"))
PURPOSE_TYPES = frozenset(("REQUEST",))


def embed(clauses: tuple[Clause, ...], lexicon: Lexicon, ontology: Ontology, cast: Cast) -> tuple[Clause, ...]:
    """The clauses of one sentence, inner acts moved into the outer ones."""
    hosts: dict[int, list[int]] = {}
    for i in range(len(clauses)):
        host = _host(i, clauses)
        if host is not None:
            hosts.setdefault(host, []).append(i)
    result: list[Clause] = []
    inner = {i for held in hosts.values() for i in held}
    for i, clause in enumerate(clauses):
        if i in inner:
            host = next(h for h, held in hosts.items() if i in held)
            result.append(replace(clause, dropped=f"inside {clauses[host].frame.type}"))
            continue
        held = [clauses[j] for j in hosts.get(i, ())]
        if clause.frame.requires == "hostile" and not any(ontology.types[each.frame.type].tone == "hostile" for each in held) and not clause.dropped:
            clause = replace(clause, dropped="nothing hostile under it")
        if clause.frame.turns and held:
            clause = _turned(clause, held, lexicon, ontology)
        act = next((c for c in held if c.frame.type == clause.frame.type and c.trigger.token.lemma_.lower() in clause.frame.complement_verbs), None)
        if act is not None:  # "voted to reject the offer" is the rejection
            there = clause.roles if clause.roles.recipients else act.roles
            roles = replace(clause.roles, recipients=there.recipients, recipient_tokens=there.recipient_tokens)
            clause = replace(clause, about=act.about, roles=roles)
        elif held:
            clause = replace(clause, about=tuple(_about(clause, c) for c in held), roles=_towards(clause, held))
        result.append(clause if clause.dropped else _announced(clause, lexicon, ontology, cast))
    return tuple(_with_mode(c, ontology) for c in _without_topics(tuple(result)))


def _with_mode(clause: Clause, ontology: Ontology) -> Clause:
    if not clause.about:
        return clause
    content = clause.about[0]
    return replace(clause, content_mode=ontology.content_mode(clause.frame.type, content.type, content.mode))


def _host(i: int, clauses: tuple[Clause, ...]) -> int | None:
    """The nearest clause whose content this one is."""
    token = clauses[i].trigger.token
    below = token
    by_token = {c.trigger.token.i: j for j, c in enumerate(clauses)}
    by_token |= {c.trigger.object.i: j for j, c in enumerate(clauses) if c.trigger.object is not None and c.trigger.object.i not in by_token}
    by_token |= {c.trigger.token.head.i: j for j, c in enumerate(clauses) if c.frame.predicate}
    for head, current in syntax.climb(token):
        below = current
        if current.dep_ not in INSIDE:
            return None
        if current.dep_ == "relcl" and not any(c.tag_ == "TO" for c in current.children):
            return None
        j = by_token.get(head.i)
        theirs = any(t.i == head.i for t in clauses[i].roles.recipient_tokens)
        if current.dep_ == "acl" and current.tag_ == "VBN" and current.i == token.i and (theirs or syntax.agents(token)):
            return None  # "a bill backed by the clergy", "a monk jailed in May": that was done before
        if current.dep_ == "advcl" and not (j is not None and clauses[j].frame.id == "only-if"):
            return None
        if j is None or j == i:
            continue
        host = clauses[j]
        if (
            (host.frame.type in EMBEDS or host.frame.about)
            and not host.frame.about_free
            and host.frame.id not in FACTS
            and not host.dropped
            and _is_content(below, head)
        ):
            return j
        if host.frame.type not in EMBEDS and not host.frame.about and current.dep_ != "conj":
            return None
    return None


def _is_content(below: Token, head: Token) -> bool:
    if below.dep_ == "conj" or below.dep_ == "advcl":
        return below.dep_ == "advcl"
    if below.dep_ == "prep":
        return below.lower_ in CONTENT_PREPOSITIONS
    return below.dep_ in FIRST_STEP or not syntax.is_verb(head)


def _about(host: Clause, held: Clause) -> About:
    actors = held.roles.actors
    if not actors:
        actors = host.roles.recipients if host.frame.type == "REQUEST" else host.roles.actors
    status = CONTENT_STATUS.get(host.frame.type, "planned")
    if held.status == "negated":
        status = "negated"
    return About(
        type=held.frame.type,
        mode=held.frame.mode,
        family=held.frame.family,
        actors=actors,
        recipients=held.roles.recipients,
        status=status,
        about=held.about,
        spans=(held.words(),),
    )


def _towards(host: Clause, held: list[Clause]) -> Roles:
    """Who is promised or threatened is, when nothing else names them, who the content is done to or with."""
    asked = host.frame.type == "REQUEST" and held[0].frame.type == "REQUEST"  # "insisted on its demand that they leave"
    if host.roles.recipients or (host.frame.reciprocal and len(host.roles.actors) > 1) or (host.frame.type not in ("AGREE", "THREATEN") and not asked):
        return host.roles
    own = {key_of(p) for p in host.roles.actors}
    inner = held[0]
    others = inner.roles.recipients or (inner.roles.actors if inner.frame.reciprocal else ())
    return replace(host.roles, recipients=tuple(p for p in others if key_of(p) not in own))


def _turned(clause: Clause, held: list[Clause], lexicon: Lexicon, ontology: Ontology) -> Clause:
    """A promise is what it promises: of harm, a threat; of yielding, a concession."""
    kind = ontology.types[held[0].frame.type]
    tone = "hostile" if kind.name == "REJECT" else kind.tone  # "promised to block the bill"
    target = clause.frame.turns.get("hostile" if tone == "hostile" else "yielding") if tone in ("hostile", "yielding") else None
    if target is None or held[0].status == "negated":  # "promised not to attack"
        return clause
    frame = lexicon.frames[target]
    roles = clause.roles
    if frame.type == "REQUEST":  # "proposed expelling them": not to them
        roles = replace(roles, recipients=(), recipient_tokens=())
    elif not roles.recipients:
        roles = replace(roles, recipients=held[0].roles.recipients)
    return replace(clause, frame=frame, roles=roles, status=clause.assessment.status)


def _announced(clause: Clause, lexicon: Lexicon, ontology: Ontology, cast: Cast) -> Clause:
    """A future act as the act of speech that announces it."""
    event_type = ontology.types.get(clause.frame.type)
    if event_type is None or clause.trigger.nominal or event_type.name in EMBEDS or clause.status not in ("planned", "possible"):
        return clause
    hoped = any(v.kind == "hope" for v in clause.assessment.voices)
    if event_type.tone == "cooperative" and (clause.status == "planned" or hoped):
        return _wrapped(clause, lexicon, "cooperative-hope" if hoped else "cooperative", clause.status)
    if clause.status != "planned" or event_type.tone not in ("hostile", "yielding"):
        return clause
    if _own_announcement(clause, cast):
        return _wrapped(clause, lexicon, event_type.tone, "happened")
    return clause


def _own_announcement(clause: Clause, cast: Cast) -> bool:
    """Whether the actor, or one who speaks for it, says it."""
    said = speakers(clause, cast, ("say",))
    actors = {key_of(p) for p in clause.roles.actors}
    if any(key_of(p) in actors for p in said):
        return True
    states = {p.country for p in clause.roles.actors if p.kind == "state" or "GOV" in p.sectors}
    return any(p.country in states and p.country and ("GOV" in p.sectors or p.kind == "state" or "MIL" in p.sectors) for p in said)


def _wrapped(clause: Clause, lexicon: Lexicon, kind: str, status: str) -> Clause:
    content = About(
        type=clause.frame.type,
        mode=clause.frame.mode,
        family=clause.frame.family,
        actors=clause.roles.actors,
        recipients=clause.roles.recipients,
        status=clause.status,
        cues=clause.cues(),
        about=clause.about,
        spans=(clause.words(),),
    )
    roles = clause.roles
    if clause.frame.reciprocal:
        roles = _one_sided(clause)
    return replace(clause, frame=lexicon.wrapper(kind), roles=roles, about=(content,), status=status)  # type: ignore[arg-type]


def _one_sided(clause: Clause) -> Roles:
    """Of a mutual act that one side announces: who announces it, and with whom."""
    partners = {t for name in clause.frame.actors if name != "subj" for t in arguments.slot(clause.trigger, name)}
    spans = {(s.part, s.start) for t in partners for s in (clause.sentence.span(t.i, t.i),)}
    rest = tuple(p for p in clause.roles.actors if any(s.start <= start < s.end and s.part == part for s in p.spans for part, start in spans))
    first = tuple(p for p in clause.roles.actors if p not in rest)
    return replace(clause.roles, actors=first, recipients=rest) if first and rest else clause.roles


def _without_topics(clauses: tuple[Clause, ...]) -> list[Clause]:
    """A thing talked about in a meeting, and a demand made by demonstrating, are no acts of their own."""
    result = []
    tokens = {c.trigger.token.i: c for c in clauses if not c.dropped}
    tokens |= {c.trigger.object.i: c for c in clauses if not c.dropped and c.trigger.object is not None and c.trigger.object.i not in tokens}
    for clause in clauses:
        reason = clause.dropped
        if reason is None:
            for head, below in syntax.climb(clause.trigger.token):
                host = tokens.get(head.i)
                if below.dep_ in ("relcl", "advcl", "ccomp") and below.i != clause.trigger.token.i:
                    break
                if host is None or host is clause:
                    continue
                if clause.trigger.nominal and clause.roles.actors and clause.frame.type == "ACCUSE":
                    break
                if host.frame.type == "CONSULT" and (
                    (below.dep_ == "prep" and below.lower_ in TOPIC_PREPOSITIONS and (clause.trigger.nominal or any(c.dep_ == "pcomp" for c in below.children)))
                    or (below.dep_ == "dobj" and clause.trigger.nominal)
                ):
                    reason = "a topic"
                elif host.frame.type == "PROTEST" and clause.frame.type in PURPOSE_TYPES and below.dep_ != "conj":  # "called a strike and demanded"
                    reason = "demanded by protesting"
                break
        result.append(replace(clause, dropped=reason))
    return result
