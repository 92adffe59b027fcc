#include "services/gateway/tasks/places.h"

#include "absl/strings/str_split.h"
#include "services/names.h"

namespace ocop::gateway {
namespace {

// `products` of `provinces/82/products/a`; empty of names of another form.
std::string CollectionOf(const std::string& name) {
  const std::vector<std::string> parts = absl::StrSplit(name, '/');
  return parts.size() == 4 && parts[0] == "provinces" ? parts[2] : "";
}

Id<Producer> FindProducer(const World& world, const std::string& name) {
  const std::string collection = CollectionOf(name);
  if (collection == "producers") return world.producers.Find(name);
  if (collection != "products") return {};
  const Id<Product> product = world.products.Find(name);
  return product ? world.products[product].producer : Id<Producer>();
}

}  // namespace

std::string LocalityOf(const World& world, const std::string& name) {
  if (CollectionOf(name) == "localities") return name;
  const Id<Producer> producer = FindProducer(world, name);
  if (!producer) return "";
  return world.localities.NameOf(world.producers[producer].locality);
}

std::string ProducerOf(const World& world, const std::string& name) {
  if (CollectionOf(name) == "producers") return name;
  return world.producers.NameOf(FindProducer(world, name));
}

std::string Called(const World& world, const std::string& name) {
  const std::string collection = CollectionOf(name);
  std::string called;
  if (collection == "products") {
    if (const auto id = world.products.Find(name)) called = std::string(world.products[id].display_name.view());
  } else if (collection == "producers") {
    if (const auto id = world.producers.Find(name)) called = std::string(world.producers[id].display_name.view());
  } else if (collection == "localities") {
    if (const auto id = world.localities.Find(name)) called = std::string(world.localities[id].full_name.view());
  } else {
    return name;
  }
  return called.empty() ? LastId(name) : called;
}

}  // namespace ocop::gateway
