"""Finds the definition files of an api-version in a checkout of upstream."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from .errors import SpecError
from .load import Files, Node

DEFAULT_PROVIDER = "Microsoft.App"
_STAGES = ("stable", "preview", "*/stable", "*/preview")  # below the folder of a provider, in the two layouts


@dataclass(frozen=True)
class Sources:
    """The files to import, in order. `provider` is None where neither folder nor argument says it."""

    files: Files
    roots: tuple[Node, ...]
    provider: str | None
    repository: str | None


def _definitions(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.is_file())


def _folders(checkout: Path, provider: str, version: str, service: str | None) -> list[Path]:
    """The folders with `version` of `provider`, in both of upstream's layouts."""
    found = []
    for folder in sorted((checkout / "specification").glob("*/resource-manager/*")):
        if folder.name.lower() != provider.lower():
            continue
        for stage in (stage for layout in _STAGES for stage in folder.glob(layout)):
            names = {folder.parts[-3].lower(), stage.parent.name.lower()}
            if (service is None or service.lower() in names) and _definitions(stage / version):
                found.append(stage / version)
    return sorted(found)


def find(place: Path, version: str, provider: str | None, service: str | None) -> Sources:
    """`place` is a checkout, a folder with definitions, or one definition."""
    root = Path(os.path.realpath(place))
    if not (root / "specification").is_dir():
        return _direct(place, root, provider)
    wanted = provider or DEFAULT_PROVIDER
    found = [folder.relative_to(root) for folder in _folders(root, wanted, version, service)]
    if not found:
        of = f" in the service {service}" if service else ""
        raise SpecError(str(place), "", f"no definition of {wanted} {version}{of}")
    if len(found) > 1:
        names = ", ".join(folder.as_posix() for folder in found)
        raise SpecError(str(place), "", f"several folders have {wanted} {version}, give one or --service: {names}")
    return _read(root, _definitions(root / found[0]), found[0].parts[3])


def _direct(place: Path, root: Path, provider: str | None) -> Sources:
    paths = [root] if root.is_file() else _definitions(root)
    if not paths:
        raise SpecError(str(place), "", "no checkout of upstream, no folder with definitions and no definition")
    above = [parent.parent for parent in root.parents if parent.name == "specification"]
    return _read(above[0] if above else None, paths, provider)


def _read(checkout: Path | None, paths: list[Path], provider: str | None) -> Sources:
    files = Files(checkout or paths[0].parent, closed=checkout is not None)
    roots = {root.path: root for root in map(files.read, paths)}
    return Sources(files, tuple(roots.values()), provider, "Azure/azure-rest-api-specs" if checkout else None)
