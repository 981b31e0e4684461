"""Arabic: no case, its own question mark, and the verb of saying stands first."""

from annotator.splitting.languages.base import Language, words
from annotator.splitting.languages.en import ENGLISH

ARABIC = Language(
    code="ar",
    never=words("د أ ا أ.د م.م ص ج ط ق ت رقم المهندس.م") | ENGLISH.never,
    maybe=words("م هـ ه ق.م كم كلم ألخ") | ENGLISH.maybe,
    company=ENGLISH.company,
    openers=words(
        "هو هي هم نحن أنا هذا هذه هؤلاء ذلك تلك في من على إلى عن مع بعد قبل لكن ولكن كما وقال وقالت وأضاف",
        "وأضافت وأكد وكان وكانت وقد لقد لا لم إن أن وفي ومن وعلى وإلى وهو وهي وهذا وهذه حيث عندما بينما منذ",
        "خلال كل بعض ثم أما وأما ما ماذا لماذا كيف متى أين هل",
    )
    | ENGLISH.openers,
    sayings=words(
        "قال قالت قالوا يقول تقول أضاف أضافت سأل سألت يسأل تسأل تساءل تساءلت يتساءل كتب كتبت صرح صرحت أكد",
        "أكدت هتف هتفت صاح صاحت رد ردت أجاب أجابت علق علقت تابع تابعت أوضح أوضحت غرد غردت",
    ),
    saying_first=True,
)
