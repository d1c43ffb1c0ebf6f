"""Who says what of an act: its claims in the order of publication, and which of them stand. Pure.

One claim stands of each speaker in each outlet: the later supersedes, but a plan does not take back a report, and what is told as
mere background takes back nothing but a plan.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dateline_shared.contracts.base import Spans
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention, Status

from dateline_api import ids
from dateline_api.records import ClaimRecord
from dateline_api.store.link.parts import days, party_record, party_records
from dateline_api.store.link.telling import Told

REPORTED: Collection[Status] = ("happened", "alleged")
AHEAD: Collection[Status] = ("planned", "possible")

INSIDE: Mapping[str, Status] = {"REJECT": "negated", "ACCUSE": "alleged", "REQUEST": "possible"}
"""What acts of speech make of the act that they are about, where their reading does not say it (the codebook, "Status"); others plan it."""

Speaker = UUID | str | None


@dataclass(frozen=True, slots=True, eq=False)
class Voice:
    """One claim. `status` is what it makes of the act itself, `stated` what it says in its article: to agree to meet is a plan to meet."""

    told: Told
    speaker: Speaker  # entity, or name in small letters; None: the outlet itself
    status: Status
    stated: Status
    said_by: Party | None
    via: tuple[Party, ...]
    verb: str | None
    form: str | None
    spans: Spans

    @property
    def is_forecast(self) -> bool:
        """Whether it speaks of what is still ahead."""
        mention = self.told.mention
        start = days(mention.date).start
        return mention.tense == "future" or (start is not None and start > self.told.telling.reported_at.date())


Standing = dict[tuple[Speaker, str], Voice]
"""The claim that stands of each speaker in each outlet."""


def wrappers(told: Iterable[Told]) -> frozenset[UUID]:
    """The mentions that tell of the act inside of another, where other mentions tell of the act itself: AGREE about CONSULT beside CONSULT."""
    told = list(told)
    types = {each.mention.type for each in told}
    if len(types) == 1:
        return frozenset()
    inside = {each.key for each in told if each.mention.type == "AGREE" or any(about.type in types - {each.mention.type} for about in each.mention.about)}
    return frozenset(inside) if len(inside) < len(told) else frozenset()


def status_of_the_act(mention: EventMention, status: Status, *, wraps: bool) -> Status:
    """What a status says of the act inside, if the mention tells of it inside of another: to deny an act is a denial of it."""
    if not wraps or status not in REPORTED:
        return status
    if mention.type == "REJECT" and mention.family == "deny":
        return "denied"
    if status == "alleged":
        return "possible"
    inner = next((about.status for about in mention.about if about.status), INSIDE.get(mention.type, "planned"))
    return "possible" if inner == "requested" else inner


def voices_of(told: Told, *, wraps: bool) -> list[Voice]:
    """The claims of one mention in the order of its text, the one chosen by its reading among them."""
    mention = told.mention

    def voice(status: Status, said_by: Party | None, via: tuple[Party, ...], verb: str | None, form: str | None, spans: Spans) -> Voice:
        act = status_of_the_act(mention, status, wraps=wraps)
        if wraps and said_by is None and mention.type in INSIDE:  # the outlet vouches for the words, he for what they say
            said_by = next(iter(mention.actors), None)
        return Voice(told, speaker(said_by, told), act, status, said_by, via, verb, form, spans or mention.evidence[:1])

    made = [voice(each.status, each.said_by, each.via, each.verb, each.form, each.spans) for each in mention.claims]
    chosen = voice(mention.status, mention.said_by, mention.via, mention.verb, None, ())
    return made if any((each.speaker, each.stated) == (chosen.speaker, chosen.stated) for each in made) else [*made, chosen]


def hear(standing: Standing, told: Told, said: Sequence[Voice]) -> None:
    """Let what a mention says stand beside or instead of what stands; call it in the order of publication."""
    mention = told.mention
    for voice in sorted(said, key=lambda each: each.stated == mention.status and each.speaker == speaker(mention.said_by, told)):
        key = (voice.speaker, told.telling.source)
        earlier = standing.get(key)
        if earlier is None or _supersedes(voice, earlier):
            standing[key] = voice


def claim_record(voice: Voice, *, current: bool) -> ClaimRecord:
    """A claim as it goes out."""
    told = voice.told
    return ClaimRecord.model_construct(
        said_by=party_record(voice.said_by, told.entities),
        via=party_records(voice.via, told.entities),
        status=voice.stated,
        verb=voice.verb,
        form=voice.form,
        article_id=ids.public("art", told.telling.id),
        evidence=voice.spans,
        mention_id=ids.public("mnt", told.key),
        source=told.telling.source,
        reported_at=told.telling.reported_at,
        current=current,
    )


def _supersedes(later: Voice, earlier: Voice) -> bool:
    if later.told.key == earlier.told.key:
        return True
    if later.status in AHEAD and earlier.status in REPORTED:
        return False
    was_background, is_background = earlier.told.mention.background, later.told.mention.background
    return was_background or not is_background or earlier.status in AHEAD


def speaker(said_by: Party | None, told: Told) -> Speaker:
    if said_by is None:
        return None
    return told.entities.get(said_by.entity or "") or said_by.name.casefold()
