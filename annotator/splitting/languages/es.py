"""Spanish: abbreviations after the list of the Royal Academy."""

from annotator.splitting.languages.base import COMPANIES, Language, words

SPANISH = Language(
    code="es",
    never=words(
        "Sr Sra Srta Sres Sras Dr Dra Dres D Dña Da Lic Licda Ing Arq Gral Cnel Tte Cap Cmdte Sgto Prof Profa",
        "Mons Fr Sto Sta S.S pág págs p pp vol vols art arts núm núms n cap caps cf cfr vid aprox Av Avda Avd",
        "C tel tfno EE JJ FF Excmo Excma Ilmo Ilma Rvdo Hno Hna Pbro p.ej ej ed eds trad fig figs dpto Dpto",
        "depto Depto prov Prov Pdte Vda Gob Sdo dir Dir ref",
    ),
    numbered=words(
        "núm núms art arts pág págs cap vol ene febr abr jul ag sept oct nov dic",
    ),
    maybe=words(
        "UU OO AA Ud Uds Vd Vds EE.UU JJ.OO FF.AA FF.CC S.A S.L ene febr abr jul ag sept oct nov dic min seg",
    ),
    company=COMPANIES | words("Cía Ltda Hnos"),
    clock=words("a.m p.m"),
    openers=words(
        "El La Los Las Lo Un Una Unos Unas Al Del De En Con Sin Por Para Según Sobre Tras Ante Bajo Contra",
        "Desde Durante Entre Hacia Hasta Y O Pero Mas Sino Aunque Porque Pues Si Cuando Donde Como Mientras",
        "Que Qué Quién Quien Quienes Cómo Cuándo Dónde Cuál Cuánto Él Ella Ellos Ellas Yo Nosotros Usted",
        "Ustedes Este Esta Estos Estas Esto Ese Esa Esos Esas Eso Aquel Aquella Su Sus Mi Mis Nuestro Nuestra",
        "También Tampoco Además Embargo Asimismo Así Entonces Luego Después Antes Ahora Hoy Ayer Mañana Aquí",
        "Allí Ya Aún Todavía Incluso Solo Sólo No Sí Ni Nadie Nada Nunca Siempre Todo Toda Todos Todas Cada",
        "Muchos Muchas Algunos Algunas Varios Varias Otros Otras Otro Dos Tres Cuatro Más Menos Se Le Les Me",
        "Nos Te A Es Son Fue Era Ha Han Hay Había Ambos Finalmente Actualmente Tanto",
    ),
    pronouns=words("Él Ella Ellos Ellas Yo"),
    dialogue_dash=True,
)
