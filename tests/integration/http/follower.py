"""Follows the change log in a process of its own, to be killed: notes each number in a file before it asks for the next change."""

import os
import sys

from dateline.client import Client


def main(place: str, notes: str, how: str) -> None:
    """Note what comes, until killed."""
    with Client() as client, open(notes, "a", encoding="utf-8") as file:
        for change in client.follow(keep=place, how="stream" if how == "stream" else "poll", kind="event"):
            file.write(f"{change['seq']}\n")
            file.flush()
            os.fsync(file.fileno())


if __name__ == "__main__":
    main(*sys.argv[1:])
