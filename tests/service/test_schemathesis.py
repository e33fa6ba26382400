"""Whatever the description allows, and much that it does not, is answered as it says, and never with a 5xx."""

from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.specs.openapi.checks import (
    negative_data_rejection,
    positive_data_acceptance,
)

from service.app import create_app
from service.settings import Settings
from tests.service.serving import Served, new_key

EXAMPLES = 8  # of each operation; scripts/attack_service.py asks ten thousand times
# What a description cannot say: that a text must hold Arabic, that a number may come as a text of a form.
LENIENT = [positive_data_acceptance, negative_data_rejection]


@pytest.fixture(scope="module")
def key(server: Served) -> str:
    return new_key(server, "schemathesis", "admin")


schema = schemathesis.openapi.from_dict(create_app(Settings()).openapi())


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation(case: Any, server: Served, key: str) -> None:
    case.call_and_validate(
        base_url=server.url, headers={"Authorization": f"Bearer {key}"}, excluded_checks=LENIENT, timeout=60
    )


def test_after_all_of_it_the_service_is_as_before(http: httpx.Client, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    assert http.get("/ready").json()["status"] == "ready"
    asked = {"q": "وصل الوفد.", "source": "ar", "target": "en"}
    assert http.post("/translate", json=asked, headers=headers).status_code == 200
    assert http.get("/articles", headers=headers).status_code == 200
