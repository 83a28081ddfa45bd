"""An upload: files with their metadata, each answered for itself, a Fault within a 200 included."""

from __future__ import annotations

import hashlib
from typing import Any

from .books import Books, File
from .jsontext import Body, loads
from .multipart import Part, parts
from .refusal import Refusal, business
from .requests import Change, Outcome, execute, refused

MOST_BYTES = 100 * 1024 * 1024
TYPES = frozenset(
    (
        *("ai", "csv", "doc", "docx", "eps", "gif", "jpeg", "jpg", "ods"),
        *("pdf", "png", "rtf", "tif", "txt", "xls", "xlsx", "xml"),
    )
)
_METADATA, _CONTENT = "file_metadata_", "file_content_"


def run(books: Books, content_type: str, body: bytes, read: Any, requestid: str = "") -> str:
    """The `AttachableResponse` list as JSON text; the caller commits.

    `read` makes an object of a metadata part, which is JSON or XML.

    Raises:
        Refusal: for a body without parts, and for more than 100 MB in all.
    """
    if len(body) > MOST_BYTES:
        raise business("The upload is larger than 100 MB.")
    found = parts(content_type, body)
    metadata = {part.name.removeprefix(_METADATA): part for part in found if _METADATA in part.name}
    contents = {part.name.removeprefix(_CONTENT): part for part in found if _CONTENT in part.name}
    answers = []
    for number in sorted(metadata.keys() | contents.keys()):
        pair = (metadata.get(number), contents.get(number))
        bid = number if len(contents) > 1 else ""
        answers.append("{" + _one(books, *pair, read, requestid, bid).text + "}")
    return "[" + ",".join(answers) + "]"


def _one(
    books: Books, metadata: Part | None, content: Part | None, read: Any, requestid: str, bid: str
) -> Outcome:
    try:
        payload: Body = {} if metadata is None else read(metadata.content, metadata.content_type)
        file = None if content is None else _file(books, payload, content)
    except Refusal as wrong:
        return refused(wrong)
    if file is not None:
        payload = {"FileName": file.name, "ContentType": file.content_type, **payload}
    digest = "" if file is None else hashlib.sha256(file.content).hexdigest()
    change = Change("Attachable", "create", payload, file=file, digest=digest)
    outcome = execute(books, change, requestid, bid)
    if file is not None and outcome.status == 200:
        identity = loads("{" + outcome.text + "}")["Attachable"]["Id"]
        books.store.put_content(identity, file.content)
    return outcome


def _file(books: Books, payload: Body, content: Part) -> File:
    name = str(payload.get("FileName") or content.filename)
    ending = name.rpartition(".")[2].lower()
    if books.settings.upload_types == "listed" and ending not in TYPES:
        raise business(f"The file type {ending} is not supported.")
    return File(name, content.content_type, content.content)
