/* Lists page by page: what a page may look like, what it takes, and how it is left and taken up again. */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"
#include "response.h"

#define HOST "https://arm.example"
#define APPS HOST "/subscriptions/" SUBSCRIPTION "/providers/Microsoft.App/containerApps?api-version=" ACA_API_VERSION
#define APP(name) "{\"name\":\"" name "\"}"
#define PAGE(items, link) "{\"value\":[" items "],\"nextLink\":\"" link "\"}"

/* A list of apps over a transport that only pretends. */
typedef struct listing {
  fake fake;
  aca_client *client;
  aca_pager *pager;
} listing;

static void open_listing(listing *l, const fake_answer *script, size_t count, bool strict)
{
  const aca_client_options options = {.subscription_id = SUBSCRIPTION,
                                      .endpoint = HOST,
                                      .credential = aca_credential_token("secret-token"),
                                      .strict = strict,
                                      .retry.max_retries = 1};
  *l = (listing){.fake = {.script = script,
                          .script_count = count,
                          .answer = {.status = ACA_ERROR_TRANSPORT, .message = "one request too many"}}};
  l->client = fake_client(&l->fake, &options);
  assert_non_null(l->client);
  assert_int_equal(aca_container_apps_list_by_subscription(l->client, NULL, &l->pager), ACA_OK);
}

static void close_listing(listing *l)
{
  aca_pager_free(l->pager);
  aca_client_free(l->client);
}

/* What comes next is the app of this name. */
static void check_next(const listing *l, const char *name)
{
  const aca_container_app *app;
  assert_int_equal(aca_container_app_next(l->pager, &app), ACA_OK);
  assert_string_equal(app->name, name);
}

static void check_end(const listing *l, aca_status status)
{
  const aca_container_app *app = NULL;
  const void *page = NULL;
  for (int times = 0; times < 2; times++) {
    assert_int_equal(aca_container_app_next(l->pager, &app), status);
    assert_int_equal(aca_pager_next_page(l->pager, &page), status);
    assert_null(app);
    assert_null(page);
  }
  assert_int_equal(aca_response_status(aca_pager_response(l->pager)), status);
}

/* ---- what a page may look like ---- */

static void a_page_may_be_next_to_nothing(void **state)
{
  (void)state;
  static const fake_answer pages[] = {{.http_status = 200, .body = "{}"},
                                      {.http_status = 200, .body = "{\"value\":null}"},
                                      {.http_status = 200, .body = "{\"value\":[],\"nextLink\":null}"},
                                      {.http_status = 204},
                                      {.http_status = 202}};
  for (size_t i = 0; i < COUNT(pages); i++) {
    listing l;
    open_listing(&l, &pages[i], 1, true);
    check_end(&l, ACA_DONE);
    assert_int_equal(l.fake.performed, 1);
    close_listing(&l);
  }
}

static void a_page_without_items_is_not_the_end(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = PAGE("", "/2")},
                                {.http_status = 200, .body = "{\"nextLink\":\"/3\"}"},
                                {.http_status = 200, .body = "{\"value\":null,\"nextLink\":\"/4\"}"},
                                {.http_status = 200, .body = PAGE(APP("a"), "")}};
  listing l;
  open_listing(&l, script, COUNT(script), true);
  check_next(&l, "a");
  check_end(&l, ACA_DONE);
  assert_string_equal(l.fake.log, "GET " APPS "\nGET " HOST "/2\nGET " HOST "/3\nGET " HOST "/4\n");
  close_listing(&l);
}

static void a_page_that_cannot_be_read_is_no_end(void **state)
{
  (void)state;
  static const struct {
    const char *body;
    const char *message;
  } cases[] = {{"{\"value\":{}}", "value cannot be read"},
               {"{\"value\":[" APP("a") ",null]}", "value cannot be read"},
               {"{\"value\":[" APP("a") ",7]}", "value cannot be read"},
               {"{\"value\":[],\"nextLink\":[\"/2\"]}", "nextLink cannot be read"},
               {"{\"value\":[],\"nextLink\":false}", "nextLink cannot be read"},
               {"{\"value\":[", "not JSON: the text ends too early at byte 10"},
               {"<html>", "not JSON: not a value at byte 0"},
               {"\"none\"", "expected an object, found a string"},
               {"null", "expected an object, found null"},
               {"", "HTTP status 200: the body is empty"}};
  for (size_t i = 0; i < COUNT(cases); i++) {
    const fake_answer script[] = {{.http_status = 200, .body = PAGE(APP("first"), "/2")},
                                  {.http_status = 200, .body = cases[i].body}};
    listing l;
    open_listing(&l, script, COUNT(script), false);
    check_next(&l, "first");
    check_end(&l, ACA_ERROR_DECODE);
    assert_string_equal(aca_response_message(aca_pager_response(l.pager)), cases[i].message);
    assert_int_equal(l.fake.performed, 2);
    close_listing(&l);
  }
}

static void strictly_no_item_may_be_odd(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = "{\"value\":[{\"name\":\"a\",\"tags\":7}]}"}};
  listing l;
  open_listing(&l, script, 1, true);
  check_end(&l, ACA_ERROR_DECODE);
  assert_contains(aca_response_message(aca_pager_response(l.pager)), "value[0].tags: expected an object");
  close_listing(&l);
  open_listing(&l, script, 1, false);
  check_next(&l, "a");
  assert_int_equal(aca_response_warning_count(aca_pager_response(l.pager)), 1);
  close_listing(&l);
}

static void pages_can_be_read_whole(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = PAGE(APP("a") "," APP("b"), "/2")},
                                {.http_status = 200, .body = PAGE(APP("c") "," APP("d"), "")}};
  listing l;
  const void *page;
  open_listing(&l, script, COUNT(script), false);
  assert_int_equal(aca_pager_next_page(l.pager, &page), ACA_OK);
  const aca_container_app_collection *apps = page;
  assert_int_equal(apps->value.count, 2);
  assert_ptr_equal(aca_response_value(aca_pager_response(l.pager)), page);
  check_next(&l, "a");
  assert_int_equal(aca_pager_next_page(l.pager, &page), ACA_OK); /* b is skipped */
  check_next(&l, "c");
  assert_int_equal(aca_pager_next_page(l.pager, &page), ACA_DONE); /* and so is d */
  const aca_container_app *app;
  assert_int_equal(aca_container_app_next(l.pager, &app), ACA_DONE);
  close_listing(&l);
}

/* ---- requests ---- */

static void later_pages_are_asked_for_by_their_url_alone(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = PAGE("", "/2?x=1")}, {.http_status = 200, .body = "{}"}};
  const aca_header mine[] = {{"If-None-Match", "\"1\""}, {"x-mine", "here"}};
  listing l;
  open_listing(&l, script, COUNT(script), false);
  aca_pager_free(l.pager);
  assert_int_equal(aca_container_apps_revisions_list_revisions(
                       l.client, "rg", "web", "properties/active eq true",
                       &(aca_call_options){.headers = mine, .header_count = 2, .client_request_id = "id-1"}, &l.pager),
                   ACA_OK);
  const void *page;
  assert_int_equal(aca_pager_next_page(l.pager, &page), ACA_OK);
  assert_contains(l.fake.url, "?api-version=" ACA_API_VERSION "&$filter=properties%2Factive%20eq%20true");
  assert_contains(l.fake.headers, "If-None-Match: \"1\"\n");
  assert_int_equal(aca_pager_next_page(l.pager, &page), ACA_OK);
  assert_string_equal(l.fake.url, HOST "/2?x=1");
  assert_string_equal(l.fake.headers, "Accept: application/json\nx-ms-client-request-id: id-1\nx-mine: here\n");
  assert_string_equal(l.fake.authorization, "Bearer secret-token");
  close_listing(&l);
}

static void a_page_that_does_not_come_ends_the_list(void **state)
{
  (void)state;
  static const fake_answer failures[] = {{.http_status = 429}, {.http_status = 500}, {.http_status = 404},
                                         {.status = ACA_ERROR_TRANSPORT, .message = "no route", .retriable = true}};
  static const int tries[] = {2, 2, 1, 2};
  for (size_t i = 0; i < COUNT(failures); i++) {
    const fake_answer script[] = {{.http_status = 200, .body = PAGE(APP("a"), "/2")}, failures[i], failures[i]};
    listing l;
    open_listing(&l, script, COUNT(script), false);
    check_next(&l, "a");
    check_end(&l, failures[i].status != ACA_OK ? failures[i].status : ACA_ERROR_SERVICE);
    assert_int_equal(l.fake.performed, 1 + tries[i]);
    assert_int_equal(aca_response_attempts(aca_pager_response(l.pager)), tries[i]);
    assert_string_equal(aca_pager_continuation(l.pager), HOST "/2"); /* to try it again with another pager */
    close_listing(&l);
  }
}

static void a_list_whose_first_page_does_not_come_has_no_continuation(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 403}};
  listing l;
  open_listing(&l, script, 1, false);
  assert_null(aca_pager_continuation(l.pager));
  check_end(&l, ACA_ERROR_SERVICE);
  assert_null(aca_pager_continuation(l.pager));
  close_listing(&l);
}

static void another_pager_goes_on_where_one_was_left(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = PAGE(APP("a"), "/2?t=\\u00e9 b")},
                                {.http_status = 200, .body = PAGE(APP("b"), "/3")},
                                {.http_status = 200, .body = PAGE(APP("c"), "")}};
  listing l, m;
  open_listing(&l, script, COUNT(script), false);
  check_next(&l, "a");
  assert_string_equal(aca_pager_continuation(l.pager), HOST "/2?t=%C3%A9%20b");
  open_listing(&m, script + 1, 2, false);
  assert_int_equal(aca_pager_continue(m.pager, aca_pager_continuation(l.pager)), ACA_OK);
  close_listing(&l);
  check_next(&m, "b");
  check_next(&m, "c");
  check_end(&m, ACA_DONE);
  assert_string_equal(m.fake.log, "GET " HOST "/2?t=%C3%A9%20b\nGET " HOST "/3\n");
  close_listing(&m);
}

/* ---- all lists ---- */

static void every_list_of_the_definition_gives_its_items(void **state)
{
  (void)state;
  static const char *const arguments[] = {"one", "two", "three", "four", "five", "six"};
  const fake_answer script[] = {{.http_status = 200, .body = "{\"value\":[{},{}],\"nextLink\":\"/2\"}"},
                                {.http_status = 200, .body = "{\"value\":[{}]}"}};
  size_t lists = 0;
  for (const aca_operation *const *operation = aca_operations(NULL); *operation != NULL; operation++) {
    listing l;
    const void *item;
    open_listing(&l, script, COUNT(script), false);
    aca_pager_free(l.pager);
    const aca_call_options options = {.body_json = (*operation)->body != NULL ? "{}" : NULL};
    bool is_list = (*operation)->items != NULL;
    assert_int_equal(aca_operation_list(l.client, *operation, arguments, NULL, &options, &l.pager),
                     is_list ? ACA_OK : ACA_ERROR_ARGUMENT);
    for (int i = 0; is_list && i < 3; i++)
      assert_int_equal(aca_pager_next(l.pager, aca_pager_item_model(l.pager), &item), ACA_OK);
    assert_int_equal(aca_pager_next(l.pager, NULL, &item), is_list ? ACA_DONE : ACA_ERROR_ARGUMENT);
    assert_int_equal(l.fake.performed, is_list ? 2 : 0);
    assert_true((aca_pager_item_model(l.pager) != NULL) == is_list);
    lists += is_list;
    close_listing(&l);
  }
  assert_true(lists > 5);
}

static void no_pager_is_a_pager_that_knows_nothing(void **state)
{
  (void)state;
  const void *nothing;
  assert_int_equal(aca_pager_next(NULL, NULL, &nothing), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_pager_next_page(NULL, &nothing), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_pager_continue(NULL, HOST), ACA_ERROR_ARGUMENT);
  assert_null(aca_pager_item_model(NULL));
  assert_null(aca_pager_continuation(NULL));
  assert_non_null(aca_pager_response(NULL));
}

/* ---- memory ---- */

/* Of sanitizers, which have an allocator of their own. */
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static size_t bytes_in_use(void)
{
  return __sanitizer_get_current_allocated_bytes != NULL ? __sanitizer_get_current_allocated_bytes()
                                                         : mallinfo2().uordblks;
}

static int pages_left;
static size_t most_bytes;

/* Answers with a page of a hundred apps. */
static aca__outcome answer_and_watch(aca__transport *self, const aca__exchange *exchange, aca_response *response)
{
  char end[40];
  (void)self;
  (void)exchange;
  response->http_status = 200;
  aca__buffer_text(&response->body, "{\"value\":[" APP("a-name-of-some-length"));
  for (int i = 1; i < 100; i++)
    aca__buffer_text(&response->body, "," APP("a-name-of-some-length"));
  pages_left--;
  if (pages_left > 0)
    snprintf(end, sizeof end, "],\"nextLink\":\"/%d\"}", pages_left);
  else
    strcpy(end, "]}");
  aca__buffer_text(&response->body, end);
  if (bytes_in_use() > most_bytes)
    most_bytes = bytes_in_use();
  return (aca__outcome){.status = ACA_OK};
}

/* What a list of so many pages takes at the most. */
static size_t bytes_of_a_list(int pages)
{
  listing l;
  const aca_container_app *app;
  int items = 0;
  open_listing(&l, NULL, 0, false);
  l.fake.base.perform = answer_and_watch;
  pages_left = pages;
  most_bytes = 0;
  while (aca_container_app_next(l.pager, &app) == ACA_OK)
    items++;
  assert_int_equal(items, 100 * pages);
  close_listing(&l);
  return most_bytes;
}

static void a_list_takes_the_memory_of_one_page(void **state)
{
  (void)state;
  size_t of_one = bytes_of_a_list(1);
  size_t of_fifty = bytes_of_a_list(50);
  assert_true(of_one > 0);
  assert_in_range(of_fifty, 1, of_one + 4096);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_page_may_be_next_to_nothing),
      cmocka_unit_test(a_page_without_items_is_not_the_end),
      cmocka_unit_test(a_page_that_cannot_be_read_is_no_end),
      cmocka_unit_test(strictly_no_item_may_be_odd),
      cmocka_unit_test(pages_can_be_read_whole),
      cmocka_unit_test(later_pages_are_asked_for_by_their_url_alone),
      cmocka_unit_test(a_page_that_does_not_come_ends_the_list),
      cmocka_unit_test(a_list_whose_first_page_does_not_come_has_no_continuation),
      cmocka_unit_test(another_pager_goes_on_where_one_was_left),
      cmocka_unit_test(every_list_of_the_definition_gives_its_items),
      cmocka_unit_test(no_pager_is_a_pager_that_knows_nothing),
      cmocka_unit_test(a_list_takes_the_memory_of_one_page),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
