"""Articles that their outlet withdraws, for good or until further notice, as IPTC ninjs has it (`pubStatus`)."""

from typing import Any, Literal

from dateline_shared.contracts.article import Precedence
from sqlalchemy import Connection, select

from dateline_api import ids
from dateline_api.db.commands import add_command
from dateline_api.db.tables import articles
from dateline_api.precedence import WITHDRAWN, Known

Row = dict[str, Any]


def tombstone(row: Row) -> Row:
    """The row of an article that is withdrawn, in case it is not known yet: without words, but known by when versions come late.

    Those are late that are older than the withdrawal, or than its arrival if it does not say when it was made.
    """
    wordless: Row = {"title": "", "text": "", "content_hash": b"", "given_hash": None, "markup": None, "host": None}
    at = row["received_at"]
    settled = {"state": "retracted", "reasons": [WITHDRAWN], "done_at": at, "not_before": None}
    return row | wordless | settled | {"modified_at": row["modified_at"] or at, "precedence": int(Precedence.POSTED)}


def withdraw(connection: Connection, row: Row, before: Known) -> Literal["retracted", "kept"]:
    """Note the withdrawal of a known article, so that older versions change nothing, and have store retract what it told.

    Where its words were read in another article of the same source, say the page of an agency's item, that one goes, and its copies with it.
    """
    if before.deleted_at is not None or (before.modified_at is not None and row["modified_at"] < before.modified_at):
        return "kept"
    connection.execute(articles.update().where(articles.c.id == row["id"]).values(modified_at=row["modified_at"], reasons=[WITHDRAWN]))
    if not before.is_withdrawn:
        of_original = articles.c.id == before.duplicate_of, articles.c.source == row["source"]
        original = connection.execute(select(articles.c.id, articles.c.revision).where(*of_original)).one_or_none()
        key, revision = original or (row["id"], before.revision)
        add_command(connection, "retract", {"article_id": ids.public("art", key), "revision": revision, "reason": WITHDRAWN}, now=row["received_at"])
    return "retracted"
