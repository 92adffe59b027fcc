// Figures counted again from the units, and the repair of what is wrong.
#include "services/gateway/projection/figures.h"

namespace ocop::gateway {

void Figures::BeginAudit(Audit& audit) {
  audit.Begin({world().learners.size(), world().producers.size(), world().products.size(), world().listings.size(),
               world().sales_points.size(), world().localities.size()});
  audit_ = &audit;
}

bool Figures::AuditSome(size_t most, Audit& audit) const {
  if (recounting() || !intake_->changes().empty()) return false;
  for (; most > 0 && !audit.finished(); --most) {
    if (audit.AnyWaits()) {
      AuditUnit(audit.TakeNext(), audit);
    } else if (audit.next_locality() < world().localities.size()) {
      CompareWith(audit, audit.TakeNextLocality());
    } else {
      audit.Finish();
    }
  }
  return true;
}

void Figures::AuditUnit(Audit::Unit unit, Audit& audit) const {
  using Kind = Audit::Kind;
  const auto add = [&](const Contribution& contribution) { audit.Add(contribution, LocalitiesOf(contribution.place)); };
  switch (unit.kind) {
    case Kind::kOfficer:
      return add(examiner_.Examine(Id<Learner>{unit.row}));
    case Kind::kProducer:
      return add(examiner_.Examine(Id<Producer>{unit.row}));
    case Kind::kProduct:
      return add(examiner_.Examine(Id<Product>{unit.row}));
    case Kind::kListing:
      return add(examiner_.Examine(Id<Listing>{unit.row}));
    case Kind::kSalesPoint:
      return add(examiner_.Examine(Id<SalesPoint>{unit.row}));
    case Kind::kArea:
      return AuditArea({unit.row}, audit);
  }
}

// An area stands on a day by what lies in it on that day, which the audit has counted itself by now.
void Figures::AuditArea(Id<Locality> area, Audit& audit) const {
  for (size_t day = 0; day < audit.days().size(); ++day) {
    const Examiner examiner(definitions_, world(), [&](uint16_t tally, LocalityNumber locality) {
      return StepFunction::Between({}, audit.Counted(day, locality, tally).numerator > 0 ? 1 : 0);
    });
    const Contribution contribution = examiner.Examine(area);
    audit.AddOn(day, contribution, LocalitiesOf(contribution.place));
  }
}

void Figures::CompareWith(Audit& audit, LocalityNumber locality) const {
  for (size_t day = 0; day < audit.days().size(); ++day) {
    for (uint16_t tally = 0; tally < TallyOf(definitions_.size()); ++tally) {
      if (tally >= kInnerTallyCount && !Computed(tally - kInnerTallyCount)) continue;
      audit.Compare(day, locality, tally, counters_.At(tally, locality, audit.days()[day]));
    }
  }
}

// The province's own indicators are taken out and put in at new places, as by any change of theirs, so that no place
// comes to mean another one.
std::unique_ptr<Figures> Figures::CountedAgain() const {
  std::unique_ptr<Figures> again(new Figures(definitions_, intake_));
  again->computed_ = computed_;
  again->made_of_ = made_of_;
  again->own_ = own_;
  again->uncountable_ = uncountable_;
  intake_->MarkAll();
  again->Settle();
  return again;
}

}  // namespace ocop::gateway
