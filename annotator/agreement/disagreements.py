"""Items on which people disagree, the most divided first."""

from __future__ import annotations

import numpy as np

from annotator.agreement.labels import Key, Labels, key_order


def disagreements(labels: Labels) -> list[tuple[Key, float, dict[str, int]]]:
    """Return item, entropy of its votes (bits) and votes per label, for every item with different labels.

    Ranked by entropy, then by number of labels (both falling), then by item.
    """
    if not labels.item.size:
        return []
    kinds = max(1, len(labels.labels))
    key, votes = np.unique(labels.item * kinds + labels.label, return_counts=True)
    item = key // kinds
    starts = np.flatnonzero(np.diff(item, prepend=-1))
    ends = np.append(starts[1:], item.size)
    found = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if end - start > 1:
            n = votes[start:end]
            share = n / n.sum()
            # Rounded, so that the same votes for other labels tie in spite of the order of addition.
            entropy = round(float(-(share * np.log2(share)).sum()), 12)
            names = (labels.labels[code] for code in (key[start:end] % kinds).tolist())
            found.append((labels.items[int(item[start])], entropy, dict(zip(names, n.tolist(), strict=True))))
    return sorted(found, key=lambda row: (-row[1], -sum(row[2].values()), key_order(row[0])))
