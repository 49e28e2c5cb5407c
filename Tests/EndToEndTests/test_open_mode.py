"""Without keys, on loopback: no web page may spend the operator's money."""

from __future__ import annotations

import pytest

BODY = {"model": "demo", "messages": [{"role": "user", "content": "hello"}]}


@pytest.fixture(scope="module")
def opened(start, settings):
    config = settings(auth="open", hosts=["gateway.internal"])
    del config["keys"]
    return start(config)


def post(gateway, **headers):
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    return gateway.request("POST", "/v1/chat/completions", BODY, key=None, headers=headers)


def test_no_key_is_needed(opened):
    assert post(opened).status == 200


def test_a_key_that_an_sdk_insists_on_is_ignored_and_stays_here(opened, upstream):
    body = {**BODY, "model": "assistant"}
    answer = opened.request("POST", "/v1/chat/completions", body, key="sk-anything-an-sdk-sends")
    assert answer.status == 200
    assert not upstream.last.holds("sk-anything-an-sdk-sends")


GOOD_HOSTS = ["127.0.0.1", "localhost", "localhost:PORT", "127.0.0.1:PORT", "[::1]:PORT", "gateway.internal:PORT"]
OTHER_HOSTS = [
    "evil.example", "evil.example:PORT", "127.0.0.1.evil.example", "localhost.evil.example", "gateway.internal.evil.example",
    "10.0.0.1",
]
OTHER_KINDS = [
    "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", None, "application/jsonx", "text/json",
]


@pytest.mark.parametrize("host", GOOD_HOSTS)
def test_hosts_of_this_machine_and_listed_ones(opened, host):
    assert post(opened, Host=host.replace("PORT", str(opened.port))).status == 200


@pytest.mark.parametrize("host", OTHER_HOSTS)
def test_other_hosts_are_refused(opened, host):
    answer = post(opened, Host=host.replace("PORT", str(opened.port)))
    assert answer.status in (400, 403, 421) and answer.error["code"]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://localhost.evil.example", "file://"])
def test_foreign_origins_are_refused(opened, origin):
    answer = post(opened, Origin=origin)
    assert (answer.status, answer.error["code"]) == (403, "origin_not_allowed")


@pytest.mark.parametrize("origin", ["http://localhost:3000", "http://127.0.0.1:PORT"])
def test_a_page_of_this_machine_may_ask(opened, origin):
    assert post(opened, Origin=origin.replace("PORT", str(opened.port))).status in (200, 403)


@pytest.mark.parametrize("kind", OTHER_KINDS)
def test_a_form_cannot_post(opened, kind):
    answer = post(opened, Content_Type=kind)
    assert (answer.status, answer.error["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "Application/JSON"])
def test_json_is_json(opened, kind):
    assert post(opened, Content_Type=kind).status == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}])
def test_the_admin_listener_keeps_the_same_rules(opened, headers):
    assert opened.request("GET", "/metrics", key=None, headers=headers, admin=True).status in (400, 403, 421)
