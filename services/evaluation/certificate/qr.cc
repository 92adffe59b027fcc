#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/clock/date.h"
#include "services/evaluation/certificate/document.h"

namespace ocop::evaluation {
namespace {

// Names the form, so that another can follow.
constexpr char kForm[] = "OCOP1";

}  // namespace

std::string QrContent(const v1::Recognition& recognition, const crypto::Signer& signer) {
  const std::string facts = absl::StrCat(kForm, "|", recognition.certificate_number(), "|", recognition.product_code(),
                                         "|", recognition.stars(), "|", clock::FormatDate(recognition.decision_date()),
                                         "|", clock::FormatDate(recognition.expire_date()));
  return absl::StrCat(facts, "|", absl::WebSafeBase64Escape(signer.Sign(facts)));
}

absl::StatusOr<QrFacts> ReadQr(const std::string& content, const crypto::Signer& signer) {
  const size_t end = content.rfind('|');
  const std::vector<std::string> parts = absl::StrSplit(content, '|');
  std::string signature;
  QrFacts facts;
  if (parts.size() != 7 || parts[0] != kForm || !absl::SimpleAtoi(parts[3], &facts.stars) ||
      !absl::WebSafeBase64Unescape(parts[6], &signature) || !signer.Verify(content.substr(0, end), signature)) {
    return absl::InvalidArgumentError("no QR code of this authority");
  }
  facts.certificate_number = parts[1];
  facts.product_code = parts[2];
  return facts;
}

}  // namespace ocop::evaluation
