"""How each argument of an act hangs on the word that tells of it, for `--explain`."""

from collections.abc import Iterator
from typing import Literal

from dateline_shared.contracts.event import Path

from dateline_nlp.stages.clauses import Clause
from dateline_nlp.tree import Token


def find(clause: Clause) -> tuple[Path, ...]:
    """The path from the trigger to each word that named an actor or a recipient, actors first."""
    return (*_paths(clause, "actor", clause.roles.actor_tokens), *_paths(clause, "recipient", clause.roles.recipient_tokens))


def _paths(clause: Clause, role: Literal["actor", "recipient"], tokens: tuple[Token, ...]) -> Iterator[Path]:
    for token in dict.fromkeys(tokens):
        if token.doc is clause.trigger.token.doc:  # a pronoun's noun may stand in another sentence
            yield Path(role=role, steps=between(clause.trigger.token, token))


def between(start: Token, end: Token) -> tuple[str, ...]:
    """The words from one token to another over the parse, each step with its relation: `warned`, `>nsubj Macron`.

    `<dobj imposed` goes up: the word before it is the direct object of "imposed".
    """
    above = [start, *start.ancestors]
    below = [end]
    while below[-1] not in above and below[-1].head is not below[-1]:
        below.append(below[-1].head)
    meeting = below[-1]
    if meeting not in above:
        return (start.text, end.text)  # in different sentences of one stretch of text
    climbed = above[: above.index(meeting)]
    steps = [start.text, *(f"<{token.dep_} {token.head.text}" for token in climbed)]
    return (*steps, *(f">{token.dep_} {token.text}" for token in reversed(below[:-1])))
