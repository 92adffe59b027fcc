#include "services/maps.h"

#include "common/rpc/gather.h"

namespace ocop {

using registry::v1::ListLocalitiesRequest;
using registry::v1::ListLocalitiesResponse;
using registry::v1::ListSuccessionsRequest;
using registry::v1::ListSuccessionsResponse;

namespace {

constexpr char kListLocalities[] = "/ocop.registry.v1.LocalityService/ListLocalities";
constexpr char kListSuccessions[] = "/ocop.registry.v1.LocalityService/ListSuccessions";
constexpr int kPageSize = 1000;
constexpr absl::Duration kLongest = absl::Minutes(1);
constexpr size_t kMost = 100;

}  // namespace

void Maps::Get(const rpc::Call& call, const std::string& province, Then then) {
  Map kept;
  {
    absl::MutexLock lock(&mutex_);
    const auto found = kept_.find(province);
    if (found != kept_.end() && call.now < found->second.until) kept = found->second.map;
  }
  if (kept != nullptr) return then(std::move(kept));
  Read(call, province, std::move(then));
}

void Maps::Keep(const std::string& province, Kept kept) {
  absl::MutexLock lock(&mutex_);
  // Of every province that was ever asked for, if need be: there are 34.
  if (kept_.size() > kMost) kept_.clear();
  kept_[province] = std::move(kept);
}

void Maps::Read(const rpc::Call& call, const std::string& province, Then then) {
  auto map = std::make_shared<Atlas>();
  ListLocalitiesRequest localities;
  localities.set_parent(province);
  localities.set_page_size(kPageSize);
  ListSuccessionsRequest successions;
  successions.set_parent(province);
  successions.set_page_size(kPageSize);
  const rpc::CallOptions options = AskingFor(call, service_);
  rpc::ReadPages<ListLocalitiesResponse>(
      registry_.client(), kListLocalities, localities, options,
      [map](const ListLocalitiesResponse& page) {
        for (const auto& locality : page.localities()) map->Add(locality);
      },
      [self = shared_from_this(), map, successions, options, province, until = call.now + kLongest,
       then = std::move(then)](const absl::Status& read) {
        if (!read.ok()) return then(self->registry_.Unavailable(read));
        rpc::ReadPages<ListSuccessionsResponse>(
            self->registry_.client(), kListSuccessions, successions, options,
            [map](const ListSuccessionsResponse& page) {
              for (const auto& succession : page.successions()) map->Add(succession);
            },
            [self, map, province, until, then](const absl::Status& status) {
              if (!status.ok()) return then(self->registry_.Unavailable(status));
              self->Keep(province, {map, until});
              then(map);
            });
      });
}

}  // namespace ocop
