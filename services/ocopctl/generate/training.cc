#include "absl/strings/str_cat.h"
#include "ocop/training/v1/class_service.pb.h"
#include "ocop/training/v1/course_service.pb.h"
#include "ocop/training/v1/learner_service.pb.h"
#include "services/ocopctl/dates.h"
#include "services/ocopctl/generate/names.h"
#include "services/ocopctl/generate/subjects.h"

namespace ocop::ocopctl::generate {
namespace {

using training::v1::Attendance;
using training::v1::Course;
using training::v1::Learner;

struct CourseOf2024 {
  const char* id;
  const char* title;
  std::vector<Course::Topic> topics;
  int hours;
};

struct ClassOf2024 {
  const char* id;
  const char* course;
  const char* title;
  absl::CivilDay first_session;
  int sessions;  // on as many days on end
};

const std::vector<CourseOf2024>& Courses() {
  static const auto* const kCourses = new std::vector<CourseOf2024>{
      {"gen-officer-basics",
       "Kiến thức chung và chu trình OCOP cho cán bộ huyện, xã",
       {Course::TOPIC_PROGRAMME_BASICS, Course::TOPIC_CYCLE_STEPS},
       16},
      {"gen-new-producers",
       "Chu trình OCOP và phương án sản xuất kinh doanh cho chủ thể mới",
       {Course::TOPIC_PROGRAMME_BASICS, Course::TOPIC_CYCLE_STEPS, Course::TOPIC_BUSINESS_PLAN},
       24},
      {"gen-trade", "Xúc tiến thương mại, bán hàng trên sàn thương mại điện tử", {Course::TOPIC_TRADE}, 8},
  };
  return *kCourses;
}

// Officers go to the class of their turn, new producers to one of theirs.
constexpr ClassOf2024 kOfficerClasses[] = {
    {"gen-officers-1", "gen-officer-basics", "Lớp cán bộ OCOP, đợt 1", absl::CivilDay(2024, 3, 19), 2},
    {"gen-officers-2", "gen-officer-basics", "Lớp cán bộ OCOP, đợt 2", absl::CivilDay(2024, 4, 9), 2},
    {"gen-officers-3", "gen-officer-basics", "Lớp cán bộ OCOP, đợt 3", absl::CivilDay(2024, 7, 16), 2},
    {"gen-officers-4", "gen-officer-basics", "Lớp cán bộ OCOP, đợt 4", absl::CivilDay(2024, 9, 10), 2},
};
constexpr ClassOf2024 kProducerClasses[] = {
    {"gen-producers-1", "gen-new-producers", "Lớp chủ thể mới, đợt 1", absl::CivilDay(2024, 8, 6), 3},
    {"gen-producers-2", "gen-new-producers", "Lớp chủ thể mới, đợt 2", absl::CivilDay(2024, 11, 12), 3},
};
constexpr ClassOf2024 kTradeClasses[] = {
    {"gen-trade-1", "gen-trade", "Lớp thương mại điện tử", absl::CivilDay(2024, 10, 8), 1},
};

// Of a hundred learners: who was there every day, and who only the first.
constexpr int kPercentComplete = 96;
constexpr int kPercentPartly = 2;

struct Seat {
  std::string learner;
  const ClassOf2024* class_taken;
};

std::string ClassName(const ClassOf2024& held) {
  return absl::StrCat(kProvince, "/classes/", held.id);
}

class Training {
 public:
  Training(const Province& province, Random& random, Writer& writer)
      : province_(province), random_(random), writer_(writer) {}

  void Write() {
    WriteOfficers();
    WriteProducerPeople();
    for (const CourseOf2024& course : Courses()) WriteCourse(course);
    for (const ClassOf2024& held : kOfficerClasses) WriteClass(held);
    for (const ClassOf2024& held : kProducerClasses) WriteClass(held);
    for (const ClassOf2024& held : kTradeClasses) WriteClass(held);
    for (const Seat& seat : seats_) CallRoll(seat);
  }

 private:
  // Two at each district, one or two at each commune; each goes to one of the four classes.
  void WriteOfficers() {
    for (const District& district : province_.districts) {
      WriteOfficer(Learner::KIND_DISTRICT_OFFICER, district.name, "Chuyên viên phụ trách OCOP cấp huyện");
      WriteOfficer(Learner::KIND_DISTRICT_OFFICER, district.name, "Chuyên viên phụ trách OCOP cấp huyện");
    }
    for (const Commune& commune : province_.communes) {
      WriteOfficer(Learner::KIND_COMMUNE_OFFICER, commune.name, "Công chức phụ trách OCOP cấp xã");
      if (random_.Chance(45)) WriteOfficer(Learner::KIND_COMMUNE_OFFICER, commune.name, "Công chức nông nghiệp cấp xã");
    }
  }

  void WriteOfficer(Learner::Kind kind, const std::string& unit, const char* post) {
    Learner resource = Person(kind, post, random_.Day(absl::CivilDay(2019, 1, 1), absl::CivilDay(2023, 12, 31)));
    resource.set_locality(unit);
    // There are no district units after that day.
    if (kind == Learner::KIND_DISTRICT_OFFICER) *resource.mutable_post_end_date() = ToDate(absl::CivilDay(2025, 6, 30));
    if (random_.Chance(2))
      *resource.mutable_post_end_date() = ToDate(random_.Day(absl::CivilDay(2024, 5, 1), absl::CivilDay(2024, 11, 30)));
    writer_.Write(resource);
    seats_.push_back({resource.name(), &random_.Pick(kOfficerClasses)});
  }

  // One of each producer that joined in 2024, and of some others for the trade class.
  void WriteProducerPeople() {
    for (const Producer& producer : province_.producers) {
      const bool is_new = producer.join_date >= kYearStart && producer.join_date <= kYearEnd;
      if (!is_new && !(producer.join_date < kYearStart && random_.Chance(25))) continue;
      Learner resource = Person(Learner::KIND_PRODUCER_PERSON, "Đại diện chủ thể", producer.join_date);
      resource.set_producer(producer.name);
      writer_.Write(resource);
      seats_.push_back({resource.name(), is_new ? ProducerClass(producer) : &kTradeClasses[0]});
    }
  }

  // The next class after the producer joined.
  const ClassOf2024* ProducerClass(const Producer& producer) {
    return producer.join_date < kProducerClasses[0].first_session ? &kProducerClasses[0] : &kProducerClasses[1];
  }

  Learner Person(Learner::Kind kind, const char* post, absl::CivilDay since) {
    const auto gender =
        random_.Chance(45) ? registry::v1::Producer::GENDER_FEMALE : registry::v1::Producer::GENDER_MALE;
    Learner resource;
    resource.set_name(SyntheticName("learners", "learner", ++learners_));
    resource.set_display_name(PersonName(gender, random_));
    resource.set_kind(kind);
    resource.set_post(post);
    *resource.mutable_post_start_date() = ToDate(since);
    return resource;
  }

  void WriteCourse(const CourseOf2024& course) {
    Course resource;
    resource.set_name(absl::StrCat(kProvince, "/courses/", course.id));
    resource.set_display_name(course.title);
    for (const Course::Topic topic : course.topics) resource.add_topics(topic);
    resource.set_hours(course.hours);
    writer_.Write(resource);
  }

  void WriteClass(const ClassOf2024& held) {
    training::v1::Class resource;
    resource.set_name(ClassName(held));
    resource.set_display_name(held.title);
    resource.set_course(absl::StrCat(kProvince, "/courses/", held.course));
    for (int i = 0; i < held.sessions; ++i) {
      *resource.add_sessions()->mutable_date() = ToDate(held.first_session + i);
    }
    resource.mutable_completion_rule()->set_required_session_count(held.sessions);
    resource.set_place("Thành phố Mỹ Tho");
    writer_.Write(resource);
  }

  void CallRoll(const Seat& seat) {
    const uint64_t percent = random_.Below(100);
    int attended = seat.class_taken->sessions;
    if (percent >= kPercentComplete) attended = percent < kPercentComplete + kPercentPartly ? 1 : 0;
    if (attended == 0) return;
    Attendance resource;
    resource.set_name(
        absl::StrCat(ClassName(*seat.class_taken), "/attendances", seat.learner.substr(seat.learner.rfind('/'))));
    resource.set_learner(seat.learner);
    for (int i = 0; i < attended; ++i) *resource.add_attended_dates() = ToDate(seat.class_taken->first_session + i);
    writer_.Write(resource);
  }

  const Province& province_;
  Random& random_;
  Writer& writer_;
  std::vector<Seat> seats_;
  int learners_ = 0;
};

}  // namespace

void WriteTraining(const Province& province, Random random, Writer& writer) {
  Training(province, random, writer).Write();
}

}  // namespace ocop::ocopctl::generate
