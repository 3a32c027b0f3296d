/* Operations of tests/generator/golden/brew.json: arguments, bodies and answers of every kind. */
#include <string.h>

#include "aca/aca.h"
#include "brew/api.h"
#include "faults.h"

static fake transport;
static aca_client *client;

static void set_up_client(void)
{
  transport = (fake){0};
  client = fake_client(&transport, NULL);
  assert_non_null(client);
}

static void tear_down_client(void)
{
  aca_client_free(client);
}

/* Looks for what must be in the URL of the request, when it could be built, and frees it. */
static aca_status finish(aca_request *request, aca_status status, const char *part)
{
  assert_int_equal(aca_request_status(request), status);
  if (status == ACA_OK)
    assert_contains(aca_request_url(request), part);
  aca_request_free(request);
  return status;
}

static aca_status build_typed_arguments(void)
{
  const char *const texts[] = {"a", "b"};
  const double scores[] = {0.5, 2};
  const int64_t list[] = {1, 2};
  const aca_string_list tags = {2, texts};
  aca_request *request;
  aca_status status = brew_brews_search_request(
      client, ACA_INT64(7), "Green", "Calm", ACA_INT32(1), ACA_INT64(2), ACA_BOOL(true), ACA_DOUBLE(0.5), ACA_INT32(3), "up",
      "r", "s", "t", "", "%20", "x", &tags, NULL, &tags, &tags, &(aca_double_list){2, scores}, NULL, NULL, "\"1\"",
      ACA_INT32(1), &(aca_int64_list){2, list}, NULL, &request);
  return finish(request, status, "&scores=0.5%7C2");
}

static aca_status build_arguments_by_text(void)
{
  const char *arguments[32] = {"7", "Green", "Calm", "1", "2", "true", "0.5", "3", "up", "r", "s", "t", "", "%20", "x", "a,b", "1,2"};
  const aca_operation *const *operation = brew_operations(NULL);
  while (strcmp((*operation)->id, "Brews_Search") != 0)
    operation++;
  aca_request *request;
  aca_status status = aca_operation_request(client, *operation, arguments, NULL, NULL, &request);
  return finish(request, status, "&ids=1&ids=2");
}

static aca_status build_bodies(void)
{
  const brew_cup cups[] = {{.tea = "x"}};
  aca_request *request;
  aca_status status = brew_bodies_put_cups_request(client, &(brew_cup_list){1, cups}, NULL, &request);
  finish(request, status, "cups");
  if (status != ACA_OK)
    return status;
  status = brew_photos_put_request(client, "p", NULL, &(aca_bytes){"b", 1}, NULL, &request);
  return finish(request, status, "photos");
}

static aca_status call_for_a_list(void)
{
  const aca_int32_list *numbers = NULL;
  aca_response *response;
  transport.answer = (fake_answer){.http_status = 200, .body = "[1,2]"};
  aca_status status = brew_brews_stats(client, ACA_INT32(1), ACA_BOOL(true), NULL, &response, &numbers);
  usable(response, status);
  if (status == ACA_OK)
    assert_int_equal(numbers->items[1], 2);
  aca_response_free(response);
  return status;
}

static aca_status call_for_bytes(void)
{
  const aca_bytes *bytes = NULL;
  aca_response *response;
  transport.answer = (fake_answer){.http_status = 200, .body = "PNG"};
  aca_status status = brew_photos_get(client, "p", NULL, &response, &bytes);
  usable(response, status);
  if (status == ACA_OK)
    assert_memory_equal(bytes->data, "PNG", 3);
  aca_response_free(response);
  return status;
}

static aca_status wait_for_a_list(void)
{
  static const fake_answer answers[] = {{.http_status = 202, .headers = "Location: /poll\nRetry-After: 0"},
                                        {.http_status = 200, .body = "{\"cups\":[{\"tea\":\"a\"}],\"next\":\"/p2\"}"},
                                        {.http_status = 200, .body = "{\"cups\":[]}"}};
  aca_pager *pager;
  const brew_cup *cup;
  transport.script = answers;
  transport.script_count = COUNT(answers);
  transport.performed = 0;
  aca_status status = brew_lists_brewed(client, NULL, &pager);
  while (status == ACA_OK)
    status = brew_cup_next(pager, &cup);
  if (status != ACA_DONE)
    usable(aca_pager_response(pager), status);
  aca_pager_free(pager);
  transport.script_count = 0;
  return status;
}

const scenario operation_scenarios[] = {
    {"typed arguments", build_typed_arguments, ACA_OK, set_up_client, tear_down_client},
    {"arguments by text", build_arguments_by_text, ACA_OK, set_up_client, tear_down_client},
    {"bodies that are no models", build_bodies, ACA_OK, set_up_client, tear_down_client},
    {"a call for a list of numbers", call_for_a_list, ACA_OK, set_up_client, tear_down_client},
    {"a call for bytes", call_for_bytes, ACA_OK, set_up_client, tear_down_client},
    {"a list that is waited for", wait_for_a_list, ACA_DONE, set_up_client, tear_down_client},
};
const size_t operation_scenario_count = COUNT(operation_scenarios);
