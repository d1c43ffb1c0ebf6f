"""What the lines of a news page that are not the article look like: patterns of the genre, each with the rule id that an extraction shows.

Every pattern is held against one stripped line. Written from how outlets lay out pages, never from one page.
"""

import re

_I = re.IGNORECASE

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec"
DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|Mon|Tue|Tues|Wed|Thu|Thur|Thurs|Fri|Sat|Sun"

TIMESTAMP = re.compile(
    rf"(?:(?:first |last )?(?:published|posted|updated|modified|issued|date)(?: on| at)?[:\s]*)?(?:(?:{DAYS})\.?,?\s+)?"
    rf"(?:(?P<iso>\d{{4}}-\d\d-\d\d)|(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<m1>{MONTHS})\.?,?\s+(?P<y1>\d{{4}})"
    rf"|(?P<m2>{MONTHS})\.?\s+(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y2>\d{{4}}))"
    r"(?:[T,\s|·-]*(?:at\s+)?(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?::\d\d(?:\.\d+)?)?\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z"
    r"|GMT|UTC|BST|CET|CEST|E[SD]?T|P[SD]?T|[+-]\d\d:?\d\d)?)?[\s.|·]*",
    _I,
)

AGO = re.compile(r"(?:(?:published|updated|posted) )?(?:\d+|an?|one|two) (?:second|min(?:ute)?|hour|day|week|month|year)s? ago", _I)
STAMPED = re.compile(r"\b(?:published|posted|updated|modified|created|source|editor)\b\s*(?:on|at)?\s*[:|]|\|", _I)

CREDIT_TAIL = re.compile(
    r"\s*(?:(?:Image|Photo(?:graph)?|Picture|Video) (?:copyright|credit|source)s?\b.*|(?:Photo(?:graph)?|Picture"
    r"|Credit|Source)s?:.*|\((?:file (?:photo|picture|image)|[^()]*\b(?:AP|AFP|Reuters|Getty|EPA|PA|Shutterstock"
    r"|Photo|photo)\b[^()]*)\)\.?)$"
)
CREDIT = re.compile(
    r"(?:(?:image|photo(?:graph)?|picture|video)s? (?:copyright|credit|source|by)\b.*|(?:photo(?:graph)?|picture"
    r"|credit)s?:.*|©.*|copyright (?:©|\(c\)|\d{4}).*|\(?(?:reuters|getty images|afp|ap|epa|pa)(?: photo| images?)?\)?"
    r"|\(file (?:photo|picture|image)\)|.{0,60}/(?:getty|afp|reuters|ap|epa)(?: images)?(?: via .{0,30})?)",
    _I,
)
COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b).*(?:\b(?:19|20)\d\d\b|\brights reserved\b|\bmay not be\b).*", _I)  # of the page, not of a picture
CAPTION_LABEL = re.compile(r"(?:image|photo|picture|media|video) caption[,:]?", _I)
POSED = re.compile(r"\((?:left|right|centre|center|l|r|c|above|below|pictured|seen here)\)|\bpictured (?:left|right|above|here|together)\b|^pictured\b", _I)
CAPTION_HEAD = re.compile(
    r"(?:(?:image|photo|picture|media|video) caption[:,\s]+|(?:file (?:photo|picture|image)|pictured|caption|photo)\s*(?::|--|—|–)\s*)", _I
)
CLOSING = re.compile(
    r"(?:[–—-]+\s*)?(?:with (?:additional )?(?:reporting|files|inputs?|material) (?:by|from)\b.{0,200}|\(?(?:additional )?(?:reporting"
    r"|writing|editing|compiled|translated) by\b.{0,300}|(?:the )?(?:[A-Z][\w.’'-]+,? )+(?:writers?|reporters?|correspondents?"
    r"|journalists?)?.{0,120}\bcontributed to this (?:report|story|article)\.?|.{0,80}\bcontributed to this (?:report"
    r"|story|article)\.?|sources?: (?:[A-Z][\w.-]+)(?: (?:and )?[\w.,-]+){0,6}|[–—-]+\s*(?:with )?(?:agencies|AFP"
    r"|AP|Reuters|PA|dpa|staff)(?:[ ,/&]+(?:and )?[A-Z]\w*)*\.?)",
    _I,
)
BYLINE = re.compile(
    r"(?:(?:[Bb]y|BY)\s+(?:[A-Z][\w.'’-]+|and|of|for|in|the|&|,|de|van|von|al|BBC|AFP)(?:[ ,]+(?:[A-Z][\w.'’-]*|and|of|for"
    r"|in|the|&|de|van|von|al|at))*|(?:[A-Z][\w.'’-]+ ){2,4}(?:in|for) (?:[A-Z][\w.'’-]+ ?){1,3}|(?:[A-Z][\w.'’-]+ ){1,3}(?:Staff"
    r"|Correspondent|Editor|Reporter))"
)

BOILERPLATE = (
    (
        "page.account",
        re.compile(
            r"\b(?:log ?(?:in|on)|sign(?:ed)? ?(?:in|up)|subscribe (?:now|today|here|for (?:free|just|only)|to (?:our|the"
            r"|receive|get|continue))|register(?:ing)? (?:now"
            r"|here|for free|today)|forgot(?:ten)? your|your (?:details|credentials|account|inbox|browser|password|email)"
            r"|thank you for (?:registering|subscribing|signing|reading)|you agree to (?:our|the))",
            _I,
        ),
    ),
    (
        "page.paywall",
        re.compile(
            r"\b(?:reached your (?:\w+ )?limit|your (?:last |remaining )?free (?:articles?|stories)"
            r"|this (?:content|article|story) is (?:available |exclusive |only )*(?:for|to) (?:our )?(?:subscribers|members))\b",
            _I,
        ),
    ),
    (
        "page.newsletter",
        re.compile(
            r"\b(?:newsletter|breaking news alerts?|daily briefing|in your inbox|push notifications?|followed categories|my news|don['’]t miss out)\b", _I
        ),
    ),
    (
        "page.share",
        re.compile(
            r"^(?:share (?:this|on|via)|follow (?:us|@)|like us|tweet this|email this|print this|save (?:this )?article"
            r"|copy link|join (?:our|the) (?:conversation|commenting|discussion)|join thought-provoking)\b",
            _I,
        ),
    ),
    (
        "page.link",
        re.compile(
            r"^(?:read (?:more|also|next)|see also|related|more (?:on|from|about) (?:this|the)|watch:|listen:|click here"
            r"|also on|you may (?:also )?like|recommended|most (?:read|popular)|editor['’]s picks?|skip to|go to|back to top"
            r"|view (?:comments|gallery|all))\b|\bclick here\b",
            _I,
        ),
    ),
    (
        "page.legal",
        re.compile(
            r"\b(?:all rights reserved|terms of (?:use|service)|terms (?:and|&) conditions apply|privacy policy|cookie policy|use of cookies|we use cookies"
            r"|this (?:article|story|material) (?:may not be|was originally|first appeared|is republished)|originally published (?:as|on"
            r"|in)\b|not responsible for the content of external)",
            _I,
        ),
    ),
    (
        "page.script",
        re.compile(
            r"\b(?:enable javascript|refresh the page|refresh your browser|browser (?:is|does) not support|page could not|please wait)\b|^loading\b", _I
        ),
    ),
    ("page.advert", re.compile(r"^(?:advertisement|sponsored|promoted|paid content|story continues below|article continues)\b", _I)),
    (
        "page.contact",
        re.compile(
            r"\b(?:we're not around|send us an? (?:e-?mail|message|tip)|contact us|get in touch with|write to us|we['’]ll get back to you"
            r"|have you been affected)\b",
            _I,
        ),
    ),
    (
        "page.reader",
        re.compile(
            r"^got (?:a|any) (?:story|stories|tips?|news|questions?)\b|\bhave your say\b|\bvote in our\b|\btell us (?:what you|about your|your)\b"
            r"|\bsend (?:us |in )?your\b|\bin the comments(?: section)? below\b|\b(?:at|using|via|on) the (?:address|link|form|number|e-?mail) below[.!:]?$"
            r"|^for more (?:stories|news|on)\b.*\b(?:check|visit|follow|see)\b|^support (?:our|local|quality|independent) journalism\b"
            r"|\bhelp us (?:to )?keep\b|\bsmall favou?r to ask\b|\bwant to know more\?|\b(?:news|picture) ?desk (?:day or night|on \d)"
            r"|\bdon['’]t miss (?:a|any|out)\b",
            _I,
        ),
    ),
    (
        "page.author",
        re.compile(
            r"\b(?:follow (?:her|him|them) (?:on|at)|(?:contact|e-?mail|reach|write to) (?:her|him|them) (?:at|on|via))\b.*(?:@|twitter|instagram|\bX\b)", _I
        ),
    ),
    (
        "page.note",
        re.compile(
            r"^(?:this|the) (?:story|article|report|piece|page|headline) (?:has been|was|is being) (?:updated|amended|corrected|edited|changed)\b"
            r"|\b(?:an )?(?:earlier|previous|original) version of this (?:story|article|report|piece)\b|^(?:editor['’]s note|this is a developing story)\b",
            _I,
        ),
    ),
    (
        "page.player",
        re.compile(
            r"\b(?:media playback is|your device|minute (?:listen|read)|min read|this article is more than|reuse this content"
            r"|heard on|list (?:of \d+ items|\d+ of \d+)"
            r"|create your own reading list|around the (?:web|bbc)|our standards:|key ?words:|reading time)|^(?:\d+|\+\d+)(?: (?:shares"
            r"|view comments|comments))?$|^explore more",
            _I,
        ),
    ),
    ("page.image", re.compile(r"^[•*·-]?\s*\d+\s?[x×]\s?\d+ image$", _I)),
)

ALWAYS = frozenset(("page.paywall", "page.reader", "page.author", "page.note", "page.legal", "page.script", "page.player", "page.image", "page.advert"))
"""Rules that need no second person to tell furniture from prose."""

IMPERATIVE = re.compile(
    r"(?:^|[.?!]\s+)(?:please|sign|log|read|click|follow|join|subscribe|download|get|listen|watch|register|share|support|donate"
    r"|enable|refresh|save|see|send|contact|thank you"
    r"|don['’]t miss|find out|to find out)\b",
    _I,
)
PLEA = re.compile(r"\b(?:please|sign up|join|download|get|follow|find out|support (?:us|our)|donate|note that you)\b", _I)
SECOND_PERSON = re.compile(r"\b(?:you|your|yours)\b", _I)
SELF_DESCRIPTION = re.compile(
    r"\b(?:our (?:journalism|journalists|mission|readers|newsroom|content)|journalists report|we (?:provide|rely"
    r"|need your)|is an? (?:award-winning|independent|nonprofit|non-profit) (?:newspaper|news|outlet|organi[sz]ation))\b",
    _I,
)

NAVIGATION = re.compile(
    r"(?:home|news|world|politics|business|sport|opinion|video|live|menu|search|comments?|share|print|tags?|topics?"
    r"|breaking news|latest|top stories|accessibility links|advertisement|newsletter|close|more|next|previous|back"
    r"|loading|summary|key points|published|download|transcript|listen|play|pause|mute|email|copy|save|features|explore"
    r"|gallery|hide caption|toggle caption|enlarge this image|end of list|story highlights)"
    r"(?:\s*[|>/›»,&]\s*\w+|\s+\d+|\s+(?:news|links|headlines|stories|section|menu|now|this|article|update[sd]?|all))*",
    _I,
)

_AGENCY = r"(?:AP|AFP|Reuters|REUTERS|Xinhua|UPI|dpa|DPA|TASS|IRNA|ANSA|CNN|Kyodo|Bloomberg|PTI|ANI|CBS|NBC|RFE/RL|VOA)"
_LABEL = r"(?!(?:WATCH|EXCLUSIVE|UPDATED?|BREAKING|OPINION|LIVE|VIDEO|ANALYSIS|REVIEW|FACTBOX|EXPLAINER|NOTE|PHOTOS?|UN|NATO|EU|US|UK)\b[:\s])"
DATELINE = re.compile(
    rf"(?:{_LABEL}(?P<place>[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){{0,3}}"
    rf"|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{0,3}}(?=,? [^a-z]{{0,3}}.{{0,40}}\({_AGENCY}\)))"
    rf"(?:,\s+(?:[A-Z][\w.]+\s?){{1,3}})?(?:,?\s+(?:{MONTHS})\.?\s+\d{{1,2}}(?:,\s*\d{{4}})?)?"
    rf"(?:\s*\((?:[A-Z][\w/ .-]{{1,30}})\)\s*(?:--|—|–|-|:)?|\.? /{_AGENCY}/\.?|\s*(?:--|—|–|-|:))|\({_AGENCY}\)\s*(?:--|—|–|-)?)\s*(?=[\"“‘A-Z0-9À-Þ])"
)
