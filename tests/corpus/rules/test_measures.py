"""What is measured of a pair, and that spelling does not change it."""

import pytest

from corpus.rules.measures import MEASURES
from corpus.rules.view import View


def measure(name: str, ar: str, en: str) -> float:
    return round(MEASURES[name](View.of(ar, en)), 2)


@pytest.mark.parametrize(
    ("ar", "en", "missing"),
    [
        ("في عام ٢٠٢٠", "in 2020", 0),
        ("١٬٢٣٤٫٥ كيلومترا", "1,234.5 kilometres", 0),
        ("۱۴۰۲ هـ", "1402 AH", 0),
        ("بعد 10,000 خطوة", "after ten thousand steps", 0),
        ("ثلاثة كتب", "3 books", 0),
        ("خمسون كتابا", "50 books", 0),
        ("في الستينيات", "in the 1960s", 0),
        ("شبكة I2P المجهولة", "the anonymous network", 0),
        ("ذهبي 1", "gold1", 0),
        ("قبل ألفَيْ عام", "2,000 years ago", 0),
        ("في عام ٢٠٢٠", "in 2019", 1),
        ("الخطوة 2: التشغيل", "Step 5: running it", 1),
        ("انتهى العمل", "the work ended in 1987", 1),
        ("من 12 إلى 1987", "from 12 to 1988", 0.5),
        ("صفحة أربعمية خمسة وستين", "page 465", 0),
        ("سبعين أسيرا وأربعين ومائة قتيل", "70 prisoners and 140 dead", 0),
        ("مئة كتاب ومئتا مجلة", "100 books and 200 journals", 0),
        ("سبعين أسيرا وكمية من السلاح", "70 prisoners and 141 guns", 0.5),
        ("على مدار الساعة طوال أيام الأسبوع", "24/7", 0),
    ],
)
def test_numbers(ar: str, en: str, missing: float) -> None:
    assert measure("numbers", ar, en) == missing


@pytest.mark.parametrize(
    ("ar", "en", "missing"),
    [
        ("2- عدد المرضى", "The number of patients", 0),
        ("٣ - صالح أحمد، مريض", "Saleh Ahmad, a patient", 0),
        ("1)  وجود قوات الأمن", "the presence of security forces", 0),
        ("(3) معلومات عن الضحايا", "Information about the victims", 0),
        ("أسماء الضحايا", "4. Names of the victims", 0),
        ("نوعان: 1) الأساسي؛ و 2) المتقدم", "Two types: basic and advanced", 0),
        ("ما (١) يتم للامتثال، أو (٢) للعقد", "what is (i) done to comply, or (ii) for a contract", 0),
        ("تعميم ’1‘ تعليم المواطنة و ’2‘ التنمية", "Extent to which (i) citizenship and (ii) development", 0),
        ("من الهجوم3.", "of the attack.", 0),
        ("على صفحتها العامة2 على فيسبوك", "on its public page on Facebook", 0),
        ("ذلك ما حدث.", "That is what happened.12", 0),
        ("ذلك ما حدث [4].", "That is what happened.", 0),
        ("ملاحظة نوفمبر/تشرين2", "November Note", 0),
        # What both have is compared, and what is no such mark is looked for.
        ("2- عدد المرضى في 1999", "3. Patients in 1999", 0.5),
        ("2- عدد المرضى", "The number of patients in 1999", 1),
        ("ضياء، عضو الدفاع المدني", "Dhiaa (26), of the civil defence", 1),
        ("5 - 10 أشخاص", "some people", 1),
        ("1.5 كيلومتر", "some kilometres", 0.5),
        ("اللاتينية 3 (ISO-8859-3)", "ANSI (iso-8859-1)", 0.5),
        ("10:30 صباحا", "in the morning", 1),
    ],
)
def test_numbers_of_items_and_notes(ar: str, en: str, missing: float) -> None:
    assert measure("numbers", ar, en) == missing


@pytest.mark.parametrize(
    ("ar", "en", "missing"),
    [
        ("افتح %s الآن", "Open %s now", 0),
        ("نسبة 50% من الناس", "50% of people", 0),
        ("حذف %d ملفات من %1$s", "Delete %d files", 0.33),
        ("مرحبا {name}", "Hello {name}", 0),
        ("مرحبا {الاسم}", "Hello {name}", 1),
        ("<b>مهم</b>", '<b class="x">important</b>', 0),
        ("مهم", "<b>important</b>", 1),
        ("{{count}} رسالة", "{{ count }} messages", 0),
        ("سعرها 5 دولارات", "it costs $5", 0),
    ],
)
def test_placeholders(ar: str, en: str, missing: float) -> None:
    assert measure("placeholders", ar, en) == missing


@pytest.mark.parametrize(
    ("ar", "en", "missing"),
    [
        ("انظر https://example.org/a، ثم عد", "See HTTPS://example.org/a.", 0),
        ("راسلنا علىsecurity@example.com", "Write to security@example.com", 0),
        ("انظر www.example.org", "See www.example.com", 2),
        ("راسلنا", "Write to info@example.org", 1),
        ("راسلنا على info [at] example[dot] org", "Write to info@example.org", 0),
        ("انظر https://example.org/ar/news/.", "See https://example.org/en/news", 0),
        ("انظر https://example.org/news/ar", "See https://example.org/news/en/", 0),
        ("انظر https://example.org/ar-sa/a.html?lang=ar", "See https://example.org/en-us/a.html?lang=en", 0),
        ("انظر https://example.org/report.ar.pdf", "See https://example.org/report.en.pdf", 0),
        ("انظر https://example.org/report_arabic.pdf", "See https://example.org/report_english.pdf", 0),
        ("انظر https://ar.wikipedia.org/wiki/دمشق", "See https://en.wikipedia.org/wiki/Damascus", 0),
        ("انظر https://www.ar.example.org", "See https://en.example.org", 0),
        ("انظر https://example.org/ar/news/", "See https://example.org/en/sport", 2),
        ("انظر https://example.org/area", "See https://example.org/entry", 2),
        ("انظر https://ar.example.org/a", "See https://en.example.com/a", 2),
    ],
)
def test_addresses(ar: str, en: str, missing: int) -> None:
    assert measure("addresses", ar, en) == missing


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("السلام عليكم ورحمة الله", 0),
        ("مخطّط1", 0),
        ("Perspective: à côté – “ça” café", 0),
        ("What?? He asked.", 0),
        ("السلام".encode().decode("latin-1"), 1),
        ("السلام عليكم".encode().decode("cp1256"), 2),
        ("السلام عليكم".encode("cp1256").decode("latin-1"), 2),
        ("don’t".encode().decode("cp1252"), 1),
        ("café".encode().decode("cp1252"), 1),
        ("نص \ufffd هنا", 1),
        ("?????? ???? ??????", 1),
        (r"\u0627\u0644", 1),
        ("say &amp;quot;yes&amp;quot;", 2),
        ("bell \x07", 1),
    ],
)
def test_damage(text: str, places: int) -> None:
    assert measure("damage", text, "plain") == places
    assert measure("damage", "نص", text) == places


@pytest.mark.parametrize(
    ("ar", "share"),
    [
        ("ذهبت إلى المدرسة الكبيرة على الطريق", 0),
        ("ةنيدملا يف ةسردملا ىلإ تبهذ", 0.83),
        ("المدرسة ةفي المدينة", 0.17),
    ],
)
def test_reversed(ar: str, share: float) -> None:
    assert measure("reversed", ar, "I went to the school") == share


@pytest.mark.parametrize(
    ("ar", "en", "share"),
    [
        ("جدا جدا", "very, very", 0),
        ("قال الوزير إن الوضع جيد", "said " * 20, 0.8),
        ("قال الوزير إن الوضع جيد", "of the city " * 5, 0.75),
        ("قال الوزير ههههههههههههه", "the minister said", 0.12),
        ("جنيه;جنيه;جنيه إسترليني", "pound;pounds;pound sterling", 0.33),
    ],
)
def test_repeated(ar: str, en: str, share: float) -> None:
    assert measure("repeated", ar, en) == share


@pytest.mark.parametrize(
    ("ar", "en", "sides"),
    [
        ("اقرأ المزيد »", "Read more »", 2),
        ("جميع الحقوق محفوظة © ٢٠٢٣", "© 2023 Example Ltd.", 2),
        ("الأخبار | الرياضة | الطقس | اتصل بنا", "News | Sport | Weather | Contact", 2),
        ("اقرأ المزيد عن الحرب في كتابه", "Read more about the war in his book", 0),
        ("شارك", "Share", 0),
        ("حقوق الإنسان محفوظة", "Human rights are protected", 0),
    ],
)
def test_boilerplate(ar: str, en: str, sides: int) -> None:
    assert measure("boilerplate", ar, en) == sides


def test_copies() -> None:
    assert measure("copied", "Open the Settings page", "Open the settings page.") == 1
    assert measure("copied", "افتح صفحة Settings في Android", "Open the Settings page in Android") < 0.7
    assert measure("copied", "أزرق (#0000FF)", "Blue (#0000FF)") == 0
    assert measure("copied", "كَتَبَ الـوَلَدُ", "كتب الولد") == 1
    assert measure("copied", "٣٣٠٣", "3303") == 1
    assert measure("copied", "", "") == 0


def test_scripts() -> None:
    assert measure("ar_script", "پاريس وڤيينا وگراتس", "Paris") == 1
    assert measure("ar_script", "مَــدْرَسَة", "school") == 1
    assert measure("ar_script", "Only English", "Only English") == 0
    assert measure("en_script", "أقيناز", "Għaxaq, Đurđevac, Kʼicheʼ, Balakən") == 1
    assert measure("en_script", "مرحبا", "Привет мир") == 0


def test_lengths_leave_out_what_is_not_read() -> None:
    vowelled = {name: measure(name, "كَتَبَ الـــوَلَدُ", "the boy wrote") for name in ("ar_chars", "length_ratio")}
    plain = {name: measure(name, "كتب الولد", "the boy wrote") for name in ("ar_chars", "length_ratio")}
    assert vowelled == plain
    assert plain["ar_chars"] == 9


def test_longest_word() -> None:
    assert measure("longest_word", "كلمة " + "ا" * 60, "word") == 60
    assert measure("longest_word", "المفتاح " + "0af3" * 15, "the key " + "0af3" * 15) == 7


def test_unfinished_is_about_the_shorter_side() -> None:
    assert measure("unfinished", "قال الوزير إن", "The minister said that the talks in the capital had failed.") > 2
    assert measure("unfinished", "قال الوزير.", "The minister said that the talks in the capital had failed") == 0
    assert measure("unfinished", "كيف حالك؟", "How are you?") == 0


EGYPTIAN = "مش عارف ليه الناس دي كلها واقفة هنا من بدري ومحدش بيقول لنا حاجة"
LEVANTINE = "شو بدك تعمل هلق إذا ما إجا حدا من رفقاتك لعندك اليوم المسا"
MOROCCAN = "واش كتعرف شي حد كيبيع هاد الشي هنا حيت بغيت نشري منو بزاف"
GULF = "شلونك يا خوي وش مسوي اليوم عسى ما شر ما شفناك من زمان"
PERSIAN = "این کتاب را دیروز از کتابخانه گرفتم و هنوز نخوانده‌ام چون وقت ندارم"
URDU = "میں نے یہ کتاب کل لائبریری سے لی تھی اور ابھی تک نہیں پڑھی ہے"
SORANI = "من ئەم کتێبەم دوێنێ لە کتێبخانەکە وەرگرتووە و هێشتا نەمخوێندووەتەوە"
ENGLISH = "Yesterday morning several boats reached harbour after stormy weather"


@pytest.mark.parametrize("ar", [EGYPTIAN, LEVANTINE, MOROCCAN, GULF])
def test_dialects_are_arabic(ar: str) -> None:
    assert measure("foreign_ar", ar, ENGLISH) == 0


@pytest.mark.parametrize("ar", [PERSIAN, URDU, SORANI])
def test_other_languages_in_arabic_letters(ar: str) -> None:
    assert measure("foreign_ar", ar, ENGLISH) > 0.7


@pytest.mark.parametrize(
    "en",
    [
        "Gestern Morgen erreichten mehrere Boote nach stürmischem Wetter den Hafen",
        "Plusieurs bateaux sont arrivés hier matin au port après la tempête",
        "Dün sabah fırtınalı havadan sonra birkaç tekne limana ulaştı",
    ],
)
def test_other_languages_in_latin_letters(en: str) -> None:
    assert measure("foreign_en", EGYPTIAN, en) > 0.75
    assert measure("foreign_en", EGYPTIAN, ENGLISH) == 0
