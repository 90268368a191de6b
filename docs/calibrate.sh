#!/usr/bin/env bash
# Learns from scenarios/history.toml and history-2022.toml anew, ships what was learnt and writes the tables of docs/backtest.md and
# docs/parameters.md. With --check nothing is changed: it fails where anything would be.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked --quiet
potash=target/release/potash
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
check=${1:-}

# Puts a file in its place, or compares it with what is there.
put() {
  if [ "$check" = --check ]; then cmp "$1" "$2"; else mkdir -p "$(dirname "$2")" && cp "$1" "$2"; fi
}

# What is tested on the years after 2022 is learnt in a world that knows nothing of them.
$potash calibrate scenarios/history-2022.toml --until 2022 --quiet --out "$out" --name then > "$out/calibrate.txt"
for file in then/to-2022.toml then/to-2022.csv; do put "$out/$file" "scenarios/calibration/${file#*/}"; done
# What is learnt from all figures tells the test of that.
$potash calibrate scenarios/history.toml --draws 600000 --test-of scenarios/calibration/to-2022.toml --quiet \
  --out "$out" --name now > "$out/calibrate-now.txt"
for file in now/to-2026.toml now/to-2026.csv; do put "$out/$file" "scenarios/calibration/${file#*/}"; done
# The program carries what was learnt.
[ "$check" = --check ] || cargo build --release --locked --quiet
$potash backtest scenarios/history-2022.toml --strict --quiet --out "$out" --name backtest > "$out/backtest.txt"
$potash backtest scenarios/history.toml --quiet --out "$out" --name fit > /dev/null
put "$out/backtest/hindcast.svg" outputs/gallery/hindcast.svg
$potash check --register $(for name in market status-quo us-only us-plus-eu eu-only klaipeda-only canada-tariff \
  snapback grand-deal no-sanctions history history-2022 sanctions-2022; do echo "scenarios/$name.toml"; done) > "$out/parameters.md"
put "$out/parameters.md" docs/parameters.md

python3 - "$out" "$check" <<'PYTHON'
import pathlib, re, sys
out, check = pathlib.Path(sys.argv[1]), sys.argv[2] == "--check"
path = pathlib.Path("docs/backtest.md")
page = path.read_text()
parts = {
    "calibrate": "```text\n" + (out / "calibrate.txt").read_text().strip() + "\n```",
    "calibrate-now": "```text\n" + (out / "calibrate-now.txt").read_text().strip() + "\n```",
    "backtest": (out / "backtest/backtest.md").read_text().strip(),
    "fit": (out / "fit/backtest.md").read_text().strip(),
}
new = page
for name, text in parts.items():
    block = f"<!-- {name}:begin -->\n{text}\n<!-- {name}:end -->"
    new, n = re.subn(rf"<!-- {name}:begin -->.*?<!-- {name}:end -->", lambda _: block, new, flags=re.S)
    assert n == 1, name
if check:
    assert new == page, "docs/backtest.md is not what the commands give"
else:
    path.write_text(new)
PYTHON
