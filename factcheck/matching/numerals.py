"""Numbers that are written as words, as far as two texts may differ in them: "the second year".

Words that are often something else are left out: one, and "secondo" (according to) in Italian.
"""

from functools import cache

from factcheck import text

# For each language what counts from 2 on, and what orders from 1 on; one with several forms
# has them with a stroke between.
_CARDINALS = {
    "en": "two three four five six seven eight nine ten eleven twelve",
    "es": "dos tres cuatro cinco seis siete ocho nueve diez once doce",
    "fr": "deux trois quatre cinq six sept huit neuf dix onze douze",
    "de": "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    "pt": "dois/duas três quatro cinco seis sete oito nove dez onze doze",
    "it": "due tre quattro cinque sei sette otto nove dieci undici dodici",
}
_ORDINALS = {
    "en": "first second third fourth fifth sixth seventh eighth ninth tenth",
    "es": "primer/primero/primera segundo/segunda tercer/tercero/tercera cuarto/cuarta"
    " quinto/quinta sexto/sexta séptimo/séptima octavo/octava noveno/novena décimo/décima",
    "fr": "premier/première deuxième/second/seconde troisième quatrième cinquième sixième"
    " septième huitième neuvième dixième",
    "de": "erste/ersten/erster/erstes/erstem zweite/zweiten/zweiter/zweites/zweitem"
    " dritte/dritten/dritter/drittes/drittem vierte/vierten/vierter/viertes"
    " fünfte/fünften/fünfter/fünftes sechste/sechsten siebte/siebten achte/achten"
    " neunte/neunten zehnte/zehnten",
    "pt": "primeiro/primeira segunda terceiro/terceira quarto/quarta quinto/quinta"
    " sexto/sexta sétimo/sétima oitavo/oitava nono/nona décimo/décima",
    "it": "primo seconda terzo/terza quarto/quarta quinto/quinta sesto/sesta"
    " settimo/settima ottavo/ottava nono/nona decimo/decima",
}


@cache
def numerals(stems: str) -> dict[str, str]:
    """The words of a language for numbers, without accents, and each number in digits.

    ``stems`` is the code of the language, as ``text.stems`` gives it.
    """
    found: dict[str, str] = {}
    for words, first in ((_ORDINALS, 1), (_CARDINALS, 2)):
        for number, forms in enumerate(words.get(stems, "").split(), first):
            found |= dict.fromkeys(map(text.fold, forms.split("/")), str(number))
    return found
