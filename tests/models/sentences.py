"""Made-up Arabic and English lines, for subword models and for anything that wants many different sentences."""

import random


def _words(text: str) -> list[str]:
    return text.split()


_NOUNS = _words(
    "الولد البنت الرجل المعلم الطبيب الرئيس الوزير الحكومة المدينة القرية المدرسة الكتاب البيت السوق الطريق الجريدة "
    "الخبر الماء الخبز الشمس القمر السلام الحرب الاقتصاد المنطقة البلاد الشعب الجيش المستشفى الجامعة"
)
_VERBS = _words("ذهب كتب قرأ قال أعلن وصل زار شرب أكل فتح رأى سمع طلب وجد عاد بدأ أنهى شارك رفض وافق")
_PLACES = _words("إلى في على من عن مع بعد قبل تحت فوق")
_EN_NOUNS = _words(
    "boy girl man teacher doctor president minister government city village school book house market road newspaper "
    "story water bread sun moon peace war economy region country people army hospital university"
)
_EN_VERBS = _words(
    "went wrote read said announced arrived visited drank ate opened saw heard asked found returned began finished "
    "joined refused agreed"
)
_EN_PLACES = _words("to in on from about with after before under over")

# Sentences whose English the small taught model of these tests knows by heart.
KNOWN = (
    ("أين الكتاب؟", "Where is the book?"),
    ("ذهب الولد إلى المدرسة.", "The boy went to school."),
    ("يعيش الناس في هذه المدينة.", "People live in this city."),
    ("قال الرئيس إن الحكومة تعمل من أجل السلام.", "The president said that the government works for peace."),
)


def pairs(count: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """`count` Arabic lines of one to five clauses, and the English of their words."""
    draw = random.Random(seed)
    arabic, english = [], []
    for _ in range(count):
        source: list[str] = []
        target: list[str] = []
        for _ in range(draw.randint(1, 5)):
            who, what, where, whom = draw.randrange(30), draw.randrange(20), draw.randrange(10), draw.randrange(30)
            source += [_VERBS[what], _NOUNS[who], _PLACES[where], _NOUNS[whom]]
            target += ["the", _EN_NOUNS[who], _EN_VERBS[what], _EN_PLACES[where], "the", _EN_NOUNS[whom]]
            if draw.random() < 0.2:
                year = str(draw.randint(1, 2030))
                source.append(year)
                target.append(year)
        arabic.append(" ".join(source) + draw.choice(".؟!"))
        english.append(" ".join(target).capitalize() + ".")
    return arabic, english


def odd_lines(count: int, seed: int = 0) -> list[str]:
    """`count` lines as they come in: vowel marks, tatweel, digits of both kinds, Latin, emoji, rare characters."""
    draw = random.Random(seed)
    plain, _ = pairs(count, seed)
    marks = "\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670\u0640\u200f\u200e"
    spice = (
        "٢٠٢٤", "3.5%", "(COVID-19)", "https://example.org/a?b=1", "GPT-4", "😀", "👨‍👩‍👧", "«نص»", "ﷺ", "ﻻ", "پ",
        "中文", "\u00a0", "\t", "…", "—", "e\u0301", "ﬁ", "½", "\U0001d400", "<unk>", "</s>", "▁", ">>eng<<", "&amp;",
    )  # fmt: skip
    lines = []
    for line in plain:
        words = line.split()
        for _ in range(draw.randint(0, 4)):
            words.insert(draw.randint(0, len(words)), draw.choice(spice))
        text = draw.choice((" ", " ", "  ")).join(words)
        if draw.random() < 0.4:
            text = "".join(c + (draw.choice(marks) if c.isalpha() and draw.random() < 0.3 else "") for c in text)
        if draw.random() < 0.1:
            text += "".join(
                chr(draw.choice((0x60C, 0x61B, 0x6DD, 0x8A0, 0xFDF2, 0x1F600)) + draw.randrange(8)) for _ in "ab"
            )
        lines.append(text)
    return lines
