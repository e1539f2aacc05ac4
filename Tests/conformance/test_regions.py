"""Several regions in one installation."""

import json

import pytest

from installation import Cluster, Installation


class TwoRegions(Installation):
    """An installation with two regions and three locations."""

    def environment(self):
        return {**super().environment(), "SLIPWAY_LOCATIONS": "us-south=dal10,dal12;eu-central=fra02"}


@pytest.fixture(scope="module")
def two_regions(secrecy_of_the_suite):
    installation = TwoRegions()
    try:
        installation.start()
        installation.log_in()
        yield installation
    finally:
        installation.remove()


def test_clusters_are_made_and_listed_in_the_chosen_region(two_regions):
    bx = two_regions.bx
    names = [region["name"] for region in json.loads(bx("cs", "regions", "--output", "json").stdout)]
    assert names == ["us-south", "eu-central"]
    assert bx("cs", "region").stdout.split() == ["Region:", "us-south"]
    assert bx("cs", "locations").stdout.split() == ["dal10", "dal12"]
    refused = bx("cs", "cluster-create", "--name", "far", "--workers", "0", "--location", "fra02", check=False)
    assert refused.returncode == 1 and "Choose one of dal10, dal12." in refused.stdout

    assert bx("cs", "region-set", input="2\n").stdout.endswith("OK\n")
    assert bx("cs", "region").stdout.split() == ["Region:", "eu-central"]
    made = Cluster(two_regions, "far", workers=0)
    assert (made.info["region"], made.info["dataCenter"]) == ("eu-central", "fra02")
    assert made.config.endswith("/kube-config-prod-fra02-far.yml")
    assert "kube-system" in made.kubectl("get", "ns").stdout
    assert "far" in bx("cs", "clusters").stdout
    bx("cs", "region-set", "us-south")
    assert "far" not in bx("cs", "clusters").stdout
    everywhere = two_regions.api("GET", "/v1/clusters").json()
    assert [one["name"] for one in everywhere] == ["far"]
    made.remove()
