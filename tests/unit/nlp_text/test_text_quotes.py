import pytest
from dateline_nlp.stages import quotes


def quoted(read, text):
    found = read(text)
    return [(q.form, q.speaker.name if q.speaker else None, q.verb, q.text) for q in quotes.find(found.parsed, found.names)]


def test_a_quotation_before_its_verb(read):
    assert quoted(read, "“We are ready to talk,” Mr Putin said.") == [("direct", "Vladimir Putin", "say", "We are ready to talk")]


def test_a_quotation_after_a_colon_may_hold_several_sentences(read):
    found = quoted(read, "Mr Putin declared: “We are ready. We always were.”")
    assert found == [("direct", "Vladimir Putin", "declare", "We are ready. We always were.")]


def test_a_pronoun_speaks_for_whom_it_means(read):
    assert quoted(read, "Mr Putin came late. “I was held up,” he said.")[0][1] == "Vladimir Putin"


def test_a_quotation_that_stands_alone_goes_on_with_the_speaker(read):
    found = quoted(read, "“We are ready to talk,” Mr Putin said.\n“But we will not wait for ever and a day.”")
    assert [f[1] for f in found] == ["Vladimir Putin", "Vladimir Putin"]


def test_a_quotation_may_run_over_paragraphs(read):
    found = quoted(read, "“We are ready to talk,” Mr Putin said. “We have waited for many years.\n“Now we will not wait any longer.”")
    assert [f[1] for f in found] == ["Vladimir Putin"] * 3


def test_reported_clauses_are_indirect(read):
    assert quoted(read, "The Kremlin said that the call had been short.") == [("indirect", "Kremlin", "say", "the call had been short")]


def test_partly_quoted_clauses_are_mixed(read):
    assert ("mixed", "Kremlin", "say", "the call was “very short and cold indeed”") in quoted(
        read, "The Kremlin said that the call was “very short and cold indeed”."
    )


def test_single_words_at_arms_length_are_no_quotation(read):
    assert quoted(read, "The “experts” left the room.") == []


def test_who_is_asked_is_not_who_speaks(read):
    assert all(form != "indirect" for form, *_ in quoted(read, "Mr Putin was asked whether he had slept well."))


def test_spans_never_leave_their_sentence(read):
    found = read("“We came. We saw,” Mr Putin said.")
    for quote in quotes.find(found.parsed, found.names):
        for span in quote.spans:
            assert any(p.whole().start <= span.start and span.end <= p.whole().end for p in found.parsed)


def test_single_marks_are_quotation_marks_where_words_stand_between_them(read):
    assert quoted(read, "'We are ready to talk,' Mr Putin said.") == [("direct", "Vladimir Putin", "say", "We are ready to talk")]
    assert quoted(read, "Mr Putin declared: ‘We won’t sign the farmers’ deal. We never will.’")[0][3] == "We won’t sign the farmers’ deal. We never will."


def test_apostrophes_are_no_quotation_marks(read):
    assert all(form != "direct" for form, *_ in quoted(read, "The workers' union said the owners' offer of the '90s was poor."))


def test_single_marks_inside_a_quotation_belong_to_it(read):
    assert [q[3] for q in quoted(read, "“He told me, ‘go away at once’, and I went,” Mr Putin said.")] == ["He told me, ‘go away at once’, and I went"]


def test_a_quotation_in_single_marks_may_run_over_paragraphs(read):
    found = quoted(read, "‘We are ready to talk,’ Mr Putin said. ‘We have waited for many years.\n‘Now we will not wait any longer.’")
    assert [f[1] for f in found] == ["Vladimir Putin"] * 3


@pytest.mark.parametrize(
    ("text", "speaker", "words"),
    [
        ("“I ran all the way home,” recalled baker Anna Moreau, who had seen the flames.", "Anna Moreau", "I ran all the way home"),
        ("“Get out,” the landlord snapped at Peter Novak.", "landlord", "Get out"),
        ("The harbour was safe, according to fishermen's leader Anna Moreau.", "Anna Moreau", "The harbour was safe"),
        ("The bridge will be open by June, the union's president, Anna Moreau, told state television.", "Anna Moreau", "The bridge will be open by June"),
        ("Tass quoted Anna Moreau as saying the bridge would reopen.", "Anna Moreau", "the bridge would reopen"),
        ("Mayor Anna Moreau called the plan “a disgrace”.", "Anna Moreau", "a disgrace"),
        ("Mayor Anna Moreau thanked the rescuers for their “patience”.", "Anna Moreau", "patience"),
        ("Lawyers for the former king argue he is too old.", "Lawyers for the former king", "he is too old"),
        ("“Who will pay?” Mayor Anna Moreau shrugged.", "Anna Moreau", "Who will pay?"),
        ("Mayor Anna Moreau was furious. “It is a scandal and a shame.”", "Anna Moreau", "It is a scandal and a shame."),
        ("The tower was, in the words of Anna Moreau, “a finger in the eye”.", "Anna Moreau", "a finger in the eye"),
        ("“There will be no talks,” Mayor Anna Moreau said.\n“There will be no deal,” she went on.", "Anna Moreau", "There will be no deal"),
        ("The mood was summed up by Anna Moreau: “They come and they go.”", "Anna Moreau", "They come and they go."),
        ("“They took my boat,” she said.\nAnna Moreau walked home along the river that night.", "Anna Moreau", "They took my boat"),
        ("The road, economists say, could be opened in May.", "economists", "The road, economists say, could be opened in May"),
    ],
)
def test_the_words_beside_a_quotation_tell_who_speaks(read, text, speaker, words):
    assert (speaker, words) in [(who, said) for _, who, _, said in quoted(read, text)]


@pytest.mark.parametrize(
    "text",
    [
        "The novel “The Winter Ledger” sold well in May.",
        "Demonstrators held up a banner that read “Water is life for all”.",
        "The minister did not say whether the road was open.",
        "Anna Moreau was asked how the fire began.",
        "He wants to say that the road is open.",
    ],
)
def test_titles_placards_and_questions_are_no_quotations(read, text):
    assert quoted(read, text) == []


def test_words_in_marks_within_a_reported_clause_are_part_of_it(read):
    found = quoted(read, "Anna Moreau promised the inquiry would be “swift and public”.")
    assert found == [("mixed", "Anna Moreau", "promise", "the inquiry would be “swift and public”")]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Moreau said the road was open, though the police denied it.",
        "Anna Moreau said the road was open, a claim that the police denied.",
        "The road was open, according to Anna Moreau; the police did not answer.",
        "Anna Moreau said the road was open, insisting that she had driven there.",
    ],
)
def test_what_the_writer_adds_behind_a_reported_clause_is_not_reported(read, text):
    assert ("Anna Moreau", "the road was open") in [(who, words.lower()) for _, who, _, words in quoted(read, text)]
