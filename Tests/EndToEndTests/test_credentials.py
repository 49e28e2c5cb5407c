"""Who is let in, and whose key goes where."""

from __future__ import annotations

import pytest

HEADERS = ["authorization", "x-api-key", "x-goog-api-key", "api-key", "x-gatehouse-key"]


def shown(header: str, key: str) -> dict[str, str]:
    return {header: f"Bearer {key}" if header == "authorization" else key}


def chat_with(gateway, headers, text="who is there?", path="/v1/chat/completions", model="assistant"):
    body = {"model": model, "messages": [{"role": "user", "content": text}]}
    return gateway.request("POST", path, body, key=None, headers=headers)


@pytest.mark.parametrize("header", HEADERS)
def test_each_header_form_opens_the_gate(gateway, alice, header):
    assert chat_with(gateway, shown(header, alice)).status == 200


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("key", ["", "x", "not-a-key-of-this-house", "gth_abcdefgh_0000000000000000000000000000"])
def test_a_wrong_key_is_refused_in_each_form(gateway, upstream, header, key):
    answer = chat_with(gateway, shown(header, key))
    assert answer.status == 401
    assert answer.error["code"] == "invalid_api_key"
    assert "server-timing" not in answer.headers and "x-gatehouse-policy" not in answer.headers
    assert not upstream.requests


def test_no_key_is_refused(gateway):
    assert chat_with(gateway, {}).status == 401


@pytest.mark.parametrize("value", ["Basic YTpi", "Bearer", "Bearer  ", "bearer"])
def test_other_schemes_are_refused(gateway, value):
    assert chat_with(gateway, {"authorization": value}).status == 401


def test_two_different_keys_are_not_a_key(gateway, alice, upstream):
    answer = chat_with(gateway, {"authorization": f"Bearer {alice}", "x-api-key": "somebody-else-entirely"})
    assert answer.status in (400, 401)
    assert not upstream.requests


@pytest.mark.parametrize("header", HEADERS)
@pytest.mark.parametrize("stream", [False, True])
def test_the_callers_key_stays_here_and_the_operators_goes_out(gateway, upstream, keys, alice, header, stream):
    body = {"model": "assistant", "messages": [{"role": "user", "content": f"{header} {stream}"}], "stream": stream}
    headers = {**shown(header, alice), "cache-control": "no-store", "cookie": "session=1", "x-forwarded-for": "10.0.0.1"}
    answer = gateway.request("POST", "/v1/chat/completions", body, key=None, headers=headers)
    assert answer.status == 200
    received = upstream.last
    assert received.header("authorization") == f"Bearer {keys['openai']}"
    assert not received.holds(alice)
    for name in ("x-api-key", "x-goog-api-key", "api-key", "x-gatehouse-key", "cookie", "x-forwarded-for"):
        assert received.header(name) is None
    assert received.header("host") == upstream.url.removeprefix("http://")


def test_an_anthropic_provider_gets_its_own_header(gateway, upstream, keys, alice):
    assert gateway.messages("hello", key=alice).status == 200
    assert upstream.last.header("x-api-key") == keys["anthropic"]
    assert upstream.last.header("authorization") is None
    assert not upstream.last.holds(alice)


def test_a_provider_path_hides_the_callers_key_too(gateway, upstream, keys, alice):
    answer = chat_with(gateway, {"authorization": f"Bearer {alice}"}, path="/stub/v1/chat/completions", model="gpt-raw")
    assert answer.status == 200
    assert upstream.last.path == "/v1/chat/completions"
    assert upstream.last.json["model"] == "gpt-raw"
    assert upstream.last.header("authorization") == f"Bearer {keys['openai']}"
    assert not upstream.last.holds(alice)


def test_no_field_and_no_header_moves_the_upstream(gateway, upstream, keys, alice):
    body = {
        "model": "assistant", "messages": [{"role": "user", "content": "stay"}],
        "base_url": "http://127.0.0.1:1/v1", "api_base": "http://127.0.0.1:1", "api_key": "other",
    }
    headers = {"x-base-url": "http://127.0.0.1:1", "x-forwarded-host": "127.0.0.1:1"}
    answer = gateway.request("POST", "/v1/chat/completions", body, key=alice, headers=headers)
    assert answer.status == 200
    assert upstream.last.header("authorization") == f"Bearer {keys['openai']}"


def test_a_gatehouse_header_that_does_not_exist_is_refused(gateway, upstream, alice):
    body = {"model": "assistant", "messages": [{"role": "user", "content": "stay"}]}
    answer = gateway.request("POST", "/v1/chat/completions", body, key=alice, headers={"x-gatehouse-target": "demo/demo"})
    assert answer.status == 400
    assert "x-gatehouse-" in answer.json["error"]["message"]
    assert not upstream.requests


@pytest.mark.parametrize("path", ["/stub/../admin", "/stub/%2e%2e/x", "/stub/a%2fb", "/stub/a%5cb", "/stub//x", "/stub/v1/./chat"])
def test_a_crooked_provider_path_goes_nowhere(gateway, upstream, alice, path):
    assert gateway.request("GET", path, key=alice).status in (400, 403, 404)
    assert not upstream.requests


@pytest.mark.parametrize("path", ["/stub/v1/files", "/stub/v1/batches", "/stub/v1/responses/resp_1", "/stub/v1/assistants"])
def test_routes_to_what_a_provider_keeps_are_closed(gateway, upstream, alice, path):
    answer = gateway.request("GET", path, key=alice)
    assert answer.status in (403, 404)
    assert not upstream.requests


def test_a_key_may_be_held_to_its_models(start, settings, upstream, alice):
    config = settings()
    config["keys"][0]["models"] = ["claude"]
    gateway = start(config)
    refused = gateway.chat("hello", key=alice)
    assert (refused.status, refused.error["code"]) == (403, "model_not_allowed")
    assert gateway.messages("hello", key=alice).status == 200
    listed = {model["id"] for model in gateway.request("GET", "/v1/models", key=alice).json["data"]}
    assert "claude" in listed and "assistant" not in listed


def test_a_client_may_name_its_own_request(gateway, alice):
    answer = gateway.chat("named", key=alice, headers={"x-request-id": "mine-42"})
    assert answer.headers["x-client-request-id"] == "mine-42"
    assert answer.headers["x-request-id"] not in ("", "mine-42")
