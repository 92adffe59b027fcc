#include "services/gateway/projection/checkpoint.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "common/crypto/sha256.h"
#include "common/logging/logging.h"
#include "common/status/status.h"
#include "services/gateway/projection/world_file.h"

namespace ocop::gateway {
namespace {

// First line: what the file is and the form of its records. Second: SHA-256 of all that follows.
std::string FirstLine() {
  return absl::StrCat("ocop gateway checkpoint ", FormOfWorlds(), "\n");
}
constexpr size_t kHashDigits = 64;

}  // namespace

absl::Status WriteCheckpoint(const Projection& projection, const std::string& path) {
  OCOP_ASSIGN_OR_RETURN(const std::string content, projection.Save());
  const std::string temporary = path + ".new";
  {
    std::ofstream file(temporary, std::ios::binary | std::ios::trunc);
    file << FirstLine() << crypto::Sha256Hex(content) << "\n" << content;
    file.close();
    if (!file) return absl::UnavailableError(absl::StrCat("cannot write ", temporary));
  }
  std::error_code error;
  std::filesystem::rename(temporary, path, error);
  if (error) return absl::UnavailableError(absl::StrCat("cannot write ", path, ": ", error.message()));
  return absl::OkStatus();
}

absl::Status ReadCheckpoint(const std::string& path, Projection& projection) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return absl::NotFoundError(absl::StrCat("there is no file ", path));
  std::stringstream buffer;
  buffer << file.rdbuf();
  const std::string text = std::move(buffer).str();
  const std::string first = FirstLine();
  if (text.compare(0, first.size(), first) != 0) {
    return absl::DataLossError("it is none, or one of another version of the gateway");
  }
  const std::string_view rest = std::string_view(text).substr(first.size());
  if (rest.size() < kHashDigits + 1) return absl::DataLossError("it is cut off");
  const std::string_view content = rest.substr(kHashDigits + 1);
  if (crypto::Sha256Hex(content) != rest.substr(0, kHashDigits)) return absl::DataLossError("it is damaged");
  return projection.Restore(content);
}

CheckpointWriter::CheckpointWriter(const Projection& projection, std::string path, absl::Duration interval,
                                   const clock::Clock& clock)
    : projection_(projection), path_(std::move(path)), interval_(interval), clock_(clock), thread_([this] { Run(); }) {}

CheckpointWriter::~CheckpointWriter() {
  {
    absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

void CheckpointWriter::Run() {
  bool stopping = false;
  while (!stopping) {
    {
      absl::MutexLock lock(&mutex_);
      stopping = mutex_.AwaitWithTimeout(absl::Condition(&stopping_), interval_);
    }
    const absl::Time begin = clock_.Now();
    const absl::Status written = WriteCheckpoint(projection_, path_);
    if (written.ok()) {
      logging::Info("checkpoint written", {{"path", path_}, {"took", absl::FormatDuration(clock_.Now() - begin)}});
    } else if (!absl::IsFailedPrecondition(written)) {
      logging::Error("no checkpoint was written", {{"error", written.message()}});
    }
  }
}

}  // namespace ocop::gateway
