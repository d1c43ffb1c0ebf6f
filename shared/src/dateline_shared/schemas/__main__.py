"""Writes the committed schemas, or with `--check` says which differ and exits 1."""

import sys

from dateline_shared.schemas import CONTRACTS, outdated, path, render


def main(arguments: list[str]) -> int:
    stale = outdated()
    if "--check" in arguments:
        for name in stale:
            print(f"{path(name).name} is not what the models say: run `make schemas` and commit the difference", file=sys.stderr)
        return 1 if stale else 0
    for name in CONTRACTS:
        path(name).write_bytes(render(name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
