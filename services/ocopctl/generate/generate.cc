#include "services/ocopctl/generate/generate.h"

#include <ostream>

#include "common/status/status.h"
#include "services/ocopctl/generate/province.h"
#include "services/ocopctl/generate/real_data.h"
#include "services/ocopctl/generate/subjects.h"
#include "services/ocopctl/generate/writer.h"

namespace ocop::ocopctl::generate {

absl::Status Generate(const Options& options, std::ostream& out) {
  OCOP_ASSIGN_OR_RETURN(const RealData real, ReadRealData(options.real_directory));
  const Province province = BuildProvince(real, options.seed, options.scale);
  Writer writer(options.seed, out);
  const auto random = [&](const char* subject) { return Random(options.seed, subject); };

  WriteProducers(province, random("producers"), writer);
  WriteProducts(province, random("products"), writer);
  WriteEvaluations(province, random("evaluations"), writer);
  WriteCompliance(province, random("compliance"), writer);
  WriteRoadmap(province, random("roadmap"), writer);
  WriteTraining(province, random("training"), writer);
  WriteSalesPoints(province, real.sales_points, random("sales points"), writer);
  WriteSales(province, random("sales"), writer);
  return absl::OkStatus();
}

}  // namespace ocop::ocopctl::generate
