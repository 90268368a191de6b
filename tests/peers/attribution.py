#!/usr/bin/env python3
"""Shares of random games, ours against shapiq's exact computer: Shapley and Shapley-Taylor values.

usage: tests/peers/attribution.py POTASH

Needs shapiq (pip install shapiq); it is no part of the project. Prints the largest difference.
"""

import csv
import io
import itertools
import json
import random
import subprocess
import sys
import tempfile

import numpy as np
from shapiq import ExactComputer


def ours(potash, names, game):
    """What the program makes of a game: shares by name, and interactions by pair."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([*names, "value"])
    for members, value in game.items():
        rows.writerow([int(k in members) for k in range(len(names))] + [repr(value)])
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        file.write(out.getvalue())
        file.flush()
        answer = subprocess.run(
            [potash, "attribute", "--values", file.name, "--json"], check=True, capture_output=True, text=True
        )
    step = json.loads(answer.stdout)["results"]["attribution"]["steps"][0]
    shapley = {one["name"]: one["shapley"]["mean"]["value"] for one in step["measures"]}
    alone = {one["name"]: one["alone"]["mean"]["value"] for one in step["measures"]}
    pairs = {tuple(one["measures"]): one["value"]["mean"]["value"] for one in step["interactions"]}
    return shapley, alone, pairs


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    random.seed(1)
    worst = 0.0
    for players in (2, 3, 5, 8):
        names = [f"p{k}" for k in range(players)]
        sets = [s for size in range(players + 1) for s in itertools.combinations(range(players), size)]
        game = {s: random.uniform(-5, 5) for s in sets}
        shapley, alone, pairs = ours(sys.argv[1], names, game)

        def values(coalitions):
            return np.array([game[tuple(np.flatnonzero(row))] for row in np.atleast_2d(coalitions)])

        computer = ExactComputer(n_players=players, game=values)
        exact = computer("SV", order=1)
        taylor = computer("STII", order=2)
        for k, name in enumerate(names):
            worst = max(worst, abs(shapley[name] - exact[(k,)]), abs(alone[name] - taylor[(k,)]))
        for (a, b), value in pairs.items():
            worst = max(worst, abs(value - taylor[(names.index(a), names.index(b))]))
    print(f"largest difference {worst:.1e}")
    if worst > 1e-9:
        sys.exit(1)


if __name__ == "__main__":
    main()
