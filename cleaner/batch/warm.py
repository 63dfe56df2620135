"""Imported by the process that workers are forked from: what every worker needs is loaded once.

The weights and tables are read when a document is cleaned for the first time, so one is.
"""

import gc
from contextlib import suppress
from threading import Thread

# What a worker is told to do names these: what is found here is not imported by each of them.
import cleaner.batch.settle
import cleaner.batch.worker
import cleaner.writers.formats  # noqa: F401
from cleaner import pipeline, record, schema
from cleaner.collector import relax
from cleaner.config import Config
from cleaner.language import detect_language
from cleaner.model import RawDocument
from cleaner.rules.lexicon import load

_STORY = "The council met on Monday evening and put off the vote on the new bridge over the river once more. "
_PAGES = (("text/plain", "Bridge vote\n\n{}"), ("text/html", "<article><h1>Bridge vote</h1><p>{}</p></article>"))

relax()
# What is wrong with the installation shows at the first document, with a message.
with suppress(Exception):
    # The model of languages is unpacked by C code that lets others run: the phrases are read meanwhile.
    _languages = Thread(target=detect_language, args=(_STORY,))
    _languages.start()
    try:
        load()
    finally:
        _languages.join()
    for _media_type, _page in _PAGES:
        _raw = RawDocument(_page.format(_STORY * 4).encode(), "-", media_type=_media_type)
        schema.validator().is_valid(record.to_record(pipeline.clean_raw(_raw, Config())))

gc.collect()
# What is there now stays: the collector passes it over, and workers share its memory.
gc.freeze()
