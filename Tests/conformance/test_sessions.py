"""The life of a session: rotation of its refresh tokens, and its end."""

import json
from concurrent.futures import ThreadPoolExecutor

import requests


def begin(slipway):
    admin = slipway.admin
    return slipway.token(grant_type="password", username=admin["email"], password=admin["password"]).json()


def renew(slipway, token):
    return slipway.token(grant_type="refresh_token", refresh_token=token)


def revoke(slipway, token, client=("bx", "bx")):
    url = f"{slipway.endpoint}/identity/revoke"
    return requests.post(url, data={"token": token}, auth=client, verify=slipway.ca_file, timeout=60)


def test_twenty_renewals_at_once_all_succeed(slipway):
    token = begin(slipway)["refresh_token"]
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: renew(slipway, token), range(20)))
    assert {answer.status_code for answer in answers} == {200}
    children = {answer.json()["refresh_token"] for answer in answers}
    assert len(children) == 20 and token not in children
    assert all(renew(slipway, child).status_code == 200 for child in children)


def test_revocation_ends_one_session_and_says_nothing_about_tokens(slipway):
    session, other = begin(slipway), begin(slipway)
    renewed = renew(slipway, session["refresh_token"]).json()
    for token in (session["refresh_token"], session["refresh_token"], "unknown", session["access_token"]):
        assert revoke(slipway, token).status_code == 200
    for token in (session["refresh_token"], renewed["refresh_token"]):
        refused = renew(slipway, token)
        assert (refused.status_code, refused.json()["errorCode"]) == (400, "BXNIM0407E")
    assert renew(slipway, other["refresh_token"]).status_code == 200
    assert revoke(slipway, "x", client=("bx", "wrong")).status_code == 401


def test_logout_ends_the_session_on_the_server(slipway):
    configuration = slipway.home / ".bluemix/config.json"
    token = json.loads(configuration.read_text())["IAMRefreshToken"]
    try:
        slipway.bx("logout")
        assert renew(slipway, token).json()["errorCode"] == "BXNIM0407E"
    finally:
        slipway.bx("login", "--apikey", slipway.admin["apikey"])
