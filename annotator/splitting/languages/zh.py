"""Chinese, simplified and traditional: full-width marks end sentences without a blank."""

from annotator.splitting.languages.base import COMPANIES, Language, words
from annotator.splitting.languages.en import ENGLISH

CHINESE = Language(
    code="zh",
    never=ENGLISH.never,
    maybe=ENGLISH.maybe,
    company=COMPANIES,
    openers=ENGLISH.openers,
    exclaimed=words("Yahoo"),
    wide_sayings=(
        *("说", "說", "问", "問", "说道", "說道", "问道", "問道", "答道", "喊道", "叫道", "写道", "寫道", "笑道", "称", "稱", "表示", "指出"),
        *("喊", "强调", "強調", "补充", "補充", "感叹", "感嘆", "反问", "反問", "坦言", "笑着说", "告诉记者", "告訴記者"),
    ),
    tails=(
        "的",
        "之",
        "等",
        "声",
        "聲",
        "中",
        "和",
        "与",
        "與",
        "这",
        "這一",
        "及",
        "一类",
        "字样",
        "字樣",
        "一词",
        "一詞",
        "为题",
        "為題",
    ),
)
