"""The small words of languages: they say little of what a text is about.

Other languages need no list: how many claims hold a word tells as much, a little later.
Words stand here without accents, and besides with them where these lead to another stem.
"""

from functools import cache

from factcheck import text

_WORDS = {
    "en": """
        a about after again ain all also although am amp an and any are aren as at be because
        been before being between both but by can could couldn did didn do does doesn doing don
        down during each few for from further get got had hadn has hasn have haven having he
        her here hers him his how i if in into is isn it its just let like ll may me might more
        most much my no nor not now of off on once only or other our out over own per re rt
        said same say says shall she should shouldn so some such than that the their them then
        there these they this those through to too under until up upon us ve very via was wasn
        we were weren what when where whether which while who whom whose why will with won
        would wouldn yet you your
    """,
    "es": """
        a al algo algunas algunos ante antes como con contra cual cuando de del desde donde
        durante e el ella ellas ellos en entre era eran es esa esas ese eso esos esta estaba
        estado estan estar estas este esto estos fue fueron ha habia había han hasta hay la las
        le les lo los mas me mi mientras mucho muy nada ni no nos o otra otras otro otros para
        pero poco por porque que quien quién se sea ser si sido sin sobre son su sus tambien
        también tanto te tiene tienen todo todos tras tu un una uno unos y ya
    """,
    "fr": """
        a ai ait au aura aux avait avant avec avoir c ce ceci cela ces cet cette chez comme d
        dans de depuis des dès dont du elle elles en encore entre es est et etaient etait ete
        etre eu eux fait fut il ils j je l la le les leur leurs lors lui m ma mais me meme mes
        moi mon n ne ni nos notre nous on ont ou par pas peu peut plus pour qu quand que quel
        quelle qui s sa sans se ses si son sont sous sur t ta te tes toi ton tous tout toute
        toutes tu un une vos votre vous y
    """,
    "de": """
        ab aber alle als also am an auch auf aus bei bin bis bist da damit dann das dass dein
        dem den denn der des dich die dies diese dieser dieses dir doch dort du durch ein eine
        einem einen einer eines er es etwas euer fur gegen hab haben hat hatte hatten hier hin
        ich ihm ihn ihnen ihr ihre im in ist ja jede jeder jetzt kann kein keine konnen man
        mehr mein mich mir mit muss nach nicht noch nun nur ob oder ohne sehr sein seine sich
        sie sind so soll uber um und uns unter vom von vor war waren was wenn wer werden wie
        will wir wird wurde wurden zu zum zur
    """,
    "pt": """
        a ao aos as ate com como da das de dela dele deles depois do dos e ela elas ele eles em
        entre era eram essa essas esse esses esta estao estas estava este estes eu foi foram ha
        isso isto ja la lhe lhes lo mais mas me mesmo meu minha muito na nao nas nem no nos
        nossa nosso num numa o os ou para pela pelas pelo pelos por qual quando que quem sao
        são se sem ser seu seus so sobre sua suas tambem também te tem tinha todo todos tu um
        uma uns voce voces vocês
    """,
    "it": """
        a ad agli ai al alla alle allo anche avere aveva c che chi ci come con contro cui da
        dagli dai dal dalla dalle dallo degli dei del della delle dello di dove e ed era erano
        essere fra gli ha hanno i il in io l la le lei li lo loro lui ma mi mia mio ne negli
        nei nel nella nelle nello noi non nostra nostro o per perche piu quale quando quanto
        quella quelle quello questa queste questi questo se senza si sia sono sta su sua sue
        sugli sui sul sulla sulle suo suoi tra tu tua tuo tutti tutto un una uno vi voi
    """,
}


@cache
def small(stems: str) -> frozenset[str]:
    """The small words of a language as ``text.tokens`` stems them; none where no list is kept.

    ``stems`` is the code of the language, as ``text.stems`` gives it.
    """
    words = _WORDS.get(stems, "").split()
    return frozenset(token for word in words for token in text.tokens(word, stems))
