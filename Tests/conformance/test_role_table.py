"""The table of roles: what each one may do at the API, on the command line, and with kubectl in a running cluster.

Each cell is tried. A call that is let in is refused for something else where it would change what others use.
"""

import pytest
import requests

from installation import poll
from test_roles import SOON, Reach, member  # noqa: F401

VIEWER, EDITOR, OPERATOR, ADMINISTRATOR = "Viewer", "Editor", "Operator", "Administrator"
# What each role contains: an operator is no editor.
CONTAINED = {
    None: set(),
    VIEWER: {VIEWER},
    EDITOR: {VIEWER, EDITOR},
    OPERATOR: {VIEWER, OPERATOR},
    ADMINISTRATOR: {VIEWER, EDITOR, OPERATOR, ADMINISTRATOR},
}
C = "/v1/clusters/{id}"
# Method, path, body, the role that is needed, and the status and code for those who are let in.
CALLS = [
    ("GET", C, None, VIEWER, 200, None),
    ("GET", C + "?showResources=true", None, VIEWER, 200, None),
    ("GET", C + "/events", None, VIEWER, 200, None),
    ("GET", C + "/config", None, VIEWER, 200, None),
    ("GET", C + "/workers", None, VIEWER, 200, None),
    ("GET", C + "/workers/nosuch", None, VIEWER, 404, "E0011"),
    ("GET", C + "/workerpools", None, VIEWER, 200, None),
    ("GET", C + "/workerpools/default", None, VIEWER, 200, None),
    ("GET", C + "/usersubnets", None, VIEWER, 200, None),
    ("GET", "/v1/logging/{id}/clusterkeyowner", None, VIEWER, 200, None),
    ("POST", C + "/workers", {"workerNum": -1}, OPERATOR, 400, "E0006"),
    ("PUT", C + "/workers/nosuch", {"action": "reboot"}, OPERATOR, 404, "E0011"),
    ("PUT", C + "/workers/nosuch", {"action": "reload"}, OPERATOR, 404, "E0011"),
    ("PUT", C + "/workers/nosuch", {"action": "update"}, OPERATOR, 404, "E0011"),
    ("DELETE", C + "/workers/nosuch", None, OPERATOR, 404, "E0011"),
    ("POST", C + "/workerpools", {}, OPERATOR, 400, "E0009"),
    ("PATCH", C + "/workerpools/nosuch", {"state": "rebalancing"}, OPERATOR, 404, "E0018"),
    ("DELETE", C + "/workerpools/nosuch", None, OPERATOR, 404, "E0018"),
    ("POST", C + "/workerpools/default/zones", {"id": "moon"}, OPERATOR, 404, "E0005"),
    ("DELETE", C + "/workerpools/default/zones/moon", None, OPERATOR, 404, "E0005"),
    ("PUT", C + "/subnets/nosuch", None, OPERATOR, 404, "E0033"),
    ("POST", C + "/vlans/dal10-private?size=8", None, OPERATOR, 422, "E0038"),
    ("POST", C + "/usersubnets", {"cidr": "10.0.0.0/24"}, OPERATOR, 422, "E0038"),
    ("DELETE", C + "/usersubnets/10.0.0.0%2F24/vlans/dal10-private", None, OPERATOR, 404, "E0033"),
    ("PUT", C, {"action": "update", "version": "1.20.2"}, OPERATOR, 400, "E0027"),
    ("GET", C + "/apiserverconfigs/auditwebhook", None, VIEWER, 200, None),
    ("PUT", C + "/apiserverconfigs/auditwebhook", {}, OPERATOR, 400, "E0029"),
    ("DELETE", C + "/apiserverconfigs/auditwebhook", None, OPERATOR, 204, None),
    ("PUT", C + "/hibernation", {"idleTime": "soon"}, OPERATOR, 400, "E0003"),
    ("GET", C + "/config/admin", None, ADMINISTRATOR, 200, None),
    ("POST", "/v1/clusters", {}, ADMINISTRATOR, 400, "E0009"),
    ("POST", "/v1/keys", None, ADMINISTRATOR, 204, None),
    ("POST", "/v1/credentials", None, ADMINISTRATOR, 422, "E0037"),
    ("DELETE", "/v1/credentials", None, ADMINISTRATOR, 204, None),
]
# The words after `bx cs`, the role that is needed, and what those read who are let in.
COMMANDS = [
    ("cluster-get NAME --showResources", VIEWER, "OK"),
    ("cluster-events NAME", VIEWER, "OK"),
    ("cluster-config NAME", VIEWER, "OK"),
    ("workers NAME", VIEWER, "OK"),
    ("worker-get NAME nosuch", VIEWER, "The specified worker node could not be found."),
    ("worker-pools --cluster NAME", VIEWER, "default"),
    ("worker-pool-get --cluster NAME --worker-pool default", VIEWER, "OK"),
    ("api-key-info NAME", VIEWER, "OK"),
    ("worker-add --cluster NAME --number 51", OPERATOR, "E0006"),
    ("worker-reboot -f NAME nosuch", OPERATOR, "The specified worker node could not be found."),
    ("worker-reload -f NAME nosuch", OPERATOR, "The specified worker node could not be found."),
    ("worker-update -f NAME nosuch", OPERATOR, "The specified worker node could not be found."),
    ("worker-rm -f NAME nosuch", OPERATOR, "The specified worker node could not be found."),
    ("worker-pool-resize --cluster NAME --worker-pool nosuch --size-per-zone 1", OPERATOR, "E0018"),
    ("cluster-subnet-add NAME nosuch", OPERATOR, "E0033"),
    ("cluster-subnet-create NAME 8 dal10-private", OPERATOR, "E0038"),
    ("cluster-update -f NAME --kube-version 1.20.2", OPERATOR, "E0027"),
    ("apiserver-config-get audit-webhook NAME", VIEWER, "OK"),
    ("apiserver-config-set audit-webhook NAME", OPERATOR, "E0029"),
    ("apiserver-config-unset audit-webhook NAME", OPERATOR, "OK"),
    ("cluster-set NAME --idle-time soon", OPERATOR, "E0003"),
    ("cluster-config NAME --admin", ADMINISTRATOR, "OK"),
    ("cluster-create --name 1wrong", ADMINISTRATOR, "E0009"),
    ("credentials-unset", ADMINISTRATOR, "OK"),
    ("api-key-reset", ADMINISTRATOR, "OK"),
]
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: table}\n"
DRY = "--dry-run=server"
# Words of kubectl, and the roles that may.
KUBECTL = [
    (["get", "pods"], {VIEWER, EDITOR, OPERATOR, ADMINISTRATOR}),
    (["get", "services,deployments,configmaps"], {VIEWER, EDITOR, OPERATOR, ADMINISTRATOR}),
    (["get", "secrets"], {EDITOR, OPERATOR, ADMINISTRATOR}),
    (["create", DRY, "-f", "-"], {EDITOR, OPERATOR, ADMINISTRATOR}),
    (["create", "deployment", "table", "--image=test.local/none:1", DRY], {EDITOR, OPERATOR, ADMINISTRATOR}),
    (["delete", "configmaps", "--all", DRY], {EDITOR, OPERATOR, ADMINISTRATOR}),
    (["create", "role", "table", "--verb=get", "--resource=pods", DRY], {OPERATOR, ADMINISTRATOR}),
    (["create", "rolebinding", "table", "--clusterrole=view", "--user=x", DRY], {OPERATOR, ADMINISTRATOR}),
    (["get", "pods", "-n", "kube-system"], {ADMINISTRATOR}),
    (["create", "configmap", "table", "-n", "kube-system", DRY], {ADMINISTRATOR}),
    (["get", "secrets", "--all-namespaces"], {ADMINISTRATOR}),
    (["get", "nodes"], {ADMINISTRATOR}),
    (["create", "namespace", "table", DRY], {ADMINISTRATOR}),
    (["create", "clusterrole", "table", "--verb=get", "--resource=pods", DRY], {ADMINISTRATOR}),
]


def expected(role, needed, is_of_cluster, let_in):
    """Status and code of an answer."""
    if needed in CONTAINED[role]:
        return let_in
    return (404, "E0008") if role is None and is_of_cluster else (403, "A0006")


@pytest.fixture
def person(member, request):  # noqa: F811
    return member(request.function.__name__.replace("_", "-"))


def test_the_api_goes_by_the_table(slipway, control_plane, person):
    headers = {"Authorization": person.session()["IAMToken"]}

    def call(method, path, body):
        address = slipway.endpoint + path.format(id=control_plane.info["id"])
        answer = requests.request(method, address, headers=headers, json=body, verify=slipway.ca_file, timeout=60)
        is_json = answer.headers.get("Content-Type", "").startswith("application/json")
        return answer, answer.json().get("code") if is_json and answer.status_code >= 400 else None

    for role in CONTAINED:
        if role:
            person.access.change(role)
        for method, path, body, needed, status, code in CALLS:
            answer, found = call(method, path, body)
            wanted = expected(role, needed, "{id}" in path, (status, code))
            assert (answer.status_code, found) == wanted, f"{method} {path} as {role}: {answer.text}"
            if wanted[0] == 403:
                assert needed in answer.json()["description"]
                assert "bx iam user-policy-create" in answer.json()["recoveryCLI"]
        listed, _ = call("GET", "/v1/clusters", None)
        assert (control_plane.name in [cluster["name"] for cluster in listed.json()]) == (role is not None)
        subnets, _ = call("GET", "/v1/subnets", None)
        names = [subnet["properties"].get("bound_cluster") for subnet in subnets.json()]
        assert role or control_plane.name not in names
        if role != ADMINISTRATOR:
            answer, found = call("DELETE", C, None)
            assert (answer.status_code, found) == expected(role, ADMINISTRATOR, True, None)
        if OPERATOR not in CONTAINED[role]:
            answer, found = call("PUT", C + "/masters", {"action": "refresh"})
            assert (answer.status_code, found) == expected(role, OPERATOR, True, None)
    assert control_plane.state() == "normal"


def test_the_command_line_goes_by_the_table(control_plane, person):
    for role in CONTAINED:
        if role:
            person.access.change(role)
        for line, needed, let_in in COMMANDS:
            done = person.bx("cs", *line.replace("NAME", control_plane.name).split(), check=False)
            if needed in CONTAINED[role]:
                text, status = let_in, 0 if let_in in ("OK", "default") else 1
            elif role is None and "NAME" in line:
                text, status = "The specified cluster could not be found.", 1
            else:
                text, status = f"The role {needed} on ", 1
            assert text in done.stdout and done.returncode == status, f"bx cs {line} as {role}: {done.stdout}"


def test_kubectl_goes_by_the_table(control_plane, person):
    person.access.give(VIEWER)
    reach = Reach(control_plane, person.kubeconfig(control_plane.name))

    def found():
        return [reach.may(*words, input=CONFIG_MAP) for words, _ in KUBECTL]

    for role in [*filter(None, CONTAINED), None]:
        if role:
            person.access.change(role)
        else:
            person.access.take()
        wanted = [role in roles for _, roles in KUBECTL]
        # The rights in the cluster follow the policies at a short distance.
        poll(lambda: found() == wanted, SOON * 4, what=f"what {role} may do: {wanted}")
