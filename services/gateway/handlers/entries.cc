#include "services/gateway/handlers/entries.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <set>

#include "common/clock/timestamp.h"
#include "common/rpc/gather.h"
#include "common/status/status.h"
#include "services/peer.h"

namespace ocop::gateway {
namespace {

using indicators::v1::EntryReference;
using journal::v1::JournalEntry;
using journal::v1::ListEntriesRequest;
using journal::v1::ListEntriesResponse;

absl::Time At(const JournalEntry& entry) {
  return clock::FromTimestamp(entry.at());
}

// One round of questions: what each service answered, by resource.
struct Round {
  std::vector<WithEntries> told;
  EntryRange range;
  std::function<void()> done;
  std::map<std::string, std::vector<EntryReference>> found[kServiceCount];
  bool missing[kServiceCount] = {};
  std::atomic<size_t> left;

  bool Takes(const JournalEntry& entry) const {
    if (range.since && range.since->by_time && At(entry) <= range.since->time) return false;
    return !range.until || !range.until->by_time || At(entry) <= range.until->time;
  }

  void Take(Service service, const ListEntriesResponse& response) {
    for (const JournalEntry& entry : response.entries()) {
      if (!Takes(entry)) continue;
      EntryReference reference;
      reference.set_service(NameOf(service));
      reference.set_resource_name(entry.resource_name());
      reference.set_position(entry.position());
      *reference.mutable_at() = entry.at();
      reference.set_actor(entry.actor());
      reference.set_action(JournalEntry::Action_Name(entry.action()));
      auto& of_resource = found[static_cast<size_t>(service)][entry.resource_name()];
      if (range.latest_only) of_resource.clear();
      of_resource.push_back(std::move(reference));
    }
  }

  void Finish() {
    for (WithEntries& each : told) {
      std::vector<EntryReference> entries;
      std::set<std::string> not_asked;
      for (const Witness& witness : each.witnesses) {
        const auto place = static_cast<size_t>(witness.service);
        if (missing[place]) not_asked.insert(NameOf(witness.service));
        const auto of_resource = found[place].find(witness.name);
        if (of_resource == found[place].end()) continue;
        entries.insert(entries.end(), of_resource->second.begin(), of_resource->second.end());
      }
      std::stable_sort(entries.begin(), entries.end(), [](const EntryReference& a, const EntryReference& b) {
        return std::pair(a.at().seconds(), a.at().nanos()) < std::pair(b.at().seconds(), b.at().nanos());
      });
      for (EntryReference& entry : entries) *each.entries->Add() = std::move(entry);
      for (const std::string& service : not_asked) *each.entries_missing->Add() = service;
    }
    done();
  }
};

// A service that has not answered by then is missing: the figures are here, and are not kept back for its entries.
constexpr absl::Duration kLongestForEntries = absl::Seconds(5);

// Questions about at most so many resources each.
constexpr size_t kResourcesAtOnce = 500;

std::vector<ListEntriesRequest> QuestionsFor(Service service, const Round& round) {
  std::set<std::string> names;
  for (const WithEntries& each : round.told) {
    for (const Witness& witness : each.witnesses) {
      if (witness.service == service) names.insert(witness.name);
    }
  }
  std::vector<ListEntriesRequest> questions;
  const auto place = static_cast<size_t>(service);
  for (const std::string& name : names) {
    if (questions.empty() || questions.back().resource_names_size() == kResourcesAtOnce) {
      ListEntriesRequest& question = questions.emplace_back();
      question.set_page_size(1000);
      if (round.range.since && !round.range.since->by_time) question.set_after(round.range.since->positions[place]);
      if (round.range.until && !round.range.until->by_time) question.set_until(round.range.until->positions[place]);
      // By time, which of them is the last is known here alone.
      question.set_latest_only(round.range.latest_only && !(round.range.until && round.range.until->by_time));
    }
    questions.back().add_resource_names(name);
  }
  return questions;
}

}  // namespace

void AddEntries(const std::vector<rpc::Client>& clients, const rpc::Call& call, std::vector<WithEntries> told,
                const EntryRange& range, std::function<void()> done) {
  auto round = std::make_shared<Round>();
  round->told = std::move(told);
  round->range = range;
  round->done = std::move(done);
  std::vector<std::pair<Service, ListEntriesRequest>> questions;
  for (Service service : kAllServices) {
    for (ListEntriesRequest& question : QuestionsFor(service, *round))
      questions.emplace_back(service, std::move(question));
  }
  if (questions.empty()) return round->Finish();
  round->left = questions.size();
  rpc::CallOptions asking = AskingFor(call, "gateway");
  asking.timeout = std::min(asking.timeout, kLongestForEntries);
  // Answers come on many threads.
  auto mutex = std::make_shared<absl::Mutex>();
  for (auto& [service, question] : questions) {
    rpc::ReadPages<ListEntriesResponse>(
        clients[static_cast<size_t>(service)], "/ocop.journal.v1.JournalService/ListEntries", std::move(question),
        asking,
        [round, mutex, service = service](const ListEntriesResponse& response) {
          absl::MutexLock lock(mutex.get());
          round->Take(service, response);
        },
        [round, mutex, service = service](const absl::Status& status) {
          if (!status.ok()) {
            absl::MutexLock lock(mutex.get());
            round->missing[static_cast<size_t>(service)] = true;
          }
          if (--round->left == 0) round->Finish();
        });
  }
}

}  // namespace ocop::gateway
