"""API keys and service ids, as IBM's own client for Python manages them; only its addresses are changed."""

from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from ibm_cloud_sdk_core import ApiException
from ibm_cloud_sdk_core.authenticators import IAMAuthenticator
from ibm_platform_services import IamIdentityV1
from ibm_platform_services.iam_identity_v1 import ApiKey, ServiceId

GRANT = "urn:ibm:params:oauth:grant-type:apikey"


def client(slipway, key):
    made = IamIdentityV1(authenticator=IAMAuthenticator(key, url=slipway.endpoint))
    made.set_service_url(slipway.endpoint)
    return made


@pytest.fixture
def identity(slipway, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", slipway.ca_file)
    return client(slipway, slipway.admin["apikey"])


@pytest.fixture
def me(identity, slipway):
    return identity.get_api_keys_details(iam_api_key=slipway.admin["apikey"]).get_result()


def refusal(call, **arguments):
    with pytest.raises(ApiException) as refused:
        call(**arguments)
    assert refused.value.message, "the client found no message in the answer"
    return refused.value.status_code


def test_a_key_signs_in_at_once_and_not_after_its_deletion(identity, me, slipway):
    answer = identity.create_api_key(name="short-lived", iam_id=me["iam_id"], description="by a test")
    assert answer.get_status_code() == 201
    made = answer.get_result()
    ApiKey.from_dict(made)
    assert made["apikey"].startswith("slipway_") and len(made["apikey"]) == 44
    tokens = slipway.token(grant_type=GRANT, apikey=made["apikey"])
    assert tokens.status_code == 200

    assert identity.delete_api_key(id=made["id"]).get_status_code() == 204
    assert slipway.token(grant_type=GRANT, apikey=made["apikey"]).status_code == 400
    renewed = slipway.token(grant_type="refresh_token", refresh_token=tokens.json()["refresh_token"])
    assert renewed.status_code == 400 and renewed.json()["errorCode"] == "BXNIM0407E"
    assert refusal(identity.get_api_key, id=made["id"]) == 404


def test_keys_are_listed_page_by_page(identity, me, slipway):
    names = [f"page-{number}" for number in range(3)]
    made = [identity.create_api_key(name=name, iam_id=me["iam_id"]).get_result()["id"] for name in names]
    seen, token = [], None
    while True:
        page = identity.list_api_keys(
            account_id=slipway.admin["accountId"], iam_id=me["iam_id"], pagesize=1, pagetoken=token
        ).get_result()
        assert len(page["apikeys"]) == 1 and page["limit"] == 1
        seen += [key["id"] for key in page["apikeys"]]
        if "next" not in page:
            break
        token = parse_qs(urlsplit(page["next"]).query)["pagetoken"][0]
    assert len(seen) == len(set(seen)) and set(made) < set(seen)
    for key in made:
        identity.delete_api_key(id=key)


def test_a_locked_key_cannot_be_changed_or_deleted(identity, me):
    made = identity.create_api_key(name="locked", iam_id=me["iam_id"], entity_lock="true").get_result()
    assert made["locked"]
    assert refusal(identity.delete_api_key, id=made["id"]) == 409
    assert refusal(identity.update_api_key, id=made["id"], if_match="*", name="n") == 409
    assert identity.unlock_api_key(id=made["id"]).get_status_code() == 204
    assert identity.lock_api_key(id=made["id"]).get_status_code() == 204
    assert refusal(identity.delete_api_key, id=made["id"]) == 409
    identity.unlock_api_key(id=made["id"])
    assert identity.delete_api_key(id=made["id"]).get_status_code() == 204


def test_a_stale_change_is_refused(identity, me):
    made = identity.create_api_key(name="before", iam_id=me["iam_id"]).get_result()
    changed = identity.update_api_key(id=made["id"], if_match=made["entity_tag"], name="after").get_result()
    assert changed["name"] == "after" and changed["entity_tag"] != made["entity_tag"]
    assert refusal(identity.update_api_key, id=made["id"], if_match=made["entity_tag"], name="late") in (409, 412)
    assert identity.get_api_key(id=made["id"]).get_result()["name"] == "after"
    identity.delete_api_key(id=made["id"])


def test_a_disabled_key_signs_nobody_in(identity, me, slipway):
    made = identity.create_api_key(name="switched", iam_id=me["iam_id"]).get_result()
    identity.disable_api_key(id=made["id"])
    assert slipway.token(grant_type=GRANT, apikey=made["apikey"]).status_code == 400
    identity.enable_api_key(id=made["id"])
    assert slipway.token(grant_type=GRANT, apikey=made["apikey"]).status_code == 200
    assert identity.get_api_key(id=made["id"]).get_result()["last_used_at"]
    identity.delete_api_key(id=made["id"])


def test_a_service_id_signs_in_looks_and_is_removed(identity, slipway):
    account = slipway.admin["accountId"]
    made = identity.create_service_id(account_id=account, name="robot", description="d").get_result()
    ServiceId.from_dict(made)
    key = identity.create_api_key(name="robots", iam_id=made["iam_id"], account_id=account).get_result()
    robot = client(slipway, key["apikey"])
    assert robot.get_service_id(id=made["id"]).get_result()["name"] == "robot"
    assert refusal(robot.delete_service_id, id=made["id"]) == 403

    session = slipway.token(grant_type=GRANT, apikey=key["apikey"]).json()
    headers = {"Authorization": f"bearer {session['access_token']}"}
    clusters = f"{slipway.endpoint}/v1/clusters"
    assert requests.get(clusters, headers=headers, verify=slipway.ca_file, timeout=60).status_code == 200
    order = requests.post(clusters, headers=headers, json={"name": "no"}, verify=slipway.ca_file, timeout=60)
    assert order.status_code == 403 and order.json()["code"] == "A0006"

    stale = made["entity_tag"]
    identity.update_service_id(id=made["id"], if_match=stale, name="renamed")
    assert refusal(identity.update_service_id, id=made["id"], if_match=stale, name="late") in (409, 412)
    assert identity.lock_service_id(id=made["id"]).get_result()["locked"]
    assert refusal(identity.delete_service_id, id=made["id"]) == 409
    identity.unlock_service_id(id=made["id"])
    names = [each["name"] for each in identity.list_service_ids(account_id=account).get_result()["serviceids"]]
    assert "renamed" in names
    assert identity.delete_service_id(id=made["id"]).get_status_code() == 204
    assert slipway.token(grant_type=GRANT, apikey=key["apikey"]).status_code == 400
    ended = slipway.token(grant_type="refresh_token", refresh_token=session["refresh_token"])
    assert (ended.status_code, ended.json()["errorCode"]) == (400, "BXNIM0407E")


def test_a_mistyped_key_is_refused_like_an_unknown_one(slipway, identity, me):
    made = identity.create_api_key(name="typed", iam_id=me["iam_id"]).get_result()
    text = made["apikey"]
    answer = slipway.token(grant_type=GRANT, apikey=text[:-1] + ("a" if text[-1] != "a" else "b"))
    assert answer.status_code == 400 and answer.json()["errorCode"] == "BXNIM0415E"
    identity.delete_api_key(id=made["id"])


def test_the_log_holds_no_key(slipway, identity, me):
    made = identity.create_api_key(name="secret", iam_id=me["iam_id"]).get_result()
    slipway.token(grant_type=GRANT, apikey=made["apikey"])
    identity.delete_api_key(id=made["id"])
    for file in (slipway.log, slipway.data / "audit.log"):
        assert made["apikey"] not in file.read_text()
