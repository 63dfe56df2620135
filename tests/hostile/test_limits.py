"""Limits that bite in one place only."""

import json
import lzma
import zlib
from pathlib import Path

import cleaner
from cleaner.page import jsonld
from cleaner.readers import warc
from tests.reading import causes, documents, read_bytes
from tests.test_readers_warc import GOOD, IDS

BODY = "<p>The council met on Monday evening in the old hall and put off the vote on the bridge until spring.</p>"
PAGE = "<html><head><script type='application/ld+json'>{}</script></head><body><article>{}</article></body></html>"


def test_a_dictionary_of_a_gigabyte_is_refused(tmp_path: Path) -> None:
    for size, expected in ((1 << 20, []), (1 << 30, ["damaged"])):
        # The encoder would take ten times as much memory: the size of the dictionary is written over its own.
        packed = bytearray(lzma.compress(b"The council met.", lzma.FORMAT_XZ, preset=0))
        assert packed[14:16] == b"\x21\x01"
        packed[16] = (size.bit_length() - 1 - 12) * 2
        packed[20:24] = zlib.crc32(packed[12:20]).to_bytes(4, "little")
        assert causes(read_bytes(tmp_path, "x.txt.xz", bytes(packed))) == expected


def test_a_header_without_end_costs_its_record(tmp_path: Path) -> None:
    endless = GOOD[1].replace(b"\r\nWARC-Date", b"\r\nX-Long: " + b"x" * warc._HEAD + b"\r\nWARC-Date")
    found = read_bytes(tmp_path, "x.warc", GOOD[0] + endless + GOOD[2])
    assert [one.record for one in documents(found)] == [IDS[0], IDS[2]]
    assert causes(found) == ["bad_record"]


def test_metadata_without_end_is_not_read() -> None:
    article = {"@type": "NewsArticle", "headline": "Vote delayed", "author": {"@type": "Person", "name": "Ida Berg"}}
    filler = [{"@type": "Thing"}] * jsonld._MOST_NODES
    authors = {}
    for name, value in {
        "alone": article,
        "before": [article, *filler],
        "behind": [*filler, article],
        "long": {**article, "text": "x" * jsonld._LONGEST_SCRIPT},
    }.items():
        document = cleaner.clean(PAGE.format(json.dumps(value), BODY), media_type="text/html")
        assert "put off the vote" in document.text
        authors[name] = document.metadata.authors
    assert authors == {"alone": ("Ida Berg",), "before": ("Ida Berg",), "behind": (), "long": ()}
