/* Lists, over a transport that only pretends. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aca/aca.h"
#include "help.h"

#define HOST "https://arm.example"

static fake transport;
static aca_client *client;

static aca_pager *list(const fake_answer *script, size_t count)
{
  const aca_client_options options = {
      .subscription_id = SUBSCRIPTION, .endpoint = HOST, .credential = aca_credential_token("secret-token")};
  aca_pager *pager;
  transport = (fake){.script = script, .script_count = count, .answer = {.status = ACA_ERROR_TRANSPORT, .message = "no more"}};
  client = fake_client(&transport, &options);
  assert_non_null(client);
  assert_int_equal(aca_container_apps_list_by_subscription(client, NULL, &pager), ACA_OK);
  assert_int_equal(transport.performed, 0);
  return pager;
}

static void done(aca_pager *pager)
{
  aca_pager_free(pager);
  aca_client_free(client);
}

static aca_status next(aca_pager *pager, const char *expected)
{
  const aca_container_app *app = NULL;
  aca_status status = aca_container_app_next(pager, &app);
  if (status == ACA_OK)
    assert_string_equal(app->name, expected);
  else
    assert_null(app);
  return status;
}

#define PAGE(items, link) "{\"value\":[" items "],\"nextLink\":" link "}"
#define APP(name) "{\"name\":\"" name "\"}"

static void items_come_page_by_page(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = PAGE(APP("a") "," APP("b"), "\"" HOST "/2?x=1\"")},
                                {.http_status = 200, .body = PAGE("", "\"/3 4\"")},
                                {.http_status = 200, .body = PAGE(APP("c"), "null")}};
  aca_pager *pager = list(script, COUNT(script));
  assert_int_equal(next(pager, "a"), ACA_OK);
  assert_int_equal(transport.performed, 1);
  assert_string_equal(aca_pager_continuation(pager), HOST "/2?x=1");
  assert_int_equal(next(pager, "b"), ACA_OK);
  assert_int_equal(next(pager, "c"), ACA_OK);
  assert_null(aca_pager_continuation(pager));
  assert_int_equal(next(pager, ""), ACA_DONE);
  assert_int_equal(next(pager, ""), ACA_DONE);
  assert_int_equal(transport.performed, 3);
  assert_contains(transport.log, "/providers/Microsoft.App/containerApps?api-version=" ACA_API_VERSION "\nGET " HOST
                                 "/2?x=1\nGET " HOST "/3%204\n");
  done(pager);
}

static void links_that_lead_astray_are_errors(void **state)
{
  (void)state;
  char *huge = calloc(1, 100100);
  assert_non_null(huge);
  snprintf(huge, 100, "{\"value\":[" APP("a") "],\"nextLink\":\"" HOST "/");
  memset(huge + strlen(huge), 'x', 100000);
  snprintf(huge + strlen(huge), 10, "\"}");
  const struct {
    const char *body;
    aca_status status;
    const char *message;
  } cases[] = {
      {PAGE(APP("a"), "\"https://evil.example/2\""), ACA_ERROR_AUTHENTICATION, "nextLink leads away from the endpoint"},
      {PAGE(APP("a"), "\"http://arm.example/2\""), ACA_ERROR_AUTHENTICATION, "nextLink leads away from the endpoint"},
      {PAGE(APP("a"), "\"https://arm.example:444/2\""), ACA_ERROR_AUTHENTICATION, "nextLink leads away"},
      {PAGE(APP("a"), "\"https://arm.example@evil.example/2\""), ACA_ERROR_AUTHENTICATION, "nextLink leads away"},
      {PAGE(APP("a"), "\"//evil.example/2\""), ACA_ERROR_AUTHENTICATION, "nextLink leads away from the endpoint"},
      {PAGE(APP("a"), "\"page2\""), ACA_ERROR_DECODE, "nextLink is neither a URL nor a path"},
      {PAGE(APP("a"), "\"/a\\r\\nX: 1\""), ACA_ERROR_DECODE, "nextLink has a control character"},
      {PAGE(APP("a"), "7"), ACA_ERROR_DECODE, "nextLink cannot be read"},
      {PAGE(APP("a"), "{}"), ACA_ERROR_DECODE, "nextLink cannot be read"},
      {"{\"value\":\"none\"}", ACA_ERROR_DECODE, "value cannot be read"},
      {"{\"value\":[null]}", ACA_ERROR_DECODE, "value cannot be read"},
      {"[]", ACA_ERROR_DECODE, "expected an object"},
      {huge, ACA_ERROR_DECODE, "nextLink is longer than 65,536 bytes"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    const fake_answer script[] = {{.http_status = 200, .body = cases[i].body}};
    aca_pager *pager = list(script, 1);
    assert_int_equal(next(pager, ""), cases[i].status);
    assert_contains(aca_response_message(aca_pager_response(pager)), cases[i].message);
    assert_int_equal(next(pager, ""), cases[i].status);
    assert_int_equal(transport.performed, 1);
    done(pager);
  }
  free(huge);
}

static void ends_of_lists(void **state)
{
  (void)state;
  const char *const bodies[] = {PAGE(APP("a"), "null"), PAGE(APP("a"), "\"\""), "{\"value\":[" APP("a") "]}"};
  for (size_t i = 0; i < COUNT(bodies); i++) {
    const fake_answer script[] = {{.http_status = 200, .body = bodies[i]}};
    aca_pager *pager = list(script, 1);
    assert_int_equal(next(pager, "a"), ACA_OK);
    assert_int_equal(next(pager, ""), ACA_DONE);
    assert_int_equal(transport.performed, 1);
    done(pager);
  }
}

/* Links 0 to `before`, and then `length` of them again and again. */
static int pages_until_a_loop_is_seen(int before, int length)
{
  enum { MOST = 200 };
  static char bodies[MOST][128];
  static fake_answer script[MOST];
  for (int i = 0; i < MOST; i++) {
    int link = i < before ? i : before + (i - before) % length;
    snprintf(bodies[i], sizeof bodies[i], PAGE(APP("a"), "\"" HOST "/%d\""), link);
    script[i] = (fake_answer){.http_status = 200, .body = bodies[i]};
  }
  aca_pager *pager = list(script, MOST);
  while (next(pager, "a") == ACA_OK)
    continue;
  assert_int_equal(aca_response_status(aca_pager_response(pager)), ACA_ERROR_DECODE);
  assert_contains(aca_response_message(aca_pager_response(pager)), "nextLink leads back");
  int pages = transport.performed;
  done(pager);
  return pages;
}

static void loops_are_seen(void **state)
{
  (void)state;
  assert_in_range(pages_until_a_loop_is_seen(0, 1), 1, 2);
  assert_in_range(pages_until_a_loop_is_seen(0, 2), 2, 6);
  assert_in_range(pages_until_a_loop_is_seen(3, 5), 8, 30);
  assert_in_range(pages_until_a_loop_is_seen(20, 7), 27, 100);
}

static void an_error_on_the_way_stays(void **state)
{
  (void)state;
  const fake_answer script[] = {
      {.http_status = 200, .body = PAGE(APP("a"), "\"/2\"")},
      {.http_status = 429},
      {.http_status = 200, .body = PAGE(APP("b"), "\"/3\"")},
      {.http_status = 403, .body = "{\"error\":{\"code\":\"Forbidden\",\"message\":\"No.\"}}"},
  };
  aca_pager *pager = list(script, COUNT(script));
  assert_int_equal(next(pager, "a"), ACA_OK);
  assert_int_equal(next(pager, "b"), ACA_OK);
  assert_int_equal(next(pager, ""), ACA_ERROR_SERVICE);
  assert_int_equal(next(pager, ""), ACA_ERROR_SERVICE);
  assert_string_equal(aca_response_error(aca_pager_response(pager))->code, "Forbidden");
  assert_int_equal(transport.performed, 4);
  done(pager);
}

static void a_list_goes_on_elsewhere(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = PAGE(APP("b"), "null")}};
  aca_pager *pager = list(script, 1);
  const void *page;
  assert_int_equal(aca_pager_continue(pager, HOST "/2"), ACA_OK);
  assert_int_equal(next(pager, "b"), ACA_OK);
  assert_string_equal(transport.log, "GET " HOST "/2\n");
  assert_int_equal(aca_pager_continue(pager, HOST "/2"), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca_pager_next_page(pager, &page), ACA_ERROR_ARGUMENT);
  done(pager);
  const char *const bad[] = {"https://evil.example/2", "", "x", NULL, "http://arm.example/2"};
  for (size_t i = 0; i < COUNT(bad); i++) {
    pager = list(script, 1);
    assert_int_equal(aca_pager_continue(pager, bad[i]), ACA_ERROR_ARGUMENT);
    assert_int_equal(next(pager, ""), ACA_ERROR_ARGUMENT);
    assert_int_equal(transport.performed, 0);
    done(pager);
  }
}

static void items_of_another_kind_are_refused(void **state)
{
  (void)state;
  const fake_answer script[] = {{.http_status = 200, .body = PAGE(APP("a"), "null")}};
  aca_pager *pager = list(script, 1);
  const aca_managed_environment *environment = NULL;
  assert_int_equal(aca_managed_environment_next(pager, &environment), ACA_ERROR_ARGUMENT);
  assert_ptr_equal(aca_pager_item_model(pager), &aca_container_app_model);
  assert_int_equal(next(pager, "a"), ACA_OK);
  done(pager);
}

static void what_is_no_list_is_refused(void **state)
{
  (void)state;
  aca_pager *pager = list(NULL, 0);
  aca_request *request;
  aca_pager *other;
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", NULL, &request), ACA_OK);
  assert_int_equal(aca_pager_new(request, &other), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(aca_pager_response(other)), "the operation is no list");
  aca_pager_free(other);
  assert_int_equal(aca_container_apps_list_by_resource_group(client, "", NULL, &other), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(aca_pager_response(other)), "resourceGroupName: empty");
  aca_pager_free(other);
  aca_pager_free(NULL);
  assert_int_equal(aca_container_app_next(NULL, &(const aca_container_app *){NULL}), ACA_ERROR_ARGUMENT);
  done(pager);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(items_come_page_by_page),
      cmocka_unit_test(links_that_lead_astray_are_errors),
      cmocka_unit_test(ends_of_lists),
      cmocka_unit_test(loops_are_seen),
      cmocka_unit_test(an_error_on_the_way_stays),
      cmocka_unit_test(a_list_goes_on_elsewhere),
      cmocka_unit_test(items_of_another_kind_are_refused),
      cmocka_unit_test(what_is_no_list_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
