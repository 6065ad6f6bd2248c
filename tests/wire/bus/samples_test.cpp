// What was said on the bus in the past is still understood, word for word; and every sentence has a sample.
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/text_format.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <set>
#include <sstream>

#include "abonent/v1/events.pb.h"
#include "abonent/v1/hints.pb.h"
#include "abonent/v1/provisioning.pb.h"
#include "abonent/v1/usage.pb.h"
#include "tests/catch.hpp"

namespace {

namespace pb = google::protobuf;
const std::filesystem::path samples = std::filesystem::path{ABONENT_SOURCE_DIR} / "tests/wire/samples";

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

std::unique_ptr<pb::Message> message_called(const std::string& name) {
  const auto* type = pb::DescriptorPool::generated_pool()->FindMessageTypeByName("abonent.v1." + name);
  if (!type) return nullptr;
  return std::unique_ptr<pb::Message>{pb::MessageFactory::generated_factory()->GetPrototype(type)->New()};
}

// Every message met on the way, by name.
void note_all(const pb::Message& it, std::set<std::string>& into) {
  into.insert(it.GetDescriptor()->name());
  std::vector<const pb::FieldDescriptor*> fields;
  it.GetReflection()->ListFields(it, &fields);
  for (const auto* each : fields) {
    if (each->cpp_type() != pb::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!each->is_repeated()) note_all(it.GetReflection()->GetMessage(it, each), into);
    else
      for (int i = 0; i < it.GetReflection()->FieldSize(it, each); ++i)
        note_all(it.GetReflection()->GetRepeatedMessage(it, each, i), into);
  }
}

}  // namespace

TEST_CASE("every sentence ever kept as a sample still means what it meant", "[bus][samples]") {
  std::size_t count = 0;
  for (const auto& each : std::filesystem::directory_iterator{samples}) {
    if (each.path().extension() != ".bin") continue;
    INFO(each.path().filename());
    ++count;
    auto file = each.path().filename().string();
    auto it = message_called(file.substr(0, file.find('.')));
    REQUIRE(it);
    REQUIRE(it->ParseFromString(bytes_of(each.path())));
    CHECK(it->GetReflection()->GetUnknownFields(*it).empty());
    auto meant = message_called(file.substr(0, file.find('.')));
    auto text = each.path();
    REQUIRE(pb::TextFormat::ParseFromString(bytes_of(text.replace_extension(".txt")), meant.get()));
    CHECK(it->DebugString() == meant->DebugString());
  }
  CHECK(count >= 27);
}

TEST_CASE("every sentence of the bus has a sample", "[bus][samples]") {
  std::set<std::string> seen;
  for (const auto& each : std::filesystem::directory_iterator{samples}) {
    auto file = each.path().filename().string();
    auto it = message_called(file.substr(0, file.find('.')));
    if (each.path().extension() != ".bin" || !it || !it->ParseFromString(bytes_of(each.path()))) continue;
    note_all(*it, seen);
  }
  const pb::FileDescriptor* files[] = {
      abonent::v1::UsageFrame::descriptor()->file(), abonent::v1::EventsFrame::descriptor()->file(),
      abonent::v1::ProvisioningFrame::descriptor()->file(), abonent::v1::Hint::descriptor()->file()};
  for (const auto* file : files)
    for (int i = 0; i < file->message_type_count(); ++i) {
      INFO(file->message_type(i)->name());
      CHECK(seen.contains(file->message_type(i)->name()));
    }
}
