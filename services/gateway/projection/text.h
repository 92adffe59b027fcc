// A text in 8 bytes, and as much memory as it is long: names for the reader, of which there are millions.
#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace ocop::gateway {

class Text {
 public:
  Text() = default;
  Text(std::string_view text) {  // NOLINT(google-explicit-constructor): it is one
    if (text.empty()) return;
    const auto length = static_cast<uint32_t>(text.size());
    bytes_ = std::make_unique<char[]>(sizeof(length) + length);
    std::memcpy(bytes_.get(), &length, sizeof(length));
    std::memcpy(bytes_.get() + sizeof(length), text.data(), length);
  }
  Text(const std::string& text) : Text(std::string_view(text)) {}  // NOLINT(google-explicit-constructor)

  std::string_view view() const {
    if (bytes_ == nullptr) return {};
    uint32_t length = 0;
    std::memcpy(&length, bytes_.get(), sizeof(length));
    return {bytes_.get() + sizeof(length), length};
  }

  bool operator==(const Text& other) const { return view() == other.view(); }

 private:
  std::unique_ptr<char[]> bytes_;
};

}  // namespace ocop::gateway
