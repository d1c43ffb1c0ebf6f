"""Small pages for people: the list of operations and what the problems mean. No script, nothing from elsewhere."""

from collections.abc import Mapping
from html import escape
from typing import Any

from dateline_api.http.openapi import operations
from dateline_api.http.problems import PROBLEM_TYPES, ProblemType

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; background: #fff }
code, .path { font-family: ui-monospace, monospace } .method { display: inline-block; min-width: 4.5rem; font-weight: 600 }
details { border-top: 1px solid #ddd; padding: .4rem 0 } summary { cursor: pointer } table { border-collapse: collapse; margin: .5rem 0 }
td, th { text-align: left; padding: .2rem 1rem .2rem 0; vertical-align: top } .note { color: #555 }
@media (prefers-color-scheme: dark) { body { color: #e6e6e6; background: #161616 } details { border-color: #444 } .note { color: #aaa } a { color: #8ab4f8 } }
"""


def docs_page(document: Mapping[str, Any]) -> str:
    """Every operation of an OpenAPI document, with its parameters and answers."""
    info = document["info"]
    listed = "".join(_operation(*entry) for entry in operations(document))
    introduction = "".join(f"<p>{escape(part)}</p>" for part in info["description"].split("\n\n"))
    links = '<p><a href="/openapi.json">OpenAPI document</a> · <a href="/problems">Problems</a></p>'
    return _page(f"{info['title']} {info['version']}", introduction + links + listed)


def problem_page(kind: ProblemType) -> str:
    """What one type of problem means."""
    return _page(kind.title, f"<p>Status {kind.status}, type <code>/problems/{kind.slug}</code></p><p>{escape(kind.explanation)}</p>")


def problems_page() -> str:
    """All types of problem."""
    rows = "".join(f'<tr><td>{k.status}</td><td><a href="/problems/{k.slug}">{k.slug}</a></td><td>{escape(k.title)}</td></tr>' for k in PROBLEM_TYPES.values())
    return _page("Problems", f"<table>{rows}</table>")


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    parameters = "".join(
        f"<tr><td><code>{escape(p['name'])}</code></td><td>{p['in']}</td><td>{escape(p.get('description', ''))}</td></tr>"
        for p in operation.get("parameters", [])
    )
    answers = "".join(f"<tr><td>{status}</td><td>{escape(given['description'])}</td></tr>" for status, given in sorted(operation["responses"].items()))
    summary = f'<span class="method">{method}</span> <span class="path">{escape(path)}</span> <span class="note">{escape(operation["summary"])}</span>'
    text = f"<p>{escape(operation.get('description', ''))}</p>"
    table = f"<table><tr><th>Parameter</th><th>In</th><th></th></tr>{parameters}</table>" if parameters else ""
    return f"<details><summary>{summary}</summary>{text}{table}<table><tr><th>Answer</th><th></th></tr>{answers}</table></details>"


def _page(title: str, body: str) -> str:
    meta = '<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">'  # asks for no icon
    head = f"{meta}<title>{escape(title)}</title><style>{_STYLE}</style>"
    return f'<!doctype html><html lang="en"><head>{head}</head><body><h1>{escape(title)}</h1>{body}</body></html>'
