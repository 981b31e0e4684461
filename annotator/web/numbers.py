"""Numbers in addresses and forms."""

import re


def whole(text: str) -> int:
    """Return a whole number from outside, 0 to 10**18 - 1; raises ValueError for anything else.

    As the `type` of a form field it makes what no column of the database can hold the same as what is no number.
    """
    if not re.fullmatch(r"[0-9]{1,18}", text):
        raise ValueError(text[:20])
    return int(text)
