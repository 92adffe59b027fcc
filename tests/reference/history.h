// A random history of the programme, step by step: things entered, corrected, moved, revoked, deleted, brought back, in
// no order that the services would have to follow. The same seed gives the same history.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "tests/reference/dice.h"
#include "tests/reference/draw.h"
#include "tests/reference/map.h"
#include "tests/reference/step.h"

namespace ocop::reference {

class History {
 public:
  explicit History(uint32_t seed);

  // As many steps of each kind as there can be records, what is named before what names it: a full country.
  std::vector<Step> Foundation();

  // A service may refuse it, as it would refuse a user: what is named does not exist, or is still in use.
  Step Next();

  // Days on which figures are likely to differ from those of the day before, or to do so wrongly.
  std::vector<clock::Day> DaysToAsk(int count);

  Dice& dice() { return dice_; }

 private:
  struct Kind {
    int weight;
    int count;
    std::function<Step()> next;
  };

  template <class Resource>
  void AddKind(int weight, const std::string& collection, int count);
  template <class Resource>
  Step Change(std::vector<Resource>& known, const std::string& collection, int count);
  template <class Resource>
  Step Enter(const Resource& resource);
  template <class Resource>
  Step Remove(const Resource& resource);

  // Children: their parent stands in their name.
  template <class Resource>
  void FillIn(Resource& resource) {
    draw_.Fill(resource);
  }
  void FillIn(ocop::training::v1::Class& a_class);
  void FillIn(ocop::salespoints::v1::Listing& listing);
  void FillIn(ocop::training::v1::Attendance& attendance);
  template <class Resource>
  std::string NameIn(const std::string& collection, int count);

  Step Revoke();
  Step Delist();
  Step CallRoll();
  Step ChangeMap();

  Dice dice_;
  Draw draw_;
  std::vector<Kind> kinds_;
  int total_weight_ = 0;
  std::vector<ocop::training::v1::Class> classes_;
  std::vector<ocop::salespoints::v1::Listing> listings_;
};

}  // namespace ocop::reference
