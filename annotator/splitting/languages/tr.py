"""Turkish: abbreviations of the Language Association; numbers with a stop are ordinals."""

from annotator.splitting.languages.base import COMPANIES, Language, words

TURKISH = Language(
    code="tr",
    never=words(
        "Dr Prof Doç Yrd Av Sn Op Uzm Öğr Gör Arş Bşk Bnb Yzb Ütğm Tğm Alb Yb Gen Org Korg Tümg Tuğg Oramiral",
        "Müh Y.Müh Mim Hz St Ecz Vet Ord bkz Bkz çev Çev ör Örn örn yak s ss c haz Haz der Der Şb Ens Fak Md",
        "Müd Kur Kuv tel Tel Kad Ar.Gör Öğr.Gör Yrd.Doç Prof.Dr Doç.Dr",
    ),
    numbered=words("No Nu Md m s c Kat Blok"),
    maybe=words(
        "Cad Sok Sk Mah Apt Blv Bul Bulv Ltd Şti A.Ş T.C M.Ö M.S TL dk sn sa san Tic Oca Şub Nis Haz Tem Ağu",
        "Eyl Eki Kas Ara yy",
    ),
    company=COMPANIES | words("Şti A.Ş"),
    openers=words(
        "Bu Şu O Bunlar Onlar Biz Ben Sen Siz Bir İki Üç Ama Fakat Ancak Ve Veya Ya Çünkü Eğer Ne Neden Niçin",
        "Nasıl Kim Hangi Nerede Burada Orada Şimdi Bugün Dün Yarın Sonra Önce Daha Ayrıca Bununla Buna Bunun",
        "Böylece Öte Her Hiç Bazı Birçok Çok Tüm Bütün Diğer Kimse Yine Hem Hatta Artık Henüz Hâlâ Halen",
        "Yalnızca Sadece Oysa Üstelik Dolayısıyla Nitekim Evet Hayır Onun Onu Ona Bunu Böyle Öyle Bunlardan",
    ),
    pronouns=words("O Onlar Ben"),
    ordinals=True,
    ordinal_nouns=words(
        "Lig Ligi Ligde Dünya Kolordu Ordu Cumhurbaşkanı Başbakanı Sokak Cadde Caddesi Ağır Asliye Sulh İdare",
        "Hukuk Ceza Dairesi Daire Bölge Madde Maddesi Uluslararası Ulusal Geleneksel Büyük Etap Hafta Haftası",
        "Sınıf Dönem Olağan Genel Yargı Kat Kattaki Hava Piyade Mekanize Levent Murat Selim Mehmet Mahmut",
        "Abdülhamid Louis Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
    ),
    dialogue_dash=True,
)
