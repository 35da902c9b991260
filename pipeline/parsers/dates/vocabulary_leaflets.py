"""The sentence that closes the leaflet of a medicine, written as in :mod:`.vocabulary`.

It is one sentence, which the European Medicines Agency has translated for the languages of the Union, Iceland and
Norway (template of product information, "This leaflet was last revised in"). Some say "revised", some "updated", some
"approved": one role holds for all, so that a leaflet means the same whichever language it is read in.
"""

from __future__ import annotations

LEAFLETS = """\
[bg]
modified: дата на последно преразглеждане на листовката
[cs]
modified: příbalová informace byla naposledy revidována, příbalová informace byla naposledy schválena
[da]
modified: indlægsseddel blev senest ændret, indlægsseddel blev sidst revideret
[el]
modified: φύλλο οδηγιών χρήσης αναθεωρήθηκε για τελευταία φορά
[es]
modified: fecha de la ultima revision de este prospecto
[et]
modified: infoleht on viimati uuendatud
[fi]
modified: pakkausseloste on tarkistettu viimeksi, pakkausseloste on viimeksi tarkistettu
[fr]
modified: date a laquelle cette notice a ete revisee est, date a laquelle cette notice a ete approuvee est
[hr bs]
modified: uputa je zadnji puta revidirana, uputa je zadnji put revidirana, uputa je posljednji put revidirana
[hu]
modified: betegtájékoztató legutóbbi felülvizsgálatának dátuma
[is]
modified: fylgiseðill var síðast uppfærður
[lt]
modified: pakuotės lapelis paskutinį kartą peržiūrėtas
[lv]
modified: lietošanas instrukcija pēdējo reizi pārskatīta
[mt]
modified: fuljett kien rivedut l-aħħar f’, fuljett kien rivedut l-aħħar f', fuljett kien rivedut l-aħħar fi
[nl]
modified: bijsluiter is voor het laatst goedgekeurd, bijsluiter is voor het laatst herzien
[pl]
modified: data ostatniej aktualizacji ulotki
[pt]
modified: folheto foi revisto pela ultima vez, folheto foi aprovado pela ultima vez
[ro]
modified: prospect a fost revizuit, prospect a fost aprobat
[sk]
modified: písomná informácia bola naposledy aktualizovaná, písomná informácia bola naposledy schválená
[sl]
modified: navodilo je bilo nazadnje revidirano
[sv]
modified: bipacksedel ändrades senast, bipacksedel godkändes senast
"""  # noqa: RUF001  letters of other languages
