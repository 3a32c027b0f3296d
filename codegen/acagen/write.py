"""Puts generated files in place, or says how they differ from what is there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def _stale(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Files below the folders that are filled which are not among `files`."""
    filled = {(folder / name).parent for name in files}
    wanted = {folder / name for name in files}
    return sorted(path for parent in filled if parent.is_dir() for path in parent.iterdir()
                  if path.is_file() and path not in wanted)


def differences(folder: Path, files: Mapping[str, str]) -> list[str]:
    """One line for each file that is missing, differs, or should not be there."""
    found = []
    for name, text in sorted(files.items()):
        path = folder / name
        if not path.is_file():
            found.append(f"{path}: missing")
        elif path.read_bytes() != text.encode():
            found.append(f"{path}: differs from what the definition gives")
    return found + [f"{path}: not generated from the definition" for path in _stale(folder, files)]


def put(path: Path, text: str) -> None:
    """Writes a file at once: what was there stays until then."""
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(path.name + ".new")
    try:
        scratch.write_bytes(text.encode())
        os.replace(scratch, path)
    except OSError:
        scratch.unlink(missing_ok=True)
        raise


def write(folder: Path, files: Mapping[str, str]) -> int:
    """Writes what changed, each file at once, and removes what is stale. Returns how many files changed."""
    changed = 0
    for name, text in sorted(files.items()):
        path = folder / name
        if path.is_file() and path.read_bytes() == text.encode():
            continue
        put(path, text)
        changed += 1
    for path in _stale(folder, files):
        path.unlink()
        changed += 1
    return changed
