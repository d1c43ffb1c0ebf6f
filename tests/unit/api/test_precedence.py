"""Whose words stand: every case of what may come in for a known article."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from dateline_api.precedence import WITHDRAWN as REASON
from dateline_api.precedence import Known, Offer, Verdict, decide
from dateline_shared.contracts.article import Precedence

SUMMARY, FETCHED, POSTED = Precedence.FEED_SUMMARY, Precedence.FETCHED, Precedence.POSTED
NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

PLAIN = Known(
    revision=1, state="done", precedence=POSTED, content_hash=b"A", given_hash=None, modified_at=None, deleted_at=None, done_at=NOON, duplicate_of=None
)
FROM_FEED = replace(PLAIN, precedence=SUMMARY)
FROM_PAGE = replace(PLAIN, precedence=FETCHED, content_hash=b"page", given_hash=b"summary")  # of a feed's entry
FROM_ADDRESS = replace(FROM_PAGE, given_hash=None)
FROM_MARKUP = replace(PLAIN, content_hash=b"text", given_hash=b"markup")
TO_FETCH = replace(FROM_FEED, state="to_fetch", content_hash=b"summary", given_hash=b"summary", done_at=None)
DATED = replace(PLAIN, modified_at=NOON)
RETRACTED = replace(PLAIN, state="retracted")
WITHDRAWN = replace(RETRACTED, modified_at=NOON)
DELETED = replace(RETRACTED, content_hash=b"nothing", deleted_at=NOON)
RESTORED = replace(RETRACTED, precedence=SUMMARY, content_hash=b"")
WITHHELD = replace(RESTORED, reasons=[REASON])
ADDRESS = Offer(FETCHED, None, wants_page=True)


@pytest.mark.parametrize(
    ("known", "offer", "verdict"),
    [
        pytest.param(PLAIN, Offer(POSTED, b"A"), "unchanged", id="same words"),
        pytest.param(PLAIN, Offer(SUMMARY, b"A"), "unchanged", id="same words from a lower hand"),
        pytest.param(FROM_FEED, Offer(POSTED, b"A"), "unchanged", id="same words from a higher hand"),
        pytest.param(PLAIN, Offer(POSTED, b"B"), "revised", id="changed words"),
        pytest.param(PLAIN, Offer(FETCHED, b"B"), "kept", id="fetched words after posted ones"),
        pytest.param(FROM_FEED, Offer(SUMMARY, b"B"), "revised", id="changed entry of a feed"),
        pytest.param(FROM_FEED, Offer(SUMMARY, b"B", wants_page=True), "revised", id="changed entry whose page is to be read"),
        pytest.param(DATED, Offer(POSTED, b"B", modified_at=NOON - HOUR), "kept", id="older words"),
        pytest.param(DATED, Offer(POSTED, b"B", modified_at=NOON), "revised", id="changed words of the same time"),
        pytest.param(DATED, Offer(POSTED, b"B"), "revised", id="changed words of no time"),
        pytest.param(replace(DATED, precedence=SUMMARY), Offer(POSTED, b"B", modified_at=NOON - HOUR), "kept", id="older words from a higher hand"),
        pytest.param(PLAIN, ADDRESS, "unchanged", id="address of posted words"),
        pytest.param(FROM_FEED, ADDRESS, "unchanged", id="address of a feed's entry"),
        pytest.param(FROM_ADDRESS, ADDRESS, "unchanged", id="address again"),
        pytest.param(replace(TO_FETCH, precedence=FETCHED, given_hash=None), ADDRESS, "unchanged", id="address again before its page is read"),
        pytest.param(replace(FROM_ADDRESS, state="dead"), ADDRESS, "unchanged", id="address of a page that could not be had"),
        pytest.param(FROM_MARKUP, Offer(POSTED, b"markup"), "unchanged", id="markup again"),
        pytest.param(FROM_MARKUP, Offer(POSTED, b"markup 2"), "revised", id="changed markup"),
        pytest.param(FROM_MARKUP, Offer(POSTED, b"text"), "unchanged", id="the very text of a markup"),
        pytest.param(FROM_MARKUP, Offer(POSTED, b"B"), "revised", id="text after markup"),
        pytest.param(FROM_MARKUP, Offer(SUMMARY, b"summary", wants_page=True), "kept", id="summary after markup"),
        pytest.param(FROM_PAGE, Offer(SUMMARY, b"summary", wants_page=True), "unchanged", id="same summary after its page"),
        pytest.param(FROM_PAGE, Offer(SUMMARY, b"summary 2", wants_page=True), "stale", id="changed summary after its page"),
        pytest.param(FROM_PAGE, Offer(SUMMARY, b"summary 2"), "kept", id="changed summary whose page is not to be read any more"),
        pytest.param(replace(FROM_PAGE, state="working"), Offer(SUMMARY, b"summary 2", wants_page=True), "kept", id="changed summary while its page is read"),
        pytest.param(FROM_ADDRESS, Offer(SUMMARY, b"summary", wants_page=True), "kept", id="summary after the page at a posted address"),
        pytest.param(FROM_PAGE, Offer(POSTED, b"B"), "revised", id="posted text after a page"),
        pytest.param(FROM_PAGE, Offer(POSTED, b"summary"), "revised", id="summary, posted, after a page"),
        pytest.param(FROM_PAGE, Offer(POSTED, b"page"), "unchanged", id="the very text of a page"),
        pytest.param(TO_FETCH, Offer(SUMMARY, b"summary", wants_page=True), "unchanged", id="same summary before its page is read"),
        pytest.param(TO_FETCH, Offer(SUMMARY, b"summary 2", wants_page=True), "revised", id="changed summary before its page is read"),
        pytest.param(TO_FETCH, Offer(POSTED, b"summary"), "revised", id="summary, posted, before its page is read"),
        pytest.param(TO_FETCH, Offer(FETCHED, b"B"), "revised", id="whole text in a feed before the page is read"),
        pytest.param(RETRACTED, Offer(POSTED, b"A"), "unchanged", id="same words of a retracted article"),
        pytest.param(RETRACTED, Offer(POSTED, b"B"), "revised", id="retracted article revived by changed words"),
        pytest.param(WITHDRAWN, Offer(POSTED, b"A", modified_at=NOON + HOUR), "revised", id="same words made after they were withdrawn"),
        pytest.param(WITHDRAWN, Offer(POSTED, b"A", modified_at=NOON), "kept", id="same words made when they were withdrawn"),
        pytest.param(WITHDRAWN, Offer(POSTED, b"B", modified_at=NOON - HOUR), "kept", id="words made before they were withdrawn"),
        pytest.param(WITHDRAWN, Offer(POSTED, b"A"), "unchanged", id="withdrawn words of no time"),
        pytest.param(WITHDRAWN, Offer(POSTED, b"B"), "revised", id="other words than the withdrawn ones, of no time"),
        pytest.param(WITHDRAWN, Offer(SUMMARY, b"B", modified_at=NOON + HOUR), "kept", id="a feed's later words for withdrawn ones"),
        pytest.param(WITHDRAWN, ADDRESS, "unchanged", id="address of withdrawn words"),
        pytest.param(DELETED, Offer(POSTED, b"B"), "kept", id="deleted article"),
        pytest.param(DELETED, ADDRESS, "kept", id="address of a deleted article"),
        pytest.param(RESTORED, Offer(SUMMARY, b"summary", wants_page=True), "revised", id="a feed's words for a restored article"),
        pytest.param(RESTORED, ADDRESS, "revised", id="address of a restored article"),
        pytest.param(WITHHELD, ADDRESS, "unchanged", id="address of an article that was withdrawn before it came"),
    ],
)
def test_what_comes_in_for_a_known_article(known: Known, offer: Offer, verdict: Verdict) -> None:
    assert decide(known, offer) == verdict
