"""A reader of /v1/changes for `test_http_writers`, to be killed: python change_reader.py URL KEY FILE QUERY.

It adds a line to the file for each page: the cursor after it, and the numbers in it. It goes on from the last whole line.
"""

import sys
from pathlib import Path

import httpx2


def main(url: str, key: str, file: Path, query: str) -> None:
    file.touch()
    whole = file.read_bytes().rpartition(b"\n")[0].decode().splitlines()  # a line may have been torn
    file.write_text("".join(f"{line}\n" for line in whole))
    cursor = whole[-1].split()[0] if whole else None
    headers = {"Authorization": f"Bearer {key}", "Prefer": "wait=5"}
    with httpx2.Client(base_url=url, headers=headers, timeout=30, trust_env=False) as http, file.open("a") as book:
        while True:
            page = http.get("/v1/changes?" + query + (f"&cursor={cursor}" if cursor else "")).raise_for_status().json()
            cursor = page["next_cursor"]
            book.write(" ".join([cursor, *(str(change["seq"]) for change in page["data"])]) + "\n")
            book.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4])
