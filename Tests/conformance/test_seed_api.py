"""The calls that the specification shows, by curl, with nothing replaced but the host and the values of the user."""

import json
import sqlite3
import subprocess

import pytest

from secrecy import SECRECY

# The headers and the body keys as the specification lists them.
FORM = ["Content-Type: application/x-www-form-urlencoded", "Authorization: Basic Yng6Yng="]
UAA = {"uaa_client_id": "cf", "uaa_client_secret": ""}
TOKEN_KEYS = {
    "access_token", "refresh_token", "uaa_token", "uaa_refresh_token", "token_type", "expires_in", "expiration",
}
APIKEY = "urn:ibm:params:oauth:grant-type:apikey"
PASSCODE = "urn:ibm:params:oauth:grant-type:passcode"


def curl(slipway, path, headers, form=None, method="GET"):
    """The status and the JSON of one call."""
    command = ["curl", "--silent", "--show-error", "--max-time", "30", "--cacert", slipway.ca_file]
    command += ["--request", method, "--write-out", "\n%{http_code}"]
    for header in headers:
        command += ["--header", header]
    for name, value in (form or {}).items():
        SECRECY.note_fields({name: value})
        command += ["--data-urlencode", f"{name}={value}"]
    done = subprocess.run([*command, slipway.endpoint + path], capture_output=True, text=True, check=True)
    body, status = done.stdout.rsplit("\n", 1)
    SECRECY.note_text(body)
    return int(status), json.loads(body)


def token(slipway, path="/oidc/token", **form):
    status, answer = curl(slipway, path, FORM, {"response_type": "cloud_iam, uaa", **UAA, **form}, "POST")
    assert status == 200, answer
    return answer


def passcode(slipway):
    """A one-time passcode, as the page shows one; a program asks for it with its session."""
    session = password_grant(slipway)
    form = {"grant_type": "refresh_token", "refresh_token": session["refresh_token"]}
    status, answer = curl(slipway, "/identity/passcode", FORM, form, "POST")
    assert status == 200
    return answer["passcode"]


def password_grant(slipway, **more):
    admin = slipway.admin
    return token(slipway, grant_type="password", username=admin["email"], password=admin["password"], **more)


GRANTS = {
    "password": password_grant,
    "apikey": lambda slipway, **more: token(slipway, grant_type=APIKEY, apikey=slipway.admin["apikey"], **more),
    "passcode": lambda slipway, **more: token(slipway, grant_type=PASSCODE, passcode=passcode(slipway), **more),
}


def require_shape(answer):
    """The answer has the keys of the specification and its kinds of values."""
    assert TOKEN_KEYS <= set(answer) <= TOKEN_KEYS | {"id_token", "scope"}
    assert answer["token_type"] == "Bearer" and answer["expires_in"] == 3600
    assert isinstance(answer["expiration"], int)
    assert all(isinstance(answer[name], str) and answer[name] for name in TOKEN_KEYS if name.endswith("token"))


@pytest.mark.parametrize("name", GRANTS)
def test_the_calls_of_the_specification_answer_as_it_shows(slipway, name):
    # 1. a token, 2. the accounts
    first = GRANTS[name](slipway)
    require_shape(first)
    headers = ["Content-Type: application/json", f"Authorization: bearer {first['access_token']}"]
    status, accounts = curl(slipway, "/v1/accounts", [*headers, "Accept: application/json"])
    assert status == 200
    assert set(accounts) == {"total_results", "total_pages", "prev_url", "next_url", "resources"}
    assert (accounts["total_results"], accounts["total_pages"]) == (len(accounts["resources"]), 1)
    assert accounts["prev_url"] is None and accounts["next_url"] is None
    own = [one for one in accounts["resources"] if one["metadata"]["guid"] == slipway.admin["accountId"]]
    metadata = own[0]["metadata"]
    assert set(metadata) == {"guid", "url", "created_at", "updated_at", "origin"} and metadata["origin"] == "BSS"
    assert metadata["url"] == f"/v1/accounts/{metadata['guid']}"
    assert all(len(metadata[time]) == len("2016-01-07T18:55:09.726Z") for time in ("created_at", "updated_at"))

    # 3. a token for the account, 4. its clusters
    scoped = GRANTS[name](slipway, bss_account=metadata["guid"])
    require_shape(scoped)
    headers = [f"Authorization: bearer {scoped['access_token']}", f"X-Auth-Refresh-Token: {scoped['refresh_token']}"]
    status, clusters = curl(slipway, "/v1/clusters", headers)
    assert status == 200 and isinstance(clusters, list)

    # 5. another token for the refresh token
    renewed = token(
        slipway,
        "/identity/token",
        grant_type="refresh_token",
        refresh_token=scoped["refresh_token"],
        bss_account=metadata["guid"],
    )
    require_shape(renewed)
    assert renewed["access_token"] != scoped["access_token"]
    assert renewed["refresh_token"] != scoped["refresh_token"]


def test_the_refresh_token_header_is_never_needed_stored_or_logged(slipway):
    scoped = password_grant(slipway, bss_account=slipway.admin["accountId"])
    authorization = f"Authorization: bearer {scoped['access_token']}"
    unknown = "n0t-a-refresh-token-that-anybody-has-ever-been-given"
    SECRECY.note("refresh_token", unknown)
    lists = []
    for headers in ([], [f"X-Auth-Refresh-Token: {unknown}"], [f"X-Auth-Refresh-Token: {scoped['refresh_token']}"]):
        status, clusters = curl(slipway, "/v1/clusters", [authorization, *headers])
        assert status == 200
        lists.append(clusters)
    assert lists[0] == lists[1] == lists[2]
    # A header that is not looked at changes nothing about the token itself.
    assert token(slipway, grant_type="refresh_token", refresh_token=scoped["refresh_token"])
    slipway.require_secrecy(slipway.logs())
    with sqlite3.connect(f"file:{slipway.data}/slipway.db?mode=ro", uri=True) as database:
        stored = "\n".join(database.iterdump())
    assert unknown not in stored and scoped["refresh_token"] not in stored
