"""What the libraries export is what the installed headers declare."""

import re
from pathlib import Path

from consumer import HERE, LIBRARIES, PREFIX, ROOT, run

HEADERS = PREFIX / "include/aca"


def declared(headers: list[Path]) -> set[str]:
    """The names after ACA_API, as the compiler sees them."""
    includes = [word for header in headers for word in ("-include", f"aca/{header.name}")]
    text = run("cc", "-E", "-P", "-DACA_EXPORT_H", "-DACA_API=EXPORTED", "-DACA_NODISCARD=", f"-I{PREFIX}/include",
               *includes, "-x", "c", "/dev/null")  # fmt: skip
    names = re.findall(r"\bEXPORTED\s[^;(]*?(\w+)\s*[;(\[]", text)
    assert len(names) == text.count("EXPORTED") and len(names) == len(set(names))
    return set(names)


def exported(*command: object) -> set[str]:
    return {line.split()[2] for line in run("nm", "--defined-only", *command).splitlines() if len(line.split()) == 3}


def test_the_shared_library_exports_what_is_declared() -> None:
    assert exported("-D", LIBRARIES / "libaca.so") == declared(sorted(HEADERS.glob("*.h")))


def test_the_static_library_stays_in_its_namespace() -> None:
    names = exported("-g", LIBRARIES / "libaca.a")
    assert declared(sorted(HEADERS.glob("*.h"))) <= names
    assert [name for name in sorted(names) if not name.startswith("aca_")] == []


def test_nothing_of_the_engine_is_lost() -> None:
    """symbols.txt has what is written by hand. A name that goes, goes from every program that uses it: that is a new
    major version. A name that comes is added here."""
    generated = {path.name for path in (ROOT / "generated/include/aca").glob("*.h")}
    by_hand = [path for path in sorted(HEADERS.glob("*.h")) if path.name not in generated | {"aca.h"}]
    assert (HERE / "symbols.txt").read_text().split() == sorted(declared(by_hand))
