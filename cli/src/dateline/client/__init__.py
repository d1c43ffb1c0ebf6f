"""A client for programs that use a Dateline service: lists without cursors, and each change once, over restarts.

    from dateline.client import Client

    with Client() as client:
        for event in client.events(type="CONSULT", country="UKR"):
            print(event["date"], event["actors"])

docs/client.md shows the rest.
"""

from dateline.client.connection import Json
from dateline.client.download import Exported
from dateline.client.errors import CannotConnectError, CursorExpiredError, DatelineError, PlaceError, ProblemError, RejectedError, TransientError, problem_words
from dateline.client.filters import ChangeFilter, EventFilter, SearchFilter
from dateline.client.follow import Following
from dateline.client.place import Place
from dateline.client.records import Records
from dateline.client.retry import Retry
from dateline.client.service import Client
from dateline.client.shelf import Shelf

__all__ = [
    "CannotConnectError",
    "ChangeFilter",
    "Client",
    "CursorExpiredError",
    "DatelineError",
    "EventFilter",
    "Exported",
    "Following",
    "Json",
    "Place",
    "PlaceError",
    "ProblemError",
    "Records",
    "RejectedError",
    "Retry",
    "SearchFilter",
    "Shelf",
    "TransientError",
    "problem_words",
]
