"""Finds the definition files of an api-version in a checkout of upstream."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import SpecError
from .load import Files, Node

DEFAULT_PROVIDER = "Microsoft.App"


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
        for stage in [*folder.glob("stable"), *folder.glob("preview"), *folder.glob("*/stable"), *folder.glob("*/preview")]:
            names = {folder.parts[-3].lower(), stage.parent.name.lower()}
            if (service is None or service.lower() in names) and _definitions(stage / version):
                found.append(stage / version)
    return sorted(found)


def find(place: Path, version: str, provider: str | None, service: str | None) -> Sources:
    """`place` is a checkout, a folder with definitions, or one definition."""
    place = place.resolve()
    if not (place / "specification").is_dir():
        return _direct(place, provider)
    wanted = provider or DEFAULT_PROVIDER
    found = _folders(place, wanted, version, service)
    if not found:
        of = f" in the service {service}" if service else ""
        raise SpecError(place.name, "", f"no definition of {wanted} {version}{of}")
    if len(found) > 1:
        names = ", ".join(folder.relative_to(place).as_posix() for folder in found)
        raise SpecError(place.name, "", f"several services have {wanted} {version}, choose by --service or give a folder: {names}")
    return _read(place, _definitions(found[0]), provider or _provider_of(found[0]))


def _provider_of(folder: Path) -> str:
    return folder.parts[folder.parts.index("resource-manager", folder.parts.index("specification")) + 1]


def _direct(place: Path, provider: str | None) -> Sources:
    paths = [place] if place.is_file() else _definitions(place)
    if not paths:
        raise SpecError(place.name, "", "neither a checkout of upstream nor a definition nor a folder with definitions")
    parts = place.parts
    checkout = Path(*parts[:parts.index("specification")]) if "specification" in parts else None
    return _read(checkout, paths, provider)


def _read(checkout: Path | None, paths: list[Path], provider: str | None) -> Sources:
    files = Files(checkout or paths[0].parent, closed=checkout is not None)
    roots = {root.path: root for root in map(files.read, paths)}
    return Sources(files, tuple(roots.values()), provider, "Azure/azure-rest-api-specs" if checkout else None)
