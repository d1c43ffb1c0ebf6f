"""What somebody posted, whatever format it came in: the one value that every format is read into."""

from dataclasses import dataclass

from dateline_shared.contracts.article import Article


@dataclass(frozen=True, slots=True)
class Posted:
    """An article with its text, or with what its text is still to be read from: markup, or the page at its address."""

    article: Article  # without markup and with an address, an empty text means: fetch the page
    markup: str | None = None  # HTML, to be read by an ingest worker
    is_fragment: bool = False  # of the markup: the article's body without the page around it
    is_cancelled: bool = False  # the outlet withdraws the article
