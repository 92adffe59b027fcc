// Recognitions by the decision on a dossier.
#pragma once

#include <string>

#include "services/evaluation/testing/evaluation_fixture.h"

namespace ocop::evaluation {

class RecognitionByDecisionTest : public EvaluationTest {
 protected:
  static constexpr char kService[] = "/ocop.evaluation.v1.RecognitionService/";

  // Decides on a dossier as of today, as the province.
  Answer<v1::Recognition> Recognise(const std::string& id, const std::string& text = "");
  // "10" of `provinces/10`.
  std::string Province() const { return parent().substr(sizeof("provinces/") - 1); }
  // In Việt Nam.
  static int Year();
};

}  // namespace ocop::evaluation
