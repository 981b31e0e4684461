"""Japanese: a quote that a particle follows goes on."""

from annotator.splitting.languages.base import Language
from annotator.splitting.languages.en import ENGLISH

PARTICLES = (
    "と",
    "って",
    "など",
    "の",
    "を",
    "が",
    "は",
    "に",
    "も",
    "で",
    "へ",
    "か",
    "や",
    "だ",
    "ら",
    "まで",
    "より",
    "から",
)
JAPANESE = Language(
    code="ja",
    never=ENGLISH.never,
    maybe=ENGLISH.maybe,
    company=ENGLISH.company,
    openers=ENGLISH.openers,
    tails=PARTICLES,
    stopped_tails=PARTICLES,
)
