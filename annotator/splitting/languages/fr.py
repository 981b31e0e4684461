"""French: abbreviations after the rules of the national printing office."""

from annotator.splitting.languages.base import COMPANIES, Language, words

FRENCH = Language(
    code="fr",
    never=words(
        "M MM Mr Mme Mmes Mlle Mlles Me Mes Dr Drs Pr Prof St Ste Sts Mgr Mgrs Cie.-Gén cf av apr env p pp",
        "vol chap art fig éd ex hab tél bd boul dép réf trad Cf Gal Col Cdt Cne Lt Adj Sgt Mal Fr RP Vve Sté",
        "Bd Av p.ex c.-à-d réimpr coll dir Dir prés Prés no nos n",
    ),
    numbered=words("art al chap vol fig p pp n no nos janv févr avr juil sept oct nov déc"),
    maybe=words(
        "janv févr avr juil sept oct nov déc min sec apr.J.-C s.a.r.l S.A S.A.R.L",
    ),
    company=COMPANIES | words("Cie Sté Éts"),
    openers=words(
        "Le La Les L Un Une Des De Du D Il Elle Ils Elles On Nous Je J Vous Tu Ce C Cet Cette Ces Cela Ça",
        "Mais Et Ou Où Or Donc Car Ni Si S Quand Lorsque Comme Puisque Parce Pour Par Dans En Sur Sous Avec",
        "Sans Selon Après Avant Depuis Pendant Durant Dès Entre Vers Chez Contre Malgré Son Sa Ses Leur Leurs",
        "Mon Ma Mes Notre Nos Votre Qui Que Qu Quel Quelle Quels Quelles Quoi Comment Pourquoi Combien À A Au",
        "Aux Ainsi Alors Puis Ensuite Enfin Aussi Également Toutefois Cependant Pourtant Néanmoins Même Plus",
        "Moins Très Tout Toute Tous Toutes Chaque Certains Certaines Plusieurs Beaucoup Aucun Aucune Rien",
        "Personne Deux Trois Quatre Hier Demain Aujourd Ici Là Déjà Encore Jamais Toujours Seul Seule Y N Ne",
        "Non Oui Pas Voilà Voici Celui Celle Ceux Face Grâce Outre Afin Bien Quant Jusqu",
    ),
    pronouns=words("Il Elle Ils Elles On"),
    dialogue_dash=True,
)
