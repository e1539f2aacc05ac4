"""Who gets into the registry: other accounts, roles, tokens that have ended, and what docker clients send."""

import base64
import json
import sqlite3
import time

import jwt
import pytest
import requests

from images import Layout, Skopeo, random_bytes
from installation import poll
from registry_parties import Account, code, namespaces


@pytest.fixture
def owner(slipway):
    return Account.first(slipway)


@pytest.fixture
def layout(tmp_path):
    made = Layout(tmp_path / "layout")
    made.add("v1", random_bytes("access"))
    return made


def docker_token(slipway, user=None, secret=None, scopes=(), **query):
    """Ask as docker does; returns the response."""
    return requests.get(
        f"{slipway.endpoint}/oauth/token",
        params=[("service", "registry"), *(("scope", scope) for scope in scopes), *query.items()],
        auth=user and (user, secret),
        verify=slipway.ca_file,
        timeout=60,
    )


def granted(answer):
    assert answer.status_code == 200, answer.text
    claims = jwt.decode(answer.json()["token"], options={"verify_signature": False})
    return {entry["name"]: sorted(entry["actions"]) for entry in claims["access"]}


def engine(slipway, method, path, token=None, **arguments):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return requests.request(
        method, f"https://{slipway.registry}{path}", headers=headers, verify=slipway.ca_file, timeout=60, **arguments
    )


def test_the_engine_says_where_to_get_a_token_and_refuses_who_has_none(slipway):
    answer = engine(slipway, "GET", "/v2/")
    assert answer.status_code == 401
    realm = f'Bearer realm="{slipway.endpoint}/oauth/token",service="registry"'
    assert answer.headers["WWW-Authenticate"].startswith(realm)
    assert answer.headers["Docker-Distribution-Api-Version"] == "registry/2.0"
    anonymous = docker_token(slipway, scopes=["repository:any_ns/app:pull"])
    assert anonymous.status_code == 401
    assert anonymous.json()["errors"][0]["code"] == "UNAUTHORIZED"


def test_an_account_cannot_touch_what_belongs_to_another(slipway, owner, layout, tmp_path):
    """The table of tries: list, look, pull, push, mount, delete, guess, each in every way that there is."""
    other = Account.another(slipway, "Registry Neighbour")
    thief = other.robot("thief", tmp_path / "thief", "Administrator")
    with namespaces(owner, "vault_ns"), namespaces(other, "thief_ns"):
        mine = owner.robot("keeper", tmp_path / "keeper", "Editor").skopeo
        mine.push(layout, "v1", "vault_ns/app:v1")
        digest = mine.digest("vault_ns/app:v1")
        image = f"{slipway.registry}/vault_ns/app:v1"
        poll(lambda: image in owner.call("GET", "/api/v1/images").text, 60, what="the image in the list")
        bearer = thief.token
        tokens = {name: text for name, text in [other.registry_token(write="true", permanent="true")]}
        owners, _ = owner.registry_token(permanent="true")
        # The API, in the own account and in that of the owner.
        for account in (other.id, owner.id):
            def tried(method, path, **arguments):
                return owner.call(method, path, token=bearer, account=account, **arguments)

            listed = tried("GET", "/api/v1/images")
            assert listed.status_code == (200 if account == other.id else 403)
            assert "vault_ns" not in listed.text
            assert "vault_ns" not in tried("GET", "/api/v1/namespaces").text
            assert "vault_ns" not in tried("GET", "/api/v1/images?namespace=vault_ns").text.replace("'vault_ns'", "")
            for method, path in [
                ("GET", f"/api/v1/images/{image.replace('/', '%2F')}/json"),
                ("GET", f"/api/v1/images/{image}/json"),
                ("GET", f"/api/v1/images/{image}/manifest"),
                ("GET", f"/api/v1/images/{image}/vulnerabilities"),
                ("DELETE", f"/api/v1/images/{image}"),
                ("DELETE", f"/api/v1/tags/{image}"),
                ("POST", f"/api/v1/images/tags?fromimage={image}&toimage=thief_ns/app:v1"),
                ("POST", f"/api/v1/images/tags?fromimage=thief_ns/app:v1&toimage={image}"),
                ("DELETE", f"/api/v1/images/{slipway.registry}/vault_ns/app@{digest}"),
                ("DELETE", "/api/v1/namespaces/vault_ns"),
                # What does not exist is answered alike.
                ("GET", f"/api/v1/images/{slipway.registry}/no_such_ns/app:v1/json"),
            ]:
                answer = tried(method, path)
                assert (answer.status_code, code(answer)) == (403, "CRG0009E"), (method, path, answer.text)
            bulk = tried("POST", "/api/v1/images/bulkdelete", json=[image])
            assert bulk.status_code == 403 or not bulk.json()["success"], bulk.text
            for method in ("GET", "DELETE"):
                assert tried(method, f"/api/v1/tokens/{owners}").status_code in (403, 404)
            assert tried("PUT", "/api/v1/namespaces/vault_ns").status_code in (403, 409)
        # docker's side.
        wanted = ["repository:vault_ns/app:pull", "repository:vault_ns/app:push,pull", "repository:thief_ns/a:pull"]
        for user, secret in [("iamapikey", thief.key), ("iambearer", bearer), *(("token", t) for t in tokens.values())]:
            answer = docker_token(slipway, user, secret, [*wanted, "registry:catalog:*", "repository:vault_ns/app:*"])
            assert granted(answer) == {"thief_ns/a": ["pull"]}
            token = answer.json()["token"]
            nothing = granted(docker_token(slipway, user, secret, ["repository:no_such_ns/app:pull"]))
            assert nothing == granted(docker_token(slipway, user, secret, ["repository:vault_ns/app:pull"])) == {}
            for method, path in [
                ("GET", "/v2/vault_ns/app/tags/list"),
                ("GET", "/v2/vault_ns/app/manifests/v1"),
                ("GET", f"/v2/vault_ns/app/manifests/{digest}"),
                ("DELETE", f"/v2/vault_ns/app/manifests/{digest}"),
                ("POST", "/v2/vault_ns/app/blobs/uploads/"),
                ("GET", "/v2/no_such_ns/app/manifests/v1"),
                ("GET", "/v2/_catalog"),
            ]:
                assert engine(slipway, method, path, token).status_code == 401, (user, method, path)
            # A layer that is known by its digest alone.
            layer = list(layout.size("v1"))[-1]
            own = docker_token(slipway, user, secret, ["repository:thief_ns/a:pull,push"]).json()["token"]
            mounted = engine(
                slipway, "POST", f"/v2/thief_ns/a/blobs/uploads/?mount={layer}&from=vault_ns/app", own
            )
            assert mounted.status_code in (401, 202), "the layer was mounted"
            assert engine(slipway, "GET", f"/v2/thief_ns/a/blobs/{layer}", own).status_code == 404
        assert thief.skopeo.pull("vault_ns/app:v1", tmp_path / "loot", check=False).returncode != 0
        assert thief.skopeo.push(layout, "v1", "vault_ns/app:v1", check=False).returncode != 0
        assert mine.digest("vault_ns/app:v1") == digest
        # Who was refused stands in the audit log of the account that tried.
        events = other.call("GET", "/v1/audit", params={"action": "registry.access"}).json()["events"]
        assert any("vault_ns/app" in event["target"] and event["result"] == "DENIED" for event in events)


def test_roles_decide_for_the_whole_registry_and_for_one_namespace(slipway, owner, layout, tmp_path):
    with namespaces(owner, "roles_one", "roles_two"):
        robot = owner.robot("worker", tmp_path / "worker")

        def may(namespace):
            scope = f"repository:{namespace}/app:pull,push,delete"
            return granted(docker_token(slipway, "iamapikey", robot.key, [scope])).get(f"{namespace}/app", [])

        assert may("roles_one") == [] and robot.call("GET", "/api/v1/namespaces").json() == []
        viewer = robot.give("Viewer")
        assert may("roles_one") == ["pull"]
        assert robot.call("GET", "/api/v1/quotas").status_code == 200
        image = f"{slipway.registry}/roles_one/app:v1"
        for method, path in [
            ("DELETE", f"/api/v1/images/{image}"),
            ("DELETE", f"/api/v1/tags/{image}"),
            ("POST", f"/api/v1/images/tags?fromimage={image}&toimage=roles_two/app:v1"),
        ]:
            refused = robot.call(method, path)
            assert refused.status_code == 403 and "Editor" in refused.json()["message"], path
        assert robot.call("GET", f"/api/v1/images/{image}/manifest").status_code == 404
        robot.take(viewer)
        robot.give("Editor", resourceType="namespace", resource="roles_one")
        assert may("roles_one") == ["delete", "pull", "push"] and may("roles_two") == []
        assert robot.call("GET", "/api/v1/namespaces").json() == ["roles_one"]
        robot.skopeo.push(layout, "v1", "roles_one/app:v1")
        for method, path in [
            ("PUT", "/api/v1/namespaces/roles_new"),
            ("DELETE", "/api/v1/namespaces/roles_one"),
            ("POST", "/api/v1/tokens"),
            ("GET", "/api/v1/tokens"),
        ]:
            assert robot.call(method, path).status_code == 403, (method, path)
        assert robot.call("PATCH", "/api/v1/plans", json={"plan": "Standard"}).status_code == 403


def test_registry_tokens_read_or_write_and_end_at_once(slipway, owner, layout, tmp_path):
    with namespaces(owner, "tokens_ns"):
        identifier, text = owner.registry_token(description="read", permanent="true")
        writing, write_text = owner.registry_token(description="write", permanent="true", write="true")
        claims = jwt.decode(text, options={"verify_signature": False})
        assert claims["jti"] == identifier and claims["iss"] == slipway.registry and "exp" not in claims
        reader = Skopeo(slipway, tmp_path / "reader", "token", text)
        writer = Skopeo(slipway, tmp_path / "writer", "token", write_text)
        assert reader.push(layout, "v1", "tokens_ns/app:v1", check=False).returncode != 0
        writer.push(layout, "v1", "tokens_ns/app:v1")
        reader.pull("tokens_ns/app:v1", tmp_path / "pulled")
        shown = owner.call("GET", f"/api/v1/tokens/{identifier}").json()
        assert shown["token"] == text and shown["readonly"] and shown["expiry"] == 0
        assert owner.call("DELETE", f"/api/v1/tokens/{identifier}").status_code == 204
        assert docker_token(slipway, "token", text).status_code == 401
        assert reader.pull("tokens_ns/app:v1", tmp_path / "again", check=False).returncode != 0
        # A day later.
        daily, daily_text = owner.registry_token(description="daily")
        assert docker_token(slipway, "token", daily_text).status_code == 200
        assert abs(owner.call("GET", f"/api/v1/tokens/{daily}").json()["expiry"] - time.time() - 86_400) < 60
        with sqlite3.connect(slipway.data / "slipway.db", timeout=60) as database:
            database.execute("UPDATE registry_tokens SET expires_at = 1 WHERE id = ?", (daily,))
        assert docker_token(slipway, "token", daily_text).status_code == 401
        assert daily not in owner.call("GET", "/api/v1/tokens").text
        # By what they were for.
        assert owner.call("DELETE", "/api/v1/tokens", params={"secondaryOwner": "write"}).status_code == 204
        assert docker_token(slipway, "token", write_text).status_code == 401
        assert owner.call("GET", f"/api/v1/tokens/{writing}").status_code == 404


def test_keys_and_sessions_that_have_ended_are_refused_at_once(slipway, owner, tmp_path):
    with namespaces(owner, "ended_ns"):
        robot = owner.robot("short-lived", tmp_path / "robot", "Viewer")
        scopes = ["repository:ended_ns/app:pull"]
        bearer = robot.token
        login = docker_token(slipway, "iambearer", bearer, offline_token="true", client_id="docker").json()
        refresh = login["refresh_token"]

        def renewed():
            return requests.post(
                f"{slipway.endpoint}/oauth/token",
                data={
                    "grant_type": "refresh_token", "refresh_token": refresh, "service": "registry",
                    "client_id": "docker", "scope": scopes[0],
                },
                verify=slipway.ca_file,
                timeout=60,
            )

        # docker keeps the same one and comes back with it.
        for _ in range(2):
            assert granted(renewed()) == {"ended_ns/app": ["pull"]}
        assert granted(docker_token(slipway, "iamrefresh", refresh, scopes)) == {"ended_ns/app": ["pull"]}
        assert "refresh_token" not in docker_token(slipway, "iamapikey", robot.key, offline_token="true").json()
        assert owner.call("DELETE", f"/v1/apikeys/{robot.key_id}").status_code == 204
        assert docker_token(slipway, "iamapikey", robot.key, scopes).status_code == 401
        assert renewed().status_code == 401
        for user, secret in [
            ("iamapikey", "nonsense"), ("token", "a.b.c"), ("iambearer", "nonsense"), ("iambearer", bearer + "x"),
            ("iamrefresh", "nonsense"), ("root", "nonsense"), ("token", ""),
            ("token", altered(owner.registry_token()[1])),
        ]:
            assert docker_token(slipway, user, secret, scopes).status_code == 401, user
        other = slipway.registry.replace("127.0.0.1", "localhost")
        wrong = requests.get(f"https://{other}/v2/", headers={"Authorization": "Bearer x"}, verify=slipway.ca_file)
        assert wrong.status_code == 401


def altered(token):
    """The token with another account in it, and the signature of before."""
    head, body, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(body + "=="))
    changed = base64.urlsafe_b64encode(json.dumps({**claims, "sub": "0" * 32}).encode()).rstrip(b"=").decode()
    return f"{head}.{changed}.{signature}"


def test_only_the_engine_tells_of_pushes(slipway):
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        answer = requests.post(
            f"{slipway.endpoint}/internal/registry/events",
            json={"events": []},
            headers=headers,
            verify=slipway.ca_file,
            timeout=60,
        )
        assert answer.status_code == 401


def test_secrets_of_the_registry_are_for_its_owner_alone(slipway):
    folder = slipway.data / "registry"
    files = [folder / "secret", folder / "token-signing-key.pem", *folder.glob("engine/settings-*/*")]
    assert len(files) == 7
    for file in files:
        assert file.stat().st_mode & 0o077 == 0, file
