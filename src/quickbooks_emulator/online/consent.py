"""The consent page: what a person sees before an app is connected, and the page for a bad request."""

from __future__ import annotations

from html import escape

from .exchange import Response

_HEADERS = {"Content-Type": "text/html;charset=UTF-8", "Cache-Control": "no-store"}
_PAGE = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>
<body><main><h1>{title}</h1>
{content}</main></body></html>
"""


def consent_page(company: str, realm: str, parameters: dict[str, str]) -> Response:
    """Ask for consent; the form sends the app's parameters back with the person's decision."""
    hidden = "\n".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in parameters.items()
    )
    content = (
        f"<p>The app <b>{escape(parameters.get('client_id', ''))}</b> asks for "
        f"<b>{escape(parameters.get('scope', ''))}</b> of the company <b>{escape(company)}</b> "
        f"({escape(realm)}).</p>\n"
        f'<form method="post" action="/connect/oauth2">\n{hidden}\n'
        '<button name="decision" value="connect">Connect</button>\n'
        '<button name="decision" value="cancel">Cancel</button>\n</form>'
    )
    title = "QuickBooks emulator: connect an app"
    return Response(200, _PAGE.format(title=title, content=content), _HEADERS)


def refusal_page(reason: str) -> Response:
    """What cannot be sent back to the app, because its id or its address is not known."""
    content = f"<p>{escape(reason)}</p>"
    title = "QuickBooks emulator: the app cannot be connected"
    return Response(400, _PAGE.format(title=title, content=content), _HEADERS)
