"""Who uses the registry in tests: accounts with service ids of their own, and calls of its API in their names."""

import contextlib
import json

import requests

from images import Skopeo

ROLE = "crn:v1:bluemix:public:iam::::role:"
API_KEY_GRANT = "urn:ibm:params:oauth:grant-type:apikey"


class Account:
    """An account of the administrator, with a token for it."""

    def __init__(self, installation, identifier):
        self.installation = installation
        self.id = identifier

    @classmethod
    def first(cls, installation):
        return cls(installation, installation.admin["accountId"])

    @classmethod
    def another(cls, installation, name):
        made = cls.first(installation).call("POST", "/v1/accounts", json={"name": name})
        assert made.status_code == 201, made.text
        return cls(installation, made.json()["metadata"]["guid"])

    @property
    def token(self):
        admin = self.installation.admin
        form = {"username": admin["email"], "password": admin["password"], "bss_account": self.id}
        return self.installation.token(grant_type="password", **form).json()["access_token"]

    def call(self, method, path, token=None, account=None, **arguments):
        """Call the service as the owner, or with another token, for this account unless another is named."""
        return requests.request(
            method,
            self.installation.endpoint + path,
            headers={"Authorization": f"Bearer {token or self.token}", "Account": account or self.id},
            verify=self.installation.ca_file,
            timeout=60,
            **arguments,
        )

    def robot(self, name, folder, *roles, **resource):
        """A service id of the account that has these roles in the registry."""
        made = self.call("POST", "/v1/serviceids", json={"account_id": self.id, "name": name}).json()
        order = {"name": name, "iam_id": made["iam_id"], "account_id": self.id}
        key = self.call("POST", "/v1/apikeys", json=order).json()
        robot = Robot(self, made["iam_id"], key, folder)
        if roles:
            robot.give(*roles, **resource)
        return robot

    def registry_token(self, **query):
        """The identifier and the text of a new registry token."""
        before = self.registry_token_ids()
        made = self.call("POST", "/api/v1/tokens", params=query)
        assert made.status_code == 200, made.text
        [identifier] = self.registry_token_ids() - before
        return identifier, made.json()["token"]

    def registry_token_ids(self):
        return {token["_id"] for token in self.call("GET", "/api/v1/tokens").json()["tokens"]}


class Robot:
    """A service id with a key, a session and a skopeo of its own."""

    def __init__(self, account, iam_id, key, folder):
        self.account = account
        self.iam_id = iam_id
        self.key_id = key["id"]
        self.key = key["apikey"]
        self.skopeo = Skopeo(account.installation, folder, "iamapikey", self.key)

    @property
    def token(self):
        return self.account.installation.token(grant_type=API_KEY_GRANT, apikey=self.key).json()["access_token"]

    def call(self, method, path, **arguments):
        return self.account.call(method, path, token=self.token, **arguments)

    def give(self, *roles, **resource):
        attributes = {"accountId": self.account.id, "serviceName": "container-registry", **resource}
        body = {
            "type": "access",
            "subjects": [{"attributes": [{"name": "iam_id", "value": self.iam_id}]}],
            "roles": [{"role_id": ROLE + role} for role in roles],
            "resources": [{"attributes": [{"name": name, "value": value} for name, value in attributes.items()]}],
        }
        made = self.account.call("POST", "/v1/policies", json=body)
        assert made.status_code == 201, made.text
        return made.json()["id"]

    def take(self, policy):
        assert self.account.call("DELETE", f"/v1/policies/{policy}").status_code == 204


@contextlib.contextmanager
def namespaces(account, *names):
    """Namespaces of the account for the time of a test."""
    for name in names:
        made = account.call("PUT", f"/api/v1/namespaces/{name}")
        assert made.status_code in (200, 201), made.text
    try:
        yield
    finally:
        for name in set(names) & set(account.call("GET", "/api/v1/namespaces").json()):
            account.call("DELETE", f"/api/v1/namespaces/{name}")


def code(answer):
    return json.loads(answer.text)["code"]
