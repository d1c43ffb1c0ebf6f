"""Facts about names: countries, cities, bodies, leaders, offices and the nouns that stand for parties."""

from dateline_nlp.gazetteer.records import Known, Leader, Noun, Office
from dateline_nlp.gazetteer.tables import Gazetteer, load

__all__ = ["Gazetteer", "Known", "Leader", "Noun", "Office", "load"]
