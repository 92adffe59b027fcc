#include "services/gateway/projection/projection.h"

#include <algorithm>
#include <cstring>

#include "common/clock/timestamp.h"
#include "common/status/status.h"
#include "services/gateway/projection/world_file.h"

namespace ocop::gateway {
namespace {

using indicators::v1::Source;

// Units of one province that are worked out again in one go: some milliseconds, during which its readers wait.
constexpr size_t kRecountedAtOnce = 2000;

// A journal sends a bookmark each second; one that has said nothing for so long is behind.
constexpr absl::Duration kLongestSilence = absl::Seconds(3);

// What comes may be long past: entries that wait for a transaction which is still under way, or the first of many after
// a cut. By two machines' clocks, which NTP keeps together.
bool IsOld(const Source& source, absl::Time now) {
  return source.has_read_time() && now - clock::FromTimestamp(source.read_time()) > kLongestSilence;
}

// `provinces/82` of the name of anything in it; empty for a name outside of any province.
std::string_view ProvinceOf(std::string_view name) {
  constexpr std::string_view kCollection = "provinces/";
  if (name.substr(0, kCollection.size()) != kCollection) return {};
  return name.substr(0, name.find('/', kCollection.size()));
}

void AppendText(std::string_view text, std::string& bytes) {
  const auto length = static_cast<uint32_t>(text.size());
  bytes.append(reinterpret_cast<const char*>(&length), sizeof(length));
  bytes.append(text);
}

absl::Status TakeText(std::string_view& bytes, std::string& text) {
  uint32_t length = 0;
  if (bytes.size() < sizeof(length)) return absl::DataLossError("the bytes end within a text");
  std::memcpy(&length, bytes.data(), sizeof(length));
  bytes.remove_prefix(sizeof(length));
  if (bytes.size() < length) return absl::DataLossError("the bytes end within a text");
  text = std::string(bytes.substr(0, length));
  bytes.remove_prefix(length);
  return absl::OkStatus();
}

}  // namespace

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

const clock::Clock& Projection::SystemTime() {
  static const auto* const clock = new clock::SystemClock;
  return *clock;
}

Projection::Projection(Definitions definitions, const clock::Clock& clock)
    : definitions_(std::move(definitions)), clock_(clock), nowhere_(std::make_unique<Province>(definitions_)) {
  absl::MutexLock lock(&mutex_);
  Sources& sources = SourcesToChange();
  for (Service service : kAllServices) {
    Source& source = sources[static_cast<size_t>(service)];
    source.set_service(NameOf(service));
    source.set_state(Source::STATE_LOADING);
  }
}

Projection::~Projection() = default;

Projection::Province* Projection::Find(std::string_view name) const {
  absl::ReaderMutexLock lock(&provinces_mutex_);
  const auto found = provinces_.find(ProvinceOf(name));
  return found == provinces_.end() ? nullptr : found->second.get();
}

Projection::Province& Projection::FindOrMake(std::string_view name) {
  if (Province* found = Find(name)) return *found;
  absl::MutexLock lock(&provinces_mutex_);
  return *provinces_.try_emplace(std::string(ProvinceOf(name)), std::make_unique<Province>(definitions_)).first->second;
}

std::vector<Projection::Province*> Projection::All() const {
  absl::ReaderMutexLock lock(&provinces_mutex_);
  std::vector<Province*> all;
  for (const auto& [name, province] : provinces_) all.push_back(province.get());
  return all;
}

std::vector<std::string> Projection::Provinces() const {
  absl::ReaderMutexLock lock(&provinces_mutex_);
  std::vector<std::string> names;
  for (const auto& [name, province] : provinces_) names.push_back(name);
  return names;
}

bool Projection::ReadyWith(const std::array<bool, kServiceCount>& read_once) const {
  if (!read_once[static_cast<size_t>(Service::kRegistry)]) return false;
  for (size_t place = 0; place < kServiceCount; ++place) {
    if (!read_once[place] && (*sources_)[place].state() != Source::STATE_DOWN) return false;
  }
  return true;
}

bool Projection::Ready() const {
  absl::ReaderMutexLock lock(&mutex_);
  return ReadyWith(read_once_);
}

bool Projection::AllArrived() const {
  absl::ReaderMutexLock lock(&mutex_);
  return ReadyWith(arrived_);
}

void Projection::SettleAll() {
  for (Province* province : All()) {
    const Change change(*province);
    province->figures->Settle();
    ++province->version;
  }
}

void Projection::BeginSnapshot(Service service) {
  for (Province* province : All()) {
    const Change change(*province);
    province->figures->intake().BeginSnapshot(service);
  }
  absl::MutexLock lock(&mutex_);
  left_out_[static_cast<size_t>(service)] = false;
  // One that has never been read stays down until something comes: trying again is no sign of life.
  if (!read_once_[static_cast<size_t>(service)]) return;
  SourcesToChange()[static_cast<size_t>(service)].set_state(Source::STATE_LOADING);
  Changed();
}

absl::Status Projection::Apply(Service service, const journal::v1::WatchResponse& response) {
  std::map<std::string_view, std::vector<const journal::v1::JournalEntry*>> by_province;
  for (const journal::v1::JournalEntry& entry : response.entries()) {
    const std::string_view province = ProvinceOf(entry.resource_name());
    if (!province.empty()) by_province[province].push_back(&entry);
  }
  const auto place = static_cast<size_t>(service);
  uint64_t number = 0;
  {
    absl::MutexLock lock(&mutex_);
    number = numbers_[place] + 1;
  }
  absl::Status first_error;
  for (const auto& [name, entries] : by_province) {
    Province& province = FindOrMake(name);
    const Change change(province);
    for (const journal::v1::JournalEntry* entry : entries) first_error.Update(province.figures->intake().Apply(*entry));
    // Asked under the province's lock: if not all have arrived by now, the last one will find these entries here.
    if (AllArrived()) province.figures->Settle();
    ++province.version;
    province.number[place] = number;
    province.position[place] = response.resume_token();
  }
  if (response.synced()) {
    for (Province* province : All()) {
      const Change change(*province);
      province->figures->intake().EndSnapshot(service);
    }
    {
      // Two services may come to their end at the same moment: the one that notes it second sees both.
      absl::MutexLock lock(&mutex_);
      arrived_[place] = true;
    }
    // At start everything is worked out once, when all has been read.
    if (AllArrived()) SettleAll();
  }
  TakeProgress(service, response, number, first_error.ok());
  return first_error;
}

void Projection::TakeProgress(Service service, const journal::v1::WatchResponse& response, uint64_t number,
                              bool complete) {
  const auto place = static_cast<size_t>(service);
  absl::MutexLock lock(&mutex_);
  numbers_[place] = number;
  if (!complete) left_out_[place] = true;
  Source& source = SourcesToChange()[place];
  const Source::State before = source.state();
  if (response.synced()) read_once_[place] = true;
  // A token is sent only where a stream may be taken up again: with `synced` and ever after.
  source.set_state(response.resume_token().empty() ? Source::STATE_LOADING : Source::STATE_LIVE);
  if (!response.resume_token().empty()) source.set_position(response.resume_token());
  if (response.has_read_time()) *source.mutable_read_time() = response.read_time();
  received_[place] = clock_.Now();
  if (source.state() != before || response.entries_size() > 0) Changed();
}

void Projection::SetDown(Service service) {
  const auto place = static_cast<size_t>(service);
  auto is_ready_after = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    auto without = read_once_;
    without[place] = true;
    return ReadyWith(without) && read_once_[static_cast<size_t>(Service::kRegistry)];
  };
  bool becomes_ready = false;
  {
    absl::MutexLock lock(&mutex_);
    if ((*sources_)[place].state() == Source::STATE_DOWN) return;
    becomes_ready = !ReadyWith(read_once_) && is_ready_after();
  }
  // The others have been read and waited for this one.
  if (becomes_ready) SettleAll();
  {
    absl::MutexLock lock(&mutex_);
    SourcesToChange()[place].set_state(Source::STATE_DOWN);
    Changed();
  }
  // What arrived meanwhile, before it was known that nobody is waited for any more.
  if (becomes_ready) SettleAll();
}

bool Projection::LacksEntriesOf(Service service) const {
  absl::ReaderMutexLock lock(&mutex_);
  return left_out_[static_cast<size_t>(service)];
}

bool Projection::RecountSome() {
  bool any = false, left = false;
  for (Province* province : All()) {
    const Change change(*province);
    if (!province->figures->recounting()) continue;
    any = true;
    left |= province->figures->RecountSome(kRecountedAtOnce);
    ++province->version;
  }
  if (any && !left) {
    absl::MutexLock lock(&mutex_);
    Changed();
  }
  return left;
}

// The positions are taken first: what a province has read since then is read again after a restart, which leaves it as
// it is.
absl::StatusOr<std::string> Projection::Save() const {
  std::string bytes;
  {
    absl::ReaderMutexLock lock(&mutex_);
    for (size_t place = 0; place < kServiceCount; ++place) {
      if (!read_once_[place] || (*sources_)[place].position().empty()) {
        return absl::FailedPreconditionError("not every service has been read yet");
      }
      if (left_out_[place])
        return absl::FailedPreconditionError("an entry was left out, which nobody would read again");
      Source read_to;
      read_to.set_position((*sources_)[place].position());
      if ((*sources_)[place].has_read_time()) *read_to.mutable_read_time() = (*sources_)[place].read_time();
      AppendText(read_to.SerializeAsString(), bytes);
    }
  }
  for (const std::string& name : Provinces()) {
    const Province& province = *Find(name);
    AppendText(name, bytes);
    absl::ReaderMutexLock lock(&province.mutex);
    AppendWorld(province.figures->world(), bytes);
  }
  return bytes;
}

absl::Status Projection::Restore(std::string_view bytes) {
  Sources read_to;
  for (Source& source : read_to) {
    std::string text;
    OCOP_RETURN_IF_ERROR(TakeText(bytes, text));
    if (!source.ParseFromString(text)) return absl::DataLossError("how far a journal was read cannot be told");
  }
  std::map<std::string, std::unique_ptr<Province>, std::less<>> provinces;
  while (!bytes.empty()) {
    std::string name;
    OCOP_RETURN_IF_ERROR(TakeText(bytes, name));
    auto province = std::make_unique<Province>(definitions_);
    OCOP_RETURN_IF_ERROR(province->figures->intake().Restore([&](World& world) { return TakeWorld(bytes, world); }));
    province->figures->Settle();
    provinces.emplace(std::move(name), std::move(province));
  }
  {
    absl::MutexLock lock(&provinces_mutex_);
    provinces_ = std::move(provinces);
  }
  absl::MutexLock lock(&mutex_);
  Sources& sources = SourcesToChange();
  for (size_t place = 0; place < kServiceCount; ++place) {
    sources[place].set_position(read_to[place].position());
    // Should the service be down, what there is of it stands at that time.
    if (read_to[place].has_read_time()) *sources[place].mutable_read_time() = read_to[place].read_time();
    read_once_[place] = arrived_[place] = true;
  }
  Changed();
  return absl::OkStatus();
}

std::string Projection::PositionOf(Service service) const {
  absl::ReaderMutexLock lock(&mutex_);
  const auto place = static_cast<size_t>(service);
  return read_once_[place] ? (*sources_)[place].position() : "";
}

Sources& Projection::SourcesToChange() {
  auto sources = std::make_shared<Sources>(*sources_);
  sources_ = sources;
  return *sources;
}

void Projection::Changed() {
  ++version_;
}

uint64_t Projection::WaitForChange(uint64_t seen, absl::Duration most) const {
  absl::MutexLock lock(&mutex_);
  auto changed = [this, seen]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return version_ != seen; };
  mutex_.AwaitWithTimeout(absl::Condition(&changed), most);
  return version_;
}

uint64_t Projection::Reading::version() const {
  return province_.version;
}

void Projection::BeginAudit(std::string_view name, Audit& audit) {
  Province& province = FindOrMake(name);
  const Change change(province);
  province.figures->BeginAudit(audit);
}

void Projection::EndAudit(std::string_view name) {
  Province& province = FindOrMake(name);
  const Change change(province);
  province.figures->EndAudit();
}

void Projection::Rebuild(std::string_view name) {
  Province* province = Find(name);
  if (province == nullptr) return;
  {
    std::unique_ptr<Figures> figures;  // In the end the old ones, which are freed when nobody waits any more.
    absl::MutexLock changing(&province->changing);
    figures = province->figures->CountedAgain();
    absl::MutexLock lock(&province->mutex);
    province->figures.swap(figures);
    ++province->version;
  }
  absl::MutexLock lock(&mutex_);
  Changed();
}

const Figures& Projection::Reading::figures() const {
  return *province_.figures;
}

Projection::Reading::Reading(const Province& province, const Projection& projection, absl::Time now)
    : province_(province), lock_(&province.mutex) {
  absl::ReaderMutexLock lock(&projection.mutex_);
  sources_ = projection.sources_;
  read_once_ = projection.read_once_;
  ready_ = projection.ReadyWith(projection.read_once_);
  std::shared_ptr<Sources> own;  // Where something is to be told otherwise.
  const auto source = [&](size_t place) -> Source& {
    if (own == nullptr) sources_ = own = std::make_shared<Sources>(*sources_);
    return (*own)[place];
  };
  for (size_t place = 0; place < kServiceCount; ++place) {
    if (province.number[place] > projection.numbers_[place]) source(place).set_position(province.position[place]);
    if ((*sources_)[place].state() != Source::STATE_LIVE) continue;
    const bool silent = now - projection.received_[place] > kLongestSilence;
    if (silent || IsOld((*sources_)[place], now)) source(place).set_state(Source::STATE_BEHIND);
  }
}

Projection::Reading Projection::Read(std::string_view name, absl::Time now) const {
  const Province* province = Find(name);
  return Reading(province == nullptr ? *nowhere_ : *province, *this, now);
}

}  // namespace ocop::gateway
