"""Write the tables of THIRD_PARTY.md from the installed packages' own metadata: `python deploy/third_party.py`, or `--check` to compare only.

The rows are what requirements/*.txt pin for Linux and CPython 3.12, which is what the images run; so every machine writes the same file.
What stands outside of the markers in THIRD_PARTY.md is written by hand.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "THIRD_PARTY.md"
IMAGES = ("api", "ingest", "nlp")
BEGIN, END = "<!-- packages -->", "<!-- /packages -->"

PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+?))? \\")
IMAGE_SYSTEM = {
    "implementation_name": "cpython",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_python_implementation": "CPython",
    "platform_system": "Linux",
    "python_full_version": "3.12.0",
    "python_version": "3.12",
    "sys_platform": "linux",
}
SPELLED_OUT = 40  # characters: a longer License field holds the licence's text, not its name


@dataclass(frozen=True, slots=True)
class Package:
    """A pinned package: its name as it calls itself, its licence, and the images that hold it (none: development and `dateline up`)."""

    name: str
    licence: str
    images: tuple[str, ...]


def pinned(file: Path) -> set[str]:
    """Canonical names of what a requirements file pins for the images' system."""
    pins = filter(None, map(PIN.fullmatch, file.read_text(encoding="utf-8").splitlines()))
    return {canonicalize_name(pin["name"]) for pin in pins if pin["marker"] is None or Marker(pin["marker"]).evaluate(environment=IMAGE_SYSTEM)}


def licence_of(about: Any) -> str:
    """The licence that a package declares: SPDX expression, else a short License field, else its classifiers."""
    if expression := about.get("License-Expression"):
        return str(expression)
    field = str(about.get("License") or "").strip()
    if field and len(field) <= SPELLED_OUT and field != "Dual License":
        return field
    classifiers = (each.rpartition(" :: ")[2] for each in about.get_all("Classifier") or [] if each.startswith("License ::"))
    return " or ".join(dict.fromkeys(classifiers)) or "not declared"


def packages() -> list[Package]:
    """Every pinned package, in alphabetical order. Raises PackageNotFoundError when one is not installed: run `make setup`."""
    by_image = {image: pinned(ROOT / "requirements" / f"{image}.txt") for image in IMAGES}
    names = pinned(ROOT / "requirements/dev.txt") | pinned(ROOT / "requirements/build.txt")
    found = []
    for name in sorted(names.union(*by_image.values())):
        about = metadata(name)
        found.append(Package(str(about["Name"]), licence_of(about), tuple(image for image in IMAGES if name in by_image[image])))
    return found


def table(rows: Iterable[Package], *, with_images: bool) -> list[str]:
    """The rows as lines of Markdown."""
    head = ["| package | licence | images |", "|---|---|---|"] if with_images else ["| package | licence |", "|---|---|"]
    return head + [f"| {row.name} | {row.licence} |" + (f" {', '.join(row.images)} |" if with_images else "") for row in rows]


def render(text: str, found: Iterable[Package]) -> str:
    """THIRD_PARTY.md with its tables made anew. Raises ValueError when a marker is missing."""
    found = list(found)
    lines = [
        "### In the images",
        "",
        *table([each for each in found if each.images], with_images=True),
        "",
        "### Only for `dateline up`, tests and development",
        "",
        *table([each for each in found if not each.images], with_images=False),
    ]
    before, _, rest = text.partition(BEGIN)
    _, marked, after = rest.partition(END)
    if not marked:
        raise ValueError(f"{TARGET.name} lacks {BEGIN} or {END}")
    return "\n".join([before + BEGIN, "", *lines, "", END + after])


def main(arguments: list[str]) -> int:
    """Write, or compare; exit code 1 when they differ."""
    text = TARGET.read_text(encoding="utf-8")
    try:
        wanted = render(text, packages())
    except PackageNotFoundError as error:
        print(f"{error.name} is pinned and not installed here: run `make setup`", file=sys.stderr)
        return 1
    if "--check" in arguments:
        if wanted != text:
            print(f"{TARGET.name} is not what is installed: run `.venv/bin/python deploy/third_party.py`", file=sys.stderr)
        return int(wanted != text)
    TARGET.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
