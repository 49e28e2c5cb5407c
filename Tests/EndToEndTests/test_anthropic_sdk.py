"""Anthropic's own Python SDK with nothing changed but `base_url` and `api_key`."""

from __future__ import annotations

import asyncio

import anthropic
import pytest

from upstream import Reply, anthropic_message

MODELS = ["demo", "claude", "claudia/claude-other"]
WEATHER = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}


@pytest.fixture(scope="module")
def client(gateway, alice):
    return anthropic.Anthropic(base_url=gateway.url, api_key=alice, max_retries=0)


@pytest.fixture
def ask(client):
    def ask(text, model="claude", **fields):
        messages = [{"role": "user", "content": text}]
        return client.messages.create(model=model, max_tokens=100, messages=messages, **fields)

    return ask


@pytest.mark.parametrize("model", MODELS)
def test_answers_a_message(ask, model):
    answer = ask("a word about castles", model)
    assert "a word about castles" in answer.content[0].text
    assert answer.stop_reason == "end_turn"
    assert answer.usage.input_tokens > 0 and answer.usage.output_tokens > 0


@pytest.mark.parametrize("model", MODELS)
def test_streams_a_message(client, model):
    messages = [{"role": "user", "content": "a word about moats"}]
    with client.messages.stream(model=model, max_tokens=100, messages=messages) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert "a word about moats" in text == final.content[0].text
    assert final.stop_reason == "end_turn" and final.usage.output_tokens > 0


@pytest.mark.parametrize("model", MODELS)
def test_serves_async_clients(gateway, alice, model):
    async def talk():
        async with anthropic.AsyncAnthropic(base_url=gateway.url, api_key=alice, max_retries=0) as client:
            messages = [{"role": "user", "content": "both ways"}]
            whole = await client.messages.create(model=model, max_tokens=100, messages=messages)
            async with client.messages.stream(model=model, max_tokens=100, messages=messages) as stream:
                streamed = "".join([text async for text in stream.text_stream])
            return whole.content[0].text, streamed

    whole, streamed = asyncio.run(talk())
    assert "both ways" in whole == streamed


@pytest.mark.parametrize("model", ["demo", "claude"])
def test_calls_a_tool(client, model):
    messages = [{"role": "user", "content": "What is the weather in Paris?"}]
    first = client.messages.create(model=model, max_tokens=100, messages=messages, tools=[WEATHER])
    assert first.stop_reason == "tool_use"
    call = next(block for block in first.content if block.type == "tool_use")
    assert call.name == "get_weather" and isinstance(call.input, dict)
    result = {"type": "tool_result", "tool_use_id": call.id, "content": [{"type": "text", "text": "sunny"}]}
    messages += [{"role": "assistant", "content": first.content}, {"role": "user", "content": [result]}]
    assert client.messages.create(model=model, max_tokens=100, messages=messages, tools=[WEATHER]).stop_reason == "end_turn"


@pytest.mark.parametrize("model", ["demo", "claude"])
def test_streams_a_tool_call(client, model):
    messages = [{"role": "user", "content": "What is the weather in Paris?"}]
    with client.messages.stream(model=model, max_tokens=100, messages=messages, tools=[WEATHER]) as stream:
        final = stream.get_final_message()
    assert final.stop_reason == "tool_use"
    assert next(block for block in final.content if block.type == "tool_use").name == "get_weather"


def test_sends_the_request_on_as_it_came(client, upstream, keys):
    system = [{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}]
    messages = [{"role": "user", "content": [{"type": "text", "text": "naïve \"quotes\"\n"}]}]
    client.messages.create(
        model="claude", max_tokens=64, system=system, messages=messages,
        extra_headers={"anthropic-beta": "a-beta", "anthropic-version": "2023-06-01"},
    )
    received = upstream.last
    assert received.path == "/v1/messages"
    assert received.json == {"model": "claude-test", "max_tokens": 64, "system": system, "messages": messages}
    assert received.header("x-api-key") == keys["anthropic"]
    assert received.header("anthropic-version") == "2023-06-01"
    assert received.header("anthropic-beta") == "a-beta"


# -- each refusal is the exception that the SDK's users catch


def refused(kind, call):
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.request_id
    return caught.value


def test_an_unknown_key_is_an_authentication_error(gateway):
    stranger = anthropic.Anthropic(base_url=gateway.url, api_key="not-a-key-of-this-house", max_retries=0)
    messages = [{"role": "user", "content": "hello"}]
    error = refused(
        anthropic.AuthenticationError,
        lambda: stranger.messages.create(model="claude", max_tokens=5, messages=messages),
    )
    assert error.body["type"] == "error"
    assert error.body["error"]["type"] == "authentication_error"
    assert error.body["error"]["code"] == "invalid_api_key"
    assert error.body["request_id"] == error.request_id


def test_an_unknown_model_is_a_not_found_error(ask):
    error = refused(anthropic.NotFoundError, lambda: ask("hello", "clause"))
    assert error.body["error"]["type"] == "not_found_error" and "claude" in error.body["error"]["message"]


def test_an_overloaded_provider_is_an_error_of_its_kind(ask, upstream):
    words = {"type": "error", "error": {"type": "overloaded_error", "message": "Overloaded"}}
    upstream.rule = lambda _: Reply.json(words, 529)
    refused(anthropic.InternalServerError, lambda: ask("busy"))


def test_a_stream_that_the_provider_cuts_raises(client, upstream):
    events = list(anthropic_message({"model": "m", "messages": [{"content": "half"}], "stream": True}).body)
    upstream.script = [Reply.events(events[:3], ending="cut")]
    with pytest.raises(anthropic.APIError):
        with client.messages.stream(model="claude", max_tokens=5, messages=[{"role": "user", "content": "cut"}]) as stream:
            for _ in stream.text_stream:
                pass
