"""The gate: token, realm, throttle, headers."""

from __future__ import annotations

from typing import Any

import pytest

from quickbooks_emulator.online.jsontext import loads
from tests.quickbooks_emulator.client import Client


def test_a_wrong_token_gets_the_gateways_lower_case_fault(qbo: Client) -> None:
    response = qbo.send("GET", "customer/1", token="wrong")
    assert response.status == 401
    body = loads(response.text)
    assert body["fault"]["type"] == "AUTHENTICATION"
    error = body["fault"]["error"][0]
    assert error["message"] == "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    assert (error["code"], error["element"]) == ("3200", None)
    assert (body["warnings"], body["intuitObject"]) == (None, None)
    assert response.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


def test_another_realm_is_forbidden(qbo: Client) -> None:
    response = qbo.send("GET", "/v3/company/123/customer/1")
    assert response.status == 403
    assert "errorCode=003100; statusCode=403" in response.text


@pytest.mark.parametrize(
    ("settings", "batch", "limit"),
    [
        ({"requests_per_second": 3}, False, 3),
        ({"requests_per_minute": 4, "requests_per_second": 100}, False, 4),
        ({"batches_per_minute": 2}, True, 2),
        ({"batches_per_minute": 2, "throttle_window": "fixed"}, True, 2),
    ],
)
def test_too_many_requests_get_the_recorded_body(
    settings: dict[str, Any], *, batch: bool, limit: int
) -> None:
    qbo = Client(throttle="on", retry_after=True, **settings)
    call: Any = ("POST", "batch", {"BatchItemRequest": []}) if batch else ("GET", "preferences")
    statuses = [qbo.send(*call).status for _ in range(limit + 1)]
    assert statuses == [200] * limit + [429]
    response = qbo.send(*call)
    error = loads(response.text)["Fault"]
    assert error == {
        "Error": [
            {
                "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
                "Detail": "The request limit was reached.  Try again later",
                "code": "3001",
            }
        ],
        "type": "SERVICE",
    }
    assert response.headers["Retry-After"] == "60"
    qbo.books.clock.advance(61)
    assert qbo.send(*call).status == 200


def test_answers_carry_the_headers_seen(qbo: Client) -> None:
    headers = qbo.send("GET", "preferences").headers
    assert headers["intuit_tid"]
    assert headers["QBO-Version"]
    assert headers["Service-Time"].startswith("total=")


def test_a_missing_tax_service_part(qbo: Client) -> None:
    agency = qbo.post("taxagency", {"DisplayName": "County"})["Id"]
    detail = {"TaxRateName": "Local", "RateValue": 2, "TaxAgencyId": agency}
    detail["TaxApplicableOn"] = "Sales"
    body = {"TaxCode": "Local code", "TaxRateDetails": [detail]}
    made = qbo.post("taxservice/taxcode", body)
    assert made["TaxCodeId"].isdigit()
    error = qbo.fault("taxservice/taxcode", body)
    assert error["code"] == "6240"
    rate = body | {"TaxCode": "Other"}
    assert "Another tax rate is already using this name" in qbo.fault("taxservice/taxcode", rate)["Detail"]
    assert qbo.fault("taxservice/taxcode", {"TaxCode": "x"})["code"] == "2020"
    assert qbo.account("County Payable")
