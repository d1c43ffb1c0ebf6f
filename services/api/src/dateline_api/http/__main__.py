"""Runs the HTTP service: `python -m dateline_api.http`."""

from dateline_shared import telemetry
from dateline_shared.settings import load

from dateline_api.http.app import make_app
from dateline_api.http.connections import raise_limit
from dateline_api.http.server import Server
from dateline_api.settings import ApiSettings


def main() -> None:
    """Serve until told to stop."""
    settings = load(ApiSettings)
    telemetry.configure(settings, service="api")
    raise_limit()
    Server(make_app(settings), host=settings.host, port=settings.port).run()


if __name__ == "__main__":
    main()
