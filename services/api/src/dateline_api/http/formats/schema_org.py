"""schema.org articles as JSON-LD: NewsArticle and its kin, alone, in a `@graph`, or as the main entity of a page.

The vocabulary: https://schema.org/NewsArticle. Any property may have one value, many, or a reference to another node of the
same document. An article with an address has the identity of that address, as when its page is fetched.
"""

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import Annotated, Any

from dateline_shared.contracts.article import Article, Text
from pydantic import AliasChoices, BeforeValidator, Field, PlainValidator

from dateline_api.http.errors import pointer
from dateline_api.http.formats import json_ld
from dateline_api.http.formats.json_ld import Node, Nodes, types_of
from dateline_api.http.formats.values import NO_ADDRESS, Document, Identifier, Moment, Path, VersionMoment, check_count, each, is_markup, names, outlet
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError, cut, invalid

NEWS = (
    "NewsArticle",
    "AnalysisNewsArticle",
    "AskPublicNewsArticle",
    "BackgroundNewsArticle",
    "OpinionNewsArticle",
    "ReportageNewsArticle",
    "ReviewNewsArticle",
)
ARTICLES = frozenset({*NEWS, "Article", "Report", "BlogPosting", "LiveBlogPosting"})
"""Advertisements, satire, scholarly and technical articles tell no news."""

_CONTEXT = re.compile(r"https?://(www\.)?schema\.org([/#]|$)", re.IGNORECASE)

Places = Annotated[tuple[str, ...], PlainValidator(lambda value: tuple(islice(json_ld.locations(value), 1)))]  # the first is used
Sites = Annotated[tuple[str, ...], PlainValidator(lambda value: tuple(islice(json_ld.locations(value, by=("url",)), 1)))]
Called = Annotated[tuple[Text, ...], BeforeValidator(lambda value: names(json_ld.called(value)))]


class NewsArticle(Document):
    """What is used of an article, each property made simple."""

    headline: Annotated[Text, BeforeValidator(json_ld.line)] = ""
    name: Annotated[Text, BeforeValidator(json_ld.line)] = ""
    body: Annotated[Text, BeforeValidator(json_ld.paragraphs)] = Field("", validation_alias=AliasChoices("articleBody", "text"))
    published: Annotated[Moment, BeforeValidator(json_ld.first)] = Field(None, validation_alias=AliasChoices("datePublished", "dateCreated"))
    modified: Annotated[VersionMoment, BeforeValidator(json_ld.first)] = Field(None, validation_alias="dateModified")
    authors: Called = Field((), validation_alias=AliasChoices("author", "creator"))
    publishers: Sites = Field((), validation_alias="publisher")
    url: Places = ()
    page: Places = Field((), validation_alias="mainEntityOfPage")
    id: Places = Field((), validation_alias="@id")
    identifier: Annotated[Identifier | None, BeforeValidator(json_ld.identifier)] = None
    language: Annotated[str | None, PlainValidator(json_ld.language_of)] = Field(None, validation_alias="inLanguage")
    keywords: Annotated[tuple[Text, ...], BeforeValidator(json_ld.keywords)] = ()


def read_schema_org(value: Node) -> Posted | list[Posted | ProblemError]:
    """The article of a document, or each of its articles, which may be at fault. Raises the problems `invalid-request` and `content-too-large`."""
    if not _is_schema_org(value.get("@context")):
        raise invalid("is not schema.org", pointer="/@context")
    found = list(_articles(value))
    if not found:
        types = ", ".join(dict.fromkeys(types_of(value))) or "nothing with a type"
        raise invalid(f"holds no article but {cut(types)}; the types read here are {', '.join(sorted(ARTICLES))}", pointer="/@type")
    check_count(len(found))
    nodes = json_ld.nodes_of(value)
    if len(found) == 1:
        return _read(found[0][1], found[0][0], nodes=nodes)
    return each(partial(_read, nodes=nodes), found)


def _read(node: Node, at: Path, *, nodes: Nodes) -> Posted:
    linked = {
        name: json_ld.resolved(member, nodes) if name in ("author", "creator", "publisher", "mainEntityOfPage") else member for name, member in node.items()
    }
    told = NewsArticle.read(linked, at=at)
    if node.get("url") is not None and not told.url:
        raise invalid(NO_ADDRESS, pointer=pointer((*at, "url")))
    url = next(iter((*told.url, *told.page, *told.id)), None)
    title = told.headline or told.name
    if not (title.strip() or told.body.strip() or url):
        raise invalid("one of headline, articleBody and url is needed", pointer=pointer((*at, "articleBody")))
    is_marked_up = is_markup(told.body)
    article = Article.model_construct(
        text="" if is_marked_up or not told.body.strip() else told.body,
        title=title,
        url=url,
        external_id=None if url else told.identifier,
        source=next(map(outlet, told.publishers), None),
        published_at=told.published,
        modified_at=told.modified,
        language=told.language,
        authors=told.authors,
        tags=told.keywords,
        embargoed_until=None,
    )
    return Posted(article, markup=told.body if is_marked_up else None, is_fragment=is_marked_up)


def _is_schema_org(context: Any) -> bool:
    """Whether names without a prefix are schema.org's; they are taken for that where nothing is said."""
    if context is None:
        return True
    for one in context if isinstance(context, list) else [context]:
        vocabulary = one.get("@vocab") if isinstance(one, dict) else one
        if isinstance(vocabulary, str) and _CONTEXT.match(vocabulary):
            return True
    return False


def _articles(value: Node, at: Path = ()) -> Iterator[tuple[Path, Node]]:
    """The articles of a document and where they stand: itself, else its main entity, else those of its graph."""
    if ARTICLES.intersection(types_of(value)):
        yield at, value
        return
    main, graph = value.get("mainEntity"), value.get("@graph")
    if isinstance(main, dict) and ARTICLES.intersection(types_of(main)):
        yield (*at, "mainEntity"), main
    for n, node in enumerate(graph if isinstance(graph, list) else []):
        if isinstance(node, dict) and ARTICLES.intersection(types_of(node)):
            yield (*at, "@graph", n), node
