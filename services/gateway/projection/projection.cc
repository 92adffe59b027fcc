#include "services/gateway/projection/projection.h"

#include <algorithm>

namespace ocop::gateway {

using indicators::v1::Source;

std::string NameOf(Service service) {
  switch (service) {
    case Service::kRegistry:
      return "registry";
    case Service::kEvaluation:
      return "evaluation";
    case Service::kSalesPoints:
      return "salespoints";
    case Service::kTraining:
      return "training";
  }
  return "";
}

Projection::Projection(Definitions definitions) : figures_(std::move(definitions)) {
  for (Service service : kAllServices) {
    Source& source = sources_[static_cast<size_t>(service)];
    source.set_service(NameOf(service));
    source.set_state(Source::STATE_LOADING);
  }
}

void Projection::BeginSnapshot(Service service) {
  absl::MutexLock lock(&mutex_);
  figures_.intake().BeginSnapshot(service);
  sources_[static_cast<size_t>(service)].set_state(Source::STATE_LOADING);
}

absl::Status Projection::Apply(Service service, const journal::v1::WatchResponse& response) {
  absl::MutexLock lock(&mutex_);
  absl::Status first_error;
  for (const journal::v1::JournalEntry& entry : response.entries()) first_error.Update(figures_.intake().Apply(entry));

  Source& source = sources_[static_cast<size_t>(service)];
  if (response.synced()) {
    figures_.intake().EndSnapshot(service);
    read_once_[static_cast<size_t>(service)] = true;
    source.clear_position();
  }
  // A token is sent only where a stream may be taken up again: with `synced` and ever after.
  if (!response.resume_token().empty()) source.set_state(Source::STATE_LIVE);
  if (response.entries_size() > 0) source.set_position(response.entries(response.entries_size() - 1).position());
  if (response.has_read_time()) *source.mutable_read_time() = response.read_time();

  // At start everything is worked out once, when all has been read.
  if (Ready()) figures_.Settle();
  return first_error;
}

void Projection::SetDown(Service service) {
  absl::MutexLock lock(&mutex_);
  sources_[static_cast<size_t>(service)].set_state(Source::STATE_DOWN);
}

bool Projection::Ready() const {
  return std::all_of(read_once_.begin(), read_once_.end(), [](bool once) { return once; });
}

}  // namespace ocop::gateway
