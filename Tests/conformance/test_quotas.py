"""What an account may have: one free cluster, and no more of the rest than its quota, however many orders come at once."""

import concurrent.futures
import subprocess

import pytest

from installation import PROGRAMS, Installation, poll


class Strict(Installation):
    """An installation with the quotas that it has by itself."""

    def environment(self):
        environment = super().environment()
        del environment["SLIPWAY_QUOTA_FREE_CLUSTERS"]
        return environment

    def quota(self, *words):
        return subprocess.run(
            [PROGRAMS / "slipwayd", "quota", *words],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
        )


@pytest.fixture(scope="module")
def strict(secrecy_of_the_suite):
    installation = Strict()
    try:
        installation.start()
        installation.log_in()
        yield installation
    finally:
        installation.remove()


def test_an_account_has_one_free_cluster_until_it_is_given_more(strict):
    def order(name):
        return strict.api("POST", "/v1/clusters", json={"name": name, "workerNum": 0})

    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(order, [f"free{number}" for number in range(6)]))
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 5
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"E0034"}

    refused = strict.bx("cs", "cluster-create", "--name", "more", "--workers", "0", check=False)
    assert refused.returncode == 1 and "The account may have 1 free cluster" in refused.stdout
    account = strict.admin["accountId"]
    assert "slipwayd quota set ACCOUNT --free-clusters NUMBER" in refused.stdout
    done = strict.quota("set", account, "--free-clusters", "2", "--clusters", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert [row.split()[-4:] for row in done.stdout.splitlines()][1] == ["1", "2", "this", "account"]

    strict.bx("cs", "cluster-create", "--name", "more", "--workers", "0")
    refused = strict.bx(
        "cs", "cluster-create", "--name", "paid", "--machine-type", "u2c.2x4", "--workers", "0", check=False
    )
    assert refused.returncode == 1 and "The account may have 2 clusters" in refused.stdout
    assert "quotas.set" in (strict.data / "audit.log").read_text()

    for cluster in strict.api("GET", "/v1/clusters").json():
        strict.bx("cs", "cluster-rm", "-f", cluster["id"])
    poll(lambda: strict.api("GET", "/v1/clusters").json() == [], 240, what="an end of the clusters")


def test_quotas_of_no_account_and_of_no_number_are_refused(strict):
    unknown = strict.quota("set", "nosuch", "--workers", "1")
    assert unknown.returncode == 1 and 'no account "nosuch"' in unknown.stdout + unknown.stderr
    wrong = strict.quota("set", strict.admin["accountId"], "--workers", "many")
    assert wrong.returncode == 2
    shown = strict.quota("show", strict.admin["accountId"])
    assert shown.returncode == 0 and "500" in shown.stdout
