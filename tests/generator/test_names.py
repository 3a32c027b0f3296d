"""C names: how words are found, which are refused, which collide."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from support import ROOT

from acagen.names import NameError_, Names, kebab, member, members, snake

SNAKE = {
    "containerAppName": "container_app_name",
    "ContainerApps": "container_apps",
    "IPAddresses": "ip_addresses",
    "outboundIPAddresses": "outbound_ip_addresses",
    "outboundIPs": "outbound_ips",
    "staticIp": "static_ip",
    "CNameRecords": "c_name_records",
    "cNameRecords": "c_name_records",
    "txtRecords": "txt_records",
    "aRecords": "a_records",
    "vnetConfiguration": "vnet_configuration",
    "VNetId": "vnet_id",
    "GitHubActionConfiguration": "github_action_configuration",
    "gitHub": "git_hub",
    "OAuthSettings": "oauth_settings",
    "azureFile": "azure_file",
    "httpGet": "http_get",
    "HTTPSPort": "https_port",
    "openIdConnect": "open_id_connect",
    "x509Certificate": "x509_certificate",
    "http2": "http2",
    "Http2Only": "http2_only",
    "$filter": "filter",
    "api-version": "api_version",
    "@odata.type": "odata_type",
    "System assigned": "system_assigned",
    "SystemAssigned,UserAssigned": "system_assigned_user_assigned",
    "already_snake_case": "already_snake_case",
    "SHOUTING": "shouting",
    "a": "a",
    "A1": "a1",
    "18-8": "18_8",
    "TLSv1.2": "tl_sv1_2",
}

MEMBERS = {
    "template": "template_",
    "Template": "template_",
    "default": "default_",
    "continue": "continue_",
    "class": "class_",
    "new": "new_",
    "delete": "delete_",
    "namespace": "namespace_",
    "operator": "operator_",
    "private": "private_",
    "and": "and_",
    "xor": "xor_",
    "int": "int_",
    "static": "static_",
    "true": "true_",
    "bool": "bool_",
    "requires": "requires_",
    "co_await": "co_await_",
    "char8_t": "char8_t_",
    "thread_local": "thread_local_",
    "linux": "linux_",
    "unix": "unix_",
    "errno": "errno_",
    "stdin": "stdin_",
    "assert": "assert_",
    "major": "major_",
    "minor": "minor_",
    "interface": "interface_",
    "min": "min_",
    "$default": "default_",
    "3d": "_3d",
    "404Page": "_404_page",
    "templates": "templates",
    "name": "name",
}


@pytest.mark.parametrize(("wire", "expected"), SNAKE.items(), ids=SNAKE)
def test_words(wire: str, expected: str) -> None:
    assert snake(wire) == expected
    assert kebab(wire) == expected.replace("_", "-")


@pytest.mark.parametrize(("wire", "expected"), MEMBERS.items(), ids=MEMBERS)
def test_member(wire: str, expected: str) -> None:
    assert member(wire) == expected


@pytest.mark.parametrize("wire", ["", "$", "-", "...", "\N{TEACUP WITHOUT HANDLE}"])
def test_no_name(wire: str) -> None:
    with pytest.raises(NameError_, match="no C name can be made of"):
        snake(wire)


def test_members_in_order() -> None:
    assert members(["b", "template", "$a"], ("extra_json",), "X") == {"b": "b", "template": "template_", "$a": "a"}


@pytest.mark.parametrize(("wires", "message"), [
    (["aB", "a_b"], "X: 'a_b' and 'aB' are both a_b in C"),
    (["fooBar", "FooBar"], "X: 'FooBar' and 'fooBar' are both foo_bar in C"),
    (["extraJson"], "X: 'extraJson' and a member of the library are both extra_json in C"),
    (["default", "$default"], "X: '$default' and 'default' are both default_ in C"),
])
def test_members_collide(wires: list[str], message: str) -> None:
    with pytest.raises(NameError_) as error:
        members(wires, ("extra_json",), "X")
    assert str(error.value) == message


@pytest.mark.parametrize("compiler", ["gcc", "clang", "g++", "clang++"])
def test_macros_of_compilers(compiler: str) -> None:
    """No plain name is a macro once the public headers are included."""
    path = shutil.which(compiler)
    if path is None:
        pytest.skip(f"{compiler} is missing")
    language = "c++" if "++" in compiler else "c"
    folders = [f"-I{ROOT / folder}" for folder in ("src/include", "generated/include")]
    done = subprocess.run([path, "-dM", "-E", "-x", language, *folders, "-"], input='#include "aca/api.h"',
                          check=True, capture_output=True, text=True)
    macros = set(re.findall(r"^#define ([a-z][a-z0-9_]*)(?: |$)", done.stdout, flags=re.M))
    assert macros
    assert [name for name in sorted(macros) if member(name) != name + "_"] == []


def test_globals() -> None:
    names = Names("tea", {"models.odd": "EvenOne", "enums.Kind": "PotKind"})
    assert names.model("ContainerApp") == "tea_container_app"
    assert names.model("odd") == "tea_even_one"
    assert names.descriptor("odd") == "tea_even_one_model"
    assert names.list("odd") == "tea_even_one_list"
    assert names.map("odd") == "tea_even_one_map"
    assert names.enum("Kind") == "tea_pot_kind"
    assert names.enum_of("Kind") == "tea_pot_kind_of"
    assert names.enum_text("Kind", "Cast Iron") == "TEA_POT_KIND_CAST_IRON"
    assert names.enum_constant("Kind", "18-8") == "TEA_POT_KIND_IS_18_8"
    assert names.model("Default") == "tea_default"


def test_globals_collide() -> None:
    names = Names("tea")
    names.model("FooBar")
    assert names.model("FooBar") == "tea_foo_bar"
    with pytest.raises(NameError_, match="models.fooBar and models.FooBar are both called tea_foo_bar in C; rename one"):
        names.model("fooBar")
    with pytest.raises(NameError_, match="enums.FooBar and models.FooBar are both called tea_foo_bar in C"):
        names.enum("FooBar")
    names.enum_text("Kind", "a-b")
    with pytest.raises(NameError_, match="enums.Kind.a_b and enums.Kind.a-b are both called TEA_KIND_A_B in C"):
        names.enum_text("Kind", "a_b")


def test_library_is_taken() -> None:
    names = Names("aca", {}, frozenset({"aca_client", "aca/client.h"}))
    with pytest.raises(NameError_, match="models.Client and the library are both called aca_client in C"):
        names.model("Client")
    with pytest.raises(NameError_, match="groups.client and the library are both called aca/client.h in C"):
        names.group("Client")
    assert Names("tea", {}, frozenset({"aca_client"})).model("Client") == "tea_client"
