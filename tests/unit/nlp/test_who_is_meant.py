"""Whom an act names, through titles, lists, appositions, groups of two and what a body is called for short."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

DAY = datetime(2025, 5, 21, 12, tzinfo=UTC)


def told(reader: Reader, text: str, words: str) -> EventMention:
    """The one mention whose trigger's words hold some words."""
    article = Article(text=text, title="", published_at=DAY)
    found = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=DAY)).events
    return next(e for e in found if words in e.evidence[0].exact)


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        ("Foreign minister Imasheva and her Uzbek counterpart, Bobur Ergashev, negotiated the text on Tuesday.", "negotiated", {"Imasheva", "Bobur Ergashev"}),
        ("Marit Lindqvist and her Latvian colleague Raivis Zemgals spoke by telephone on Monday.", "spoke", {"Marit Lindqvist", "Raivis Zemgals"}),
        ("Presidents Beketov and Kamolov held a call on Thursday.", "call", {"Beketov", "Kamolov"}),
        ("President Savchuk telephoned the host, Slovak Prime Minister Tibor Hruška, on Tuesday.", "telephoned", {"Savchuk", "Tibor Hruška"}),
        ("Peru praised Aidar Tolegen, the envoy who met the king on Monday.", "met", {"Aidar Tolegen", "king"}),
        ("The EU punished Linhas Kwanza, the Angolan line picked to carry arms. The line rejected the findings.", "rejected", {"Linhas Kwanza"}),
        ("Civic Bridge and Country Union agreed to govern. Anna Repova of Country Union praised the king.", "agreed", {"Civic Bridge", "Country Union"}),
        ("Police arrested Marat Dosmukhan. His rival, Olzhas Dosmukhan, praised the king.", "praised", {"Olzhas Dosmukhan"}),
        ("President Kwabena Asante-Mensah met Kofi Mensah. Asante-Mensah praised Peru.", "praised", {"Kwabena Asante-Mensah"}),
        ("Emil Vask resigned. The attorney general opened an inquiry. He accused Peru of greed.", "accused", {"attorney general"}),
        ("Aid agency Mercy Bridge accused Peru of greed.", "accused", {"Mercy Bridge"}),
        ("Aid convoys reached Goma on Monday.", "reached", {"Aid convoys"}),
        ("Syria's interim leader praised Peru. Russia took in ousted president Bashar al-Assad.", "praised", {"Syria's interim leader"}),
        ("Car maker Velto sued Peru on Friday.", "sued", {"Velto"}),
        ("Jane Berg had telephoned Emil Vask to thank him.", "thank", {"Jane Berg"}),
        ("Grey Falcon and Silver Union signed a pact on Friday.", "signed", {"Grey Falcon", "Silver Union"}),
        ("The Ministry of Trade and Foreign Affairs attacked Chile.", "attacked", {"Ministry of Trade and Foreign Affairs"}),
        ("Peru's opposition Civic Bridge party left the talks. Civic Bridge accused the king of fraud.", "accused", {"Civic Bridge"}),
        ("The leaders of Chad and Niger signed a truce in Lagos on Friday.", "signed", {"leader of Chad", "leader of Niger"}),
        ("Danish firm Halvard paid the gang. The newspaper El Faro reported this. The firm denied it.", "denied", {"Halvard"}),
        ("Health Minister Yaw Darkwah met the doctors. On Sunday the minister accused the nurses of greed.", "accused", {"Yaw Darkwah"}),
        ("Gunmen stormed a school in Kaduna on Friday. They killed a guard and fled.", "killed", {"Gunmen"}),
        ("Nurses went on strike in Leeds. They accused the mayor of greed.", "accused", {"Nurses"}),
        ("A judge freed Aissata Kone. Her lawyer praised a guard. She accused the police of theft.", "accused", {"Aissata Kone"}),
        ("Two men died in Lima, police said. They fled and killed a guard.", "killed", {"men"}),
        ("Vantor Steel owes Central Union Bank money. The lender sued Jane Berg.", "sued", {"Central Union Bank"}),
        ("The Metalworkers' Federation met Vantor Steel. The union accused the king of greed.", "accused", {"Metalworkers' Federation"}),
        ("The Anti-Corruption Commission (ACC) praised Peru. ACC condemned Chile.", "condemned", {"Anti-Corruption Commission"}),
        ("The National Bureau of Investigation met the king. The bureau accused Jane Berg of theft.", "accused", {"National Bureau of Investigation"}),
        ("The junta banned all parties. It arrested Jane Berg on Monday.", "arrested", {"junta"}),
        ("A Danish teacher was freed on Saturday. Mette Sorensen, 38, praised Kenya. The teacher thanked Peru.", "freed", set()),
        ("Jane Berg was killed. Her husband told a newspaper of threats. He accused Wilmer Paz.", "accused", {"husband"}),
        (
            "Minister Tor Aasen and his Polish counterpart, Zofia Malinowska, spoke. It rained. The pair praised Peru.",
            "praised",
            {"Tor Aasen", "Zofia Malinowska"},
        ),
        ("Peru rejected a plan. The two senators, Leticia Robles and Dennis Uy, accused Chile.", "accused", {"Leticia Robles", "Dennis Uy"}),
        ("The Muslim Council of Britain condemned Peru.", "condemned", {"Muslim Council of Britain"}),
        ("Azlan Shah named Rafidah Lim to replace Nurul Aziz as trade minister. The new minister accused Peru of greed.", "accused", {"Rafidah Lim"}),
        ("Jane Berg criticised Vantor Steel. It accused the king of greed.", "accused", {"Vantor Steel"}),
        ("The rebels rejected the truce. One of them, Elsa Quispe, accused Peru.", "accused", {"Elsa Quispe"}),
        ("Croatia's coast guard arrested a captain on Monday. Gianluca Ferri, 47, was charged.", "arrested", {"Croatia's coast guard"}),
        ("President Jane Berg rested. The head of state accused Peru of greed.", "accused", {"Jane Berg"}),
    ],
)
def test_the_actors(reader: Reader, text: str, words: str, names: set[str]) -> None:
    assert {p.name for p in told(reader, text, words).actors} == names


@pytest.mark.parametrize(
    ("text", "words", "names"),
    [
        ("Nigeria demanded the release of the men.", "demanded", set()),
        ("President Arman Beketov demanded that the guards be handed over.", "demanded", set()),
        ("Peru accused Brazil of piracy. The ship was old. Chile urged both sides to show restraint.", "urged", {"Peru", "Brazil"}),
        ("Jane Berg, whose request for a recount the council rejected on Monday, called on Peru to step aside.", "rejected", {"Jane Berg"}),
        ("Mr Leota, whom the opposition had urged to go, denies neglect.", "urged", {"Leota"}),
        ("Nils Holm, 54, the captain of the ferry, was steering. Police arrested the captain on Sunday.", "arrested", {"Nils Holm"}),
        ("The National Electoral Commission met. Peru accused the commission of fraud.", "accused", {"National Electoral Commission"}),
        ("A hostage died. Selim Ardic telephoned his Uzbek counterpart, Bobur Ergashev, and asked him to protect the men.", "asked", {"Bobur Ergashev"}),
        ("On Wednesday 500 workers blocked a road. Police dispersed them with tear gas.", "dispersed", {"workers"}),
        ("The rebels released six hostages. They were abducted in May.", "abducted", {"hostages"}),
        ("Three men and a woman fled. On Monday they were arrested.", "arrested", {"men", "woman"}),
        ("Peru condemned the arrest of Jane Berg.", "condemned", set()),
        ("A Danish teacher was freed on Saturday. Mette Sorensen, 38, praised Kenya.", "freed", {"Mette Sorensen"}),
        ("Jane Berg accused the company of greed. Aegean Blue Lines denied it.", "accused", {"Aegean Blue Lines"}),
        ("Vantor Steel closed a mill. Peru accused it of greed.", "accused", {"Vantor Steel"}),
        ("Peru attacked Chile. Peru accused its neighbour of piracy.", "accused", {"Chile"}),
        ("Peru dismissed its army chief, Nikos Vrettos, and two generals.", "dismissed", {"Nikos Vrettos", "generals"}),
        ("A judge jailed the leader of the Los Tiburones gang, Wilmer Paz, for murder.", "jailed", {"Wilmer Paz"}),
        ("Henrique Salgueiro met Duarte Salgueiro. The brothers were arrested in Lima.", "arrested", {"Henrique Salgueiro", "Duarte Salgueiro"}),
        ("Azlan Shah sacked his trade minister on Monday. Nurul Hashim, 49, had met a banker.", "sacked", {"Nurul Hashim"}),
        ("Riot police arrested 27 on Friday. They were freed on Sunday.", "freed", {"27"}),
        ("Croatia's coast guard arrested a captain on Monday. Gianluca Ferri, 47, was charged.", "arrested", {"Gianluca Ferri"}),
        ("Vantor Steel is rich. Peru condemned it.", "condemned", set()),
        ("The regulator fined the retailer Kessel 40 million pounds.", "fined", {"Kessel"}),
        ("Police arrested the rapper Zando in Lagos.", "arrested", {"Zando"}),
        ("Jane Berg had telephoned Emil Vask to thank him.", "thank", {"Emil Vask"}),
        ("The general was jailed on Monday. Three of his aides received sentences of nine years.", "sentences", {"aides"}),
    ],
)
def test_the_recipients(reader: Reader, text: str, words: str, names: set[str]) -> None:
    assert {p.name for p in told(reader, text, words).recipients} == names


def test_what_somebody_owns_has_his_country_also_in_a_relative_clause(reader: Reader) -> None:
    assert [p.country for p in told(reader, "Honduras, whose navy seized two Belizean boats, denied it.", "seized").actors] == ["HND"]
