#include "tests/evaluation/cards.h"

#include <algorithm>
#include <bitset>

namespace ocop::evaluation::oracle {
namespace {

using Totals = std::bitset<10001>;

// One way to answer a criterion; id 0 leaves it out.
struct Answer {
  int id;
  int64_t points;
};

std::vector<Answer> AllowedAnswers(const Leaf& leaf, const Wish& wish) {
  const int64_t least = SheetOracle::LeastFor(leaf, wish.minimum_stars).value_or(0);
  std::vector<Answer> answers;
  for (const Option& option : leaf.options) {
    if (option.points_centi >= least) answers.push_back({option.id, option.points_centi});
  }
  if (wish.partial && least == 0) answers.push_back({0, 0});
  return answers;
}

// The totals of the first criteria: none, one, two, …
std::vector<Totals> TotalsOfTheFirst(const std::vector<std::vector<Answer>>& allowed) {
  std::vector<Totals> totals(allowed.size() + 1);
  totals[0].set(0);
  for (size_t i = 0; i < allowed.size(); ++i) {
    for (const Answer& answer : allowed[i]) totals[i + 1] |= totals[i] << static_cast<size_t>(answer.points);
  }
  return totals;
}

std::optional<int64_t> DrawTotal(const Totals& possible, const Wish& wish, Dice& dice) {
  std::vector<int64_t> totals;
  for (int64_t total = std::max<int64_t>(0, wish.lowest_centi); total <= std::min<int64_t>(10000, wish.highest_centi);
       ++total) {
    if (possible[static_cast<size_t>(total)]) totals.push_back(total);
  }
  if (totals.empty()) return std::nullopt;
  return dice.Pick(totals);
}

}  // namespace

std::optional<Card> DrawCard(const SheetOracle& sheet, const Wish& wish, Dice& dice) {
  std::vector<std::vector<Answer>> allowed;
  for (const Leaf& leaf : sheet.leaves()) allowed.push_back(AllowedAnswers(leaf, wish));
  const std::vector<Totals> totals = TotalsOfTheFirst(allowed);
  const auto total = DrawTotal(totals.back(), wish, dice);
  if (!total.has_value()) return std::nullopt;
  Card card;
  int64_t rest = *total;
  for (size_t i = allowed.size(); i > 0; --i) {
    std::vector<Answer> possible;
    for (const Answer& answer : allowed[i - 1]) {
      if (answer.points <= rest && totals[i - 1][static_cast<size_t>(rest - answer.points)]) possible.push_back(answer);
    }
    const Answer chosen = dice.Pick(possible);
    rest -= chosen.points;
    if (chosen.id != 0) card.answers[sheet.leaves()[i - 1].code] = chosen.id;
  }
  return card;
}

Card DrawAnyCard(const SheetOracle& sheet, Dice& dice) {
  Card card;
  for (const Leaf& leaf : sheet.leaves()) card.answers[leaf.code] = dice.Pick(leaf.options).id;
  return card;
}

Card BestCard(const SheetOracle& sheet) {
  Card card;
  for (const Leaf& leaf : sheet.leaves()) {
    for (const Option& option : leaf.options) {
      if (option.points_centi == leaf.Most()) card.answers[leaf.code] = option.id;
    }
  }
  return card;
}

}  // namespace ocop::evaluation::oracle
