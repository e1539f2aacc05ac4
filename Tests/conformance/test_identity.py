"""Tokens and accounts, as the seed's requests and IBM's own SDK ask for them."""

import time

import jwt
import pytest
import requests
from ibm_cloud_sdk_core import ApiException
from ibm_cloud_sdk_core.authenticators import IAMAuthenticator
from requests import Request


def password_form(admin):
    return {"grant_type": "password", "username": admin["email"], "password": admin["password"]}


def api_key_form(admin):
    return {"grant_type": "urn:ibm:params:oauth:grant-type:apikey", "apikey": admin["apikey"]}


@pytest.mark.parametrize("form", [password_form, api_key_form])
def test_a_grant_answers_with_the_seven_keys_of_the_seed(slipway, form):
    answer = slipway.token(**form(slipway.admin))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("application/json")
    body = answer.json()
    for key in ("access_token", "refresh_token", "uaa_token", "uaa_refresh_token"):
        assert body[key]
    assert body["token_type"] == "Bearer"
    assert body["expires_in"] == 3600
    assert abs(body["expiration"] - time.time() - 3600) < 30


def test_the_way_of_the_seed_from_a_password_to_the_list_of_clusters(slipway):
    admin = slipway.admin
    unscoped = slipway.token(**password_form(admin)).json()
    accounts = requests.get(
        f"{slipway.endpoint}/v1/accounts",
        headers={"Authorization": f"bearer {unscoped['access_token']}", "Content-Type": "application/json"},
        verify=slipway.ca_file,
        timeout=60,
    ).json()
    assert accounts["total_results"] == 1 and accounts["next_url"] is None
    account = accounts["resources"][0]["metadata"]["guid"]
    assert account == admin["accountId"]

    scoped = slipway.token(**password_form(admin), bss_account=account).json()
    clusters = requests.get(
        f"{slipway.endpoint}/v1/clusters",
        headers={
            "Authorization": f"bearer {scoped['access_token']}",
            "X-Auth-Refresh-Token": scoped["refresh_token"],
        },
        verify=slipway.ca_file,
        timeout=60,
    )
    assert clusters.status_code == 200 and isinstance(clusters.json(), list)

    refreshed = requests.post(
        f"{slipway.endpoint}/identity/token",
        data={
            "grant_type": "refresh_token",
            "response_type": "cloud_iam, uaa",
            "refresh_token": scoped["refresh_token"],
            "uaa_client_id": "cf",
            "uaa_client_secret": "",
            "bss_account": account,
        },
        headers={"Authorization": "Basic Yng6Yng="},
        verify=slipway.ca_file,
        timeout=60,
    )
    assert refreshed.status_code == 200
    assert refreshed.json()["refresh_token"] != scoped["refresh_token"]


def test_an_independent_library_verifies_the_token_through_the_published_keys(slipway):
    token = slipway.token(**api_key_form(slipway.admin)).json()["access_token"]
    discovery = requests.get(
        f"{slipway.endpoint}/identity/.well-known/openid-configuration", verify=slipway.ca_file, timeout=60
    ).json()
    assert discovery["issuer"] == f"{slipway.endpoint}/identity"
    keys = requests.get(discovery["jwks_uri"], verify=slipway.ca_file, timeout=60).json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token, key.key, algorithms=["RS256"], issuer=discovery["issuer"], options={"verify_aud": False}
    )
    assert claims["email"] == slipway.admin["email"]
    assert claims["account"]["bss"] == slipway.admin["accountId"]
    payload = token.split(".")[1]
    assert "-" not in payload and "_" not in payload, "clients of the time read the payload as plain base64"


def test_the_sdk_of_ibm_signs_in_with_an_api_key(slipway, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", slipway.ca_file)
    authenticator = IAMAuthenticator(slipway.admin["apikey"], url=slipway.endpoint)
    request = Request(method="GET", url=slipway.endpoint, headers={}).__dict__
    authenticator.authenticate(request)
    clusters = requests.get(
        f"{slipway.endpoint}/v1/clusters", headers=request["headers"], verify=slipway.ca_file, timeout=60
    )
    assert clusters.status_code == 200


def test_the_sdk_of_ibm_shows_why_a_key_is_refused(slipway, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", slipway.ca_file)
    with pytest.raises(ApiException) as refused:
        IAMAuthenticator("not-a-key", url=slipway.endpoint).token_manager.get_token()
    assert refused.value.status_code == 400
    assert "API key" in str(refused.value)


def test_an_unknown_user_and_a_wrong_password_look_the_same(slipway):
    wrong = slipway.token(grant_type="password", username=slipway.admin["email"], password="wrong")
    unknown = slipway.token(grant_type="password", username="nobody@example.com", password="wrong")
    assert wrong.status_code == unknown.status_code in (400, 401)
    assert wrong.json()["errorCode"] == unknown.json()["errorCode"] == "BXNIM0602E"
    assert wrong.json()["errorMessage"] == unknown.json()["errorMessage"]


def test_an_altered_token_and_no_token_are_refused(slipway):
    token = slipway.token(**api_key_form(slipway.admin)).json()["access_token"]
    head, payload, signature = token.split(".")
    for header in ({}, {"Authorization": f"Bearer {head}.{payload}.{signature[::-1]}"}):
        answer = requests.get(f"{slipway.endpoint}/v1/clusters", headers=header, verify=slipway.ca_file, timeout=60)
        assert answer.status_code == 401
        assert answer.json()["code"] and answer.json()["incidentID"]
