"""Rules for the parts of a news story that stand around its text."""

from cleaner.model import Form, Role
from cleaner.rules.conditions import (
    above,
    above_title,
    after_prose,
    all_of,
    amid_story,
    any_of,
    at_end,
    before_prose,
    below,
    below_prose,
    doubled,
    ends_sentence,
    form,
    has_date,
    known_author,
    like_title,
    links,
    lone_item,
    main_heading,
    matches,
    most_of_title,
    near,
    not_,
    phrase,
    second_half,
    story_over,
    tag,
    words,
)
from cleaner.rules.rule import Rule
from cleaner.segment.credits import ANNOUNCING

# "(Jane Roe/Agency)" or "[Agency]" at the very end: how captions name who made the picture.
_NAMES = r"[A-ZÀ-ÞА-Я][\w .&'’-]{1,40}"
_BRACKETED = rf"[(\[]{_NAMES}/ ?(?:{_NAMES}|dpa|epd|imago)[)\]]\.?"
_CREDIT_AT_END = (
    r"(?s:.{12,})[(\[]"
    r"(?:[A-ZÀ-Þ][^()\[\]\n\d/ ]{0,30} [^()\[\]\n\d/]{1,40}/[A-ZÀ-Þ][^()\[\]\n\d/]{1,40}"
    r"|[A-ZÀ-Þ][^()\[\]\n\d/ ]{1,30}/[A-ZÀ-Þ][^()\[\]\n\d/ ,]{0,30} [A-ZÀ-Þ][^()\[\]\n\d/]{1,40}"
    r"|[^()\[\]\n]{0,50}\b(?:AP Photo|Photo by|Photo:|Foto:|Getty Images|Courtesy of|via (?:AP|Reuters|Getty))\b"
    r"[^()\[\]\n]{0,60})[)\]][.]?"
)
# "A ferry at anchor. Photo: Jane Roe": the credit is a sentence of its own behind the caption.
_CREDIT_BEHIND = (
    r"(?s:.{8,})[.!?…»”\"'’)|] ?"
    r"(?:Photo|Photograph|Picture|Image|Photo credit|Credit|Foto|Bild|Grafik|Crédit|Crédit photo|Crédito|Imagem|Imagen"
    r"|Beeld|[Ff]ot\.|Fot|Zdjęcie|Фото|PHOTO|FOTO)"
    r"(?: by |: ?|/| ©|(?<=\.) )(?=[A-ZÀ-ÞĀ-ŽА-Я@©(]|dpa|imago|picture|privat|archi|afp)[^\n.!?]{2,60}[.]?"
)
# What stands between such a word and the name, and little else is it never without.
_BEFORE_NAME = (":", "/", "©", " by ", "ot. ")
_NOTE = r"(?s:(?:Notes?|NOTES?|Nota|Note de bas de page|Remarque|Hinweis|Noot|Uwaga|Примечание) ?: ?.{3,})"
_NO_NAME = (
    r"(?:By|Von|Par|Por|Di|Door) (?:(?![^\n]*(?:staff|editor|corresp|agenc|redac|rédac|redak|redazion|report|journal))"
    r"[a-zà-ÿ][^\nA-ZÀ-Þ]*|[^\n]*[,;])"
)
# "Legende:" on its own.
_CAPTION_WORD = r"[^\W\d_]{3,20} ?:|(?:Image|Photo) caption[,:]?"
# The whole block in brackets, or a name, a slash and an agency.
_MAKER = r"[(\[][^()\[\]\n]{2,60}[)\]]\.?|[^\n.!?/]{2,40}/[^\n.!?]{2,40}"
_NAME = r"[^\d\n.!?]{2,60}"
_BY = r"(?i:by|von|par|por|di|door) .+"
# "03:07 min" and "| 25.04.24" below a player.
_NUMBERS = r"\W*\d[\d\W]*(?:[^\W\d_]{1,4}\W*)?"
_QUOTED = r"(?s:[\"'“”„«‘–—].*)"
_MENU_ENTRY = any_of(tag("nav"), all_of(form(Form.LIST_ITEM), links(0.8)))
# Inside a figure too stand a link to another story, a byline or a date.
_NO_CAPTION = any_of(_MENU_ENTRY, links(0.9), phrase("byline"), has_date(0.5), matches(_NUMBERS))
# Names of classes say "caption" of small print too.
_NO_MARKED_CAPTION = any_of(
    tag("table", "button"),
    form(Form.HEADING),
    all_of(near("author", "navigation", "date"), not_(near("media")), not_(tag("figure"))),
    _NO_CAPTION,
)
# What stands below a quotation in a figure is who said it.
_SAID_BY = any_of(near("quote"), above(any_of(form(Form.QUOTE), tag("blockquote"))))
_PLACE = r"[A-ZÀ-ÞА-Я][\w .'’/-]{1,40}"

NEWS: tuple[Rule, ...] = (
    Rule(
        "picture-word",
        Role.OTHER,
        all_of(
            any_of(
                all_of(near("credit", "copyright"), words(1, 4), matches(ANNOUNCING)),
                all_of(any_of(near("caption"), tag("figcaption")), words(1, 2), matches(_CAPTION_WORD)),
            ),
            not_(_MENU_ENTRY),
        ),
        "The word before a caption, or before the name of who made a picture.",
    ),
    Rule(
        "credit-in-figure",
        Role.CREDIT,
        all_of(
            any_of(
                all_of(any_of(tag("figcaption", "figure"), near("credit")), any_of(near("credit"), phrase("credit"))),
                all_of(tag("figcaption"), any_of(all_of(near("author"), matches(_NAME)), matches(_MAKER))),
            ),
            words(1, 15),
            any_of(not_(phrase("byline")), all_of(near("credit"), words(1, 3), not_(matches(_BY)))),
            not_(phrase("caption")),
            # "Jane Roe said:" above what she said.
            not_(matches(r"[^\n]*[:：]")),
            not_(near("quote")),
            not_(has_date(0.5)),
            # "Boats at anchor." next to a credit is the caption.
            not_(all_of(ends_sentence(), words(5, 15), not_(phrase("credit")))),
            not_(_MENU_ENTRY),
        ),
        "Inside a figure, the line that says who made the picture.",
    ),
    Rule(
        "figure-caption",
        Role.CAPTION,
        all_of(tag("figcaption"), words(1, 150), not_(_NO_CAPTION), not_(_SAID_BY)),
        "The page marks it as the caption of a figure.",
    ),
    Rule(
        "marked-caption",
        Role.CAPTION,
        all_of(near("caption"), words(1, 90), not_(_NO_MARKED_CAPTION)),
        "The page calls it a caption.",
        0.9,
    ),
    Rule(
        "doubled-line",
        Role.CAPTION,
        all_of(doubled(), words(2, 160), not_(form(Form.CODE, Form.TABLE))),
        "A line that is said twice in one block is a picture's description above its caption.",
        0.9,
    ),
    Rule(
        "caption-before-credit",
        Role.CAPTION,
        all_of(words(4, 60), matches(_CREDIT_BEHIND, has=_BEFORE_NAME), not_(_MENU_ENTRY)),
        "A caption, and behind it who made the picture.",
        0.9,
    ),
    Rule(
        "bracketed-credit",
        Role.CREDIT,
        all_of(words(1, 12), matches(_BRACKETED, opens="([", has="/")),
        "Two names and a slash in brackets: who made the picture, and for whom.",
        0.9,
    ),
    Rule(
        "caption-with-credit",
        Role.CAPTION,
        all_of(words(3, 110), matches(_CREDIT_AT_END, closes=")].", has="(["), not_(_MENU_ENTRY)),
        "A caption ends with the name of who made the picture in brackets.",
        0.9,
    ),
    Rule(
        "credit",
        Role.CREDIT,
        all_of(phrase("credit"), words(1, 14), not_(ends_sentence()), not_(_MENU_ENTRY), not_(form(Form.HEADING))),
        "One line that names who made or owns a picture.",
        0.9,
    ),
    Rule(
        "caption-phrase",
        Role.CAPTION,
        all_of(phrase("caption"), words(2, 90), not_(_MENU_ENTRY), not_(form(Form.HEADING))),
        "The text says that it describes a picture.",
        0.9,
    ),
    Rule(
        "dateline",
        Role.DATELINE,
        all_of(
            words(1, 8),
            matches(_PLACE + r"(?:, [\w .'’-]{2,30})?(?: \([A-Za-z]{1,20}\))? ?(?:--|—|–)", closes="-—–"),
            # A verse may end in a dash too.
            not_(after_prose(8)),
            below(words(20, 1000)),
        ),
        "A place and a dash on a line of their own open a story.",
        0.8,
    ),
    Rule(
        "timestamp",
        Role.TIMESTAMP,
        all_of(has_date(0.7), words(1, 25), any_of(not_(after_prose(5)), below_prose(), phrase("timestamp"))),
        "Little else but a date or a time of publication.",
    ),
    Rule(
        "marked-timestamp",
        Role.TIMESTAMP,
        all_of(any_of(tag("time"), near("date")), has_date(0.3), words(1, 20)),
        "The page marks it as a date, and it holds one.",
        0.9,
    ),
    Rule(
        "byline-name-lost",
        Role.BYLINE,
        all_of(
            words(2, 60),
            any_of(
                matches(r"(?s:(?:By|Von|Par|Por|Di|Door) ,.{3,})", opens="BVPD"),
                all_of(matches(r"(?s:(?:By|Von|Par|Por|Di|Door),.{3,})", opens="BVPD"), not_(ends_sentence())),
            ),
        ),
        "A byline whose link with the name was lost: it goes on with what the author does.",
    ),
    Rule(
        "byline",
        Role.BYLINE,
        all_of(
            phrase("byline"),
            words(2, 40),
            not_(ends_sentence()),
            # "By the numbers" is a heading, "By the old mill," a verse.
            any_of(not_(form(Form.HEADING)), near("author")),
            not_(matches(_NO_NAME)),
            any_of(before_prose(), below_prose(), words(2, 9)),
            # Far down, between two paragraphs, it names the maker of something else.
            not_(all_of(amid_story(), after_prose(8))),
        ),
        "It says who wrote the story.",
    ),
    Rule(
        "byline-with-date",
        Role.BYLINE,
        all_of(
            has_date(0.3),
            words(3, 30),
            before_prose(),
            matches(r"[^\n.!?\d]{2,60}[·•|–—,-][^\n]*"),
            not_(ends_sentence()),
        ),
        "A name and a date on one line above the story.",
        0.8,
    ),
    Rule(
        "known-author",
        Role.BYLINE,
        all_of(known_author(), words(1, 6)),
        "Nothing but the name of an author that the page's metadata gives.",
        0.9,
    ),
    Rule(
        "marked-byline",
        Role.BYLINE,
        all_of(near("author"), not_(near("bio", "comment")), words(1, 15), not_(ends_sentence()), not_(tag("footer"))),
        "The page marks it as the author.",
        0.9,
    ),
    Rule(
        "correction",
        Role.CORRECTION,
        all_of(phrase("correction"), words(2, 120)),
        "The editors say what they changed.",
    ),
    Rule(
        "tagline",
        Role.TAGLINE,
        all_of(phrase("tagline"), after_prose(), words(3, 45), not_(amid_story())),
        "It says who else worked on the story.",
    ),
    Rule(
        "author-bio",
        Role.AUTHOR_BIO,
        all_of(
            phrase("author_bio"),
            any_of(after_prose(2), second_half()),
            words(5, 110),
            story_over(),
            not_(matches(_QUOTED)),
        ),
        "It says what the author does or where to follow them.",
        0.85,
    ),
    Rule(
        "marked-author-bio",
        Role.AUTHOR_BIO,
        all_of(near("bio"), near("author"), words(3, 150)),
        "The page marks it as being about the author.",
        0.9,
    ),
    Rule(
        "footnote",
        Role.FOOTNOTE,
        all_of(
            after_prose(2),
            words(2, 200),
            matches(r"(?s:[\[(]\d{1,3}[\])] .{3,}|[¹²³⁴⁵⁶⁷⁸⁹†‡] ?.{3,})", opens="[(0†‡"),
        ),
        "It begins with the mark of a footnote.",
        0.85,
    ),
    Rule(
        "footnote-back",
        Role.FOOTNOTE,
        all_of(after_prose(2), words(2, 200), matches(r"(?s:.{3,}↩\ufe0e?(?: ?↩\ufe0e?){0,9})", closes="↩\ufe0e")),
        "It ends with the arrow that leads back to where it is noted.",
    ),
    Rule(
        "footnote-below",
        Role.FOOTNOTE,
        all_of(
            any_of(lone_item(), not_(form(Form.LIST_ITEM))),
            at_end(),
            after_prose(2),
            words(4, 120),
            matches(r"\*{1,3} ?\w[^*]+", opens="*"),
        ),
        "One block with an asterisk below the story.",
        0.8,
    ),
    Rule(
        "footnote-note",
        Role.FOOTNOTE,
        all_of(after_prose(2), at_end(), words(4, 120), matches(_NOTE, opens="NRHUП", has=":")),
        "A note below the story.",
        0.8,
    ),
    Rule(
        "title-heading",
        Role.HEADLINE,
        all_of(
            form(Form.HEADING),
            like_title(),
            any_of(main_heading(), most_of_title(0.5)),
            words(2, 45),
            not_(links(0.9)),
            not_(tag("nav")),
        ),
        "A heading that says what the page's title says.",
    ),
    Rule(
        "marked-kicker",
        Role.KICKER,
        all_of(near("kicker"), above_title(5), words(1, 5), not_(tag("nav"))),
        "The page marks it as the label above the headline.",
        0.8,
    ),
    Rule(
        "marked-dek",
        Role.DEK,
        all_of(near("dek"), before_prose(), words(5, 80), not_(tag("nav")), not_(links(0.5)), not_(main_heading())),
        "The page marks it as the summary below the headline.",
        0.8,
    ),
)
