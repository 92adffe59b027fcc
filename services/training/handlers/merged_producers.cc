#include "services/training/handlers/merged_producers.h"

#include <utility>

#include "ocop/registry/v1/producer_service.pb.h"
#include "services/list_where.h"

namespace ocop::training {

void FindMerged(const Context& context, const rpc::Call& call, const std::string& province,
                const std::vector<std::string>& producers, std::function<void(absl::StatusOr<GoesOnAs>)> then) {
  using registry::v1::ListProducersRequest;
  using registry::v1::ListProducersResponse;
  using registry::v1::Producer;
  GoesOnAs known;
  for (const std::string& producer : producers) known.emplace(producer, producer);
  ListWhere<ListProducersRequest, ListProducersResponse, Producer>(
      context.registry, "/ocop.registry.v1.ProducerService/ListProducers", AskingFor(call, "training"), province,
      "merged_into", producers, &ListProducersResponse::producers,
      [known = std::move(known), then = std::move(then)](const absl::StatusOr<std::vector<Producer>>& merged) mutable {
        if (!merged.ok()) return then(merged.status());
        for (const Producer& duplicate : *merged) known.emplace(duplicate.name(), duplicate.merged_into());
        then(std::move(known));
      });
}

}  // namespace ocop::training
