"""Roots of Polish words: what the forms of a noun or adjective have in common though letters inside them change.

A stemmer that only cuts endings keeps "budżet" and "w budżecie" apart: the last consonant of a stem changes before some
endings, and with it the last vowel. These rules cut the ending and undo the change. They know no dictionary, so what
goes its own way ("dzień", "dnia") stays apart; what they bring together wrongly is in the table of their test.
"""

import re

_SHORTEST = 3
"""Letters that stay of a word at least."""
_SOFT_END = {"ć": "ci", "ń": "ni", "ś": "si", "ź": "zi"}
_ENDINGS = ("iami", "ami", "ymi", "imi", "iej", "ej", "ii", "ie", "ia", "io", "iu", *"aeiouy")
"""The longest first. A leading "i" only says that the consonant before it is soft."""
_MAYBE = (
    *("iego", "iemu", "iowi", "owie", "iach", "ego", "emu", "owi"),
    *("ach", "iem", "iom", "iow", "ich", "ych", "em", "om", "ow", "im", "ym"),
)
"""Endings that may as well belong to the word itself: "problemem" has one, "problem" has none."""
_LOST_VOWEL = re.compile(r"(?<=..)(?<![aeiouy])i?e([cklnr])$")
_SOFTENED_VOWEL = re.compile(r"(?:i[ao]|(?<=j)a)([^aeiouy]+)$")
_DIGIT = re.compile(r"\d")


def roots(word: str, folded: str) -> frozenset[str]:
    """Give the roots that a word may have, none for a number. `word` in small letters, `folded` without accents."""
    if len(word) <= _SHORTEST or _DIGIT.search(word):
        return frozenset()
    found = _roots(folded)
    if word[-1] in _SOFT_END:
        found |= _roots(folded[:-1] + _SOFT_END[word[-1]])
    # "urząd" and "urzędu": short roots stay as they are, or "ręka" would be found by "rak".
    if (place := max(word.rfind(nasal, 0, -1) for nasal in "ąę")) > 0 and len(word) > _SHORTEST + 1:
        found |= _roots(f"{folded[:place]}{'e' if word[place] == 'ą' else 'a'}{folded[place + 1 :]}")
    return found


def _roots(folded: str) -> frozenset[str]:
    cuts = {cut for endings in (_MAYBE, _ENDINGS) if (cut := _cut(folded, endings))}
    if folded[-1] not in "aeiouy":
        cuts.add((folded, ""))
    return frozenset(root for stem, ending in cuts for root in _undone(stem, ending))


def _cut(word: str, endings: tuple[str, ...]) -> tuple[str, str] | None:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)], ending
    return None


def _undone(stem: str, ending: str) -> frozenset[str]:
    """Undo what the ending has done to the end of a stem."""
    found = _hard(stem, ending)
    if not ending:
        # "ławek", "mieszkaniec": the vowel is there only where no ending is.
        found = tuple(_LOST_VOWEL.sub(r"\1", one) for one in found)
    # "mieście", "kościele", "objeździe": the vowel is "a" or "o" where the consonant is hard.
    return frozenset(
        _SOFTENED_VOWEL.sub(lambda vowel: ("e" if vowel[0][0] == "a" else "ie") + vowel[1], one) for one in found
    )


def _hard(stem: str, ending: str) -> tuple[str, ...]:
    """Give what a stem may be with its last consonant as before hard endings: drodz-e, drog-a; biurz-e, biur-o."""
    soft = ending.startswith("i")
    if stem.endswith("sc"):
        # "miejsc-e" and "miejsc-a" keep theirs, "wiosc-e" does not: both are given.
        kept, changed = stem[:-1] + "t", stem[:-1] + "k"
        return {"e": (kept, changed), "y": (changed,)}.get(ending, (kept,))
    if stem.endswith("zdz") or stem.endswith("rz"):
        return (stem[:-1],)
    if stem.endswith("dz") and (soft or ending == "e"):
        return (stem[:-2] + ("d" if soft else "g"),)
    if stem.endswith("c"):
        return (stem[:-1] + ("t" if soft else "k"),)
    return (stem,)
