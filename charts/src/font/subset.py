"""Cut Liberation Sans down to the characters the charts use, under another name.

Usage: python subset.py <folder with LiberationSans-Regular.ttf and -Bold.ttf> <output folder>
Needs fonttools. Kerning is left out, so that advances alone give a text's width.
The licence reserves the name "Liberation" for the unmodified fonts, hence "Potash Sans".
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

CHARACTERS = (
    "U+0020-007E,U+00A0-017F,U+2009,U+202F,U+2010-2015,U+2018-201E,U+2020,U+2022,U+2026,"
    "U+2030,U+20AC,U+2190-2193,U+2212,U+2248,U+2260,U+2264,U+2265,U+2074-2079,U+FFFD"
)

source, target = Path(sys.argv[1]), Path(sys.argv[2])
for face in ("Regular", "Bold"):
    output = target / f"PotashSans-{face}.ttf"
    subset.main(
        [
            str(source / f"LiberationSans-{face}.ttf"),
            f"--unicodes={CHARACTERS}",
            "--layout-features=",
            "--no-hinting",
            "--name-IDs=*",
            f"--output-file={output}",
        ]
    )
    font = TTFont(output, recalcTimestamp=False)
    names = font["name"]
    for number, text in {
        1: "Potash Sans",
        3: f"Potash Sans {face}, a subset of another font; see nameID 0",
        4: f"Potash Sans {face}",
        6: f"PotashSans-{face}",
    }.items():
        names.setName(text, number, 3, 1, 0x409)
    names.removeNames(nameID=7)
    font.save(output)
