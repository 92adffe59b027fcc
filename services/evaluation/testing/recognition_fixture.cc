#include "services/evaluation/testing/recognition_fixture.h"

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace ocop::evaluation {

RecognitionByDecisionTest::Answer<v1::Recognition> RecognitionByDecisionTest::Recognise(const std::string& id,
                                                                                        const std::string& text) {
  AsProvince();
  return Call<v1::Recognition>(
      absl::StrCat(kService, "RecogniseDossier"),
      Parse<v1::RecogniseDossierRequest>(absl::StrCat(
          "dossier: \"$/dossiers/", id, "\" decision_number: \"12/QĐ-UBND\" decision_date ", Today(), text)));
}

int RecognitionByDecisionTest::Year() {
  return static_cast<int>(absl::ToCivilYear(absl::Now(), absl::FixedTimeZone(7 * 3600)).year());
}

}  // namespace ocop::evaluation
