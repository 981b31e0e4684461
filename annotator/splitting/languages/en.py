"""English: American and British news."""

from annotator.splitting.languages.base import COMPANIES, Language, words

TITLES = words(
    "Mr Mrs Ms Mx Drs Prof Profs Rev Revs Fr Msgr Pres Gov Govs Lt.Gov Sen Sens Rep Reps Cong Atty Asst",
    "Dep Supt Insp Det Sgt Cpl Pvt Pfc Spc Lt Capt Cpt Cmdr Cdr Col Maj Gen Adm Brig Ens Amb Min Mme Mlle",
    "Messrs Ste Abp Bp Ald Commr Cllr Spl Sheikh Univ Dist Herr Hr Sra Supts Dets Sgts Lts Capts Cols",
    "Gens Adms Ambs Secy Treas Cpls Ofc Dir Exec",
)
REFERENCES = words(
    "vs v cf approx ca viz p pp Vol vol Fig Figs fig figs Eds eds Eq eq Sect sect Ch ch incl esp resp e.g",
    "i.e E.g I.e eg ie Cie aka a.k.a Fed Int'l Gov't Int’l Gov’t Nat’l Nat'l Cf P.S Ph",
)
NUMBERED = words(
    "No Nos Art Res Sec Pt Para para paras Rte Hwy Sect hr hrs min mins ft lb lbs c Rs Apt Rm Ext Tel Est pop est",
)
MONTHS = words("Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec")
STATES = words(
    "Ala Ariz Ark Ca Calif Colo Conn Del Fla Ga Ind Ill Kan Ky La Mass Md Mich Minn Mo Mont Neb Nev Okla Ore",
    "Pa Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta Sask N.Y N.J N.C S.C N.M N.D S.D N.H R.I W.Va B.C N.S",
    "P.E.I D.C",
)
STREETS = words("Ave Blvd Rd Hwy Sq Ct Bldg Cir Rte Pkwy")
OTHERS = words(
    "al Dept Depts Assn Esq Ph.D M.D B.A M.A D.C.L ft lb hr tel temp",
    "avg dept govt natl intl Intl Natl Govt mgr Jos Wm Chas Geo Thos Edw Robt Tues Wed Thu Thur Thurs Tue",
    "U.S U.K U.N E.U U.S.A",
)
SHOUTED = words("INC CORP CO LTD JR SR")  # company names in capitals
CLOCK = words("a.m p.m A.M P.M m.p.h k.p.h r.p.m etc pts rebs yds hrs mins secs lbs pct")
ZONES = words(
    "Eastern Pacific Central Mountain Atlantic ET EST EDT PT PST PDT CT CST CDT MT MST MDT GMT UTC BST",
    "CET CEST IST AEST AEDT Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu",
    "Thur Thurs Fri Sat Sun January February March April May June July August September October November",
    "December Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Moscow Kyiv Beijing Tokyo London Paris",
    "Greenwich",
)
OPENERS = words(
    "The A An He She It We They I You This That These Those There Here His Her Its Our Their My Your In",
    "On At But And Or So Yet For By From With Without Of To As If When While Where Who What Why How After",
    "Before Since Until Although Though Because However Meanwhile Still Then Now Also Both Each Every",
    "Some Many Most Few Several Other Others Another One Two Three Not No Nor Even Only Just Once Under",
    "Over During Despite Among Amid According Asked Last Next Earlier Later Critics Officials Police Yes",
    "Well Such Nobody Nothing Everyone Somebody More Less Neither Either Unlike Like Ask Maybe Perhaps",
    "Sure Today Tonight Yesterday Which Whether Whose Whatever Whenever Instead Nevertheless Moreover",
    "Furthermore Additionally Indeed Rather Thus Therefore Hence Finally Eventually Recently Currently",
    "Previously Ultimately Afterwards Afterward Within Between Across Around Through Throughout Against",
    "Along Above Below Behind Beyond Inside Outside Near Nearly About Almost Thousands Hundreds Dozens",
    "Millions Analysts Experts Authorities Investigators Prosecutors Residents Witnesses Supporters",
    "Anyone Someone Everybody Everything Something Four Five Six Seven Eight Nine Ten All Any Much Is Are",
    "Was Were Do Does Did Can Could Would Should Will Have Has Had Let Per Upon Via Overall Separately",
    "Similarly Likewise Sometimes Often Never Always Soon Given Being Based Asking Speaking Citing",
    "Following Including Regardless",
)
SAYINGS = words(
    "said says asked asks tweeted wrote writes told tells added adds shouted yelled cried replied",
    "responded answered demanded wondered exclaimed joked quipped continued declared insisted recalled",
    "noted fumed posted screamed chanted argued warned explained thundered remarked stated mused",
    "whispered roared pleaded retorted sang inquired enquired queried began concluded went read reads",
    "sighed laughed snapped countered implored urged pressed protested repeated boomed begged bellowed",
    "gasped muttered murmured pondered interjected recounted",
)
NAMES = words(
    "the of de del della da di du la le van von der den bin ibn el al and for at in former his her our",
    "one an a chief secretary president director minister press host judge analyst senator professor",
    "coach editor spokesman spokeswoman spokesperson attorney general officer leader speaker reporter",
    "lawyer mayor governor reader caller user commenter",
)
ENGLISH = Language(
    code="en",
    never=TITLES | REFERENCES | words("MR MRS MESSRS"),
    place=words("St Mt Ft Dr ST DR"),
    numbered=NUMBERED | MONTHS,
    maybe=STATES | STREETS | OTHERS | MONTHS,
    company=COMPANIES | SHOUTED,
    regions=STATES,
    clock=CLOCK,
    zones=ZONES,
    openers=OPENERS,
    lower_openers=words("i he she it we they you this there what who why how but so my then"),
    pronouns=words("He She I We They It"),
    sayings=SAYINGS,
    names=NAMES,
    reported=words("they there that he she it we I"),
    finite=words(
        "was is has had said says were will would are have did does can could may might told fell rose grew",
        "won lost took made came went got gave began kept held left met paid ran saw sold sent spent stood",
        "thought found plans hopes expects announced",
    ),
    courtesy=words("Mr Mrs Ms Messrs"),
    countries=words("U.S U.K U.N E.U U.A.E U.S.S.R"),
    bodies=words(
        "Navy Army Marines Senate House Congress Treasury Treasurys Treasuries Government Embassy Consulate Mission",
        "Capitol Constitution Mint Census Open Steel Bancorp Airways Soccer Chamber Conference Marshals Ambassador",
        "Department Agency Administration Justice Defense Commerce Labor Education Interior Energy Military Bureau",
        "Congressman Congresswoman Representative Masters Amateur Olympians Bishops Ministry Parliament Commission",
    ),
    continuing=words(
        "Day Chief President Vice Chairman Chairwoman Chairperson CEO CFO Founder Executive Senior Managing Deputy",
        "Director Manager Spokesman Spokeswoman Spokesperson Analyst Economist Treasurer Secretary General",
        "Assistant Attorney Counsel Professor Coach Editor Engineer Officer Superintendent Commissioner Judge",
        "Mayor Governor Senator Gov Sen Rep Sheriff Police Fire Republican Republicans Democrat Democrats",
        "Democratic State Superior Supreme Circuit Council Court Class Series Holdings Group International",
        "Boulevard Drive Street Avenue Way Parkway Highway Expressway Bridge Plaza Center Park Library School",
        "High Middle Elementary Hospital Memorial Award Prize Scholarship Ltd Inc Corp Co Bancorp",
    ),
    before_i=words("and than as but or nor"),
    exclaimed=words("Yahoo Jeopardy Yum Oh Panic Wham Oklahoma Mamma Hey"),
)
