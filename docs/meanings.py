"""One sentence for each name that a record, a reject or a reason can carry. `docs/generate.py` makes tables of them."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "headline": "The article's own headline. `title` is only the `<title>` of a page.",
        "kicker": "The short line above the headline: section, series or subject.",
        "dek": "The summary line under the headline (in Britain: standfirst).",
        "excerpt": "A cut-off copy of the opening, usually ending in “…”.",
        "byline": "Who wrote it.",
        "timestamp": "When it was published or updated.",
        "dateline": "The place that opens a story, on its own line: “LONDON —”.",
        "subhead": "A heading inside the body.",
        "body": "The article: its paragraphs, lists, tables, quotes and code.",
        "pull_quote": "A sentence of the body, repeated for display.",
        "caption": "The text of a picture.",
        "credit": "Who made the picture.",
        "correction": "An editor's note that something was changed or was wrong.",
        "footnote": "A note to a place in the body, set below it.",
        "author_bio": "What the author is and does.",
        "tagline": "The contributor line at the end: additional reporting, a wire service, first publication.",
        "teaser": "An invitation to another story.",
        "related_heading": "The heading above teasers: “More from …”.",
        "navigation": "Menu entries and other ways around the site.",
        "breadcrumb": "The path from the front page to this one.",
        "share_prompt": "An invitation to share, print or follow, or the names of the networks.",
        "newsletter_prompt": "An invitation to sign up for a newsletter.",
        "subscribe_prompt": "An invitation to subscribe, log in or pay.",
        "cookie_notice": "A consent or privacy dialog.",
        "advertisement": "An advertisement or its label.",
        "comment": "A reader's comment, or a control of the comment section.",
        "tag_list": "Subjects that the article is filed under.",
        "copyright": "A notice of copyright.",
        "legal": "Terms, disclaimers, licences, imprint.",
        "contact": "An address or telephone number of the outlet.",
        "error_message": "The page reports that something did not load or is not supported.",
        "other": "Not part of the article, and nothing more is known about it.",
    }
)

REASONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "context:above-body": "It stands between the headline and the body and is neither dek nor byline.",
        "context:above-credit": "It stands right above the credit of a picture.",
        "context:above-headline": "It is short and stands right above the headline.",
        "context:begins-with-author": "Below the first third, it begins with a name from the byline.",
        "context:below-caption": "It is a short line below the caption of the same figure.",
        "context:below-headline": "It stands under the headline and says something.",
        "context:last-words": "It is a word or two between the body and what is said of its author.",
        "context:links-away": "On a page of prose it is nothing but links, and the model does not claim it.",
        "context:linked-heading": "It is a heading and nothing but a link, and the model is not sure that it is body.",
        "context:few-rows": "It is a row without prose, and the model keeps less than a third of its table.",
        "context:list": "Enough items of the list, or rows of the table, stay, or body surrounds it.",
        "context:caseless-prose": "In a script without case, prose among the body's prose.",
        "context:between-body": "It stands between two blocks of the body, and nothing speaks against it.",
        "context:comment-section": "It stands under a heading of the comment section.",
        "context:conversation": "It is a spoken line below a spoken line of the body.",
        "context:cut-off-copy": "It ends in an ellipsis, and a longer block goes on where it stops.",
        "context:described-picture": "A picture's description beside its caption: one says the other again.",
        "context:heads-body": "It is short and stands above a block of the body.",
        "context:no-verdict": "Nobody found an article; what nothing speaks against stays.",
        "context:picture-elsewhere": "It belongs to a picture outside the story, as teasers have them.",
        "context:opening": "It is the likeliest headline above the body.",
        "context:numbered-paragraph": "It begins with a number in brackets, and such numbers begin again in the text.",
        "context:whole-text": "Nothing in the text says that it is anything but text, and the model keeps most of it.",
        "context:related-section": "It stands in a run of teasers below a heading such as “More from …”.",
        "duplicate:cut-off": "It is cut off, and the block that it points at is whole.",
        "duplicate:exact": "The block that it points at, here or in another document, has the same normal form.",
        "duplicate:near": "The block that it points at shares most of its word shingles.",
        "duplicate:quotation": "It stands in quotation marks or in a quote; the block that it points at says it, too.",
        "duplicate:site": "Its site puts it into many documents; the block that it points at is the one that stays.",
        "duplicate:pull-quote": "It stands word for word in the longer block that it points at.",
        "extractor:trafilatura": "trafilatura kept it, or did not; only asked where the setting `extractor` says so.",
        "model:html-4": "The model for pages says that it is body, or is not, or that it is the dek.",
        "model:roles-2": "The classifier for plain text says that it has this role.",
        "model:text-2": "The classifier for plain text says that it is body, or is not.",
    }
)

CAUSES: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("read", "bad_json"): "The line is not JSON.",
        (
            "read",
            "bad_record",
        ): "The line, row or record is not what its format asks for, or a field has the wrong type.",
        ("read", "bomb"): "It grows to far more than its size when it is decompressed.",
        ("read", "changed"): "The file changed while it was read.",
        ("read", "damaged"): "Bytes are wrong: a checksum, a digest or the structure of the format does not fit.",
        ("read", "dangling_symlink"): "The link leads nowhere.",
        ("read", "encrypted"): "The file in the archive is encrypted.",
        ("read", "exception"): "A fault of a reader; the message names it. Please report it.",
        (
            "read",
            "missing_library",
        ): "The format or the protocol takes a library that is not installed; the message names it.",
        ("read", "nested"): "It is an archive in an archive, or compressed more than twice.",
        ("read", "no_text_field"): "None of the fields of the line or row holds a text or a page.",
        ("read", "not_a_file"): "It is a pipe, a socket or a device; in an archive, a link too.",
        (
            "read",
            "record_too_large",
        ): "The line, row or record is longer than the limit; it was passed over, and reading went on.",
        ("read", "symlink_loop"): "The link leads back to itself, or to a folder that holds it.",
        ("read", "symlink_outside"): "The link leads out of the folder that was given.",
        ("read", "symlinked_folder"): "The link leads to a folder; those are not followed.",
        ("read", "timeout"): "A table gave no row for five minutes, and the process that reads it was ended.",
        ("read", "too_large"): "It is longer than the limit.",
        ("read", "truncated"): "It breaks off: the rest is missing.",
        (
            "read",
            "unreadable",
        ): "The system refuses: permissions, a broken disk or connection, a closed standard input.",
        ("read", "unsafe_name"): "The name of the file in the archive leads out of it.",
        (
            "read",
            "unsupported",
        ): "It is of a kind that is not read: ARC, LZ4, an unknown encoding, a record in segments.",
        ("read", "vanished"): "The file was there when the folder was listed, and is gone.",
        ("decode", "binary"): "It is no text: a PDF, an archive, a picture, a program, or full of control bytes.",
        ("decode", "empty"): "Nothing is in it but white space, NULs or a byte order mark.",
        ("segment", "no_markup"): "It was to be read as HTML and has no element at all.",
        (
            "segment",
            "no_text",
        ): "A plain text holds nothing that can be seen. (A page that shows nothing is a document without blocks.)",
        ("clean", "crashed"): "The process that cleaned it died, twice: a fault of a library. The message says how.",
        ("clean", "out_of_memory"): "A worker ran out of memory over it, twice; `--memory` says how much there is.",
        ("clean", "timeout"): "It took longer than `--timeout`.",
        ("clean", "exception"): "A fault of the cleaner; the message names it. Please report it.",
        ("write", "invalid_record"): "The record broke the schema and was not written. Please report it.",
        ("write", "name_clash"): "A file stands where the output needs a folder, or the other way round.",
        ("write", "outside_output"): "A link in the output folder leads out of it.",
        ("write", "path_too_long"): "The path of the output is longer than the system allows.",
        (
            "write",
            "unencodable",
        ): "The record holds something that JSON cannot say, or its name something that the file system cannot.",
    }
)

FLAGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "block_limit": "There were more blocks than the limit; the last one holds the rest.",
        "depth_limit": "Elements were nested too deeply for the parser; the text was read without its structure.",
        "encoding_contradicts_declaration": "The document declares an encoding, and was read in another one.",
        "encoding_guessed": "Nothing said which encoding it is; a detector or the default decided.",
        "extractor_failed": "trafilatura raised an error on the page; it was read without its help.",
        "lossy_decoding": "Some bytes meant nothing in the encoding; U+FFFD stands in their place.",
        "no_body": "No block stayed: `text` is empty.",
        "noscript_content": "The page keeps its text in `<noscript>`, and that was read.",
        "truncated_source": "The crawler stored only a part of it, as it says itself (`WARC-Truncated`).",
        "embedded_content": "The page shows no article, or its opening; one for machines was read (JSON-LD, state).",
    }
)

FIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "bidi_control": "Direction marks in lines without right-to-left text; taken out.",
        "control_character": "Control characters; taken out.",
        "html_entity": "Entities left over in plain text; resolved.",
        "ligature": "Ligatures such as U+FB01; written out.",
        "line_ending": "CR, CR LF, form feeds and Unicode's separators; line feeds instead.",
        "mojibake": "Text that was decoded with the wrong encoding on its way here; decoded with the right one.",
        "noncharacter": "Code points that Unicode keeps out of text; taken out.",
        "normalization": "Letters and marks that have a composed form; composed (form C).",
        "soft_hyphen": "Soft hyphens; taken out.",
        "space": "No-break, thin, ideographic and other spaces; plain spaces instead.",
        "surrogate": "Halves of surrogate pairs; joined, or U+FFFD where the other half is missing.",
        "terminal_escape": "Colour and cursor codes of terminals; taken out.",
        "zero_width": "Zero-width characters where no script or emoji needs them; taken out.",
    }
)

MARKS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "near_": "1 where the class, id or role of one of the nearest three elements hints at it, else 0",
        "inside_": "1 inside such an element, else 0",
        "share_": "share of the block's code points that are of this class, 0 to 1",
        "links": "share of the block's characters inside links, 0 to 1",
        "hidden": "1 where the page hides the block, else 0",
        "like_title": "words in common with the title of the page, 0 to 1 (Dice)",
    }
)
"""Marks of a block; a name that ends in `_` stands for a family."""

FORMATS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "json": "The whole record, indented.",
        "jsonl": "The whole record on one line.",
        "parquet": "The whole record, each key a column.",
        "dolma": "The whole text as Dolma has it, and beside it what to take out.",
        "fineweb": "FineWeb's columns.",
        "datatrove": "Text, id and metadata as datatrove has them.",
    }
)

OPTIONS: Final[Mapping[str, str]] = MappingProxyType({"language": "lang", "duplicates.near": "near"})
"""Settings whose option on the command line has another name."""
