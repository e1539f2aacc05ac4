"""The audit log: who did what from where, on disk and for the owner of the account, without secrets."""

import json
import stat

import pytest
import requests

from installation import poll


def lines(slipway):
    return [json.loads(line) for line in (slipway.data / "audit.log").read_text().splitlines()]


def shown(slipway, *flags):
    return json.loads(slipway.bx("account", "audit", "--output", "json", *flags).stdout)


@pytest.fixture
def session(slipway):
    admin = slipway.admin
    return slipway.token(
        grant_type="password", username=admin["email"], password=admin["password"], bss_account=admin["accountId"]
    ).json()


def test_a_session_is_recorded_from_beginning_to_end(slipway, session):
    admin = slipway.admin
    slipway.token(grant_type="password", username=admin["email"], password="not-the-password")
    slipway.token(grant_type="refresh_token", refresh_token=session["refresh_token"])
    url = f"{slipway.endpoint}/identity/revoke"
    requests.post(
        url, data={"token": session["refresh_token"]}, auth=("bx", "bx"), verify=slipway.ca_file, timeout=60
    ).raise_for_status()
    expected = [
        ("iam.session.revoke", "success"),
        ("iam.session.refresh", "success"),
        ("iam.sign-in", "BXNIM0602E"),
        ("iam.sign-in", "success"),
    ]
    for events in (list(reversed(lines(slipway))), shown(slipway, "--action", "iam.")):
        newest = events[:4]
        assert [(event["action"], event["result"]) for event in newest] == expected
        for event in newest:
            assert event["user"] == admin["email"] and event["address"] == "127.0.0.1" and event["request_id"]


def test_acts_on_clusters_are_recorded_also_when_they_fail(slipway, session):
    url = f"{slipway.endpoint}/v1/clusters/no-such-cluster"
    headers = {"Authorization": f"bearer {session['access_token']}"}
    for method, path in (("GET", "/config"), ("DELETE", "")):
        answer = requests.request(method, url + path, headers=headers, verify=slipway.ca_file, timeout=60)
        assert answer.status_code == 404
    events = shown(slipway, "--action", "containers.", "--count", "2")
    assert [event["action"] for event in events] == ["containers.cluster-delete", "containers.config-download"]
    for event in events:
        assert event["target"] == "no-such-cluster" and event["result"] != "success"
        assert event["account"] == slipway.admin["accountId"]
    assert "no-such-cluster" in slipway.bx("account", "audit", "--count", "3").stdout


def test_reading_needs_a_token_for_the_account(slipway, session):
    url = f"{slipway.endpoint}/v1/audit"
    assert requests.get(url, verify=slipway.ca_file, timeout=60).status_code == 401
    unscoped = slipway.token(
        grant_type="password", username=slipway.admin["email"], password=slipway.admin["password"]
    ).json()
    for token, status in ((unscoped, 400), (session, 200)):
        headers = {"Authorization": f"bearer {token['access_token']}"}
        assert requests.get(url, headers=headers, verify=slipway.ca_file, timeout=60).status_code == status


def test_the_file_is_for_its_owner_alone_and_has_no_secret(slipway, session):
    admin = slipway.admin
    slipway.token(grant_type="password", username=admin["password"], password=admin["email"])
    poll(lambda: lines(slipway)[-1]["result"] == "BXNIM0602E", 60)
    file = slipway.data / "audit.log"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text() + slipway.log.read_text()
    secrets = [admin["password"], admin["apikey"], session["refresh_token"], session["access_token"].split(".")[2]]
    assert not [secret for secret in secrets if secret in text]
