"""Portuguese, European and Brazilian: abbreviations after the academies' vocabulary."""

from annotator.splitting.languages.base import COMPANIES, Language, words

PORTUGUESE = Language(
    code="pt",
    never=words(
        "Sr Sra Srs Sras Srta Dr Dra Drs Dras D Eng Engº Arq Prof Profa Profª Gen Cel Cor Cap Ten Maj Sgt Alm",
        "Brig Pe Fr Mons Sto Sta S.A.R V.Exa Exmo Exma Ilmo Ilma Av Al Pça R Rod p pp pág págs vol vols art",
        "arts núm n cap caps cf ex tel fig figs ed eds trad aprox dep Dep Des Min Gov Sen Ver Pres p.ex c.f",
        "obs Obs séc sécs ref",
    ),
    numbered=words(
        "art arts pág págs cap vol núm n jan fev mar abr jun jul ago set out nov dez séc sécs",
    ),
    maybe=words("jan fev abr jun jul ago nov dez min seg hab S.A a.C d.C"),
    company=COMPANIES | words("Ltda Cia Irmãos"),
    clock=words("a.m p.m"),
    openers=words(
        "O A Os As Um Uma Uns Umas Ao Aos À Às Do Da Dos Das No Na Nos Nas Num Numa De Em Com Sem Por Para",
        "Pelo Pela Pelos Pelas Segundo Sobre Sob Após Ante Contra Desde Durante Entre Até E Ou Mas Porém",
        "Contudo Todavia Embora Porque Pois Se Quando Onde Como Enquanto Que Quem Qual Quais Quanto Ele Ela",
        "Eles Elas Eu Nós Você Vocês Este Esta Estes Estas Isto Esse Essa Esses Essas Isso Aquele Aquela Seu",
        "Sua Seus Suas Meu Minha Nosso Nossa Também Além Assim Então Depois Antes Agora Hoje Ontem Amanhã",
        "Aqui Ali Lá Já Ainda Mesmo Só Apenas Não Sim Nem Ninguém Nada Nunca Sempre Tudo Todo Toda Todos",
        "Todas Cada Muitos Muitas Alguns Algumas Vários Várias Outros Outras Outro Dois Duas Três Mais Menos",
        "É São Foi Era Há Havia Ambos Finalmente Atualmente Logo Conforme Caso Entretanto Portanto Quase",
        "Cerca",
    ),
    pronouns=words("Ele Ela Eles Elas Eu"),
    dialogue_dash=True,
)
