// What is written, subject by subject: each function writes the synthetic resources of one.
#pragma once

#include <vector>

#include "services/ocopctl/generate/province.h"
#include "services/ocopctl/generate/random.h"
#include "services/ocopctl/generate/writer.h"

namespace ocop::ocopctl::generate {

// Producers.
void WriteProducers(const Province& province, Random random, Writer& writer);

// Products.
void WriteProducts(const Province& province, Random random, Writer& writer);

// Registrations, recognitions and revocations.
void WriteEvaluations(const Province& province, Random random, Writer& writer);

// Compliance papers, of real producers too: E3 is met, E4 to E6 are missed.
void WriteCompliance(const Province& province, Random random, Writer& writer);

// Communes on the roadmap of the plan: N1 is missed by a few.
void WriteRoadmap(const Province& province, Random random, Writer& writer);

// Officers and people of producers, courses, classes of 2024, roll call: a few officers are not trained, T1 is missed.
void WriteTraining(const Province& province, Random random, Writer& writer);

// Sales points, channels, and what is sold there: one district unit of 11 sells nothing of others, S1 is missed; three
// in four producers are in a modern channel, S5 is met. `real` points sell products too.
void WriteSalesPoints(const Province& province, const std::vector<salespoints::v1::SalesPoint>& real, Random random,
                      Writer& writer);

// Sales before joining, of 2023 and of each quarter of 2024.
void WriteSales(const Province& province, Random random, Writer& writer);

}  // namespace ocop::ocopctl::generate
