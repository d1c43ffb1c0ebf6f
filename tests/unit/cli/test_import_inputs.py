"""What `dateline import` makes of files: the same articles whatever they are written in, in bounded memory, from any place on."""

import gzip
import json
import os
import threading
import tracemalloc
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from dateline.imports.delivery import BYTES, ITEMS, batches
from dateline.imports.inputs import Format, Options, inputs, open_input
from dateline.imports.place import Item
from dateline.imports.stream import LONGEST
from dateline_shared.errors import RejectedError

TWO = [
    {"title": "Ferry service resumes", "text": "The ferry to Hvar sails again.", "external_id": "1"},
    {"title": "Café", "text": "“Enfin.”", "external_id": "2"},
]


def items(path: Path, format_: Format | None = None, **options: Any) -> list[Item]:
    (given,) = inputs([str(path)], format_)
    with open_input(given, Options(**options)) as reader:
        return list(reader.items())


def articles(path: Path, format_: Format | None = None, **options: Any) -> list[Any]:
    return [each.fault or json.loads(each.line) for each in items(path, format_, **options)]


def lines(*objects: Any) -> str:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)


CSV = 'Title,text,id\r\nFerry service resumes,The ferry to Hvar sails again.,1\r\n"Café",“Enfin.”,2\r\n'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ndjson", lines(*TWO).encode()),
        ("a.jsonl", lines(*TWO).replace("\n", "\r\n\r\n").rstrip().encode()),
        ("a.ndjson.gz", gzip.compress(lines(*TWO).encode())),
        ("packed", gzip.compress(lines(*TWO).encode())),
        ("marked.ndjson", lines(*TWO).encode("utf-8-sig")),
        ("wide.ndjson", lines(*TWO).encode("utf-16")),
        ("wide-without-mark.ndjson", lines(*TWO).encode("utf-16-le")),
        ("a.csv", CSV.encode()),
        ("marked.csv", CSV.encode("utf-8-sig")),
        ("excel.csv", CSV.encode("cp1252")),
        ("excel.txt.csv", CSV.replace(",", "\t").encode("utf-16")),
        ("semicolon.csv", CSV.replace(",", ";").encode()),
        ("stated.csv", ("sep=|\r\n" + CSV.replace(",", "|")).encode()),
        ("a.csv.gz", gzip.compress(CSV.encode())),
    ],
)
def test_same_articles_come_out_of_every_way_to_write_them(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)

    assert articles(tmp_path / name) == TWO


def test_line_goes_as_it_stands_unless_something_is_filled_in(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"text":  "a",  "source": "a.example"}\n{"text": "b", "published_at": "2024-03-05"}\n')

    plain = items(tmp_path / "a.ndjson")
    filled = articles(tmp_path / "a.ndjson", given={"source": "b.example", "published_at": "2024-01-01T00:00:00+00:00"})

    assert plain[0].line == b'{"text":  "a",  "source": "a.example"}'
    assert json.loads(plain[1].line)["published_at"] == "2024-03-05T00:00:00+00:00"
    assert [(each["source"], each["published_at"][:10]) for each in filled] == [("a.example", "2024-01-01"), ("b.example", "2024-03-05")]


def test_line_in_another_format_of_the_door_is_left_as_it_stands(tmp_path: Path) -> None:
    line = '{"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": "They met."}'
    (tmp_path / "a.ndjson").write_text(line)

    (found,) = items(tmp_path / "a.ndjson", given={"source": "b.example"})

    assert found.line.decode() == line


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        (b"nonsense", "is no JSON"),
        (b'"text"', "is no JSON object"),
        (b'{"text": "\xff"}', "is no JSON"),
        (b"x" * (2 * LONGEST + 5), "is longer than"),
        (b"[" * 100_000, "is no JSON"),
    ],
)
def test_line_that_is_no_object_is_named_and_the_next_is_read(bad: bytes, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_bytes('{"text": "å"}\n'.encode() + bad + b'\n{"text": "c"}')

    first, second, third = items(tmp_path / "a.ndjson")

    assert (first.name, second.name, third.name) == ("line 1", "line 2", "line 3")
    assert second.fault
    assert second.fault.startswith(fault)
    assert json.loads(third.line) == {"text": "c"}


def test_field_of_csv_may_hold_breaks_quotes_separators_and_be_long(tmp_path: Path) -> None:
    long = 'He said: "yes"; she,\n\nhowever, went.\r\n' * 8_000
    (tmp_path / "a.csv").write_text('"text";"title"\n"' + long.replace('"', '""') + '";"A ""long"" one"\n"short";\n', newline="")

    found = items(tmp_path / "a.csv")

    assert [json.loads(each.line) for each in found] == [{"text": long, "title": 'A "long" one'}, {"text": "short"}]
    assert [each.name for each in found] == ["line 2", f"line {2 + long.count(chr(10)) + 1}"]


def test_columns_of_csv_are_found_by_name_and_mapped_by_option(tmp_path: Path) -> None:
    header = "Headline,Body,Link,Pub Date,Authors,Keywords,Wire,Note"
    row = 'Talks end,They met.,https://a.example/1,"Tue, 05 Mar 2024 08:00:00 +0100",Ana Ruiz; Bo Lind,talks|peace,wire.example,x'
    (tmp_path / "a.csv").write_text(f"{header}\n{row}\n")

    (found,) = articles(tmp_path / "a.csv", columns={"Wire": "source", "Pub Date": "published_at", "Link": ""})

    assert found == {
        "title": "Talks end",
        "text": "They met.",
        "published_at": "2024-03-05T07:00:00+00:00",
        "authors": ["Ana Ruiz", "Bo Lind"],
        "tags": ["talks", "peace"],
        "source": "wire.example",
    }


def test_column_of_our_own_name_goes_before_one_that_means_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("body,text,id,id\nb,t,1,2\n")

    assert articles(tmp_path / "a.csv") == [{"text": "t", "external_id": "1"}]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("A title,one, two", "has 3 cells, 2 columns are named"),
        ("A title,soon", "published_at: 'soon' is neither a day"),
        ('"A "long" title",2024-03-05', "is no row of CSV"),
        ('A title,"2024', "is no row of CSV"),
    ],
)
def test_row_that_is_no_article_is_named_with_its_fields(row: str, fault: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"title,date\nFirst,2024-03-05\n{row}")

    _, bad = items(tmp_path / "a.csv")

    assert bad.name == "line 3"
    assert bad.fault
    assert bad.fault.startswith(fault)


@pytest.mark.parametrize("content", ["", "\n", "sep=;\n"])
def test_csv_without_header_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(content)

    with pytest.raises(RejectedError, match="header"):
        items(tmp_path / "a.csv")


def test_csv_that_names_nothing_of_an_article_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("kop;inhoud\na;b\n")

    with pytest.raises(RejectedError, match="--map COLUMN=text"):
        items(tmp_path / "a.csv")
    with pytest.raises(RejectedError, match="no column Inhoud"):
        items(tmp_path / "a.csv", columns={"Inhoud": "text"})
    assert articles(tmp_path / "a.csv", columns={"inhoud": "text"}) == [{"text": "b"}]


def test_packed_file_that_is_cut_off_ends_with_a_fault_and_keeps_what_came_before(tmp_path: Path) -> None:
    whole = lines(*({"text": os.urandom(500).hex()} for _ in range(3_000)))
    (tmp_path / "a.ndjson.gz").write_bytes(gzip.compress(whole.encode())[:-200_000])

    *found, last = items(tmp_path / "a.ndjson.gz")

    assert found
    assert all(each.fault is None for each in found)
    assert last.fault
    assert "damaged or cut off" in last.fault


def test_folder_gives_texts_and_pages_in_order_and_its_files_of_lines_apart(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "2018/empty").mkdir(parents=True)
    (folder / "2018/b.txt").write_text("A plain text.")
    (folder / "2018/a.html").write_bytes('<meta charset="iso-8859-2"><p>Łódź'.encode("iso-8859-2"))
    (folder / "z.md").write_bytes("# Élysée\n\nLe président.\n".encode("cp1252"))
    (folder / "notes.pdf").write_text("no article")
    (folder / ".hidden.txt").write_text("no article")
    (folder / "lines.ndjson").write_text('{"text": "a"}')
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")

    found = list(inputs([str(folder)], None))
    documents = next(each for each in found if each.format == "documents")
    with open_input(documents, Options()) as reader:
        read = [json.loads(each.line) for each in reader.items()]

    assert [Path(each.name).name for each in found] == ["lines.ndjson", "corpus"]
    assert read == [
        {"html": '<meta charset="iso-8859-2"><p>Łódź', "external_id": "corpus/2018/a.html"},
        {"text": "A plain text.", "external_id": "corpus/2018/b.txt"},
        {"title": "Élysée", "text": "Le président.\n", "external_id": "corpus/z.md"},
    ]


def test_base_url_makes_addresses_of_paths(tmp_path: Path) -> None:
    (tmp_path / "news of march").mkdir()
    (tmp_path / "news of march/é.html").write_text("<p>Text")

    (found,) = articles(tmp_path, base_url="https://wire.example/archive/", given={"source": "wire.example"})

    assert found == {"html": "<p>Text", "url": "https://wire.example/archive/news%20of%20march/%C3%A9.html", "source": "wire.example"}


@pytest.mark.parametrize("name", ["a.txt", "a.html"])
def test_empty_file_is_refused_and_not_fetched_from_its_address(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(" \n")

    assert articles(tmp_path, base_url="https://wire.example/") == ["is empty"]


def test_format_takes_every_file_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "53721").write_text("A text without an ending to its name.")

    assert articles(tmp_path, "text")[0]["text"] == "A text without an ending to its name."


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Talks end in Oslo\n\nThey met on Monday.", "Talks end in Oslo"),
        ("Talks end in Oslo\r\n\r\nThey met on Monday.", "Talks end in Oslo"),
        ("They met on Monday.\n\nThen they left.", None),
        ("OSLO, March 3\nThey met.", None),
        ("One line", None),
        ("w " * 150 + "\n\nThey met.", None),
    ],
)
def test_short_first_line_over_an_empty_one_is_a_title(text: str, title: str | None, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(text, newline="")

    (found,) = articles(tmp_path / "a.txt")

    assert found.get("title") == title
    assert found["text"] == (text if title is None else "They met on Monday.")


@pytest.mark.parametrize(("name", "content"), [("a.ndjson", lines(*TWO)), ("a.ndjson.gz", lines(*TWO)), ("a.csv", CSV), ("folder", "")])
def test_reader_goes_on_from_every_place_and_notices_when_what_was_before_is_another(name: str, content: str, tmp_path: Path) -> None:
    path = tmp_path / name
    if name == "folder":
        path.mkdir()
        for number in range(3):
            (path / f"{number}.txt").write_text("a")
    else:
        path.write_bytes(gzip.compress(content.encode()) if name.endswith(".gz") else content.encode())
    (given,) = inputs([str(path)], None)
    whole = items(path)

    for number, item in enumerate(whole, start=1):
        with open_input(given, Options()) as reader:
            assert reader.go_to(item.after)
            assert list(reader.items()) == whole[number:]

    if name == "folder":
        (path / "00.txt").write_text("came later")
    else:
        changed = content.replace("ferry", "train")
        path.write_bytes(gzip.compress(changed.encode()) if name.endswith(".gz") else changed.encode())
    with open_input(given, Options()) as reader:
        assert not reader.go_to(whole[-1].after)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.json", "[1]", "one JSON document"),
        ("a.json", '{\n  "text": "a"\n}', "dateline add"),
        ("a.dat", "PK\x03", "--format"),
        ("a.ndjson.gz", "\x1f\x8bno", "Cannot read"),
    ],
)
def test_file_that_cannot_be_read_as_articles_is_refused_with_what_to_do(name: str, content: str, told: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content.encode("latin-1"))

    with pytest.raises(RejectedError, match=told):
        items(tmp_path / name)


def test_path_that_is_not_there_is_named() -> None:
    with pytest.raises(RejectedError, match=r"There is no nowhere\.csv"):
        list(inputs(["nowhere.csv"], None))


def test_requests_are_bounded_by_number_and_bytes_and_lose_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text(lines(*({"text": "x" * size} for size in [1] * 1_200 + [300_000] * 10 + [2_000_000])))

    requests = list(batches(items(tmp_path / "a.ndjson")))

    assert [len(each) for each in requests[:2]] == [ITEMS, ITEMS]
    assert all(sum(len(item.line) + 1 for item in each) <= BYTES or len(each) == 1 for each in requests)
    assert list(chain(*requests)) == items(tmp_path / "a.ndjson")


@pytest.mark.parametrize("kind", ["ndjson", "csv"])
def test_endless_stream_is_read_in_bounded_memory(kind: str, tmp_path: Path) -> None:
    pipe = tmp_path / f"pipe.{kind}"
    os.mkfifo(pipe)
    text = "They met on Monday. " * 1_000
    piece = (json.dumps({"text": text}) + "\n" if kind == "ndjson" else f'"{text}","a ""b"""\n').encode() * 50
    rounds = 200  # 200 MB

    def write() -> None:
        with pipe.open("wb") as file:
            file.write(b"" if kind == "ndjson" else b"text,title\n")
            for _ in range(rounds):
                file.write(piece)

    writer = threading.Thread(target=write)
    writer.start()
    tracemalloc.start()
    try:
        (given,) = inputs([str(pipe)], None)
        with open_input(given, Options()) as reader:
            count = sum(len(batch) for batch in batches(reader.items()))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
        writer.join()

    assert count == 50 * rounds
    assert peak < 8 * BYTES
