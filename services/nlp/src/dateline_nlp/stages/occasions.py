"""Occasions that the text dates once and then only names: "the 2016 election", later "during the election campaign"."""

from collections.abc import Iterator, Sequence

from dateline_nlp.stages.governors import is_verb
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import ParsedSentence

ELECTIONS = word_set("election vote poll referendum ballot runoff")
AROUND = word_set("campaign debate race primary")  # what goes on before an election, in its year
OTHERS = word_set("summit conference tournament championship olympics war coup uprising revolution earthquake hurricane crisis pandemic")
ELSE = word_set("next last previous another new other upcoming coming")

Named = tuple[int, int, int]
"""A sentence's position, and the first and last token of words that tell a time."""


def dated(parsed: Sequence[ParsedSentence], told: Sequence[tuple[Named, str]]) -> dict[str, str]:
    """The EDTF date of each occasion that the text dates, and always the same way; `told` are the expressions of time with their dates."""
    found: dict[str, set[str]] = {}
    for (row, first, last), edtf in told:
        doc = parsed[row].doc
        noun = doc[last].head if doc[last].dep_ in ("compound", "nummod", "nmod", "amod", "poss", "npadvmod") else None
        if noun is None and first and doc[first - 1].lower_ in ("in", "of") and doc[first - 1].dep_ == "prep":
            noun = doc[first - 1].head
        kind = _kind(noun) if noun is not None else None
        if kind is not None and edtf.replace("-", "").isdigit():
            found.setdefault(kind, set()).add(edtf)
    return {kind: min(dates, key=len) for kind, dates in found.items() if len({d[:4] for d in dates}) == 1}


def named(parsed: Sequence[ParsedSentence], dates: dict[str, str]) -> Iterator[tuple[Named, str]]:
    """Where an act is set on such an occasion by its name alone, and the date that follows: "during the debate" in the year of the election."""
    if not dates:
        return
    for row, p in enumerate(parsed):
        for token in p.doc:
            kind = _kind(token)
            if kind not in dates or token.dep_ != "pobj" or token.head.lower_ not in ("during", "at", "in") or not is_verb(token.head.head):
                continue
            definite = any(c.lower_ in ("the", "that") or c.dep_ == "poss" for c in token.children)
            if definite and not any(c.lower_ in ELSE or c.pos_ == "NUM" for c in token.subtree):
                edtf = dates[kind][:4] if token.lemma_.lower() in AROUND else dates[kind]
                yield (row, token.left_edge.i, token.i), edtf


def _kind(noun: Token) -> str | None:
    """Under which word an occasion is known; all votes are one, and what leads up to them."""
    lemma = noun.lemma_.lower()
    return "election" if lemma in ELECTIONS or lemma in AROUND else lemma if lemma in OTHERS else None
