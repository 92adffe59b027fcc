#include "services/ocopctl/generate/stories.h"

#include <algorithm>

#include "services/ocopctl/generate/random.h"

namespace ocop::ocopctl::generate {
namespace {

using registry::v1::Registration;

// What becomes of a product. The real case of Đồng Tháp in December 2024 (41 products not evaluated again in time, 6
// refused) gives the shape of those that fall out.
enum class Story {
  kFirst2022,                // recognised in 2022, and in force since
  kFirst2023,                // the same in 2023
  kUpgraded2024,             // 3 stars since 2023, raised to 4 in 2024
  kUpgradeRefused2024,       // 3 stars since 2023, tried for 4 in 2024
  kReEvaluated2024,          // recognised in 2021 and again in 2024, before its term ended
  kReEvaluationRefused2024,  // recognised in 2021, tried again, ended
  kExpired2024,              // recognised in 2021, ended in 2024 without another try
  kRevoked2024,              // recognised in 2023, revoked in 2024
  kFirst2024,                // recognised in 2024
  kRefused2024,              // entered in 2024, fewer than 3 stars
};

// Products at scale 1. kFirst2022 takes what is left up to kInForce.
struct Share {
  Story story;
  int products;
  bool in_force;  // on the last day of 2024
};
constexpr Share kShares[] = {
    {Story::kFirst2023, 74, true},
    {Story::kUpgraded2024, 12, true},
    {Story::kUpgradeRefused2024, 2, true},
    {Story::kReEvaluated2024, 24, true},
    {Story::kReEvaluationRefused2024, 6, false},
    {Story::kExpired2024, 35, false},
    {Story::kRevoked2024, 6, false},
    {Story::kFirst2024, 86, true},
    {Story::kRefused2024, 22, false},
};
constexpr int kInForce = 328;
constexpr int kProducers = 150;
constexpr int kNewProducers = 24;  // of these, how many join in 2024, besides the real ones

// The last day of 36 months that begin with `decided`.
absl::CivilDay Expiry(absl::CivilDay decided) {
  return absl::CivilDay(decided.year() + 3, decided.month(), decided.day()) - 1;
}

// An evaluation in one of the two rounds of a year.
Evaluation InRound(int year, Registration::Kind kind, int stars, Random& random) {
  Evaluation evaluation{.kind = kind, .stars = stars};
  if (random.Chance(50)) {
    evaluation.registered = random.Day(absl::CivilDay(year, 3, 1), absl::CivilDay(year, 4, 29));
    evaluation.decided = random.Day(absl::CivilDay(year, 6, 10), absl::CivilDay(year, 6, 28));
  } else {
    evaluation.registered = random.Day(absl::CivilDay(year, 8, 15), absl::CivilDay(year, 10, 29));
    evaluation.decided = random.Day(absl::CivilDay(year, 12, 5), absl::CivilDay(year, 12, 27));
  }
  evaluation.expires = Expiry(evaluation.decided);
  return evaluation;
}

// Entered 125 to 150 days before the recognition before it ends, decided before it does.
Evaluation Again(const Evaluation& before, int stars, Random& random) {
  Evaluation evaluation{.kind = Registration::KIND_RE_EVALUATION, .stars = stars};
  evaluation.registered = before.expires - random.Between(125, 150);
  evaluation.decided = before.expires - random.Between(5, 40);
  evaluation.expires = Expiry(evaluation.decided);
  return evaluation;
}

int Stars(Random& random, int percent_of_four) {
  return random.Chance(percent_of_four) ? 4 : 3;
}

std::vector<Evaluation> Tell(Story story, Random& random) {
  const auto first = [&](int year, int stars) { return InRound(year, Registration::KIND_FIRST, stars, random); };
  const auto upgrade = [&](int stars) { return InRound(2024, Registration::KIND_UPGRADE, stars, random); };
  switch (story) {
    case Story::kFirst2022:
      return {first(2022, Stars(random, 45))};
    case Story::kFirst2023:
      return {first(2023, Stars(random, 35))};
    case Story::kUpgraded2024: {
      Evaluation before = first(2023, 3);
      return {before, upgrade(4)};
    }
    case Story::kUpgradeRefused2024: {
      Evaluation before = first(2023, 3);
      return {before, upgrade(0)};
    }
    case Story::kReEvaluated2024: {
      Evaluation before = first(2021, Stars(random, 40));
      return {before, Again(before, before.stars, random)};
    }
    case Story::kReEvaluationRefused2024: {
      Evaluation before = first(2021, 3);
      return {before, Again(before, 0, random)};
    }
    case Story::kExpired2024:
      return {first(2021, Stars(random, 10))};
    case Story::kRevoked2024: {
      Evaluation before = first(2023, 3);
      before.revoked = random.Day(absl::CivilDay(2024, 2, 1), absl::CivilDay(2024, 11, 30));
      return {before};
    }
    case Story::kFirst2024:
      return {first(2024, Stars(random, 15))};
    case Story::kRefused2024:
      return {first(2024, 0)};
  }
  return {};
}

registry::v1::Producer::Kind PickKind(Random& random) {
  using registry::v1::Producer;
  const uint64_t percent = random.Below(100);
  if (percent < 20) return Producer::KIND_COOPERATIVE;
  if (percent < 52) return Producer::KIND_ENTERPRISE;
  if (percent < 95) return Producer::KIND_BUSINESS_HOUSEHOLD;
  return percent < 98 ? Producer::KIND_COOPERATIVE_GROUP : Producer::KIND_FARM;
}

// Gives products to producers: the makers are the producers from `first` on, of whom those from `first_new` on join in
// 2024 and so can only make what is first entered then.
class Allotment {
 public:
  Allotment(int first, int first_new, Random& random, Province& province)
      : next_old_(first),
        first_(first),
        first_new_(first_new),
        next_new_(first_new),
        random_(random),
        province_(province),
        made_(province.producers.size(), 0) {}

  void Add(Story story) {
    const int producer = MakerOf(story);
    const int number = ++added_;
    province_.products.push_back({.name = SyntheticName("products", "product", number),
                                  .producer = producer,
                                  .number_of_maker = made_[producer]++,
                                  .synthetic = true,
                                  .evaluations = Tell(story, random_)});
  }

 private:
  // Everybody makes at least one product that is in force; the rest falls at random.
  int MakerOf(Story story) {
    const int end = static_cast<int>(province_.producers.size());
    if (story == Story::kFirst2022 && next_old_ < first_new_) return next_old_++;
    if (story == Story::kFirst2024 && next_new_ < end) return next_new_++;
    const bool entered_first_in_2024 = story == Story::kFirst2024 || story == Story::kRefused2024;
    return random_.Between(first_, (entered_first_in_2024 ? end : first_new_) - 1);
  }

  int next_old_;
  const int first_;
  const int first_new_;
  int next_new_;
  Random& random_;
  Province& province_;
  std::vector<int> made_;
  int added_ = 0;
};

// A producer joins a month or two before it first enters a product, and a new one still in 2024.
void SetJoinDates(int first, Random& random, Province& province) {
  std::vector<absl::CivilDay> entered(province.producers.size(), kYearEnd);
  for (const Product& product : province.products) {
    for (const Evaluation& evaluation : product.evaluations) {
      entered[product.producer] = std::min(entered[product.producer], evaluation.registered);
    }
  }
  for (size_t i = static_cast<size_t>(first); i < entered.size(); ++i) {
    province.producers[i].join_date = entered[i] - random.Between(30, 55);
  }
}

}  // namespace

void AddSyntheticProducersAndProducts(uint64_t seed, int scale, Province& province) {
  Random random(seed, "stories");
  const int first = static_cast<int>(province.producers.size());
  const int count = kProducers * scale - first;
  for (int i = 0; i < count; ++i) {
    const int commune = random.Between(0, static_cast<int>(province.communes.size()) - 1);
    province.producers.push_back({.name = SyntheticName("producers", "producer", i + 1),
                                  .kind = PickKind(random),
                                  .district = province.communes[commune].district,
                                  .commune = commune,
                                  .synthetic = true});
  }

  int missing =
      kInForce * scale - static_cast<int>(std::count_if(province.products.begin(), province.products.end(),
                                                        [](const Product& p) { return InForce(p, kYearEnd); }));
  for (const Share& share : kShares) missing -= share.in_force ? share.products * scale : 0;
  Allotment allotment(first, first + count - kNewProducers * scale, random, province);
  for (int i = 0; i < missing; ++i) allotment.Add(Story::kFirst2022);
  for (const Share& share : kShares) {
    for (int i = 0; i < share.products * scale; ++i) allotment.Add(share.story);
  }
  SetJoinDates(first, random, province);
}

}  // namespace ocop::ocopctl::generate
