"""Makes the users, projects and endpoints of the test cloud, and its clouds.yaml.

One process: every start of the openstack client costs seconds. Addresses and passwords come in by the environment;
the first argument is the directory that clouds.yaml is written to.
"""

import json
import os
import sys

import openstack

directory = sys.argv[1]
keystone = os.environ["KEYSTONE"]
user_password = os.environ["USER_PASSWORD"]


def authentication(user, password, project):
    return {
        "auth_url": keystone,
        "username": user,
        "password": password,
        "project_name": project,
        "user_domain_name": "Default",
        "project_domain_name": "Default",
    }


admin = authentication("admin", os.environ["ADMIN_PASSWORD"], "admin")
cloud = openstack.connect(region_name="RegionOne", **admin)
identity = cloud.identity

role = {each.name: each for each in identity.roles()}


def project(name):
    return identity.create_project(name=name, domain_id="default", description="for tests")


def user(name, password, of, roles):
    made = identity.create_user(name=name, password=password, domain_id="default")
    for each in roles:
        identity.assign_project_role_to_user(of, made, role[each])
    return made


service = project("service")
user("glance", os.environ["SERVICE_PASSWORD"], service, ["admin"])
images = project("images")
other = project("other")
little = project("little")
builder = user("builder", user_password, images, ["member"])
user("stranger", user_password, other, ["member"])
user("miser", user_password, little, ["member"])
# Who may fill images by interoperable import only: see the policy that Glance is given.
role["importer"] = identity.create_role(name="importer")
user("importer", user_password, images, ["member", "importer"])
user("reader", user_password, images, ["reader"])

glance = identity.create_service(name="glance", type="image")
keystone_service = next(identity.services(type="identity"))
for region, image_url, identity_url in [
    ("RegionOne", os.environ["GLANCE"], None),
    ("RegionTLS", os.environ["GLANCE_TLS"], os.environ["KEYSTONE_TLS"]),
    ("RegionMutual", os.environ["GLANCE_MUTUAL"], os.environ["KEYSTONE_TLS"]),
    ("RegionSmall", os.environ["GLANCE_SMALL"], keystone),
]:
    if region != "RegionOne":
        identity.create_region(id=region)
        identity.create_endpoint(
            service_id=keystone_service.id, interface="public", url=identity_url, region_id=region
        )
    identity.create_endpoint(service_id=glance.id, interface="public", url=image_url, region_id=region)
# What a wrong interface leads to.
identity.create_endpoint(
    service_id=glance.id, interface="internal", url="http://127.0.0.1:9/", region_id="RegionOne"
)

identity.assign_domain_role_to_user("default", builder, role["admin"])

as_builder = openstack.connect(region_name="RegionOne", **authentication("builder", user_password, "images"))
credential = as_builder.identity.create_application_credential(builder.id, "casement-tests")

tls = {"cacert": f"{directory}/tls/ca.pem"}
password_auth = authentication("builder", user_password, "images")
without_project = {name: value for name, value in password_auth.items() if not name.startswith("project_")}
tls_auth = password_auth | {"auth_url": os.environ["KEYSTONE_TLS"]}
clouds = {
    "builder": {"auth": password_auth, "region_name": "RegionOne"},
    "admin": {"auth": admin, "region_name": "RegionOne"},
    "stranger": {"auth": authentication("stranger", user_password, "other"), "region_name": "RegionOne"},
    "reader": {"auth": authentication("reader", user_password, "images"), "region_name": "RegionOne"},
    "importer": {"auth": authentication("importer", user_password, "images"), "region_name": "RegionOne"},
    # Good credentials for what images do not belong to.
    "domain": {"auth": without_project | {"domain_id": "default"}, "region_name": "RegionOne"},
    "system": {
        "auth": without_project
        | {"username": "admin", "password": admin["password"], "system_scope": "all"},
        "region_name": "RegionOne",
    },
    "application": {
        "auth_type": "v3applicationcredential",
        "auth": {
            "auth_url": keystone,
            "application_credential_id": credential.id,
            "application_credential_secret": credential.secret,
        },
        "region_name": "RegionOne",
    },
    "tls": {"auth": tls_auth, "region_name": "RegionTLS", **tls},
    "mutual": {
        "auth": tls_auth,
        "region_name": "RegionMutual",
        "cert": f"{directory}/tls/client.pem",
        "key": f"{directory}/tls/client.key",
        **tls,
    },
    "small": {"auth": authentication("miser", user_password, "little"), "region_name": "RegionSmall"},
}
# JSON is YAML, and needs no library.
path = f"{directory}/clouds.yaml"
with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
    json.dump({"clouds": clouds, "projects": {"other": other.id}}, file, indent=2)
