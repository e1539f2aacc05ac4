"""What attackers bring along: other addresses, forged tokens, and connections that send any bytes they like."""

import base64
import contextlib
import hashlib
import hmac
import json
import socket
import ssl
import time

import requests
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from requests.adapters import HTTPAdapter

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Source(HTTPAdapter):
    """Sends from an address of the loopback network of its own."""

    def __init__(self, address):
        self.address = address
        super().__init__(pool_maxsize=128)

    def init_poolmanager(self, *arguments, **options):
        super().init_poolmanager(*arguments, source_address=(self.address, 0), **options)


def at(installation, address):
    """A session of requests whose address is `address`."""
    session = requests.Session()
    session.verify, session.trust_env = installation.ca_file, False
    session.mount("https://", Source(address))
    return session


def encode(value):
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def claims_of(token):
    payload = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def signed(header, claims):
    """A token with a good RS256 signature by a key of the attacker's own."""
    content = f"{encode(header)}.{encode(claims)}"
    return f"{content}.{encode(KEY.sign(content.encode(), padding.PKCS1v15(), SHA256()))}"


def signed_with_secret(header, claims, secret):
    """A token with an HS256 signature, whose secret everybody may know."""
    content = f"{encode(header)}.{encode(claims)}"
    return f"{content}.{encode(hmac.new(secret, content.encode(), hashlib.sha256).digest())}"


def key_of_attacker(kid):
    """The attacker's public key as a JSON web key."""
    numbers = KEY.public_key().public_numbers()
    return {
        "kty": "RSA", "alg": "RS256", "use": "sig", "kid": kid,
        "n": encode(numbers.n.to_bytes(256, "big")), "e": encode(numbers.e.to_bytes(3, "big")),
    }


@contextlib.contextmanager
def connection(installation, address="127.0.0.1", tls=True):
    """A connection that sends exactly what it is given."""
    raw = socket.create_connection(("127.0.0.1", installation.port), timeout=60, source_address=(address, 0))
    try:
        if tls:
            context = ssl.create_default_context(cafile=installation.ca_file)
            raw = context.wrap_socket(raw, server_hostname="127.0.0.1")
        yield raw
    finally:
        raw.close()


def read_to_end(opened, limit=90):
    """All that the server sends until it closes; fails if it does not within `limit` seconds."""
    end, received = time.monotonic() + limit, b""
    while True:
        opened.settimeout(max(0.1, end - time.monotonic()))
        try:
            chunk = opened.recv(65536)
        except ConnectionError:
            return received
        if not chunk:
            return received
        received += chunk
