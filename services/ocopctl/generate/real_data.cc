#include "services/ocopctl/generate/real_data.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "common/status/status.h"
#include "services/ocopctl/messages.h"

namespace ocop::ocopctl::generate {
namespace {

using google::protobuf::Message;

std::vector<std::filesystem::path> DataFiles(const std::string& directory) {
  std::vector<std::filesystem::path> files;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(directory, ignored)) {
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Appends `message` to `list` when it is of its type.
template <typename Resource>
bool TakeAs(const Message& message, std::vector<Resource>& list) {
  const auto* resource = google::protobuf::DynamicCastToGenerated<Resource>(&message);
  if (resource != nullptr) list.push_back(*resource);
  return resource != nullptr;
}

void Take(const Message& message, RealData& data) {
  (void)(TakeAs(message, data.localities) || TakeAs(message, data.producers) || TakeAs(message, data.products) ||
         TakeAs(message, data.registrations) || TakeAs(message, data.recognitions) ||
         TakeAs(message, data.sales_points));
}

absl::Status ReadFile(const std::filesystem::path& path, RealData& data) {
  std::ifstream lines(path);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    const auto message = ParseAny(line);
    if (!message.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(path.string(), ":", number, ": ", message.status().message()));
    }
    Take(**message, data);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RealData> ReadRealData(const std::string& directory) {
  const auto files = DataFiles(directory);
  if (files.empty()) return absl::NotFoundError(absl::StrCat("no *.jsonl file lies in ", directory));
  RealData data;
  for (const auto& file : files) OCOP_RETURN_IF_ERROR(ReadFile(file, data));
  return data;
}

}  // namespace ocop::ocopctl::generate
