"""Access policies, as IBM's own client for Python manages them; only its addresses are changed."""

import pytest
import requests
from ibm_cloud_sdk_core import ApiException
from ibm_cloud_sdk_core.authenticators import BearerTokenAuthenticator, IAMAuthenticator
from ibm_platform_services import IamIdentityV1, IamPolicyManagementV1, UserManagementV1
from ibm_platform_services.iam_policy_management_v1 import (
    Policy,
    PolicyResource,
    PolicyRole,
    PolicySubject,
    ResourceAttribute,
    RoleCollection,
    SubjectAttribute,
)
from ibm_platform_services.user_management_v1 import Attribute, InviteUser, InviteUserIamPolicy, Resource, Role

PASSWORD = "a password of nobody's"


def role(name):
    return f"crn:v1:bluemix:public:iam::::role:{name}"


def client(slipway, made, authenticator=None):
    key = authenticator or IAMAuthenticator(slipway.admin["apikey"], url=slipway.endpoint)
    made = made(authenticator=key)
    made.set_service_url(slipway.endpoint)
    return made


@pytest.fixture(autouse=True)
def trust(slipway, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", slipway.ca_file)


@pytest.fixture
def policies(slipway):
    return client(slipway, IamPolicyManagementV1)


@pytest.fixture
def account(slipway):
    return slipway.admin["accountId"]


@pytest.fixture
def person(slipway, account):
    """Somebody who belongs to the account and may do nothing: their IAM id and a client that acts for them."""
    users = client(slipway, UserManagementV1)
    invited = users.invite_users(account_id=account, users=[InviteUser(email="pat@example.com", account_role="Member")])
    invitation = invited.get_result()["resources"][0]
    accept(slipway, invitation)
    yield invitation["id"], client(slipway, IamPolicyManagementV1, session(slipway, account, "pat@example.com"))
    users.remove_user(account_id=account, iam_id=invitation["id"])


def accept(slipway, invitation):
    """Accept as somebody new, or as somebody who has been here before."""
    body = {"invitation": invitation["invitation"], "password": PASSWORD}
    headers = {}
    known = slipway.token(grant_type="password", username=invitation["email"], password=PASSWORD)
    if known.status_code == 200:
        headers["Authorization"] = f"bearer {known.json()['access_token']}"
    url = f"{slipway.endpoint}/v1/invitations/accept"
    answer = requests.post(url, json=body, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text


def session(slipway, account, email):
    answer = slipway.token(grant_type="password", username=email, password=PASSWORD, bss_account=account)
    assert answer.status_code == 200, answer.text
    return BearerTokenAuthenticator(answer.json()["access_token"])


def content(account, iam_id, name, **narrowing):
    attributes = [ResourceAttribute(name="accountId", value=account)]
    attributes += [ResourceAttribute(name=key, value=value, operator="stringEquals") for key, value in narrowing.items()]
    return {
        "type": "access",
        "subjects": [PolicySubject(attributes=[SubjectAttribute(name="iam_id", value=iam_id)])],
        "roles": [PolicyRole(role_id=role(name))],
        "resources": [PolicyResource(attributes=attributes)],
    }


def refusal(call, **arguments):
    with pytest.raises(ApiException) as refused:
        call(**arguments)
    assert refused.value.message, "the client found no message in the answer"
    return refused.value.status_code


def test_a_policy_of_a_person_lives_its_life(policies, person, account):
    iam_id, _ = person
    wanted = content(account, iam_id, "Viewer", serviceName="containers-kubernetes", serviceInstance="c1")
    answer = policies.create_policy(**wanted, description="reads along")
    assert answer.get_status_code() == 201
    made = answer.get_result()
    policy = Policy.from_dict(made)
    assert policy.state == "active" and policy.description == "reads along"
    assert made["subjects"][0]["attributes"] == [{"name": "iam_id", "value": iam_id}]
    assert refusal(policies.create_policy, **wanted) == 409

    listed = policies.list_policies(account_id=account, iam_id=iam_id, sort="-created_at").get_result()
    assert [each["id"] for each in listed["policies"]] == [made["id"]]

    shown = policies.get_policy(policy_id=made["id"])
    version = shown.get_headers()["ETag"]
    wanted = content(account, iam_id, "Operator", serviceName="containers-kubernetes", region="us-south")
    change = policies.replace_policy(policy_id=made["id"], if_match=version, **wanted)
    assert [each["display_name"] for each in change.get_result()["roles"]] == ["Operator"]
    assert refusal(policies.replace_policy, policy_id=made["id"], if_match=version, **wanted) == 409
    kept = policies.update_policy_state(
        policy_id=made["id"], if_match=change.get_headers()["ETag"], state="active"
    ).get_result()
    assert kept["state"] == "active"

    assert policies.delete_policy(policy_id=made["id"]).get_status_code() == 204
    assert refusal(policies.get_policy, policy_id=made["id"]) == 404
    assert refusal(policies.delete_policy, policy_id=made["id"]) == 404


def test_a_service_id_has_policies_until_it_goes(slipway, policies, account):
    identity = client(slipway, IamIdentityV1)
    robot = identity.create_service_id(account_id=account, name="policy-robot").get_result()
    wanted = content(account, robot["iam_id"], "Editor", serviceName="containers-kubernetes")
    made = policies.create_policy(**wanted).get_result()
    assert policies.get_policy(policy_id=made["id"]).get_result()["roles"][0]["role_id"] == role("Editor")
    identity.delete_service_id(id=robot["id"])
    assert refusal(policies.get_policy, policy_id=made["id"]) == 404
    assert refusal(policies.create_policy, **wanted) == 400


def test_roles_are_listed(policies, account):
    answer = policies.list_roles(account_id=account, service_name="containers-kubernetes").get_result()
    RoleCollection.from_dict(answer)
    assert {each["crn"] for each in answer["system_roles"]} == {
        role(name) for name in ("Viewer", "Editor", "Operator", "Administrator")
    }


def test_only_who_administers_gives_rights(slipway, policies, person, account):
    iam_id, theirs = person
    wanted = content(account, iam_id, "Administrator", serviceName="containers-kubernetes", serviceInstance="c1")
    assert refusal(theirs.create_policy, **wanted) == 403
    made = policies.create_policy(**wanted).get_result()
    # Now they see their own, and may say who else has rights on that cluster, and on no other.
    assert [each["id"] for each in theirs.list_policies(account_id=account).get_result()["policies"]] == [made["id"]]
    wanted = content(account, iam_id, "Viewer", serviceName="containers-kubernetes", serviceInstance="c1")
    more = theirs.create_policy(**wanted).get_result()
    wanted = content(account, iam_id, "Viewer", serviceName="containers-kubernetes", serviceInstance="c2")
    assert refusal(theirs.create_policy, **wanted) == 403
    assert refusal(theirs.create_policy, **content(account, iam_id, "Administrator")) == 403
    assert theirs.delete_policy(policy_id=more["id"]).get_status_code() == 204
    policies.delete_policy(policy_id=made["id"])
    assert refusal(theirs.get_policy, policy_id=made["id"]) == 404


def test_an_administrator_of_the_account_reads_its_audit_log(slipway, policies, person, account):
    iam_id, theirs = person
    headers = {"Authorization": f"bearer {theirs.authenticator.bearer_token}"}
    url = f"{slipway.endpoint}/v1/audit?action=iam.policy"
    assert requests.get(url, headers=headers, timeout=60).status_code == 403
    made = policies.create_policy(**content(account, iam_id, "Administrator")).get_result()
    events = requests.get(url, headers=headers, timeout=60).json()["events"]
    assert (events[0]["action"], events[0]["target"], events[0]["result"]) == (
        "iam.policy-create",
        made["id"],
        "success",
    )
    policies.delete_policy(policy_id=made["id"])
    assert requests.get(url, headers=headers, timeout=60).status_code == 403


def test_an_invitation_carries_policies(slipway, policies, account):
    users = client(slipway, UserManagementV1)
    attributes = [Attribute(name="accountId", value=account), Attribute(name="serviceName", value="containers-kubernetes")]
    policy = InviteUserIamPolicy(
        type="access", roles=[Role(role_id=role("Viewer"))], resources=[Resource(attributes=attributes)]
    )
    answer = users.invite_users(
        account_id=account, users=[InviteUser(email="guest@example.com", account_role="Member")], iam_policy=[policy]
    )
    guest = answer.get_result()["resources"][0]
    made = policies.list_policies(account_id=account, iam_id=guest["id"]).get_result()["policies"]
    assert [each["roles"][0]["role_id"] for each in made] == [role("Viewer")]
    users.remove_user(account_id=account, iam_id=guest["id"])
    assert policies.list_policies(account_id=account, iam_id=guest["id"]).get_result()["policies"] == []


def test_the_form_of_2017_works(slipway, person, account):
    iam_id, _ = person
    base = f"/acms/v1/scopes/a%2F{account}/users/{iam_id}/policies"
    body = {"roles": [{"id": role("Viewer")}], "resources": [{"serviceName": "containers-kubernetes"}]}
    made = slipway.api("POST", base, json=body)
    assert made.status_code == 201, made.text
    path = f"{base}/{made.json()['id']}"
    body["resources"][0]["region"] = "us-south"
    changed = slipway.api("PUT", path, json=body, headers={"If-Match": made.headers["ETag"]})
    assert changed.status_code == 200 and changed.json()["resources"][0]["region"] == "us-south"
    assert slipway.api("PUT", path, json=body, headers={"If-Match": made.headers["ETag"]}).status_code == 409
    assert [each["id"] for each in slipway.api("GET", base).json()["policies"]] == [made.json()["id"]]
    assert slipway.api("DELETE", path).status_code == 204
    assert slipway.api("GET", "/acms/v1/roles").json()["platformExtensions"]["supportedRoles"]
