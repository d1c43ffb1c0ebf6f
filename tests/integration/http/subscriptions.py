"""What tests of webhooks have in common: subscriptions over HTTP, and what a courier leaves of them in the table."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from dateline_shared.testing import person
from sqlalchemy import text

URL = "https://receiver.example/dateline?room=7"
ADEYEMI, BAKO, DIOP = (person(name, country=country) for name, country in (("Folake Adeyemi", "NGA"), ("Idris Bako", "NGA"), ("Awa Diop", "SEN")))
PRAISE = {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "praised"}
STUCK = """
UPDATE webhooks SET head_seq = 4, attempt = 3, failing_since = :now, last_error = '503 Service Unavailable', next_at = :later,
    lease = gen_random_uuid(), lease_until = :later
"""


def add(api: Any, url: str = URL, **more: Any) -> dict[str, Any]:
    return api.post("/v1/webhooks", {"url": url, **more}, expect=201)


def path(hook: dict[str, Any], *parts: str) -> str:
    return "/".join((f"/v1/webhooks/{hook['id']}", *parts))


def patch(api: Any, hook: dict[str, Any], *, expect: int = 200, **changes: Any) -> dict[str, Any]:
    answer = api.http.patch(path(hook), json=changes)
    assert answer.status_code == expect, answer.text
    return answer.json()


def execute(api: Any, sql: str, **values: Any) -> None:
    with api.bench.engine.begin() as connection:
        connection.execute(text(sql), values)


def stick(api: Any, **more: Any) -> None:
    """Leave every webhook as a courier does that is just trying a change for the fourth time."""
    now = api.bench.clock.now()
    execute(api, STUCK, now=now, later=now + timedelta(minutes=5))
    for name, value in more.items():
        execute(api, f"UPDATE webhooks SET {name} = :value", value=value)


def kept(api: Any) -> dict[str, Any]:
    """What the table holds of the one webhook."""
    with api.bench.engine.connect() as connection:
        return dict(connection.execute(text("SELECT * FROM webhooks")).mappings().one())


def tell(api: Any, number: int = 1, **more: Any) -> None:
    for _ in range(number):
        api.tell(f"Adeyemi praised Bako in letter {uuid4()}.", dict(PRAISE) | more)
