"""From a folder to a pod: what the first users of the registry do, with no further set-up."""

import base64
import json

import pytest

from installation import Cluster, poll
from test_builds import BUSYBOX, Builder


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
def test_what_was_built_runs_in_a_fresh_cluster(slipway, fresh):
    builder = Builder(slipway)
    builder.send("PUT", "namespaces/seed_road").raise_for_status()
    recipe = BUSYBOX + 'CMD ["sh", "-c", "echo up; exec sleep 3600"]\n'
    assert "aux" in builder.build("seed_road/web:1", recipe)[-1]
    fresh.kubectl("run", "web", f"--image={builder.name('seed_road/web:1')}")
    state = "jsonpath={.status.phase}"
    poll(lambda: fresh.kubectl("get", "pod", "web", "-o", state).stdout == "Running", 120, what="a running pod")
    assert fresh.kubectl("logs", "web").stdout == "up\n"
    fresh.kubectl("delete", "pod", "web", "--now")
    builder.send("DELETE", "namespaces/seed_road").raise_for_status()


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
