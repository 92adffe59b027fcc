// Rules of producers.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "services/registry/handlers/context.h"
#include "services/registry/rules/duplicates.h"

namespace ocop::registry {

absl::Status CheckProducer(const Context& context, resource::Scope& scope, const v1::Producer* before,
                           v1::Producer& after);
// A producer that was merged stays so.
absl::Status CheckProducerUndelete(resource::Scope& scope, const v1::Producer& producer);
// Whose name answers for that of a producer that was merged; empty: its own.
std::string RedirectOf(const google::protobuf::Message& request, const v1::Producer& producer);

absl::Status CheckYearlyFigure(resource::Scope& scope, const v1::YearlyFigure* before, v1::YearlyFigure& after);

// A producer that may be the one that is asked about.
struct SuspectedDuplicate {
  v1::Producer producer;
  Resemblance resemblance;
};
// Those of a province but `except` that resemble `traits` by `least` percent or more, the likeliest first.
absl::StatusOr<std::vector<SuspectedDuplicate>> SuspectedDuplicates(database::Transaction& transaction,
                                                                    const Atlas& atlas, const std::string& province,
                                                                    const ProducerTraits& traits,
                                                                    const std::string& except, int least);
// From here on two producers are told as likely one.
inline constexpr int kLikelyOnePercent = 50;

// FindDuplicateProducers, MergeProducers.
void BindDuplicates(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
