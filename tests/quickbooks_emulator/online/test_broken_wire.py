"""Whatever comes over the wire is answered: XML, uploads, forms and headers that are broken any way."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quickbooks_emulator.online.jsontext import loads
from quickbooks_emulator.online.schema import ENTITIES, TYPES
from quickbooks_emulator.online.server import TOKEN
from quickbooks_emulator.online.xmlform import NAMESPACE
from tests.quickbooks_emulator.client import Client

NAMES = sorted({*ENTITIES, *TYPES, *(name for known in ENTITIES.values() for name in known)})
TEXTS = st.sampled_from(
    ["", "0", "1", "-1", "1e9", "NaN", "true", "2026-02-30", "x" * 40, "é", "&amp;", "<b/>"]
)
ELEMENTS = st.recursive(
    st.builds(lambda name, text: f"<{name}>{text}</{name}>", st.sampled_from(NAMES), TEXTS),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>",
        st.sampled_from(NAMES),
        st.lists(inner, max_size=4),
    ),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def company() -> Client:
    return Client()


@settings(max_examples=300, deadline=None)
@given(
    entity=st.sampled_from(sorted(ENTITIES)),
    parts=st.lists(ELEMENTS, max_size=5),
    operation=st.sampled_from(["", "delete", "void"]),
)
def test_any_xml_is_done_or_refused_in_xml(
    company: Client, entity: str, parts: list[str], operation: str
) -> None:
    content = f'<{entity} xmlns="{NAMESPACE}">{"".join(parts)}</{entity}>'
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/xml"}
    query = f"operation={operation}"
    response = company.raw("POST", entity.lower(), headers, content.encode(), query)
    assert response.status in (200, 400)
    ET.fromstring(response.body)


@settings(max_examples=200, deadline=None)
@given(content=st.binary(max_size=200), kind=st.sampled_from(["application/xml", "application/json", ""]))
def test_any_bytes_are_refused(company: Client, content: bytes, kind: str) -> None:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": kind}
    for path in ("invoice", "batch", "taxservice/taxcode", "query"):
        response = company.raw("POST", path, headers, content)
        assert response.status in (400, 500)
        assert response.body


@settings(max_examples=200, deadline=None)
@given(
    parts=st.lists(
        st.one_of(st.binary(max_size=30), st.sampled_from([b"--B", b"--B--", b"\r\n", b"\n", b"\n\n"]))
    ),
    name=st.sampled_from([b'name="file_metadata_01"', b'name="file_content_01"; filename="a.txt"', b""]),
)
def test_any_upload_is_answered(company: Client, parts: list[bytes], name: bytes) -> None:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "multipart/form-data; boundary=B"}
    content = (
        b"--B\r\nContent-Disposition: form-data; " + name + b"\r\n\r\n" + b"".join(parts) + b"\r\n--B--"
    )
    response = company.raw("POST", "upload", headers, content)
    assert response.status in (200, 400)
    loads(response.body)


WORDS = st.dictionaries(
    st.sampled_from(
        ["grant_type", "code", "refresh_token", "redirect_uri", "token", "state", "scope", "client_id"]
    ),
    st.text(max_size=20) | st.sampled_from(["authorization_code", "refresh_token", "emulator-client"]),
)


@settings(max_examples=200, deadline=None)
@given(form=WORDS, basic=st.text(max_size=20), kind=st.sampled_from(["application/json", "text/x", ""]))
def test_any_call_of_a_connection_is_refused(
    company: Client, form: dict[str, str], basic: str, kind: str
) -> None:
    words: Any = {name: value.encode("utf-8", "replace") for name, value in form.items()}
    headers = {"authorization": f"Basic {basic}", "content-type": kind}
    for path in ("/oauth2/v1/tokens/bearer", "/v2/oauth2/tokens/revoke", "/connect/oauth2"):
        response = company.raw("POST", path, headers, urlencode(words).encode())
        assert response.status in (302, 400, 401)
    assert company.raw("GET", "/connect/oauth2", {}, query=urlencode(words)).status in (302, 400)


@pytest.mark.parametrize(
    "path", ["/", "/v3", "/v3/company", "/emulator-file/", "/emulator-file/1-2-3", "/v3/company//x"]
)
def test_paths_that_lead_nowhere(company: Client, path: str) -> None:
    headers = {"authorization": f"Bearer {TOKEN}"}
    assert company.raw("GET", path, headers).status in (400, 403)
