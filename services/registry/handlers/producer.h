// Rules of producers.
#pragma once

#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "ocop/registry/v1/producer_service.pb.h"
#include "services/registry/handlers/context.h"

namespace ocop::registry {

absl::Status CheckProducer(resource::Scope& scope, const v1::Producer* before, v1::Producer& after);
// A producer that was merged stays so.
absl::Status CheckProducerUndelete(resource::Scope& scope, const v1::Producer& producer);
// Whose name answers for that of a producer that was merged; empty: its own.
std::string RedirectOf(const google::protobuf::Message& request, const v1::Producer& producer);

absl::Status CheckYearlyFigure(resource::Scope& scope, const v1::YearlyFigure* before, v1::YearlyFigure& after);

// FindDuplicateProducers, MergeProducers.
void BindDuplicates(rpc::Service& service, const Context& context);

}  // namespace ocop::registry
