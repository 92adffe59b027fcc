// Signatures with the key of an X.509 certificate.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ocop::crypto {

// Thread safe.
class Signer {
 public:
  // Reads all as PEM. INVALID_ARGUMENT when a file can't be read, the key is not the certificate's, or it can't sign
  // with SHA-256. What was signed with the keys of `earlier_certificates` is verified too.
  static absl::StatusOr<std::shared_ptr<const Signer>> Load(const std::string& certificate_file,
                                                            const std::string& key_file,
                                                            const std::vector<std::string>& earlier_certificates = {});
  ~Signer();
  Signer(const Signer&) = delete;
  Signer& operator=(const Signer&) = delete;

  // The key by name: SHA-256 of its public half (SubjectPublicKeyInfo in DER), in lower-case hexadecimal.
  std::string KeyName() const;
  // Whether it is the key, or an earlier one, of this name.
  bool Knows(std::string_view key_name) const;

  // A raw signature over SHA-256 of `bytes`, in the key's own form.
  std::string Sign(std::string_view bytes) const;
  bool Verify(std::string_view bytes, std::string_view signature) const;

  // CMS (RFC 5652) SignedData in DER without the content, with the certificate: what a PDF's signature holds.
  std::string SignDetached(std::string_view bytes) const;

 private:
  struct Keys;
  explicit Signer(std::unique_ptr<Keys> keys);

  const std::unique_ptr<Keys> keys_;
};

}  // namespace ocop::crypto
