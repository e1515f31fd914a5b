"""How well does the score order what is worth checking? python bench/worthiness.py CSV

CSV has the columns ``Text`` and ``Verdict`` (1 worth checking, 0 unimportant, -1 not factual), as
in ClaimBuster's crowdsourced sentences. Prints the area under the ROC curve, the average
precision, the precision of the first hundred and of the first tenth, and sentences per CPU second.
"""

import argparse
import csv
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from factcheck.extract.training import area
from factcheck.extract.worth import worth


def average_precision(ordered: list[bool]) -> float:
    """The mean of the precision at each right one; ``ordered`` is best first."""
    found, total = 0, 0.0
    for place, is_right in enumerate(ordered, 1):
        found += is_right
        total += found / place if is_right else 0
    return total / found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("csv", type=Path, help="a table with the columns Text and Verdict")
    told = parser.parse_args()
    with told.csv.open(encoding="utf-8", newline="") as file:
        rows = [(row["Text"], row["Verdict"] == "1") for row in csv.DictReader(file)]
    worth("It was so.")  # the words of the language are read once
    begun = time.process_time()
    scores = [worth(text).score for text, _ in rows]
    seconds = time.process_time() - begun
    right = [is_right for _, is_right in rows]
    best = [r for _, r in sorted(zip(scores, right, strict=True), key=lambda pair: -pair[0])]
    tenth = len(best) // 10
    print(f"{len(rows):,} sentences, {sum(right) / len(right):.3f} of them worth checking.\n")
    print("| AUC | average precision | first 100 | first tenth | sentences per CPU second |")
    print("|---|---|---|---|---|")
    print(
        f"| {area(right, scores):.3f} | {average_precision(best):.3f} "
        f"| {sum(best[:100]) / 100:.2f} "
        f"| {sum(best[:tenth]) / tenth:.3f} | {len(rows) / seconds:,.0f} |"
    )


if __name__ == "__main__":
    main()
