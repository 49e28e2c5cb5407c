"""A configuration is right or refused, with the place and a way on."""

from __future__ import annotations

import json
import re

import pytest

GOOD = """\
listen: 127.0.0.1:0
data: ./data
auth: required
providers:
  stub: {kind: openai, base_url: "http://127.0.0.1:9/v1", api_key: "${STUB_OPENAI_KEY}"}
models:
  assistant:
    targets: [stub/gpt-test]
keys:
  - {name: alice, secret: "${ALICE_KEY}"}
policies: ./policies
"""

# What is spoilt; the place where it is; words that the message has to hold.
WRONG = {
    "unknown field": (("auth: required", "atuh: required"), "3:1", ["atuh", "auth"]),
    "unknown field inside": (("kind: openai,", "kind: openai, bas_url: x,"), "5:24", ["bas_url", "base_url"]),
    "wrong type": (("auth: required", "auth: [required]"), "3:7", ["auth"]),
    "wrong word": (("auth: required", "auth: none"), "3:7", ["auth", "required"]),
    "a YAML 1.1 boolean is text": (("auth: required", "auth: off"), "3:7", ["off"]),
    "duplicate key": (("auth: required", "auth: required\nauth: open"), "4:1", ["auth"]),
    "dangling provider": (("stub/gpt-test", "stab/gpt-test"), "8:15", ["stab", "stub"]),
    "missing variable": (("${ALICE_KEY}", "${ALICE_KYE}"), "10:", ["ALICE_KYE"]),
    "reserved provider": (("  stub:", "  metrics:"), "5:3", ["metrics"]),
    "not supported yet": (("policies:", "tls: {certificate: a, private_key: b}\npolicies:"), "11:", ["not supported yet"]),
    "bad rate": (
        ('secret: "${ALICE_KEY}"', 'secret: "${ALICE_KEY}", limits: {requests: 60/fortnight}'),
        "10:",
        ["keys[0].limits.requests", "60/min"],
    ),
    "bad address": (("127.0.0.1:0", "127.0.0.1:99999"), "1:9", ["listen"]),
    "open to the world": (("127.0.0.1:0\ndata: ./data\nauth: required", "0.0.0.0:0\ndata: ./data\nauth: open"), "", ["open", "loopback"]),
    "not YAML": (("providers:", "providers: ["), "", []),
}


@pytest.fixture
def check(start):
    def check(text: str, *arguments):
        gateway = start(text, launch=False)
        return gateway, gateway.command("check", "--config", str(gateway.config), *arguments)

    return check


def test_a_good_one_is_good(check):
    _, done = check(GOOD)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_one_is_told_where_and_how(check, name, keys):
    (old, new), place, words = WRONG[name]
    assert old in GOOD
    gateway, done = check(GOOD.replace(old, new, 1))
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert re.search(r"gatehouse\.yaml:\d+:\d+", said), said
    assert f"gatehouse.yaml:{place}" in said
    for word in words:
        assert word in said, f"{word} is not said: {said}"
    assert not any(secret in said for secret in keys.values())


@pytest.mark.parametrize("name", ["unknown field", "missing variable", "open to the world"])
def test_serve_does_not_start_with_a_wrong_one(start, name):
    (old, new), _, _ = WRONG[name]
    gateway = start(GOOD.replace(old, new, 1), launch=False)
    done = gateway.command("serve", "--config", str(gateway.config))
    assert done.returncode == 1 and "gatehouse.yaml:" in done.stdout + done.stderr


def test_a_missing_file_is_named(start):
    gateway = start(GOOD, launch=False)
    done = gateway.command("check", "--config", "nowhere.yaml")
    assert done.returncode == 1 and "nowhere.yaml" in done.stdout + done.stderr


def test_a_default_fills_a_missing_variable(check):
    _, done = check(GOOD.replace("${ALICE_KEY}", "${NOT_SET:-a-default-secret-of-some-length}"))
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_schema_is_json_schema(check):
    _, done = check(GOOD, "--schema")
    schema = json.loads(done.stdout)
    assert done.returncode == 0 and schema["$schema"].startswith("https://json-schema.org/")
    assert {"listen", "admin", "providers", "models", "keys", "limits"} <= set(schema["properties"])


@pytest.mark.parametrize("arguments", [["serve", "--nonsense"], ["nonsense"], ["key", "create", "--nonsense"]])
def test_bad_usage_is_64(start, arguments):
    assert start(GOOD, launch=False).command(*arguments).returncode == 64


@pytest.mark.parametrize("arguments", [[], ["serve"], ["check"], ["policy", "test"], ["key", "create"], ["key", "revoke"]])
def test_help_everywhere(start, arguments):
    done = start(GOOD, launch=False).command(*arguments, "--help")
    assert done.returncode == 0 and "USAGE" in done.stdout


def test_the_version_is_told(start):
    done = start(GOOD, launch=False).command("version")
    assert done.returncode == 0 and re.search(r"\d+\.\d+", done.stdout)
