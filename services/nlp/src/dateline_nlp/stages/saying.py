"""Verbs of saying and who stands as their speaker."""

from dateline_shared.contracts.entity import Party

from dateline_nlp.stages.mentioned import mention_at
from dateline_nlp.stages.named import text_of
from dateline_nlp.stages.names import party
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token
from dateline_nlp.values import Names, ParsedSentence

REPORTING = word_set(
    "say tell add note state announce declare claim argue insist warn explain report confirm deny admit acknowledge reply respond answer tweet "
    "write post comment remark stress emphasize emphasise underline underscore suggest predict ask caution complain conclude continue joke quip "
    "reiterate repeat recall reveal shout testify vow pledge promise allege assert maintain observe disclose concede contend estimate boast inform "
    "assure speculate voice opine lament proclaim"
)
"""Verbs whose that-clause is what somebody said, and that stand beside quotation marks."""
VOICED = word_set(
    "snap yell scream cry whisper mutter mumble murmur growl bark sneer scoff retort counter blast fume rage thunder gush enthuse muse reflect counsel "
    "plead beg urge demand demur interject exclaim sob sigh groan moan grumble gripe chuckle laugh smile grin shrug nod wink recount reminisce chant sing "
    "recite chide scold rebuke taunt tease mock crow jeer roar bellow holler chime marvel wonder inquire enquire elaborate clarify summarise summarize "
    "sum order command instruct advise remind threaten swear attest affirm avow profess venture offer object protest blog text email message email "
    "fret worry hint signal read think hope agree start begin end go finish"
)
"""Verbs that say how words were spoken: only right beside quotation marks."""
THINKING = word_set("believe think reckon fear suspect hear expect assume calculate find forecast guess feel hope")
"""Verbs of opinion and of what a court was told, with a that-clause."""
NAMING = word_set(
    "call describe label brand term characterise characterize hail denounce dismiss condemn slam blast lambast decry deride accuse praise laud thank "
    "apologise apologize urge warn criticise criticize attack mock ridicule compare liken speak boast complain refer salute commend blame demand "
    "appeal pledge promise vow offer welcome express cite deplore commend portray depict"
)
"""Acts of speech that may hold a few words of the speaker: "called it "a disgrace"", "thanked her for "her patience""."""
BESIDE = REPORTING | VOICED
DOCUMENTS = word_set("statement report readout communique communiqué memo letter tweet post release notice transcript")
WRITTEN_ON = word_set("banner sign placard poster slogan t-shirt label headline graffiti plaque inscription sticker billboard badge cap hat caption text title")
PHRASE = ("amod", "compound", "poss", "nmod", "nummod")
LINKS = word_set("of for at in from to with on")


def subject_of(verb: Token) -> Token | None:
    """Who does what a verb says; for a participle or a coordinated verb the subject of its governor."""
    for _ in range(4):
        found = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if found is not None:
            return found
        if verb.dep_ in ("conj", "advcl", "xcomp") and verb.head != verb:
            verb = verb.head
        else:
            return trailing(verb)
    return None


def trailing(verb: Token) -> Token | None:
    """Who stands between a comma and a verb of saying behind it, where the parser took that for an apposition: ", a source at the ministry said"."""
    first = next((i + 1 for i in range(verb.i - 1, max(-1, verb.i - FARTHEST), -1) if verb.doc[i].text == ","), None)
    if first is None or first == verb.i:
        return None
    head = next((t for t in verb.doc[first : verb.i] if not first <= t.head.i < verb.i), None)
    return head if head is not None and head.dep_ == "appos" and head.pos_ in ("NOUN", "PROPN") else None


def speaker_at(p: ParsedSentence, token: Token, names: Names) -> Party | None:
    """The party that a subject names, by its entity or by its own words."""
    if token.lower_ == "who" and token.head.dep_ == "relcl":
        token = token.head.head
    if token.lower_ in DOCUMENTS and (author := _author(p, token, names)) is not None:
        token = author
    mention = mention_at(names, p.sentence.index, token.i)
    if token.pos_ in ("NOUN", "PROPN") and (mention is None or mention.form != "name" or names.entities[mention.entities[0]].kind != "person"):
        # "analyst and journalist Georgy Bovt", "the union's president, Thanos Velis"
        beside = (mention_at(names, p.sentence.index, c.i) for c in token.subtree if c.dep_ in ("conj", "appos") and c.i > token.i and c.head.i >= token.i)
        mention = next((m for m in beside if m and m.form == "name" and names.entities[m.entities[0]].kind == "person"), mention)
    if mention:
        return party(names, mention, p)[0]
    if token.pos_ in ("NOUN", "PROPN") or (token.pos_ in ("NUM", "DET") and any(c.dep_ == "prep" for c in token.children)):
        first = min([token.i, *(c.left_edge.i for c in token.lefts if c.dep_ in PHRASE)])
        last = next((c.right_edge.i for c in token.rights if c.i == token.i + 1 and c.dep_ == "prep" and c.lower_ in LINKS), token.i)
        last = last if last - token.i <= LONGEST and not any(t.is_punct or t.dep_ == "relcl" for t in p.doc[token.i : last + 1]) else token.i
        return Party(name=text_of(p.doc, first, last), spans=(p.span(first, last),), rule="quote.description")
    return None


FARTHEST = 12  # tokens from the comma to the verb in ", a source at the ministry said"
LONGEST = 7  # tokens: "analysts at Lund Bank" names a speaker, a longer phrase tells a story


def is_written(subject: Token) -> bool:
    """Whether the words stand on a thing: a placard is nobody's speech."""
    if subject.lower_ in ("that", "which") and subject.head.dep_ == "relcl":
        subject = subject.head.head
    return subject.lemma_.lower() in WRITTEN_ON


def _author(p: ParsedSentence, document: Token, names: Names) -> Token | None:
    """Whose statement, report or readout it is."""
    for word in document.subtree:
        if (
            word.dep_ in ("poss", "pobj", "compound")
            and (word.head == document or word.head.lower_ in ("by", "from", "of"))
            and mention_at(names, p.sentence.index, word.i)
        ):
            return word
    return None
