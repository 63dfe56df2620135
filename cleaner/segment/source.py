"""The bytes of a page, mended where libxml2 reads them otherwise than the HTML standard asks browsers to."""

import re

# How `</html>` is spelt: to look for bytes in any case takes a hundred times as long.
_SPELT = (b"</html", b"</HTML", b"</Html")
_END = re.compile(rb"</html(?=[\s/>])[^>]*+>", re.IGNORECASE)
_BREAK = re.compile(rb"</br(?=[\s/>])[^>]*+>", re.IGNORECASE)


def mend(page: bytes) -> bytes:
    """Take out what makes libxml2 lose text that browsers show (HTML standard, 13.2.6 "Tree construction").

    - From 2.14 on it stops at `</html>`. Templates that close the page between header and story are common enough;
      browsers go on as if the tag were not there.
    - It passes over `</br>`, which browsers take for `<br>`, and so joins two words.
    - It turns NUL into U+FFFD or stops there; browsers pass over it.

    Args:
        page: in UTF-8, or in any other encoding that writes ASCII as ASCII.

    Returns:
        The page without those bytes.
    """
    page = page.replace(b"\x00", b"")
    if b"</br" in page or b"</BR" in page:
        page = _BREAK.sub(b"<br>", page)
    found = [place for spelt in _SPELT if (place := page.find(spelt)) >= 0]
    if not found:
        return page
    # Most pages end here. Inside a script or a comment the tag is no loss.
    first = min(found)
    return page[:first] + _END.sub(b"", page[first:])
