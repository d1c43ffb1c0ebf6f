"""A small world whose articles tell, again and again, of the same acts of the same people: what links can be made and unmade of."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.entity import Entity, Role
from dateline_shared.contracts.event import EventMention, Quantity, When
from dateline_shared.contracts.extraction import Extraction, Pipeline
from dateline_shared.testing import event, extraction, person, span

BEGIN = datetime(2024, 3, 1, 8, tzinfo=UTC)
FAMILIES = (
    ("SUPPORT", "congratulate", "congratulated"),
    ("CONSULT", "meet", "met"),
    ("ACCUSE", "accuse", "accused"),
    ("ASSAULT", "attack", "attacked"),
    ("AGREE", "agree", "agreed with"),
    ("die", "die", "mourned"),
)
FORENAMES = ("Folake", "Idris", "Awa", "Kwame", "Zainab", "Tunde", "Amina", "Sekou")
SURNAMES = ("Adeyemi", "Bako", "Diop", "Mensah", "Okoro", "Traore", "Harris", "Toure")
ROLES = ("governor", "harbour master", "minister", "judge", "pilot", "editor", "general", "envoy")
COUNTRIES = ("NGA", "SEN", "GHA", "MLI")
OUTLETS = tuple(f"paper{n}.example" for n in range(8))


@dataclass(frozen=True)
class Act:
    """Something that happened between two people on a day."""

    actor: Entity
    recipient: Entity
    kind: tuple[str, str, str]
    day: datetime


@dataclass
class World:
    """People, acts, and as many articles on them as are asked for; what a reader finds in each follows from its words."""

    dice: random.Random
    people: Sequence[Entity] = field(init=False)
    acts: list[Act] = field(init=False)
    count: int = 0

    def __post_init__(self) -> None:
        self.people = [
            person(f"{forename} {surname}", country=self.dice.choice(COUNTRIES), roles=(Role(title=role),), sectors=("GOV",))
            for forename, surname, role in zip(FORENAMES, SURNAMES, ROLES, strict=True)
        ]
        self.acts = []
        for _ in range(12):
            actor, recipient = self.dice.sample(list(self.people), 2)
            self.acts.append(Act(actor, recipient, self.dice.choice(FAMILIES), BEGIN + timedelta(days=self.dice.randrange(20))))

    def articles(self) -> Iterator[Article]:
        """One after the other, each on one to three acts; some without a title, some published long after."""
        while True:
            self.count += 1
            told = sorted({self.dice.randrange(len(self.acts)) for _ in range(self.dice.randint(1, 3))})
            published = max(self.acts[n].day for n in told) + timedelta(hours=self.dice.randrange(1, 60))
            yield Article(
                text=self.words(told),
                title=f"Report {self.count}",
                url=f"https://{self.dice.choice(OUTLETS)}/{self.count}",
                published_at=published,
            )

    def words(self, told: Sequence[int]) -> str:
        """A sentence for each act."""
        lines = []
        for n in told:
            act = self.acts[n]
            toll = f" About {self.dice.randint(2, 9)} people were killed." if act.kind[1] == "attack" else ""
            where = f"it was said in room {self.dice.randrange(99)}"
            lines.append(f"Act {n}: on {act.day:%d %B} {act.actor.name} {act.kind[2]} {act.recipient.name}, {where}.{toll}")
        return "\n".join(lines)

    def read(self, reading: Reading, *, pipeline: str = "0.1.0", skill: float = 1.0) -> Extraction:
        """What a reader finds: all acts, or, with less skill, some of them, and not all of each. The same words give the same answer."""
        dice = random.Random(f"{pipeline} {reading.article.text}")
        found: list[EventMention] = []
        named: dict[str, Entity] = {}
        for line in reading.article.text.split("\n"):
            if not line.startswith("Act ") or dice.random() > skill:
                continue
            act = self.acts[int(line.split(":")[0].removeprefix("Act "))]
            recipients = [act.recipient] if dice.random() <= skill else []
            named |= {each.key: each for each in (act.actor, *recipients)}
            found.append(self._mention(f"x{len(found) + 1}", reading, line, act, recipients, dice, skill))
        answer = extraction(reading, entities=list(named.values()), events=found, published_at=reading.article.published_at)
        return answer.model_copy(update={"pipeline": Pipeline(version=pipeline, digest="0" * 12)})

    def _mention(self, key: str, reading: Reading, line: str, act: Act, recipients: list[Entity], dice: random.Random, skill: float) -> EventMention:
        type_, family, trigger = act.kind
        start = reading.article.text.index(line)
        at = start + line.index(trigger)
        evidence = span(reading, line)
        first = evidence.model_copy(update={"start": at, "end": at + len(trigger), "exact": trigger})
        when = When(edtf=f"{act.day:%Y-%m-%d}", granularity="day", basis="stated", text=f"{act.day:%d %B}")
        more: dict[str, Any] = {"status": "happened" if dice.random() <= 0.8 else "alleged"}
        if "killed" in line:
            number = line.rsplit("About ", 1)[1].split(" ")[0]
            given = {"kind": "killed", "amount": {"low": float(number), "high": float(number)}, "text": f"About {number} people"}
            more["quantities"] = (Quantity.model_validate(given),)
        mention = event(key, evidence=first, actors=[act.actor], recipients=recipients, type=type_, family=family, date=when, **more)
        return mention.model_copy(update={"evidence": (first, evidence)})
