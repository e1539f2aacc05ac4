"""bx against a running service: what works, and what a user reads when something does not."""

import json
import pathlib
import stat

import pytest


def test_wrong_password_fails_clearly(slipway, tmp_path):
    done = slipway.bx("login", "-a", slipway.endpoint, "-u", slipway.admin["email"], "-p", "wrong", check=False)
    assert done.returncode != 0
    assert "FAILED" in done.stdout and "password" in done.stdout.lower()
    slipway.log_in()


def test_a_private_authority_is_asked_for_and_remembered(slipway):
    slipway.bx("api", "--unset")
    refused = slipway.bx("api", slipway.endpoint, check=False)
    assert refused.returncode != 0 and "--ca-file" in refused.stdout
    slipway.log_in()
    assert slipway.bx("cs", "clusters").stdout.startswith("OK")


def test_login_reads_the_key_from_a_file_and_logout_ends_the_session(slipway):
    key = slipway.home / "key"
    key.write_text(slipway.admin["apikey"] + "\n")
    slipway.bx("login", "--apikey", f"@{key}")
    target = slipway.bx("target").stdout
    assert slipway.admin["email"] in target and slipway.admin["accountId"] in target
    slipway.bx("logout")
    done = slipway.bx("cs", "clusters", check=False)
    assert done.returncode != 0 and "bx login" in done.stdout
    slipway.log_in()


@pytest.mark.parametrize("damage", [{"IAMRefreshToken": "gone"}, {"IAMRefreshToken": ""}, {"IAMRefreshToken": "a\nb"}])
def test_an_expired_session_asks_for_a_login(slipway, damage):
    """Tokens that no service takes: as after a month away, or on a server that was set up anew."""
    stored = slipway.home / ".bluemix/config.json"
    session = json.loads(stored.read_text())
    stored.write_text(json.dumps({**session, "IAMToken": "Bearer e30.e30.c2ln", **damage}))
    try:
        done = slipway.bx("cs", "clusters", check=False)
        assert done.returncode == 3 and "FAILED" in done.stdout and "bx login" in done.stdout
        exported = slipway.bx("cs", "cluster-config", "any", "--export", check=False)
        assert exported.returncode == 3 and exported.stdout == "" and "bx login" in exported.stderr
    finally:
        slipway.log_in()


def test_a_refused_token_is_renewed_without_a_word(slipway):
    stored = slipway.home / ".bluemix/config.json"
    session = json.loads(stored.read_text())
    stored.write_text(json.dumps({**session, "IAMToken": "Bearer damaged"}))
    assert slipway.bx("cs", "clusters").stdout.startswith("OK")
    assert json.loads(stored.read_text())["IAMToken"].startswith("Bearer ey")


def test_login_asks_for_what_is_missing(slipway):
    admin = slipway.admin
    answers = f"{admin['email']}\n{admin['password']}\n1\n"
    shown = slipway.bx("login", input=answers).stdout
    assert "Email>" in shown and "Password>" in shown and "OK" in shown
    slipway.log_in()


def test_the_plugin_comes_from_the_servers_repository(slipway):
    listed = slipway.bx("plugin", "list").stdout
    assert "container-service" in listed
    program = pathlib.Path(slipway.home) / ".bluemix/plugins/container-service/container-service"
    assert program.stat().st_mode & stat.S_IXUSR


@pytest.mark.parametrize("name", ["-dash", "under_score", "two words", "", "x" * 64])
def test_an_invalid_name_is_refused(slipway, name):
    done = slipway.bx("cs", "cluster-create", f"--name={name}", "--workers", "0", check=False)
    assert done.returncode != 0 and "FAILED" in done.stdout


def test_an_unknown_cluster_is_named(slipway):
    for command in (["cluster-get"], ["cluster-config"], ["workers"], ["cluster-rm", "-f"]):
        done = slipway.bx("cs", *command, "no-such-cluster", check=False)
        assert done.returncode != 0
        assert "FAILED" in done.stdout and "could not be found" in done.stdout


def test_a_name_can_be_used_once(slipway, control_plane):
    done = slipway.bx("cs", "cluster-create", "--name", control_plane.name, "--workers", "0", check=False)
    assert done.returncode != 0 and control_plane.name in done.stdout


def test_an_unknown_version_is_refused_with_those_that_exist(slipway):
    done = slipway.bx("cs", "cluster-create", "--name", "v", "--workers", "0", "--kube-version", "9.9.9", check=False)
    assert done.returncode != 0 and "1.20.2" in done.stdout


def test_files_of_the_kubeconfig_lie_where_the_seed_says(slipway, control_plane):
    path = pathlib.Path(control_plane.config)
    folder = slipway.home / ".bluemix/plugins/container-service/clusters/masters-only"
    assert path == folder / "kube-config-prod-dal10-masters-only.yml"
    assert (folder / "ca-prod-dal10-masters-only.pem").exists()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    by_id = slipway.kubeconfig(control_plane.info["id"])
    assert by_id == str(path)


def test_secrets_are_in_no_log_and_no_argument(slipway, control_plane):
    admin = slipway.admin
    for log in [slipway.log, *control_plane.folder.rglob("log*")]:
        if log.is_file():
            text = log.read_text(errors="replace")
            assert admin["password"] not in text and admin["apikey"] not in text and "Bearer ey" not in text
    for process in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = process.read_bytes()
        except OSError:
            continue
        if b"slipwayd" in arguments or b"kube-" in arguments:
            assert admin["apikey"].encode() not in arguments


def test_key_files_are_private(slipway, control_plane):
    private = [path for pattern in ("*.pem", "*.json", "*.db*") for path in slipway.data.rglob(pattern)]
    for path in private:
        if "plugins" in path.parts:
            continue  # what everybody may download
        if "key" in path.name or path.suffix != ".pem":
            assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path
