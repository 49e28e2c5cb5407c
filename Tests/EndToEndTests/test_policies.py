"""What may pass. The upstream is the witness: what it never saw did not leave."""

from __future__ import annotations

import json
import random
import re
import string

import pytest
from gateway import wait_until

WORDS = """\
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
"""
BOTH_SIDES = WORDS + """\
---
policy: default
request:
  - {rules: [word.stop], action: block}
  - {rules: [word.*], action: redact}
response:
  - {rules: [word.stop], action: block}
  - {rules: [word.*], action: redact}
"""
ANSWERS_ONLY = WORDS + """\
---
policy: default
request: []
response:
  - {rules: [word.stop], action: block}
  - {rules: [word.*], action: redact}
"""


@pytest.fixture(scope="module")
def shipped(start, shipped_policies):
    return start(policy=shipped_policies)


@pytest.fixture(scope="module")
def guarded(start):
    return start(policy=BOTH_SIDES)


@pytest.fixture(scope="module")
def answers_guarded(start):
    return start(policy=ANSWERS_ONLY)


def access_key() -> str:
    """Looks like an AWS access key id; made here, so that none stands in a file."""
    return "AKIA" + "".join(random.sample("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16))


def card() -> str:
    digits = [4] + [random.randrange(10) for _ in range(14)]
    doubled = [d * 2 - 9 if d * 2 > 9 else d * 2 for d in digits[::2]]
    check = -(sum(doubled) + sum(digits[1::2])) % 10
    return "".join(map(str, [*digits, check]))


# -- the shipped policy


def test_a_secret_is_blocked_and_explained(shipped, upstream, alice):
    secret = access_key()
    answer = shipped.chat(f"aws_access_key_id = {secret}", key=alice)
    assert answer.status == 400
    error = answer.error
    assert error["code"] == "content_policy_violation" and error["param"] == "messages[0].content"
    for word in ("default", "secret.aws-access-key", "messages[0].content"):
        assert word in error["message"]
    assert answer.headers["x-should-retry"] == "false"
    assert re.match(r'default@\S+; action=block; findings=\d+; rules="secret\.aws-access-key"', answer.policy)
    assert secret.encode() not in answer.body
    assert not upstream.requests


def test_a_block_in_anthropics_words(shipped, upstream, alice):
    answer = shipped.messages(f"aws_access_key_id = {access_key()}", key=alice)
    assert answer.status == 400 and answer.json["type"] == "error"
    assert answer.error["type"] == "invalid_request_error"
    assert answer.error["code"] == "content_policy_violation"
    assert not upstream.requests


@pytest.mark.parametrize("stream", [False, True])
def test_personal_data_is_a_token_where_it_leaves_and_itself_where_it_returns(shipped, upstream, alice, stream):
    number = card()
    text = f"Mail someone@example.org, card {number}, thanks ({stream})"
    answer = shipped.chat(text, key=alice, stream=stream)
    assert answer.status == 200
    sent = upstream.last.json["messages"][0]["content"]
    assert sent == f"Mail <EMAIL_ADDRESS_1>, card <CREDIT_CARD_1>, thanks ({stream})"
    assert answer.text == f"heard: {text}"
    assert "action=tokenize; findings=2" in answer.policy
    assert "finance.credit-card" in answer.policy and "pii.email" in answer.policy


def test_innocent_text_passes_byte_for_byte(shipped, upstream, alice):
    raw = '{"model": "stub/gpt-test","messages":[ {"role":"user","content":"caf\\u00e9 \u2603 \\/ \\ud83d\\ude00 tab\\t"} ] , "x":1.50e+1}'
    answer = shipped.request("POST", "/v1/chat/completions", raw.encode(), key=alice)
    assert answer.status == 200
    assert upstream.last.body.decode() == raw.replace("stub/gpt-test", "gpt-test")


def test_only_the_match_is_rewritten(shipped, upstream, alice):
    raw = '{"messages":[{"content":"\\u0041 to someone@example.org\\u0021 \\n","role":"user"}],"model":"stub/m", "top_p" : 0.50}'
    assert shipped.request("POST", "/v1/chat/completions", raw.encode(), key=alice).status == 200
    want = raw.replace("someone@example.org", "<EMAIL_ADDRESS_1>").replace("stub/m", "m")
    assert upstream.last.body.decode() == want


# -- every text that a model or a tool can read

PLACES = {
    "messages[0].content": {"messages": [{"role": "system", "content": "WORD"}, {"role": "user", "content": "x"}]},
    "messages[0].content[1].text": {
        "messages": [{"role": "user", "content": [{"type": "text", "text": "x"}, {"type": "text", "text": "WORD"}]}]
    },
    "messages[1].tool_calls[0].function.arguments": {
        "messages": [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": None, "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "f", "arguments": '{"q":"WORD"}'}}]},
            {"role": "tool", "tool_call_id": "c", "content": "y"},
        ]
    },
    "messages[2].content": {
        "messages": [
            {"role": "user", "content": "x"},
            {"role": "assistant", "content": None, "tool_calls": [
                {"id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "c", "content": "found WORD"},
        ]
    },
    "tools[0].function.description": {
        "messages": [{"role": "user", "content": "x"}],
        "tools": [{"type": "function", "function": {"name": "f", "description": "WORD", "parameters": {"type": "object"}}}],
    },
}


@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_inspected(guarded, upstream, alice, place):
    body = json.loads(json.dumps({"model": "assistant", **PLACES[place]}).replace("WORD", "kingfisher"))
    answer = guarded.request("POST", "/v1/chat/completions", body, key=alice)
    assert (answer.status, answer.error["param"]) == (400, place)
    assert not upstream.requests


@pytest.mark.parametrize("place", PLACES)
def test_each_place_is_redacted_and_stays_json(guarded, upstream, alice, place):
    wish = json.dumps({"model": "assistant", **PLACES[place]})
    answer = guarded.request("POST", "/v1/chat/completions", wish.replace("WORD", "bluebird").encode(), key=alice)
    assert answer.status == 200
    assert upstream.last.json == {**json.loads(wish.replace("WORD", "[CODENAME]")), "model": "gpt-test"}


@pytest.mark.parametrize("field", ["system", "messages", "tool_result"])
def test_anthropics_places_are_inspected(guarded, upstream, alice, field):
    body = {"model": "claude", "max_tokens": 9, "messages": [{"role": "user", "content": "x"}]}
    if field == "system":
        body["system"] = [{"type": "text", "text": "kingfisher"}]
    elif field == "messages":
        body["messages"][0]["content"] = [{"type": "text", "text": "kingfisher"}]
    else:
        body["messages"][0]["content"] = [
            {"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": "kingfisher"}]}
        ]
    assert guarded.request("POST", "/v1/messages", body, key=alice).status == 400
    assert not upstream.requests


def test_embeddings_are_inspected(guarded, upstream, alice):
    answer = guarded.request("POST", "/v1/embeddings", {"model": "stub/e", "input": ["a", "bluebird"]}, key=alice)
    assert answer.status == 200 and upstream.last.json["input"] == ["a", "[CODENAME]"]
    answer = guarded.request("POST", "/v1/embeddings", {"model": "stub/e", "input": "kingfisher"}, key=alice)
    assert answer.status == 400


def test_a_provider_path_is_guarded_as_well(guarded, upstream, alice):
    body = {"model": "m", "messages": [{"role": "user", "content": "kingfisher"}]}
    assert guarded.request("POST", "/stub/v1/chat/completions", body, key=alice).status == 400
    assert not upstream.requests


def test_an_escape_hides_nothing(guarded, upstream, alice):
    hidden = "".join(f"\\u{ord(c):04x}" for c in "kingfisher")
    raw = f'{{"model":"assistant","messages":[{{"role":"user","content":"{hidden}"}}]}}'
    assert guarded.request("POST", "/v1/chat/completions", raw.encode(), key=alice).status == 400
    assert not upstream.requests


@pytest.mark.parametrize("size", [10, 16_000, 16_380, 16_390, 32_760, 200_000])
def test_a_long_text_has_no_blind_spot(guarded, upstream, alice, size):
    filler = "".join(random.Random(size).choices(string.ascii_lowercase + "    ", k=size)).replace("kingfisher", "")
    assert guarded.chat(f"{filler} kingfisher {filler}", key=alice).status == 400
    assert not upstream.requests


# -- answers


def test_a_whole_answer_is_redacted(answers_guarded, alice):
    answer = answers_guarded.chat("the bluebird sings", key=alice)
    assert answer.json["choices"][0]["message"]["content"] == "heard: the [CODENAME] sings"


def test_a_streamed_answer_is_redacted(answers_guarded, upstream, alice):
    answer = answers_guarded.chat("the bluebird sings in a stream", key=alice, stream=True)
    assert answer.finished and answer.text == "heard: the [CODENAME] sings in a stream"
    assert b"bluebird" not in answer.body


@pytest.mark.parametrize("stream", [False, True])
def test_a_blocked_answer_is_withheld_not_an_error(answers_guarded, alice, stream):
    answer = answers_guarded.chat("a kingfisher dives", key=alice, stream=stream)
    assert answer.status == 200 and b"kingfisher" not in answer.body and b"dives" not in answer.body
    if stream:
        assert answer.finished
        reasons = [c.get("finish_reason") for e in answer.events if e.data != "[DONE]" for c in e.json["choices"]]
        assert [r for r in reasons if r] == ["content_filter"]
    else:
        assert answer.json["choices"][0]["finish_reason"] == "content_filter"


@pytest.mark.parametrize("stream", [False, True])
def test_a_withheld_message_is_a_refusal(answers_guarded, alice, stream):
    answer = answers_guarded.messages("a kingfisher dives", key=alice, stream=stream)
    assert answer.status == 200 and b"kingfisher" not in answer.body
    if stream:
        assert answer.finished
        assert any(e.json.get("delta", {}).get("stop_reason") == "refusal" for e in answer.events)
    else:
        assert answer.json["stop_reason"] == "refusal"


@pytest.mark.parametrize("stream", [False, True])
def test_a_withheld_answer_is_not_kept(answers_guarded, upstream, alice, stream):
    for _ in range(2):
        answers_guarded.chat("one kingfisher, twice asked", key=alice, stream=stream)
    assert len(upstream.requests) == 2


def test_a_redacted_answer_is_kept_as_it_was_let_pass(answers_guarded, alice):
    answers = [answers_guarded.chat("a bluebird to keep", key=alice) for _ in range(3)]
    assert all("[CODENAME]" in answer.text and b"bluebird" not in answer.body for answer in answers)


# -- the command


def test_the_shipped_rules_pass_their_own_tests(start, shipped_policies):
    gateway = start(policy=shipped_policies, launch=False)
    done = gateway.command("policy", "test", "--config", str(gateway.config))
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_rule_that_fails_its_test_is_named(start):
    broken = WORDS.replace("severity: high\n", "severity: high\n    tests: {match: [a sparrow]}\n")
    gateway = start(policy=broken + "---\npolicy: default\nrequest: []\n", launch=False)
    done = gateway.command("policy", "test", "--config", str(gateway.config))
    assert done.returncode == 1
    assert "word.codename" in done.stdout + done.stderr


# -- shadow, keys, and what is told of findings

SHADOW_RULE = WORDS.replace("    severity: critical", "    severity: critical\n    mode: shadow") + """\
---
policy: default
request:
  - {rules: [word.codename], keys: ["bo*"], action: flag}
  - {rules: [word.stop], action: block}
  - {rules: [word.codename], action: redact, keep: 2}
"""


def test_a_rule_in_shadow_is_told_to_the_log_and_to_whoever_may_know(start, settings, upstream, alice, bob):
    keys = [
        {"name": "alice", "secret": "${ALICE_KEY}"},
        {"name": "bob", "secret": "${BOB_KEY}", "explain": True},
    ]
    gateway = start(settings(keys=keys), policy=SHADOW_RULE)
    text = "bluebird and kingfisher, bluebird"
    assert gateway.chat(text, key=alice).status == 200
    # A key may act differently: what is redacted for one is flagged for another.
    assert upstream.last.json["messages"][0]["content"] == "[CODENAME …rd] and kingfisher, [CODENAME …rd]"
    answer = gateway.chat(text, key=bob)
    assert upstream.last.json["messages"][0]["content"] == text
    assert "; action=flag; findings=2" in answer.policy
    assert '; would-action=block; would-findings=1; would-rules="word.stop"' in answer.policy
    assert "would" not in gateway.chat(text, key=alice).policy
    line = wait_until(lambda: [entry for entry in gateway.request_lines if entry.get("key_name") == "bob"])[-1]
    assert (line["action"], line["would_action"], line["findings"]) == ("flag", "block", 3)
    first, stop, second = line["found"]
    assert (first["rule"], first["place"], first["offset"], first["length"]) == (
        "word.codename", "messages[0].content", 0, 8,
    )
    assert first["fingerprint"] == second["fingerprint"] != stop["fingerprint"]
    assert re.fullmatch(r"[0-9a-f]{16}", first["fingerprint"])
    assert stop["would_action"] == "block" and "action" not in stop
    assert not any(word in gateway.output for word in ("bluebird", "kingfisher"))
    would = re.search(r'policy_would_actions_total{side="request",action="block"} (\d+)', gateway.metrics())
    assert int(would[1]) == 3
