"""Streams: as they came, or visibly broken. Never an ending that looks whole and is not."""

from __future__ import annotations

import http.client
import json
import socket
import time

import pytest

from gateway import Answer, wait_until
from upstream import Reply, anthropic_message, data, openai_answer, openai_chat, openai_chunk, openai_error

ASK = {"model": "m", "messages": [{"role": "user", "content": "héllo ☃"}], "stream": True}


def openai_pieces() -> list[bytes]:
    return list(openai_chat(ASK).body)


def anthropic_pieces() -> list[bytes]:
    return list(anthropic_message(ASK).body)


SURFACES = {"chat": openai_pieces, "messages": anthropic_pieces}


@pytest.fixture(scope="module")
def once(start, settings):
    """A gateway that asks a provider once, so that the many faults below cost no waiting between tries."""
    config = settings()
    config["models"] = {
        "assistant": {"targets": [{"use": "stub/gpt-test", "retries": 0}]},
        "claude": {"targets": [{"use": "claudia/claude-test", "retries": 0}]},
    }
    return start(config)


def stream(gateway, key, surface="chat") -> Answer:
    return getattr(gateway, surface)("a stream", key=key, stream=True, headers={"cache-control": "no-store"})


@pytest.mark.parametrize("surface", SURFACES)
def test_a_stream_is_passed_on_byte_for_byte(gateway, upstream, alice, surface):
    pieces = SURFACES[surface]()
    upstream.script = [Reply.events(pieces)]
    answer = stream(gateway, alice, surface)
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert answer.body == b"".join(pieces)


def test_odd_but_legal_events_are_passed_on(gateway, upstream, alice):
    pieces = [b": a comment\n\n", b"\n", *openai_pieces()[:-1], b"id: 7\nretry: 10\n: x\n\n", b"data: [DONE]\n\n"]
    upstream.script = [Reply.events(pieces)]
    assert stream(gateway, alice).body == b"".join(pieces)


def test_carriage_returns_are_line_ends_too(gateway, upstream, alice):
    whole = b"".join(openai_pieces()).replace(b"\n", b"\r\n")
    upstream.script = [Reply.events(whole)]
    answer = stream(gateway, alice)
    assert answer.finished and answer.error is None and answer.text == "heard: héllo ☃"


@pytest.mark.parametrize("surface", SURFACES)
def test_the_same_bytes_wherever_the_network_cuts_them(gateway, upstream, alice, surface):
    whole = b"".join(SURFACES[surface]())
    for at in range(1, len(whole), 7):
        upstream.script = [Reply.events([whole[:at], whole[at:]], pause=0.002)]
        assert stream(gateway, alice, surface).body == whole, f"cut at byte {at}"


def test_each_byte_alone(gateway, upstream, alice):
    whole = b"".join(openai_pieces())
    upstream.script = [Reply.events([bytes([byte]) for byte in whole])]
    assert stream(gateway, alice).body == whole


def test_events_arrive_as_they_are_sent(gateway, upstream, alice):
    upstream.script = [Reply.events(openai_pieces(), pause=0.3)]
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
    body = json.dumps({"model": "assistant", "messages": [{"role": "user", "content": "now"}], "stream": True})
    headers = {"Authorization": f"Bearer {alice}", "Content-Type": "application/json", "Cache-Control": "no-store"}
    began = time.monotonic()
    connection.request("POST", "/v1/chat/completions", body, headers)
    response = connection.getresponse()
    assert response.read1(16)
    first = time.monotonic() - began
    response.read()
    whole = time.monotonic() - began
    connection.close()
    assert first < 0.25 * whole


# -- broken by the provider


def broken(answer: Answer) -> None:
    """A client cannot take it for a whole answer: an error status, or an error event and no ending."""
    if answer.status != 200:
        assert answer.status in (502, 504) and answer.error["code"] in ("upstream_error", "upstream_timeout")
        return
    assert answer.complete, "the connection to the client was cut instead of saying what happened"
    assert not answer.finished
    assert answer.error and answer.error["message"] and answer.error["type"]


@pytest.mark.parametrize("ending", ["cut", "reset"])
@pytest.mark.parametrize("surface", SURFACES)
def test_a_cut_after_each_event_is_an_error_event(once, upstream, alice, surface, ending):
    pieces = SURFACES[surface]()
    for events in range(len(pieces)):
        upstream.script = [Reply.events(pieces[:events], ending=ending, pause=0.001)]
        answer = stream(once, alice, surface)
        broken(answer)
        if answer.status == 200 and ending == "cut":
            assert answer.body.startswith(b"".join(pieces[:events]))


@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_a_cut_at_each_byte_never_looks_whole(once, upstream, alice, surface, framing):
    """With `close` framing an end of the connection is a legal end of the body: only the events tell."""
    whole = b"".join(SURFACES[surface]())
    last = SURFACES[surface]()[-1]
    # From here on the last event's line has arrived, and a reader may take it as read.
    enough = len(whole) - len(last) + len(last.rstrip(b"\n"))
    for at in range(enough):
        upstream.script = [Reply.events([whole[:at]], framing=framing, ending="cut")]
        answer = stream(once, alice, surface)
        try:
            broken(answer)
        except AssertionError as failure:
            raise AssertionError(f"cut at byte {at} of {len(whole)}: {failure}; {answer.body[-200:]!r}") from None


def test_an_error_event_of_the_provider_is_told(once, upstream, alice, keys):
    words = {"error": {"message": f"overloaded, key {keys['openai']}", "type": "server_error"}}
    upstream.script = [Reply.events(openai_pieces()[:2] + [data(words)])]
    answer = stream(once, alice)
    assert not answer.finished and answer.error
    assert keys["openai"].encode() not in answer.body


@pytest.mark.parametrize("body", [b"", b"data: [DONE]\n\n", b"data: {not json\n\ndata: [DONE]\n\n", b"<html>login</html>"])
def test_nonsense_is_not_a_success(once, upstream, alice, body):
    upstream.script = [Reply.events([body])]
    answer = stream(once, alice)
    assert answer.status == 502 or not answer.finished or body == b"data: [DONE]\n\n"


def test_json_where_a_stream_was_asked_is_still_an_answer(once, upstream, alice):
    upstream.script = [openai_answer("all at once")]
    answer = stream(once, alice)
    assert answer.status in (200, 502)
    if answer.status == 200:
        assert "all at once" in answer.text


# -- retries


@pytest.mark.parametrize("status", [429, 500, 502, 503])
@pytest.mark.parametrize("streamed", [False, True])
def test_a_passing_fault_is_retried(gateway, upstream, alice, status, streamed):
    upstream.script = [openai_error("busy", status)]
    answer = gateway.chat(f"retry {status} {streamed}", key=alice, stream=streamed)
    assert answer.status == 200 and answer.text.startswith("heard: retry")
    assert answer.headers["x-gatehouse-attempts"] == "2"
    assert len(upstream.requests) == 2


def test_a_lasting_fault_ends(gateway, upstream, alice):
    upstream.rule = lambda _: openai_error("busy", 503)
    answer = gateway.chat("never", key=alice)
    assert answer.status in (502, 503) and len(upstream.requests) == 3


def test_nothing_is_retried_once_a_byte_has_gone_out(gateway, upstream, alice):
    upstream.script = [Reply.events(openai_pieces()[:2], ending="reset", pause=0.05)]
    broken(stream(gateway, alice))
    assert len(upstream.requests) == 1


def test_the_next_target_takes_over(start, settings, upstream, alice):
    config = settings()
    config["models"]["assistant"] = {"targets": [{"use": "stub/gpt-first", "retries": 0}, "stub/gpt-second"]}
    gateway = start(config)
    upstream.rule = lambda received: openai_error("down", 500) if received.json["model"] == "gpt-first" else None
    answer = gateway.chat("fall back", key=alice)
    assert answer.status == 200 and answer.headers["x-gatehouse-target"] == "stub/gpt-second"
    assert [received.json["model"] for received in upstream.requests] == ["gpt-first", "gpt-second"]


# -- the client's side


def raw_request(key: str, text: str) -> bytes:
    """A streamed chat as bytes, for the tests that read the answer by hand."""
    body = json.dumps({"model": "assistant", "messages": [{"role": "user", "content": text}], "stream": True}).encode()
    head = [
        "POST /v1/chat/completions HTTP/1.1", "Host: localhost", f"Authorization: Bearer {key}", "Connection: close",
        "Content-Type: application/json", "Cache-Control: no-store", f"Content-Length: {len(body)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def test_a_client_that_leaves_ends_the_transfer(gateway, upstream, alice):
    upstream.script = [Reply.events((chunk for chunk in openai_pieces()[:2] * 10_000), pause=0.01)]
    with socket.create_connection(("127.0.0.1", gateway.port), timeout=5) as client:
        client.sendall(raw_request(alice, "leaving"))
        assert client.recv(1000)
        assert len(upstream.sending) == 1
    wait_until(lambda: not upstream.sending)


@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_long_answer_on_a_used_connection_is_whole(once, upstream, alice, framing):
    """It comes at once and is more than is collected in one turn, so the transfer is stopped before its socket is known."""
    upstream.rule = lambda _: openai_answer("x" * 200_000, framing=framing)
    for n in range(60):
        answer = once.chat(f"long {framing} {n}", key=alice, headers={"cache-control": "no-store"})
        assert answer.status == 200, answer.body
        assert len(answer.text) == 200_000


def test_a_slow_client_gets_everything(gateway, upstream, alice):
    end = [openai_chunk(None, "stop"), b"data: [DONE]\n\n"]
    upstream.script = [Reply.events([openai_chunk("x" * 4000)] * 1500 + end)]
    received = b""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        client.settimeout(20)
        client.connect(("127.0.0.1", gateway.port))
        client.sendall(raw_request(alice, "slow reader"))
        time.sleep(1)
        while piece := client.recv(65536):
            received += piece
    assert received.count(b"x") >= 1500 * 4000 and b"data: [DONE]" in received
