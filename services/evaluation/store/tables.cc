#include "services/evaluation/store/tables.h"

#include "ocop/evaluation/v1/recognition_service.pb.h"

namespace ocop::evaluation {

using namespace ocop::evaluation::v1;  // NOLINT(google-build-using-namespace): the messages of this service alone

const resource::Table& RecognitionTable() {
  static const auto& table =
      *new resource::Table(*Recognition::descriptor(), "evaluation.recognition", {"province_code", "recognition_id"});
  return table;
}

const std::vector<const resource::Table*>& Tables() {
  static const auto& tables = *new std::vector<const resource::Table*>{&RecognitionTable()};
  return tables;
}

}  // namespace ocop::evaluation
