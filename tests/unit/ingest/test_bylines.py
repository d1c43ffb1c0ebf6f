"""Titles and authors as pages write them."""

import pytest
from dateline_ingest.bylines import authors_in, headline_of


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["Ada Quill"], ("Ada Quill",)),
        (["By Ada Quill and Tom Hale"], ("Ada Quill", "Tom Hale")),
        (["by Ada Quill, Tom Hale & Ines Falk"], ("Ada Quill", "Tom Hale", "Ines Falk")),
        (["Ada Quill, Chief Reporter"], ("Ada Quill",)),
        (["Ada Quill, Political Editor | The Vell Post"], ("Ada Quill", "The Vell Post")),
        (["Words by Ada Quill; photos: Yuki Brandt"], ("Ada Quill", "Yuki Brandt")),
        (["Ada Quill (ada.quill@post.example)"], ("Ada Quill",)),
        (["Ada Quill <ada@post.example>", "ADA QUILL", "Ada  Quill"], ("Ada Quill", "ADA QUILL")),
        (["Von Max Frey"], ("Max Frey",)),
        (["Von Trapp"], ("Von Trapp",)),
        (["Andrew Byrne"], ("Andrew Byrne",)),
        (["Sandy Andersen"], ("Sandy Andersen",)),
        (["O&#8217;Brien &amp; Daughters"], ("O’Brien", "Daughters")),
        (["https://www.facebook.com/vellpost", "@vellpost", "admin", "", " - ", "www.vell.example"], ()),
        (["w" * 101], ()),
    ],
)
def test_names_are_taken_out_of_bylines(written: list[str], names: tuple[str, ...]):
    assert authors_in(written) == names


@pytest.mark.parametrize(
    ("candidates", "title"),
    [
        (["Port closes"], "Port closes"),
        (["", "  ", "Port\n closes"], "Port closes"),
        (["Port closes | The Vell Post"], "Port closes"),
        (["Port closes | World | Vell Post"], "Port closes"),
        (["Port closes - vellpost.com"], "Port closes"),
        (["The Vell Post: Port closes"], "Port closes"),
        (["Vell Post » Port closes"], "Port closes"),
        (["Port closes - what we know - The Vell Post"], "Port closes - what we know"),
        (["Port closes | what we know"], "Port closes | what we know"),
        (["The Vell Post"], "The Vell Post"),
        (["Port of Vell clos…", "Other", "Port of Vell closes after crane falls"], "Port of Vell closes after crane falls"),
        (["Port of Vell clos…", "Other"], "Port of Vell clos…"),
        (["Fish &amp; ships"], "Fish & ships"),
        ([], ""),
    ],
)
def test_a_title_is_freed_of_its_site(candidates: list[str], title: str):
    assert headline_of(candidates, sites=["The Vell Post", "vellpost.com", ""]) == title
