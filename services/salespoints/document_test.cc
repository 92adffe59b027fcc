// Papers and photographs of points, contracts, lots and events. Uploads themselves are tested with evidence.
#include "common/crypto/sha256.h"
#include "services/salespoints/testing/salespoints_fixture.h"

namespace ocop::salespoints {
namespace {

class DocumentTest : public SalesPointsTest {
 protected:
  void SetUp() override { ASSERT_TRUE(Create<SalesPoint>("p", Shop()).ok()); }

  // The smallest PNG that there is.
  static std::string Picture() {
    static constexpr char kBytes[] =
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx\x9c"
        "c\xf8\xff\xff?\0\x05\xfe\x02\xfe\xa7\x35\x81\x84\0\0\0\0IEND\xae\x42\x60\x82";
    return {kBytes, sizeof(kBytes) - 1};
  }
  static std::string Photo(const std::string& content) {
    return absl::StrCat(R"pb(subject: "$/salesPoints/p"
                             kind: KIND_PHOTO
                             display_name: "Mặt tiền"
                             file_name: "a.png"
                             media_type: "image/png")pb",
                        " size_bytes: ", content.size(), " sha256: \"", crypto::Sha256Hex(content), "\" ");
  }
  absl::StatusOr<Document> Upload(const std::string& id, const std::string& content, int64_t offset = 0) {
    auto request = std::make_shared<UploadDocumentRequest>();
    request->set_name(Name("documents/" + id));
    request->set_offset(offset);
    request->set_data(content);
    Document document;
    const absl::Status status =
        service().client().UploadAndWait("/ocop.salespoints.v1.DocumentService/UploadDocument", {request}, document);
    if (!status.ok()) return status;
    return document;
  }
};

TEST_F(DocumentTest, APhotoOfAPointIsTaken) {
  ASSERT_TRUE(Create<Document>("d", Photo(Picture())).ok());
  EXPECT_FALSE(Upload("d", Picture().substr(0, 20))->complete());
  EXPECT_THAT(Upload("d", Picture()).status(), IsRefusal(absl::StatusCode::kOutOfRange, "WRONG_OFFSET"));
  const auto whole = Upload("d", Picture().substr(20), 20);
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_TRUE(whole->complete());
  EXPECT_THAT(Upload("d", "x", 69).status(), IsRefusal(absl::StatusCode::kFailedPrecondition, "CONTENT_COMPLETE"));
}

TEST_F(DocumentTest, WhatIsNoPictureIsRefused) {
  const std::string script = "#!/bin/sh\nrm -rf /\n";
  ASSERT_TRUE(Create<Document>("d", Photo(script)).ok());
  EXPECT_THAT(Upload("d", script).status(), IsRefusal(absl::StatusCode::kInvalidArgument, "CONTENT_REFUSED"));
  EXPECT_EQ(Get<Document>("documents/d")->received_bytes(), 0);
  EXPECT_THAT(Create<Document>("e", Photo(script) + R"pb(media_type: "text/x-shellscript")pb").status(),
              IsInvalidField("document.media_type"));
}

TEST_F(DocumentTest, BelongsToSomethingOfTheSameProvince) {
  for (const char* subject : {"$/salesPoints/none", "provinces/99/salesPoints/p", "$/lots/p"}) {
    EXPECT_THAT(Create<Document>("d", Photo("x") + absl::StrCat("subject: \"", subject, "\"")).status(),
                IsInvalidField("document.subject"))
        << subject;
  }
}

TEST_F(DocumentTest, WhatItBelongsToIsNotDeleted) {
  ASSERT_TRUE(Create<Document>("d", Photo(Picture())).ok());
  ASSERT_TRUE(Upload("d", Picture()).ok());
  EXPECT_THAT(Delete<SalesPoint>("salesPoints/p"), IsRefusal(absl::StatusCode::kFailedPrecondition, "RESOURCE_IN_USE"));
  ASSERT_TRUE(Delete<Document>("documents/d").ok());
  EXPECT_EQ(service().database().Value(
                absl::StrCat("SELECT count(*) FROM salespoints.blob_part WHERE key LIKE '", parent(), "/%'")),
            "0");
  EXPECT_TRUE(Delete<SalesPoint>("salesPoints/p").ok());
}

TEST_F(DocumentTest, ExpiresNoEarlierThanItWasIssued) {
  EXPECT_THAT(Create<Document>("d", Photo("x") + R"pb(issue_date { year: 2024 month: 2 day: 2 }
                                                      expire_date { year: 2024 month: 2 day: 1 })pb")
                  .status(),
              IsInvalidField("document.expire_date"));
}

}  // namespace
}  // namespace ocop::salespoints
