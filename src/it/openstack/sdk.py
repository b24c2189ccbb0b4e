#!/usr/bin/python3
"""What openstacksdk makes of clouds.yaml and the OS_ variables, for the test that compares Casement with it.

Standard input: a JSON list of {"directory": ..., "environment": {...}}. Standard output: a JSON list with, for each, what Keystone
would be asked, or {"error": ...}. Nothing is sent. Needs python3-openstacksdk, so Debian's own python3.
"""
import importlib
import json
import os
import sys
import warnings

warnings.simplefilter("ignore")

from openstack.config import loader  # noqa: E402


class Asked(Exception):
    pass


class Session:
    def post(self, url, json, **_):
        raise Asked(json)


def auth(plugin):
    version3 = plugin.create_plugin(None, (3, 0), plugin.auth_url) if hasattr(plugin, "create_plugin") else plugin
    try:
        version3.get_auth_ref(Session())
    except Asked as asked:
        return asked.args[0]["auth"]


def read(case):
    os.chdir(case["directory"])
    os.environ.clear()
    os.environ.update(case["environment"])
    importlib.reload(loader)  # it looks at the directory and the variables when it is imported
    try:
        region = loader.OpenStackConfig().get_one()
        verify, certificate = region.get_requests_verify_args()
        return {
            "authUrl": region._auth.auth_url,
            "auth": auth(region._auth),
            "region": region.get_region_name("image"),
            "interface": region.get_interface("image"),
            "image": region.get_endpoint("image"),
            "verify": verify,
            "certificate": certificate,
        }
    except Exception as error:
        return {"error": repr(error)}


json.dump([read(case) for case in json.load(sys.stdin)], sys.stdout)
