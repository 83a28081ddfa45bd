"""The PDF of a document: one plain page with what the document says.

Written by hand, since a page of lines needs no library: a catalog, a page, one font, one stream, and the
table of where each object begins.
"""

from __future__ import annotations

from .jsontext import Body

KINDS = frozenset(
    ("Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Estimate", "PurchaseOrder")
)
_MOST_LINES = 46
_PAGE = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
    b"/Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>"
)


def page(entity: str, body: Body, company: str) -> bytes:
    """A document as a PDF file."""
    shown = _lines(entity, body, company)[:_MOST_LINES]
    steps = ["BT /F1 11 Tf 14 TL 50 790 Td", *(f"({_escaped(line)}) Tj T*" for line in shown), "ET"]
    stream = "\n".join(steps).encode("cp1252", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        _PAGE,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
    ]
    return _file(objects)


def _file(objects: list[bytes]) -> bytes:
    """The objects with their table of positions and the trailer."""
    out, begins = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        begins.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % begin for begin in begins)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(out)


def _lines(entity: str, body: Body, company: str) -> list[str]:
    party = body.get("CustomerRef") or body.get("VendorRef") or {}
    head = [
        company,
        f"{entity} {body.get('DocNumber', '')}".strip(),
        f"Date {body.get('TxnDate', '')}",
        str(party.get("name", "")),
        "",
    ]
    lines = [
        f"{line.get('Description', '')}  {line['Amount']}".strip()
        for line in body.get("Line", [])
        if "Amount" in line
    ]
    currency = body.get("CurrencyRef", {}).get("value", "")
    return [*head, *lines, "", f"Total {currency} {body.get('TotalAmt', '')}"]


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
