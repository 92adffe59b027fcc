#include "common/resource/batch.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/status/status.h"
#include "common/validation/validation.h"
#include "google/api/resource.pb.h"

namespace ocop::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* FieldOf(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

std::string TextOf(const Message& message, const char* name) {
  const FieldDescriptor* field = FieldOf(message, name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

// What is wrong with the parts of a request, gathered.
class Wrongs {
 public:
  // An error that speaks of no field and no name ends the whole: it is returned.
  absl::Status Add(const std::string& path, const absl::Status& error) {
    const auto violations = status::ViolationsOf(status::Under(path, error));
    if (violations.empty() && error.code() != absl::StatusCode::kAlreadyExists) return error;
    for (const auto& [field, description] : violations) violations_.Add(field, description);
    if (violations.empty()) {
      taken_.push_back(path);
      first_taken_ = first_taken_.ok() ? error : first_taken_;
      taken_violations_.emplace_back(path, std::string(error.message()));
    }
    return absl::OkStatus();
  }

  absl::Status ToStatus() {
    if (violations_.empty() && taken_.empty()) return absl::OkStatus();
    if (violations_.empty()) {
      status::Metadata metadata = status::MetadataOf(first_taken_);
      metadata["taken"] = absl::StrJoin(taken_, ", ");
      return status::WithReason(absl::AlreadyExistsError(absl::StrCat(metadata["taken"], ": ", first_taken_.message())),
                                status::ReasonOf(first_taken_), metadata);
    }
    for (const auto& [path, description] : taken_violations_) violations_.Add(path, description);
    return violations_.ToStatus();
  }

 private:
  status::Violations violations_;
  std::vector<std::string> taken_;
  std::vector<std::pair<std::string, std::string>> taken_violations_;
  absl::Status first_taken_;
};

void AddResource(Message& response, MessagePtr resource) {
  response.GetReflection()->AddAllocatedMessage(&response, response.GetDescriptor()->field(0), resource.release());
}

// The parent of the batch is that of each part which names none; CreateProduct then finds it where it looks for it.
absl::StatusOr<MessagePtr> WithParent(const Message& part, const std::string& parent) {
  MessagePtr copy(part.New());
  copy->CopyFrom(part);
  const FieldDescriptor* field = FieldOf(*copy, "parent");
  if (field == nullptr) return copy;
  const std::string own = copy->GetReflection()->GetString(*copy, field);
  if (!own.empty() && own != parent) return status::InvalidField("parent", "differs from the parent of the batch");
  copy->GetReflection()->SetString(copy.get(), field, parent);
  return copy;
}

using One = std::function<absl::StatusOr<MessagePtr>(Scope&, const Message&)>;

absl::StatusOr<MessagePtr> DoAll(Scope& scope, const Message& request, MessagePtr response, const One& one) {
  const auto& reflection = *request.GetReflection();
  const FieldDescriptor* parts = FieldOf(request, "requests");
  Wrongs wrongs;
  for (int i = 0; i < reflection.FieldSize(request, parts); ++i) {
    const std::string path = absl::StrCat("requests[", i, "]");
    const absl::Status outcome = scope.transaction().Attempt([&]() -> absl::Status {
      OCOP_ASSIGN_OR_RETURN(const MessagePtr part,
                            WithParent(reflection.GetRepeatedMessage(request, parts, i), TextOf(request, "parent")));
      OCOP_RETURN_IF_ERROR(validation::CheckResource(*part, "", scope.today()));
      OCOP_ASSIGN_OR_RETURN(MessagePtr resource, one(scope, *part));
      AddResource(*response, std::move(resource));
      return absl::OkStatus();
    });
    if (!outcome.ok()) OCOP_RETURN_IF_ERROR(wrongs.Add(path, outcome));
  }
  OCOP_RETURN_IF_ERROR(wrongs.ToStatus());
  return response;
}

void BindChange(rpc::Service& service, const std::string& method, const Home& home, One one) {
  const Message* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(
      service.descriptor().FindMethodByName(method)->output_type());
  service.BindHandler(method, [&home, one = std::move(one), prototype](std::shared_ptr<rpc::Exchange> exchange) {
    const Message& request = exchange->request();
    Write(home, std::move(exchange), [one, &request, prototype](Scope& scope) {
      return DoAll(scope, request, MessagePtr(prototype->New()), one);
    });
  });
}

std::vector<std::string> NamesOf(const Message& request) {
  std::vector<std::string> names;
  const FieldDescriptor* field = FieldOf(request, "names");
  for (int i = 0; i < request.GetReflection()->FieldSize(request, field); ++i) {
    names.push_back(request.GetReflection()->GetRepeatedString(request, field, i));
  }
  return names;
}

absl::Status CheckNames(const Table& table, const std::string& parent, const std::vector<std::string>& names) {
  const resource_name::Pattern parents = table.pattern().Parent();
  if (!parents.Match(parent)) {
    return status::InvalidField("parent", absl::StrCat("must be a name of the form ", parents.text()));
  }
  status::Violations violations;
  for (size_t i = 0; i < names.size(); ++i) {
    if (!absl::StartsWith(names[i], parent + "/")) {
      violations.Add(absl::StrCat("names[", i, "]"), absl::StrCat("must lie under ", parent));
    }
  }
  return violations.ToStatus();
}

absl::Status ManyNotFound(const std::vector<std::string>& names) {
  const std::string all = absl::StrJoin(names, ", ");
  return status::WithReason(absl::NotFoundError(absl::StrCat("there is no ", all)), "RESOURCE_NOT_FOUND",
                            {{"names", all}});
}

using Found = std::vector<absl::StatusOr<std::shared_ptr<const Message>>>;

absl::StatusOr<Found> FindAll(database::Transaction& transaction, const Table& table,
                              const std::vector<std::string>& names) {
  Found found(names.size(), absl::NotFoundError(""));
  OCOP_RETURN_IF_ERROR(table.ReadMany(transaction, names, found));
  std::vector<std::string> missing;
  for (size_t i = 0; i < names.size(); ++i) {
    if (found[i].ok()) continue;
    if (!absl::IsNotFound(found[i].status())) return found[i].status();
    missing.push_back(names[i]);
  }
  if (!missing.empty()) return ManyNotFound(missing);
  return found;
}

absl::Status GetAll(database::Transaction& transaction, const Table& table, const BatchParts& parts,
                    const Message& request, Message& response) {
  std::vector<std::string> names = NamesOf(request);
  OCOP_RETURN_IF_ERROR(CheckNames(table, TextOf(request, "parent"), names));
  OCOP_ASSIGN_OR_RETURN(Found found, FindAll(transaction, table, names));
  bool redirected = false;
  for (size_t i = 0; parts.redirect && i < names.size(); ++i) {
    if (std::string other = parts.redirect(request, **found[i]); !other.empty()) {
      names[i] = std::move(other);
      redirected = true;
    }
  }
  if (redirected) {
    OCOP_ASSIGN_OR_RETURN(found, FindAll(transaction, table, names));
  }
  for (const auto& resource : found) {
    MessagePtr copy((*resource)->New());
    copy->CopyFrom(**resource);
    AddResource(response, std::move(copy));
  }
  return absl::OkStatus();
}

void BindBatchGet(rpc::Service& service, const std::string& method, const Home& home, const Table& table,
                  BatchParts parts) {
  service.BindHandler(method, [&home, &table, parts = std::move(parts)](std::shared_ptr<rpc::Exchange> exchange) {
    Message* const response = exchange->NewResponse();
    home.database.Read(
        database::Isolation::kAutoCommit, AskerOf(exchange),
        [&table, parts, exchange, response](database::Transaction& transaction) {
          response->Clear();
          return GetAll(transaction, table, parts, exchange->request(), *response);
        },
        [exchange, response](const absl::Status& status) {
          if (!status.ok()) return exchange->Answer(status);
          exchange->Answer(response);
        });
  });
}

}  // namespace

void BindBatch(rpc::Service& service, const Home& home, const Table& table, BatchParts parts) {
  std::string plural = table.type().options().GetExtension(google::api::resource).plural();
  plural[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(plural[0])));
  const auto has = [&](const std::string& verb) {
    return service.descriptor().FindMethodByName(verb + plural) != nullptr;
  };
  if (has("BatchCreate")) BindChange(service, "BatchCreate" + plural, home, parts.create);
  if (has("BatchUpdate")) BindChange(service, "BatchUpdate" + plural, home, parts.update);
  if (has("BatchGet")) BindBatchGet(service, "BatchGet" + plural, home, table, std::move(parts));
}

}  // namespace ocop::resource
