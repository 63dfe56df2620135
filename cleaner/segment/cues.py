"""What class names, ids and other attributes of an element hint at."""

import re
from functools import lru_cache
from operator import add

# Word beginnings that page authors use for the parts of a page. A cue is matched at the start of a word,
# where words end at anything but a letter and at a change from lower to upper case.
_WORDS = {
    "advertisement": "ad|ads|adv|advert|advertisement|advertorial|adslot|adsbygoogle|dfp|gpt|sponsor|taboola|"
    "outbrain|werbung|anzeige|publicite|publicidad|promoted",
    "author": "author|autor|auteur|autore|byline|byl|writer|contributor|redakteur|signature",
    "bio": "bio|biography|authorbox|aboutauthor|authorbio|profile",
    "breadcrumb": "breadcrumb|breadcrumbs|crumb|crumbs|ariane",
    "caption": "caption|captions|figcaption|legend|legende|bildunterschrift|cutline|didascalia",
    "comment": "comment|comments|commentary|commentlist|disqus|kommentar|kommentare|commentaire|commentaires|respond|"
    "replies|reply|coral|livefyre",
    "contact": "contact|kontakt",
    "content": "content|article|articlebody|body|bodytext|story|storybody|post|entry|text|main|maincontent|artikel|"
    "prose|richtext|paragraph|contenu|cuerpo|noticia|nota|testo|texto|fulltext|wysiwyg",
    "cookie": "cookie|cookies|consent|gdpr|onetrust|didomi|usercentrics",
    "copyright": "copyright|legal|disclaimer|impressum|imprint",
    "credit": "credit|credits|photographer|photocredit|imagecredit|source|copyrightholder|fotograf",
    "date": "date|datetime|time|timestamp|published|pubdate|datepublished|datemodified|updated|dateline|datum|fecha|"
    "data",
    "dek": "dek|standfirst|subtitle|subheadline|subheading|subhead|teaser|lead|lede|leadtext|summary|intro|chapo|"
    "chapeau|excerpt|abstract|deck|strapline|entradilla|bajada|vorspann|sottotitolo|sommario|description",
    "footer": "footer|foot|colophon|bottom|pagefoot",
    "header": "header|masthead|topbar|siteheader|top",
    "headline": "headline|title|titel|titre|titulo|titolo|heading|hed",
    "kicker": "kicker|overline|eyebrow|rubric|rubrik|label|section|category|dachzeile|topline|antetitulo|occhiello|"
    "surtitre|flag",
    "media": "gallery|slideshow|carousel|slider|swiper|video|player|image|photo|picture|media|figure|lightbox|podcast",
    "navigation": "nav|navbar|navigation|menu|menus|submenu|navi|topnav|subnav|pagination|pager|paging|toc|skip|"
    "sitemap|dropdown|hamburger|breadbox|toolbar|tabs|search",
    "newsletter": "newsletter|newsletters|signup|mailinglist|emailsignup|mailchimp|optin",
    "paywall": "paywall|paywalled|subscribe|subscription|subscriber|regwall|meter|piano|premium|abo|membership|login|"
    "signin|register",
    "quote": "pullquote|blockquote|quote|zitat|citation|cita",
    "related": "related|relatedcontent|recommend|recommended|recommendations|recirc|recirculation|readmore|more|"
    "morenews|mostread|popular|trending|latest|similar|suggest|suggested|also|seealso|teasers|upnext|next|previous|weitere|"
    "mehr|liste|list|feed|rail|promo|river|onward|linkbox|crosslinks|inline",
    "share": "share|sharing|sharebar|sharedaddy|social|socials|socialmedia|addthis|addtoany|facebook|twitter|whatsapp|"
    "linkedin|pinterest|follow|teilen|partage|compartir|print",
    "sidebar": "sidebar|side|aside|secondary|widget|widgets|complementary|col2|rightcol|rightrail|leftcol|infobox",
    "tags": "tag|tags|taglist|topics|topic|keywords|schlagworte|etiquetas|themes|categories",
}
_WORD = re.compile(r"[A-Z]+[a-z]*|[a-z]+")
_LETTERS = "".join(char if char.islower() else " " for char in map(chr, range(128)))
_CUE_OF = {word: cue for cue, words in _WORDS.items() for word in words.split("|")}
_known = frozenset(_CUE_OF).intersection
# Code points that are looked at.
_LONGEST = 400

CUES = frozenset(_WORDS)


def cues_of(attributes: str) -> frozenset[str]:
    """Return the cues in `attributes`, the joined attribute values of one element; its first 400 code points count.

    The names split at case changes and non-letters; a run of two words counts too, so that `read-more`
    and `readMore` both hold `readmore`.
    """
    return _cues_of(attributes[:_LONGEST])


# Pages repeat few class names many times. The names are cut before they become keys, which bounds the memory.
@lru_cache(maxsize=8192)
def _cues_of(attributes: str) -> frozenset[str]:
    if attributes.isascii() and attributes.islower():
        # Most are: no pattern is needed to find words in them.
        words = attributes.translate(_LETTERS).split()
    else:
        words = " ".join(_WORD.findall(attributes)).lower().split()
    return frozenset(map(_CUE_OF.__getitem__, _known([*words, *map(add, words, words[1:])])))
