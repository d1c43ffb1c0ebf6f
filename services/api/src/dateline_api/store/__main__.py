"""`python -m dateline_api.store`: the composition root of the store process."""

import gc
import signal
import threading

from dateline_shared import broker, presence, telemetry
from dateline_shared.clock import SystemClock
from dateline_shared.settings import load

from dateline_api.db.engine import make_engine
from dateline_api.settings import StoreSettings
from dateline_api.store.run import Store, publisher

COLLECT = (20_000, 20, 50)  # new objects before garbage is looked for, and collections of younger ones before older are: an article leaves hardly any


def main() -> None:
    gc.freeze()  # what is loaded stays
    gc.set_threshold(*COLLECT)
    settings = load(StoreSettings)
    telemetry.configure(settings, service="store")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    redis_url = settings.redis_url.get_secret_value()
    engine = make_engine(settings.database_url.get_secret_value(), pool_size=6)
    withdraw = presence.keep_announcing(redis_url=redis_url, role="store", worker=presence.this_worker(), processes=1)
    Store(engine=engine, client=broker.connect(redis_url), publish=publisher(redis_url), clock=SystemClock(), settings=settings).run(stop)
    withdraw()
    engine.dispose()


if __name__ == "__main__":
    main()
