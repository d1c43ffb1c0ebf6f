"""Every figure of one half of the gold, from the extractions of its records."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from dateline_shared.contracts.extraction import Extraction

from dateline.evaluate import exhaustive
from dateline.evaluate.account import Account, from_extraction
from dateline.evaluate.confusion import NONE, STATUSES, Confusion, f1
from dateline.evaluate.details import count_contexts
from dateline.evaluate.exhaustive import Reading, Tally
from dateline.evaluate.gold import SEALED, Half, Record
from dateline.evaluate.quoted import LOOSE, Heard, score_quotes
from dateline.evaluate.reliability import Judged, bins, figures_of, judge, worst

WORST = 20  # errors named
FEWEST = 10  # events emitted, so that a genre's precision is compared with the others


@dataclass(frozen=True, slots=True)
class Alarm:
    """What was read of a sentence that tells of nothing."""

    kind: str  # event_free or no_mention
    genre: str
    text: str
    accounts: tuple[Account, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of one half."""

    half: Half
    articles: tuple[Reading, ...]
    sentences: tuple[Reading, ...]  # of the status sentences
    main: Confusion  # of their main mentions
    main_read: Mapping[str, str]  # status read, by record
    alarms: tuple[Alarm, ...]
    article_quotes: Mapping[str, Heard]  # by record, as are those below
    quotes: Mapping[str, Heard]
    quotes_loose: Mapping[str, Heard]
    contexts: Mapping[str, Counter[str]]
    contexts_read: Mapping[str, tuple[str, ...] | None]  # None: the event was not found
    judged: tuple[Judged, ...]  # every mention, however sure

    @property
    def tally(self) -> Tally:
        return exhaustive.total(self.articles)

    @property
    def details(self) -> Counter[str]:
        return sum((reading.details.counts for reading in self.articles), Counter())

    def genres(self) -> dict[str, Tally]:
        """Counts of the articles of each genre."""
        return {name: exhaustive.total(each for each in self.articles if each.genre == name) for name in sorted({each.genre for each in self.articles})}

    def types(self) -> dict[str, Tally]:
        """Counts of the articles for each type."""
        names = sorted({name for each in self.articles for name in each.by_type})
        return {name: sum((each.by_type.get(name, Tally()) for each in self.articles), Tally()) for name in names}

    def statuses(self) -> Confusion:
        """Statuses of the articles' events."""
        return sum((each.statuses for each in self.articles), Confusion())

    def alarm_rates(self, kind: str) -> dict[str, tuple[int, int]]:
        """Sentences of a kind and mentions read of them, by genre."""
        genres = sorted({each.genre for each in self.alarms if each.kind == kind})
        return {
            name: (len(found := [each for each in self.alarms if (each.kind, each.genre) == (kind, name)]), sum(len(each.accounts) for each in found))
            for name in genres
        }


def score(half: Half, extractions: Mapping[str, Extraction], confidence: float) -> Report:
    """Judge the extractions, by names of records; only mentions that are at least so sure count."""

    def accounts(kind: str, record: Record) -> tuple[Account, ...]:
        return from_extraction(read(kind, record), confidence)

    def read(kind: str, record: Record) -> Extraction:
        return extractions[f"{half.name}:{kind}:{record['id']}"]

    sentences, main, main_read = [], Confusion(), {}
    for record in half.status:
        gold: dict[str, Any] = {"title": "", "genre": record["events"][0]["status"], **record}
        found = accounts("status", record)
        sentences.append(exhaustive.score(gold, found))
        pairs = exhaustive.pair(gold, found, title="", text=record["text"])
        main_read[record["id"]] = found[pairs[0][0]].status if 0 in pairs else NONE
        main += Confusion.of(record["events"][0], main_read[record["id"]])
    contexts_read: dict[str, tuple[str, ...] | None] = {}
    for record in half.contexts:
        of_type = [account.contexts for account in accounts("contexts", record) if account.type == record["type"]]
        contexts_read[record["id"]] = max(of_type, key=lambda names: len(set(names) & set(record["contexts"])), default=None)
    return Report(
        half=half,
        articles=tuple(exhaustive.score(record, accounts("articles", record)) for record in half.articles),
        sentences=tuple(sentences),
        main=main,
        main_read=main_read,
        alarms=tuple(
            Alarm(kind, record.get("genre", "all"), record["text"], accounts(kind, record))
            for kind in ("event_free", "no_mention")
            for record in getattr(half, kind)
        ),
        article_quotes={record["id"]: score_quotes(record, read("articles", record)) for record in half.articles if "quotes" in record},
        quotes={record["id"]: score_quotes(record, read("quotes", record)) for record in half.quotes},
        quotes_loose={record["id"]: score_quotes(record, read("quotes", record), least=LOOSE) for record in half.quotes},
        contexts={record["id"]: count_contexts(record, contexts_read[record["id"]] or ()) for record in half.contexts},
        contexts_read=contexts_read,
        judged=judge(half, extractions),
    )


def figures(report: Report) -> dict[str, dict[str, float]]:
    """The figures of a half by group; groups without gold are left out."""
    found: dict[str, dict[str, float]] = {}
    if report.articles:
        details = report.details
        precisions = [tally.shares()["precision_type_actor_status"] for tally in report.genres().values() if tally.emitted >= FEWEST]
        quotes = _quote_figures(report.article_quotes)
        found["articles"] = report.tally.shares() | {
            "worst_genre_to_best": min(precisions) / max(precisions) if precisions and max(precisions) else 0.0,
            "status_macro_f1": report.statuses().macro_f1,
            "mode": _share(details, "mode_right", "mode"),
            "date": _share(details, "date_right", "date"),
            "dates_invented": _share(details, "invented", "undated"),
            "said_by_outlet": _share(details, "said_by_outlet_right", "said_by_outlet"),
            "said_by_named": _share(details, "said_by_named_right", "said_by_named"),
            "place": _share(details, "place_right", "place"),
            "background_f1": f1(details["background_right"], details["background"], details["background_read"]),
            "quantities_f1": f1(details["quantities_right"], details["quantities"], details["quantities_read"]),
            "contexts_f1": _contexts(details),
            "quotes_f1": quotes["text_f1"],
            "quote_speakers_f1": quotes["speaker_f1"],
            "repeated_per_100": 100 * details["repeated"] / max(1, report.tally.found),
            "never_per_100": 100 * details["never"] / max(1, details["nevers"]),
        }
    if report.sentences:
        shares = exhaustive.total(report.sentences).shares()
        found["status"] = {
            "macro_f1": report.main.macro_f1,
            "macro_f1_of_found": report.main.of_found().macro_f1,
            "right": report.main.share_right,
            "precision": shares["precision_type_actor_status"],
        }
    for kind in ("event_free", "no_mention"):
        if rates := report.alarm_rates(kind):
            found[kind] = {"alarms_per_100": 100 * sum(alarms for _, alarms in rates.values()) / sum(sentences for sentences, _ in rates.values())}
    if report.quotes:
        found["quotes"] = _quote_figures(report.quotes) | {"text_f1_loose": _quote_figures(report.quotes_loose)["text_f1"]}
    if report.contexts:
        found["contexts"] = {"micro_f1": _contexts(sum(report.contexts.values(), Counter()))}
    if report.judged:
        measured = figures_of(report.judged)
        found["confidence"] = {name: measured[name] for name in ("brier_skill", "ranking", "calibration_error")}
    return found


def as_plain(report: Report) -> dict[str, Any]:
    """All of a half as JSON has it: the figures, and the counts by genre, type and status."""
    found: dict[str, Any] = {"figures": figures(report)}
    if report.articles:
        found |= {
            name: {key: asdict(tally) | tally.shares() for key, tally in rows.items()}
            for name, rows in (("genres", report.genres()), ("types", report.types()))
        }
        found |= {"counts": dict(report.details), "article_status": {status: asdict(report.statuses().score(status)) for status in STATUSES}}
    if report.sentences:
        found["status"] = {status: asdict(report.main.score(status)) for status in STATUSES}
    if report.alarms:
        kinds = sorted({each.kind for each in report.alarms})
        found["alarms"] = {kind: {genre: {"sentences": n, "mentions": m} for genre, (n, m) in report.alarm_rates(kind).items()} for kind in kinds}
    if report.quotes:
        found["quotes"] = dict(heard_counts(report.quotes))
    if report.judged:
        found["confidence"] = figures_of(report.judged) | {"bins": [asdict(each) for each in bins(report.judged)]}
        if report.half.name != SEALED:
            found["worst"] = [_named(each) for each in worst(report.judged, WORST)]
    return found


def _named(judged: Judged) -> dict[str, Any]:
    mention = judged.mention
    return {"record": judged.record, "type": mention.type, "status": mention.status, "confidence": mention.confidence, "sentence": judged.sentence}


def _quote_figures(heard: Mapping[str, Heard]) -> dict[str, float]:
    counts = heard_counts(heard)
    return {
        "text_f1": f1(counts["matched"], counts["quotes"], counts["read"]),
        "speaker_f1": f1(counts["speakers_right"], counts["speakers"], counts["speakers_read"]),
    }


def heard_counts(heard: Mapping[str, Heard]) -> Counter[str]:
    """The counts of several texts together."""
    return sum((each.counts for each in heard.values()), Counter())


def _contexts(counts: Counter[str]) -> float:
    return f1(counts["contexts_right"], counts["contexts"], counts["contexts_read"])


def _share(counts: Counter[str], right: str, of: str) -> float:
    return counts[right] / counts[of] if counts[of] else 0.0
