"""The audit webhook of an API server: set, applied by a refresh, and taken away again."""

import http.server
import json
import ssl
import stat
import subprocess
import threading

import pytest

from installation import Cluster, poll


class AuditServer:
    """Takes audit events over HTTP, or over HTTPS from whoever shows a certificate of its authority."""

    def __init__(self, folder, is_secure):
        self.folder = folder
        self.events = []
        self.peers = set()
        owner = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                owner.events += json.loads(body)["items"]
                if is_secure:
                    subject = dict(part for names in self.connection.getpeercert()["subject"] for part in names)
                    owner.peers.add(subject["commonName"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if is_secure:
            self.make_certificates()
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=folder / "ca.pem")
            context.load_cert_chain(folder / "server.pem", folder / "server-key.pem")
            context.verify_mode = ssl.CERT_REQUIRED
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        scheme = "https" if is_secure else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_address[1]}/audit"
        self.thread = threading.Thread(target=self.server.serve_forever)

    def make_certificates(self):
        (self.folder / "names").write_text("subjectAltName=IP:127.0.0.1\n")
        commands = ["req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 2 -subj /CN=Audit"]
        for name in ("server", "client"):
            commands += [
                f"req -newkey rsa:2048 -nodes -keyout {name}-key.pem -out {name}.csr -subj /CN=audit-{name}",
                f"x509 -req -in {name}.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile names "
                f"-out {name}.pem",
            ]
        for command in commands:
            subprocess.run(["openssl", *command.split()], cwd=self.folder, check=True, capture_output=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def tells_of(self, name, verb="create"):
        found = [one for one in self.events if one.get("objectRef", {}).get("name") == name and one["verb"] == verb]
        return found and found[0]


@pytest.fixture(scope="module")
def audited(slipway):
    made = Cluster(slipway, "audited", workers=0)
    yield made
    made.remove()


def refresh(cluster):
    bx = cluster.installation.bx

    def count():
        events = cluster.installation.api("GET", f"/v1/clusters/{cluster.name}/events").json()
        return sum(event["reason"] == "Refreshed" for event in events)

    before = count()
    old = cluster.processes("kube-apiserver")
    assert bx("cs", "apiserver-refresh", cluster.name).stdout.endswith("OK\n")
    poll(lambda: count() > before, 180, every=0.5, what="the end of the refresh")
    poll(lambda: cluster.state() == "normal", 240, what="a normal cluster")
    assert cluster.processes("kube-apiserver") != old


def get(cluster):
    return cluster.installation.bx("cs", "apiserver-config-get", "audit-webhook", cluster.name).stdout


def make(cluster, name):
    cluster.kubectl("create", "secret", "generic", name, "--from-literal=key=very-secret-content")


def test_events_go_to_a_server_with_client_certificates_after_a_refresh(audited, tmp_path):
    bx = audited.installation.bx
    with AuditServer(tmp_path, is_secure=True) as server:
        assert "Server:   -" in get(audited)
        done = bx(
            "cs", "apiserver-config-set", "audit-webhook", "audited", "--remoteServer", server.url,
            "--caCert", str(tmp_path / "ca.pem"), "--clientCert", str(tmp_path / "client.pem"),
            "--clientKey", str(tmp_path / "client-key.pem"),
        )
        assert "OK" in done.stdout and "apiserver-refresh audited" in done.stdout
        assert f"Server:   {server.url}" in get(audited)
        shown = audited.installation.api("GET", "/v1/clusters/audited/apiserverconfigs/auditwebhook").json()
        assert shown == {"auditServer": server.url}, "keys are not shown again"
        make(audited, "before")
        webhook = audited.folder / "audit/webhook.json"
        assert not webhook.exists(), "nothing changes before the refresh"

        refresh(audited)
        make(audited, "after")
        event = poll(lambda: server.tells_of("after"), 60, what="the event")
        assert event["user"]["username"] == "IAM#" + audited.installation.admin["email"]
        assert event["level"] == "Metadata" and event["objectRef"]["resource"] == "secrets"
        assert server.peers == {"audit-client"}
        assert not server.tells_of("before")
        assert "very-secret" not in json.dumps(server.events)
        for file in [webhook, *audited.folder.glob("audit/*"), *audited.folder.glob("units/kube-apiserver/audit*.log")]:
            assert stat.S_IMODE(file.stat().st_mode) == 0o600

        # The daemon starts again, and an update of the configuration waits as well.
        audited.installation.stop()
        audited.installation.start()
        bx("cs", "apiserver-config-unset", "audit-webhook", "audited")
        assert "Server:   -" in get(audited)
        make(audited, "still")
        poll(lambda: server.tells_of("still"), 60, what="an event after the restart of the daemon")
        refresh(audited)
        known = len(server.events)
        make(audited, "unheard")
        assert not webhook.exists()
        flags = " ".join(audited.installation.bx("cs", "cluster-events", "audited").stdout.split())
        assert "Audit webhook set" in flags and "Audit webhook removed" in flags
        assert len(server.events) == known and not server.tells_of("unheard")
    lines = (audited.installation.data / "audit.log").read_text().splitlines()
    acts = [json.loads(line)["action"] for line in lines]
    assert {"containers.audit-webhook-set", "containers.audit-webhook-unset", "containers.master-refresh"} <= set(acts)


def test_a_plain_server_needs_no_certificates(audited, tmp_path):
    with AuditServer(tmp_path, is_secure=False) as server:
        bx = audited.installation.bx
        bx("cs", "apiserver-config-set", "audit-webhook", "audited", "--remoteServer", server.url)
        refresh(audited)
        make(audited, "plain")
        assert poll(lambda: server.tells_of("plain"), 60, what="the event")
        bx("cs", "apiserver-config-unset", "audit-webhook", "audited")
        refresh(audited)


def test_what_would_keep_the_api_server_from_starting_is_refused(audited, tmp_path):
    (tmp_path / "no.pem").write_text("no certificate")
    command = ["cs", "apiserver-config-set", "audit-webhook", "audited"]
    for flags, words in [
        ([], "no audit server by default"),
        (["--remoteServer", "audit.example.com"], "is no URL"),
        (["--remoteServer", "https://user:pass@audit.example.com"], "has a password in it"),
        (["--remoteServer", "https://a.example.com", "--caCert", str(tmp_path / "no.pem")], "is no certificate"),
        (["--remoteServer", "https://a.example.com", "--clientKey", str(tmp_path / "no.pem")], "come together"),
        (["--remoteServer", "https://a.example.com", "--caCert", str(tmp_path / "missing")], "There is no file"),
    ]:
        refused = audited.installation.bx(*command, *flags, check=False)
        assert refused.returncode == 1 and words in refused.stdout + refused.stderr
    wrong = audited.installation.bx("cs", "apiserver-config-get", "something", "audited", check=False)
    assert wrong.returncode == 2 and "audit-webhook" in wrong.stdout + wrong.stderr
    assert "Server:   -" in get(audited)
