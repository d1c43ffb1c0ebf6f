"""Who may do what: keys with scopes, as `Authorization: Bearer` or `X-API-Key`."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.exc import SQLAlchemyError

from dateline_api.api_key import Scope, is_mistyped
from dateline_api.db.keys import Holder
from dateline_api.http.idempotency import claim
from dateline_api.http.locality import check_is_local
from dateline_api.http.problems import ProblemError
from dateline_api.http.services import Here, Services

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="dateline"'}

_bearer = HTTPBearer(auto_error=False, scheme_name="bearer", description="An API key: `dl_...`")
_header = APIKeyHeader(name="X-API-Key", auto_error=False, scheme_name="header", description="The same key, for clients that cannot set Authorization")


def needs(scope: Scope) -> Any:
    """The dependency that lets only keys of this scope in, as often as they may come; with DATELINE_AUTH=off, everybody on this machine."""
    return Depends(_check(scope))


def _check(scope: Scope) -> Callable[..., Awaitable[None]]:
    async def check(
        request: Request, here: Here, bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)], header: Annotated[str | None, Depends(_header)]
    ) -> None:
        if here.settings.auth == "off":
            check_is_local(request)
            holder = None
            holder_id, caller = "", request.client.host if request.client else ""
        else:
            key = bearer.credentials if bearer else header
            holder = await _holder(key, here)
            request.state.key = key
            holder_id = caller = str(holder.id)
        request.state.caller = caller
        await here.rates.spend(caller)
        if holder and scope not in holder.scopes:  # refusals count, too
            raise ProblemError("missing-scope", f"the key lacks the scope {scope!r}; it has {', '.join(sorted(holder.scopes))}")
        await claim(request, holder_id)

    return check


async def _holder(key: str | None, here: Services) -> Holder:
    if not key:
        raise ProblemError("unauthorized", "this needs an API key: Authorization: Bearer dl_...", headers=_CHALLENGE)
    if is_mistyped(key):
        raise ProblemError("unauthorized", "the key is mistyped or cut off: its check digits do not agree", headers=_CHALLENGE)
    holder = await here.holders.find(key)
    if holder is None:
        raise ProblemError("unauthorized", "the key is unknown or was revoked", headers=_CHALLENGE)
    return holder


async def is_still_let_in(request: Request, here: Services) -> bool:
    """Whether the key of a request that goes on for long is still in force; as far as the database answers."""
    key: str | None = getattr(request.state, "key", None)
    try:
        return key is None or await here.holders.find(key) is not None
    except SQLAlchemyError:
        return True
