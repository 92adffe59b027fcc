// The certificate as a document.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "common/crypto/signer.h"
#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::evaluation {

// What the QR code of a recognition's certificate holds: its facts in plain text and the authority's signature over
// them, so that it can be checked without asking anybody.
//
//   OCOP1|12/2026/OCOP-82|82-28501-3-2026|4|2026-11-24|2029-11-23|<signature in base64url>
std::string QrContent(const v1::Recognition& recognition, const crypto::Signer& signer);

// The facts that a QR code holds.
struct QrFacts {
  std::string certificate_number;
  std::string product_code;
  int32_t stars = 0;
};
// INVALID_ARGUMENT when it is none of ours or its signature does not fit.
absl::StatusOr<QrFacts> ReadQr(const std::string& content, const crypto::Signer& signer);

// The PDF: A4, Vietnamese, with a QR code of `qr_content`, signed. `font_folder` holds DejaVuSerif.ttf and
// DejaVuSerif-Bold.ttf.
absl::StatusOr<std::string> CertificatePdf(const v1::Recognition& recognition, const std::string& qr_content,
                                           const crypto::Signer& signer, const std::string& font_folder);

}  // namespace ocop::evaluation
