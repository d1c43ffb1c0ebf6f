"""Write `.env` for docker compose, once: random passwords and the admin key. An existing file is never touched.

Runs on the standard library alone, because whoever runs containers needs no virtual environment: `make env`.
"""

import os
import secrets
import sys
from pathlib import Path

from dateline_api.api_key import new_key

PASSWORD_BYTES = 24  # 192 bits, in hexadecimal digits, which URLs, shells and configuration files take as they are

TEXT = """\
# Written by `make env`. Keep it with the volumes: the database takes its password when it is first made.
DATELINE_ADMIN_KEY={admin_key}
POSTGRES_PASSWORD={postgres}
REDIS_PASSWORD={redis}

# The API is published at 127.0.0.1, on this port.
#DATELINE_PORT=8400
# Processes of one nlp container, and the memory that it may take; `--scale nlp=3` adds containers.
#DATELINE_NLP_PROCESSES=2
#NLP_MEMORY=2g
# debug, info, warning or error.
#DATELINE_LOG_LEVEL=info
# The address by which others reach the API, told in every message to a webhook.
#DATELINE_PUBLIC_URL=http://127.0.0.1:8400
# An address or page of yours, told to the servers whose feeds and pages are fetched, and to receivers of webhooks.
#DATELINE_CONTACT=
# Networks that may be fetched from, and delivered to, although they are not public: CIDR[:port], comma separated.
#DATELINE_FETCH_ALLOW=
# Processes of one ingest container: each waits for one server at a time, or reads one page.
#DATELINE_INGEST_PROCESSES=4
# respect or ignore what robots.txt asks of us.
#DATELINE_ROBOTS=respect
# yes: the api image is built with pyarrow, 170 MB, so that it can export Parquet.
#PARQUET=no
"""


def write_env(path: Path) -> bool:
    """Write the file, readable by its owner only, unless it exists; whether it was written."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(TEXT.format(admin_key=new_key(), postgres=_password(), redis=_password()))
    return True


def _password() -> str:
    return secrets.token_hex(PASSWORD_BYTES)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else ".env")
    print(f"{target} is written; next: docker compose up --build --wait" if write_env(target) else f"{target} exists and is kept")
