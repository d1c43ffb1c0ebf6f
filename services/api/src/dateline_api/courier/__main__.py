"""`python -m dateline_api.courier`: the composition root of the courier process."""

import signal

from dateline_shared import telemetry
from dateline_shared.clock import SystemClock
from dateline_shared.settings import load

from dateline_api.courier.post import guarded_post
from dateline_api.courier.run import Courier
from dateline_api.db.engine import make_engine
from dateline_api.settings import CourierSettings

CONNECTIONS = 5  # one looks and listens; the others serve all subscriptions, since none is held during a request


def main() -> None:
    settings = load(CourierSettings)
    telemetry.configure(settings, service="courier")
    engine = make_engine(settings.database_url.get_secret_value(), pool_size=CONNECTIONS)
    clock = SystemClock()
    courier = Courier(engine=engine, post=guarded_post(settings, clock=clock), clock=clock, source=settings.public_url)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: courier.stop())
    courier.run()
    engine.dispose()


if __name__ == "__main__":
    main()
