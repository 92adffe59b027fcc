#include "services/evaluation/scoring/upgrade.h"

#include <algorithm>
#include <numeric>

namespace ocop::evaluation {
namespace {

// Whether `changes` criteria can add `points` in all, leaf by leaf. Points are counted in `unit`, the greatest common
// divisor of what an answer can add, so that the table is as small as the sheet allows.
class Search {
 public:
  Search(const Sheet& sheet, const Card& card, int stars) : leaves_(sheet.leaves()), stars_(stars) {
    for (size_t i = 0; i < leaves_.size(); ++i) {
      current_.push_back(std::max(card.points[i], 0));
      may_stay_.push_back(current_[i] >= leaves_[i].minimum[stars] && !leaves_[i].DisqualifiedBy(card.points[i]));
    }
    for (size_t i = 0; i < leaves_.size(); ++i) {
      for (const int32_t points : leaves_[i].points) unit_ = std::gcd(unit_, points - current_[i]);
      most_ += std::max(leaves_[i].best - current_[i], 0);
    }
    unit_ = std::max(unit_, 1);
    width_ = static_cast<size_t>(most_ / unit_) + 1;
  }

  std::optional<std::vector<Change>> Run(int32_t missing) {
    const size_t least = missing <= 0 ? 0 : static_cast<size_t>((missing + unit_ - 1) / unit_);
    taken_.assign(leaves_.size(), Layer((leaves_.size() + 1) * width_, kUnreachable));
    Layer reachable((leaves_.size() + 1) * width_, kUnreachable);
    reachable[0] = kUnchanged;
    for (size_t leaf = 0; leaf < leaves_.size(); ++leaf) reachable = Step(leaf, reachable);
    for (size_t changes = 0; changes <= leaves_.size(); ++changes) {
      for (size_t points = least; points < width_; ++points) {
        if (reachable[changes * width_ + points] != kUnreachable) return Trace(changes, points);
      }
    }
    return std::nullopt;
  }

 private:
  // For (changes, points): the option taken for the last leaf, kUnchanged, or kUnreachable.
  using Layer = std::vector<int8_t>;
  static constexpr int8_t kUnreachable = -1;
  static constexpr int8_t kUnchanged = 0;

  Layer Step(size_t leaf, const Layer& before) {
    const Leaf& criterion = leaves_[leaf];
    Layer& after = taken_[leaf];
    for (size_t changes = 0; changes <= leaf; ++changes) {
      for (size_t points = 0; points < width_; ++points) {
        if (before[changes * width_ + points] == kUnreachable) continue;
        if (may_stay_[leaf]) Reach(after, changes, points, kUnchanged);
        for (size_t option = 0; option < criterion.points.size(); ++option) {
          const int32_t offered = criterion.points[option];
          if (offered <= current_[leaf] || offered < criterion.minimum[stars_]) continue;
          Reach(after, changes + 1, points + Units(leaf, option), static_cast<int8_t>(option + 1));
        }
      }
    }
    return after;
  }

  void Reach(Layer& layer, size_t changes, size_t points, int8_t how) const {
    int8_t& cell = layer[changes * width_ + points];
    if (cell == kUnreachable) cell = how;
  }

  size_t Units(size_t leaf, size_t option) const {
    return static_cast<size_t>((leaves_[leaf].points[option] - current_[leaf]) / unit_);
  }

  std::vector<Change> Trace(size_t changes, size_t points) const {
    std::vector<Change> found;
    for (size_t leaf = leaves_.size(); leaf-- > 0;) {
      const int8_t option = taken_[leaf][changes * width_ + points];
      if (option == kUnchanged) continue;
      const size_t index = static_cast<size_t>(option - 1);
      found.push_back({leaf, option, leaves_[leaf].points[index] - current_[leaf]});
      changes -= 1;
      points -= Units(leaf, index);
    }
    std::reverse(found.begin(), found.end());
    return found;
  }

  const std::vector<Leaf>& leaves_;
  const int stars_;
  std::vector<int32_t> current_;
  // By leaf: its answer stands in the way of nothing.
  std::vector<bool> may_stay_;
  int32_t unit_ = 0;
  int32_t most_ = 0;
  size_t width_ = 0;
  std::vector<Layer> taken_;
};

}  // namespace

std::optional<std::vector<Change>> LeastChanges(const Sheet& sheet, const Card& card, int stars, int32_t least_total) {
  return Search(sheet, card, stars).Run(least_total - card.total());
}

}  // namespace ocop::evaluation
