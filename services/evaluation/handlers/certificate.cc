#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "common/clock/date.h"
#include "common/resource/bind.h"
#include "common/status/status.h"
#include "services/evaluation/certificate/document.h"
#include "services/evaluation/handlers/recognition.h"
#include "services/evaluation/rules/deadlines.h"
#include "services/evaluation/rules/names.h"
#include "services/evaluation/rules/term.h"
#include "services/evaluation/store/recognitions.h"
#include "services/evaluation/store/tables.h"

namespace ocop::evaluation {
namespace {

using status::WithReason;
using v1::Certificate;
using v1::GetCertificateRequest;
using v1::Recognition;
using v1::VerifyCertificateRequest;
using v1::VerifyCertificateResponse;

absl::Status NoSigningKey() {
  return WithReason(absl::FailedPreconditionError(
                        "this service has no key to sign with; it is started with --signing-certificate and "
                        "--signing-key"),
                    "NO_SIGNING_KEY");
}

// The decision that counts in place of `recognition` on `day`; none while nothing was decided after it.
absl::StatusOr<std::optional<Recognition>> Replacement(database::Transaction& transaction,
                                                       const Recognition& recognition, clock::Day day) {
  OCOP_ASSIGN_OR_RETURN(std::optional<Recognition> latest,
                        LatestDecision(transaction, ProvinceCode(recognition.name()), recognition.product(), day));
  if (latest && latest->name() == recognition.name()) latest.reset();
  return latest;
}

// By the set that the product was judged under.
bool IsMinisters(const Catalogue& catalogue, const Recognition& recognition) {
  return std::any_of(catalogue.sets().begin(), catalogue.sets().end(), [&](const v1::CriteriaSet& set) {
    return set.legal_basis() == recognition.legal_basis() && IsCentral(set, recognition.stars());
  });
}

absl::StatusOr<Certificate> Get(const Context& context, database::Transaction& transaction, const rpc::Call& call,
                                const GetCertificateRequest& request) {
  OCOP_ASSIGN_OR_RETURN(const auto found, RecognitionTable().Read(transaction, request.name(), false));
  const auto& recognition = static_cast<const Recognition&>(*found);
  if (!context.signer) return NoSigningKey();
  if (recognition.dossier().empty()) {
    return WithReason(absl::FailedPreconditionError(absl::StrCat(
                          request.name(), " was decided elsewhere: its certificate is not this service's to sign")),
                      "NO_CERTIFICATE_NUMBER", {{"name", request.name()}});
  }
  if (IsMinisters(*context.catalogue, recognition)) {
    return WithReason(absl::FailedPreconditionError(absl::StrCat(
                          request.name(), " is the minister's: its certificate is not the province's to sign")),
                      "NOT_THE_PROVINCES", {{"name", request.name()}});
  }
  const clock::Day today = clock::Today(call.now);
  OCOP_ASSIGN_OR_RETURN(const std::optional<Recognition> replacement, Replacement(transaction, recognition, today));
  if (recognition.has_revoke_date() || replacement || !IsWithinTerm(recognition, today)) {
    return WithReason(absl::FailedPreconditionError(absl::StrCat(request.name(), " is not in force")), "NOT_IN_FORCE",
                      {{"name", request.name()}});
  }
  Certificate certificate;
  certificate.set_media_type("application/pdf");
  certificate.set_qr_content(QrContent(recognition, *context.signer));
  certificate.set_file_name(
      absl::StrCat("OCOP-", absl::StrReplaceAll(recognition.certificate_number(), {{"/", "-"}}), ".pdf"));
  OCOP_ASSIGN_OR_RETURN(*certificate.mutable_content(),
                        CertificatePdf(recognition, certificate.qr_content(), *context.signer, context.font_folder));
  return certificate;
}

// The recognition that the caller means; none for a QR code that is not ours or tells other facts than the register.
absl::StatusOr<std::optional<Recognition>> Find(const Context& context, database::Transaction& transaction,
                                                const VerifyCertificateRequest& request) {
  if (request.has_product_code()) return LatestOfCode(transaction, request.product_code());
  if (request.has_certificate_number()) return OfCertificate(transaction, request.certificate_number());
  if (!context.signer) return NoSigningKey();
  const absl::StatusOr<QrFacts> facts = ReadQr(request.qr_content(), *context.signer);
  if (!facts.ok()) return std::nullopt;
  OCOP_ASSIGN_OR_RETURN(std::optional<Recognition> found, OfCertificate(transaction, facts->certificate_number));
  const bool same = found && found->product_code() == facts->product_code && found->stars() == facts->stars;
  if (!same) return std::nullopt;
  return found;
}

VerifyCertificateResponse::Status StatusOf(const Recognition& recognition, bool replaced, clock::Day today) {
  if (recognition.has_revoke_date() && clock::FromDate(recognition.revoke_date()) <= today) {
    return VerifyCertificateResponse::STATUS_REVOKED;
  }
  return replaced || !IsWithinTerm(recognition, today) ? VerifyCertificateResponse::STATUS_EXPIRED
                                                       : VerifyCertificateResponse::STATUS_VALID;
}

absl::StatusOr<VerifyCertificateResponse> Verify(const Context& context, database::Transaction& transaction,
                                                 const rpc::Call& call, const VerifyCertificateRequest& request) {
  if (request.certificate_case() == VerifyCertificateRequest::CERTIFICATE_NOT_SET) {
    return status::InvalidField("certificate", "one of product_code, certificate_number and qr_content must be set");
  }
  OCOP_ASSIGN_OR_RETURN(const std::optional<Recognition> found, Find(context, transaction, request));
  VerifyCertificateResponse response;
  response.set_status(VerifyCertificateResponse::STATUS_UNKNOWN);
  if (!found) return response;
  const clock::Day today = clock::Today(call.now);
  OCOP_ASSIGN_OR_RETURN(const std::optional<Recognition> replacement, Replacement(transaction, *found, today));
  response.set_status(StatusOf(*found, replacement.has_value(), today));
  response.set_product_code(found->product_code());
  response.set_certificate_number(found->certificate_number());
  response.set_product_name(found->product_name());
  response.set_producer_name(found->producer_name());
  response.set_stars(found->stars());
  *response.mutable_decision_date() = found->decision_date();
  *response.mutable_expire_date() = found->expire_date();
  if (found->has_revoke_date()) *response.mutable_revoke_date() = found->revoke_date();
  if (replacement) response.set_replaced_by_certificate_number(replacement->certificate_number());
  return response;
}

}  // namespace

void BindCertificates(rpc::Service& service, const Context& context) {
  resource::BindRead<GetCertificateRequest, Certificate>(
      service, "GetCertificate", context.home,
      [context](database::Transaction& transaction, const rpc::Call& call, const GetCertificateRequest& request) {
        return Get(context, transaction, call, request);
      });
  resource::BindRead<VerifyCertificateRequest, VerifyCertificateResponse>(
      service, "VerifyCertificate", context.home,
      [context](database::Transaction& transaction, const rpc::Call& call, const VerifyCertificateRequest& request) {
        return Verify(context, transaction, call, request);
      });
}

}  // namespace ocop::evaluation
