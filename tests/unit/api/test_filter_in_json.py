"""The filter of changes in JSON, where a value may be of any type."""

from typing import Any

import pytest
from dateline_api.filter_query import ChangeFilterQuery
from pydantic import ValidationError


def test_one_value_stands_for_a_list_of_one() -> None:
    alone = {"type": "ASSAULT,PROTEST", "participant": "Bako, Idris", "country": "nga", "kind": "event,article"}
    listed = {"type": ["ASSAULT", "PROTEST"], "participant": ["Bako, Idris"], "country": ["NGA"], "kind": ["article", "event"]}

    one, other = ChangeFilterQuery.model_validate(alone), ChangeFilterQuery.model_validate(listed)

    assert (one.wanted(), one.kinds()) == (other.wanted(), other.kinds())
    assert one.wanted().participants == ("Bako, Idris",)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        ({"type": {"a": 1}}, ("type",)),
        ({"type": [1]}, ("type", 0)),
        ({"type": None}, ("type",)),
        ({"country": [7]}, ("country", 0)),
        ({"article": [3]}, ("article", 0)),
        ({"actor": [["Bako"]]}, ("actor", 0)),
        ({"source": ["a.example", 1]}, ("source", 1)),
        ({"bbox": [1, 2, 3, 4]}, ("bbox",)),
        ({"timespan": 24}, ("timespan",)),
        ({"from": 20240306}, ("from",)),
        ({"reported_from": 0}, ("reported_from",)),
        ({"kind": ["webhook"]}, ("kind", 0)),
        ({"cursor": "x"}, ("cursor",)),
    ],
)
def test_value_of_another_type_is_refused_at_its_place(given: dict[str, Any], place: tuple[str | int, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        ChangeFilterQuery.model_validate(given)
    assert refused.value.errors()[0]["loc"] == place
