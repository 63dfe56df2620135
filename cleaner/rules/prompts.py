"""Rules for what asks the reader to do something: share, subscribe, accept, click on."""

from cleaner.model import Role
from cleaner.rules.conditions import (
    all_of,
    any_of,
    ends_sentence,
    near,
    not_,
    phrase,
    words,
)
from cleaner.rules.rule import Rule

PROMPTS: tuple[Rule, ...] = (
    Rule(
        "cookie-notice",
        Role.COOKIE_NOTICE,
        any_of(all_of(phrase("cookie_notice"), words(1, 120)), all_of(near("cookie"), words(1, 150))),
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
        any_of(all_of(phrase("advertisement"), words(1, 12)), all_of(near("advertisement"), words(1, 8))),
        "The label of an advertisement, or the text of one.",
    ),
    Rule(
        "newsletter-prompt",
        Role.NEWSLETTER_PROMPT,
        any_of(all_of(phrase("newsletter_prompt"), words(1, 60)), all_of(near("newsletter"), words(1, 60))),
        "An invitation to sign up for a newsletter.",
    ),
    Rule(
        "subscribe-prompt",
        Role.SUBSCRIBE_PROMPT,
        any_of(
            all_of(phrase("subscribe_prompt"), words(1, 50)),
            all_of(near("paywall"), words(1, 25), not_(ends_sentence())),
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
        all_of(phrase("related_heading"), words(1, 8), not_(ends_sentence())),
        "A heading above a list of other stories.",
    ),
    Rule(
        "teaser",
        Role.TEASER,
        all_of(phrase("teaser"), words(2, 35)),
        "One line that says of itself that it leads to another story.",
    ),
)
