"""Attachment: a file hung on a transaction, once, so that its evidence is at hand in QuickBooks."""

from __future__ import annotations

from typing import Final

from tieout.connectors.quickbooks_online.client import Client
from tieout.connectors.quickbooks_online.faults import faults_of, problem_of
from tieout.connectors.quickbooks_online.fields import breaches
from tieout.connectors.quickbooks_online.jsontext import Json, written
from tieout.connectors.quickbooks_online.lookup import escaped
from tieout.connectors.quickbooks_online.typed import typed
from tieout.core.crosswalk import Outside
from tieout.core.errors import ProgrammerError, TerminalError
from tieout.core.ids import content_hash, derived
from tieout.ports import OutcomeUnknown

PLAIN_TEXT: Final = "text/plain"


def attach(client: Client, held: Outside, name: str, content: bytes) -> str:
    """Hang a text file on a transaction; the id of the attachable, that of before if it hangs there.

    The look-up before makes a repeat safe whatever became of the first try; the request id is the
    same for the same file as well.

    Raises:
        TerminalError: QuickBooks refuses it.
        TransientError: the outcome is unknown; a repeat is safe.
    """
    there = attached(client, held)
    if name in there:
        return there[name]
    metadata: Json = {
        "AttachableRef": [{"EntityRef": {"type": held.type, "value": held.id}}],
        "FileName": name,
        "ContentType": PLAIN_TEXT,
    }
    wrong = breaches("Attachable", metadata)
    if wrong:
        raise ProgrammerError(f"an attachment breaks QuickBooks' reference: {wrong}")
    identity = derived("attachment", client.realm, held.type, held.id, name)
    body, type_ = multipart(metadata, name, content)
    reply = client.upload(identity, body, type_)
    answers = reply.body.get("AttachableResponse", []) if isinstance(reply.body, dict) else []
    first = answers[0] if answers else reply.body
    faults = faults_of(first)
    if faults:  # QuickBooks answers 200 with a fault inside
        raise TerminalError(problem_of(faults, f"the file {name}", f"{held.type} {held.id}", reply.tid))
    if not isinstance(first, dict) or "Attachable" not in first:
        raise OutcomeUnknown(f"HTTP {reply.status} [intuit_tid {reply.tid}]: {reply.text[:200]}")
    return str(typed("Attachable", first["Attachable"])["Id"])


def attached(client: Client, held: Outside) -> dict[str, str]:
    """The files that hang on a transaction: name to id."""
    where = (
        f"AttachableRef.EntityRef.Type = '{escaped(held.type)}' "
        f"and AttachableRef.EntityRef.value = '{escaped(held.id)}'"
    )
    rows = (typed("Attachable", row) for row in client.rows("Attachable", where))
    return {row.get("FileName", ""): row["Id"] for row in rows}


def multipart(metadata: Json, name: str, content: bytes) -> tuple[bytes, str]:
    """The two parts QuickBooks asks for, and the content type that names their boundary.

    The boundary is made of the content, so that the same file is the same request.
    """
    boundary = f"tieout-{content_hash(content)[:32]}"
    parts = (
        ("file_metadata_01", "attachment.json", "application/json", written(metadata).encode("ascii")),
        ("file_content_01", name, PLAIN_TEXT, content),
    )
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{file}"\r\n'
        f"Content-Type: {type_}\r\n\r\n".encode()
        + inside
        + b"\r\n"
        for part, file, type_, inside in parts
    )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"
