"""Answers that are already here: who gets them, and who does not."""

from __future__ import annotations

import re
import secrets

import pytest

from gateway import wait_until
from upstream import Reply, data, openai_answer, openai_chunk, openai_error

MISS = "gatehouse; fwd=miss"
HIT = re.compile(r"gatehouse; hit; ttl=\d+")


@pytest.fixture
def question() -> str:
    """One that nobody asked before."""
    return f"what is {secrets.token_hex(6)}?"


def becomes_hit(ask):
    """Storing happens behind the answer, so a hit follows soon, not always at once."""
    return wait_until(lambda: (answer := ask()) and HIT.match(answer.cache) and answer)


def test_a_second_identical_request_never_leaves(gateway, upstream, alice, question):
    first = gateway.chat(question, key=alice)
    assert first.cache == f"{MISS}; stored"
    second = becomes_hit(lambda: gateway.chat(question, key=alice))
    asked = len(upstream.requests)
    third = gateway.chat(question, key=alice)
    assert HIT.match(third.cache) and int(third.headers["age"]) >= 0
    assert len(upstream.requests) == asked
    assert first.json == second.json == third.json
    assert "upstream" not in third.headers["server-timing"]


@pytest.mark.parametrize("surface", ["chat", "messages"])
def test_a_streamed_hit_is_a_stream(gateway, upstream, alice, question, surface):
    ask = getattr(gateway, surface)
    first = ask(question, key=alice, stream=True)
    assert first.cache == MISS and first.finished
    second = becomes_hit(lambda: ask(question, key=alice, stream=True))
    assert second.headers["content-type"].startswith("text/event-stream")
    assert second.finished and second.text == first.text == f"heard: {question}"


@pytest.mark.parametrize("surface", ["chat", "messages"])
@pytest.mark.parametrize("streamed_first", [False, True])
def test_whole_and_streamed_share_an_entry(gateway, upstream, alice, question, surface, streamed_first):
    ask = getattr(gateway, surface)
    first = ask(question, key=alice, stream=streamed_first)
    other = becomes_hit(lambda: ask(question, key=alice, stream=not streamed_first))
    assert other.text == first.text
    assert len(upstream.requests) <= 3
    whole = first if not streamed_first else other
    assert whole.headers["content-type"].startswith("application/json")
    assert whole.json["usage"]


def test_a_replayed_stream_tells_usage_when_asked(gateway, alice, question):
    gateway.chat(question, key=alice)
    hit = becomes_hit(lambda: gateway.chat(question, key=alice, stream=True, stream_options={"include_usage": True}))
    usage = [e.json["usage"] for e in hit.events if e.data != "[DONE]" and e.json.get("usage")]
    assert usage and usage[-1]["total_tokens"] == 18


def test_an_answer_that_acts_is_asked_for_each_time(gateway, alice, question):
    tools = [{"type": "function", "function": {"name": "look_up", "parameters": {"type": "object"}}}]
    first = gateway.chat(question, key=alice, tools=tools)
    again = gateway.chat(question, key=alice, tools=tools)
    assert first.json["choices"][0]["finish_reason"] == "tool_calls"
    assert not HIT.match(again.cache)


def test_another_keys_identical_request_is_a_miss(gateway, upstream, alice, bob, question):
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    asked = len(upstream.requests)
    assert gateway.chat(question, key=bob).cache.startswith(MISS)
    assert len(upstream.requests) == asked + 1


def test_a_hit_still_needs_a_key(gateway, alice, question):
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    assert gateway.chat(question, key="not-a-key-of-this-house").status == 401


@pytest.mark.parametrize(
    "change",
    [{"temperature": 0.5}, {"seed": 1}, {"max_tokens": 10}, {"response_format": {"type": "json_object"}}, {"x_unknown": 1}],
    ids=lambda change: next(iter(change)),
)
def test_whatever_may_change_the_answer_makes_a_miss(gateway, alice, question, change):
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    assert gateway.chat(question, key=alice, **change).cache.startswith(MISS)


@pytest.mark.parametrize("change", [{"user": "u-1"}, {"metadata": {"a": "b"}}], ids=lambda change: next(iter(change)))
def test_whatever_cannot_change_the_answer_does_not(gateway, alice, question, change):
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    assert HIT.match(gateway.chat(question, key=alice, **change).cache)


def test_the_same_request_in_other_bytes_is_a_hit(gateway, alice, question):
    gateway.chat(question, key=alice, temperature=1)
    becomes_hit(lambda: gateway.chat(question, key=alice, temperature=1))
    escaped = "".join(f"\\u{ord(c):04x}" for c in question)
    body = f'{{ "temperature": 1.0 ,"messages":[{{"content":"{escaped}","role":"user"}}],\n"model" : "assistant"}}'
    answer = gateway.request("POST", "/v1/chat/completions", body.encode(), key=alice)
    assert HIT.match(answer.cache)


@pytest.mark.parametrize("fields", [{"store": True}, {"temperature": 1.5}])
def test_some_requests_pass_the_cache_by(gateway, upstream, alice, question, fields):
    for _ in range(2):
        assert not HIT.match(gateway.chat(question, key=alice, **fields).cache)
    assert len(upstream.requests) == 2


def test_a_client_may_refuse_reuse(gateway, upstream, alice, question):
    ask = lambda control: gateway.chat(question, key=alice, headers={"cache-control": control})
    assert "stored" not in ask("no-store").cache
    assert gateway.chat(question, key=alice).cache == f"{MISS}; stored"
    becomes_hit(lambda: gateway.chat(question, key=alice))
    asked = len(upstream.requests)
    assert ask("no-cache").cache.startswith("gatehouse; fwd=request")
    assert not HIT.match(ask("no-store").cache)
    assert len(upstream.requests) == asked + 2
    assert HIT.match(ask("max-age=600").cache)


def test_only_if_cached_never_goes_out(gateway, upstream, alice, question):
    answer = gateway.chat(question, key=alice, headers={"cache-control": "only-if-cached"})
    assert answer.status == 504 and not upstream.requests
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    assert HIT.match(gateway.chat(question, key=alice, headers={"cache-control": "only-if-cached"}).cache)


def test_a_namespace_is_a_cache_of_its_own(gateway, alice, question):
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    ask = lambda: gateway.chat(question, key=alice, headers={"x-gatehouse-cache-namespace": "mine"})
    assert ask().cache.startswith(MISS)
    becomes_hit(ask)


def test_errors_are_not_kept(gateway, upstream, alice, question):
    upstream.script = [openai_error()]
    assert gateway.chat(question, key=alice).status == 400
    assert gateway.chat(question, key=alice).cache.startswith(MISS)


@pytest.mark.parametrize("ending", ["cut", "reset"])
def test_half_a_stream_is_not_kept(gateway, upstream, alice, question, ending):
    upstream.script = [Reply.events([openai_chunk("half")], ending=ending)]
    assert not gateway.chat(question, key=alice, stream=True).finished
    whole = gateway.chat(question, key=alice, stream=True)
    assert whole.cache == MISS and whole.text == f"heard: {question}"


def test_embeddings_are_kept_too(gateway, upstream, alice, question):
    ask = lambda: gateway.request("POST", "/v1/embeddings", {"model": "stub/embedder", "input": question}, key=alice)
    first = ask()
    assert first.cache == f"{MISS}; stored"
    assert becomes_hit(ask).json == first.json


def test_the_cache_outlives_a_restart(start, alice, question):
    gateway = start()
    first = gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    assert gateway.stop() == 0
    gateway.start()
    again = gateway.chat(question, key=alice)
    assert HIT.match(again.cache) and again.json == first.json


def test_a_changed_policy_makes_it_a_miss(start, settings, upstream, alice, question):
    gateway = start()
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    (gateway.folder / "policies" / "default.yaml").write_text(
        "pack: words\nrules:\n"
        "  - {id: word.answer, entity: WORD, about: a word, pattern: 'heard', level: validated, severity: high}\n"
        "---\npolicy: default\nrequest: []\nresponse:\n  - {rules: [word.*], action: redact}\n"
    )
    gateway.reload()
    # Either the old entry is not found, or it is inspected again: the word never passes once the new policy is in force.
    wait_until(lambda: "[WORD]" in gateway.chat(question, key=alice).text)
    assert "heard" not in gateway.chat(question, key=alice).text


FLAGS = """\
pack: words
rules:
  - {id: word.bird, entity: BIRD, about: a bird, pattern: 'bluebird', level: validated, severity: high}
---
policy: default
request:
  - {rules: [word.*], action: %s}
"""


def test_a_request_that_is_known_again_is_told_of_as_the_first_time(start, upstream, alice, bob, question):
    gateway = start(policy=FLAGS % "flag")
    text = f"{question} bluebird"
    first = gateway.chat(text, key=alice)
    assert "findings=1" in first.policy
    becomes_hit(lambda: gateway.chat(text, key=alice))
    # From the second hit on it is known by its bytes; nothing that is told may depend on that.
    for _ in range(3):
        again = gateway.chat(text, key=alice)
        assert HIT.match(again.cache) and again.policy == first.policy and again.json == first.json
        assert "dlp;dur=" in again.headers["server-timing"]
    # A line is written behind its answer, so two loops may write theirs in another order.
    wait_until(lambda: sum(line.get("cache") == "hit" for line in gateway.request_lines) == 4)
    lines = [line for line in gateway.request_lines if line["route"] == "chat_completions"]
    assert all((line["findings"], line["action"], line["model"]) == (1, "flag", "assistant") for line in lines)
    count = re.search(r'gatehouse_policy_actions_total{side="request",action="flag"} (\d+)', gateway.metrics())
    assert int(count[1]) == len(lines)
    asked = len(upstream.requests)
    assert gateway.chat(text, key=bob).cache.startswith(MISS)
    # It may still go upstream, and then as a request that nobody knew.
    assert gateway.chat(text, key=alice, headers={"cache-control": "no-cache"}).cache.startswith("gatehouse; fwd=request")
    assert len(upstream.requests) == asked + 2
    sent = [request.json for request in upstream.requests[-2:]]
    assert sent[0] == sent[1] and sent[0]["model"] == "gpt-test"


def test_a_reload_forgets_the_requests_that_were_known(start, upstream, alice, question):
    gateway = start(policy=FLAGS % "flag")
    text = f"{question} bluebird"
    becomes_hit(lambda: gateway.chat(text, key=alice))
    for _ in range(3):
        assert gateway.chat(text, key=alice).status == 200
    (gateway.folder / "policies" / "default.yaml").write_text(FLAGS % "block")
    gateway.reload()
    # Each loop takes the new revision in its next turn.
    wait_until(lambda: all(gateway.chat(text, key=alice).status == 400 for _ in range(8)))
    assert gateway.chat(text, key=alice).error["code"] == "content_policy_violation"


def test_the_request_itself_is_not_on_the_disk(gateway, alice, question):
    gateway.chat(f"{question} tell nobody", key=alice)
    becomes_hit(lambda: gateway.chat(f"{question} tell nobody", key=alice))
    for file in (gateway.folder / "data").rglob("*"):
        # The stub's answer repeats the question, so look for the request's own frame.
        if file.is_file():
            assert b'"role": "user"' not in file.read_bytes()
            assert alice.encode() not in file.read_bytes()


def test_the_stores_are_for_their_owner_alone(gateway, alice):
    gateway.chat("permissions", key=alice)
    data = gateway.folder / "data"
    assert data.stat().st_mode & 0o777 == 0o700
    for file in data.rglob("*"):
        assert file.stat().st_mode & 0o077 == 0, file


# -- who shares


def shared(settings, scope: str, **model) -> dict:
    config = settings()
    config["models"]["assistant"]["cache"] = {"scope": scope, **model}
    for key, team in zip(config["keys"], ["red", "red"]):
        key["team"] = team
    config["keys"].append({"name": "carol", "secret": "${STUB_OPENAI_KEY}", "team": "blue"})
    return config


@pytest.mark.parametrize("scope, bobs, carols", [("key", False, False), ("team", True, False), ("global", True, True)])
def test_a_scope_is_shared_by_whom_it_names(start, settings, keys, alice, bob, question, scope, bobs, carols):
    gateway = start(shared(settings, scope))
    gateway.chat(question, key=alice)
    becomes_hit(lambda: gateway.chat(question, key=alice))
    assert bool(HIT.match(gateway.chat(question, key=bob).cache)) == bobs
    assert bool(HIT.match(gateway.chat(question, key=keys["openai"]).cache)) == carols


def test_a_shared_entry_tells_its_age_in_minutes(start, settings, alice, bob, question):
    gateway = start(shared(settings, "team", ttl="1h"))
    gateway.chat(question, key=alice)
    hit = becomes_hit(lambda: gateway.chat(question, key=bob))
    assert hit.headers["age"] == "0"
    assert hit.cache in ("gatehouse; hit; ttl=3540", "gatehouse; hit; ttl=3600")


def test_a_seed_makes_a_lively_request_cacheable(gateway, alice, question):
    for fields in ({"temperature": 1.7}, {"n": 2}):
        assert gateway.chat(question, key=alice, **fields).cache == "gatehouse; fwd=bypass"
        assert gateway.chat(question, key=alice, seed=7, **fields).cache == f"{MISS}; stored"


def test_a_keys_own_ttl_holds_beside_the_models(start, settings, alice, bob, question):
    config = shared(settings, "team")
    config["keys"][1]["cache"] = {"ttl": "1s"}
    gateway = start(config)
    gateway.chat(question, key=alice)
    assert becomes_hit(lambda: gateway.chat(question, key=alice))
    refused = gateway.chat(question, key=bob, headers={"x-gatehouse-cache-ttl": "2"})
    assert refused.status == 400 and "at most 1" in refused.error["message"]


# -- today's policy


RULES = """
pack: p
rules:
  - {id: a.mail, entity: MAIL, pattern: '[a-z]{1,20}@[a-z.]{3,20}', keywords: ["@"], level: contextual, severity: low}
---
"""


def usage_chunk() -> bytes:
    return data({"id": "c", "choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}})


def policy(response: str) -> str:
    return RULES + f"policy: default\nrequest: []\nresponse: {response}\n"


def adopt(gateway, text: str, key: str) -> None:
    """Waits until the policy that the file now holds is the one that acts."""
    before = gateway.chat("before", key=key).policy
    (gateway.folder / "policies" / "default.yaml").write_text(text)
    gateway.reload()
    wait_until(lambda: gateway.chat("after", key=key).policy != before)


@pytest.mark.parametrize("stored_as_stream", [False, True])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "then, expected",
    [("[{rules: [a.mail], action: redact}]", "mail [MAIL] now"), ("[{rules: [a.mail], action: block}]", None)],
)
def test_what_passed_is_looked_at_again_under_another_revision(
    start, settings, upstream, alice, question, stored_as_stream, stream, then, expected
):
    gateway = start(settings(), policy("[]"))
    upstream.rule = lambda r: (
        Reply.events([openai_chunk("mail joe@example"), openai_chunk(".org now"), openai_chunk(None, "stop") + usage_chunk()
                      + b"data: [DONE]\n\n"]) if r.json.get("stream") else openai_answer("mail joe@example.org now")
    )
    ask = {"stream": True, "stream_options": {"include_usage": True}} if stored_as_stream else {}
    assert gateway.chat(question, key=alice, **ask).text == "mail joe@example.org now"
    want = {"stream": True} if stream else {}
    becomes_hit(lambda: gateway.chat(question, key=alice, **want))
    adopt(gateway, policy(then), alice)
    asked = len(upstream.requests)
    hit = gateway.chat(question, key=alice, **want)
    assert HIT.match(hit.cache) and len(upstream.requests) == asked
    if expected:
        assert hit.text == expected
    else:
        assert "joe" not in hit.body.decode() and b"content_filter" in hit.body


def test_what_a_policy_changed_belongs_to_its_revision(start, settings, upstream, alice, question):
    gateway = start(settings(), policy("[{rules: [a.mail], action: redact}]"))
    upstream.rule = lambda _: openai_answer("mail joe@example.org now")
    assert gateway.chat(question, key=alice).text == "mail [MAIL] now"
    assert becomes_hit(lambda: gateway.chat(question, key=alice)).text == "mail [MAIL] now"
    adopt(gateway, policy("[]"), alice)
    answer = gateway.chat(question, key=alice)
    assert answer.cache.startswith(MISS) and answer.text == "mail joe@example.org now"


def test_what_passed_unchanged_is_a_hit_for_good_under_the_next_revision(start, settings, upstream, alice, question):
    gateway = start(settings(), policy("[]"))
    gateway.chat(question, key=alice)
    first = becomes_hit(lambda: gateway.chat(question, key=alice))
    adopt(gateway, policy("[{rules: [a.mail], action: block}]"), alice)
    asked = len(upstream.requests)
    for _ in range(3):
        again = gateway.chat(question, key=alice)
        assert HIT.match(again.cache) and again.json == first.json
    assert len(upstream.requests) == asked


@pytest.mark.parametrize("control", ["no-store", "no-cache", "max-age=0"])
def test_only_if_cached_never_calls_whatever_else_is_asked(gateway, upstream, alice, question, control):
    asked = len(upstream.requests)
    answer = gateway.chat(question, key=alice, headers={"cache-control": f"only-if-cached, {control}"})
    assert answer.status == 504 and len(upstream.requests) == asked


def test_a_providers_own_path_teaches_nothing_about_the_surface(start, settings, upstream, alice, question):
    config = settings()
    config["providers"]["other"] = dict(config["providers"]["stub"])
    config["models"]["gpt-x"] = {"targets": ["other/gpt-y"]}
    gateway = start(config)
    body = {"model": "gpt-x", "messages": [{"role": "user", "content": question}]}
    gateway.request("POST", "/stub/v1/chat/completions", body, key=alice)
    wait_until(lambda: HIT.match(gateway.request("POST", "/stub/v1/chat/completions", body, key=alice).cache or ""))
    answer = gateway.request("POST", "/v1/chat/completions", body, key=alice)
    assert answer.cache.startswith(MISS) and answer.headers["x-gatehouse-target"] == "other/gpt-y"
