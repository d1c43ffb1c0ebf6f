"""/v1/search: articles by their words."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from dateline_api.db.search import NothingToFindError, search_articles
from dateline_api.http.answers import link_to_next, read_answer
from dateline_api.http.auth import needs
from dateline_api.http.openapi import problems, unchanged
from dateline_api.http.paging import next_in_list, page, resume
from dateline_api.http.problems import invalid
from dateline_api.http.searching import FoundArticle, SearchPage, SearchQuery, key_of
from dateline_api.http.services import Here

router = APIRouter(prefix="/v1/search", tags=["articles"], dependencies=[needs("read")])


@router.get("", response_model=SearchPage, responses={**problems(400), **unchanged()})
async def search(request: Request, here: Here, query: Annotated[SearchQuery, Query()]) -> Response:
    """Articles that hold these words, the most relevant or the newest first, with the stretches that hold them.

    An article can be found once it was read. One that was retracted cannot; of one whose text is not kept, title and kept sentences are searched.
    """
    parameters = query.asked()
    cursor = resume(query.cursor, of="search", parameters=parameters)
    after = query.resume(cursor) if cursor else None
    try:
        async with here.counting_places:
            finds = await here.database.read(search_articles, wanted=query.wanted(), sort=query.sort, after=after, limit=query.limit)
    except NothingToFindError as error:
        raise invalid(str(error), parameter="q") from None
    onward = next_in_list("search", parameters, key_of(finds.end)) if finds.end else None
    return read_answer(request, page([FoundArticle.body(found) for found in finds.found], onward), headers=link_to_next(request, onward))
