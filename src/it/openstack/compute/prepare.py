"""Makes the users, endpoints and flavors of the test cloud, and its clouds.yaml; or waits for its services.

    prepare.py accounts DIR          Keystone must answer
    prepare.py flavors DIR           all services must answer; waits until servers can be started
    prepare.py await DIR SERVICE     waits until a service such as nova-compute reports that it is up

One process each: every start of the openstack client costs seconds. Addresses and passwords come in by the environment.
"""

import json
import os
import sys
import time

import openstack

REGION = "RegionOne"
# Name, processors, MiB, GiB of local disk. Servers boot from volumes, so most have no disk.
FLAVORS = [
    ("tiny", 1, 256, 0),
    ("small", 1, 1024, 0),
    ("build", 2, 4096, 0),
    ("build-disk", 2, 4096, 8),
    # Fits on no host of this cloud.
    ("huge", 2, 1048576, 0),
]


def authentication(user, password, project):
    return {
        "auth_url": os.environ["KEYSTONE"],
        "username": user,
        "password": password,
        "project_name": project,
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }


def accounts(directory):
    password = os.environ["USER_PASSWORD"]
    admin = authentication("admin", os.environ["ADMIN_PASSWORD"], "admin")
    identity = openstack.connect(region_name=REGION, **admin).identity
    role = {each.name: each for each in identity.roles()}

    def project(name):
        return identity.create_project(name=name, domain_id="default", description="for tests")

    def user(name, password, of, roles):
        made = identity.create_user(name=name, password=password, domain_id="default")
        for each in roles:
            identity.assign_project_role_to_user(of, made, role[each])

    role["service"] = identity.create_role(name="service")
    service = project("service")
    for name, kind, url in [
        ("glance", "image", os.environ["GLANCE"]),
        ("placement", "placement", os.environ["PLACEMENT"]),
        ("nova", "compute", os.environ["NOVA"] + "/v2.1"),
        ("neutron", "network", os.environ["NEUTRON"]),
        ("cinder", "volumev3", os.environ["CINDER"] + "/v3/%(project_id)s"),
    ]:
        user(name, os.environ["SERVICE_PASSWORD"], service, ["admin", "service"])
        made = identity.create_service(name=name, type=kind)
        identity.create_endpoint(service_id=made.id, interface="public", url=url, region_id=REGION)

    builds = project("builds")
    user("builder", password, builds, ["member"])
    user("reader", password, builds, ["reader"])
    user("stranger", password, project("other"), ["member"])
    clouds = {
        "admin": {"auth": admin, "region_name": REGION},
        "builder": {"auth": authentication("builder", password, "builds"), "region_name": REGION},
        "reader": {"auth": authentication("reader", password, "builds"), "region_name": REGION},
        "stranger": {"auth": authentication("stranger", password, "other"), "region_name": REGION},
    }
    # JSON is YAML, and needs no library.
    with open(os.open(f"{directory}/clouds.yaml", os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
        json.dump({"clouds": clouds, "projects": {"builds": builds.id}}, file, indent=2)


def connect(directory):
    os.environ["OS_CLIENT_CONFIG_FILE"] = f"{directory}/clouds.yaml"
    return openstack.connect(cloud="admin")


def pools(cloud):
    """What the scheduler knows of; without any, it refuses every volume, though all services are up."""
    return cloud.block_storage.get("/scheduler-stats/get_pools").json()["pools"]


def await_service(cloud, name, since):
    """Until the service has reported after a moment: that it reported before it was killed says nothing."""
    end = time.time() + 120
    while True:
        if name.startswith("nova-"):
            found = [(each.state, each.updated_at) for each in cloud.compute.services(binary=name)]
        else:
            listed = cloud.block_storage.get(f"/os-services?binary={name}").json()["services"]
            found = [(each["state"], each["updated_at"]) for each in listed]
        up = any(state == "up" and (reported or "") >= since for state, reported in found)
        if up and (not name.startswith("cinder-") or pools(cloud)):
            return
        if time.time() > end:
            sys.exit(f"Cinder's scheduler knows no pool of {name}" if up else f"{name} is not up: {found}")
        time.sleep(0.5)


def flavors(cloud):
    # So that it is the hosts on which "huge" does not fit.
    cloud.set_compute_quotas("builds", ram=-1)
    for name, processors, memory, disk in FLAVORS:
        cloud.compute.create_flavor(name=name, vcpus=processors, ram=memory, disk=disk)
    # Of a Neutron from Zed, the first thing asked must not be the ports, or it answers 500 from then on ("type object
    # 'Port' has no attribute 'port_forwardings'"); Nova asks for them whenever it shows a server.
    cloud.network.get("/networks").raise_for_status()
    cloud.network.get("/ports").raise_for_status()


if __name__ == "__main__":
    if sys.argv[1] == "accounts":
        accounts(sys.argv[2])
    elif sys.argv[1] == "flavors":
        cloud = connect(sys.argv[2])
        flavors(cloud)
        for each in ["nova-compute", "nova-conductor", "nova-scheduler", "cinder-volume", "cinder-scheduler"]:
            await_service(cloud, each, "")
    else:
        since = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
        await_service(connect(sys.argv[2]), sys.argv[3], since)
