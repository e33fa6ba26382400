"""A short article and its translation, for tests that align."""


def _article(*paragraphs: list[str]) -> str:
    return "".join(" ".join(sentences) + "\n\n" for sentences in paragraphs)


# The translation leaves a sentence out, adds one of its own, cuts one in two and joins two.
AR = _article(
    ["افتتاح مكتبة عامة في المدينة"],
    [
        "افتتحت البلدية مكتبة عامة جديدة قرب محطة القطار يوم الأحد.",
        "تضم المكتبة أربعين ألف كتاب، وفيها قاعة للأطفال وقاعة للصحف القديمة.",
        "وحضر حفل الافتتاح ثلاثة وزراء وعدد من السفراء الأجانب.",
    ],
    [
        "قالت المديرة ليلى حداد إن الاستعارة مجانية لكل السكان.",
        "ويجب إعادة الكتب بعد أسبوعين.",
        "هل تفتح المكتبة أبوابها في أيام العطل؟",
        "نعم، من العاشرة صباحا حتى الثانية ظهرا.",
    ],
)
EN = _article(
    ["Public library opens in the city"],
    [
        "The municipality opened a new public library near the railway station on Sunday.",
        "The library holds forty thousand books.",
        "It has a hall for children and a hall for old newspapers.",
    ],
    [
        "The director, Layla Haddad, said that borrowing is free for all residents, and that books must be returned "
        "after two weeks.",
        "Does the library open on holidays?",
        "Yes, from ten in the morning until two in the afternoon.",
        "The weather in the north will be cold and windy tomorrow.",
    ],
)
# The sentences of both, and how they belong together.
LINKS = [
    ((0,), (0,)),
    ((1,), (1,)),
    ((2,), (2, 3)),
    ((3,), ()),
    ((4, 5), (4,)),
    ((6,), (5,)),
    ((7,), (6,)),
    ((), (7,)),
]
# Of another matter altogether.
RECIPE = _article(
    ["Peel the onions and fry them slowly in butter.", "Add two cups of rice and stir until it shines."],
    ["Pour in the hot broth and cover the pot.", "Let it simmer for twenty minutes."],
    ["Serve with yoghurt and chopped mint."],
)
