// SPDX-License-Identifier: Apache-2.0
#include "services/observation/certificate/certificate_text.hpp"

#include <algorithm>
#include <array>

namespace mimamori::observation {
namespace {

constexpr std::array<CertificateText, 14> kTexts{{
    {"ja", true, "健康観察期間証明書",
     "下記の症例番号の方が、次の期間、保健所の健康観察を受け、終了したことを証明します。", "症例番号", "生年", "健康観察の期間",
     "終了日", "発行者", "地域コード {} を所管する保健所", "発行日",
     "この証明書には氏名を記載していません。症例番号は、ご本人と保健所だけが知る番号です。",
     "有効かどうかは、このコードを読み取るか、下のアドレスで確認できます。", ""},
    {"en", true, "Certificate of Health Observation",
     "This certifies that the person with the case number below was under the health centre's observation during the "
     "period below, and that it has ended.",
     "Case number", "Year of birth", "Period of observation", "Ended on", "Issued by", "Health centre in charge of area {}",
     "Date of issue", "This certificate bears no name. The case number is known to the person and the health centre alone.",
     "Scan the code, or open the address below, to check whether it is valid.", "The Japanese text is authoritative."},
    {"zh-Hans", false, "健康观察期间证明书", "兹证明下列病例编号的人员在下列期间接受了保健所的健康观察，且观察已经结束。", "病例编号",
     "出生年份", "健康观察期间", "结束日期", "签发机构", "负责地区代码 {} 的保健所", "签发日期",
     "本证明书不记载姓名。病例编号只有本人和保健所知道。", "扫描此码或打开下面的网址，可确认是否有效。", "以日文为准。"},
    {"zh-Hant", false, "健康觀察期間證明書", "茲證明下列病例編號的人員在下列期間接受了保健所的健康觀察，且觀察已經結束。", "病例編號",
     "出生年份", "健康觀察期間", "結束日期", "簽發機構", "負責地區代碼 {} 的保健所", "簽發日期",
     "本證明書不記載姓名。病例編號只有本人和保健所知道。", "掃描此碼或開啟下面的網址，可確認是否有效。", "以日文為準。"},
    {"ko", false, "건강 관찰 기간 증명서",
     "아래 사례 번호의 분이 다음 기간 동안 보건소의 건강 관찰을 받았고 관찰이 종료되었음을 증명합니다.", "사례 번호", "출생 연도",
     "건강 관찰 기간", "종료일", "발행 기관", "지역 코드 {} 담당 보건소", "발행일",
     "이 증명서에는 이름이 기재되어 있지 않습니다. 사례 번호는 본인과 보건소만 알고 있습니다.",
     "코드를 읽거나 아래 주소를 열면 유효한지 확인할 수 있습니다.", "일본어 본문이 우선합니다."},
    {"vi", false, "Giấy chứng nhận thời gian theo dõi sức khỏe",
     "Chứng nhận người có mã ca bệnh dưới đây đã được trung tâm y tế theo dõi sức khỏe trong thời gian dưới đây và việc theo "
     "dõi đã kết thúc.",
     "Mã ca bệnh", "Năm sinh", "Thời gian theo dõi", "Ngày kết thúc", "Nơi cấp", "Trung tâm y tế phụ trách khu vực {}",
     "Ngày cấp", "Giấy này không ghi tên. Chỉ người được theo dõi và trung tâm y tế biết mã ca bệnh.",
     "Quét mã hoặc mở địa chỉ dưới đây để kiểm tra giấy còn hiệu lực hay không.", "Bản tiếng Nhật có giá trị quyết định."},
    {"th", false, "ใบรับรองระยะเวลาการเฝ้าสังเกตสุขภาพ",
     "ขอรับรองว่าบุคคลตามหมายเลขผู้ป่วยด้านล่างได้รับการเฝ้าสังเกตสุขภาพจากศูนย์สาธารณสุขในช่วงเวลาด้านล่าง และการเฝ้าสังเกตสิ้นสุดแล้ว",
     "หมายเลขผู้ป่วย", "ปีเกิด", "ระยะเวลาเฝ้าสังเกต", "วันที่สิ้นสุด", "ออกโดย", "ศูนย์สาธารณสุขที่รับผิดชอบพื้นที่ {}", "วันที่ออก",
     "ใบรับรองนี้ไม่มีชื่อ หมายเลขผู้ป่วยมีเพียงเจ้าตัวและศูนย์สาธารณสุขเท่านั้นที่ทราบ",
     "สแกนรหัสหรือเปิดที่อยู่ด้านล่างเพื่อตรวจสอบว่าใช้ได้หรือไม่", "ให้ถือข้อความภาษาญี่ปุ่นเป็นหลัก"},
    {"id", false, "Surat Keterangan Masa Pemantauan Kesehatan",
     "Menerangkan bahwa orang dengan nomor kasus di bawah ini berada dalam pemantauan kesehatan oleh pusat kesehatan selama "
     "masa di bawah ini, dan pemantauan telah berakhir.",
     "Nomor kasus", "Tahun lahir", "Masa pemantauan", "Berakhir pada", "Diterbitkan oleh",
     "Pusat kesehatan yang menangani wilayah {}", "Tanggal terbit",
     "Surat ini tidak memuat nama. Nomor kasus hanya diketahui oleh yang bersangkutan dan pusat kesehatan.",
     "Pindai kode atau buka alamat di bawah untuk memeriksa apakah surat ini berlaku.", "Teks bahasa Jepang yang berlaku."},
    {"tl", false, "Sertipiko ng Panahon ng Pagsubaybay sa Kalusugan",
     "Pinatutunayan na ang taong may numero ng kaso sa ibaba ay sinubaybayan ng sentrong pangkalusugan sa panahong nasa ibaba, "
     "at tapos na ito.",
     "Numero ng kaso", "Taon ng kapanganakan", "Panahon ng pagsubaybay", "Natapos noong", "Ibinigay ng",
     "Sentrong pangkalusugan ng lugar {}", "Petsa ng pagbigay",
     "Walang pangalan ang sertipikong ito. Ang tao at ang sentrong pangkalusugan lamang ang nakakaalam ng numero ng kaso.",
     "I-scan ang code o buksan ang address sa ibaba upang alamin kung may bisa ito.", "Ang tekstong Hapon ang masusunod."},
    {"ne", false, "स्वास्थ्य निगरानी अवधिको प्रमाणपत्र",
     "तलको केस नम्बर भएको व्यक्ति तलको अवधिमा स्वास्थ्य केन्द्रको निगरानीमा रहेको र निगरानी समाप्त भएको प्रमाणित गरिन्छ।", "केस नम्बर",
     "जन्म वर्ष", "निगरानी अवधि", "समाप्त मिति", "जारी गर्ने", "क्षेत्र {} को स्वास्थ्य केन्द्र", "जारी मिति",
     "यस प्रमाणपत्रमा नाम छैन। केस नम्बर सम्बन्धित व्यक्ति र स्वास्थ्य केन्द्रलाई मात्र थाहा हुन्छ।",
     "मान्य छ कि छैन जाँच्न कोड स्क्यान गर्नुहोस् वा तलको ठेगाना खोल्नुहोस्।", "जापानी पाठ मान्य हुनेछ।"},
    {"my", false, "ကျန်းမာရေး စောင့်ကြည့်ကာလ လက်မှတ်",
     "အောက်ပါ လူနာအမှတ်ရှိသူသည် အောက်ပါကာလအတွင်း ကျန်းမာရေးဌာန၏ စောင့်ကြည့်မှုကို ခံယူခဲ့ပြီး ပြီးဆုံးကြောင်း ထောက်ခံပါသည်။",
     "လူနာအမှတ်", "မွေးသက္ကရာဇ်", "စောင့်ကြည့်ကာလ", "ပြီးဆုံးသည့်နေ့", "ထုတ်ပေးသူ", "ဒေသ {} ၏ ကျန်းမာရေးဌာန", "ထုတ်ပေးသည့်နေ့",
     "ဤလက်မှတ်တွင် အမည်မပါပါ။ လူနာအမှတ်ကို ကာယကံရှင်နှင့် ကျန်းမာရေးဌာနသာ သိပါသည်။",
     "အကျုံးဝင်မဝင် စစ်ဆေးရန် ကုဒ်ကို စကင်ဖတ်ပါ သို့မဟုတ် အောက်ပါလိပ်စာကို ဖွင့်ပါ။", "ဂျပန်ဘာသာစာသားကို အတည်ယူပါ။"},
    {"pt", false, "Certificado do período de observação de saúde",
     "Certifica-se que a pessoa com o número de caso abaixo esteve sob observação do centro de saúde no período abaixo, e que "
     "a observação terminou.",
     "Número do caso", "Ano de nascimento", "Período de observação", "Terminou em", "Emitido por",
     "Centro de saúde responsável pela área {}", "Data de emissão",
     "Este certificado não contém nome. O número do caso é conhecido apenas pela pessoa e pelo centro de saúde.",
     "Leia o código ou abra o endereço abaixo para verificar se é válido.", "Prevalece o texto em japonês."},
    {"es", false, "Certificado del período de observación de salud",
     "Se certifica que la persona con el número de caso indicado estuvo bajo observación del centro de salud durante el "
     "período indicado, y que la observación ha terminado.",
     "Número de caso", "Año de nacimiento", "Período de observación", "Terminó el", "Emitido por",
     "Centro de salud responsable del área {}", "Fecha de emisión",
     "Este certificado no lleva nombre. Solo la persona y el centro de salud conocen el número de caso.",
     "Escanee el código o abra la dirección de abajo para comprobar si es válido.", "Prevalece el texto en japonés."},
    {"fr", false, "Certificat de période d’observation sanitaire",
     "Il est certifié que la personne portant le numéro de cas ci-dessous a été suivie par le centre de santé pendant la période "
     "ci-dessous, et que ce suivi est terminé.",
     "Numéro de cas", "Année de naissance", "Période d’observation", "Terminée le", "Délivré par",
     "Centre de santé chargé de la zone {}", "Date de délivrance",
     "Ce certificat ne porte pas de nom. Seuls la personne et le centre de santé connaissent le numéro de cas.",
     "Scannez le code ou ouvrez l’adresse ci-dessous pour vérifier sa validité.", "Le texte japonais fait foi."},
}};

}  // namespace

std::span<const CertificateText> CertificateTexts() { return kTexts; }

const CertificateText& CertificateTextIn(std::string_view language) {
  const auto* const found =
      std::ranges::find_if(kTexts, [&](const CertificateText& text) { return text.language == language; });
  return found == kTexts.end() ? kTexts.front() : *found;
}

}  // namespace mimamori::observation
