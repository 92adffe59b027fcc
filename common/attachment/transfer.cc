#include "common/attachment/transfer.h"

#include <optional>

#include "absl/strings/str_cat.h"
#include "common/attachment/media_type.h"
#include "common/crypto/sha256.h"
#include "common/status/status.h"

namespace ocop::attachment {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using ocop::journal::v1::JournalEntry;
using resource::MessagePtr;
using status::WithReason;

constexpr size_t kLargestPart = 1 << 20;
// What is looked at to tell a type.
constexpr size_t kHead = 256 << 10;

const FieldDescriptor* Field(const Message& message, const char* name) {
  return message.GetDescriptor()->FindFieldByName(name);
}

const std::string& Text(const Message& message, const char* name) {
  return message.GetReflection()->GetStringReference(message, Field(message, name), nullptr);
}

int64_t Number(const Message& message, const char* name) {
  return message.GetReflection()->GetInt64(message, Field(message, name));
}

void SetNumber(Message& message, const char* name, int64_t number) {
  message.GetReflection()->SetInt64(&message, Field(message, name), number);
}

bool IsComplete(const Message& file) {
  return file.GetReflection()->GetBool(file, Field(file, "complete"));
}

// One of the two methods' ends: the resources, and where their files are.
struct Files {
  const resource::Home& home;
  const resource::Table& table;
  const Blobs blobs;
  const Guard guard;
};

absl::Status WrongOffset(const std::string& name, int64_t offset, int64_t expected) {
  return WithReason(
      absl::OutOfRangeError(absl::StrCat("offset ", offset, " is not where ", name, " goes on: ", expected)),
      "WRONG_OFFSET", {{"name", name}, {"offset", absl::StrCat(expected)}});
}

absl::Status Refused(const std::string& name, const std::string& problem) {
  return WithReason(absl::InvalidArgumentError(absl::StrCat(name, " is not taken: ", problem)), "CONTENT_REFUSED",
                    {{"name", name}, {"problem", problem}});
}

// A look at a content: at what is stored of it, and then at the request that completes it.
class Inspection {
 public:
  // Of the resource with this etag: no part comes or goes without a change of its resource.
  explicit Inspection(std::string etag) : etag_(std::move(etag)) {}

  const std::string& etag() const { return etag_; }
  int64_t size() const { return size_; }

  void Add(std::string_view part) {
    // However it was cut: containers tell what they hold some way in.
    if (head_.size() < kHead) head_.append(part, 0, kHead - head_.size());
    hash_.Update(part);
    size_ += static_cast<int64_t>(part.size());
  }

  // Ends it: what is wrong with the content of `file`, or "". DATA_LOSS when a part of it is missing.
  absl::StatusOr<std::string> Problem(const Message& file) {
    if (size_ != Number(file, "size_bytes")) {
      return absl::DataLossError(absl::StrCat("a part of ", Text(file, "name"), " is missing"));
    }
    const std::string sha256 = hash_.Hex();
    if (sha256 != Text(file, "sha256")) return absl::StrCat("its SHA-256 is ", sha256);
    const std::string type = MediaTypeOf(head_);
    if (!IsOfType(type, Text(file, "media_type"))) return absl::StrCat("its content is of type ", type);
    return "";
  }

 private:
  const std::string etag_;
  crypto::Sha256 hash_;
  std::string head_;
  int64_t size_ = 0;
};

// What an inspection found. It holds while the resource has the same etag: a part that was missing may have gone
// rightly.
struct Verdict {
  std::string etag;
  absl::StatusOr<std::string> problem;
};

// One upload: a transaction for each part, so that what has arrived stays.
class Receiver : public std::enable_shared_from_this<Receiver> {
 public:
  Receiver(std::shared_ptr<const Files> files, std::shared_ptr<rpc::Upload> upload)
      : files_(std::move(files)), upload_(std::move(upload)) {}

  void Next() {
    upload_->Next([self = shared_from_this()](const absl::StatusOr<const google::protobuf::Message*>& request) {
      if (!request.ok()) return self->upload_->Answer(request.status());
      if (*request == nullptr) return self->Finish();
      self->Take(**request);
    });
  }

 private:
  void Finish() {
    if (file_ == nullptr) return upload_->Answer(status::InvalidField("name", "the stream has no message"));
    upload_->Answer(file_.get());
  }

  // The request that completes the file comes here twice: before its content has been looked at, and after.
  void Take(const Message& request) {
    database::Change change;
    change.body = [self = shared_from_this(), &request](database::Transaction& transaction) {
      return self->Store(transaction, request);
    };
    change.done = [self = shared_from_this(), &request](const absl::Status& status) {
      const absl::Status& outcome = status.ok() ? self->refusal_ : status;
      if (!outcome.ok()) return self->upload_->Answer(outcome);
      if (self->unseen_ == nullptr) return self->Next();
      self->Inspect(request, std::make_shared<Inspection>(self->files_->table.EtagOf(*self->unseen_)));
    };
    change.deadline = upload_->call().deadline;
    files_->home.database.writes().Submit(std::move(change));
  }

  // Megabytes are read and hashed on a thread for reads, and with no transaction or lock that others wait for; a part
  // at a time, so that other reads get their turn.
  void Inspect(const Message& request, const std::shared_ptr<Inspection>& inspection) {
    auto part = std::make_shared<std::string>();
    files_->home.database.Read(
        database::Isolation::kAutoCommit, upload_->call().deadline,
        [self = shared_from_this(), &request, inspection, part](database::Transaction& transaction) -> absl::Status {
          OCOP_ASSIGN_OR_RETURN(*part, self->PartAt(transaction, request, inspection->size()));
          return absl::OkStatus();
        },
        [self = shared_from_this(), &request, inspection, part](const absl::Status& status) {
          if (!status.ok()) return self->upload_->Answer(status);
          inspection->Add(*part);
          if (!part->empty() && inspection->size() < Number(*self->unseen_, "size_bytes")) {
            return self->Inspect(request, inspection);
          }
          self->verdict_ = Verdict{inspection->etag(), inspection->Problem(*self->unseen_)};
          self->Take(request);
        });
  }

  absl::StatusOr<std::string> PartAt(database::Transaction& transaction, const Message& request, int64_t offset) const {
    if (offset == Number(request, "offset")) return Text(request, "data");
    return files_->blobs.Get(transaction, Text(request, "name"), offset);
  }

  absl::Status CheckPart(const Message& file, const Message& request) const {
    const std::string& name = Text(request, "name");
    const std::string& data = Text(request, "data");
    const int64_t offset = Number(request, "offset");
    if (file_ != nullptr && Text(*file_, "name") != name) {
      return status::InvalidField("name", "must be the same in every message of the stream");
    }
    if (data.empty()) return status::InvalidField("data", "must not be empty");
    if (data.size() > kLargestPart) return status::InvalidField("data", "is longer than 1 MiB");
    if (IsComplete(file)) {
      return WithReason(absl::FailedPreconditionError(absl::StrCat(name, " is complete")), "CONTENT_COMPLETE",
                        {{"name", name}});
    }
    if (offset != Number(file, "received_bytes")) return WrongOffset(name, offset, Number(file, "received_bytes"));
    if (offset + static_cast<int64_t>(data.size()) > Number(file, "size_bytes")) {
      return status::InvalidField("data",
                                  absl::StrCat("goes beyond the ", Number(file, "size_bytes"), " bytes stated"));
    }
    return absl::OkStatus();
  }

  absl::Status Store(database::Transaction& transaction, const Message& request) {
    resource::Scope scope(transaction, upload_->call(), files_->home.schema, "");
    const std::string& name = Text(request, "name");
    const std::string& data = Text(request, "data");
    refusal_ = absl::OkStatus();
    unseen_ = nullptr;
    OCOP_RETURN_IF_ERROR(files_->guard(scope, name));
    OCOP_ASSIGN_OR_RETURN(MessagePtr file, files_->table.Read(transaction, name, true));
    OCOP_RETURN_IF_ERROR(CheckPart(*file, request));
    const int64_t received = Number(request, "offset") + static_cast<int64_t>(data.size());
    const bool last = received == Number(*file, "size_bytes");
    if (last && (!verdict_ || verdict_->etag != files_->table.EtagOf(*file))) {
      unseen_ = std::move(file);
      return absl::OkStatus();
    }
    OCOP_ASSIGN_OR_RETURN(const std::string problem, last ? verdict_->problem : "");
    if (problem.empty()) {
      OCOP_RETURN_IF_ERROR(files_->blobs.Put(transaction, name, Number(request, "offset"), data));
      SetNumber(*file, "received_bytes", received);
      file->GetReflection()->SetBool(file.get(), Field(*file, "complete"), last);
    } else {
      OCOP_RETURN_IF_ERROR(Reject(transaction, *file, problem));
    }
    OCOP_RETURN_IF_ERROR(files_->table.Update(transaction, *file));
    scope.Record(files_->table, JournalEntry::ACTION_UPDATE, *file);
    file_ = std::move(file);
    return absl::OkStatus();
  }

  // Nothing of it stays. Committed, and told as an error after that.
  absl::Status Reject(database::Transaction& transaction, Message& file, const std::string& problem) {
    refusal_ = Refused(Text(file, "name"), problem);
    SetNumber(file, "received_bytes", 0);
    return files_->blobs.Delete(transaction, Text(file, "name"));
  }

  const std::shared_ptr<const Files> files_;
  const std::shared_ptr<rpc::Upload> upload_;
  MessagePtr file_;
  absl::Status refusal_;
  // The file that the request completes, when its content has still to be looked at.
  MessagePtr unseen_;
  std::optional<Verdict> verdict_;
};

// One download: the next part is read when the one before has left.
class Sender : public std::enable_shared_from_this<Sender> {
 public:
  Sender(std::shared_ptr<const Files> files, std::shared_ptr<rpc::Stream> stream, MessagePtr response)
      : files_(std::move(files)),
        stream_(std::move(stream)),
        name_(Text(stream_->request(), "name")),
        offset_(Number(stream_->request(), "offset")),
        response_(std::move(response)) {}

  void Start() {
    Read([self = shared_from_this()](database::Transaction& transaction) -> absl::Status {
      OCOP_ASSIGN_OR_RETURN(const MessagePtr file, self->files_->table.Read(transaction, self->name_, false));
      if (!IsComplete(*file)) {
        return WithReason(absl::FailedPreconditionError(absl::StrCat(self->name_, " has not arrived in full")),
                          "CONTENT_INCOMPLETE", {{"name", self->name_}});
      }
      self->size_ = Number(*file, "size_bytes");
      if (self->offset_ > self->size_) return WrongOffset(self->name_, self->offset_, self->size_);
      return absl::OkStatus();
    });
  }

 private:
  void Read(std::function<absl::Status(database::Transaction&)> before) {
    files_->home.database.Read(
        database::Isolation::kAutoCommit, stream_->call().deadline,
        [self = shared_from_this(), before = std::move(before)](database::Transaction& transaction) -> absl::Status {
          if (before) OCOP_RETURN_IF_ERROR(before(transaction));
          OCOP_ASSIGN_OR_RETURN(self->data_, self->files_->blobs.Get(transaction, self->name_, self->offset_));
          return absl::OkStatus();
        },
        [self = shared_from_this()](const absl::Status& status) { self->Send(status); });
  }

  void Send(const absl::Status& status) {
    if (!status.ok()) return stream_->Finish(status);
    if (data_.empty()) {
      return stream_->Finish(offset_ == size_ ? absl::OkStatus()
                                              : absl::DataLossError("the file was deleted meanwhile"));
    }
    SetNumber(*response_, "offset", offset_);
    offset_ += static_cast<int64_t>(data_.size());
    response_->GetReflection()->SetString(response_.get(), Field(*response_, "data"), std::move(data_));
    stream_->Write(*response_, [self = shared_from_this()](bool written) {
      if (!written) return self->stream_->Finish(absl::CancelledError("the caller went away"));
      self->Read(nullptr);
    });
  }

  const std::shared_ptr<const Files> files_;
  const std::shared_ptr<rpc::Stream> stream_;
  const std::string name_;
  int64_t offset_;
  const MessagePtr response_;
  std::string data_;
  int64_t size_ = 0;
};

}  // namespace

void BindTransfer(rpc::Service& service, const std::string& upload, const std::string& download,
                  const resource::Home& home, const resource::Table& table, Guard guard) {
  auto files = std::make_shared<const Files>(Files{home, table, Blobs(home.schema), std::move(guard)});
  service.BindUpload(upload, [files](std::shared_ptr<rpc::Upload> call) {
    std::make_shared<Receiver>(files, std::move(call))->Next();
  });
  const auto* response = service.descriptor().FindMethodByName(download)->output_type();
  const Message* prototype = google::protobuf::MessageFactory::generated_factory()->GetPrototype(response);
  service.BindStream(download, [files, prototype](std::shared_ptr<rpc::Stream> call) {
    std::make_shared<Sender>(files, std::move(call), MessagePtr(prototype->New()))->Start();
  });
}

absl::Status CheckMediaType(const Message& resource, const std::string& field) {
  const std::string& type = Text(resource, "media_type");
  if (IsAccepted(type)) return absl::OkStatus();
  return status::InvalidField(field, absl::StrCat("files of type \"", type, "\" are not taken"));
}

}  // namespace ocop::attachment
