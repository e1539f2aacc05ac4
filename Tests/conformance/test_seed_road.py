"""From a folder to a pod: what the first users of the registry do, with no further set-up."""

import base64
import json
import re

import pytest

from installation import Cluster, poll
from secrecy import SECRECY
from test_builds import BUSYBOX, Builder, fill
from test_registry_commands import Person


@pytest.fixture(scope="module")
def fresh(slipway):
    """A cluster that nobody has touched."""
    made = Cluster(slipway, "road", workers=1)
    yield made
    made.remove()


def secret(cluster, namespace):
    found = cluster.kubectl("get", "secret", "bluemix-default-secret", "-n", namespace, "-o", "json", check=False)
    return json.loads(found.stdout) if found.returncode == 0 else None


def credentials(cluster, namespace):
    found = secret(cluster, namespace)
    return found and json.loads(base64.b64decode(found["data"][".dockercfg"]))[cluster.installation.registry]


def tokens(builder, description):
    listed = builder.send("GET", "tokens").json()["tokens"]
    return [token for token in listed if token["secondary_owner"] == description]


@pytest.mark.workers
def test_what_was_built_runs_in_a_fresh_cluster(slipway, fresh, tmp_path):
    """The road as it is typed, from the login to the clearing away."""
    person = Person(slipway, tmp_path / "home")
    image = f"{slipway.registry}/seed_road/web:1"
    folder = fill(tmp_path / "web", BUSYBOX + 'CMD ["sh", "-c", "echo up; exec sleep 3600"]\n')
    assert f"Logged in to '{slipway.registry}'." in person.cr("login")
    SECRECY.note_fields(json.loads(person.docker_file.read_text()))
    assert "Successfully added" in person.cr("namespace-add", "seed_road")
    shown = person.cr("build", "-t", image, folder)
    [digest] = re.findall(rf"^Successfully built '{image}' \((sha256:[0-9a-f]{{64}})\)$", shown, re.MULTILINE)
    assert image in person.cr("images", "-q").split()
    # The login lets programs in that know nothing of bx.
    assert person.skopeo("inspect", "--format={{.Digest}}", f"docker://{image}").stdout == f"{digest}\n"

    fresh.kubectl("run", "web", f"--image={image}")
    state = "jsonpath={.status.phase}"
    poll(lambda: fresh.kubectl("get", "pod", "web", "-o", state).stdout == "Running", 240, what="a running pod")
    assert fresh.kubectl("logs", "web").stdout == "up\n"
    fresh.kubectl("delete", "pod", "web", "--now")

    assert digest in person.cr("image-rm", image)
    assert image not in person.cr("images", "-q").split()
    assert "Successfully removed" in person.cr("namespace-rm", "-f", "seed_road")
    assert "seed_road" not in person.cr("namespaces").split()
    assert "OK\n" in person.cr("logout") and json.loads(person.docker_file.read_text()) == {}


@pytest.mark.workers
def test_pull_secrets_come_back_whatever_is_done_to_them(slipway, fresh):
    builder = Builder(slipway)
    first = credentials(fresh, "default")
    assert first["username"] == "token" and credentials(fresh, "kube-system") == first
    assert secret(fresh, "default")["type"] == "kubernetes.io/dockercfg"
    [token] = tokens(builder, "road")
    assert token["readonly"] and token["expiry"] == 0
    # Somebody deletes the secret, and takes it from the account, which has another one by then.
    fresh.kubectl("delete", "secret", "bluemix-default-secret")
    fresh.kubectl("patch", "serviceaccount", "default", "-p", '{"imagePullSecrets": [{"name": "other"}]}')

    def attached():
        account = json.loads(fresh.kubectl("get", "serviceaccount", "default", "-o", "json").stdout)
        return [entry["name"] for entry in account["imagePullSecrets"]]

    poll(lambda: credentials(fresh, "default") == first, 60, what="the secret")
    poll(lambda: "bluemix-default-secret" in attached(), 60, what="the account's secret")
    assert "other" in attached()
    # Somebody revokes the token: what had it is shut out, and the cluster gets another one.
    builder.send("DELETE", f"tokens/{token['_id']}").raise_for_status()
    poll(lambda: credentials(fresh, "default") not in (None, first), 60, what="another token")
    assert len(tokens(builder, "road")) == 1


@pytest.mark.workers
def test_the_token_goes_with_the_cluster(slipway):
    made = Cluster(slipway, "short-road", workers=0)
    builder = Builder(slipway)
    poll(lambda: credentials(made, "default"), 60, what="the secret of a cluster without workers")
    assert len(tokens(builder, "short-road")) == 1
    made.remove()
    assert not tokens(builder, "short-road")
