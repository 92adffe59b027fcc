// ocop.journal.v1.WebhookService over a schema.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "common/journal/reader.h"
#include "common/resource/write.h"
#include "common/rpc/service.h"
#include "common/webhook/options.h"
#include "common/webhook/sender.h"
#include "common/webhook/store.h"

namespace ocop::webhook {

// What the methods work with. Cheap to copy.
struct Context {
  const resource::Home& home;
  std::shared_ptr<const Store> store;
  std::shared_ptr<Sender> sender;
  std::shared_ptr<const journal::Reader> reader;
  Options options;
  // Full names of what the journal tells of.
  std::set<std::string> types;
};

// `context.home` must outlive the service.
rpc::Service WebhookService(const Context& context);

}  // namespace ocop::webhook
