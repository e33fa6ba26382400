"""What Prometheus is told."""

import time
from pathlib import Path

import httpx
from prometheus_client.parser import text_string_to_metric_families

from tests.service.serving import own_settings, serving

ASKED = {"q": ["وصل الوفد إلى القاهرة.", "زار الوفد المتحف."], "source": "ar", "target": "en"}
Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def numbers(client: httpx.Client) -> Numbers:
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_is_done_is_counted(tmp_path: Path) -> None:
    with (
        serving(own_settings(tmp_path)) as served,
        httpx.Client(base_url=served.url, timeout=60, trust_env=False) as client,
    ):
        before = numbers(client)
        assert before[("jisr_sentences_total", ())] == 0
        for _ in range(2):
            assert client.post("/translate", json=ASKED).status_code == 200
        client.post("/articles", json={"text": "وصل الوفد إلى القاهرة.\n\nعاد الوفد."})
        client.get("/articles/none")
        until = time.monotonic() + 60
        done = ("jisr_articles", (("state", "done"),))
        while (after := numbers(client))[done] < 1:
            assert time.monotonic() < until
            time.sleep(0.1)
    loaded = served.service.desk.ready.result()
    assert after[("jisr_ready", ())] == 1
    assert after[
        ("jisr_model_info", (("name", "bundled"), ("revision", loaded.revision), ("signature", loaded.signature)))
    ]
    assert after[("jisr_sentences_total", ())] == 6
    assert after[("jisr_characters_total", ())] >= 2 * sum(map(len, ASKED["q"]))
    assert after[("jisr_batch_sentences_count", ())] >= 3
    assert after[("jisr_batch_sentences_sum", ())] == 6
    assert after[("jisr_memory_hits_total", (("made_by", "machine"),))] == 3
    assert after[("jisr_memory_hits_total", (("made_by", "human"),))] == 0
    assert after[("jisr_flags_total", (("flag", "memory"),))] == 3
    assert after[("jisr_waiting_characters", ())] == 0
    asked = (("method", "POST"), ("route", "/translate"), ("status", "200"))
    assert after[("jisr_requests_total", asked)] == 2
    missing = (("method", "GET"), ("route", "/articles/{article_id}"), ("status", "404"))
    assert after[("jisr_requests_total", missing)] == 1
    assert after[("jisr_request_seconds_count", (("route", "/translate"),))] == 2


def test_no_user_makes_a_number_of_their_own(http: httpx.Client) -> None:
    http.get("/warm")
    http.request("BREW", "/warm")
    http.get("/metrics")
    before = set(numbers(http))
    for n in range(20):
        http.get(f"/no-such-{n}")
        http.get(f"/articles/{n}", headers={"X-Request-ID": str(n), "User-Agent": str(n)})
        http.request(f"BREW{n}", "/translate")
        http.request(f"BREW{n}", f"/none-{n}")
    new = {dict(labels).get("route", name) for name, labels in set(numbers(http)) - before}
    assert new <= {"/articles/{article_id}", "/translate", "none", "/metrics"}
    assert not any(str(n) in str(labels) for n in range(10, 20) for name, labels in numbers(http) if "requests" in name)


def test_two_services_in_a_process_count_apart(tmp_path: Path, http: httpx.Client) -> None:
    http.post("/translate", json=ASKED)
    with (
        serving(own_settings(tmp_path)) as served,
        httpx.Client(base_url=served.url, timeout=60, trust_env=False) as other,
    ):
        assert numbers(other)[("jisr_sentences_total", ())] == 0
    assert numbers(http)[("jisr_sentences_total", ())] >= 2
