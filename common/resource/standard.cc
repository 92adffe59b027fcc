#include "common/resource/standard.h"

#include <google/protobuf/empty.pb.h>
#include <google/protobuf/util/message_differencer.h>

#include "absl/strings/str_cat.h"
#include "common/database/lookup.h"
#include "common/resource/batch.h"
#include "common/resource/bind.h"
#include "common/resource/errors.h"
#include "common/resource/list.h"
#include "common/resource/mask.h"
#include "common/status/status.h"
#include "common/text/text.h"
#include "common/validation/validation.h"
#include "google/api/resource.pb.h"

namespace ocop::resource {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ocop::journal::v1::JournalEntry;

const FieldDescriptor* Field(const Message& message, const std::string& name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

std::string Text(const Message& message, const std::string& name) {
  const FieldDescriptor* field = Field(message, name);
  return field == nullptr ? "" : message.GetReflection()->GetString(message, field);
}

bool Flag(const Message& message, const std::string& name) {
  const FieldDescriptor* field = Field(message, name);
  return field != nullptr && message.GetReflection()->GetBool(message, field);
}

int32_t Number(const Message& message, const std::string& name) {
  return message.GetReflection()->GetInt32(message, Field(message, name));
}

const Message& Child(const Message& message, const std::string& name) {
  return message.GetReflection()->GetMessage(message, Field(message, name));
}

MessagePtr Copy(const Message& message) {
  MessagePtr copy(message.New());
  copy->CopyFrom(message);
  return copy;
}

bool NotFoundIn(const absl::StatusOr<MessagePtr>& resource) {
  return resource.status().code() == absl::StatusCode::kNotFound;
}

// AIP-122: ids that people choose are lower case, so that no two differ by case alone.
absl::Status CheckNewId(const std::string& name) {
  const std::string id = name.substr(name.rfind('/') + 1);
  const bool valid = !id.empty() && id.front() != '-' && id.back() != '-' &&
                     id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
  return valid
             ? absl::OkStatus()
             : status::InvalidField("name", absl::StrCat("\"", id, "\" is not lower-case letters, digits and hyphens"));
}

std::string UpperFirst(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

class Standard : public std::enable_shared_from_this<Standard> {
 public:
  Standard(const Home& home, const Table& table, Rules rules);
  void Bind(rpc::Service& service);
  Changes AsChanges();

 private:
  using Resource = std::shared_ptr<const Message>;
  using Function = absl::StatusOr<MessagePtr> (Standard::*)(Scope&, const Message&);

  void BindRead(rpc::Service& service, const std::string& method,
                void (Standard::*read)(std::shared_ptr<rpc::Exchange>));
  void Get(std::shared_ptr<rpc::Exchange> exchange);
  void List(std::shared_ptr<rpc::Exchange> exchange);
  absl::StatusOr<MessagePtr> Create(Scope& scope, const Message& request);
  absl::StatusOr<MessagePtr> Update(Scope& scope, const Message& request);
  absl::StatusOr<MessagePtr> Delete(Scope& scope, const Message& request);
  absl::StatusOr<MessagePtr> Undelete(Scope& scope, const Message& request);
  absl::StatusOr<MessagePtr> Insert(Scope& scope, MessagePtr resource);
  absl::Status Check(Scope& scope, const Message* before, Message& after) const;
  void Normalise(Message& resource) const;
  void BindWrite(rpc::Service& service, const std::string& method, Function function);

  const Home& home_;
  const Table& table_;
  const Rules rules_;
  // `product`: the field of requests that holds the resource.
  const std::string singular_;
  database::Lookup<Resource> lookup_;
};

Standard::Standard(const Home& home, const Table& table, Rules rules)
    : home_(home),
      table_(table),
      rules_(std::move(rules)),
      singular_(text::CamelToSnake(table.type().name())),
      lookup_(home.database.readers(),
              [&table](database::Transaction& transaction, const std::vector<std::string>& names,
                       std::vector<absl::StatusOr<Resource>>& results) {
                return table.ReadMany(transaction, names, results);
              }) {}

void Standard::Bind(rpc::Service& service) {
  const std::string type = table_.type().name();
  const std::string plural = UpperFirst(table_.type().options().GetExtension(google::api::resource).plural());
  const auto has = [&service](const std::string& method) {
    return service.descriptor().FindMethodByName(method) != nullptr;
  };
  if (has("Get" + type)) BindRead(service, "Get" + type, &Standard::Get);
  if (has("List" + plural)) BindRead(service, "List" + plural, &Standard::List);
  if (has("Create" + type)) BindWrite(service, "Create" + type, &Standard::Create);
  if (has("Update" + type)) BindWrite(service, "Update" + type, &Standard::Update);
  if (has("Delete" + type)) BindWrite(service, "Delete" + type, &Standard::Delete);
  if (has("Undelete" + type)) BindWrite(service, "Undelete" + type, &Standard::Undelete);
  Changes changes = AsChanges();
  BindBatch(service, home_, table_,
            {.create = std::move(changes.create), .update = std::move(changes.update), .redirect = rules_.redirect});
}

Changes Standard::AsChanges() {
  const auto one_by_one = [self = shared_from_this()](Function function) {
    return [self, function](Scope& scope, const Message& request) { return (self.get()->*function)(scope, request); };
  };
  return {one_by_one(&Standard::Create), one_by_one(&Standard::Update), rules_.check};
}

void Standard::BindRead(rpc::Service& service, const std::string& method,
                        void (Standard::*read)(std::shared_ptr<rpc::Exchange>)) {
  service.BindHandler(method, [self = shared_from_this(), read](std::shared_ptr<rpc::Exchange> exchange) {
    const absl::Status allowed = self->rules_.may_read ? self->rules_.may_read(exchange->call()) : absl::OkStatus();
    if (!allowed.ok()) return exchange->Answer(allowed);
    (self.get()->*read)(std::move(exchange));
  });
}

void Standard::BindWrite(rpc::Service& service, const std::string& method, Function function) {
  service.BindHandler(method, [self = shared_from_this(), function](std::shared_ptr<rpc::Exchange> exchange) {
    const Message& request = exchange->request();
    Write(self->home_, std::move(exchange),
          [self, function, &request](Scope& scope) { return (self.get()->*function)(scope, request); });
  });
}

void Standard::Get(std::shared_ptr<rpc::Exchange> exchange) {
  std::string name = Text(exchange->request(), "name");
  lookup_.Get(std::move(name), AskerOf(exchange), [this, exchange](const absl::StatusOr<Resource>& resource) {
    if (!resource.ok()) return exchange->Answer(resource.status());
    std::string other = rules_.redirect ? rules_.redirect(exchange->request(), **resource) : "";
    if (other.empty()) return exchange->Answer(resource->get());
    lookup_.Get(std::move(other), AskerOf(exchange), [exchange](const absl::StatusOr<Resource>& redirected) {
      if (!redirected.ok()) return exchange->Answer(redirected.status());
      exchange->Answer(redirected->get());
    });
  });
}

void Standard::List(std::shared_ptr<rpc::Exchange> exchange) {
  const Message& request = exchange->request();
  ListQuery query{.parent = Text(request, "parent"),
                  .page_size = Number(request, "page_size"),
                  .page_token = Text(request, "page_token"),
                  .filter = Text(request, "filter"),
                  .order_by = Text(request, "order_by"),
                  .show_deleted = Flag(request, "show_deleted"),
                  .normal_forms = rules_.normal_forms};
  Message* const response = exchange->NewResponse();
  home_.database.Read(
      database::Isolation::kAutoCommit, AskerOf(exchange),
      [this, query = std::move(query), response](database::Transaction& transaction) -> absl::Status {
        response->Clear();
        OCOP_ASSIGN_OR_RETURN(Page page, resource::List(transaction, table_, query));
        const auto* reflection = response->GetReflection();
        // The first field holds the resources, as AIP-132 lays the response out.
        const FieldDescriptor* resources = response->GetDescriptor()->field(0);
        for (MessagePtr& resource : page.resources) {
          reflection->AddAllocatedMessage(response, resources, resource.release());
        }
        reflection->SetString(response, Field(*response, "next_page_token"), page.next_page_token);
        return absl::OkStatus();
      },
      [exchange, response](const absl::Status& status) {
        if (!status.ok()) return exchange->Answer(status);
        exchange->Answer(response);
      });
}

absl::Status Standard::Check(Scope& scope, const Message* before, Message& after) const {
  OCOP_RETURN_IF_ERROR(validation::CheckResource(after, singular_, scope.today()));
  return rules_.check ? rules_.check(scope, before, after) : absl::OkStatus();
}

void Standard::Normalise(Message& resource) const {
  for (const auto& [name, normal] : rules_.normal_forms) {
    const FieldDescriptor* field = Field(resource, name);
    const std::string text = resource.GetReflection()->GetString(resource, field);
    if (!text.empty()) resource.GetReflection()->SetString(&resource, field, normal(text));
  }
}

absl::StatusOr<MessagePtr> Standard::Insert(Scope& scope, MessagePtr resource) {
  OCOP_RETURN_IF_ERROR(Check(scope, nullptr, *resource));
  OCOP_RETURN_IF_ERROR(table_.Insert(scope.transaction(), *resource));
  scope.Record(table_, JournalEntry::ACTION_CREATE, *resource);
  return resource;
}

absl::StatusOr<MessagePtr> Standard::Create(Scope& scope, const Message& request) {
  const std::string parent = Text(request, "parent");
  const resource_name::Pattern parents = table_.pattern().Parent();
  if (!parents.Match(parent)) {
    return status::InvalidField("parent", absl::StrCat("must be a name of the form ", parents.text()));
  }
  std::string id = Text(request, singular_ + "_id");
  if (id.empty()) id = home_.ids.Next(scope.call().now);
  MessagePtr resource = Copy(Child(request, singular_));
  Normalise(*resource);
  table_.SetName(*resource, absl::StrCat(parent, "/", std::string(table_.pattern().collection()), "/", id));
  return Insert(scope, std::move(resource));
}

absl::StatusOr<MessagePtr> Standard::Update(Scope& scope, const Message& request) {
  const MessagePtr normal = Copy(Child(request, singular_));
  Normalise(*normal);
  const Message& changes = *normal;
  const std::string name = table_.NameOf(changes);
  if (!table_.pattern().Match(name)) {
    return status::InvalidField(singular_ + ".name",
                                absl::StrCat("must be a name of the form ", table_.pattern().text()));
  }
  if (rules_.lock_first) OCOP_RETURN_IF_ERROR(rules_.lock_first(scope, name));
  absl::StatusOr<MessagePtr> before = table_.Read(scope.transaction(), name, true);
  if (NotFoundIn(before) && Flag(request, "allow_missing")) {
    OCOP_RETURN_IF_ERROR(CheckNewId(name));
    absl::StatusOr<MessagePtr> made = Insert(scope, Copy(changes));
    if (made.ok() || status::ReasonOf(made.status()) != kAlreadyExists) return made;
    // Somebody else made it meanwhile: then it is changed.
    before = table_.Read(scope.transaction(), name, true);
  }
  if (!before.ok()) return before.status();
  const std::string etag = table_.EtagOf(changes);
  if (!etag.empty() && etag != table_.EtagOf(**before)) return EtagMismatch(name);
  if (table_.IsDeleted(**before)) return Deleted(name);

  MessagePtr after = Copy(**before);
  const auto& mask = static_cast<const google::protobuf::FieldMask&>(Child(request, "update_mask"));
  OCOP_RETURN_IF_ERROR(ApplyMask(mask, changes, singular_, *after));
  // A change of nothing is no change: it leaves the etag and the journal as they are.
  if (google::protobuf::util::MessageDifferencer::Equals(**before, *after)) return after;
  OCOP_RETURN_IF_ERROR(Check(scope, before->get(), *after));
  OCOP_RETURN_IF_ERROR(table_.Update(scope.transaction(), *after));
  scope.Record(table_, JournalEntry::ACTION_UPDATE, *after);
  if (rules_.follow) OCOP_RETURN_IF_ERROR(rules_.follow(scope, **before, *after));
  return after;
}

absl::StatusOr<MessagePtr> Standard::Delete(Scope& scope, const Message& request) {
  const std::string name = Text(request, "name");
  if (rules_.lock_first) OCOP_RETURN_IF_ERROR(rules_.lock_first(scope, name));
  absl::StatusOr<MessagePtr> resource = table_.Read(scope.transaction(), name, true);
  const bool gone = resource.ok() ? table_.IsDeleted(**resource) : NotFoundIn(resource);
  if (gone) {
    if (!Flag(request, "allow_missing")) return NotFound(name);
    if (table_.soft_delete()) return resource.ok() ? *std::move(resource) : table_.New();
    return std::make_unique<google::protobuf::Empty>();
  }
  if (!resource.ok()) return resource.status();
  const std::string etag = Text(request, "etag");
  if (!etag.empty() && etag != table_.EtagOf(**resource)) return EtagMismatch(name);
  if (rules_.check_delete) OCOP_RETURN_IF_ERROR(rules_.check_delete(scope, **resource));
  if (table_.soft_delete()) {
    OCOP_RETURN_IF_ERROR(table_.MarkDeleted(scope.transaction(), **resource, true));
  } else {
    OCOP_RETURN_IF_ERROR(table_.Delete(scope.transaction(), name));
  }
  scope.Record(table_, JournalEntry::ACTION_DELETE, **resource);
  if (table_.soft_delete()) return resource;
  return std::make_unique<google::protobuf::Empty>();
}

absl::StatusOr<MessagePtr> Standard::Undelete(Scope& scope, const Message& request) {
  const std::string name = Text(request, "name");
  OCOP_ASSIGN_OR_RETURN(MessagePtr resource, table_.Read(scope.transaction(), name, true));
  const std::string etag = Text(request, "etag");
  if (!etag.empty() && etag != table_.EtagOf(*resource)) return EtagMismatch(name);
  if (!table_.IsDeleted(*resource)) return NotDeleted(name);
  if (rules_.check_undelete) OCOP_RETURN_IF_ERROR(rules_.check_undelete(scope, *resource));
  OCOP_RETURN_IF_ERROR(table_.MarkDeleted(scope.transaction(), *resource, false));
  scope.Record(table_, JournalEntry::ACTION_UNDELETE, *resource);
  return resource;
}

}  // namespace

Changes BindStandard(rpc::Service& service, const Home& home, const Table& table, Rules rules) {
  const auto standard = std::make_shared<Standard>(home, table, std::move(rules));
  standard->Bind(service);
  return standard->AsChanges();
}

}  // namespace ocop::resource
