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

std::string Content(const std::string& path) {
  std::stringstream buffer;
  buffer << std::ifstream(path, std::ios::binary).rdbuf();
  return std::move(buffer).str();
}

constexpr size_t kHashDigits = 64;

// First line: what the file is, and the SHA-256 of the program that wrote it. What a record holds depends on all of the
// program, down to the values of an enum that it knows, so another one reads the journals. Second: SHA-256 of the rest.
std::string FirstLine() {
  static const auto& line =
      *new std::string(absl::StrCat("ocop gateway checkpoint of ", crypto::Sha256Hex(Content("/proc/self/exe")), "\n"));
  return line;
}

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
  if (!std::filesystem::exists(path)) return absl::NotFoundError(absl::StrCat("there is no file ", path));
  const std::string text = Content(path);
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
