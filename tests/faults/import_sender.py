"""Posts a file of NDJSON in one request, and reads the answer when everything is sent, as most clients do. Its summary is printed."""

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx2

PIECE = 256 * 1024  # bytes


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def main(path: str) -> None:
    url = os.environ["DATELINE_URL"]
    headers = {"Authorization": f"Bearer {os.environ['DATELINE_KEY']}", "Content-Type": "application/x-ndjson"}
    last = ""
    with httpx2.Client(timeout=600, trust_env=False) as http, http.stream("POST", f"{url}/v1/articles", content=pieces(Path(path)), headers=headers) as answer:
        answer.raise_for_status()
        for line in answer.iter_lines():
            last = line
    print(json.dumps(json.loads(last)["summary"]))


if __name__ == "__main__":
    main(*sys.argv[1:])
