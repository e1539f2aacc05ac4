"""Roles in organizations and spaces, as people with bx and clients of Cloud Foundry see them."""

import json

import pytest
import requests

from test_accounts import PASSWORD, Person, invite


@pytest.fixture
def member(slipway, tmp_path):
    """Makes people who belong to the account, with a session of their own."""

    def make(name):
        folder = tmp_path / name
        folder.mkdir()
        person = Person(slipway, folder, f"{name}@example.com")
        person.accept(invite(slipway, person.email))
        person.bx("login", "-u", person.email, "-p", PASSWORD)
        return person

    return make


@pytest.fixture
def cloud_foundry(slipway):
    """Calls paths of Cloud Foundry as its clients do: with the UAA token."""

    def call(method, path, body=None, email=None, token=None):
        if not token:
            name, password = (email, PASSWORD) if email else (slipway.admin["email"], slipway.admin["password"])
            token = slipway.token(grant_type="password", username=name, password=password).json()["uaa_token"]
        return requests.request(
            method,
            slipway.endpoint + path,
            json=body,
            headers={"Authorization": f"bearer {token}"},
            verify=slipway.ca_file,
            timeout=60,
        )

    return call


def rows(text):
    """The rows of a table behind its header."""
    table = text.split("\n\n", 1)[1].splitlines()
    return [line.split() for line in table[1:] if line.strip()]


def audited(slipway):
    lines = (slipway.data / "audit.log").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_roles_are_given_used_and_taken_with_bx(slipway, member):
    boss, worker = member("boss"), member("worker")
    slipway.bx("account", "org-create", "ships", "-f")
    assert boss.bx("account", "org", "ships", check=False).returncode == 1
    slipway.bx("account", "org-user-add", boss.email, "ships")
    assert boss.bx("account", "org-role-set", boss.email, "ships", "OrgManager", check=False).returncode == 1

    text = slipway.bx("account", "org-role-set", boss.email, "ships", "OrgManager").stdout
    me = slipway.admin["email"]
    assert f"Assigning role OrgManager to user {boss.email} in org ships as {me}...\nOK" in text
    boss.bx("account", "space-create", "harbour", "-o", "ships")
    boss.bx("account", "space-role-set", worker.email, "ships", "harbour", "SpaceDeveloper")
    people = boss.bx("account", "org-users", "ships").stdout
    assert [word for word in people.split() if word.isupper()] == [
        "OK", "MANAGERS", "BILLING", "MANAGERS", "AUDITORS",
    ]
    assert boss.email in people and worker.email not in people
    assert worker.email in boss.bx("account", "org-users", "ships", "-a").stdout
    assert rows(worker.bx("account", "space-roles", "ships").stdout) == [["harbour", "SpaceDeveloper"]]
    assert rows(boss.bx("account", "org-roles").stdout) == [["default", "OrgUser"], ["ships", "OrgManager"]]
    assert "SPACE DEVELOPER" in worker.bx("account", "space-users", "ships", "harbour").stdout
    assert worker.bx("account", "org-account", "ships", "--guid").stdout.strip() == slipway.admin["accountId"]
    assert "harbour" in worker.bx("target", "-o", "ships", "-s", "harbour").stdout

    refused = worker.bx("account", "org-role-set", worker.email, "ships", "OrgAuditor", check=False)
    assert refused.returncode == 1 and "not authorized" in refused.stdout
    boss.bx("account", "org-role-unset", boss.email, "ships", "OrgManager")
    assert boss.bx("account", "space-create", "quay", "-o", "ships", check=False).returncode == 1
    worker.bx("account", "org-user-remove", worker.email, "ships", "-f")
    assert worker.bx("account", "spaces", "-o", "ships", check=False).returncode == 1

    acts = [(event["action"], event["result"]) for event in audited(slipway) if "org-role" in event["action"]]
    assert ("account.org-role-set", "success") in acts and ("account.org-role-set", "CF-NotAuthorized") in acts
    assert ("account.org-role-unset", "success") in acts


def test_clients_of_cloud_foundry_send_the_uaa_token(slipway, member, cloud_foundry):
    pilot = member("pilot")
    orgs = cloud_foundry("GET", "/v2/organizations?q=name%3Adefault&region=us-south").json()["resources"]
    guid = orgs[0]["metadata"]["guid"]
    path = f"/v2/organizations/{guid}"
    assert cloud_foundry("PUT", f"{path}/auditors", {"username": pilot.email}).status_code == 201
    auditors = cloud_foundry("GET", f"{path}/auditors", email=pilot.email).json()["resources"]
    assert [one["entity"]["username"] for one in auditors] == [pilot.email]
    assert cloud_foundry("DELETE", f"{path}/auditors", {"username": pilot.email}).status_code == 204
    assert cloud_foundry("GET", f"{path}/auditors").json()["total_results"] == 0
    refused = cloud_foundry("PUT", f"{path}/managers", {"username": pilot.email}, email=pilot.email)
    assert refused.status_code == 403 and refused.json()["error_code"] == "CF-NotAuthorized"
    unknown = cloud_foundry("PUT", f"{path}/managers", {"username": "nobody@example.com"})
    assert unknown.status_code == 404 and unknown.json()["code"] == 20003
    asked = {"organizations_region": [{"guid": guid, "region": "us-south"}]}
    accounts = cloud_foundry("POST", "/coe/v2/getaccounts", asked).json()["resources"]
    assert [account["metadata"]["guid"] for account in accounts] == [slipway.admin["accountId"]]


def test_a_uaa_token_opens_nothing_else(slipway, cloud_foundry):
    for path in ("/v1/accounts", "/v1/clusters", "/v1/apikeys", f"/v4/accounts/{slipway.admin['accountId']}"):
        assert cloud_foundry("GET", path).status_code == 401, path
    token = slipway.token(
        grant_type="password", username=slipway.admin["email"], password=slipway.admin["password"]
    ).json()
    assert cloud_foundry("GET", "/v2/spaces", token=token["access_token"]).status_code == 200
    assert cloud_foundry("GET", "/v2/spaces", token=token["uaa_token"][:-4] + "AAAA").status_code == 401
    assert cloud_foundry("GET", "/v2/spaces", token=token["refresh_token"]).status_code == 401


def test_who_leaves_the_account_loses_the_roles(slipway, member):
    leaver = member("leaver")
    slipway.bx("account", "org-role-set", leaver.email, "default", "OrgManager")
    assert leaver.email in slipway.bx("account", "org-users", "default").stdout
    slipway.bx("account", "user-delete", leaver.email, "-c", slipway.admin["accountId"], "-f")
    assert leaver.email not in slipway.bx("account", "org-users", "default", "-a").stdout
    again = slipway.bx("account", "org-user-add", leaver.email, "default", check=False)
    assert again.returncode == 1 and "does not belong to the account" in again.stdout


def test_a_cluster_belongs_to_the_targeted_organization(slipway):
    slipway.bx("account", "org-create", "fleet", "-f")
    guid = slipway.bx("account", "org", "fleet", "--guid").stdout.strip()
    unknown = "00000000-0000-4000-8000-000000000000"
    session = json.loads((slipway.home / ".bluemix/config.json").read_text())
    answer = requests.post(
        f"{slipway.endpoint}/v1/clusters",
        json={"name": "stray", "workerNum": 0},
        headers={"Authorization": session["IAMToken"], "X-Auth-Resource-Org": unknown},
        verify=slipway.ca_file,
        timeout=60,
    )
    assert answer.status_code == 403 and answer.json()["code"] == "A0007", answer.text
    assert unknown in answer.json()["description"]

    slipway.bx("target", "-o", "fleet")
    try:
        slipway.bx("cs", "cluster-create", "--name", "flagship", "--workers", "0")
        shown = slipway.api("GET", "/v1/clusters/flagship").json()
        assert (shown["logOrg"], shown["logOrgName"]) == (guid, "fleet")
    finally:
        slipway.bx("cs", "cluster-rm", "-f", "flagship", "--wait", check=False)
        slipway.bx("target", "-o", "default", "-s", "dev")
