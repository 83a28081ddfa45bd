"""Attachable: a note or a file, linked to the entities it is evidence for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quickbooks_emulator.online import refusal
from quickbooks_emulator.online.filelink import link
from quickbooks_emulator.online.jsontext import Body
from quickbooks_emulator.online.kind import Kind

if TYPE_CHECKING:
    from quickbooks_emulator.online.books import Books

_OF_THE_FILE = ("FileName", "Size", "ContentType")
FIRST_ID = 5_000_000_000_000_000_001  # this service hands out long ids, as recorded


class Attachable(Kind):
    """What is uploaded is a file, what is created without one a note."""

    name, resource = "Attachable", "attachable"
    deletable = True
    token_needed = False  # recorded: deleted by its Id alone
    first_id = FIRST_ID

    def settle(self, books: Books, body: Body, before: Body | None) -> None:
        """Check the links; a file's own properties come with its upload and stay."""
        if before is not None:
            for field in _OF_THE_FILE:
                body.pop(field, None)
            body.update({field: before[field] for field in _OF_THE_FILE if field in before})
        for attached in body.get("AttachableRef", []):
            _settle_link(books, attached)
        file = books.terms.file
        if file is not None and before is None:
            body["Size"] = len(file.content)
            body.setdefault("FileName", file.name)
            body.setdefault("ContentType", file.content_type)
        if "Note" not in body and "FileName" not in body:
            raise refusal.missing("Note")

    def live(self, books: Books, body: Body) -> Body:
        """Where the file is, and the address that gives it for a quarter of an hour without a token."""
        if "Size" not in body:
            return {}
        path = f"/v3/company/{books.realm}/download/{body['Id']}"
        return {"FileAccessUri": path, "TempDownloadUri": link(books, body["Id"])}


def _settle_link(books: Books, attached: Body) -> None:
    """The entity must be there; its type is written as QuickBooks writes it."""
    reference = attached.get("EntityRef")
    if reference is None:
        return
    written, identity = str(reference.get("type", "")), str(reference["value"])
    entity = next((name for name in books.kinds if name.lower() == written.lower()), None)
    if entity is None or books.find(entity, identity) is None:
        named = f"{entity or written} {identity}"
        text = f"The entity {named} that you are trying to link does not exist. {named}"
        raise refusal.business(text, "")
    reference["type"] = entity
    attached.setdefault("IncludeOnSend", False)
