"""What stands on one connection, who may end it, and what no roundabout way lets through."""

from __future__ import annotations

import http.client
import io
import json
import socket
import threading
import time

import pytest

from gateway import Answer, wait_until
from test_policies import ANSWERS_ONLY, access_key, card
from upstream import Reply, data, openai_answer, openai_error

JSON = "Content-Type: application/json"
CLOSE = "Connection: close"
# Written by hand, these are not requests.
GARBAGE = {
    "a bad header line": b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nno colon here\r\n\r\n",
    "a zero byte": b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nX-Note: a\x00b\r\n\r\n",
    "two lengths": b"POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nContent-Length: 5\r\n\r\n",
}


@pytest.fixture(scope="module")
def shipped(start, shipped_policies):
    return start(policy=shipped_policies)


@pytest.fixture(scope="module")
def answers_guarded(start):
    return start(policy=ANSWERS_ONLY)


def ask(text: str, **fields) -> dict:
    return {"model": "assistant", "messages": [{"role": "user", "content": text}], **fields}


def head(line: str, key: str | None, *fields: str) -> bytes:
    shown = [] if key is None else [f"Authorization: Bearer {key}"]
    return "\r\n".join([f"{line} HTTP/1.1", "Host: localhost", *shown, *fields]).encode() + b"\r\n\r\n"


def chat(text: str, key: str, *fields: str) -> bytes:
    """A chat as bytes, for a connection that is written and read by hand."""
    body = json.dumps(ask(text)).encode()
    return head("POST /v1/chat/completions", key, JSON, *fields, f"Content-Length: {len(body)}") + body


def connect(gateway, timeout: float = 5, buffer: int | None = None) -> socket.socket:
    client = socket.socket()
    if buffer is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    client.settimeout(timeout)
    client.connect(("127.0.0.1", gateway.port))
    return client


def read_to_end(client: socket.socket) -> bytes:
    """Everything until the gateway ends the connection; a connection that it leaves open is a timeout."""
    received = bytearray()
    while piece := client.recv(1 << 20):
        received += piece
    return bytes(received)


class Recording(io.BytesIO):
    """Bytes already read, as the socket that `http.client` wants: several answers are read from it in turn."""

    def makefile(self, *_):
        return self

    def close(self):
        pass


def answers_in(received: bytes) -> list[Answer]:
    recording, answers = Recording(received), []
    while recording.tell() < len(received):
        response = http.client.HTTPResponse(recording)
        response.begin()
        body = response.read()
        answers.append(Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body))
    return answers


def talk(gateway, sent: bytes) -> list[Answer]:
    """All the answers to those bytes, of a connection that the gateway has to end."""
    with connect(gateway) as client:
        client.sendall(sent)
        return answers_in(read_to_end(client))


def asked(gateway, upstream, key: str) -> list[str]:
    """What the upstream was asked, once whatever was begun behind the last answer has had the time to get there."""
    gateway.chat("afterwards", key=key, headers={"cache-control": "no-store"})
    time.sleep(0.1)
    return [text for received in upstream.requests if (text := received.json["messages"][0]["content"]) != "afterwards"]


def slow(received) -> Reply | None:
    return openai_answer("late", before=0.5) if b"slow" in received.body else None


# -- several requests on one connection


def test_nothing_is_served_behind_a_refused_request(gateway, upstream, alice):
    upstream.rule = slow
    bad = chat("two hosts", alice, "Host: elsewhere")
    answers = talk(gateway, chat("slow a", alice) + bad + chat("a third", alice) + chat("a fourth", alice))
    assert [answer.status for answer in answers] == [200, 400]
    assert answers[1].headers["connection"] == "close"
    assert asked(gateway, upstream, alice) == ["slow a"]


def test_nothing_is_served_behind_a_wish_to_close(gateway, upstream, alice):
    upstream.rule = slow
    answers = talk(gateway, chat("slow b", alice) + chat("last", alice, CLOSE) + chat("b third", alice) * 2)
    assert [answer.status for answer in answers] == [200, 200]
    assert asked(gateway, upstream, alice) == ["slow b", "last"]


def test_nothing_is_served_behind_a_slow_request_that_closes(gateway, upstream, alice):
    upstream.rule = slow
    answers = talk(gateway, chat("slow c", alice, CLOSE) + chat("c second", alice) * 2)
    assert [answer.status for answer in answers] == [200]
    assert asked(gateway, upstream, alice) == ["slow c"]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_what_came_before_garbage_is_answered_first(gateway, upstream, alice, garbage):
    upstream.rule = slow
    answers = talk(gateway, chat(f"slow {garbage}", alice) + chat(f"good {garbage}", alice) + GARBAGE[garbage])
    assert [answer.status for answer in answers] == [200, 200, 400]
    assert asked(gateway, upstream, alice) == [f"slow {garbage}", f"good {garbage}"]


# -- bodies that nobody reads


@pytest.mark.parametrize("length", ["Content-Length: 5", "Content-Length: 10485760", "Transfer-Encoding: chunked"])
@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/models"])
def test_a_question_without_a_body_takes_none(gateway, alice, path, length):
    """The body is never sent here: it is refused from the head, so it is held nowhere."""
    key = alice if path == "/v1/models" else None
    [answer] = talk(gateway, head(f"GET {path}", key, length))
    assert (answer.status, answer.error["code"]) == (413, "request_too_large")
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/v1/models"])
def test_an_empty_body_is_none(gateway, alice, path):
    [answer] = talk(gateway, head(f"GET {path}", alice, "Content-Length: 0", CLOSE))
    assert answer.status == 200


@pytest.mark.parametrize("line, known, status", [("/v1/chat/completions", False, 401), ("/nope", True, 404)])
def test_a_refusal_before_the_body_ends_the_connection(gateway, upstream, alice, line, known, status):
    [answer] = talk(gateway, head(f"POST {line}", alice if known else "nobody-at-all", JSON, "Content-Length: 1000"))
    assert (answer.status, answer.headers.get("connection")) == (status, "close")
    assert not upstream.requests


def test_a_refusal_without_a_body_keeps_the_connection(gateway, alice):
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=10)
    connection.connect()
    connection.auto_open = 0
    for path, status in (("/nope", 404), ("/v1/models", 200), ("/nope", 404)):
        connection.request("GET", path, headers={"Authorization": f"Bearer {alice}"})
        response = connection.getresponse()
        response.read()
        assert response.status == status and response.getheader("connection") != "close"
    connection.close()


# -- readers that take their time


def test_an_answer_outlives_the_close_that_follows_it(gateway, upstream, alice):
    size = 8 << 20
    upstream.script = [openai_answer("y" * size)]
    with connect(gateway, buffer=4096) as client:
        client.sendall(chat("a big answer", alice, CLOSE))
        time.sleep(6)
        [answer] = answers_in(read_to_end(client))
    assert len(answer.text) == size


def test_a_slow_reader_is_waited_for_at_the_end(start, upstream, alice):
    gateway, size, statuses = start(), 14 << 20, []
    upstream.script = [openai_answer("y" * size)]
    stopping = threading.Thread(target=lambda: statuses.append(gateway.stop()))
    with connect(gateway, timeout=20, buffer=65536) as client:
        client.sendall(chat("a bigger answer", alice))
        received = client.recv(65536)
        stopping.start()
        time.sleep(3)
        received += read_to_end(client)
    stopping.join(40)
    [answer] = answers_in(received)
    assert len(answer.text) == size
    assert statuses == [0]


def test_a_caller_that_leaves_pays_what_was_reserved(start, settings, upstream, alice):
    config = settings()
    config["keys"][0]["limits"] = {"tokens": "10k/min"}
    gateway = start(config)
    upstream.script = [Reply(b'{"half":', ending="hang")]
    with pytest.raises(OSError):
        gateway.request("POST", "/v1/chat/completions", ask("leaving", max_tokens=5000), key=alice, timeout=0.5)
    wait_until(lambda: any(line.get("route") == "chat_completions" for line in gateway.request_lines))
    answer = gateway.chat("what is left?", key=alice)
    assert int(answer.headers["x-ratelimit-remaining-tokens"]) < 6000


# -- places where a text might slip past a policy


SECRET_MODELS = {
    "/stub/v1/completions": lambda secret: {"model": secret, "prompt": "hello"},
    "/stub/v1/chat/completions": lambda secret: ask("hello", model=secret),
    "/v1/chat/completions": lambda secret: ask("hello", model=f"stub/{secret}"),
}


@pytest.mark.parametrize("path", SECRET_MODELS)
def test_a_models_name_is_inspected_and_not_written_down(shipped, upstream, alice, path):
    secret = access_key()
    answer = shipped.request("POST", path, SECRET_MODELS[path](secret), key=alice)
    assert (answer.status, answer.error["code"]) == (400, "content_policy_violation")
    assert answer.error["param"] == "model" and "secret.aws-access-key" in answer.error["message"]
    assert not upstream.requests
    assert secret.encode() not in answer.body
    unwritten(shipped, answer, secret)


@pytest.mark.parametrize("header", ["x-request-id", "x-gatehouse-metadata"])
def test_a_secret_in_a_header_is_not_written_down(shipped, upstream, alice, header):
    secret = access_key()
    value = json.dumps({"team": secret}) if header == "x-gatehouse-metadata" else secret
    answer = shipped.chat(f"hello with {header}", key=alice, headers={header: value})
    assert not any(received.holds(secret) for received in upstream.requests)
    unwritten(shipped, answer, secret)


def unwritten(gateway, answer: Answer, secret: str) -> None:
    """Once the answer's line stands in the log, the secret does not."""
    identity = answer.headers["x-request-id"]
    wait_until(lambda: any(line["request_id"] == identity for line in gateway.request_lines))
    assert secret not in gateway.output
    assert secret not in gateway.metrics()


def test_a_stream_that_cannot_be_inspected_is_not_begun(answers_guarded, upstream, alice):
    body = {"model": "m", "prompt": "hello", "stream": True}
    answer = answers_guarded.request("POST", "/stub/v1/completions", body, key=alice)
    assert (answer.status, answer.error["code"]) == (403, "route_not_allowed")
    assert not upstream.requests


@pytest.mark.parametrize("path, model", [("/v1/chat/completions", "assistant"), ("/stub/v1/chat/completions", "m")])
def test_logprobs_would_spell_what_a_policy_hides(answers_guarded, upstream, alice, path, model):
    answer = answers_guarded.request("POST", path, ask("hello", model=model, logprobs=True), key=alice)
    assert (answer.status, answer.error["code"], answer.error["param"]) == (400, "invalid_request", "logprobs")
    assert not upstream.requests


@pytest.mark.parametrize("surface", ["chat", "messages"])
@pytest.mark.parametrize("stream", [False, True])
def test_a_providers_words_of_refusal_are_not_passed_on(answers_guarded, upstream, alice, surface, stream):
    upstream.script = [openai_error("the bluebird and the sparrow flew")]
    answer = getattr(answers_guarded, surface)(f"no {stream}", key=alice, stream=stream)
    assert answer.status == 400 and answer.error["message"]
    assert b"bluebird" not in answer.body and b"sparrow" not in answer.body


# -- provider paths


@pytest.mark.parametrize("framing", ["chunked", "close"])
def test_a_cut_stream_of_a_provider_path_is_an_error_event(gateway, upstream, alice, framing):
    chunk = {"id": "c", "object": "text_completion", "choices": [{"text": "hi", "index": 0, "finish_reason": None}]}
    upstream.script = [Reply.events([data(chunk)], framing=framing)]
    body = {"model": "m", "prompt": f"a stream {framing}", "stream": True}
    answer = gateway.request("POST", "/stub/v1/completions", body, key=alice)
    assert answer.complete and not answer.finished
    assert answer.error and answer.error["message"] and answer.error["type"]


@pytest.mark.parametrize("query", ["x=1", "limit=5&x=1", "api-version=1", "Limit=5", "beta=true&key=k"])
@pytest.mark.parametrize("line", ["GET /stub/v1/models", "POST /stub/v1/chat/completions"])
def test_an_unknown_query_is_refused(gateway, upstream, alice, line, query):
    method, path = line.split()
    body = ask("hello") if method == "POST" else None
    assert gateway.request(method, f"{path}?{query}", body, key=alice).status == 400
    assert not upstream.requests


@pytest.mark.parametrize("query", ["limit=5", "limit=5&after_id=abc", "before_id=abc"])
def test_a_known_query_is_passed_on(gateway, upstream, alice, query):
    upstream.script = [Reply.json({"object": "list", "data": []})]
    assert gateway.request("GET", f"/stub/v1/models?{query}", key=alice).status == 200
    assert upstream.last.path == f"/v1/models?{query}"


def test_the_sdks_own_query_is_passed_on(gateway, upstream, alice):
    body = ask("hello", model="m", max_tokens=9)
    assert gateway.request("POST", "/claudia/v1/messages?beta=true", body, key=alice).status == 200
    assert upstream.last.path == "/v1/messages?beta=true"


@pytest.mark.parametrize("beta", ["a-2024-01-01; b", 'say "please"', "a{b}", "a/b?c=d", "words of prose", "caf\u00e9"])
def test_odd_characters_in_a_beta_are_not_sent_up(gateway, upstream, alice, beta):
    gateway.messages(f"odd {beta}", key=alice, headers={"anthropic-beta": beta})
    assert not any(received.header("anthropic-beta") for received in upstream.requests)


@pytest.mark.parametrize("comma", [",", ", "])
def test_the_names_of_betas_are_sent_up(gateway, upstream, alice, comma):
    names = f"prompt-caching-2024-07-31{comma}token_counting-2024-11-01"
    assert gateway.messages(f"betas with{comma}", key=alice, headers={"anthropic-beta": names}).status == 200
    assert upstream.last.header("anthropic-beta") == names.replace(" ", "")


NUMBERED_MODELS = {
    "/stub/v1/completions": {"prompt": "hello"},
    "/stub/v1/embeddings": {"input": "hello"},
    "/stub/v1/chat/completions": {"messages": [{"role": "user", "content": "hello"}]},
    "/claudia/v1/messages": {"max_tokens": 9, "messages": [{"role": "user", "content": "hello"}]},
}


@pytest.mark.parametrize("path", NUMBERED_MODELS)
def test_a_models_name_that_should_be_redacted_does_not_leave(shipped, upstream, alice, path):
    number = card()
    answer = shipped.request("POST", path, {"model": number, **NUMBERED_MODELS[path]}, key=alice)
    assert not any(received.holds(number) for received in upstream.requests)
    unwritten(shipped, answer, number)
