"""The life of a stored answer: stale, refreshed, purged."""

from __future__ import annotations

import json
import re
import secrets
import socket
import time

import pytest

from gateway import wait_until
from upstream import openai_answer, openai_error

HIT = re.compile(r"gatehouse; hit; ttl=\d+$")
STALE = re.compile(r"gatehouse; hit; ttl=-\d+$")


@pytest.fixture
def question() -> str:
    return f"what is {secrets.token_hex(6)}?"


def begin(start, settings, **cache):
    config = settings()
    config["models"]["assistant"]["cache"] = {"ttl": "1s", **cache}
    config["models"]["assistant"]["targets"] = [{"use": "stub/gpt-test", "retries": 0}]
    return start(config)


def expire(gateway, question, key) -> None:
    gateway.chat(question, key=key)
    time.sleep(1.05)


def test_an_expired_answer_is_asked_for_again(start, settings, upstream, alice, question):
    gateway = begin(start, settings)
    expire(gateway, question, alice)
    assert gateway.chat(question, key=alice).cache == "gatehouse; fwd=miss; stored"


@pytest.mark.parametrize("stream", [False, True])
def test_a_stale_answer_is_served_while_a_new_one_comes(start, settings, upstream, alice, question, stream):
    gateway = begin(start, settings, stale_while_revalidate="1h")
    upstream.rule = lambda _: openai_answer("old")
    expire(gateway, question, alice)
    upstream.rule = lambda _: openai_answer("new", before=0.2)
    asked = len(upstream.requests)
    began = time.monotonic()
    stale = [gateway.chat(question, key=alice, stream=stream) for _ in range(3)]
    assert time.monotonic() - began < 0.2
    assert [a.text for a in stale] == ["old"] * 3 and all(STALE.match(a.cache) for a in stale)
    fresh = wait_until(lambda: (a := gateway.chat(question, key=alice, stream=stream)) and HIT.match(a.cache) and a)
    assert fresh.text == "new" and len(upstream.requests) == asked + 1


def test_a_refresh_is_charged_to_whoever_caused_it(start, settings, upstream, alice, question):
    config = settings()
    config["models"]["assistant"]["cache"] = {"ttl": "1s", "stale_while_revalidate": "1h"}
    config["keys"][0]["limits"] = {"tokens": "100/h"}
    gateway = start(config)
    upstream.rule = lambda _: openai_answer("answer", prompt=10, completion=10)
    expire(gateway, question, alice)

    def left() -> int:
        return int(gateway.request("POST", "/v1/chat/completions", b"{", key=alice).headers.get("x-ratelimit-remaining-tokens", 0)) or 0

    first = gateway.chat(question, key=alice)
    assert STALE.match(first.cache)
    wait_until(lambda: HIT.match(gateway.chat(question, key=alice).cache))
    after = gateway.chat(question, key=alice)
    assert int(after.headers["x-ratelimit-remaining-tokens"]) <= 61


def test_a_failed_refresh_hurts_nobody(start, settings, upstream, alice, question):
    gateway = begin(start, settings, stale_while_revalidate="1h")
    expire(gateway, question, alice)
    upstream.rule = lambda _: openai_error("down", 500)
    for _ in range(3):
        answer = gateway.chat(question, key=alice)
        assert answer.status == 200 and STALE.match(answer.cache)
        time.sleep(0.05)
    assert all(line["status"] == 200 for line in gateway.request_lines)


@pytest.mark.parametrize("status, served", [(500, True), (503, True), (400, False), (404, False)])
def test_a_stale_answer_stands_in_for_an_error_of_the_provider(
    start, settings, upstream, alice, question, status, served
):
    gateway = begin(start, settings, stale_if_error="1h")
    expire(gateway, question, alice)
    upstream.rule = lambda _: openai_error("no", status)
    answer = gateway.chat(question, key=alice)
    if served:
        assert answer.status == 200 and answer.cache.startswith("gatehouse; fwd=stale; ttl=-")
        assert answer.text == f"heard: {question}"
    else:
        assert answer.status == status


def test_without_it_an_error_is_an_error(start, settings, upstream, alice, question):
    gateway = begin(start, settings)
    expire(gateway, question, alice)
    upstream.rule = lambda _: openai_error("no", 500)
    assert gateway.chat(question, key=alice).status == 502


def test_a_hit_says_what_it_saved(start, settings, upstream, alice, question):
    gateway = start(settings())
    upstream.rule = lambda _: openai_answer("answer", prompt=10, completion=5, before=0.05)
    gateway.chat(question, key=alice)
    hit = wait_until(lambda: (a := gateway.chat(question, key=alice)) and HIT.match(a.cache) and a)
    saved = re.fullmatch(r"tokens=15; ms=(\d+)", hit.headers["x-gatehouse-saved"])
    assert saved and 50 <= int(saved[1]) < 5000


@pytest.mark.parametrize("selector", [["--model", "assistant"], ["--tag", "faq"], ["--all"], None])
def test_a_purge_reaches_the_running_server(start, settings, upstream, alice, question, selector):
    config = settings()
    config["models"]["assistant"]["cache"] = {"tags": ["faq"]}
    gateway = start(config)
    gateway.chat(question, key=alice)
    hit = wait_until(lambda: (a := gateway.chat(question, key=alice)) and HIT.match(a.cache) and a)
    data = ["--data", str(gateway.folder / "data")]
    done = gateway.command("cache", "purge", *(selector or ["--policy", hit.policy.split(";")[0].strip()]), *data)
    assert done.returncode == 0, done.stderr
    wait_until(lambda: gateway.chat(question, key=alice).cache == "gatehouse; fwd=miss; stored")


def test_a_purge_of_another_leaves_it(start, settings, upstream, alice, question):
    gateway = start(settings())
    gateway.chat(question, key=alice)
    wait_until(lambda: HIT.match(gateway.chat(question, key=alice).cache))
    for selector in (["--model", "other"], ["--tag", "faq"], ["--key", "nobody"], ["--policy", "default@000000000000"]):
        assert gateway.command("cache", "purge", *selector, "--data", str(gateway.folder / "data")).returncode == 0
    assert HIT.match(gateway.chat(question, key=alice).cache)


def test_pipelined_requests_behind_a_stale_answer_keep_their_order(start, settings, upstream, alice, question):
    gateway = begin(start, settings, stale_if_error="1h", ttl="2s")
    gateway.chat(question, key=alice)
    time.sleep(2.05)
    known = [f"{question} {n}" for n in range(4)]
    for text in known:
        gateway.chat(text, key=alice)
    upstream.rule = lambda _: openai_error("no", 500, before=0.1)
    sent = b""
    for text in (question, *known):
        body = json.dumps({"model": "assistant", "messages": [{"role": "user", "content": text}]}).encode()
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {alice}\r\n"
        sent += f"{head}content-type: application/json\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body
    connection = socket.create_connection(("127.0.0.1", gateway.port), 10)
    half = len(sent) // 2
    connection.sendall(sent[:half])
    time.sleep(0.09)
    for at in range(half, len(sent), 64):
        connection.sendall(sent[at:at + 64])
    received = b""
    while received.count(b"HTTP/1.1 200") < 5 or received.count(b'"usage"') < 5:
        piece = connection.recv(1 << 16)
        assert piece, received
        received += piece
    connection.close()
    heard = re.findall(rb"heard: ([^\"]*)", received)
    assert [h.decode() for h in heard] == [question, *known]
