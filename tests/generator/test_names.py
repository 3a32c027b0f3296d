"""C names: how words are found, which are refused, which collide."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from support import ROOT

from acagen.ir import Type
from acagen.names import NameError_, Names, kebab, member, members, snake, spelled, value_words

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
    words = {"b": "b", "template": "template", "$a": "a", "extraJson": "extraJson"}
    assert members(words, ("extra_json",), "X") == {"b": "b", "template": "template_", "$a": "a", "extraJson": "extra_json_"}


@pytest.mark.parametrize(("wires", "expected"), [
    (["aB", "a_b"], ["a_b", "a_b_2"]),
    (["FooBar", "fooBar"], ["foo_bar_2", "foo_bar"]),
    (["ID", "_id", "id"], ["id_2", "id_3", "id"]),
    (["id", "ID", "id_2"], ["id", "id_3", "id_2"]),
    (["default", "$default"], ["default_", "default_2"]),
])
def test_members_apart(wires: list[str], expected: list[str]) -> None:
    """Whatever their order."""
    words = dict(zip(wires, wires))
    assert list(members(words, (), "X").values()) == expected
    assert members(dict(reversed(words.items())), (), "X") == members(words, (), "X")


def test_members_fixed() -> None:
    assert members({"size": "size", "width": "size"}, (), "X", ["width"]) == {"size": "size_2", "width": "size"}
    with pytest.raises(NameError_, match="X: 'height' and 'width' are both size in C; rename one in overrides.json"):
        members({"height": "size", "width": "size"}, (), "X", ["width", "height"])


@pytest.mark.parametrize(("value", "expected"), {
    "*": "asterisk", "": "empty", "<=": "less_than_equals", "+": "plus", "-": "hyphen_minus", "-1": "minus_1", "1": "1",
    "\N{LESS-THAN OR EQUAL TO}": "less_than_or_equal_to", "\n": "u000_a", "a-b": "a_b", "_": "low_line",
}.items())
def test_values(value: str, expected: str) -> None:
    assert snake(value_words(value)) == expected


def test_spelled() -> None:
    assert snake(spelled("a-b.c")) == "a_hyphen_minus_b_full_stop_c"


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
    assert names.container(Type("model", model="odd"), "array") == "tea_even_one_list"
    assert names.container(Type("model", model="odd"), "map") == "tea_even_one_map"
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
    assert names.group("Client") == "client_group"
    assert Names("tea", {}, frozenset({"aca_client"})).model("Client") == "tea_client"
