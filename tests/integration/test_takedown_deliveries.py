"""What is left of an article that was taken down in the record of deliveries to webhooks."""

from typing import Any

from dateline_api.db.courier import Try, note
from dateline_api.db.webhooks import NewWebhook, add_webhook
from dateline_api.webhook_secret import new_secret
from integration.desk import TEXT, Desk, held


def test_what_receivers_of_webhooks_answered_to_its_changes_is_purged_with_it(bench: Any) -> None:
    desk = Desk(bench)
    key = desk.tell()
    new = NewWebhook(url="https://wall.example/", description=None, filter={}, secret=new_secret())
    told_in = bench.rows("SELECT seq FROM changes WHERE kind IN ('event', 'article')")
    with bench.engine.begin() as connection:
        hook = add_webhook(connection, new, place=None, now=bench.clock.now())["id"]
        for seq, answer in [*((seq, f"No room for: {TEXT}") for (seq,) in told_in), (None, "Taken.")]:
            note(connection, hook, Try(f"m-{seq}", seq, 1, bench.clock.now(), 5, "failed", status=500, answer=answer))
    assert "deliveries.answer" in held(bench, TEXT)

    desk.order("delete", key)

    assert held(bench, TEXT) == set()
    assert bench.rows("SELECT answer FROM deliveries WHERE answer IS NOT NULL") == [("Taken.",)]
    assert bench.rows("SELECT count(*)::int FROM deliveries WHERE status = 500") == [(len(told_in) + 1,)]
