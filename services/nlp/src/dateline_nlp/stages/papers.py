"""Acts that are done by a paper: "signed an order imposing tariffs" tells of the tariffs, and the signing is only how."""

from dateline_nlp.stages import syntax
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.tree import Token, hang

PAPERS = word_set(
    "order decree edict directive law legislation act bill motion petition ordinance resolution ruling statement declaration proclamation communique "
    "letter note message memo"
)
ISSUING = word_set("issue sign pass adopt approve enact promulgate deliver file table release publish send write address")


def mend(verb: Token) -> bool:
    """Hangs the participle that tells what a paper does on the verb that issues it: whoever issues it does that, when it is issued."""
    paper = verb.head
    if verb.tag_ != "VBG" or not _is_issued(paper) or any(c.dep_ in ("nsubj", "aux", "mark") for c in verb.children):
        return False
    hang(verb, paper.head, "advcl")
    return True


def uncover(verb: Token) -> bool:
    """Makes a participle read as a quality of its own object the verb that it is: "signed a decree dissolving parliament"."""
    paper, held = verb.nbor(-1), verb.head
    if held.dep_ != "dobj" or held.i < verb.i or paper.lemma_.lower() not in PAPERS or held.head.lemma_.lower() not in ISSUING or held.head.i > paper.i:
        return False
    hang(paper, held.head, "dobj")
    for word in [c for c in held.lefts if c.i < verb.i]:
        hang(word, paper, word.dep_)
    hang(verb, held.head, "advcl")
    hang(held, verb, "dobj")
    return True


def deeds(verb: Token) -> list[Token]:
    """The verbs that tell what is done by the paper that a verb issues."""
    paper = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    if paper is None or not _is_issued(paper):
        return []
    told = [c for c in paper.rights if c.dep_ == "relcl"]
    return told + [c for c in verb.rights if c.dep_ == "advcl" and c.tag_ == "VBG" and c.i > paper.i and c.doc[c.left_edge.i - 1].text != ","]


def _is_issued(paper: Token) -> bool:
    return paper.dep_ == "dobj" and paper.lemma_.lower() in PAPERS and syntax.is_verb(paper.head) and paper.head.lemma_.lower() in ISSUING
