// Reports that are frozen: bytes that can be made again.
#pragma once

#include <functional>
#include <memory>

#include "absl/status/statusor.h"
#include "common/crypto/signer.h"
#include "common/rpc/call.h"
#include "ocop/indicators/v1/indicator_service.pb.h"
#include "services/gateway/handlers/picture.h"

namespace ocop::gateway {

// What the report says, from the picture. A question with the report's `known_at` gives the same content for ever.
// UNAVAILABLE `SOURCE_NOT_CURRENT` where a service that it is made of is behind or down, `INDICATOR_COMPUTING` where an
// indicator that is asked for, or one of all, has no values yet.
absl::StatusOr<indicators::v1::ReportContent> MakeReport(const indicators::v1::FreezeReportRequest& request,
                                                         const Picture& picture);

// The content in the one form that is hashed and signed.
std::string SerialiseReport(const indicators::v1::ReportContent& content);

// The report, signed. INVALID_ARGUMENT `REPORT_TOO_LARGE` for one that no request to verify it would have room for.
absl::StatusOr<indicators::v1::Report> SignReport(const indicators::v1::ReportContent& content,
                                                  const crypto::Signer& signer);

// The question that makes the content again.
indicators::v1::FreezeReportRequest QuestionOf(const indicators::v1::ReportContent& content);

// The content made again from a picture of its own moment, by its own definitions where those of the picture count
// alike. Errors as MakeReport.
absl::StatusOr<indicators::v1::ReportContent> MakeAgain(const indicators::v1::ReportContent& content,
                                                        const Picture& picture);

// Indicators of the report that the picture defines otherwise.
std::vector<indicators::v1::ReportRedefinition> RedefinitionsOf(const indicators::v1::ReportContent& content,
                                                                const Picture& picture);

// Values and lists of the report that the picture knows otherwise.
std::vector<indicators::v1::ReportDifference> DifferencesOf(const indicators::v1::ReportContent& content,
                                                            const Picture& picture);

// What hash and signature prove to who has the keys of `signer`; nullptr: none.
indicators::v1::VerifyReportResponse::Signature SignatureOf(const indicators::v1::Report& report,
                                                            const crypto::Signer* signer);

// INVALID_ARGUMENT `UNREADABLE_REPORT`.
absl::StatusOr<indicators::v1::ReportContent> ReadReport(const indicators::v1::Report& report);

absl::Status NoSigningKey();

}  // namespace ocop::gateway
