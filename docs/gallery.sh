#!/usr/bin/env bash
# Makes the pictures in outputs/gallery and the answers in README.md and docs/guide.md anew, from the shipped scenarios.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --locked
potash=target/release/potash
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT

$potash compare scenarios/status-quo.toml scenarios/us-only.toml scenarios/us-plus-eu.toml \
  --quiet --out "$out" --name compare > "$out/answer.txt"
$potash compare scenarios/status-quo.toml scenarios/us-only.toml scenarios/eu-only.toml scenarios/klaipeda-only.toml \
  scenarios/grand-deal.toml --set measure.us_sanctions.reimposed=never --quiet --out "$out" --name leverage > "$out/leverage.txt"
$potash judgements scenarios/status-quo.toml scenarios/us-only.toml --quiet \
  --chart "$out/judgements.svg" > "$out/judgements.txt"
$potash attribute scenarios/status-quo.toml scenarios/us-only.toml scenarios/no-sanctions.toml \
  --after klaipeda_closure=eu_embargo --quiet --chart "$out/attribution.svg" > "$out/attribution.txt"
$potash sensitivity scenarios/status-quo.toml scenarios/us-only.toml --quiet \
  --chart "$out/sensitivity.svg" > "$out/sensitivity.txt"
$potash run scenarios/sanctions-2022.toml --quiet --out "$out" --name shock > "$out/shock.txt"
$potash sweep scenarios/us-only.toml --vary corridor.russian_baltic.cost=30:70:9 --quiet --draws 500 \
  --out "$out" --name route > /dev/null
$potash sweep scenarios/us-only.toml --vary corridor.russian_baltic.cost=30:70:9 --vary model.sigma=2.5:6:8 \
  --quiet --draws 100 --out "$out" --name grid > /dev/null

gallery=outputs/gallery
mkdir -p "$gallery"
# The hindcast is made with what is learnt, by docs/calibrate.sh.
find "$gallery" -name "*.svg" ! -name hindcast.svg -delete
for name in share-restored revenue-medians given-measures revenue-over-time measures-over-time revenue-distribution revenue-difference trade-by-market capacity-over-time \
  routes corridor-flows price-medians price-changes ledger gains-by-cause drivers-us-plus-eu; do
  cp "$out/compare/$name.svg" "$gallery/$name.svg"
done
$potash report "$out/compare" --format svg --chart share-restored --theme dark --out "$out/dark" --quiet
cp "$out/dark/share-restored.svg" "$gallery/share-restored-dark.svg"
$potash report "$out/compare" --format svg --chart share-restored --width 360 --out "$out/phone" --quiet
cp "$out/phone/share-restored.svg" "$gallery/share-restored-phone.svg"
cp "$out/leverage/share-restored.svg" "$gallery/leverage.svg"
cp "$out/shock/revenue-medians.svg" "$gallery/shock-of-2022.svg"
cp "$out/attribution.svg" "$gallery/attribution.svg"
cp "$out/sensitivity.svg" "$gallery/sensitivity.svg"
cp "$out/judgements.svg" "$gallery/judgements.svg"
cp "$out/route/response.svg" "$gallery/route-cost.svg"
cp "$out/route/changes.svg" "$gallery/route-cost-changes.svg"
cp "$out/grid/heat-map.svg" "$gallery/route-cost-and-substitution.svg"

python3 - "$out" <<'PYTHON'
import pathlib, re, sys
out = pathlib.Path(sys.argv[1])
def put(path, name, text):
    put_block(path, name, f"```text\n{text.strip()}\n```")
def put_block(path, name, text):
    page = pathlib.Path(path).read_text()
    block = f"<!-- {name}:begin -->\n{text}\n<!-- {name}:end -->"
    page, n = re.subn(rf"<!-- {name}:begin -->.*?<!-- {name}:end -->", lambda _: block, page, flags=re.S)
    assert n == 1, (path, name)
    pathlib.Path(path).write_text(page)
answer = (out / "answer.txt").read_text()
put("docs/guide.md", "answer", answer)
put("docs/guide.md", "long-answer", (out / "compare/summary.txt").read_text())
put("docs/guide.md", "judgements", (out / "judgements.txt").read_text())
# The first screen has the headline and a line for each scenario: the level of the baseline, what the others add and restore while they
# stand; then what that hangs on.
def short(paragraph):
    text = " ".join(paragraph.split())
    title, rest = text.split(": ", 1)
    level = re.search(r"([\d.]+ bn USD a year)( \([^)]*\))?", rest)
    gain = re.search(r"([+-][\d.]+ bn)( \([^)]*\)) against", rest)
    restored = re.search(r"It restores (\d+ %)( \([^)]*\))", rest)
    if gain is None:
        return f"- **{title}:** {level[1]}{level[2] or ''} from Belarusian potash in 2030, in dollars of 2025."
    while_it_stands = re.search(r"With the (.*?) lifted", rest)
    when = f" with the {while_it_stands[1]} lifted" if while_it_stands else ""
    chance = re.search(r"That holds in (\d+ %) of draws", rest)
    chance = f" That holds in {chance[1]} of draws." if chance else ""
    return f"- **{title}:** {gain[1]}{gain[2]} more{when}, {restored[1]}{restored[2]} of what the measures cost.{chance}"
headline = " ".join(answer.split("\n\n")[0].split())
whole = (out / "compare/summary.txt").read_text()
lines = [f"**{headline}**", ""] + [short(paragraph) for paragraph in whole.split("\n\n")[:3]]
hangs = " ".join((out / "judgements.txt").read_text().split("\n\n")[0].split())
put_block("README.md", "answer", "\n".join(lines) + "\n\nMedians, with 5 to 95 % of draws in brackets. " + hangs)
attribution = (out / "attribution.txt").read_text()
put("outputs/gallery/README.md", "attribution", attribution)
put("docs/guide.md", "attribution", attribution)
held = re.search(r"changes by (\+[\d.]+ bn) .*?, of which (.*)\.", " ".join(attribution.split("\n\n")[1].split()))
put_block("README.md", "held", f"- **Says who holds the leverage**, exactly and draw by draw (`potash attribute`): of {held[1]} a year that are still held back after US relief, {held[2]}.")
put("docs/guide.md", "sensitivity", (out / "sensitivity.txt").read_text())
put("outputs/gallery/README.md", "leverage", (out / "leverage.txt").read_text())
put("outputs/gallery/README.md", "shock", (out / "shock.txt").read_text())
PYTHON
