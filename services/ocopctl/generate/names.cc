#include "services/ocopctl/generate/names.h"

#include "absl/strings/str_cat.h"

namespace ocop::ocopctl::generate {
namespace {

using registry::v1::Producer;
using registry::v1::Product;

constexpr Ware kWares[] = {
    {"Kẹo dừa", Product::GROUP_FOOD, 7, "Hộp 400 g"},
    {"Khô cá lóc", Product::GROUP_FOOD, 8, "Túi 500 g"},
    {"Sầu riêng sấy thăng hoa", Product::GROUP_FOOD, 7, "Hộp 100 g"},
    {"Thanh long ruột đỏ", Product::GROUP_FOOD, 1, "Thùng 10 kg"},
    {"Mắm tôm chà", Product::GROUP_FOOD, 9, "Hũ thủy tinh 300 g"},
    {"Gạo thơm", Product::GROUP_FOOD, 3, "Túi 5 kg"},
    {"Bánh tráng", Product::GROUP_FOOD, 6, "Gói 500 g"},
    {"Trà mãng cầu", Product::GROUP_FOOD, 12, "Hộp 20 túi lọc"},
    {"Vú sữa lò rèn", Product::GROUP_FOOD, 1, "Thùng 5 kg"},
    {"Rượu nếp", Product::GROUP_DRINKS, 14, "Chai 500 ml"},
    {"Khóm sấy dẻo", Product::GROUP_FOOD, 7, "Túi 250 g"},
    {"Nước mắm cá cơm", Product::GROUP_FOOD, 9, "Chai 500 ml"},
    {"Xoài cát Hòa Lộc", Product::GROUP_FOOD, 1, "Thùng 5 kg"},
    {"Chiếu lác", Product::GROUP_HANDICRAFT, 21, "Cuộn 1,6 m"},
    {"Trứng vịt muối", Product::GROUP_FOOD, 2, "Hộp 10 trứng"},
    {"Bưởi da xanh", Product::GROUP_FOOD, 1, "Thùng 10 kg"},
    {"Nước ép chanh dây", Product::GROUP_DRINKS, 17, "Chai 330 ml"},
    {"Bún gạo khô", Product::GROUP_FOOD, 6, "Gói 400 g"},
    {"Mật ong hoa nhãn", Product::GROUP_FOOD, 4, "Chai 500 ml"},
    {"Lạp xưởng tươi", Product::GROUP_FOOD, 8, "Túi 500 g"},
    {"Nấm linh chi", Product::GROUP_MEDICINAL, 18, "Hộp 200 g"},
    {"Mứt dừa non", Product::GROUP_FOOD, 7, "Hộp 250 g"},
    {"Rau an toàn", Product::GROUP_FOOD, 1, "Túi 1 kg"},
    {"Tổ yến sơ chế", Product::GROUP_FOOD, 4, "Hộp 50 g"},
    {"Mai vàng", Product::GROUP_ORNAMENTAL, 24, "Chậu"},
    {"Muối ớt", Product::GROUP_FOOD, 10, "Hũ 150 g"},
    {"Bột ca cao", Product::GROUP_FOOD, 13, "Hộp 250 g"},
    {"Giỏ lục bình", Product::GROUP_HANDICRAFT, 21, "Chiếc"},
    {"Sơ ri sấy", Product::GROUP_FOOD, 7, "Túi 200 g"},
    {"Chả cá thát lát", Product::GROUP_FOOD, 8, "Túi 500 g"},
    {"Tinh dầu sả", Product::GROUP_MEDICINAL, 20, "Chai 50 ml"},
    {"Điểm du lịch miệt vườn", Product::GROUP_TOURISM, 26, "Lượt khách"},
};

constexpr const char* kFirstWords[] = {"Hồng", "Ngọc",  "Minh", "Phước", "Tân", "Kim",    "Thanh",
                                       "Đại",  "Vĩnh",  "Hòa",  "Bảo",   "Gia", "Trường", "An",
                                       "Quốc", "Thiên", "Hưng", "Mỹ",    "Xuân"};
constexpr const char* kSecondWords[] = {"Phát", "Lộc",    "Thịnh", "Hưng", "Tâm", "Long", "Thành", "Phú", "Lợi",
                                        "Đạt",  "Nguyên", "Khang", "Châu", "Sơn", "Vinh", "Hải",   "Hiệp"};

constexpr const char* kFamilies[] = {"Nguyễn", "Trần", "Lê",   "Phạm", "Huỳnh", "Võ", "Phan",
                                     "Trương", "Bùi",  "Đặng", "Đỗ",   "Ngô",   "Hồ", "Dương"};
constexpr const char* kWomen[] = {"Lan",    "Hương", "Mai",   "Hoa", "Thu", "Hạnh",
                                  "Phượng", "Loan",  "Tuyết", "Nga", "Yến", "Diễm"};
constexpr const char* kMen[] = {"Hùng", "Dũng", "Tài", "Phúc", "Thắng", "Sơn",
                                "Bình", "Tuấn", "Lâm", "Khoa", "Nghĩa", "Trí"};
constexpr const char* kMenMiddles[] = {"Văn", "Minh", "Hữu", "Quốc", "Thanh", "Công"};

const char* LegalForm(Producer::Kind kind) {
  switch (kind) {
    case Producer::KIND_COOPERATIVE:
      return "HTX Nông nghiệp";
    case Producer::KIND_COOPERATIVE_GROUP:
      return "Tổ hợp tác";
    case Producer::KIND_ENTERPRISE:
      return "Công ty TNHH";
    case Producer::KIND_FARM:
      return "Trang trại";
    default:
      return "Hộ kinh doanh";
  }
}

}  // namespace

const Ware& WareOf(int producer, int number_of_maker) {
  return kWares[static_cast<size_t>(producer * 7 + number_of_maker) % std::size(kWares)];
}

std::string BrandOf(int producer) {
  // 19 × 17 pairs: the counts share no factor, so that both words change from one producer to the next and a pair comes
  // back only after all others; then it gets a number.
  const size_t first = std::size(kFirstWords), second = std::size(kSecondWords);
  const auto number = static_cast<size_t>(producer);
  std::string brand = absl::StrCat(kFirstWords[number % first], " ", kSecondWords[number % second]);
  const size_t round = number / (first * second);
  return round == 0 ? brand : absl::StrCat(brand, " ", round + 1);
}

std::string ProducerTitle(Producer::Kind kind, int producer) {
  return absl::StrCat(LegalForm(kind), " ", BrandOf(producer));
}

std::string PersonName(Producer::Gender gender, Random& random) {
  const char* family = random.Pick(kFamilies);
  if (gender == Producer::GENDER_FEMALE) return absl::StrCat(family, " Thị ", random.Pick(kWomen));
  const char* middle = random.Pick(kMenMiddles);
  return absl::StrCat(family, " ", middle, " ", random.Pick(kMen));
}

}  // namespace ocop::ocopctl::generate
