"""What the log tells of addresses."""

from dateline_ingest.worker import without_queries


def test_queries_of_addresses_are_not_logged() -> None:
    reason = "https://e.org/private?token=secret answered with status 403; is this the address of a web page?"

    assert without_queries(reason) == "https://e.org/private?… answered with status 403; is this the address of a web page?"
    assert without_queries(None) is None
