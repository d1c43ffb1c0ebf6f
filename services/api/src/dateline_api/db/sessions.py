"""Who is at work, by the sessions that the database knows of: a process without a broker is seen by its connection."""

from datetime import timedelta

from sqlalchemy import Connection, text


def sign_in(connection: Connection, name: str) -> None:
    """Give this session a name, of at most 63 bytes. It is seen for as long as the connection lasts, and at work whenever it asks something."""
    connection.execute(text("SELECT set_config('application_name', :name, false)"), {"name": name})


def is_at_work(connection: Connection, name: str, *, within: timedelta) -> bool:
    """Whether a session of this name asked something in that time, by the database's own clock."""
    statement = (
        "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = :name"
        " AND greatest(query_start, state_change) > clock_timestamp() - :within)"
    )
    return connection.execute(text(statement), {"name": name, "within": within}).scalar_one()
