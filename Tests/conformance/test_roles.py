"""Roles: what they allow at the API, and what real kubectl may do inside a running cluster because of them."""

import io
import json
import zipfile

import pytest
import requests

from installation import poll
from test_accounts import PASSWORD, Person, invite

POD = """
apiVersion: v1
kind: Pod
metadata: {name: wanted}
spec:
  containers: [{name: wanted, image: test.local/none:1}]
"""
SOON = 15


class Access:
    """The policies of one person or service id, changed over the API as the administrator."""

    def __init__(self, slipway, iam_id):
        self.slipway = slipway
        self.iam_id = iam_id

    def give(self, role, **resource):
        attributes = {"accountId": self.slipway.admin["accountId"], "serviceName": "containers-kubernetes", **resource}
        body = {
            "type": "access",
            "subjects": [{"attributes": [{"name": "iam_id", "value": self.iam_id}]}],
            "roles": [{"role_id": f"crn:v1:bluemix:public:iam::::role:{role}"}],
            "resources": [{"attributes": [{"name": name, "value": value} for name, value in attributes.items()]}],
        }
        made = self.slipway.api("POST", "/v1/policies", json=body)
        assert made.status_code == 201, made.text

    def take(self):
        where = {"account_id": self.slipway.admin["accountId"], "iam_id": self.iam_id}
        for policy in self.slipway.api("GET", "/v1/policies", params=where).json()["policies"]:
            assert self.slipway.api("DELETE", f"/v1/policies/{policy['id']}").status_code == 204

    def change(self, role, **resource):
        self.take()
        self.give(role, **resource)


class Member(Person):
    """A person who belongs to the account of the installation, with a session of bx and without any role."""

    def __init__(self, slipway, folder, email):
        super().__init__(slipway, folder, email)
        self.accept(invite(slipway, email))
        self.bx("login", "-u", email, "-p", PASSWORD)
        self.bx("plugin", "install", "container-service", "-r", "Bluemix", "-f")
        self.bx("cs", "init")
        account = slipway.admin["accountId"]
        users = slipway.api("GET", f"/v2/accounts/{account}/users", params={"user_id": email}).json()["resources"]
        self.access = Access(slipway, users[0]["iam_id"])

    def kubeconfig(self, cluster):
        line = self.bx("cs", "cluster-config", cluster, "--export").stdout.strip()
        return line.removeprefix("export KUBECONFIG=").strip("'\"")


@pytest.fixture
def member(slipway, tmp_path):
    made = []

    def make(name):
        folder = tmp_path / name
        folder.mkdir()
        made.append(Member(slipway, folder, f"{name}@roles.example.com"))
        return made[-1]

    yield make
    for one in made:
        slipway.bx("account", "user-remove", one.email, "-f", check=False)


class Reach:
    """What one kubeconfig may do in a cluster."""

    def __init__(self, cluster, config):
        self.cluster = cluster
        self.config = config

    def __call__(self, *arguments, input=None):
        return self.cluster.kubectl("--kubeconfig", self.config, *arguments, check=False, input=input)

    def may(self, *arguments, input=None):
        done = self(*arguments, input=input)
        assert done.returncode == 0 or "forbidden" in done.stderr.lower(), done.stderr
        return done.returncode == 0

    def comes(self, *arguments, input=None):
        poll(lambda: self.may(*arguments, input=input), SOON, what=f"the right to {arguments}")

    def goes(self, *arguments):
        poll(lambda: not self.may(*arguments), SOON, what=f"the end of the right to {arguments}")


def test_a_change_of_roles_holds_in_a_running_cluster_with_the_same_kubeconfig(control_plane, member):
    person = member("changing")
    assert person.bx("cs", "clusters").stdout.count("masters-only") == 0
    person.access.give("Viewer")
    assert "masters-only" in person.bx("cs", "clusters").stdout
    reach = Reach(control_plane, person.kubeconfig("masters-only"))

    # The kubeconfig works as soon as it is there.
    assert reach.may("get", "pods")
    assert not reach.may("create", "-f", "-", input=POD)
    assert not reach.may("get", "secrets")
    assert not reach.may("get", "pods", "-n", "kube-system")

    person.access.change("Editor")
    reach.comes("create", "-f", "-", input=POD)
    assert reach.may("delete", "pod", "wanted", "--force", "--grace-period=0")
    assert reach.may("get", "secrets")
    assert not reach.may("create", "role", "looker", "--verb=get", "--resource=pods")

    person.access.change("Operator")
    reach.comes("create", "role", "looker", "--verb=get", "--resource=pods")
    assert reach.may("delete", "role", "looker")
    assert not reach.may("delete", "namespace", "default", "--dry-run=server")
    assert not reach.may("get", "nodes")

    person.access.change("Administrator")
    reach.comes("get", "nodes")
    assert reach.may("get", "secrets", "--all-namespaces")

    person.access.take()
    reach.goes("get", "pods")
    reach.goes("get", "nodes")
    assert person.bx("cs", "clusters").stdout.count("masters-only") == 0
    refused = person.bx("cs", "cluster-config", "masters-only", check=False)
    assert refused.returncode == 1 and "could not be found" in refused.stdout


def test_a_removed_member_is_shut_out_of_clusters(slipway, control_plane, member):
    person = member("leaving")
    person.access.give("Administrator")
    reach = Reach(control_plane, person.kubeconfig("masters-only"))
    assert reach.may("get", "nodes")
    slipway.bx("account", "user-remove", person.email, "-f")
    reach.goes("get", "nodes")


def test_a_service_id_works_in_a_cluster_by_its_policies(slipway, control_plane, tmp_path):
    account = slipway.admin["accountId"]
    made = slipway.api("POST", "/v1/serviceids", json={"account_id": account, "name": "deployer"}).json()
    key = slipway.api(
        "POST", "/v1/apikeys", json={"name": "deploy", "iam_id": made["iam_id"], "account_id": account}
    ).json()["apikey"]
    token = slipway.token(grant_type="urn:ibm:params:oauth:grant-type:apikey", apikey=key).json()["access_token"]

    def download():
        return requests.get(
            f"{slipway.endpoint}/v1/clusters/masters-only/config",
            headers={"Authorization": f"bearer {token}"},
            verify=slipway.ca_file,
            timeout=60,
        )

    assert download().status_code == 404
    access = Access(slipway, made["iam_id"])
    access.give("Editor", serviceInstance=control_plane.info["id"])
    archive = download()
    assert archive.status_code == 200, archive.text
    with zipfile.ZipFile(io.BytesIO(archive.content)) as files:
        files.extractall(tmp_path)
    [config] = tmp_path.glob("kubeConfig*/*.yml")
    reach = Reach(control_plane, str(config))
    assert reach.may("create", "configmap", "made-by-robot")
    assert reach.may("delete", "configmap", "made-by-robot")
    assert slipway.api("DELETE", f"/v1/serviceids/{made['id']}").status_code == 204
    reach.goes("get", "configmaps")


def identity(admin, *binding):
    """What tells one making of a binding from the next."""
    shown = admin("get", *binding, "-o", "json")
    return json.loads(shown.stdout)["metadata"]["uid"] if shown.returncode == 0 else None


def test_bindings_that_somebody_deletes_or_changes_come_back(slipway, control_plane, member):
    person = member("repaired")
    person.access.give("Viewer")
    admin = Reach(control_plane, slipway.kubeconfig("masters-only", "--admin"))
    reach = Reach(control_plane, person.kubeconfig("masters-only"))
    before = identity(admin, "rolebinding", "ibm-view")
    assert before and admin.may("delete", "rolebinding", "ibm-view")
    poll(lambda: identity(admin, "rolebinding", "ibm-view") not in (None, before), SOON, what="a new binding")
    reach.comes("get", "pods")

    nobody = '[{"op": "replace", "path": "/subjects", "value": []}]'
    assert admin.may("patch", "clusterrolebinding", "ibm-admin", "--type=json", "-p", nobody)
    owner = slipway.admin["email"]
    poll(lambda: owner in admin("get", "clusterrolebinding", "ibm-admin", "-o", "yaml").stdout, SOON)


def test_a_start_of_the_service_repairs_what_was_missed(slipway, control_plane, member):
    person = member("missed")
    person.access.give("Viewer")
    admin = Reach(control_plane, slipway.kubeconfig("masters-only", "--admin"))
    reach = Reach(control_plane, person.kubeconfig("masters-only"))
    slipway.kill()
    try:
        assert admin.may("delete", "rolebinding", "ibm-view")
        assert admin.may(
            "create", "clusterrolebinding", "slipway-administrators", "--clusterrole=cluster-admin", "--user=somebody"
        )
        assert admin.may("delete", "clusterrolebinding", "ibm-admin")
        reach.goes("get", "pods")
    finally:
        slipway.start()
    reach.comes("get", "pods")
    poll(lambda: identity(admin, "clusterrolebinding", "ibm-admin"), SOON, what="the binding of administrators")
    assert identity(admin, "clusterrolebinding", "slipway-administrators") is None
