"""Puts the HTTP service together."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any

from dateline_shared.clock import Clock, SystemClock
from fastapi import FastAPI
from limits.aio.storage import MemoryStorage

from dateline_api.db.accept import IMPORT, LIVE
from dateline_api.db.articles import count_waiting
from dateline_api.db.engine import make_async_engine
from dateline_api.db.listen import newest_seqs
from dateline_api.db.session import Database
from dateline_api.http import errors, methods, openapi
from dateline_api.http.backlog import Backlog
from dateline_api.http.broker_watch import BrokerWatch
from dateline_api.http.exports import MAX_EXPORTS
from dateline_api.http.holders import Holders
from dateline_api.http.idempotency import Idempotency
from dateline_api.http.imports import MAX_IMPORTS
from dateline_api.http.linger import Linger
from dateline_api.http.page_tags import PageTags
from dateline_api.http.rates import RateHeaders, Rates
from dateline_api.http.readiness import Readiness
from dateline_api.http.relay import Relay
from dateline_api.http.request_log import RequestLog
from dateline_api.http.routers import (
    articles,
    changes,
    commands,
    corrections,
    deliveries,
    discover,
    entities,
    events,
    exports,
    feeds,
    keys,
    meta,
    opml,
    public,
    readings,
    search,
    sources,
    statistics,
    stories,
    stream,
    suggest,
    takedown,
    webhooks,
)
from dateline_api.http.services import Services
from dateline_api.http.ticker import Ticker
from dateline_api.settings import ApiSettings

MAX_COUNTING = 4  # of the pool's 8 connections

ROUTERS = tuple(
    part.router
    for part in (
        articles,
        takedown,
        events,
        entities,
        stories,
        changes,
        feeds,
        sources,
        opml,
        discover,
        commands,
        corrections,
        readings,
        webhooks,
        deliveries,
        keys,
        statistics,
        exports,
        suggest,
        search,
        stream,
        meta,
        public,
    )
)


def make_app(settings: ApiSettings, *, clock: Clock | None = None) -> FastAPI:
    """The whole service. Nothing is connected before its lifespan begins; its parts are in `app.state.services`."""
    parts = _make_services(settings, clock or SystemClock())

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        parts.broker.start()
        tasks = [asyncio.create_task(run()) for run in (parts.readiness.prepare, parts.ticker.run, parts.relay.run)]
        try:
            yield
        finally:
            parts.broker.stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await parts.database.close()

    app = FastAPI(
        title="Dateline",
        version=version("dateline-api"),
        lifespan=lifespan,
        openapi_url=None,  # served by routers.public, completed
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.services = parts
    app.add_middleware(Idempotency, here=parts)
    app.add_middleware(RateHeaders, rates=parts.rates)
    app.add_middleware(Linger)
    app.add_middleware(RequestLog)  # the last one added is the outermost
    errors.install(app)
    app.add_exception_handler(405, methods.not_allowed)
    for router in ROUTERS:
        app.include_router(router)
    return app


def openapi_document() -> dict[str, Any]:
    """The OpenAPI document of this release, without a running service."""
    return openapi.document(make_app(ApiSettings.model_construct()))  # whatever the environment says


def _make_services(settings: ApiSettings, clock: Clock) -> Services:
    database_url = settings.database_url.get_secret_value()
    database = Database(make_async_engine(database_url))
    holders = Holders(database, clock)
    ticker = Ticker(partial(newest_seqs, database_url, revoked=holders.forget))
    broker = BrokerWatch(settings.redis_url.get_secret_value())

    def backlog(priority: int) -> Backlog:
        async def count() -> int:
            return await database.read(count_waiting, upto=settings.max_waiting + 1, priority=priority, now=clock.now())

        return Backlog(count, limit=settings.max_waiting)

    return Services(
        settings=settings,
        clock=clock,
        database=database,
        ticker=ticker,
        relay=Relay(database, ticker, clock),
        live=backlog(LIVE),
        imports=backlog(IMPORT),
        holders=holders,
        rates=Rates(settings.requests(), MemoryStorage()),
        import_places=asyncio.Semaphore(MAX_IMPORTS),
        export_places=asyncio.Semaphore(MAX_EXPORTS),
        counting_places=asyncio.Semaphore(MAX_COUNTING),
        broker=broker,
        readiness=Readiness(settings=settings, clock=clock, database=database, broker=broker),
        page_tags=PageTags(),
    )
