"""What a reader has in mind at a point of the text: the mentions so far, weighed by nearness and by their part in the sentence.

The weights follow the tradition of Lappin and Leass (1994): recency, subject emphasis, parallel roles; adjusted by hand on five news articles.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable

from dateline_shared.contracts.entity import Entity

from dateline_nlp.tree import Doc, Token
from dateline_nlp.values import Mention

WINDOW = 4  # sentences that a pronoun looks back over
SPEAKER, SUBJECT, OBJECT, OTHER = 2.4, 2.0, 1.0, 0.6
DECAY = 0.5  # a sentence halves what it left in mind
CONJOINED = 0.45  # one of two who are joined comes less to mind by himself (Gordon, Hendrick and Foster 1999)
TOPIC = 0.06  # for each earlier mention, so that the article's hero wins ties
TOPIC_MOST = 8


class Salience:
    """Mentions of the last sentences; `add` in the order of the text."""

    def __init__(self) -> None:
        self._recent: deque[tuple[int, int, Mention, float]] = deque()
        self._count: dict[str, int] = defaultdict(int)

    def add(self, mention: Mention, weight: float) -> None:
        for key in mention.entities:
            self._count[key] += 1
        self._recent.append((mention.sentence, mention.first, mention, weight))

    def forget_before(self, sentence: int) -> None:
        while self._recent and self._recent[0][0] < sentence - WINDOW:
            self._recent.popleft()

    def forget(self, keys: Collection[str]) -> None:
        """Leaves out those who turned out to be somebody else."""
        if keys:
            self._recent = deque(row for row in self._recent if row[2].entities[0] not in keys)

    def seen(self, key: str) -> bool:
        """Whether an entity has been spoken of so far."""
        return key in self._count

    def weighed(self) -> Iterable[tuple[Mention, float]]:
        """The remembered mentions with their weights."""
        return [(mention, weight) for _, _, mention, weight in self._recent]

    def ranked(
        self, sentence: int, token: int, fits: Callable[[str], bool], *, excluded: frozenset[str] = frozenset(), bonus: Callable[[Mention], float] | None = None
    ) -> list[str]:
        """Entities that fit, the most salient first."""
        scores: dict[str, float] = {}
        for s, first, mention, weight in self._recent:
            if len(mention.entities) != 1 or (s == sentence and first > token):
                continue
            key = mention.entities[0]
            if key in excluded or not fits(key):
                continue
            score = weight * DECAY ** (sentence - s) + (bonus(mention) if bonus else 0.0)
            scores[key] = max(scores.get(key, 0.0), score)
        for key in scores:
            scores[key] += TOPIC * min(self._count[key], TOPIC_MOST)
        return sorted(scores, key=lambda k: scores[k], reverse=True)


def weight(doc: Doc, mention: Mention) -> float:
    """How much a mention's place in its sentence puts it in mind; a speaker's most of all, one of two names who are joined less."""
    head = doc[mention.head]
    joined = [c for c in head.children if c.dep_ == "conj"] or ([head.head] if head.dep_ == "conj" else [])
    return _part(doc, mention) * (CONJOINED if head.tag_ == "NNP" and any(t.tag_ == "NNP" for t in joined) else 1.0)


def _part(doc: Doc, mention: Mention) -> float:
    token = doc[mention.head]
    for _ in range(6):
        if token.dep_ in ("conj", "appos") and token.head != token:
            token = token.head
        elif token.dep_ == "oprd" and token.head.dep_ == "acl":  # "a group calling itself the Dawn Front"
            token = token.head.head
    if token.dep_ in ("nsubj", "nsubjpass"):
        main = token.head.dep_ in ("ROOT", "conj")
        speaks = token.head.dep_ == "ROOT" and token.head.lemma_ in ("say", "tell", "add", "reply", "write", "tweet")
        return SPEAKER if speaks else SUBJECT if main else SUBJECT * 0.8
    return OBJECT if token.dep_ in ("dobj", "dative", "agent", "attr", "appos", "ROOT") else OTHER


def clause(token: Token) -> Token:
    """The verb of the clause that a token stands in."""
    while token.head != token and token.pos_ not in ("VERB", "AUX"):
        token = token.head
    return token


def is_body(entity: Entity) -> bool:
    """Whether "it" can mean the entity as somebody that acts."""
    return entity.kind == "organization" or (entity.kind == "place" and entity.place_kind == "country")
