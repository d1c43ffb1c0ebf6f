"""The figures of the gold as tables for people, and the worst errors of the halves that are not sealed."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from dateline.evaluate.account import Account
from dateline.evaluate.confusion import STATUSES, Confusion
from dateline.evaluate.exhaustive import Reading, Tally
from dateline.evaluate.gold import SEALED
from dateline.evaluate.halves import WORST, Report, figures, heard_counts
from dateline.evaluate.reliability import bins, worst

ARTICLE_HEADINGS = ("articles", "gold", "emitted", "found", "right", "recall", "precision", "of type, actor, status")
LOWER_IS_BETTER = ("dates_invented", "repeated_per_100", "never_per_100", "alarms_per_100", "calibration_error")


def print_tables(reports: Sequence[Report], console: Console) -> None:
    """All of them; a kind of gold that is not there has no table."""
    if any(report.articles for report in reports):
        console.print(
            _tallies("genre", ARTICLE_HEADINGS, [(each.half.name, [*each.genres().items(), ("all", each.tally)]) for each in reports if each.articles])
        )
        console.print()
        console.print(_tallies("type", ARTICLE_HEADINGS[1:], [(each.half.name, list(each.types().items())) for each in reports if each.articles]))
        console.print()
        console.print(_statuses("status in articles", [(each.half.name, each.statuses()) for each in reports if each.articles]))
    if any(report.sentences for report in reports):
        console.print()
        console.print(_statuses("status sentences", [(each.half.name, each.main) for each in reports if each.sentences]))
    if any(report.alarms for report in reports):
        console.print()
        console.print(_alarms(reports))
    if any(report.quotes for report in reports):
        console.print()
        console.print(_quotes(reports))
    if any(report.judged for report in reports):
        console.print()
        console.print(_confidence(reports))
        for report in reports:
            if report.half.name != SEALED and report.judged:
                console.print()
                console.print(_worst(report))
    console.print()
    console.print(_figures(reports))


def faults(report: Report) -> Iterator[str]:
    """What was missed, is wrong or was read beyond the gold, a line each, with its sentence; of the sealed half nothing, which nobody tunes on."""
    if report.half.name == SEALED:
        return
    texts = {record["id"]: f"\n    {record['text']}" for record in (*report.half.status, *report.half.quotes, *report.half.contexts)}
    for reading in (*report.articles, *report.sentences):
        yield from _faults_of(reading, texts.get(reading.article, ""))
    for alarm in report.alarms:
        for account in alarm.accounts:
            yield f"{alarm.kind} {alarm.genre}  false alarm  {_line(account)}\n    {alarm.text}"
    for name, heard in (*report.article_quotes.items(), *report.quotes.items()):
        for fault in heard.faults:
            yield f"{name}  {fault}{texts.get(name, '')}"
    for record in report.half.contexts:
        read, counts = report.contexts_read[record["id"]], report.contexts[record["id"]]
        if not counts["contexts_right"] == counts["contexts"] == counts["contexts_read"]:
            words = "its event was not found" if read is None else f"read {list(read)}"
            yield f"{record['id']}  contexts {record['contexts']}, {words}{texts[record['id']]}"


def _faults_of(reading: Reading, sentence: str) -> Iterator[str]:
    for verdict in reading.faults:
        fault = f"wrong {', '.join(verdict.wrong)}" if verdict.found else "not found"
        yield f"{reading.article}  {fault}  {verdict.what}{sentence}"
    for account in reading.beyond:
        yield f"{reading.article}  beyond the gold  {_line(account)}{sentence}"
    for slip in reading.details.slips:
        yield f"{reading.article}  {slip}{sentence}"


def _line(account: Account) -> str:
    sides = " → ".join(", ".join(side.names[0] for side in sides) for sides in (account.actors, account.recipients) if sides)
    return f"{account.type} {sides} {account.status}"


def _table(left: Sequence[str], right: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in left:
        table.add_column(heading, no_wrap=True)
    for heading in right:
        table.add_column(heading, justify="right")
    return table


def _tallies(by: str, headings: Sequence[str], halves: Sequence[tuple[str, Sequence[tuple[str, Tally]]]]) -> Table:
    table = _table(("half", by), headings)
    for half, rows in halves:
        for name, tally in rows:
            shares = tally.shares()
            counts = (tally.articles, tally.gold, tally.emitted, tally.found, tally.right)[-len(headings) + 3 :]
            values = (f"{shares[each]:.2f}" for each in ("recall_type", "precision_type", "precision_type_actor_status"))
            table.add_row(half, name, *map(str, counts), *values, style="bold" if name == "all" else None)
    return table


def _statuses(title: str, halves: Sequence[tuple[str, Confusion]]) -> Table:
    table = _table(("half", title), ("gold", "read", "precision", "recall", "F1"))
    for half, confusion in halves:
        for status in STATUSES:
            score = confusion.score(status)
            table.add_row(half, status, str(score.gold), str(score.read), f"{score.precision:.2f}", f"{score.recall:.2f}", f"{score.f1:.2f}")
        table.add_row(half, f"macro F1; right {confusion.share_right:.2f}", "", "", "", "", f"{confusion.macro_f1:.2f}", style="bold")
    return table


def _alarms(reports: Sequence[Report]) -> Table:
    table = _table(("half", "tells of nothing"), ("sentences", "mentions", "per 100"))
    for report in reports:
        for kind in ("event_free", "no_mention"):
            rates: Mapping[str, tuple[int, int]] = report.alarm_rates(kind)
            rows = [(f"{kind} {genre}", *counts) for genre, counts in rates.items() if len(rates) > 1]
            if rates:
                rows.append((f"{kind}, all", sum(each[0] for each in rates.values()), sum(each[1] for each in rates.values())))
            for name, sentences, mentions in rows:
                table.add_row(
                    report.half.name, name, str(sentences), str(mentions), f"{100 * mentions / sentences:.1f}", style="bold" if name.endswith("all") else None
                )
    return table


def _quotes(reports: Sequence[Report]) -> Table:
    table = _table(("half", "quotes"), ("gold", "matched", "recall"))
    for report in reports:
        for form in ("direct", "indirect", "mixed"):
            counts = heard_counts(report.quotes)
            if count := counts[form]:
                matched = counts[f"{form}_matched"]
                table.add_row(report.half.name, form, str(count), str(matched), f"{matched / count:.2f}")
    return table


def _confidence(reports: Sequence[Report]) -> Table:
    table = _table(("half", "confidence"), ("mentions", "mean", "right"))
    for report in reports:
        for each in bins(report.judged):
            table.add_row(report.half.name, f"{each.least:.2f} to {each.most:.2f}", str(each.mentions), f"{each.confidence:.2f}", f"{each.right:.2f}")
    return table


def _worst(report: Report) -> Table:
    """Readings that are surest and wrong, with their sentences; never of the sealed half."""
    table = _table(("record", "surest errors", "status"), ("confidence",))
    table.add_column("sentence", overflow="fold")
    for each in worst(report.judged, WORST):
        table.add_row(each.record.partition(":")[2], each.mention.type, each.mention.status, f"{each.mention.confidence:.2f}", escape(each.sentence))
    return table


def _figures(reports: Sequence[Report]) -> Table:
    """One line a figure, the halves side by side; an arrow marks those that are better when lower."""
    found = [figures(report) for report in reports]
    table = _table(("figure",), [report.half.name for report in reports])
    for group, name in dict.fromkeys((group, name) for each in found for group, values in each.items() for name in values):
        values = (each.get(group, {}).get(name) for each in found)
        table.add_row(f"{group} {name}{' ↓' if name in LOWER_IS_BETTER else ''}", *("" if value is None else f"{value:.3f}" for value in values))
    return table
