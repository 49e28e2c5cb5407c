"""OpenAI's own Python SDK with nothing changed but `base_url` and `api_key`."""

from __future__ import annotations

import asyncio
import json

import openai
import pytest

from upstream import Reply, openai_chunk, openai_error

MODELS = ["demo", "assistant", "stub/gpt-other"]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


@pytest.fixture(scope="module")
def client(gateway, alice):
    return openai.OpenAI(base_url=f"{gateway.url}/v1", api_key=alice, max_retries=0)


@pytest.fixture
def ask(client):
    def ask(text, model="assistant", **fields):
        return client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}], **fields)

    return ask


@pytest.mark.parametrize("model", MODELS)
def test_answers_a_chat(ask, model):
    answer = ask("a word about bridges", model)
    assert "a word about bridges" in answer.choices[0].message.content
    assert answer.choices[0].finish_reason == "stop"
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens > 0


@pytest.mark.parametrize("model", MODELS)
def test_streams_a_chat(ask, model):
    chunks = list(ask("a word about rivers", model, stream=True, stream_options={"include_usage": True}))
    text = "".join(c.choices[0].delta.content or "" for c in chunks if c.choices)
    assert "a word about rivers" in text
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "stop"
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens > 0


def test_streams_more_than_one_chunk(ask):
    assert len(list(ask("several words make several chunks", stream=True))) > 3


@pytest.mark.parametrize("model", MODELS)
def test_answers_without_blocking_the_loop(gateway, alice, model):
    async def many():
        async with openai.AsyncOpenAI(base_url=f"{gateway.url}/v1", api_key=alice, max_retries=0) as client:
            asked = [
                client.chat.completions.create(model=model, messages=[{"role": "user", "content": f"number {n}"}])
                for n in range(20)
            ]
            return await asyncio.gather(*asked)

    answers = asyncio.run(many())
    for n, answer in enumerate(answers):
        assert f"number {n}" in answer.choices[0].message.content


@pytest.mark.parametrize("model", MODELS)
def test_streams_to_an_async_client(gateway, alice, model):
    async def stream():
        async with openai.AsyncOpenAI(base_url=f"{gateway.url}/v1", api_key=alice, max_retries=0) as client:
            events = await client.chat.completions.create(
                model=model, messages=[{"role": "user", "content": "flow along"}], stream=True
            )
            return "".join([c.choices[0].delta.content or "" async for c in events if c.choices])

    assert "flow along" in asyncio.run(stream())


@pytest.mark.parametrize("model", ["demo", "assistant"])
def test_calls_a_tool(client, model):
    messages = [{"role": "user", "content": "What is the weather in Paris?"}]
    first = client.chat.completions.create(model=model, messages=messages, tools=[WEATHER])
    assert first.choices[0].finish_reason == "tool_calls"
    call = first.choices[0].message.tool_calls[0]
    assert call.function.name == "get_weather" and isinstance(json.loads(call.function.arguments), dict)
    messages += [first.choices[0].message, {"role": "tool", "tool_call_id": call.id, "content": "sunny, 21 degrees"}]
    second = client.chat.completions.create(model=model, messages=messages, tools=[WEATHER])
    assert second.choices[0].finish_reason == "stop"
    assert "sunny, 21 degrees" in second.choices[0].message.content


@pytest.mark.parametrize("model", ["demo", "assistant"])
def test_streams_a_tool_call(ask, model):
    name, arguments, reason = "", "", None
    for chunk in ask("What is the weather in Paris?", model, tools=[WEATHER], stream=True):
        for choice in chunk.choices:
            reason = choice.finish_reason or reason
            for call in choice.delta.tool_calls or []:
                name += call.function.name or ""
                arguments += call.function.arguments or ""
    assert (name, reason) == ("get_weather", "tool_calls")
    assert isinstance(json.loads(arguments), dict)


def test_sends_tools_and_results_on_as_they_came(client, upstream):
    tool = {"role": "tool", "tool_call_id": "call_9", "content": "rain \u2614 \"quoted\" \\ back\nline"}
    call = {"id": "call_9", "type": "function", "function": {"name": "get_weather", "arguments": '{"city": "Köln"}'}}
    messages = [{"role": "user", "content": "weather?"}, {"role": "assistant", "content": None, "tool_calls": [call]}, tool]
    client.chat.completions.create(model="assistant", messages=messages, tools=[WEATHER], temperature=0.25, seed=7)
    assert upstream.last.json == {
        "model": "gpt-test", "messages": messages, "tools": [WEATHER], "temperature": 0.25, "seed": 7,
    }


@pytest.mark.parametrize("model", ["demo", "stub/embedder"])
def test_embeds(client, model):
    answer = client.embeddings.create(model=model, input=["one", "three"])
    assert [row.index for row in answer.data] == [0, 1]
    assert all(isinstance(row.embedding[0], float) for row in answer.data)
    assert len(answer.data[0].embedding) == len(answer.data[1].embedding) > 0


def test_embeds_in_plain_numbers(client):
    answer = client.embeddings.create(model="stub/embedder", input="one", encoding_format="float")
    assert answer.data[0].embedding == [3.0, 0.5, -0.25]


def test_lists_the_models(client):
    models = {model.id for model in client.models.list()}
    assert {"demo", "assistant", "claude"} <= models


def test_shows_one_model(client):
    assert client.models.retrieve("assistant").id == "assistant"


def test_tells_its_headers(client):
    raw = client.chat.completions.with_raw_response.create(
        model="assistant", messages=[{"role": "user", "content": "headers, please"}]
    )
    assert raw.parse().choices[0].message.content == "heard: headers, please"
    assert raw.headers["x-request-id"]
    assert raw.headers["x-gatehouse-target"] == "stub/gpt-test"
    assert raw.headers["cache-status"] == "gatehouse; fwd=miss; stored"
    stages = {member.split(";")[0].strip() for member in raw.headers["server-timing"].split(",")}
    assert {"auth", "upstream"} <= stages <= {"auth", "limit", "dlp", "cache", "route", "upstream"}


# -- each refusal is the exception that the SDK's users catch


def refused(kind, call):
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.request_id
    return caught.value


def test_an_unknown_key_is_an_authentication_error(gateway):
    stranger = openai.OpenAI(base_url=f"{gateway.url}/v1", api_key="not-a-key-of-this-house", max_retries=0)
    error = refused(openai.AuthenticationError, lambda: stranger.models.list())
    assert error.code == "invalid_api_key"


def test_an_unknown_model_is_a_not_found_error(ask):
    error = refused(openai.NotFoundError, lambda: ask("hello", "asistant"))
    assert error.code == "model_not_found" and "assistant" in error.message


def test_a_wrong_body_is_a_bad_request(ask):
    error = refused(openai.BadRequestError, lambda: ask("hello", ["not", "a", "name"]))
    assert error.param == "model"


def test_a_providers_bad_request_passes_through(ask, upstream):
    upstream.script = [openai_error("temperature is too high", param="temperature", code="bad_value")]
    error = refused(openai.BadRequestError, lambda: ask("a refused request", temperature=9))
    assert (error.code, error.param) == ("bad_value", "temperature")
    assert len(upstream.requests) == 1


@pytest.mark.parametrize("status", [401, 402, 403])
def test_a_wrong_provider_key_is_the_operators_trouble(ask, upstream, keys, status):
    upstream.rule = lambda _: openai_error(f"Incorrect API key provided: {keys['openai']}", status)
    error = refused(openai.InternalServerError, lambda: ask(f"provider says {status}"))
    assert (error.status_code, error.code) == (502, "upstream_error")
    assert keys["openai"] not in str(error.body)


def test_a_stream_that_the_provider_cuts_raises(ask, upstream):
    upstream.script = [Reply.events([openai_chunk("half"), openai_chunk("half")], ending="cut")]
    text = ""
    with pytest.raises(openai.APIError):
        for event in ask("cut me", stream=True):
            text += event.choices[0].delta.content
    assert text == "halfhalf"
