"""The article on a web page."""

from datetime import UTC, datetime

import pytest
from dateline_ingest.page import NoArticleError, read_page
from dateline_shared.outbound import Response

PARAGRAPHS = [
    "The harbour master of Vell closed the port on Tuesday after a crane fell across two berths during the morning gale.",
    "Nobody was hurt, the port authority said, but three ships were told to wait outside the breakwater until the wreck is cleared.",
    "Fishing crews, who had asked for a second crane since spring, blamed the council for the delay and called a meeting for Friday.",
]
PAGE = f"""<!doctype html><html lang="en"><head><title>Port of Vell closes - The Vell Post</title>
<meta property="og:title" content="Port of Vell closes after crane falls"><meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2023-04-11T09:30:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Port of Vell closes after crane falls</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</article><footer>Subscribe to our newsletter</footer></body></html>"""


def _response(body: str = PAGE, *, status: int = 200, kind: str = "text/html; charset=utf-8") -> Response:
    return Response(url="https://www.post.vell.example/port", status=status, headers={"content-type": kind}, body=body.encode())


def test_page_of_very_many_authors_gives_the_first_fifty() -> None:
    crowd = "; ".join(f"Ada {chr(65 + n // 26)}{chr(97 + n % 26)}quill" for n in range(60))

    assert len(read_page(_response(PAGE.replace("Ada Quill", crowd))).article.authors) == 50


def test_page_gives_text_title_author_and_time() -> None:
    article = read_page(_response()).article
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)
    assert "newsletter" not in article.text
    assert article.title == "Port of Vell closes after crane falls"
    assert article.authors == ("Ada Quill",)
    assert article.published_at == datetime(2023, 4, 11, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (_response(status=404), "status 404"),
        (_response(kind="application/pdf"), "application/pdf"),
        (_response(""), "no article was found"),
        (_response("<html><body></body></html>"), "no article was found"),
    ],
)
def test_what_holds_no_article_says_why(response: Response, says: str) -> None:
    with pytest.raises(NoArticleError, match=says):
        read_page(response)
