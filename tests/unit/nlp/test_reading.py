"""What the reader makes of single sentences and short articles: roles, status, speakers, embedded acts, merging."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from dateline_nlp.pipeline import Reader, load_reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction

PUBLISHED = datetime(2022, 6, 15, 18, tzinfo=UTC)


def read(reader: Reader, text: str, *, title: str = "", explain: bool = False) -> Extraction:
    article = Article(text=text, title=title, published_at=PUBLISHED)
    return reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=PUBLISHED), explain=explain)


def only(reader: Reader, text: str, event_type: str) -> EventMention:
    found = [event for event in read(reader, text).events if event.type == event_type]
    assert len(found) == 1, [(e.type, e.status) for e in read(reader, text).events]
    return found[0]


def names(parties) -> list[str]:
    return [party.name for party in parties]


@pytest.mark.parametrize(
    ("text", "event_type", "actors", "recipients"),
    [
        ("France imposed sanctions on Mali.", "SANCTION", ["France"], ["Mali"]),
        ("Sanctions were imposed on Mali by France.", "SANCTION", ["France"], ["Mali"]),
        ("Two Turkish journalists were arrested by Greek police.", "COERCE", ["Greek police"], ["Turkish journalists"]),
        ("Five Libyan diplomats expelled by Ghana arrived in Tripoli.", "SANCTION", ["Ghana"], ["Libyan diplomats"]),
        ("Kenya, which condemned Uganda, stayed away.", "ACCUSE", ["Kenya"], ["Uganda"]),
        ("Italy and Spain criticised Hungary.", "ACCUSE", ["Italy", "Spain"], ["Hungary"]),
        ("Japan and Vietnam held talks in Hanoi.", "CONSULT", ["Japan", "Vietnam"], []),
        ("The Polish president visited Estonia.", "CONSULT", ["Polish president"], ["Estonia"]),
        ("Norway hosted the Finnish president.", "CONSULT", ["Finnish president"], ["Norway"]),
        ("Serbia rejected a Swiss proposal.", "REJECT", ["Serbia"], ["Switzerland"]),
        ("Ghana's expulsion of Libyan diplomats drew attention.", "SANCTION", ["Ghana"], ["Libyan diplomats"]),
        ("Three soldiers were killed in Mali.", "ASSAULT", [], ["soldiers"]),
    ],
)
def test_parties_stand_in_their_roles(reader: Reader, text: str, event_type: str, actors: list[str], recipients: list[str]) -> None:
    event = only(reader, text, event_type)
    assert (names(event.actors), names(event.recipients)) == (actors, recipients)


@pytest.mark.parametrize(
    ("text", "event_type", "status"),
    [
        ("France expelled two Malian diplomats.", "SANCTION", "happened"),
        ("France did not expel the Malian diplomats.", "SANCTION", "negated"),
        ("France has no plans to expel Malian diplomats.", "SANCTION", "negated"),
        ("France failed to expel the Malian diplomats.", "SANCTION", "negated"),
        ("France may expel two Malian diplomats.", "SANCTION", "possible"),
        ("France plans to expel two Malian diplomats.", "SANCTION", "planned"),
        ("France allegedly expelled two Malian diplomats.", "SANCTION", "alleged"),
        ("Mali accused France of arming the rebels.", "AID", "alleged"),
        ("France denied arming the rebels.", "AID", "denied"),
        ("France continued to arm the rebels.", "AID", "happened"),
        ("The United Nations accused both sides of killing civilians.", "ASSAULT", "alleged"),
        ("The talks between Serbia and Kosovo fell through.", "CONSULT", "negated"),
        ("Russia reportedly shelled the town of Kharkiv.", "ASSAULT", "alleged"),
        ("Nobody was arrested in Kenya.", "COERCE", "negated"),
        ("The two countries have never signed a treaty.", "SUPPORT", "negated"),
        ("France is to expel two Malian diplomats.", "SANCTION", "planned"),
    ],
)
def test_status_follows_the_words_that_govern_the_act(reader: Reader, text: str, event_type: str, status: str) -> None:
    assert only(reader, text, event_type).status == status


@pytest.mark.parametrize(
    "text",
    [
        "Did France expel the Malian diplomats?",
        "A reporter asked whether France had expelled the diplomats.",
        "If France expels the diplomats, Mali will be sad.",
        "The report made no mention of sanctions.",
        "The convicted smuggler lives in Bamako.",
        "France did not deny expelling the diplomats.",
        "The village bakery sells warm bread.",
        "Doctors recommend that adults drink two litres of water a day.",
        "Rain is expected to hit the coast overnight.",
        "Unless the president steps down, the party will sulk.",
    ],
)
def test_what_is_not_asserted_is_no_mention(reader: Reader, text: str) -> None:
    assert [(e.type, e.status) for e in read(reader, text).events if e.type != "THREATEN"] == []


@pytest.mark.parametrize(
    ("text", "outer", "inner", "status"),
    [
        ("Greece demanded that Turkey withdraw its troops from Cyprus.", "REQUEST", "RETREAT", "requested"),
        ("Cuba agreed to release the prisoners.", "AGREE", "RETREAT", "planned"),
        ("Egypt refused to extradite the banker.", "REJECT", "COOPERATE", "negated"),
        ("Egypt threatened to expel the diplomats.", "THREATEN", "SANCTION", "planned"),
    ],
)
def test_embedded_act_lives_in_about(reader: Reader, text: str, outer: str, inner: str, status: str) -> None:
    events = read(reader, text).events
    assert [e.type for e in events] == [outer]
    assert [(a.type, a.status) for a in events[0].about] == [(inner, status)]


def test_future_cooperative_act_is_agree(reader: Reader) -> None:
    event = only(reader, "The Greek president will visit Egypt on Friday.", "AGREE")
    assert event.status == "planned"
    assert event.about[0].type == "CONSULT"


def test_announced_own_hostile_act_is_a_threat(reader: Reader) -> None:
    event = only(reader, "Poland said it would expel the Belarusian diplomats.", "THREATEN")
    assert event.status == "happened"
    assert names(event.actors) == ["Poland"]


def test_mode_of_a_threat_is_what_is_threatened(reader: Reader) -> None:
    assert only(reader, "Egypt threatened to expel the Libyan diplomats.", "THREATEN").mode == "expel"


def test_mode_of_a_request_is_what_is_asked_for(reader: Reader) -> None:
    assert only(reader, "Greece demanded that Turkey withdraw its troops from Cyprus.", "REQUEST").mode == "yield"


def test_speaker_is_named_with_the_verb(reader: Reader) -> None:
    event = only(reader, "France expelled two Malian diplomats, the Malian foreign ministry said.", "SANCTION")
    assert event.said_by is not None
    assert event.said_by.country == "MLI"
    assert event.verb == "say"


def test_act_of_speech_is_the_outlets_word(reader: Reader) -> None:
    assert only(reader, "The Spanish premier criticised Morocco.", "ACCUSE").said_by is None


def test_headline_and_body_tell_one_act(reader: Reader) -> None:
    events = read(
        reader, "Angela Merkel met Emmanuel Macron in Paris on Tuesday. Merkel met Macron for two hours.", title="Merkel meets Macron in Paris"
    ).events
    assert [e.type for e in events] == ["CONSULT"]
    assert len(events[0].claims) == 3
    assert events[0].headline


def test_we_in_a_talk_are_both_who_talked(reader: Reader) -> None:
    text = "President Emmanuel Macron met Chancellor Olaf Scholz in Paris on Monday. “We did not discuss gas,” Mr Macron told reporters."
    denied = [e for e in read(reader, text).events if e.type == "CONSULT" and e.status in ("denied", "negated")]
    assert [sorted(names(e.actors)) for e in denied] == [["Emmanuel Macron", "Olaf Scholz"]]


def test_the_nation_is_the_country_named_before(reader: Reader) -> None:
    event = only(reader, "Critics of Russia point to the nation's invasion of Georgia.", "ASSAULT")
    assert (names(event.actors), names(event.recipients)) == (["Russia"], ["Georgia"])


def test_numbers_are_quantities(reader: Reader) -> None:
    event = only(reader, "Gunmen killed 12 soldiers in Mali.", "ASSAULT")
    assert [(q.kind, q.amount.low) for q in event.quantities] == [("killed", 12)]


def test_money_is_a_quantity(reader: Reader) -> None:
    event = only(reader, "Japan gave $4 million to Tonga.", "AID")
    assert [(q.kind, q.amount.low, q.unit) for q in event.quantities] == [("money", 4_000_000, "USD")]


def test_contexts_are_read_off_the_sentence(reader: Reader) -> None:
    event = only(reader, "The army shelled the village with artillery.", "ASSAULT")
    assert "military" in {context.name for context in event.contexts}


def test_every_span_gives_the_words_of_the_article(reader: Reader) -> None:
    text = "“We are happy 🙂,” said Mr Keïta. France praised the Malian president."
    extraction = read(reader, text)
    spans = [s for e in extraction.events for s in (*e.evidence, *(x for p in e.actors for x in p.spans))]
    assert spans
    assert all(text[s.start : s.end] == s.exact for s in spans)


def test_explain_names_what_was_dropped_and_why(reader: Reader) -> None:
    extraction = read(reader, "If France expels the diplomats, Mali will be sad.", explain=True)
    assert ("a condition", "expel-diplomat") in {(d.reason, d.frame) for d in extraction.dropped}


def test_empty_article_is_rejected_with_a_reason(reader: Reader) -> None:
    extraction = read(reader, " \n ")
    assert extraction.outcome == "rejected"
    assert extraction.reason


def test_other_language_is_reported(reader: Reader) -> None:
    extraction = read(reader, "Die Bundeskanzlerin hat am Montag den französischen Präsidenten in Berlin zu einem Gespräch über die Lage in Mali empfangen.")
    assert extraction.outcome == "unsupported_language"
    assert extraction.language.code == "de"


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "?!",
        "🙂🙂🙂",
        "FRANCE EXPELS DIPLOMATS FROM MALI AFTER ROW OVER MINES",
        "a " * 3000,
        "(" * 500,
        "<p>France <b>expelled</b> diplomats</p>",
        "\u202eFrance expelled diplomats\u202c and\u0007 left",
        "one\ttwo\tthree\n1\t2\t3\n",
        "France expelled Mali " * 200,
    ],
)
def test_odd_text_gives_an_extraction(reader: Reader, text: str) -> None:
    assert read(reader, text).outcome in ("read", "rejected", "unsupported_language")


def test_batch_reads_the_same_as_one_by_one(reader: Reader) -> None:
    texts = ["France expelled two Malian diplomats.", "Merkel met Macron in Paris.", "Gunmen killed 12 soldiers in Mali."]
    readings = [
        Reading(article_id=f"art_{i}", revision=1, attempt=1, article=Article(text=t, published_at=PUBLISHED), received_at=PUBLISHED)
        for i, t in enumerate(texts)
    ]
    assert reader.extract_many(readings) == [reader.extract(r) for r in readings]


def test_pipeline_says_what_read_the_article(reader: Reader) -> None:
    assert len(reader.pipeline.digest) == 12
    assert any(model.startswith("en_core_web_sm") for model in reader.pipeline.models)


def test_a_users_type_is_read_and_changes_the_digest(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "types:\n  - {name: weather, definition: A forecast., yes: [The ministry forecast rain.], no: [It rained.], tone: neutral}\n"
        'frames:\n  - {id: forecast, type: weather, verbs: [forecast], recipients: [], example: "The ministry forecast rain."}\n',
        encoding="utf-8",
    )
    mine = load_reader(path)
    assert [e.type for e in read(mine, "The Kenyan ministry forecasted rain.").events] == ["weather"]
    assert mine.pipeline.digest != reader.pipeline.digest


def test_the_dateline_of_an_agency_is_told(reader: Reader) -> None:
    found = read(reader, "GENEVA (Reuters) - France expelled two Malian diplomats on Tuesday. Mali said it would answer.")
    assert found.dateline is not None
    assert (found.dateline.text, found.dateline.spans[0].start) == ("GENEVA", 0)


def test_sentences_that_events_rest_on_are_given_whole_and_no_others(reader: Reader) -> None:
    title, told = "Peru recalls envoy to Chile", "Peru recalled its ambassador from Chile on Monday."
    text = f"The weather was mild and the harbour was quiet. {told} Few people were about."

    sentences = read(reader, text, title=title).sentences

    assert [(span.part, span.exact) for span in sentences] == [("title", title), ("text", told)]
    assert text[sentences[1].start : sentences[1].end] == told
    assert read(reader, "The weather was mild and the harbour was quiet.").sentences == ()
