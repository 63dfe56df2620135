"""Roles by what they have in common: a page has a colour for each family, for thirty-two it would have none."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from cleaner.model import Role

FAMILIES: Final[Mapping[str, tuple[Role, ...]]] = MappingProxyType(
    {
        "article": (Role.BODY, Role.SUBHEAD, Role.DATELINE, Role.PULL_QUOTE, Role.EXCERPT),
        "opening": (Role.HEADLINE, Role.KICKER, Role.DEK, Role.BYLINE, Role.TIMESTAMP),
        "picture": (Role.CAPTION, Role.CREDIT),
        "note": (Role.CORRECTION, Role.FOOTNOTE, Role.AUTHOR_BIO, Role.TAGLINE),
        "teaser": (Role.TEASER, Role.RELATED_HEADING),
        "prompt": (
            Role.SHARE_PROMPT,
            Role.NEWSLETTER_PROMPT,
            Role.SUBSCRIBE_PROMPT,
            Role.COOKIE_NOTICE,
            Role.ADVERTISEMENT,
        ),
        "comment": (Role.COMMENT,),
        "site": (
            Role.NAVIGATION,
            Role.BREADCRUMB,
            Role.TAG_LIST,
            Role.COPYRIGHT,
            Role.LEGAL,
            Role.CONTACT,
            Role.ERROR_MESSAGE,
        ),
        "other": (Role.OTHER,),
    }
)
"""Families in the order of a legend; every role is in one."""

FAMILY_OF: Final[Mapping[str, str]] = MappingProxyType(
    {role.value: family for family, roles in FAMILIES.items() for role in roles}
)
