"""Accounts and the people in them, as IBM's own SDK and two people with bx see them."""

import json
import subprocess

import pytest
import requests
from ibm_cloud_sdk_core import ApiException
from ibm_cloud_sdk_core.authenticators import BearerTokenAuthenticator, IAMAuthenticator
from ibm_platform_services import ResourceManagerV2, UserManagementV1
from ibm_platform_services.account_management_v4 import AccountManagementV4
from ibm_platform_services.user_management_v1 import UsersPager

from installation import PROGRAMS, Installation, poll

PASSWORD = "correct horse battery"


class Person:
    """Somebody with a home directory and a session of bx of their own."""

    def __init__(self, slipway, folder, email):
        self.slipway = slipway
        self.home = folder
        self.email = email
        self.bx("api", slipway.endpoint, "--ca-file", slipway.ca_file)

    def bx(self, *arguments, check=True, input=""):
        done = subprocess.run(
            [PROGRAMS / "bx", *arguments],
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.home)},
            input=input,
            capture_output=True,
            text=True,
            timeout=60,
        )
        if check:
            assert done.returncode == 0, f"bx {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}"
        return done

    def session(self):
        return json.loads((self.home / ".bluemix/config.json").read_text())

    def accept(self, invitation):
        return self.bx("account", "accept-invitation", invitation, "-p", PASSWORD)


@pytest.fixture
def sdk(slipway, monkeypatch):
    """Makes a service of the SDK; nothing but URLs is changed."""
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", slipway.ca_file)

    def make(service, authenticator=None):
        made = service(authenticator=authenticator or IAMAuthenticator(slipway.admin["apikey"], url=slipway.endpoint))
        made.set_service_url(slipway.endpoint)
        return made

    return make


@pytest.fixture
def person(slipway, tmp_path):
    def make(name, installation=slipway):
        folder = tmp_path / name
        folder.mkdir()
        return Person(installation, folder, f"{name}@example.com")

    return make


@pytest.fixture
def alone():
    """An installation for a test that changes what others count."""
    with Installation() as installation:
        installation.log_in()
        yield installation


def invite(slipway, email):
    return json.loads(slipway.bx("account", "user-invite", email, "--output", "json").stdout)["invitation"]


def test_the_sdk_reads_the_account(slipway, sdk):
    account = sdk(AccountManagementV4).get_account(slipway.admin["accountId"]).get_result()
    assert account["id"] == slipway.admin["accountId"]
    assert account["owner_userid"] == slipway.admin["email"]
    with pytest.raises(ApiException) as refused:
        sdk(AccountManagementV4).get_account("0" * 32)
    assert refused.value.status_code == 404
    assert "could not be found" in refused.value.message


def test_the_sdk_finds_the_default_resource_group(slipway, sdk):
    manager = sdk(ResourceManagerV2)
    groups = manager.list_resource_groups(account_id=slipway.admin["accountId"]).get_result()["resources"]
    assert [(group["name"], group["default"], group["state"]) for group in groups] == [("Default", True, "ACTIVE")]
    assert manager.get_resource_group(groups[0]["id"]).get_result() == groups[0]


def test_the_sdk_invites_lists_and_removes(slipway, sdk, person):
    account = slipway.admin["accountId"]
    service = sdk(UserManagementV1)
    names = ["sdk-one@example.com", "sdk-two@example.com"]
    invited = service.invite_users(account, users=[{"email": name, "account_role": "Member"} for name in names])
    assert invited.get_status_code() == 202
    assert [(one["email"], one["state"]) for one in invited.get_result()["resources"]] == [
        (name, "PENDING") for name in names
    ]
    everybody = UsersPager(client=service, account_id=account, limit=1).get_all()
    assert {slipway.admin["email"], *names} <= {user["user_id"] for user in everybody}
    found = service.list_users(account, user_id=names[0]).get_result()["resources"]
    assert [user["state"] for user in found] == ["PENDING"]
    assert service.get_user_profile(account, found[0]["iam_id"]).get_result()["email"] == names[0]
    for name in names:
        one = service.list_users(account, user_id=name).get_result()["resources"][0]
        assert service.remove_user(account, one["iam_id"]).get_status_code() == 204
        assert service.list_users(account, user_id=name).get_result()["total_results"] == 0


def test_only_the_owner_invites_and_removes(slipway, sdk, person):
    account = slipway.admin["accountId"]
    member = person("member")
    member.accept(invite(slipway, member.email))
    token = slipway.token(
        grant_type="password", username=member.email, password=PASSWORD, bss_account=account
    ).json()["access_token"]
    service = sdk(UserManagementV1, authenticator=BearerTokenAuthenticator(token))
    owner = service.list_users(account, user_id=slipway.admin["email"]).get_result()["resources"][0]
    assert owner["role"] == "OWNER"
    for act in (
        lambda: service.remove_user(account, owner["iam_id"]),
        lambda: service.invite_users(account, users=[{"email": "x@example.com"}]),
    ):
        with pytest.raises(ApiException) as refused:
            act()
        assert refused.value.status_code == 403
    with pytest.raises(ApiException) as refused:
        sdk(UserManagementV1).remove_user(account, owner["iam_id"])
    assert refused.value.status_code == 409


def test_an_invited_person_signs_in_and_loses_access_when_removed(slipway, person):
    guest = person("guest")
    invitation = invite(slipway, guest.email)
    assert guest.bx("login", "-u", guest.email, "-p", PASSWORD, check=False).returncode == 1
    guest.accept(invitation)
    again = guest.bx("account", "accept-invitation", invitation, "-p", PASSWORD, check=False)
    assert again.returncode == 1 and "was used" in again.stdout
    assert "Targeted account" in guest.bx("login", "-u", guest.email, "-p", PASSWORD).stdout
    listed = json.loads(guest.bx("account", "list", "--output", "json").stdout)
    assert [account["metadata"]["guid"] for account in listed] == [slipway.admin["accountId"]]
    refresh = guest.session()["IAMRefreshToken"]
    assert invitation not in slipway.log.read_text()

    slipway.bx("account", "user-remove", guest.email, "-f")
    refused = slipway.token(grant_type="refresh_token", refresh_token=refresh)
    assert refused.status_code == 400 and refused.json()["errorCode"] == "BXNIM0407E"
    assert guest.bx("account", "show", check=False).returncode == 1
    assert "No account targeted" in guest.bx("login", "-u", guest.email, "-p", PASSWORD).stdout


def test_a_person_of_two_accounts_works_in_the_chosen_one_alone(alone, person):
    """The administrator owns both accounts; the guest belongs to both, the stranger to the first alone."""
    slipway = alone
    first = slipway.admin["accountId"]
    token = slipway.token(
        grant_type="password", username=slipway.admin["email"], password=slipway.admin["password"], bss_account=first
    ).json()["access_token"]

    def post(path, body, bearer):
        return requests.post(
            slipway.endpoint + path,
            json=body,
            headers={"Authorization": f"Bearer {bearer}"},
            verify=slipway.ca_file,
            timeout=60,
        )

    made = post("/v1/accounts", {"name": "Second Account"}, token)
    assert made.status_code == 201
    second = made.json()["metadata"]["guid"]
    owner = slipway.token(
        grant_type="password", username=slipway.admin["email"], password=slipway.admin["password"], bss_account=second
    ).json()["access_token"]
    def names(authorization):
        answer = requests.get(
            f"{slipway.endpoint}/v1/clusters",
            headers={"Authorization": authorization},
            verify=slipway.ca_file,
            timeout=60,
        )
        return [cluster["name"] for cluster in answer.json()]

    guest, stranger = person("both", alone), person("stranger", alone)
    stranger.accept(invite(slipway, stranger.email))
    guest.accept(invite(slipway, guest.email))
    invited = post(f"/v2/accounts/{second}/users", {"users": [{"email": guest.email}]}, owner)
    guest.bx("login", "-u", guest.email, "-p", PASSWORD)
    guest.bx("account", "accept-invitation", invited.json()["resources"][0]["invitation"])

    chosen = guest.bx("login", "-u", guest.email, "-p", PASSWORD, input="2\n").stdout
    assert "1. Default Account" in chosen and f"Targeted account Second Account ({second})" in chosen
    assert guest.session()["Account"]["GUID"] == second
    ordered = post("/v1/clusters", {"name": "hidden", "workerNum": 0}, owner)
    assert ordered.status_code == 201, ordered.text
    try:
        assert names(f"Bearer {owner}") == ["hidden"]
        assert "hidden" not in names(f"Bearer {token}")
        assert names(guest.session()["IAMToken"]) == [], "nobody has given the guest a role"
        guest.bx("target", "-c", first)
        refused = slipway.token(
            grant_type="password", username=stranger.email, password=PASSWORD, bss_account=second
        )
        assert refused.status_code == 400 and refused.json()["errorCode"] == "BXNIM9006E"
        stranger.bx("login", "-u", stranger.email, "-p", PASSWORD)
        assert "hidden" not in names(stranger.session()["IAMToken"])
        assert stranger.bx("target", "-c", second, check=False).returncode == 1
    finally:
        requests.delete(
            f"{slipway.endpoint}/v1/clusters/hidden",
            headers={"Authorization": f"Bearer {owner}"},
            verify=slipway.ca_file,
            timeout=60,
        )
        poll(lambda: names(f"Bearer {owner}") == [], 60, what="the removal of the cluster")


def test_organizations_and_spaces_are_targeted_and_made(slipway, person):
    guest = person("org-user")
    guest.accept(invite(slipway, guest.email))
    text = guest.bx("login", "-u", guest.email, "-p", PASSWORD).stdout
    assert "Targeted org default" in text and "Targeted space dev" in text
    refused = guest.bx("account", "org-create", "theirs", "-f", check=False)
    assert refused.returncode == 1 and "not authorized" in refused.stdout
    slipway.bx("account", "org-create", "ops", "-f")
    slipway.bx("account", "space-create", "prod", "-o", "ops")
    def names():
        return [org["entity"]["name"] for org in json.loads(guest.bx("account", "orgs", "--output", "json").stdout)]

    assert names() == ["default"]
    slipway.bx("account", "org-user-add", guest.email, "ops")
    assert names() == ["default", "ops"]
    assert "prod" in guest.bx("target", "-o", "ops", "-s", "prod").stdout
    assert "prod" in guest.bx("account", "spaces").stdout
    again = guest.bx("login", "-u", guest.email, "-p", PASSWORD, "-o", "ops").stdout
    assert "Targeted org ops" in again and "Targeted space prod" in again
    regions = requests.get(f"{slipway.endpoint}/v2/regions", verify=slipway.ca_file, timeout=60).json()
    assert [region["mccp_api"] for region in regions] == [slipway.endpoint]
