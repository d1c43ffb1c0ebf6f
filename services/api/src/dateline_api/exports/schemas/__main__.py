"""Writes the committed descriptions, or with `--check` says which differ and exits 1."""

import sys

from dateline_api.exports.schemas import FOLDER, SCHEMAS, outdated, render


def main(arguments: list[str]) -> int:
    if "--check" in arguments:
        stale = outdated()
        for name in stale:
            print(f"{name} is not what the code says: run `make schemas` and commit the difference", file=sys.stderr)
        return 1 if stale else 0
    for name in SCHEMAS:
        (FOLDER / name).write_bytes(render(name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
