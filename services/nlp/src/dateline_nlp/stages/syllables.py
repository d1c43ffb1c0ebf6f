"""Finds persons named as Koreans and Taiwanese are: a family name, then two syllables with a hyphen, "Han Do-yun", which a parser takes for English words."""

import re
from collections.abc import Iterator

from dateline_nlp.stages.named import Spot, text_of
from dateline_nlp.stages.wordlist import word_set
from dateline_nlp.values import ParsedSentence

# The family names of more than 95 of 100 Koreans and Taiwanese, in the spellings that are usual (statistics of population of both).
FAMILIES = word_set(
    "Kim Lee Yi Rhee Park Pak Choi Choe Jung Jeong Chung Kang Cho Jo Yoon Yun Jang Chang Lim Im Han Oh Seo Suh Shin Sin Kwon Hwang Ahn An Song Ryu Yoo Yu "
    "Hong Jeon Jun Chun Ko Koh Go Moon Mun Yang Son Sohn Bae Pae Baek Paik Heo Hur Huh Nam Shim Sim Roh Noh Ha Kwak Gwak Sung Seong Cha Joo Ju Woo Wu Koo Gu "
    "Min Na Ra Jin Ji Chi Um Eom Chae Won Bang Pang Kong Gong Hyun Hyon Ham Byun Byeon Yeom Yeo Choo Chu Do To So Seok Sun Seol Ma Gil Yeon Wi Pyo Myung Ki "
    "Ban Wang Geum Ok Yuk In Maeng Je Mo Tak Kuk Eo Eun Pyon Yong Ri Ryang Thae Chon "
    "Lai Tsai Chen Lin Huang Liu Cheng Hsieh Kuo Hung Chiu Tseng Liao Hsu Chou Yeh Su Chuang Lu Chiang Ho Hsiao Lo Kao Pan Chien Hou Tsao Wei Soong Ting Tung "
    "Fan Fu Peng Tien Hsiung Tang Weng Shih Yen Chin Kung Teng Yao Tsui Hao Mao Lien Wen Tai Chao"
)
_SYLLABLE = re.compile(r"[b-df-hj-np-tv-z]{0,3}[aeiou]{1,3}y?(?:ng|[nkmlprthg]|ck)?")
COMPOUNDS = word_set("era led run wide free like in up out off on to be no non pro anti ex low high mid long free")  # what English words end or begin with


def spelled(parsed: ParsedSentence) -> Iterator[Spot]:
    """Each such name of a sentence."""
    doc = parsed.doc
    for family in doc[:-3]:
        first, hyphen, second = doc[family.i + 1 : family.i + 4]
        glued = hyphen.text == "-" and not first.whitespace_ and not hyphen.whitespace_ and family.whitespace_
        if not glued or family.text not in FAMILIES or second.text in COMPOUNDS or not second.text.islower() or not first.text.istitle():
            continue
        if _SYLLABLE.fullmatch(first.lower_) and _SYLLABLE.fullmatch(second.text):
            yield Spot(parsed.sentence.index, family.i, second.i, "person", text_of(doc, family.i, second.i), None, "name.syllables")
