// The reports that the trial of an import would have made. The transaction of each of its messages is undone, so what a
// later message says is compared with these as well, in the same way as with those that are stored.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/clock/day.h"
#include "ocop/salespoints/v1/sales_report_service.pb.h"

namespace ocop::salespoints {

class TrialReports {
 public:
  // Some 300 bytes each are kept while the stream goes on.
  static constexpr size_t kMost = 200'000;

  size_t size() const { return size_; }

  // Overlaps none of those that are there.
  void Add(const v1::SalesReport& report);

  // Whether one of the same product and channel has a day of the period of `report`.
  bool Overlaps(const v1::SalesReport& report) const;

  // The one of the same product, channel and period: its figures and its submission.
  std::optional<v1::SalesReport> AboutTheSame(const v1::SalesReport& report) const;

 private:
  struct Kept {
    clock::Day last;
    int64_t revenue_vnd;
    int64_t profit_vnd;
    std::string submission;
  };
  // By the first day of the period.
  using Periods = std::map<clock::Day, Kept>;

  const Periods* Find(const v1::SalesReport& report) const;

  size_t size_ = 0;
  // By product and channel.
  std::map<std::pair<std::string, std::string>, Periods> kept_;
};

}  // namespace ocop::salespoints
