"""German: abbreviations as Duden lists them, and ordinal numbers, which carry a stop."""

from annotator.splitting.languages.base import COMPANIES, Language, words

MONTHS = words(
    "Januar Jänner Februar Feber März April Mai Juni Juli August September Oktober November Dezember",
)
SHORT_MONTHS = words("Jan Jän Feb Mär Apr Jun Jul Aug Sep Sept Okt Nov Dez")
GERMAN = Language(
    code="de",
    never=words(
        "v n em Inh u",
        "Dr Dres Prof Hr Hrn Fr Frl Fam St Skt Mag Dipl Ing Dipl.-Ing Bg med phil jur rer nat theol habil h.c",
        "Pfr Präs Gen Hptm Lt Ltn Oblt Maj Kdt Min.-Präs RA Abg Bgm OB.-Kand Sr Jr Msgr z.B z.T z.Zt z.Hd d.h",
        "d.i u.a u.U v.a i.d.R i.e.S i.V i.A s.o s.u a.a.O bzw ca zirka vgl evtl evt ggf ggfs gegebenenf inkl",
        "exkl einschl zzgl abzgl geb gest verh gesch sog allg bes insb insbes Bd Bde Hrsg hrsg Hg Aufl Abb",
        "Tab Kap Ziff Rn Rdnr Az Abs Art Nr Nrn Bl Sp Zf ff.-S Anm Verf vorl ehem ev evang kath röm österr dt",
        "dtsch engl frz franz amerik russ ital span lat griech türk südl nördl westl östl zw zit Bsp bspw",
        "eigtl urspr resp max min mind durchschn Vgl Evtl Ggf Inkl Ca Bzw Tel Fa Frhr Kfm kfm techn wiss",
        "polit städt staatl dgl.-m Lfg Sekr stv stellv Stv vors Vors",
    ),
    numbered=words("Nr Nrn Art Abs Kap Abb Tab Ziff Bd Str Hausnr") | SHORT_MONTHS,
    number_endings=("str", "Str"),
    maybe=words(
        "Mio Mrd Bio Tsd Std Min Sek Jh Jhd Jhdt Chr Str Pl Pfd Stk St.-Nr Kfz Tl Ver Univ Inst Abt v.Chr",
        "n.Chr a.D a.M d.J d.M u.ä o.ä u.Ä",
    )
    | SHORT_MONTHS,
    company=COMPANIES | words("Cie Ges"),
    openers=words(
        "Der Die Das Den Dem Des Ein Eine Einen Einem Einer Er Sie Es Wir Ich Ihr Ihre Ihren Sein Seine",
        "Seinen Mein Unser Unsere Dies Diese Dieser Dieses Diesen Jener Jene Doch Aber Und Oder Denn In Im Am",
        "An Auf Aus Bei Beim Mit Nach Von Vom Vor Zu Zum Zur Für Gegen Ohne Um Durch Bis Seit Während Wegen",
        "Trotz Als Wenn Weil Dass Ob Da Dort Dann Hier Heute Gestern Jetzt Nun So Auch Nur Noch Schon Sogar",
        "Nicht Kein Keine Nichts Niemand Wie Was Wer Wo Wann Warum Weshalb Welche Man Alle Alles Viele Einige",
        "Manche Mehrere Jeder Jede Jedes Dabei Dazu Damit Dafür Dagegen Danach Davor Darauf Daran Darin",
        "Darüber Daraus Davon Deshalb Daher Darum Trotzdem Allerdings Jedoch Zudem Außerdem Dennoch",
        "Inzwischen Zuvor Zuletzt Später Bereits Laut Nachdem Bevor Unter Über Zwischen Neben Hinter",
        "Insgesamt Derzeit Erst Etwa Rund Mehr Weitere Zwei Drei Vier Fünf Sechs Bisher Bislang Schließlich",
        "Sollte Ist Hat Wird Kann Sind War Zwar Vielmehr Somit Also Ebenso Genau Gerade Wohl Vielleicht Ja",
        "Nein Möglicherweise Offenbar Natürlich Eben Sobald Obwohl Sondern Statt Anders Ähnlich Meist Oft",
        "Immer Nie Wieder Einst Zunächst Anschließend Mittlerweile Beide Andere Dessen Deren",
    ),
    pronouns=words("Er Sie Ich Wir"),
    sayings=words(
        "sagte sagt fragte fragt rief schrieb antwortete erklärte meinte betonte",
    ),
    ordinals=True,
    ordinal_cues=words(
        "am dem den der die das des im vom zum zur bis ab seit jeder jedem jeden sein seinen seinem seiner",
        "ihr ihren ihrem ihrer ein einem einen einer Am Dem Den Der Die Das Des Im Vom Zum Zur Bis Ab Seit",
        "beim Beim und oder unser unserem mein meinem nach Nach vor Vor",
    ),
    ordinal_nouns=MONTHS
    | SHORT_MONTHS
    | words(
        "Jahrhundert Jahrhunderts Jahrhunderte Jh Platz Plätze Mal Runde Spieltag Spieltags Klasse Bundesliga",
        "Liga Minute Stock Stockwerk Etage Geburtstag Geburtstags Todestag Jahrestag Jahrestags Stunde Tag",
        "Tages Woche Monat Jahr Quartal Quartals Halbjahr Weltkrieg Weltkriegs Weltkrieges Armee Division",
        "Kapitel Auflage Ausgabe Staffel Folge Reich Reichs Reiches Rang Halbzeit Bezirk Arrondissement",
        "Kongress Parteitag Bundestag Etappe Satz Saison Internationale Stelle Teil Band Akt Sinfonie",
        "Obergeschoss Sitzung Auszeichnung Tabellenplatz Sieg Saisontor Lebensjahr Lebensjahres Hochzeitstag",
        "Strafkammer Zivilsenat Senat Legislaturperiode",
    ),
)
