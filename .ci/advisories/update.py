#!/usr/bin/env python3
"""Renews the stored advisories from a clone of the RustSec database.

usage: .ci/advisories/update.py CLONE

Keeps, for the packages in Cargo.lock, what a check needs: number, package, dates, kind and versions; the words of
an advisory stay where they are, at https://rustsec.org. `packages.txt` says which packages were looked up, and on
which state of the database, so that a new dependency cannot pass without being looked up.
"""

import pathlib
import re
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent


def git(clone, *words):
    return subprocess.run(["git", "-C", clone, *words], check=True, capture_output=True, text=True).stdout


def toml_value(value):
    if isinstance(value, list):
        return "[" + ", ".join(toml_value(one) for one in value) + "]"
    return f'"{value}"'


def facts(text):
    """The advisory with its facts alone."""
    head = tomllib.loads(re.search(r"```toml\n(.*?)```", text, re.S).group(1))
    about, versions = head["advisory"], head["versions"]
    lines = ["```toml", "[advisory]"]
    for key in ("id", "package", "date", "informational", "withdrawn"):
        if key in about:
            lines.append(f"{key} = {toml_value(about[key])}")
    lines.append("\n[versions]")
    for key in ("patched", "unaffected"):
        if key in versions:
            lines.append(f"{key} = {toml_value(versions[key])}")
    number = about["id"]
    return "\n".join([*lines, "```", "", f"# {number}", "", f"See https://rustsec.org/advisories/{number}.html.", ""])


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    clone = sys.argv[1]
    packages = sorted({one["name"] for one in tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]})
    for old in HERE.glob("crates/*/*.md"):
        old.unlink()
    count = 0
    for path in git(clone, "ls-tree", "-r", "--name-only", "HEAD", "crates").split():
        _, package, file = path.split("/")
        if package in packages:
            target = HERE / "crates" / package / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(facts(git(clone, "show", f"HEAD:{path}")))
            count += 1
    state = git(clone, "log", "-1", "--format=%H of %cs").strip()
    head = f"# Packages looked up in the RustSec database at commit {state}\n"
    (HERE / "packages.txt").write_text(head + "\n".join(packages) + "\n")
    print(f"{count} advisories on {len(packages)} packages")


main()
