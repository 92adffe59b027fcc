#include "services/training/handlers/units.h"

#include <map>
#include <memory>
#include <set>

#include "common/rpc/gather.h"
#include "ocop/registry/v1/locality_service.pb.h"
#include "services/training/rules/names.h"

namespace ocop::training {
namespace {

using registry::v1::ListLocalitiesRequest;
using registry::v1::ListLocalitiesResponse;
using registry::v1::Locality;

constexpr int kUnitsAtATime = 1000;

// By the unit above: the units directly below it.
using Below = std::multimap<std::string, std::string>;

std::vector<std::string> Subtree(const Below& below, const std::string& top) {
  std::set<std::string> within = {top};
  std::vector<std::string> open = {top};
  while (!open.empty()) {
    const auto [first, last] = below.equal_range(open.back());
    open.pop_back();
    for (auto unit = first; unit != last; ++unit) {
      if (within.insert(unit->second).second) open.push_back(unit->second);
    }
  }
  return {within.begin(), within.end()};
}

}  // namespace

void UnitsWithin(const Context& context, const rpc::Call& call, const std::string& unit,
                 std::function<void(absl::StatusOr<std::vector<std::string>>)> then) {
  ListLocalitiesRequest request;
  request.set_parent(ProvinceOf(unit));
  request.set_page_size(kUnitsAtATime);
  auto below = std::make_shared<Below>();
  rpc::ReadPages<ListLocalitiesResponse>(
      context.registry.client(), "/ocop.registry.v1.LocalityService/ListLocalities", request,
      AskingFor(call, "training"),
      [below](const ListLocalitiesResponse& page) {
        for (const Locality& locality : page.localities()) {
          if (!locality.parent_locality().empty()) below->emplace(locality.parent_locality(), locality.name());
        }
      },
      [below, unit, registry = context.registry, then = std::move(then)](const absl::Status& status) {
        if (!status.ok()) return then(registry.Unavailable(status));
        then(Subtree(*below, unit));
      });
}

}  // namespace ocop::training
