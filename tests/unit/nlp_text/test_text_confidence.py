"""Confidence: signs of a mention, weighed by data, as a probability."""

from pathlib import Path
from typing import get_args

import pytest
from dateline_nlp import calibration
from dateline_nlp.calibration import Calibration
from dateline_nlp.datafile import DataFileError
from dateline_nlp.ontology.load import load_ontology
from dateline_nlp.stages.confidence import LEAST, MOST, estimate, signs
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention, Status

TEXT = "Kenya expelled two envoys"
TRIGGER = Span(part="text", start=6, end=14, exact="expelled")
CLAUSE = Span(part="text", start=0, end=25, exact=TEXT)
KENYA = Party(name="Kenya", kind="state", entity="place:kenya", spans=(Span(part="text", start=0, end=5, exact="Kenya"),))
PLAIN = EventMention(key="x1", type="SANCTION", family="expel", frame="mine", actors=(KENYA,), status="happened", evidence=(TRIGGER, CLAUSE), confidence=0.0)


def _calibration(**weights: float) -> Calibration:
    return Calibration.model_validate(
        {
            "version": "2020-03-02",
            "mentions": {"open": 1},
            "bias": 0.0,
            "shift": 0.0,
            "slope": 1.0,
            "weights": {k.replace("_", " "): v for k, v in weights.items()},
        }
    )


def test_signs_that_hold_have_weight_and_those_unknown_to_the_fit_have_none() -> None:
    assert estimate(PLAIN, {}, _calibration()) == 0.5
    assert estimate(PLAIN, {}, _calibration(actor_named=1.0)) == pytest.approx(0.731, abs=1e-3)
    assert estimate(PLAIN.model_copy(update={"actors": ()}), {}, _calibration(actor_named=1.0)) == 0.5


def test_nothing_is_certain() -> None:
    assert estimate(PLAIN, {}, _calibration(actor_named=99.0)) == MOST
    assert estimate(PLAIN, {}, _calibration(actor_named=-99.0)) == LEAST


@pytest.mark.parametrize(
    ("changes", "sign"),
    [
        ({"actors": ()}, "no actor"),
        ({"actors": (Party(name="officials", kind="group", rule="party.description"),)}, "actor a group"),
        ({"actors": (KENYA, KENYA)}, "several actors"),
        ({"recipients": (Party(name="envoys", kind="group"),)}, "recipient described"),
        ({"status": "denied"}, "status denied"),
        ({"tense": "future"}, "tense future"),
        ({"said_by": KENYA}, "said by somebody"),
        ({"background": True}, "background"),
        ({"evidence": (TRIGGER.model_copy(update={"part": "title"}), CLAUSE)}, "headline"),
        ({"evidence": (TRIGGER, CLAUSE, CLAUSE)}, "told more than once"),
        ({"evidence": (TRIGGER, CLAUSE.model_copy(update={"start": 6, "exact": "expelled two envoys"}))}, "clause short"),
    ],
)
def test_sign_holds_where_it_should_and_not_elsewhere(changes: dict[str, object], sign: str) -> None:
    assert not signs(PLAIN, None).get(sign)
    assert signs(PLAIN.model_copy(update=changes), None)[sign] > 0


def test_every_weight_that_ships_belongs_to_a_sign() -> None:
    weights = calibration.load().weights
    kinds = {kind: {name.removeprefix(kind) for name in weights if name.startswith(kind)} for kind in ("type ", "status ", "tense ")}
    plain = {name for name in weights if not name.startswith(tuple(kinds))}

    assert plain <= set(signs(PLAIN, None))
    assert kinds["type "] <= set(load_ontology().types)
    assert kinds["status "] <= set(get_args(Status))


def test_calibration_that_is_not_monotone_is_refused_by_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "calibration.yaml"
    path.write_text("version: 2020-03-02\nmentions: {}\nbias: 0\nshift: 0\nslope: -1\nweights: {}\n", encoding="utf-8")

    with pytest.raises(DataFileError, match=r"calibration.yaml:1: slope"):
        calibration.load(path)
