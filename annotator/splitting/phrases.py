"""What credit and link lines look like, as data: the words of several languages together, since such lines mix them."""

import re

from annotator.splitting.languages.base import words

LINKS = (
    # English
    r"read (?:more|next|also|the full|our|on\b)",
    r"more (?:from|on|at|stories|coverage)\b",
    r"(?:see also|also read|keep reading|continue reading|click here|ad feedback|sign up|subscribe|skip to)\b",
    r"(?:you may also like|recommended(?:$|:| for| reading)|what to read next|top stories$|most (?:read|popular)$)",
    r"(?:advertisement|comments?)$",
    r"related(?: (?:stor(?:y|ies)|articles?|topics|coverage|content|links|reading))?\s*(?:[:»›|]|$)",
    r"share (?:this|on|via)\b",
    r"follow (?:us|me|[\w .]{1,40} on)\b",
    r"listen (?:to (?:this|the)|now)\b",
    r"watch(?: (?:live|now|more))?:",
    r"newsletters?(?:$|:| sign)",
    r"(?:join (?:us|our)|download (?:the|our)|view (?:all|more|comments))\b",
    r"(?:tags?|categories|topics):",
    r"get (?:the|our) (?:app|newsletter)",
    # Ukrainian, German, French
    r"читайте (?:також|далі|нас)|читати далі|більше (?:новин|на)|підпи(?:суйтесь|шіться)|поділитися|теги:",
    r"дивіться також",
    r"lesen sie (?:auch|mehr|hier)|mehr (?:zum thema|dazu)|zum thema:|weiterlesen",
    r"(?:newsletter|jetzt) abonnieren|teilen$",
    r"lire (?:aussi|la suite|également)|à lire aussi|voir aussi|abonnez-vous|partager$|inscrivez-vous",
    # Spanish, Portuguese, Turkish
    r"le(?:a|er) (?:también|más)|vea también|más información|suscríb(?:ase|ete)|compartir$|síguenos",
    r"leia (?:também|mais)|saiba mais|veja também|assine\b|compartilhe|siga-nos",
    r"devamını oku|ayrıca okuyun|bunu da oku|abone ol|paylaş$|ilgili haber",
    # Arabic, Chinese, Japanese
    r"اقرأ (?:أيضا|أيضًا|المزيد)|للمزيد|تابعنا|اشترك|شاهد أيضا",
    r"阅读更多|閱讀更多|相关(?:阅读|新闻|报道|文章)|延伸(?:阅读|閱讀)|查看更多|更多(?:新闻|内容)|点击(?:这里|阅读)|关注我们|分享到",
    r"関連記事|続きを読む|あわせて読みたい|もっと読む",
)
CREDITS = (
    # English
    r"sources?:|via (?:@|ap\b|afp\b|reuters)|credit:|caption:|video:|graphic:|file photo",
    r"getty images|©|\(c\) |copyright (?:©|\(c\)|by\b|\d)|all rights reserved",
    r"photo(?:graph)?s?(?: (?:by|credit|courtesy)\b| ?:)|photo/",
    r"(?:images?|pictures?|illustrations?)(?: (?:by|credit|source|courtesy)\b|:)",
    r"this (?:article|story|post|piece|report) (?:was |has been )?(?:originally )?(?:first )?(?:appeared|published)",
    r"the views expressed",
    r"\(?(?:additional )?(?:reporting|writing|editing) by\b|\(?(?:compiled|edited|translated) by\b",
    r"\(?with (?:reporting|files|inputs) (?:by|from)",
    r"[^.!?]{3,120} contributed (?:to this (?:report|story|article)|reporting)",
    r"(?:last )?(?:updated|published|posted|modified)(?: on| at)?\b[^.!?]{0,60}$",
    # Ukrainian, German
    r"джерело:|фото:|автор:|за матеріалами|переклад:|(?:опубліковано|оновлено)\b",
    r"quelle:|fotos?:|bild:|autor(?:in)?:|stand:|(?:aktualisiert|veröffentlicht)\b",
    # French, Spanish, Portuguese, Turkish
    r"crédits? ?:|publié le|mis à jour le|fuente:|crédito:|publicado (?:el|em)\b|actualizado\b|fonte:",
    r"atualizado\b|imagem:",
    r"kaynak:|fotoğraf:|güncelleme:",
    # Arabic, Chinese, Japanese
    r"المصدر:|تصوير:|تحرير:|الصورة:|صورة:",
    r"(?:来源|來源|记者|編輯|编辑|图片来源|圖片來源|作者|写真|出典)[:：]|責任編輯|责任编辑|（完）$|取材・文",
)
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATES = (
    rf"{MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}",
    r"\d{1,2}\.?\s+[^\W\d_]{3,12}\.?\s+\d{4}",
    r"\d{4}-\d\d-\d\d",
    r"\d{1,2}[./]\d{1,2}[./]\d{2,4}",
    r"\d{4}年\d{1,2}月\d{1,2}日",
)
WIRES = r"(?:AP|Reuters|AFP|UPI|dpa|EFE|ANSA|TASS|BBC|CNN|Xinhua|Bloomberg|Ukrinform|PTI|Kyodo|DW|PA)"
OUTLETS = (
    r"(?:associated press|reuters|agence france-presse|afp|bbc(?: news)?|bloomberg(?: news)?|cnn|npr"
    r"|(?:nbc|abc|cbs) news|upi|the guardian)"
)
JOBS = r"(?:staff writer|staff reporter|correspondent|reporter|writer|editor|columnist|contributor)s?"

# For lines in lower case: without IGNORECASE the engine skips an alternative by its first letter.
LINK_LINE = re.compile("|".join(LINKS))
CREDIT_LINE = re.compile("|".join(CREDITS))
DATE_LINE = re.compile(
    rf"(?:[a-z]{{3,9}}\.?,?\s+)?(?:{'|'.join(DATES)})[^.!?。]{{0,30}}(?:[ap]\.m\.)?[^.!?。]{{0,12}}",
    re.IGNORECASE,
)
# "KYIV, Ukraine (AP) —" alone in its line: a place in capitals, and an agency, a date or a dash
DATELINE = re.compile(
    r"[A-ZА-ЯІЇЄҐ][A-ZА-ЯІЇЄҐ .'’-]+(?:, [^.!?()]{2,40}\.?)?\s*"
    rf"(?:\({WIRES}[^)]{{0,20}}\)\s*[—–-]*|[—–]|, \w+\.? \d{{1,2}}\s*[—–-]*)"
)
AGENCIES = re.compile(rf"(?:[|,/·•–—-]|\bof|\bfor)\s*(?:the )?{OUTLETS}$", re.IGNORECASE)
STAFF = re.compile(rf"[^\W\d_][^.!?]{{3,60}}[,|–—-] ?(?:[\w' ]{{0,30}} )?{JOBS}$", re.IGNORECASE)
BYLINE_WORDS = words("by von par por yazan автор text author words")
BYLINE_SMALL = words(
    "and in of the for at with de da di du del la van von der und y et e ve і та и | / – — - & a an",
    "staff editor correspondent writer reporter",
)
