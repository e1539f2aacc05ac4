"""`bx iam` and logging in with keys, against a running service and at a real terminal."""

import json
import os
import stat
import subprocess
import uuid

import pytest

from installation import PROGRAMS
from terminal import Terminal


class User:
    """Somebody with a home directory of their own, so that no other test sees the session."""

    def __init__(self, slipway, home):
        self.slipway = slipway
        self.home = home
        self.environment = {"PATH": os.environ["PATH"], "HOME": str(home), "TERM": "xterm"}

    def bx(self, *words, check=True, input="", **environment):
        done = subprocess.run(
            [PROGRAMS / "bx", *words],
            env={**self.environment, **environment},
            input=input,
            capture_output=True,
            text=True,
            timeout=60,
            cwd=self.home,
        )
        if check:
            assert done.returncode == 0, f"bx {' '.join(words)} failed:\n{done.stdout}{done.stderr}"
        return done

    def json(self, *words):
        return json.loads(self.bx(*words, "--output", "json").stdout)

    def at_terminal(self, *words):
        return Terminal([PROGRAMS / "bx", *words], self.environment)

    def session(self):
        return json.loads((self.home / ".bluemix/config.json").read_text())


@pytest.fixture
def someone(slipway, tmp_path):
    def make(name="someone"):
        home = tmp_path / name
        home.mkdir()
        made = User(slipway, home)
        made.bx("api", slipway.endpoint, "--ca-file", slipway.ca_file)
        return made

    return make


@pytest.fixture
def user(slipway, someone):
    """The owner of the account, logged in."""
    made = someone("owner")
    made.bx("login", "--apikey", slipway.admin["apikey"])
    return made


@pytest.fixture
def name():
    return f"key {uuid.uuid4().hex[:8]}"


def rows(text):
    """Names and contents of a block of fields."""
    return dict(
        (line[: line.index("   ")], line[line.index("   ") :].strip()) for line in text.splitlines() if "   " in line
    )


def test_a_key_lives_from_its_creation_to_its_deletion(user, someone, name):
    made = rows(user.bx("iam", "api-key-create", name, "-d", "for a test").stdout)
    assert list(made)[:6] == ["Name", "Description", "Created At", "API Key", "Locked", "UUID"]
    assert len(made["API Key"]) == 44 and made["UUID"].startswith("ApiKey-") and made["Locked"] == "false"
    other = someone()
    other.bx("login", "--apikey", made["API Key"])

    listed = user.json("iam", "api-keys")
    assert made["UUID"] in [key["id"] for key in listed]
    assert made["API Key"] not in json.dumps(listed) + user.bx("iam", "api-key", name).stdout
    assert "Last Used" in rows(user.bx("iam", "api-key", name).stdout)

    user.bx("iam", "api-key-update", name, "-n", f"{name} 2", "-d", "changed")
    assert rows(user.bx("iam", "api-key", f"{name} 2").stdout)["Description"] == "changed"
    stale = user.bx("iam", "api-key-update", f"{name} 2", "-d", "x", "-v", made["Version"], check=False)
    assert stale.returncode == 1 and "was changed in the meantime" in stale.stdout

    user.bx("iam", "api-key-lock", f"{name} 2")
    locked = user.bx("iam", "api-key-delete", f"{name} 2", "-f", check=False)
    assert locked.returncode == 1 and "iam api-key-unlock" in locked.stdout
    user.bx("iam", "api-key-unlock", f"{name} 2")
    user.bx("iam", "api-key-delete", f"{name} 2", "-f")
    assert "was not found" in user.bx("iam", "api-key", made["UUID"], check=False).stdout
    ended = other.bx("iam", "oauth-tokens", check=False)
    assert ended.returncode == 3 and "bx login" in ended.stdout


def test_a_saved_key_logs_in(slipway, user, someone, name):
    shown = user.bx("iam", "api-key-create", name, "-f", "key.json").stdout
    path = user.home / "key.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    saved = json.loads(path.read_text())
    assert saved["name"] == name and saved["apiKey"] not in shown
    again = user.bx("iam", "api-key-create", name, "-f", "key.json", check=False)
    assert again.returncode == 1 and json.loads(path.read_text()) == saved

    bare = user.home / "bare"
    bare.write_text(saved["apiKey"] + "\n")
    other = someone()
    for way in ({"words": ["--apikey", f"@{path}"]}, {"words": ["--apikey", f"@{bare}"]}, {"words": []}):
        environment = {} if way["words"] else {"BLUEMIX_API_KEY": saved["apiKey"]}
        shown = other.bx("login", *way["words"], **environment).stdout
        assert slipway.admin["email"] in shown and slipway.admin["accountId"] in shown
        first = other.session()["IAMRefreshToken"]
        tokens = other.json("iam", "oauth-tokens")
        session = other.session()
        assert tokens["iam_token"] == session["IAMToken"] and session["IAMRefreshToken"] != first
        assert other.bx("iam", "oauth-tokens").stdout.startswith("IAM token:  Bearer ey")
        other.bx("logout")
    user.bx("iam", "api-key-delete", name, "-f")


def test_a_name_of_two_keys_is_cleared_up(user, name):
    for _ in range(2):
        user.bx("iam", "api-key-create", name)
    refused = user.bx("iam", "api-key-delete", name, "-f", check=False)
    assert refused.returncode == 1 and f"2 API keys are named '{name}'" in refused.stdout
    keys = [key["id"] for key in user.json("iam", "api-keys") if key["name"] == name]
    assert len(keys) == 2 and all(key in refused.stdout for key in keys)
    user.bx("iam", "api-key-delete", keys[0], "-f")
    user.bx("iam", "api-key-delete", name, "-f")


def test_a_deletion_is_asked_about_at_the_terminal(user, name):
    user.bx("iam", "api-key-create", name)
    with user.at_terminal("iam", "api-key-delete", name) as terminal:
        terminal.expect("Delete API key")
        terminal.type("perhaps")
        terminal.expect("Input must be 'y', 'n', 'yes' or 'no'.")
        terminal.type("n")
        assert terminal.wait() == 0
    assert "Nothing was changed." in terminal.shown
    with user.at_terminal("iam", "api-key-delete", name) as terminal:
        terminal.expect("[y/N]")
        terminal.type("Y")
        assert terminal.wait() == 0
    assert "\x1b[32;1mOK" in terminal.shown
    assert "was not found" in user.bx("iam", "api-key", name, check=False).stdout
    without_answer = user.bx("iam", "api-key-delete", "none", check=False)
    assert without_answer.returncode == 1


def test_a_key_on_the_command_line_is_warned_of(slipway, user, someone, name):
    user.bx("iam", "api-key-create", name, "-f", "key.json")
    other = someone()
    with other.at_terminal("login", "-o", "default", "--apikey", json.loads((user.home / "key.json").read_text())["apiKey"]) as terminal:
        assert terminal.wait() == 0
    assert "WARNING: API key given as an option" in terminal.shown
    with other.at_terminal("login", "-o", "default", "--apikey", f"@{user.home}/key.json") as terminal:
        assert terminal.wait() == 0
    assert "WARNING" not in terminal.shown and "Targeted account" in terminal.shown
    user.bx("iam", "api-key-delete", name, "-f")


def test_a_service_id_works_with_its_key(slipway, user, someone, name):
    robot = f"robot {name}"
    made = rows(user.bx("iam", "service-id-create", robot, "-d", "for a test").stdout)
    assert made["UUID"].startswith("ServiceId-")
    assert made["UUID"] in user.bx("iam", "service-ids", "--uuid").stdout.split()
    user.bx("iam", "service-api-key-create", "first", robot, "-f", "robot.json")
    other = someone("robot")
    shown = other.bx("login", "--apikey", f"@{user.home}/robot.json").stdout
    assert f"User:           {robot} ({made['UUID']})" in shown
    assert slipway.admin["accountId"] in shown
    assert made["UUID"] in other.bx("target").stdout
    assert other.bx("iam", "oauth-tokens").stdout.count("Bearer ") == 2
    assert [key["name"] for key in other.json("iam", "api-keys")] == ["first"]
    refused = other.bx("iam", "api-key-create", "own", check=False)
    assert refused.returncode == 1 and "You may not" in refused.stdout

    user.bx("iam", "service-api-key-update", "first", made["UUID"], "-n", "second", "-f")
    assert [key["name"] for key in user.json("iam", "service-api-keys", robot)] == ["second"]
    user.bx("iam", "service-api-key-disable", "second", robot)
    assert other.bx("iam", "oauth-tokens", check=False).returncode == 3
    user.bx("iam", "service-api-key-enable", "second", robot)
    user.bx("iam", "service-api-key-lock", "second", robot)
    refused = user.bx("iam", "service-id-delete", robot, "-f", check=False)
    assert refused.returncode == 1 and "iam service-api-key-unlock" in refused.stdout
    user.bx("iam", "service-api-key-unlock", "second", robot)
    user.bx("iam", "service-id-update", robot, "-d", "changed", "-v", made["Version"])
    stale = user.bx("iam", "service-id-update", robot, "-d", "x", "-v", made["Version"], check=False)
    assert stale.returncode == 1 and "changed in the meantime" in stale.stdout
    user.bx("iam", "service-id-lock", robot)
    assert user.json("iam", "service-id", robot)["locked"]
    user.bx("iam", "service-id-unlock", robot)
    user.bx("iam", "service-id-delete", robot, "-f")
    assert other.bx("login", "--apikey", f"@{user.home}/robot.json", check=False).returncode == 1


PASSWORD = "correct horse battery"
SERVICE = ["--service-name", "containers-kubernetes"]


@pytest.fixture
def member(slipway, user, someone):
    """A person of the account who may do nothing yet, with the address at `member.email`."""
    made = someone("member")
    made.email = f"{uuid.uuid4().hex[:8]}@example.com"
    invitation = user.json("account", "user-invite", made.email)["invitation"]
    made.bx("account", "accept-invitation", invitation, "-p", PASSWORD)
    made.bx("login", "-u", made.email, "-p", PASSWORD)
    yield made
    user.bx("account", "user-remove", made.email, "-f")


def test_roles_are_given_changed_and_taken(slipway, user, member):
    assert "There are no policies." in user.bx("iam", "user-policies", member.email).stdout
    shown = user.bx("iam", "user-policy-create", member.email, "--roles", "viewer,Operator", *SERVICE).stdout
    assert f"Granting Viewer, Operator on containers-kubernetes to {member.email}...\nOK\n" in shown
    made = rows(shown)
    assert made["Roles"] == "Viewer, Operator" and made["Region"] == "all"
    assert [policy["id"] for policy in member.json("iam", "user-policies", member.email)] == [made["Policy ID"]]

    policy = made["Policy ID"]
    changed = rows(user.bx("iam", "user-policy-update", member.email, policy, "--roles", "Editor").stdout)
    assert changed["Roles"] == "Editor" and changed["Service Name"] == "containers-kubernetes"
    stale = ["iam", "user-policy-update", member.email, policy, "--region", "us-south", "-v", made["Version"]]
    refused = user.bx(*stale, check=False)
    assert refused.returncode == 1 and "changed in the meantime" in refused.stdout
    narrowed = user.json("iam", "user-policy-update", member.email, policy, "--region", "us-south")
    assert {"name": "region", "value": "us-south", "operator": "stringEquals"} in narrowed["resources"][0]["attributes"]
    refused = member.bx("iam", "user-policy-delete", member.email, policy, "-f", check=False)
    assert refused.returncode == 1 and "You may not" in refused.stdout

    with user.at_terminal("iam", "user-policy-delete", member.email, policy) as terminal:
        terminal.expect("[y/N]")
        terminal.type("yes")
        assert terminal.wait() == 0
    assert user.json("iam", "user-policies", member.email) == []


def test_policies_come_from_files(user, member, name):
    user.bx("iam", "service-id-create", name)
    role = "crn:v1:bluemix:public:iam::::role:Viewer"
    older = {"roles": [{"id": role}], "resources": [{"serviceName": "containers-kubernetes", "region": "us-south"}]}
    attributes = [{"name": "serviceName", "value": "container-registry"}]
    newer = {"roles": [{"role_id": role}], "resources": [{"attributes": attributes}]}
    for number, policy in enumerate([older, newer]):
        path = user.home / f"{number}.json"
        path.write_text(json.dumps(policy))
        user.bx("iam", "service-policy-create", name, "-f", f"@{path}", "-F")
    shown = user.bx("iam", "service-policies", name).stdout
    assert "container-registry" in shown and "us-south" in shown
    found = json.loads(user.bx("iam", "service-policies", name, "--json", "-f").stdout)
    assert len(found) == 2
    somebody_elses = user.bx("iam", "user-policy", member.email, found[0]["id"], check=False)
    assert somebody_elses.returncode == 1 and "was not found" in somebody_elses.stdout
    for policy in found:
        user.bx("iam", "service-policy-delete", name, policy["id"], "-f")
    path.write_text(json.dumps({**newer, "resources": [{"attributes": [{"name": "tag", "value": "x"}]}]}))
    refused = user.bx("iam", "service-policy-create", name, "-f", str(path), check=False)
    assert refused.returncode == 1 and "tag" in refused.stdout
    user.bx("iam", "service-id-delete", name, "-f")


def test_what_cannot_be_granted_is_explained(slipway, user, member):
    create = ["iam", "user-policy-create"]
    for words, explanation in [
        ([member.email, "--roles", "Boss"], "The roles are: Viewer, Editor, Operator, Administrator."),
        ([member.email, "--roles", "Viewer", "--service-name", "nonsense"], "the services here are"),
        ([member.email, "--roles", "Viewer", *SERVICE, "--service-instance", "no-such-cluster"], "could not be found"),
        ([slipway.admin["email"], "--roles", "Viewer"], "the owner of an account may do everything in it already"),
        (["nobody@example.com", "--roles", "Viewer"], "bx account users"),
    ]:
        refused = user.bx(*create, *words, check=False)
        assert refused.returncode == 1 and explanation in refused.stdout, words
    assert "Viewer" in user.bx("iam", "roles", "--service", "containers-kubernetes").stdout
    assert user.bx("iam", "roles", "--service", "nonsense", check=False).returncode == 1


def test_only_the_result_is_shown_in_a_hurry(user, name):
    user.bx("iam", "api-key-create", name)
    assert user.bx("-q", "iam", "api-keys").stdout.startswith("Name ")
    assert user.bx("iam", "api-key-delete", name, "-f", "--quiet").stdout == ""


def test_accounts_are_listed(user):
    assert user.bx("iam", "accounts").stdout == user.bx("account", "list").stdout
