"""Its life: reload, keys, shutdown, what it writes down."""

from __future__ import annotations

import json
import re
import threading
import time

import pytest

from gateway import new_key, wait_until
from upstream import Reply, openai_answer, openai_chunk


# -- reload


def test_a_good_file_is_taken_without_a_restart(start, settings, alice):
    gateway = start()
    assert gateway.chat("hello", key=alice, model="helper").status == 404
    changed = settings()
    changed["models"]["helper"] = {"targets": ["stub/gpt-helper"]}
    gateway.reload(changed)
    wait_until(lambda: gateway.chat("hello", key=alice, model="helper").status == 200)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda s: {**s, "kyes": []},
        lambda s: {**s, "models": {"assistant": {"targets": ["nowhere/gpt"]}}},
        lambda s: {**s, "keys": [{"name": "a", "secret": "${NOT_SET_ANYWHERE}"}]},
        lambda s: {**s, "auth": True},
        lambda s: "listen: [",
    ],
    ids=["unknown field", "dangling target", "missing variable", "wrong type", "not YAML"],
)
def test_a_bad_file_keeps_the_old_configuration(start, settings, alice, spoil):
    gateway = start()
    before = len(gateway.output)
    gateway.reload(spoil(settings()))
    said = wait_until(lambda: gateway.output[before:])
    wait_until(lambda: re.search(r"gatehouse\.yaml:\d+:\d+", gateway.output[before:]))
    assert alice not in said
    assert gateway.chat("still here", key=alice).status == 200
    gateway.reload(settings())
    assert gateway.chat("and still", key=alice).status == 200


def test_a_revoked_key_of_the_configuration_is_out_after_a_reload(start, settings, bob):
    gateway = start()
    assert gateway.chat("hello", key=bob).status == 200
    changed = settings()
    changed["keys"] = [key for key in changed["keys"] if key["name"] != "bob"]
    gateway.reload(changed)
    wait_until(lambda: gateway.chat("hello", key=bob).status == 401)


def test_what_is_in_flight_is_finished_under_a_reload(start, settings, upstream, alice):
    gateway = start()
    upstream.script = [openai_answer("late", before=1)]
    answers = []
    thread = threading.Thread(target=lambda: answers.append(gateway.chat("slow", key=alice)))
    thread.start()
    wait_until(lambda: upstream.requests)
    gateway.reload(settings(models={}))
    thread.join(10)
    assert answers[0].status == 200 and answers[0].text == "late"


# -- keys made beside a running server


def made(gateway, *arguments) -> str:
    done = gateway.command("key", "create", "--config", str(gateway.config), *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"gth_[A-Za-z0-9]+_[A-Za-z0-9]+", done.stdout)
    assert found, done.stdout
    return found[0]


def test_a_new_key_works_and_a_revoked_one_does_not(start, upstream):
    gateway = start()
    key = made(gateway, "--name", "visitor")
    wait_until(lambda: gateway.chat("hello", key=key).status == 200, seconds=1.5)
    identity = key.split("_")[1]
    listed = gateway.command("key", "list", "--config", str(gateway.config))
    assert identity in listed.stdout and key not in listed.stdout
    assert gateway.command("key", "revoke", identity, "--config", str(gateway.config)).returncode == 0
    wait_until(lambda: gateway.chat("hello", key=key).status == 401, seconds=1.5)
    assert not any(received.holds(key) for received in upstream.requests)


def test_keys_outlive_a_restart(start):
    gateway = start()
    key = made(gateway, "--name", "keeper")
    wait_until(lambda: gateway.chat("hello", key=key).status == 200)
    assert gateway.stop() == 0
    gateway.start()
    assert gateway.chat("hello again", key=key).status == 200


def test_a_mistyped_key_may_be_told_so(start):
    gateway = start()
    key = made(gateway, "--name", "typist")
    swapped = key[:-1] + ("a" if key[-1] != "a" else "b")
    answer = gateway.chat("hello", key=swapped)
    assert (answer.status, answer.error["code"]) == (401, "invalid_api_key")


def test_an_unknown_key_cannot_be_revoked(start):
    gateway = start(launch=False)
    done = gateway.command("key", "revoke", "nobodyatall", "--config", str(gateway.config))
    assert done.returncode == 1 and "gatehouse key list" in done.stdout + done.stderr


# -- shutdown


def test_a_request_in_flight_is_finished_before_the_end(start, upstream, alice):
    gateway = start()
    events = [openai_chunk(str(n)) for n in range(5)] + [openai_chunk(None, "stop"), b"data: [DONE]\n\n"]
    upstream.script = [Reply.events(events, pause=0.3)]
    answers, statuses = [], []
    streaming = threading.Thread(target=lambda: answers.append(gateway.chat("slowly", key=alice, stream=True)))
    streaming.start()
    wait_until(lambda: upstream.requests)
    began = time.monotonic()
    stopping = threading.Thread(target=lambda: statuses.append(gateway.stop()))
    stopping.start()

    def refused():
        try:
            return gateway.request("GET", "/readyz", key=None, timeout=1).status == 503
        except OSError:
            return True

    wait_until(refused)
    streaming.join(20)
    stopping.join(40)
    assert answers[0].finished and answers[0].text == "01234"
    assert statuses == [0]
    assert time.monotonic() - began < 10


def test_an_idle_gateway_ends_at_once(start):
    gateway = start()
    began = time.monotonic()
    assert gateway.stop() == 0
    assert time.monotonic() - began < 3


# -- what it writes down


def test_a_log_line_a_request_without_prompt_or_key(start, shipped_policies, keys, alice):
    gateway = start(policy=shipped_policies)
    words = "the-words-of-the-prompt"
    first = gateway.chat(words, key=alice)
    gateway.chat(words, key=alice, stream=True)
    gateway.chat(words, key="wrong-key-0123456789abcdef")
    gateway.messages("someone@navy.mil " + words, key=alice)
    lines = wait_until(lambda: len(gateway.request_lines) >= 4 and gateway.request_lines)
    assert any(first.headers["x-request-id"] in json.dumps(line) for line in lines)
    assert [line["status"] for line in lines].count(401) == 1
    for secret in (words, "someone@navy.mil", alice, "wrong-key-0123456789abcdef", *keys.values()):
        assert secret not in gateway.output


SAMPLE = re.compile(r'([a-zA-Z_:][\w:]*)(\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})? (-?[\d.]+(?:e[+-]?\d+)?|\+Inf|NaN)')


def read_metrics(text: str) -> dict[str, float]:
    """Prometheus' text format, strictly."""
    types, samples = {}, {}
    assert text.endswith("\n")
    for line in text.splitlines():
        if line.startswith("# TYPE "):
            _, _, name, kind = line.split(" ")
            assert name not in types and kind in ("counter", "gauge", "histogram", "summary")
            types[name] = kind
        elif line and not line.startswith("#"):
            match = SAMPLE.fullmatch(line)
            assert match, line
            series = match[1] + (match[2] or "")
            assert series not in samples, f"{series} twice"
            family = re.sub(r"_(bucket|sum|count)$", "", match[1])
            assert match[1] in types or types.get(family) in ("histogram", "summary"), f"{line} has no type"
            samples[series] = float(match[3])
    for name in (n for n, kind in types.items() if kind == "histogram"):
        rows: dict[str, list[float]] = {}
        for series, value in samples.items():
            if series.startswith(f"{name}_bucket{{"):
                rows.setdefault(re.sub(r'le="[^"]*",?', "", series), []).append(value)
        assert all(values == sorted(values) for values in rows.values()), f"{name}: buckets are not cumulative"
    return samples


def test_metrics_are_prometheus_and_count(start, alice):
    gateway = start()
    for n in range(3):
        gateway.chat(f"count {n}", key=alice)
    gateway.chat("count me not", key="nobody-nobody-nobody")

    def counted():
        samples = read_metrics(gateway.metrics())
        requests = {s: v for s, v in samples.items() if re.match(r"gatehouse_requests_total\{.*chat", s)}
        return sorted(requests.values()) == [1, 3] and samples

    samples = wait_until(counted)
    text = gateway.metrics()
    assert alice not in text and "count me" not in text
    for word in ("cache", "policy", "upstream", "tokens", "connections", "bucket"):
        assert any(word in series for series in samples), f"no metric speaks of {word}"


def test_metrics_stay_on_the_admin_listener(start, alice):
    gateway = start()
    assert gateway.request("GET", "/metrics", key=alice).status == 404
    assert gateway.request("POST", "/v1/chat/completions", {}, key=alice, admin=True).status == 404
    for path in ("/healthz", "/readyz"):
        assert gateway.request("GET", path, key=None, admin=True).status == 200


def test_an_admin_token_is_asked_for(start, settings):
    token = new_key()
    gateway = start(launch=False)
    config = settings()
    config["admin"] = {"listen": f"127.0.0.1:{gateway.admin_port}", "token": "${ADMIN_TOKEN}"}
    gateway.environment["ADMIN_TOKEN"] = token
    gateway.write(config)
    gateway.start()
    assert gateway.request("GET", "/metrics", key=None, admin=True).status == 401
    assert gateway.request("GET", "/metrics", key="wrong", admin=True).status == 401
    assert gateway.request("GET", "/metrics", key=token, admin=True).status == 200


def test_secrets_are_gone_from_the_process_environment(start, keys):
    gateway = start()
    environment = open(f"/proc/{gateway.process.pid}/environ", "rb").read()
    for secret in keys.values():
        assert secret.encode() not in environment
