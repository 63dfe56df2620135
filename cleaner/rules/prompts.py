"""Rules for what asks the reader to do something: share, subscribe, accept, click on."""

from cleaner.model import Form, Role
from cleaner.rules.conditions import (
    all_of,
    any_of,
    before_prose,
    below,
    doubled,
    ends_sentence,
    form,
    like_title,
    links,
    near,
    not_,
    phrase,
    tag,
    top,
    words,
)
from cleaner.rules.rule import Rule

PROMPTS: tuple[Rule, ...] = (
    Rule(
        "cookie-notice",
        Role.COOKIE_NOTICE,
        any_of(
            all_of(phrase("cookie_notice"), words(1, 120)),
            # An article may be filed under "cookies".
            all_of(near("cookie"), words(1, 150), not_(tag("article"))),
        ),
        "Cookie and consent notices belong to the site, not to the story.",
    ),
    Rule(
        "error-message",
        Role.ERROR_MESSAGE,
        all_of(phrase("error_message"), words(1, 45)),
        "The page reports that something did not load or that the browser lacks something.",
    ),
    Rule(
        "advertisement",
        Role.ADVERTISEMENT,
        any_of(
            all_of(phrase("advertisement"), words(1, 12)),
            # The landmark "banner" holds the masthead.
            all_of(near("advertisement"), words(1, 8), not_(tag("nav", "header")), not_(near("header", "navigation"))),
        ),
        "The label of an advertisement, or the text of one.",
    ),
    Rule(
        "newsletter-prompt",
        Role.NEWSLETTER_PROMPT,
        any_of(
            all_of(phrase("newsletter_prompt"), words(1, 60)),
            all_of(near("newsletter"), words(1, 60), not_(near("tags"))),
        ),
        "An invitation to sign up for a newsletter.",
    ),
    Rule(
        "subscribe-prompt",
        Role.SUBSCRIBE_PROMPT,
        any_of(
            all_of(phrase("subscribe_prompt"), words(1, 50), not_(tag("nav"))),
            # A whole story may be filed under "premium": its headline and its captions invite nobody.
            all_of(
                near("paywall"),
                words(1, 25),
                not_(ends_sentence()),
                not_(tag("figcaption")),
                not_(form(Form.HEADING)),
            ),
        ),
        "An invitation to subscribe, to log in or to pay for reading on.",
    ),
    Rule(
        "share-prompt",
        Role.SHARE_PROMPT,
        any_of(
            all_of(phrase("share_prompt"), words(1, 16)),
            all_of(near("share"), words(1, 8), not_(ends_sentence())),
        ),
        "An invitation to share, print or follow, or the names of the networks to share on.",
    ),
    Rule(
        "comment-prompt",
        Role.COMMENT,
        all_of(phrase("comment"), words(1, 14)),
        "The heading or a control of the comment section.",
    ),
    Rule(
        "related-heading",
        Role.RELATED_HEADING,
        any_of(
            all_of(phrase("related_heading"), words(1, 8), not_(ends_sentence())),
            # "Read more" above a picture heads a stack of teasers; anywhere else it is one.
            all_of(phrase("teaser"), words(1, 2), not_(links(0.5)), below(doubled())),
        ),
        "A heading above a list of other stories.",
    ),
    Rule(
        "teaser",
        Role.TEASER,
        all_of(
            phrase("teaser"),
            words(2, 35),
            not_(like_title()),
            # "Analysis: ..." at the top is the headline.
            not_(all_of(top(3), before_prose(), not_(links(0.5)))),
        ),
        "One line that says of itself that it leads to another story.",
    ),
)
