"""Alive and ready are two things."""

from pathlib import Path

import httpx
import pytest

from tests.service.serving import Served, own_settings, serving


def test_a_service_that_has_loaded_its_model_is_ready(http: httpx.Client, server: Served) -> None:
    assert http.get("/health").json() == {"status": "ok"}
    ready = http.get("/ready")
    signature = server.service.desk.ready.result().signature
    assert (ready.status_code, ready.json()) == (200, {"status": "ready", "model": "bundled", "signature": signature})


def test_a_service_without_a_model_is_alive_and_not_ready(tmp_path: Path) -> None:
    with serving(own_settings(tmp_path, model="no-such-model"), loaded=False) as served:
        with pytest.raises(Exception, match="no-such-model"):
            served.service.desk.ready.result(60)
        assert httpx.get(f"{served.url}/health", trust_env=False).status_code == 200
        ready = httpx.get(f"{served.url}/ready", trust_env=False)
        assert ready.status_code == 500
        assert "no-such-model" in ready.json()["error"]
