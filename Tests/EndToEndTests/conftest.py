from __future__ import annotations

import copy
import os
import secrets
from pathlib import Path

import pytest

from gateway import REPOSITORY, Gateway, new_key
from upstream import Upstream

# A policy that finds nothing, for the tests that are about something else.
EMPTY_POLICY = "policy: default\nrequest: []\nresponse: []\n"


@pytest.fixture(scope="session")
def binary() -> Path:
    path = Path(os.environ.get("GATEHOUSE_BINARY") or REPOSITORY / ".build/release/gatehouse")
    if not path.exists():
        pytest.exit(f"{path} is missing: scripts/test builds it, or swift build -c release --product gatehouse", 4)
    return path.resolve()


@pytest.fixture(scope="module")
def upstream():
    stub = Upstream()
    yield stub
    stub.close()


@pytest.fixture(autouse=True)
def forgetful_upstream(request):
    """Each test finds an upstream that remembers nothing."""
    if {"upstream", "gateway", "start"} & set(request.fixturenames):
        request.getfixturevalue("upstream").reset()


@pytest.fixture(scope="session")
def keys() -> dict[str, str]:
    """The secrets of the configurations: two callers, and the operator's keys at two providers."""
    return {
        "alice": new_key(),
        "bob": new_key(),
        "openai": "provider-" + secrets.token_hex(16),
        "anthropic": "provider-" + secrets.token_hex(16),
    }


@pytest.fixture(scope="session")
def alice(keys) -> str:
    return keys["alice"]


@pytest.fixture(scope="session")
def bob(keys) -> str:
    return keys["bob"]


@pytest.fixture(scope="module")
def settings(upstream):
    """A configuration that a test may change: it is a copy of its own each time."""

    def make(**changes) -> dict:
        base = {
            "auth": "required",
            "providers": {
                "stub": {"kind": "openai", "base_url": f"{upstream.url}/v1", "api_key": "${STUB_OPENAI_KEY}"},
                "claudia": {"kind": "anthropic", "base_url": upstream.url, "api_key": "${STUB_ANTHROPIC_KEY}"},
            },
            "models": {
                "demo": {"targets": ["demo/demo"]},
                "assistant": {"targets": ["stub/gpt-test"]},
                "claude": {"targets": ["claudia/claude-test"]},
            },
            "keys": [
                {"name": "alice", "secret": "${ALICE_KEY}"},
                {"name": "bob", "secret": "${BOB_KEY}"},
            ],
            "policies": "./policies",
            "default_policy": "default",
        }
        return copy.deepcopy({**base, **changes})

    return make


@pytest.fixture(scope="module")
def start(binary, settings, keys, tmp_path_factory):
    """Starts gateways; each ends with the module. `policy` is the text of policies/default.yaml, or a folder of policies."""
    running: list[Gateway] = []

    def begin(config: dict | str | None = None, policy: str | Path = EMPTY_POLICY, launch: bool = True) -> Gateway:
        folder = tmp_path_factory.mktemp("gateway")
        if isinstance(policy, Path):
            (folder / "policies").symlink_to(policy)
        else:
            (folder / "policies").mkdir()
            (folder / "policies" / "default.yaml").write_text(policy)
        environment = {
            "ALICE_KEY": keys["alice"],
            "BOB_KEY": keys["bob"],
            "STUB_OPENAI_KEY": keys["openai"],
            "STUB_ANTHROPIC_KEY": keys["anthropic"],
        }
        gateway = Gateway(binary, folder, settings() if config is None else config, environment)
        running.append(gateway)
        return gateway.start() if launch else gateway

    yield begin
    statuses = [gateway.stop() for gateway in running if gateway.process is not None]
    assert not any(statuses), f"a gateway ended badly: {statuses}"


@pytest.fixture(scope="module")
def gateway(start) -> Gateway:
    """The gateway of a module whose tests do not change it."""
    return start()


@pytest.fixture(scope="session")
def shipped_policies() -> Path:
    return REPOSITORY / "policies"
