import pytest
from dateline.commands.feeds import the_one
from dateline_shared.errors import RejectedError

NEWS = {"url": "https://wire.example/news.xml", "title": "News", "kind": "rss", "entries": 20}
SPORT = {"url": "https://wire.example/sport.xml", "title": None, "kind": "atom", "entries": 0}


def test_only_feed_of_a_site_is_meant() -> None:
    assert the_one([NEWS], "https://wire.example/") == NEWS["url"]


def test_address_that_is_itself_a_feed_is_meant() -> None:
    assert the_one([NEWS, SPORT], "https://wire.example/sport.xml") == SPORT["url"]


def test_several_feeds_are_listed_to_choose_from() -> None:
    with pytest.raises(RejectedError) as told:
        the_one([NEWS, SPORT], "https://wire.example/")

    assert str(told.value).splitlines()[1:] == [
        "  https://wire.example/news.xml  News  (rss, 20 listed)",
        "  https://wire.example/sport.xml    (atom, 0 listed)",
    ]
