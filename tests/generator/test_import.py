"""`acagen import`: facts carry over, sentences do not; where the files are, and what it leaves."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import upstream
from checkouts import BASE, COMMON, FOLDERS, HEAD, TYPES, VERSION, checkout, operation, pots, run, write
from support import ROOT, UPSTREAM, Outcome, acagen, load, tree

needs_upstream = pytest.mark.skipif(not upstream.present(), reason="the upstream definitions are not here")


def test_facts(tmp_path: Path) -> None:
    outcome = run(checkout(tmp_path / "up", "flat"), tmp_path / "spec")
    made = load(tmp_path / f"spec/{VERSION}.json")
    origin = made["info"].pop("x-origin")
    assert outcome == Outcome(0, f"{VERSION}.json: sha256 of its sources {origin['sha256']}\n", "")
    assert origin["files"] == [f"{FOLDERS['flat']}/cups.json", f"{FOLDERS['flat']}/pots.json", COMMON]
    assert made == {
        "swagger": "2.0", "info": {"title": "Microsoft.App", "version": VERSION},
        "host": "management.contoso.example",
        "securityDefinitions": {},
        "paths": {"/pots": {"get": {
            "operationId": "Pots_List", "parameters": [{"$ref": "#/parameters/Version"}],
            "responses": {"200": {"schema": {"$ref": "#/definitions/Pot"}},
                          "default": {"$ref": "#/responses/Fault"}}}}},
        "definitions": {
            "Cup": {"properties": {"in": {"$ref": "#/definitions/Cup"}, "size": {"type": "integer"}}},
            "Fault": {"properties": {"code": {"type": "string"}}},
            "Pot": {"required": ["title", "description"], "properties": {
                "title": {"type": "string"}, "description": {"type": "string"},
                "example": {"type": "string", "default": "a default of four words"},
                "cup": {"$ref": "#/definitions/Cup"},
                "kind": {"type": "string", "enum": ["Clay", "Iron"],
                         "x-ms-enum": {"name": "Kind", "modelAsString": True,
                                       "values": [{"value": "Clay", "name": "Fired clay"}]}}}}},
        "parameters": {"Version": {"name": "api-version", "in": "query", "required": True, "type": "string"}},
        "responses": {"Fault": {"schema": {"$ref": "#/definitions/Fault"}}}}


def test_layouts_agree(tmp_path: Path) -> None:
    made = []
    for layout in FOLDERS:
        assert run(checkout(tmp_path / layout, layout), tmp_path / "spec").status == 0
        first = (tmp_path / f"spec/{VERSION}.json").read_bytes()
        assert run(tmp_path / layout, tmp_path / "spec").status == 0
        assert (tmp_path / f"spec/{VERSION}.json").read_bytes() == first
        made.append(json.loads(first))
    for one in made:
        origin = one["info"].pop("x-origin")
        assert len(origin["files"]) == 3 and len(origin["sha256"]) == 64
    assert made[0] == made[1]


def test_one_file(tmp_path: Path) -> None:
    """Later api-versions are one openapi.json, without folders of common types."""
    whole = pots(TYPES)
    whole["paths"]["/pots"]["get"]["parameters"] = []
    whole["paths"]["/pots"]["get"]["responses"].pop("default")
    whole["definitions"]["Cup"] = {"properties": {"size": {"type": "integer"}}}
    whole["definitions"]["Pot"]["properties"]["cup"] = {"$ref": "#/definitions/Cup"}
    write(tmp_path / f"{BASE}/ContainerApps/preview/{VERSION}-preview/openapi.json",
          {**whole, "info": {"title": "T", "version": f"{VERSION}-preview"}})
    assert run(tmp_path, tmp_path / "spec", f"{VERSION}-preview").status == 0
    assert list(load(tmp_path / f"spec/{VERSION}-preview.json")["definitions"]) == ["Cup", "Pot"]


def test_no_such_version(tmp_path: Path) -> None:
    root = checkout(tmp_path / "up")
    message = f"{root}#: no definition of Microsoft.App 1999-01-01\n"
    assert run(root, tmp_path / "spec", "1999-01-01") == Outcome(1, "", message)
    message = f"{root}#: no definition of Microsoft.App {VERSION} in the service Jobs\n"
    assert run(root, tmp_path / "spec", VERSION, "--service", "Jobs") == Outcome(1, "", message)


def test_nothing_there(tmp_path: Path) -> None:
    message = "no checkout of upstream, no folder with definitions and no definition"
    (tmp_path / "circle").symlink_to(tmp_path / "circle")
    for place in (tmp_path / "none", tmp_path, tmp_path / "circle"):
        assert run(place, tmp_path / "spec") == Outcome(1, "", f"{place}#: {message}\n")


@pytest.mark.parametrize("arguments", [("../2031",), (VERSION, "--provider", "a/b"), (VERSION, "--service", ".."),
                                       ("",)])
def test_arguments(arguments: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        run(checkout(tmp_path / "up"), tmp_path / "spec", *arguments)
    assert stopped.value.code == 2 and not (tmp_path / "spec").exists()


def kettles(provider: str, name: str = "Kettles_Get") -> dict[str, object]:
    path = f"/subscriptions/{{subscriptionId}}/providers/{provider}/kettles"
    return {**HEAD, "paths": {path: {"get": operation(name)}}}


@pytest.mark.parametrize("layout", ["kettles/resource-manager/Contoso.Kettles/{}",
                                    "kettles/resource-manager/Contoso.Kettles/Steam/{}"])
@pytest.mark.parametrize("stage", ["stable", "preview"])
@pytest.mark.parametrize("version", ["2031-04-01", "2031-04-01-preview"])
def test_providers(layout: str, stage: str, version: str, tmp_path: Path) -> None:
    """Whatever the version is called, it may stand in either folder; letter case of the provider is the folder's."""
    folder = tmp_path / "specification" / layout.format(stage) / version
    write(folder / "openapi.json", {**kettles("Contoso.Kettles"),
                                    "info": {"title": "Steam service", "version": version}})
    assert run(tmp_path, tmp_path / "spec", version, "--provider", "contoso.kettles").status == 0
    made = load(tmp_path / f"spec/{version}.json")
    assert (made["info"]["title"], made["info"]["version"]) == ("Contoso.Kettles", version)
    assert run(tmp_path, tmp_path / "spec", version).err == f"{tmp_path}#: no definition of Microsoft.App {version}\n"


def test_services(tmp_path: Path) -> None:
    """Several services of a provider, in one folder of upstream's and in two."""
    folders = [f"specification/{place}/stable/{VERSION}" for place in (
        "cold/resource-manager/Contoso.Kettles", "hot/resource-manager/Contoso.Kettles/Steam",
        "hot/resource-manager/Contoso.Kettles/Whistle")]
    for count, folder in enumerate(folders):
        write(tmp_path / folder / "openapi.json", kettles("Contoso.Kettles", f"Kettles{count}_Get"))
    asked = ("--provider", "Contoso.Kettles")
    outcome = run(tmp_path, tmp_path / "spec", VERSION, *asked)
    assert outcome == Outcome(1, "", f"{tmp_path}#: several folders have Contoso.Kettles {VERSION}, "
                                     f"give one or --service: {', '.join(folders)}\n")
    assert run(tmp_path, tmp_path / "spec", VERSION, *asked, "--service", "hot").status == 1
    for service, count in (("cold", 0), ("Steam", 1), ("whistle", 2)):
        assert run(tmp_path, tmp_path / "spec", VERSION, *asked, "--service", service).status == 0
        assert f"Kettles{count}_Get" in (tmp_path / f"spec/{VERSION}.json").read_text()
        chosen = (tmp_path / f"spec/{VERSION}.json").read_bytes()
        assert run(tmp_path / folders[count], tmp_path / "spec").status == 0
        assert (tmp_path / f"spec/{VERSION}.json").read_bytes() == chosen


def test_both_stages(tmp_path: Path) -> None:
    """Nothing but the folder says which is meant where one api-version stands in both."""
    folders = [f"{BASE}/{stage}/{VERSION}" for stage in ("preview", "stable")]
    for stage, folder in enumerate(folders):
        write(tmp_path / folder / "tea.json", kettles("Microsoft.App", f"Kettles{stage}_Get"))
    outcome = run(tmp_path, tmp_path / "spec", VERSION, "--service", "app")
    assert outcome.err.endswith(f" give one or --service: {', '.join(folders)}\n")
    assert run(tmp_path / folders[1], tmp_path / "spec").status == 0
    assert "Kettles1_Get" in (tmp_path / f"spec/{VERSION}.json").read_text()


def test_folder(tmp_path: Path) -> None:
    """The folder in a checkout gives what the checkout gives but for the title, which paths or --provider say."""
    root = checkout(tmp_path / "up")
    assert run(root, tmp_path / "spec").status == 0
    made = (tmp_path / f"spec/{VERSION}.json").read_bytes()
    outcome = run(root / FOLDERS["flat"], tmp_path / "other")
    assert outcome == Outcome(1, "", f"{FOLDERS['flat']}/cups.json#: no path names a provider; give --provider\n")
    assert run(root / FOLDERS["flat"], tmp_path / "other", VERSION, "--provider", "Microsoft.App").status == 0
    assert (tmp_path / f"other/{VERSION}.json").read_bytes() == made


def test_file(tmp_path: Path) -> None:
    """One file outside of any checkout: its neighbours are read where it refers to them; no repository is claimed."""
    write(tmp_path / "a/tea.json", {**kettles("Contoso.Kettles"), "definitions": {
        "Tea": reference_to("cups.json"), "Water": reference_to("../b/water.json")}})
    write(tmp_path / "a/cups.json", {"definitions": {"Drink": {"type": "object"}, "Unused": {"type": "object"}}})
    write(tmp_path / "b/water.json", {"definitions": {"Drink": {"type": "object"}}})
    assert run(tmp_path / "a/tea.json", tmp_path / "spec").status == 0
    made = load(tmp_path / f"spec/{VERSION}.json")
    assert made["info"]["title"] == "Contoso.Kettles"
    assert list(made["info"]["x-origin"]) == ["files", "sha256"]
    assert made["info"]["x-origin"]["files"] == ["../b/water.json", "cups.json", "tea.json"]
    assert list(made["definitions"]) == ["Drink", "Tea", "Water"]


def reference_to(file: str) -> dict[str, str]:
    return {"$ref": f"{file}#/definitions/Drink"}


def test_output_stays(tmp_path: Path) -> None:
    """An import that fails leaves what is there; one that succeeds touches nothing else, and leaves no scratch."""
    root = checkout(tmp_path / "up")
    write(tmp_path / "spec/other.json", {})
    assert run(root, tmp_path / "spec").status == 0
    before = tree(tmp_path / "spec")
    assert sorted(before) == [f"{VERSION}.json", "other.json"]
    (root / FOLDERS["flat"] / "cups.json").write_text("{")
    assert run(root, tmp_path / "spec").status == 1
    assert tree(tmp_path / "spec") == before


def test_output_cannot_be_written(tmp_path: Path) -> None:
    root = checkout(tmp_path / "up")
    (tmp_path / "spec").write_text("")
    assert run(root, tmp_path / "spec") == Outcome(1, "", f"{tmp_path / 'spec'}#: File exists\n")
    (tmp_path / f"out/{VERSION}.json").mkdir(parents=True)
    outcome = run(root, tmp_path / "out")
    assert (outcome.status, outcome.out) == (1, "") and outcome.err.endswith("#: Is a directory\n")
    assert os.listdir(tmp_path / "out") == [f"{VERSION}.json"]


@pytest.mark.parametrize(("version", "count"), upstream.VERSIONS.items())
def test_operations(version: str, count: int) -> None:
    paths = load(ROOT / f"spec/{version}.json")["paths"]
    assert sum("operationId" in member for item in paths.values() for member in item.values()) == count


@needs_upstream
@pytest.mark.parametrize("version", upstream.VERSIONS)
def test_upstream_gives_what_is_committed(version: str, tmp_path: Path) -> None:
    assert run(UPSTREAM, tmp_path, version).status == 0
    assert (tmp_path / f"{version}.json").read_bytes() == (ROOT / f"spec/{version}.json").read_bytes()
    stage = "preview" if version.endswith("-preview") else "stable"
    assert run(UPSTREAM / BASE / stage / version, tmp_path / "of_folder", version).status == 0
    assert (tmp_path / f"of_folder/{version}.json").read_bytes() == (tmp_path / f"{version}.json").read_bytes()


@needs_upstream
def test_no_sentence_of_upstream() -> None:
    """In an imported file no text of four words or more; nowhere else one of seven or more."""
    texts = upstream.texts()
    assert len(upstream.long(texts, 4)) > 1000
    for path in sorted((ROOT / "spec").iterdir()):
        content = f" {upstream.plain(path.read_text('utf-8'))} "
        words = 4 if path.name[0].isdigit() else 7
        assert [text for text in upstream.long(texts, words) if f" {text} " in content] == [], path.name
