// What waits is told, and told no more when it is done.
#include "tests/catch.hpp"

#include "app/backlog.hpp"
#include "app/app_sql.hpp"
#include "app/prometheus_metrics.hpp"
#include "tests/db/case.hpp"

namespace {

struct desk {
  tests::database_case it;
  app::prometheus_metrics metrics;

  bool says(const std::string& line) {
    core::set_metrics(&metrics);
    auto room = it.as("analytics");
    app::publish_backlog(room);
    core::set_metrics(nullptr);
    auto page = metrics.page();
    INFO(page);
    return ("\n" + page).find("\n" + line) != std::string::npos;
  }
};

}  // namespace

TEST_CASE("the program's own queries are understood in the role of any room", "[app][db]") {
  tests::database_case it;
  for (auto room : {"analytics", "care", "billing", "activation"})
    if (it.look(std::string{"SELECT count(*) FROM pg_roles WHERE rolname = 'abonent_"} + room + "'") == "1")
      tests::prepare_all(it.as(room), app::sql::all);
}

TEST_CASE("events that nobody has sent yet are counted, with the age of the oldest", "[app][db]") {
  desk here;
  CHECK(here.says("abonent_outbox_pending 0\n"));
  CHECK_FALSE(here.says("abonent_outbox_oldest_pending_timestamp_seconds"));
  here.it.look("INSERT INTO db.outbox (customer_id, id, topic, payload, occurred_at) VALUES (1, gen_random_uuid(), 'x', '', '2026-03-02 10:00Z'), "
               "(1, gen_random_uuid(), 'x', '', '2026-03-02 11:00Z')");
  CHECK(here.says("abonent_outbox_pending 2\n"));
  CHECK(here.says("abonent_outbox_oldest_pending_timestamp_seconds 1772445600\n"));
  here.it.look("DELETE FROM db.outbox");
  CHECK(here.says("abonent_outbox_pending 0\n"));
  CHECK_FALSE(here.says("abonent_outbox_oldest_pending_timestamp_seconds "));
}

TEST_CASE("events and usage that wait for a person are told until the person has been there", "[app][db]") {
  desk here;
  here.it.look("INSERT INTO db.parked_event (consumer, event_id, position, customer_id, topic, payload, reason) "
               "VALUES ('analytics', gen_random_uuid(), 1, 1, 'x', '', 'broken'), ('care', gen_random_uuid(), 2, 1, 'x', '', 'broken')");
  here.it.look("INSERT INTO billing.suspense (state, reason, source, batch_id, record_offset, record_length, service, subscriber_norm, occurred_at, "
               "quantity, suspended_at) VALUES ('waiting', 'unknown_subscriber', 's', 1, 0, 1, 'voice', '1', now(), 1, now())");
  CHECK(here.says("abonent_events_parked{consumer=\"analytics\"} 1\n"));
  CHECK(here.says("abonent_events_parked{consumer=\"care\"} 1\n"));
  CHECK(here.says("abonent_billing_usage_waiting_records{reason=\"unknown_subscriber\"} 1\n"));
  here.it.look("UPDATE db.parked_event SET resolved_at = now() WHERE consumer = 'care'");
  here.it.look("UPDATE billing.suspense SET state = 'written_off', resolved_at = now(), resolved_by = 'vera', resolved_because = 'a test call'");
  CHECK(here.says("abonent_events_parked{consumer=\"analytics\"} 1\n"));
  CHECK_FALSE(here.says("abonent_events_parked{consumer=\"care\"}"));
  CHECK_FALSE(here.says("abonent_billing_usage_waiting_records{"));
}
