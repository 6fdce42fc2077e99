"""Numbers in words as a schoolbook writes them, to try the tables against."""

_ONES = (
    "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize "
    "dix-sept dix-huit dix-neuf"
)
_TENS = "vingt trente quarante cinquante soixante"
_ENGLISH_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def french_words(number: int) -> str:
    """Return a number from 0 to 999,999 in French words, with hyphens as they are taught most."""
    if number < 20:
        return _ONES.split()[number]
    if number < 70:
        tens, ones = _TENS.split()[number // 10 - 2], number % 10
        return tens if not ones else f"{tens} et un" if ones == 1 else f"{tens}-{french_words(ones)}"
    if number < 80:
        return "soixante et onze" if number == 71 else f"soixante-{french_words(number - 60)}"
    if number < 100:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{french_words(number - 80)}"
    if number < 1000:
        head = "cent" if number < 200 else f"{french_words(number // 100)} cent"
        return (head + ("s" if number >= 200 else "")) if number % 100 == 0 else f"{head} {french_words(number % 100)}"
    thousands = french_words(number // 1000)
    # The s of quatre-vingts and deux cents goes before mille.
    plural = number // 1000 % 100 in (0, 80) and number // 1000 > 1
    head = "mille" if number < 2000 else f"{thousands.removesuffix('s') if plural else thousands} mille"
    return head if number % 1000 == 0 else f"{head} {french_words(number % 1000)}"


def english_words(number: int) -> str:
    """Return a number from 0 to 999,999 in English words."""
    if number < 20:
        return _ENGLISH_ONES.split()[number]
    if number < 100:
        tens = _ENGLISH_TENS.split()[number // 10 - 2]
        return f"{tens}-{english_words(number % 10)}" if number % 10 else tens
    size, name = (100, "hundred") if number < 1000 else (1000, "thousand")
    head, rest = f"{english_words(number // size)} {name}", number % size
    if not rest:
        return head
    return f"{head} and {english_words(rest)}" if rest < 100 else f"{head} {english_words(rest)}"
