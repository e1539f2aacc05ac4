"""A real OpenID Connect provider of a test's own: Canaille, on a port and with a database and an authority of its own."""

import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import requests

from installation import free_port, poll

CANAILLE = pathlib.Path(sys.executable).with_name("canaille")
PASSWORD = "correct horse battery"


class IdentityProvider:
    """A provider with one client, and people that tests add."""

    def __init__(self, callback):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="slipway-provider-"))
        self.port = free_port()
        self.issuer = f"https://127.0.0.1:{self.port}"
        self.ca_file = self.home / "ca.pem"
        self.secret = "secret-of-the-client"
        self.process = None
        self.make_certificates()
        self.configure()
        self.canaille("db", "upgrade")
        self.canaille(
            "create", "client", "--client-id", "slipway", "--client-secret", self.secret, "--client-name", "Slipway",
            "--redirect-uris", callback, "--client-uri", callback.removesuffix("/identity/callback"),
            "--grant-types", "authorization_code", "--response-types", "code",
            "--token-endpoint-auth-method", "client_secret_basic", "--id-token-signed-response-alg", "RS256",
            "--scope", "openid", "--scope", "email", "--scope", "profile",
        )
        # Its ID tokens are for nobody until the client is its own audience.
        self.canaille("set", "client", "slipway", "--audience", "slipway")

    def make_certificates(self):
        (self.home / "names").write_text("subjectAltName=IP:127.0.0.1\n")
        for command in [
            "req -x509 -newkey rsa:2048 -nodes -keyout ca-key.pem -out ca.pem -days 2 -subj /CN=Provider",
            "req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=127.0.0.1",
            "x509 -req -in request.pem -CA ca.pem -CAkey ca-key.pem -CAcreateserial -days 2 -extfile names -out cert.pem",
        ]:
            subprocess.run(["openssl", *command.split()], cwd=self.home, check=True, capture_output=True)

    def configure(self):
        made = subprocess.run(
            [CANAILLE, "jwk", "create", "rsa"], cwd=self.home, check=True, capture_output=True, text=True
        )
        key = ", ".join(f"{name} = {json.dumps(value)}" for name, value in json.loads(made.stdout).items())
        (self.home / "config.toml").write_text(
            f"""
SECRET_KEY = "of the test"
SERVER_NAME = "127.0.0.1:{self.port}"
PREFERRED_URL_SCHEME = "https"
[CANAILLE]
DATABASE = "sql"
[CANAILLE_SQL]
DATABASE_URI = "sqlite:///{self.home}/canaille.sqlite"
[CANAILLE_OIDC]
ACTIVE_JWKS = [{{{key}}}]
[CANAILLE_OIDC.USERINFO_MAPPING]
# Without a claim that is new each time, two tokens of a person in one second are the same, and it refuses the second.
WEBSITE = "{{{{ range(1000000000) | random }}}}"
"""
        )

    def environment(self):
        return {**os.environ, "CANAILLE_CONFIG": str(self.home / "config.toml"), "HOME": str(self.home)}

    def canaille(self, *arguments):
        done = subprocess.run(
            [CANAILLE, *arguments], cwd=self.home, env=self.environment(), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def add_person(self, name, email, given="", family="Test"):
        self.canaille(
            "create", "user", "--user-name", name, "--emails", email, "--password", PASSWORD,
            "--given-name", given or name.title(), "--family-name", family,
        )

    def start(self):
        with (self.home / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [CANAILLE, "run", "--bind", f"127.0.0.1:{self.port}", "--certfile", "cert.pem", "--keyfile", "key.pem"],
                cwd=self.home, env=self.environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )
        poll(self.is_ready, 60, what="a ready identity provider")

    def is_ready(self):
        assert self.process.poll() is None, (self.home / "log").read_text()[-2000:]
        try:
            url = f"{self.issuer}/.well-known/openid-configuration"
            return requests.get(url, verify=self.ca_file, timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def stop(self):
        # There is nothing to lose, its own end waits for idle connections, and its worker is a process of its own.
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(60)

    def remove(self):
        if self.process and self.process.poll() is None:
            self.stop()
        shutil.rmtree(self.home)
