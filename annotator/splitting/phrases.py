"""What credit and link lines look like, as data: the words of several languages together, since such lines mix them."""

import re

LINK_LINE = re.compile(
    r"(?:read (?:more|next|also|the full|our|on\b)|more (?:from|on|at|stories|coverage)\b|see also\b|also read\b|you may also like|recommended"
    r"|related(?: (?:stories|story|articles?|topics|coverage|content|links|reading))?\s*(?:[:»›|]|$)|advertisement$|ad feedback|sign up\b|subscribe\b"
    r"|share (?:this|on|via)\b|follow (?:us|me|[\w .]{1,40} on)\b|click here|continue reading|listen (?:to (?:this|the)|now)\b|watch(?: (?:live|now|more))?:"
    r"|skip to\b|newsletters?\b|join (?:us|our)\b|download (?:the|our)\b|comments?$|view (?:all|more|comments)|keep reading|what to read next|most (?:read|popular)$"
    r"|tags?:|categories:|topics:|top stories$|get (?:the|our) (?:app|newsletter)"
    r"|читайте (?:також|далі|больше|ещё)|читати далі|більше (?:новин|на)|підписуйтесь|підпишіться|дивіться також|поділитися|теги:|читайте нас"
    r"|lesen sie (?:auch|mehr)|mehr zum thema|mehr dazu|zum thema:|weiterlesen|lesen sie hier|newsletter abonnieren|jetzt abonnieren|teilen$"
    r"|lire (?:aussi|la suite|également)|à lire aussi|voir aussi|abonnez-vous|partager$|inscrivez-vous"
    r"|le(?:a|er) (?:también|más)|vea también|más información|suscríbase|suscríbete|compartir$|síguenos"
    r"|leia (?:também|mais)|saiba mais|veja também|assine\b|compartilhe|siga-nos"
    r"|devamını oku|ayrıca okuyun|bunu da oku|abone ol|paylaş$|ilgili haber"
    r"|اقرأ أيضا|اقرأ أيضًا|اقرأ المزيد|للمزيد|تابعنا|اشترك|شاهد أيضا|شارك"
    r"|阅读更多|閱讀更多|相关(?:阅读|新闻|报道|文章)|延伸阅读|延伸閱讀|查看更多|更多(?:新闻|内容)|点击(?:这里|阅读)|关注我们|订阅|分享到"
    r"|関連記事|続きを読む|あわせて読みたい|もっと読む|シェア)",
    re.IGNORECASE,
)
CREDIT_LINE = re.compile(
    r"(?:sources?:|photos?(?:graphs?)?(?: (?:by|credit|courtesy)\b|:)|photo/|image(?:s)?(?: (?:by|credit|source|courtesy)\b|:)|picture(?:s)?(?: by|:)|credit:|caption:"
    r"|getty images|©|\(c\) |copyright\b|all rights reserved|via [A-Z@]|video:|graphic:|illustration(?: by|:)|file photo"
    r"|this (?:article|story|post|piece|report) (?:was |has been )?(?:originally |first )?(?:appeared|published|produced|updated|corrected)"
    r"|the views expressed|\(?(?:additional )?(?:reporting|writing) by\b|\(?(?:compiled|edited|editing|translated) by\b|\(?with (?:reporting|files|inputs) (?:by|from)"
    r"|[^.!?]{3,120} contributed (?:to this (?:report|story|article)|reporting)"
    r"|(?:last )?(?:updated|published|posted|modified)(?: on| at)?\b[^.!?]{0,60}$"
    r"|джерело:|фото:|автор:|за матеріалами|переклад:|опубліковано\b|оновлено\b"
    r"|quelle:|fotos?:|bild:|autor(?:in)?:|stand:|aktualisiert\b|veröffentlicht\b"
    r"|crédits? ?:|photo ?:|publié le|mis à jour le|fuente:|crédito:|publicado (?:el|em)\b|actualizado\b|fonte:|atualizado\b|imagem:"
    r"|kaynak:|fotoğraf:|yayınlan\w+:|güncelleme:"
    r"|المصدر:|تصوير:|تحرير:|الصورة:|صورة:"
    r"|来源[:：]|來源[:：]|记者[:：]|責任編輯|责任编辑|编辑[:：]|图片来源|圖片來源|作者[:：]|（?完）?$|写真[:：]|出典[:：]|取材・文)",
    re.IGNORECASE,
)
MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
DATE_LINE = re.compile(
    rf"(?:[a-z]{{3,9}}\.?,?\s+)?(?:{MONTHS}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}\.?\s+[^\W\d_]{{3,12}}\.?\s+\d{{4}}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}"
    r"|\d{4}年\d{1,2}月\d{1,2}日)[^.!?。]{0,30}(?:[ap]\.m\.)?[^.!?。]{0,12}",
    re.IGNORECASE,
)
AGENCY_NAMES = (
    r"(?:AP|Reuters|AFP|UPI|dpa|EFE|ANSA|TASS|BBC|CNN|Xinhua|Bloomberg|Ukrinform|PTI|Kyodo|DW|ABC|CBS|NPR|PA)"
)
DATELINE = re.compile(
    rf"[^\W\d_a-z][^\W\d_a-z .,'’-]*(?:,[^.!?]{{2,40}}?\.?)?\s*(?:\({AGENCY_NAMES}[^)]{{0,20}}\)\s*[—–-]*|[—–]|,? {MONTHS}\.? \d{{1,2}}\s*[—–-]*)",
    re.IGNORECASE,
)
AGENCIES = re.compile(
    r"(?:[|,/·•–—-]|\bof|\bfor)\s*(?:the )?(?:associated press|reuters|agence france-presse|afp|bbc news|bbc|bloomberg(?: news)?|cnn|npr|nbc news|abc news|cbs news|upi|the guardian)$",
    re.IGNORECASE,
)
STAFF = re.compile(
    r"^[^\W\d_a-z][^.!?]{3,60}[,|–—-] ?(?:[\w' ]{0,30} )?(?:staff writer|staff reporter|correspondent|reporter|writer|editor|columnist|contributor)s?$",
    re.IGNORECASE,
)
BYLINE_WORDS = frozenset("by von par por yazan автор text author words".split())
BYLINE_SMALL = frozenset(
    "and in of the for at with de da di du del la van von der und in y et e ve і та и | / – — - & a an staff editor correspondent writer reporter".split()
)
