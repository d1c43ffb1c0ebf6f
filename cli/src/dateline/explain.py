"""An extraction for people: each event mention with the words and rules behind every field, and what was passed over."""

from collections.abc import Iterable, Iterator

from dateline_shared.contracts.article import Article
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import About, EventMention, When
from dateline_shared.contracts.extraction import Extraction
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

AROUND = 40  # characters of context on each side of the evidence


def explain_extraction(extraction: Extraction, article: Article) -> RenderableType:
    """Everything that was found in an article, as something rich can print."""
    language = extraction.language
    head = f"{extraction.pipeline.version} ({extraction.pipeline.digest})  language {language.code} {language.confidence:.2f}"
    parts: list[RenderableType] = [Text(head, style="dim")]
    if extraction.outcome != "read":
        parts.append(Text(f"{extraction.outcome}: {extraction.reason or ''}", style="red"))
    if extraction.entities:
        parts.append(Text("entities: " + "; ".join(_entities(extraction))))
    parts += [_panel(event, article) for event in extraction.events] or [Text("no events")]
    if extraction.set_aside:
        parts.append(Text("lines set aside", style="bold"))
        parts += [Text(f"  {each.kind} ({each.rule}): {_quote(each.span)}", style="dim") for each in extraction.set_aside]
    if extraction.dropped:
        parts.append(Text("clauses passed over", style="bold"))
        parts += [Text(f"  {each.frame or '-'}: {each.reason} ({each.rule}): {_quote(each.span)}", style="dim") for each in extraction.dropped]
    return Group(*parts)


def _entities(extraction: Extraction) -> Iterator[str]:
    for entity in extraction.entities:
        details = [entity.country or "", *entity.sectors, *(f"{'former ' if role.former else ''}{role.title}" for role in entity.roles)]
        yield f"{entity.name} [{entity.kind}{''.join(f', {each}' for each in details if each)}]"


def _panel(event: EventMention, article: Article) -> Panel:
    table = Table.grid(padding=(0, 2))
    for name, value in _rows(event):
        if value:
            table.add_row(f"[dim]{name}[/]", escape(value))
    kind = f"{event.type}/{event.mode}" if event.mode else event.type
    who = f"{_names(event.actors) or '?'} → {_names(event.recipients)}" if event.recipients else _names(event.actors) or "?"
    title = f"[bold]{escape(kind)}[/]  {escape(who)}  [bold]{event.status}[/]"
    return Panel(Group(_in_context(event.evidence[0], article), table), title=title, title_align="left", expand=False)


def _rows(event: EventMention) -> Iterator[tuple[str, str]]:
    yield "frame", f"{event.frame or '-'} of family {event.family}"
    yield "actors", "; ".join(map(_party, event.actors))
    yield "recipients", "; ".join(map(_party, event.recipients))
    yield "object", event.object.text if event.object else ""
    yield "topics", "; ".join(topic.text for topic in event.topics)
    yield "status", f"{event.status}: " + ("; ".join(f"{_quote(cue.spans)} ({cue.rule})" for cue in event.status_cues) or "no cue")
    yield "tense", event.tense or ""
    yield "said by", _party(event.said_by) if event.said_by else "the outlet"
    yield "via", "; ".join(map(_party, event.via))
    yield "claims", "; ".join(f"{claim.said_by.name if claim.said_by else 'the outlet'}: {claim.status} ({claim.verb or '-'})" for claim in event.claims)
    yield "date", _when(event.date) if event.date else ""
    yield "said on", _when(event.said_on) if event.said_on else ""
    yield "place", f"{event.place.name} {_quote(event.place.spans)} ({event.place.rule or '-'})" if event.place else ""
    yield "about", "; ".join(map(_about, event.about))
    yield "contexts", ", ".join(context.name for context in event.contexts)
    yield "quantities", "; ".join(f"{each.kind}: {each.text}" for each in event.quantities)
    yield "flags", ", ".join(name for name in ("headline", "background", "iterative", "disputed") if getattr(event, name))
    yield "contested", ", ".join(event.contested)
    yield "evidence", " | ".join(f"{span.part} {span.start}-{span.end} {span.exact!r}" for span in event.evidence)
    yield "paths", "; ".join(f"{path.role}: {' '.join(path.steps)}" for path in event.paths)
    yield "rules", ", ".join(event.rules)
    yield "confidence", f"{event.confidence:.2f}"


def _party(party: Party) -> str:
    details = ", ".join(each for each in (party.country or "", *party.sectors, party.role or "", party.rule or "") if each)
    return f"{party.name}{f' [{details}]' if details else ''} {_quote(party.spans)}".strip()


def _names(parties: Iterable[Party]) -> str:
    return ", ".join(party.name for party in parties)


def _when(when: When) -> str:
    return f"{when.edtf} ({when.granularity}, {when.basis}{f', {when.rule}' if when.rule else ''}) {_quote(when.spans)}".strip()


def _about(about: About) -> str:
    sides = f"{_names(about.actors) or '?'} → {_names(about.recipients) or '?'}"
    return f"{about.type} {sides} {about.status or ''}".strip()


def _quote(spans: Iterable[Span]) -> str:
    return " … ".join(f"“{' '.join(span.exact.split())}”" for span in spans)


def _in_context(span: Span, article: Article) -> Text:
    source = article.title if span.part == "title" else article.text
    before, after = source[max(0, span.start - AROUND) : span.start], source[span.end : span.end + AROUND]
    return Text.assemble("…", before.replace("\n", " "), (span.exact.replace("\n", " "), "bold underline"), after.replace("\n", " "), "…")
