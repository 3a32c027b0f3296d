/* Lists on a loop, page by page. */
#include "looping.h"

static const canned pages[] = {
    {.path = "/page/2", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\n"
                    "{\"value\":[{\"name\":\"c\"}],\"nextLink\":\"/page/3\"}"},
    {.path = "/page/3", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n"
                    "{\"value\":[{\"name\":\"d\"}]}"},
    {.path = "/silent", .bytes = NULL},
    {.path = "/page/4", .bytes = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"},
    {.path = "/broken/", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 45\r\n\r\n"
                    "{\"value\":[{\"name\":\"e\"}],\"nextLink\":\"/page/4\"}"},
    {.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 58\r\n\r\n"
                    "{\"value\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"nextLink\":\"/page/2\"}"},
};

typedef struct reader {
  tally tally;
  rig *rig;
  size_t items;
  char names[64];
  size_t most; /* pages to ask for; 0: all */
} reader;

static void read_page(aca_pager *pager, aca_status status, const void *page, void *data)
{
  reader *r = data;
  tally_note(&r->tally, status, aca_pager_response(pager));
  assert_true((status == ACA_OK) == (page != NULL));
  if (status != ACA_OK)
    return;
  const aca_container_app_collection *apps = page;
  for (size_t i = 0; i < apps->value.count; i++)
    strncat(r->names, apps->value.items[i].name, sizeof r->names - strlen(r->names) - 1);
  r->items += apps->value.count;
  if (r->most == 0 || r->tally.called < r->most)
    assert_true(aca_loop_next_page(r->rig->loop, pager, read_page, r) != 0);
}

static aca_pager *list(rig *r, const char *group)
{
  aca_pager *pager = NULL;
  (void)!aca_container_apps_list_by_resource_group(r->client, group, NULL, &pager); /* the loop repeats it */
  return pager;
}

static void open_rig(rig *r, size_t max_in_flight)
{
  rig_open(r, pages, COUNT(pages), NULL, &(aca_loop_options){.max_in_flight = max_in_flight});
}

static void the_callback_asks_for_the_next_page(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  reader reading = {.rig = &r};
  aca_pager *pager = list(&r, "rg");
  assert_true(aca_loop_next_page(r.loop, pager, read_page, &reading) != 0);
  loop_run(r.loop);
  assert_string_equal(reading.names, "abcd");
  assert_int_equal(reading.tally.ended[ACA_OK], 3);
  assert_int_equal(reading.tally.ended[ACA_DONE], 1);
  assert_int_equal(server_requests(r.server), 3);
  aca_loop_next_page(r.loop, pager, read_page, &reading);
  loop_run(r.loop);
  assert_int_equal(reading.tally.ended[ACA_DONE], 2);
  assert_int_equal(server_requests(r.server), 3);
  aca_pager_free(pager);
  rig_close(&r);
}

enum { MANY = 30 };

static void many_lists_are_read_at_once(void **state)
{
  (void)state;
  rig r;
  aca_pager *pagers[MANY];
  reader readings[MANY] = {0};
  open_rig(&r, 4);
  for (size_t i = 0; i < MANY; i++) {
    readings[i].rig = &r;
    pagers[i] = list(&r, "rg");
    aca_loop_next_page(r.loop, pagers[i], read_page, &readings[i]);
  }
  loop_run(r.loop);
  for (size_t i = 0; i < MANY; i++) {
    assert_string_equal(readings[i].names, "abcd");
    assert_int_equal(readings[i].tally.called, 4);
    aca_pager_free(pagers[i]);
  }
  assert_int_equal(server_requests(r.server), 3 * MANY);
  rig_close(&r);
}

/* The rest of a list that the loop has begun is read item by item. */
static void a_pager_goes_on_without_the_loop(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  reader reading = {.rig = &r, .most = 1};
  const aca_container_app *app;
  aca_pager *pager = list(&r, "rg");
  aca_loop_next_page(r.loop, pager, read_page, &reading);
  loop_run(r.loop);
  assert_string_equal(reading.names, "ab");
  for (const char *name = "abcd"; *name != '\0'; name++) {
    assert_int_equal(aca_container_app_next(pager, &app), ACA_OK);
    assert_int_equal(app->name[0], *name);
  }
  assert_int_equal(aca_container_app_next(pager, &app), ACA_DONE);
  aca_pager_free(pager);
  rig_close(&r);
}

static void a_page_that_cannot_be_had_says_why(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  reader broken = {.rig = &r}, wrong = {.rig = &r};
  aca_pager *pagers[] = {list(&r, "broken"), list(&r, "..")};
  aca_loop_next_page(r.loop, pagers[0], read_page, &broken);
  aca_loop_next_page(r.loop, pagers[1], read_page, &wrong);
  loop_run(r.loop);
  assert_string_equal(broken.names, "e");
  assert_int_equal(broken.tally.ended[ACA_ERROR_SERVICE], 1);
  assert_int_equal(broken.tally.http_status, 404);
  assert_int_equal(wrong.tally.ended[ACA_ERROR_ARGUMENT], 1);
  assert_int_equal(server_requests(r.server), 2);
  for (size_t i = 0; i < COUNT(pagers); i++)
    aca_pager_free(pagers[i]);
  rig_close(&r);
}

static void a_page_is_canceled(void **state)
{
  (void)state;
  for (size_t requests = 0; requests <= 1; requests++) {
    rig r;
    open_rig(&r, 0);
    reader reading = {.rig = &r};
    aca_pager *pager = list(&r, "silent");
    aca_loop_id id = aca_loop_next_page(r.loop, pager, read_page, &reading);
    while (server_requests(r.server) < requests)
      assert_int_equal(aca_loop_poll(r.loop, 1), ACA_OK);
    aca_loop_cancel(r.loop, id);
    loop_run(r.loop);
    assert_int_equal(reading.tally.called, 1);
    assert_int_equal(reading.tally.ended[ACA_ERROR_CANCELED], 1);
    aca_pager_free(pager);
    rig_close(&r);
  }
}

/* A list that has ended, or failed, is not made another by canceling. */
static void a_list_that_has_failed_keeps_its_error(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  reader reading = {.rig = &r};
  aca_pager *pager = list(&r, "..");
  aca_loop_cancel(r.loop, aca_loop_next_page(r.loop, pager, read_page, &reading));
  loop_run(r.loop);
  assert_int_equal(reading.tally.ended[ACA_ERROR_ARGUMENT], 1);
  aca_pager_free(pager);
  rig_close(&r);
}

static void free_pager(aca_pager *pager, aca_status status, const void *page, void *data)
{
  (void)page;
  tally_note(data, status, aca_pager_response(pager));
  aca_pager_free(pager);
}

static void the_end_of_the_loop_cancels_pages(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 1);
  aca_loop_next_page(r.loop, list(&r, "silent"), free_pager, &r.tally);
  aca_loop_next_page(r.loop, list(&r, "rg"), free_pager, &r.tally);
  while (server_requests(r.server) < 1)
    assert_int_equal(aca_loop_poll(r.loop, 1), ACA_OK);
  rig_close(&r);
  assert_int_equal(r.tally.called, 2);
  assert_int_equal(r.tally.ended[ACA_ERROR_CANCELED], 2);
}

static void nobody_needs_to_be_told_of_the_page(void **state)
{
  (void)state;
  rig r;
  open_rig(&r, 0);
  aca_pager *pager = list(&r, "rg");
  aca_loop_next_page(r.loop, pager, NULL, NULL);
  loop_run(r.loop);
  assert_non_null(aca_pager_continuation(pager));
  aca_pager_free(pager);
  rig_close(&r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_callback_asks_for_the_next_page),
      cmocka_unit_test(many_lists_are_read_at_once),
      cmocka_unit_test(a_pager_goes_on_without_the_loop),
      cmocka_unit_test(a_page_that_cannot_be_had_says_why),
      cmocka_unit_test(a_page_is_canceled),
      cmocka_unit_test(a_list_that_has_failed_keeps_its_error),
      cmocka_unit_test(the_end_of_the_loop_cancels_pages),
      cmocka_unit_test(nobody_needs_to_be_told_of_the_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
