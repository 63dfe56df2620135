"""A folder of documents that name an address wherever one can stand, and archives that lead out."""

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

PROSE = "The council met on Monday evening in the old hall and put off the vote on the bridge until the spring. "
PAGE = """<?xml version="1.0"?><?xml-stylesheet href="{at}/style.xsl" type="text/xsl"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "{at}/page.dtd" [<!ENTITY out SYSTEM "{at}/entity">
<!ENTITY file SYSTEM "file:///etc/hostname"><!ENTITY % more SYSTEM "{at}/more.dtd"> %more;]>
<html xmlns:xi="http://www.w3.org/2001/XInclude"><head><base href="{at}/"><title>Vote</title>
<link rel="canonical" href="{at}/canonical"><link rel="stylesheet" href="{at}/style.css">
<meta property="og:url" content="{at}/og"><meta http-equiv="refresh" content="0; url={at}/refresh">
<script src="{at}/script.js"></script><script type="application/ld+json">
{{"@context": "{at}/context", "@type": "NewsArticle", "url": "{at}/ld", "author": {{"@id": "{at}/author"}}}}</script>
</head><body><article><h1>Vote &out; &file;</h1><p>{prose}<img src="{at}/picture.png"></p><p>{prose}</p>
<xi:include href="{at}/include"/><iframe src="{at}/frame"></iframe><a href="{at}/next" ping="{at}/ping">{prose}</a>
</article></body></html>"""


def plant(folder: Path, address: str) -> Path:
    """Write the documents.

    Args:
        folder: It is made.
        address: What they name, without a slash at its end.
    """
    folder.mkdir()
    page = PAGE.format(at=address, prose=PROSE * 2)
    (folder / "page.html").write_text(page, encoding="utf-8")
    (folder / "page.xhtml").write_text(page, encoding="utf-8")
    (folder / "text.txt").write_text(f"{address}/first\n\n{PROSE * 3}\n\nRead more: {address}/more\n", encoding="utf-8")
    rows = [
        {"id": "row", "text": PROSE * 2, "url": f"{address}/row", "$schema": f"{address}/schema.json"},
        {"id": "../../row", "html": page, "url": "file:///etc/hostname", "$ref": f"{address}/ref"},
        {"text": PROSE, "source": f"{address}/source", "metadata": {"url": f"{address}/metadata"}},
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows).encode()
    (folder / "rows.jsonl").write_bytes(lines)
    (folder / "rows.jsonl.gz").write_bytes(gzip.compress(lines))
    (folder / "link.txt").symlink_to("/etc/hostname")
    (folder / "leads.tar").write_bytes(tarred(page))
    with zipfile.ZipFile(folder / "leads.zip", "w") as archive:
        for name in ("../up.html", "/abs.html", "a/../../up.html", "good.html"):
            archive.writestr(name, page)
    return folder


def tarred(page: str) -> bytes:
    """Return an archive with names, links and a device that lead out of it, and one good page."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name in ("../up.html", "/abs.html", "good.html"):
            info = tarfile.TarInfo(name)
            info.size = len(page.encode())
            archive.addfile(info, io.BytesIO(page.encode()))
        for name, kind, target in (
            ("link.txt", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard.txt", tarfile.LNKTYPE, "../../etc/passwd"),
            ("device.txt", tarfile.CHRTYPE, ""),
        ):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    return out.getvalue()
