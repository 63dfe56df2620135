"""Rules for what a site puts around every page: menus, tags, notices, ways to get in touch."""

from cleaner.model import Form, Role
from cleaner.rules.conditions import (
    after_prose,
    all_of,
    amid_story,
    any_of,
    before_prose,
    below_prose,
    ends_sentence,
    form,
    links,
    matches,
    near,
    not_,
    phrase,
    tag,
    words,
)
from cleaner.rules.rule import Rule

# "Privacy" or "Weather" between two paragraphs is a subhead of the story.
_SUBHEAD = all_of(form(Form.HEADING), amid_story(), not_(links(0.5)))
_ADDRESS = r"(?s:.*)(?:[\w.+-]{1,64}@[\w-]{1,64}\.\w|(?<![\w.-])\+?\(?\d{2,5}[ )/-](?:\d[ /-]?){5,12}(?!\d))(?s:.*)"

FURNITURE: tuple[Rule, ...] = (
    Rule(
        "breadcrumb",
        Role.BREADCRUMB,
        any_of(
            all_of(near("breadcrumb"), words(1, 30)),
            all_of(phrase("breadcrumb"), words(1, 20)),
            # Inside a story such a path leads through somebody else's menus.
            all_of(
                words(3, 25),
                any_of(before_prose(), below_prose()),
                not_(ends_sentence()),
                matches(r"[^\n>»›/]{1,30}(?: ?[>»›] ?[^\n>»›/]{1,40}){2,6}", has=">»›"),
            ),
        ),
        "The path from the front page to this one.",
    ),
    Rule(
        "copyright",
        Role.COPYRIGHT,
        any_of(
            all_of(phrase("copyright"), words(1, 50), not_(amid_story())),
            all_of(words(1, 40), matches(r"(?:©|\(c\)|Copyright) ?(?:19|20)\d\d[^\n]*", opens="©(C")),
        ),
        "It says who owns the text.",
    ),
    Rule(
        "legal",
        Role.LEGAL,
        all_of(phrase("legal"), words(1, 80), not_(amid_story())),
        "Terms, disclaimers and the like.",
        0.9,
    ),
    Rule(
        "contact",
        Role.CONTACT,
        all_of(phrase("contact"), words(1, 30), not_(all_of(ends_sentence(), words(15, 30))), not_(amid_story())),
        "How to reach the publisher or the author.",
        0.9,
    ),
    Rule(
        "contact-line",
        Role.CONTACT,
        all_of(after_prose(2), below_prose(), words(2, 20), not_(ends_sentence()), matches(_ADDRESS, has="@0")),
        "One line with an e-mail address or a telephone number below the story.",
        0.8,
    ),
    Rule(
        "tag-list",
        Role.TAG_LIST,
        any_of(
            all_of(phrase("tag_list"), words(1, 40), not_(ends_sentence()), not_(_SUBHEAD)),
            all_of(near("tags"), links(0.8), words(1, 8)),
        ),
        "Keywords that the page files the story under.",
        0.9,
    ),
    Rule(
        "navigation",
        Role.NAVIGATION,
        any_of(
            all_of(phrase("navigation"), words(1, 7), not_(ends_sentence()), not_(_SUBHEAD)),
            all_of(tag("nav"), words(1, 15)),
            all_of(near("navigation"), links(0.8), words(1, 20)),
        ),
        "A control or a menu entry of the site.",
        0.9,
    ),
    Rule(
        "page-counter",
        Role.NAVIGATION,
        all_of(
            words(1, 5),
            matches(
                r"(?:\d{1,4} ?(?:/|of|von|sur|de|di|van|z|из) ?\d{1,4} ?\|?|[<>«»‹›/|•·←→↑↓×✕+-]{1,5})",
                opens="0<>«»‹›/|•·←→↑↓×✕+-",
            ),
        ),
        "A counter, an arrow or a separator.",
    ),
    Rule(
        "menu-button",
        Role.NAVIGATION,
        all_of(tag("button"), words(1, 8), not_(ends_sentence())),
        "The text of a button.",
        0.85,
    ),
    Rule(
        "teaser-link",
        Role.TEASER,
        all_of(near("related"), links(0.9), words(3, 40), not_(tag("nav")), not_(near("navigation"))),
        "A link to another story inside a container for related stories.",
        0.85,
    ),
    Rule(
        "teaser-below",
        Role.TEASER,
        all_of(near("related"), below_prose(), links(0.5), words(3, 60)),
        "Mostly links, in a container for related stories below the article.",
        0.8,
    ),
)
