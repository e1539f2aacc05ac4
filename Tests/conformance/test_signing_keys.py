"""Keys that sign tokens change without a restart, and a key that became known can be dropped at once."""

import base64
import contextlib
import json
import re
import subprocess

import pytest
import requests

from installation import PROGRAMS, Cluster, Installation, poll


@pytest.fixture(scope="module")
def own():
    """A daemon of this module alone: what happens to its keys is nobody else's business."""
    with Installation() as installation:
        yield installation


def command(installation, *arguments):
    done = subprocess.run(
        [PROGRAMS / "slipwayd", *arguments],
        env=installation.environment(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def published(installation):
    answer = requests.get(f"{installation.endpoint}/identity/keys", verify=installation.ca_file, timeout=60)
    assert answer.headers["Cache-Control"] == "no-store"
    return [key["kid"] for key in answer.json()["keys"]]


def key_id(token):
    head = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))["kid"]


def sign_in(installation):
    grant = "urn:ibm:params:oauth:grant-type:apikey"
    return installation.token(grant_type=grant, apikey=installation.admin["apikey"], scope="openid").json()


def works(installation, token):
    headers = {"Authorization": f"bearer {token}"}
    answer = requests.get(f"{installation.endpoint}/v1/clusters", headers=headers, verify=installation.ca_file, timeout=60)
    assert answer.status_code in (200, 401)
    return answer.status_code == 200


def files(installation):
    return sorted((installation.data / "token-signing-keys").iterdir())


def test_a_new_key_signs_while_the_daemon_runs_and_the_old_one_still_verifies(own):
    [old] = published(own)
    session = sign_in(own)
    assert key_id(session["access_token"]) == old
    assert "slipwayd has taken it" in command(own, "signing-key", "rotate")
    new, *rest = published(own)
    assert rest == [old] and re.fullmatch(r"\d{8}-\d\d:\d\d:\d\d", new)
    assert works(own, session["access_token"])
    renewed = own.token(grant_type="refresh_token", refresh_token=session["refresh_token"]).json()
    assert key_id(renewed["access_token"]) == key_id(renewed["id_token"]) == new
    assert works(own, renewed["access_token"])
    listed = command(own, "signing-key", "list").splitlines()
    assert listed[0].startswith(new) and listed[0].endswith("signs") and "verifies until" in listed[1]
    assert [file.stat().st_mode & 0o777 for file in files(own)] == [0o600, 0o600]


def test_a_dropped_key_opens_nothing_and_sessions_go_on(own):
    session = sign_in(own)
    assert works(own, session["access_token"])
    assert "slipwayd has taken it" in command(own, "signing-key", "rotate", "--drop-old")
    assert not works(own, session["access_token"])
    assert len(published(own)) == len(files(own)) == 1
    renewed = own.token(grant_type="refresh_token", refresh_token=session["refresh_token"]).json()
    assert works(own, renewed["access_token"])
    trail = [json.loads(line) for line in (own.data / "audit.log").read_text().splitlines()]
    assert {"iam.signing-key.add", "iam.signing-key.remove"} <= {event["action"] for event in trail}


def test_keys_change_without_a_daemon_too_and_with_age(own):
    [before] = published(own)
    own.kill()
    # No daemon: the command says so, and the next start takes the key.
    assert "when it starts" in command(own, "signing-key", "rotate")
    oldest = files(own)[0]
    oldest.write_text(re.sub(r"# created .*", "# created 2020-01-01T00:00:00.000Z", oldest.read_text()))
    youngest = files(own)[-1]
    youngest.write_text(re.sub(r"# created .*", "# created 2021-01-01T00:00:00.000Z", youngest.read_text()))
    own.start()
    # All tokens of the oldest have expired, and the other is too old to go on signing.
    poll(lambda: len(published(own)) == 2 and before not in published(own), 60, what="a new key because of age")
    assert key_id(sign_in(own)["access_token"]) == published(own)[0]


def test_the_api_server_of_a_cluster_follows(own):
    own.log_in()
    cluster = Cluster(own, "keys", workers=0)
    old = sign_in(own)["id_token"]
    try:
        assert accepts(cluster, old)
        command(own, "signing-key", "rotate")
        new = sign_in(own)["id_token"]
        assert key_id(new) != key_id(old)
        assert accepts(cluster, new) and accepts(cluster, old)
        command(own, "signing-key", "rotate", "--drop-old")
        # The API server remembers a good token for ten seconds.
        poll(lambda: not accepts(cluster, old) and not accepts(cluster, new), 60, what="refusal of dropped keys")
        assert accepts(cluster, sign_in(own)["id_token"])
    finally:
        cluster.remove()


def accepts(cluster, token):
    url = cluster.info["serverURL"] + "/version"
    with contextlib.suppress(requests.ConnectionError):
        answer = requests.get(url, headers={"Authorization": f"Bearer {token}"}, verify=False, timeout=60)
        return answer.status_code != 401
