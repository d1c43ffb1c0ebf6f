"""Words that stand in news about anything, as PostgreSQL's English dictionary stems them: what is known before the first article.

Counted in 39 articles of ours on 39 matters (the demo's, and the open gold of single articles); names left out.
"""

_HALF = """
accus ask call could deni last may meet minist peopl polic presid prime report said say sunday talk told two would year
"""
_FOURTH = """
accord april arrest charg claim close compani countri court cut day demand die expect first forc foreign four friday govern hour june leader march men
million ministri month move mr ms name nation near never next night nine offer offic offici one opposit parliament phone plan promis reject rule
saturday send sign sinc six spokesman spokeswoman state suspend take third threaten three thursday took tuesday union urg vote wednesday week whether
within
"""
_EIGHTH = """
accept act add advis agenc ago agre agreement aid air alleg alreadi also ambassador analyst announc anoth answer apologis appeal approv arm armi
august away back began believ block boat border boss broke budget burn came camp cancel capit case cent chief clear comment
condemn confirm congratul contract convict cost criticis crowd deal decemb defenc defend destroy detain doctor door driver due
earli elect end european everi expel famili farm februari fell fight financ fine firm five flown former found free freed fuel gave given go
hand head held help hit hold home hospit host inquiri investig island jail januari judg juli justic kill later law lawyer least leav led left
lice like line lost man mayor member met might minut must need newspap nobodi novemb octob old open order outsid owner
paper part parti pass patrol pay per person plane prais prison prosecutor protest pull pump question rais reach receiv refus region releas
request resid resum right rival road save school second secur seiz sent septemb servic share ship short shot show side soldier staff step
still stop strike student su suppli telephon test tomorrow town twice unit univers unless us use visit water well went window won work
yesterday yet
"""

SHARE = {word: share for words, share in ((_HALF, 0.5), (_FOURTH, 0.25), (_EIGHTH, 0.125)) for word in words.split()}
"""The share of articles that a word stands in."""
