"""Streamed answers under a policy: they flow, and nothing that the policy withholds is among what flows."""

from __future__ import annotations

import http.client
import itertools
import json
import secrets
import socket
import threading

import anthropic
import openai
import pytest

from gateway import Answer, wait_until
from upstream import Reply, data, openai_chunk, said

POLICY = """\
pack: words
rules:
  - id: word.codename
    entity: CODENAME
    about: a project's name
    pattern: '\\b(bluebird)\\b'
    level: validated
    severity: high
  - id: word.stop
    entity: STOP_WORD
    about: a word that stops
    pattern: '\\bkingfisher\\b'
    level: validated
    severity: critical
  - id: word.person
    entity: PERSON
    about: people
    pattern: '\\b(Ada "the" Lovelace|Ada Lovelace|Alan Turing)\\b'
    level: validated
    severity: high
---
policy: default
request:
  - {rules: [word.person], action: tokenize}
response:
  - {rules: [word.stop], action: block}
  - {rules: [word.codename], action: redact}
"""
DONE = b"data: [DONE]\n\n"


@pytest.fixture(scope="module")
def guarded(start):
    return start(policy=POLICY)


@pytest.fixture
def question() -> str:
    """One that nobody asked before."""
    return f"number {secrets.token_hex(6)}"


def delta(index: int = 0, reason: str | None = None, **delta) -> bytes:
    choice = {"index": index, "delta": delta, "finish_reason": reason}
    return data({"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]})


def arguments(text: str, call: int = 0) -> bytes:
    return delta(tool_calls=[{"index": call, "function": {"arguments": text}}])


def call(name: str, call: int = 0) -> bytes:
    function = {"name": name, "arguments": ""}
    return delta(tool_calls=[{"index": call, "id": f"call_{call}", "type": "function", "function": function}])


def event(kind: str, **members) -> bytes:
    return f"event: {kind}\n".encode() + data({"type": kind, **members})


def message(*blocks: tuple[dict, list[dict]], reason: str = "end_turn") -> list[bytes]:
    """A streamed message: each block as it begins, and its deltas."""
    usage = {"input_tokens": 11, "output_tokens": 1}
    start = {"id": "m", "type": "message", "role": "assistant", "model": "x", "content": [], "stop_reason": None,
             "stop_sequence": None, "usage": usage}
    events = [event("message_start", message=start)]
    for index, (block, deltas) in enumerate(blocks):
        events.append(event("content_block_start", index=index, content_block=block))
        events += [event("content_block_delta", index=index, delta=d) for d in deltas]
        events.append(event("content_block_stop", index=index))
    end = {"stop_reason": reason, "stop_sequence": None}
    return [*events, event("message_delta", delta=end, usage={"output_tokens": 7}), event("message_stop")]


def cut(text: str, size: int = 3) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def echo(received) -> Reply:
    """Says again what it was asked, three characters at a time."""
    asked = received.json
    if received.path.endswith("/chat/completions"):
        pieces = [delta(content=piece) for piece in cut(said(asked))]
        return Reply.events([delta(role="assistant", content=""), *pieces, delta(reason="stop"), DONE])
    deltas = [{"type": "text_delta", "text": piece} for piece in cut(said(asked))]
    return Reply.events(message(({"type": "text", "text": ""}, deltas)))


def fresh(gateway, key: str, surface: str = "chat", text: str = "x", **fields) -> Answer:
    return getattr(gateway, surface)(text, key=key, stream=True, headers={"cache-control": "no-store"}, **fields)


# -- it flows


@pytest.mark.parametrize("surface", ["chat", "messages"])
def test_a_stream_without_findings_is_passed_on_byte_for_byte(guarded, upstream, alice, surface):
    for _ in range(3):
        upstream.rule = lambda received: replies.append(echo(received)) or replies[-1]
        replies: list[Reply] = []
        answer = fresh(guarded, alice, surface, "Prose, blue birds, kingfishers and <PERSON_1> of no request: café 😀.")
        assert answer.body == b"".join(replies[0].body)


@pytest.mark.parametrize("surface", ["chat", "messages"])
def test_prose_arrives_before_the_answer_is_complete(guarded, upstream, alice, surface):
    """The provider goes on only when the client has read the first words; if they were held back, nothing ever would."""
    arrived = threading.Event()

    def pieces():
        if surface == "chat":
            chunks = [delta(content="Some prose. "), delta(content="More of it"), delta(reason="stop"), DONE]
        else:
            deltas = [{"type": "text_delta", "text": text} for text in ("Some prose. ", "More of it")]
            chunks = message(({"type": "text", "text": ""}, deltas))
        for chunk in chunks:
            yield chunk
            if b"Some prose" in chunk:
                assert arrived.wait(10), "the first words never came"

    upstream.script = [Reply.events(pieces())]
    connection = http.client.HTTPConnection("127.0.0.1", guarded.port, timeout=15)
    asked = {"model": "assistant" if surface == "chat" else "claude", "max_tokens": 9, "stream": True,
             "messages": [{"role": "user", "content": "flow"}]}
    path = "/v1/chat/completions" if surface == "chat" else "/v1/messages"
    headers = {"x-api-key": alice, "Content-Type": "application/json", "Cache-Control": "no-store"}
    connection.request("POST", path, json.dumps(asked), headers)
    response, received = connection.getresponse(), b""
    while b"Some prose. " not in received:
        received += response.read1(4096)
    arrived.set()
    received += response.read()
    assert b"More of it" in received
    connection.close()


def test_the_answer_does_not_wait_for_the_last_word_of_the_reasoning(guarded, upstream, alice):
    steps = [delta(reasoning_content="thinking of blue"), delta(content="It is "), delta(content="so."), delta(reason="stop"), DONE]
    upstream.script = [Reply.events(steps)]
    answer = fresh(guarded, alice)
    contents = [e.json["choices"][0]["delta"] for e in answer.events if e.data != "[DONE]"]
    assert sorted(json.dumps(c) for c in contents) == sorted(
        json.dumps(c) for c in [{"reasoning_content": "thinking of blue"}, {"content": "It is "}, {"content": "so."}, {}]
    )
    assert answer.text == "It is so." and answer.finished


def test_a_slow_client_gets_everything(guarded, upstream, alice):
    upstream.script = [Reply.events([openai_chunk("x " * 2000)] * 1500 + [openai_chunk(None, "stop"), DONE])]
    body = json.dumps({"model": "assistant", "messages": [{"role": "user", "content": "slow"}], "stream": True})
    received = b""
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        client.settimeout(20)
        client.connect(("127.0.0.1", guarded.port))
        client.sendall(
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice}\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nCache-Control: no-store\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        while piece := client.recv(65536):
            received += piece
    assert received.count(b"x ") >= 1500 * 2000 and DONE in received


# -- nothing leaks


@pytest.mark.parametrize("surface", ["chat", "messages"])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_what_is_split_over_deltas_is_found(guarded, upstream, alice, surface, size):
    pieces = cut("A bluebird, two bluebirds, and the bluebird", size)
    if surface == "chat":
        upstream.script = [Reply.events([*(delta(content=p) for p in pieces), delta(reason="stop"), DONE])]
    else:
        deltas = [{"type": "text_delta", "text": p} for p in pieces]
        upstream.script = [Reply.events(message(({"type": "text", "text": ""}, deltas)))]
    answer = fresh(guarded, alice, surface)
    assert answer.text == "A [CODENAME], two bluebirds, and the [CODENAME]"
    assert answer.finished and answer.error is None


def test_each_channel_is_a_text_of_its_own(guarded, upstream, alice):
    """All of them say the word, letter by letter and in turn; none of it shows, and none of it is mixed up."""
    makers = {
        "content": lambda t: delta(content=t),
        "reasoning_content": lambda t: delta(reasoning_content=t),
        "refusal": lambda t: delta(refusal=t),
        "novelty": lambda t: delta(novelty=t),
        "other choice": lambda t: delta(index=1, content=t),
    }
    letters = [make(letter) for letter in "the bluebird!" for make in makers.values()]
    letters += [arguments(letter, n) for letter in '{"q": "bluebird"}' for n in (0, 1)]
    head = [call("find", 0), call("find", 1)]
    upstream.script = [Reply.events([*head, *letters, delta(reason="tool_calls"), delta(index=1, reason="stop"), DONE])]
    answer = fresh(guarded, alice)
    texts: dict[str, str] = {}
    for chunk in (e.json for e in answer.events if e.data != "[DONE]"):
        for choice in chunk["choices"]:
            for name, value in choice["delta"].items():
                if isinstance(value, str):
                    place = "other choice" if choice["index"] else name
                    texts[place] = texts.get(place, "") + value
                for tool in value if isinstance(value, list) else []:
                    place = f"call {tool['index']}"
                    texts[place] = texts.get(place, "") + tool["function"]["arguments"]
    assert texts == {**dict.fromkeys(makers, "the [CODENAME]!"), "call 0": '{"q": "[CODENAME]"}', "call 1": '{"q": "[CODENAME]"}'}


def test_the_input_of_a_tool_and_the_thinking_are_texts_too(guarded, upstream, alice):
    blocks = [
        ({"type": "thinking", "thinking": "", "signature": ""}, [
            {"type": "thinking_delta", "thinking": "of the blue"}, {"type": "thinking_delta", "thinking": "bird"},
            {"type": "signature_delta", "signature": "c2ln"},
        ]),
        ({"type": "tool_use", "id": "t", "name": "find", "input": {}}, [
            {"type": "input_json_delta", "partial_json": p} for p in ("", '{"q": "a bl', 'uebird\\n"', "}")
        ]),
    ]
    upstream.script = [Reply.events(message(*blocks, reason="tool_use"))]
    client = anthropic.Anthropic(base_url=guarded.url, api_key=alice, max_retries=0)
    with client.messages.stream(
        model="claude", max_tokens=9, messages=[{"role": "user", "content": "x"}], extra_headers={"cache-control": "no-store"}
    ) as stream:
        thinking, tool = stream.get_final_message().content
    assert thinking.thinking == "of the [CODENAME]" and not thinking.signature, "a signature over another text"
    assert tool.input == {"q": "a [CODENAME]\n"}


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_the_same_bytes_wherever_the_network_cuts_them(guarded, upstream, alice, line_end):
    events = [delta(content=p) for p in cut("The bluebird sings. <PERSON_1>, bluebird", 4)] + [delta(reason="stop"), DONE]
    whole = b"".join(events).replace(b"\n", line_end)
    upstream.script = [Reply.events(whole)]
    expected = fresh(guarded, alice, text="Alan Turing").body
    assert b"Alan Turing" in expected and b"bluebird" not in expected
    for at in range(1, len(whole), 37):
        upstream.script = [Reply.events([whole[:at], whole[at:]], pause=0.002)]
        assert fresh(guarded, alice, text="Alan Turing").body == expected, f"cut at byte {at}"


def test_other_strings_of_an_event_are_looked_at(guarded, upstream, alice):
    chunk = json.loads(delta(content="fine ", role="assistant")[6:])
    chunk |= {"system_fingerprint": "bluebird", "bluebird": [{"deep": "a bluebird"}]}
    pieces = [b": bluebird\n\n", b"id: bluebird\n" + data(chunk), call("bluebird"), delta(reason="tool_calls"), DONE]
    upstream.script = [Reply.events(pieces)]
    answer = fresh(guarded, alice)
    assert answer.finished and answer.text == "fine "
    assert b"bluebird" not in answer.body and answer.body.count(b"[CODENAME]") == 4


# -- a block


@pytest.mark.parametrize("surface", ["chat", "messages"])
def test_a_block_ends_the_stream_and_the_call(guarded, upstream, alice, surface):
    text = ["Well, the ", "king", "fisher", " dives. "]

    def forever(first, more):
        yield from first
        yield from itertools.repeat(more)

    if surface == "chat":
        pieces = forever([delta(content=t) for t in text], delta(content="on and on "))
    else:
        events = message(({"type": "text", "text": ""}, [{"type": "text_delta", "text": t} for t in [*text, "on "]]))
        pieces = forever(events[:-4], events[-4])
    upstream.script = [Reply.events(pieces, pause=0.001)]
    answer = fresh(guarded, alice, surface)
    assert answer.status == 200 and answer.finished and answer.error is None
    assert answer.text == "Well, the "
    if surface == "chat":
        reasons = [c["finish_reason"] for e in answer.events if e.data != "[DONE]" for c in e.json["choices"]]
        assert [r for r in reasons if r] == ["content_filter"] and answer.events[-1].data == "[DONE]"
    else:
        assert [e.name for e in answer.events][-3:] == ["content_block_stop", "message_delta", "message_stop"]
        assert answer.events[-2].json["delta"]["stop_reason"] == "refusal"
    wait_until(lambda: not upstream.sending)


def test_a_block_reads_as_such_with_the_sdks(guarded, upstream, alice):
    upstream.rule = echo
    with openai.OpenAI(base_url=f"{guarded.url}/v1", api_key=alice, max_retries=0) as client:
        chunks = client.chat.completions.create(
            model="assistant", messages=[{"role": "user", "content": "look: a kingfisher dives"}], stream=True
        )
        told = [(c.choices[0].delta.content or "", c.choices[0].finish_reason) for c in chunks]
    assert "".join(text for text, _ in told) == "look: a " and told[-1] == ("", "content_filter")
    with anthropic.Anthropic(base_url=guarded.url, api_key=alice, max_retries=0) as client:
        with client.messages.stream(
            model="claude", max_tokens=9, messages=[{"role": "user", "content": "look: a kingfisher dives"}]
        ) as stream:
            final = stream.get_final_message()
    assert final.content[0].text == "look: a " and final.stop_reason == "refusal"


@pytest.mark.parametrize("surface", ["chat", "messages"])
def test_a_blocked_stream_is_not_kept(guarded, upstream, alice, question, surface):
    upstream.rule = echo
    for _ in range(2):
        getattr(guarded, surface)(f"{question} kingfisher", key=alice, stream=True)
    assert len(upstream.requests) == 2


# -- the cache


@pytest.mark.parametrize("surface", ["chat", "messages"])
def test_a_redacted_stream_is_kept_as_it_was_let_pass(guarded, upstream, alice, question, surface):
    upstream.rule = echo
    ask = getattr(guarded, surface)
    first = ask(f"{question} bluebird", key=alice, stream=True)
    assert first.text == f"{question} [CODENAME]"
    hit = wait_until(lambda: (a := ask(f"{question} bluebird", key=alice, stream=True)) and "; hit" in a.cache and a)
    assert hit.body == first.body
    upstream.rule = None
    if surface == "messages":
        whole = ask(f"{question} bluebird", key=alice)
        assert "; hit" in whole.cache and whole.text == first.text


# -- values come back


@pytest.mark.parametrize("surface", ["chat", "messages"])
@pytest.mark.parametrize("streamed", [False, True])
def test_the_values_of_tokens_come_back(guarded, upstream, alice, question, surface, streamed):
    upstream.rule = echo if streamed else None
    text = f"{question}: Alan Turing met Ada Lovelace, and Alan Turing left"
    answer = getattr(guarded, surface)(text, key=alice, stream=streamed)
    assert said(upstream.last.json) == f"{question}: <PERSON_1> met <PERSON_2>, and <PERSON_1> left"
    assert answer.text.removeprefix("heard: ") == text and answer.error is None


@pytest.mark.parametrize("surface", ["chat", "messages"])
@pytest.mark.parametrize("streamed", [False, True])
def test_two_callers_values_share_one_cached_answer(guarded, upstream, alice, question, surface, streamed):
    upstream.rule = echo if streamed else None
    ask = lambda name, stream=streamed: getattr(guarded, surface)(f"{question} {name}", key=alice, stream=stream)
    assert ask("Alan Turing").text.endswith(f"{question} Alan Turing")
    hit = wait_until(lambda: (answer := ask("Ada Lovelace")) and "; hit" in answer.cache and answer)
    assert hit.text.endswith(f"{question} Ada Lovelace") and b"Turing" not in hit.body and b"PERSON" not in hit.body
    if streamed and surface == "chat":
        return  # it was stored without the usage that a whole answer tells
    told = ask("Alan Turing", stream=not streamed)
    assert "; hit" in told.cache and told.text.endswith(f"{question} Alan Turing") and b"PERSON" not in told.body


def test_the_sdks_get_the_values_in_every_channel(guarded, upstream, alice):
    name = 'Ada "the" Lovelace'

    def rule(received):
        assert not received.holds("Lovelace")
        if received.path.endswith("/messages"):
            blocks = [
                ({"type": "thinking", "thinking": "", "signature": ""}, [
                    {"type": "thinking_delta", "thinking": p} for p in cut("about **<person_1>**")
                ] + [{"type": "signature_delta", "signature": "c2ln"}]),
                ({"type": "tool_use", "id": "t", "name": "find", "input": {}}, [
                    {"type": "input_json_delta", "partial_json": p} for p in cut('{"q": "<PERSON_1>", "n": "<PERSON_12>"}')
                ]),
            ]
            return Reply.events(message(*blocks, reason="tool_use"))
        pieces = [delta(reasoning_content=p) for p in cut("about <PERSON_1>")] + [call("find")]
        pieces += [arguments(p) for p in cut('{"q": "<PERSON_1>", "n": "<PERSON_12>"}')]
        return Reply.events([*pieces, delta(reason="tool_calls"), DONE])

    upstream.rule = rule
    ask = [{"role": "user", "content": f"find {name}"}]
    with openai.OpenAI(base_url=f"{guarded.url}/v1", api_key=alice, max_retries=0) as client:
        with client.chat.completions.stream(model="assistant", messages=ask) as stream:
            choice = stream.get_final_completion().choices[0]
    assert json.loads(choice.message.tool_calls[0].function.arguments) == {"q": name, "n": "<PERSON_12>"}
    assert choice.message.reasoning_content == f"about {name}"
    with anthropic.Anthropic(base_url=guarded.url, api_key=alice, max_retries=0) as client:
        with client.messages.stream(model="claude", max_tokens=9, messages=ask) as stream:
            thinking, tool = stream.get_final_message().content
    assert tool.input == {"q": name, "n": "<PERSON_12>"}
    assert name in thinking.thinking and thinking.signature == "c2ln", "the caller's own values void nothing"


# -- what is told of it


def test_findings_of_a_stream_are_told_to_the_log(guarded, upstream, alice):
    upstream.rule = echo
    answer = fresh(guarded, alice, text="a bluebird for Alan Turing")
    assert "findings=1" in answer.policy and "word.person" in answer.policy and "codename" not in answer.policy
    request = answer.headers["x-request-id"]
    line = wait_until(lambda: next((e for e in guarded.request_lines if e.get("request_id") == request), None))
    assert set(line["rules"]) == {"word.codename", "word.person"} and line["findings"] == 2 and line["stream"]
    assert "bluebird" not in guarded.output and "Turing" not in guarded.output
    assert 'side="response"' in guarded.metrics()


def test_findings_are_told_of_a_stream_whose_caller_left(guarded, upstream, alice):
    upstream.script = [Reply.events((delta(content="a bluebird sings ") for _ in range(100_000)), pause=0.001)]
    name = secrets.token_hex(4)
    body = json.dumps({"model": "assistant", "messages": [{"role": "user", "content": name}], "stream": True})
    with socket.create_connection(("127.0.0.1", guarded.port), timeout=5) as client:
        client.sendall(
            f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {alice}\r\nX-Request-Id: {name}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        received = b""
        while b"[CODENAME]" not in received:
            received += client.recv(4096)
    line = wait_until(lambda: next((e for e in guarded.request_lines if e.get("client_request_id") == name), None))
    assert line["rules"] == ["word.codename"] and line["action"] == "redact"
    wait_until(lambda: not upstream.sending)


@pytest.mark.parametrize("path", ["/stub/v1/chat/completions", "/claudia/v1/messages"])
def test_a_providers_own_path_is_filtered_like_the_main_routes(guarded, upstream, alice, path):
    upstream.rule = echo
    body = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "a bluebird, Alan Turing"}]}
    answer = guarded.request("POST", path, body, key=alice)
    assert answer.text == "a [CODENAME], Alan Turing" and answer.finished


def test_a_stream_of_a_shape_that_cannot_be_looked_at_is_refused(guarded, upstream, alice):
    answer = guarded.request("POST", "/stub/v1/completions", {"model": "m", "prompt": "x", "stream": True}, key=alice)
    assert (answer.status, answer.error["code"]) == (403, "route_not_allowed") and not upstream.requests


def test_a_stream_that_broke_never_ends_like_a_whole_one(guarded, upstream, alice):
    upstream.script = [Reply.events([delta(content="so far, so "), delta(content="good, blue")], ending="cut")]
    answer = fresh(guarded, alice)
    assert not answer.finished and answer.error["code"] == "upstream_error"
    assert answer.text == "so far, so "


def test_a_call_whose_text_is_still_held_is_not_made_again(guarded, upstream, alice):
    # `blue` may become `bluebird`, so nothing has gone out when the provider breaks off.
    upstream.script = [Reply.events([delta(content="blue")], ending="cut")]
    answer = fresh(guarded, alice)
    assert not answer.finished and answer.error["code"] == "upstream_error"
    assert len(upstream.requests) == 1 and "blue" not in answer.text


def test_damage_in_mid_stream_is_told(guarded, upstream, alice):
    upstream.script = [Reply.events([delta(content="so far, "), b'data: {"choices":[{"delta":{"content":"\\ud83d"}}]}\n\n'])]
    answer = fresh(guarded, alice)
    assert not answer.finished and answer.error["code"] == "upstream_error"
