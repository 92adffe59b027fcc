// Asking another service for all resources of which a field has one of many values.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "common/rpc/gather.h"
#include "google/protobuf/repeated_field.h"
#include "services/peer.h"

namespace ocop {

// Filters that ask for the resources of which `field` is one of `values`, in as few requests as the length of a filter
// allows.
std::vector<std::string> FiltersFor(const std::string& field, const std::vector<std::string>& values);

// Resources that come from several lists, read together.
template <class Resource>
class ManyLists {
 public:
  explicit ManyLists(size_t lists) : left_(lists) {}

  void Take(const google::protobuf::RepeatedPtrField<Resource>& page) {
    absl::MutexLock lock(&mutex_);
    resources_.insert(resources_.end(), page.begin(), page.end());
  }

  // Whether the list that has ended so was the last.
  bool IsLast(const absl::Status& ended) {
    absl::MutexLock lock(&mutex_);
    status_.Update(ended);
    return --left_ == 0;
  }

  // Once the last list has ended: all that was read, or why not.
  absl::StatusOr<std::vector<Resource>> All() {
    absl::MutexLock lock(&mutex_);
    if (!status_.ok()) return status_;
    return std::move(resources_);
  }

 private:
  absl::Mutex mutex_;
  std::vector<Resource> resources_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  size_t left_ ABSL_GUARDED_BY(mutex_);
};

// Reads the resources under `parent` of which `field` is one of `values`, also those that are gone: what they did stays
// done. `page_of` gives the resources of a page.
template <class Request, class Response, class Resource>
void ListWhere(const Peer& peer, const std::string& path, const rpc::CallOptions& options, const std::string& parent,
               const std::string& field, const std::vector<std::string>& values,
               const google::protobuf::RepeatedPtrField<Resource>& (Response::*page_of)() const,
               std::function<void(absl::StatusOr<std::vector<Resource>>)> then) {
  const std::vector<std::string> filters = FiltersFor(field, values);
  if (filters.empty()) return then(std::vector<Resource>());
  auto lists = std::make_shared<ManyLists<Resource>>(filters.size());
  for (const std::string& filter : filters) {
    Request request;
    request.set_parent(parent);
    request.set_filter(filter);
    request.set_show_deleted(true);
    request.set_page_size(1000);
    rpc::ReadPages<Response>(
        peer.client(), path, request, options,
        [lists, page_of](const Response& page) { lists->Take((page.*page_of)()); },
        [peer, lists, then](const absl::Status& status) {
          if (!lists->IsLast(status)) return;
          auto all = lists->All();
          if (!all.ok()) return then(peer.Unavailable(all.status()));
          then(*std::move(all));
        });
  }
}

}  // namespace ocop
