"""Writes countries.tsv and currencies.tsv from the CLDR, as Babel has it.

    pip install babel==2.17.0 && python functions/nutcache/src/cldr/make.py
"""

import pathlib
import re

from babel import Locale
from babel.numbers import get_currency_precision, get_territory_currencies

HERE = pathlib.Path(__file__).parent
# frfr, frca, ruru, ptbr, plpl, itit, eses, esus, dede
LOCALES = [Locale.parse(name) for name in "fr_FR fr_CA ru pt_BR pl it es_ES es_US de".split()]
# The alpha-2 codes, in the order of Nutcache's numbers.
CODES = re.findall(r'"([A-Z]{2})"', (HERE.parent / "countries.rs").read_text().split("= [")[1].split("];")[0])


def write(name, rows):
    text = "".join("\t".join(row) + "\n" for row in rows)
    (HERE / name).write_text(text, encoding="utf-8")


currencies = {code: get_territory_currencies(code) for code in CODES}
write(
    "countries.tsv",
    ([code, " ".join(currencies[code])] + [locale.territories.get(code, "") for locale in LOCALES] for code in CODES),
)
used = sorted({currency for of_country in currencies.values() for currency in of_country})
write(
    "currencies.tsv",
    ([code, str(get_currency_precision(code))] + [locale.currencies.get(code, "") for locale in LOCALES] for code in used),
)
