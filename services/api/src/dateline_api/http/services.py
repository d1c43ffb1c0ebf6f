"""What a request can use: made once for an app, passed to handlers by name."""

import asyncio
from dataclasses import dataclass
from typing import Annotated

from dateline_shared.clock import Clock
from fastapi import Depends, Request

from dateline_api.db.accept import LIVE
from dateline_api.db.session import Database
from dateline_api.http.backlog import Backlog
from dateline_api.http.broker_watch import BrokerWatch
from dateline_api.http.holders import Holders
from dateline_api.http.page_tags import PageTags
from dateline_api.http.rates import Rates
from dateline_api.http.readiness import Readiness
from dateline_api.http.relay import Relay
from dateline_api.http.ticker import Ticker
from dateline_api.settings import ApiSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts of one api process."""

    settings: ApiSettings
    clock: Clock
    database: Database
    ticker: Ticker
    relay: Relay
    live: Backlog  # of what is posted by the piece, unless it says otherwise
    imports: Backlog  # of what comes as NDJSON: an import must not shut out live posts
    holders: Holders
    rates: Rates  # of requests, by caller
    import_places: asyncio.Semaphore  # one for each import under way
    export_places: asyncio.Semaphore
    counting_places: asyncio.Semaphore  # one for each query that looks at much, so that all others find a connection meanwhile
    broker: BrokerWatch
    readiness: Readiness
    page_tags: PageTags

    def backlog(self, priority: int) -> Backlog:
        """Of the articles of one priority."""
        return self.live if priority == LIVE else self.imports


async def services(request: Request) -> Services:
    """The dependency behind `Here`; async, since FastAPI hands what is not to a thread, for each request."""
    return request.app.state.services


Here = Annotated[Services, Depends(services)]
