"""Reports of one act, as many outlets give it, and the record that is folded of them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from dateline_api.store.link.fold import fold
from dateline_api.store.link.telling import Bonds, Revision, Telling, Told
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Count, Party
from dateline_shared.contracts.event import Claim, EventMention, Quantity, When

EVENT = UUID(int=1)
NAMES = UUID(int=2)
MONDAY = datetime(2024, 3, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def party(name: str, kind: Any = "person", **more: Any) -> Party:
    """An entity of this name."""
    return Party(name=name, kind=kind, entity=f"{kind}:{name.casefold()}", **more)


def words(name: str, kind: Any = "unknown", **more: Any) -> Party:
    """A description that names nobody."""
    return Party(name=name, kind=kind, **more)


ROY, LUND, KORR = party("Ada Roy", country="NOR"), party("Per Lund", country="NOR"), party("Ib Korr", country="DNK")


def day(edtf: str, basis: Any = "stated", granularity: Any = "day") -> When:
    return When(edtf=edtf, granularity=granularity, basis=basis)


def killed(low: float, high: float | None = -1, *, by: Party | None = None, qualifier: Any = "exactly", **more: Any) -> Quantity:
    """A number of dead, or of another kind."""
    amount = Count(low=low, high=low if high == -1 else high, qualifier=qualifier)
    fields: dict[str, Any] = {"kind": "killed", "text": f"{low:g} dead"} | more
    return Quantity(amount=amount, said_by=by, **fields)


def claim(status: Any, by: Party | None = None, **more: Any) -> Claim:
    return Claim(status=status, said_by=by, **more)


def report(outlet: str, after: float = 0, status: Any = "happened", *, article: str = "", copy_of: Told | None = None, nth: int = 0, **given: Any) -> Told:
    """What an outlet makes of the act so many days after Monday morning; `nth` tells mentions of one article apart."""
    article = article or f"{outlet} {after}"
    trigger = Span(start=0, end=3, exact="met")
    fields: dict[str, Any] = {"type": "CONSULT", "family": "meet", "actors": (ROY,), "status": status, "confidence": 0.8, "evidence": (trigger,)} | given
    fields.setdefault("claims", (claim(status, fields.get("said_by")),))
    at = MONDAY + after * DAY
    original = copy_of.telling.id if copy_of else None
    telling = Telling(uuid5(NAMES, article), f"{outlet}.example", None, article, at, at, original)
    mention = EventMention(key="x1", **fields)
    parties = [
        *mention.actors,
        *mention.recipients,
        mention.said_by,
        *(each.said_by for each in mention.claims),
        *(each.said_by for each in mention.quantities),
    ]
    entities = {each.entity: uuid5(NAMES, each.entity) for each in parties if each and each.entity}
    return Told(uuid5(NAMES, f"{article} {nth}"), mention, telling, entities)


def record(*told: Told, bonds: Bonds | None = None, now: datetime = MONDAY, revision: Revision | None = None) -> dict[str, Any]:
    """What is folded of these reports."""
    return fold(EVENT, told, bonds=bonds or Bonds(), revision=revision or Revision(), before=None, now=now)


def names(parties: Sequence[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in parties]
