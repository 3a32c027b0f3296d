/* Calls of the operations in golden/brew.json: each kind of answer, decoded. */
#include <stdio.h>
#include <string.h>

#include "aca/aca.h"
#include "brew/api.h"
#include "help.h"

static fake transport;
static aca_client *client;
static aca_response *response;
static aca_loop *the_loop;

static int make_client(void **state)
{
  (void)state;
  transport = (fake){0};
  client = fake_client(&transport, &(aca_client_options){.subscription_id = "s1", .retry.max_retries = -1, .poll_interval_ms = 1});
  return client != NULL ? 0 : -1;
}

static int free_client(void **state)
{
  (void)state;
  aca_client_free(client);
  return 0;
}

/* The answer to every call from now on; and the one of the call before is let go. */
static void answer(int http_status, const char *headers, const char *body)
{
  aca_response_free(response);
  response = NULL;
  transport.answer = (fake_answer){.http_status = http_status, .headers = headers, .body = body};
}

static aca_status search(const brew_cup_list **cups)
{
  return brew_brews_search(client, ACA_INT64(1), "Green", "Calm", (aca_opt_int32){0}, (aca_opt_int64){0}, (aca_opt_bool){0},
                           (aca_opt_double){0}, (aca_opt_int32){0}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
                           NULL, NULL, NULL, NULL, NULL, (aca_opt_int32){0}, NULL, NULL, &response, cups);
}

/* ---- results that are no models ---- */

static void lists_and_maps(void **state)
{
  (void)state;
  const brew_cup_list *cups = NULL;
  answer(200, NULL, "[{\"size\":1},{\"tea\":5,\"size\":2}]");
  assert_int_equal(search(&cups), ACA_OK);
  assert_int_equal(cups->count, 2);
  assert_int_equal(cups->items[1].size.value, 2);
  assert_string_equal(cups->items[1].extra_json, "{\"tea\":5}");
  assert_ptr_equal(aca_response_value(response), cups);
  assert_int_equal(aca_response_warning_count(response), 1);
  assert_string_equal(aca_response_warning(response, 0), "[1].tea: expected a string, found a number");
  answer(200, NULL, "[]");
  assert_int_equal(search(&cups), ACA_OK);
  assert_int_equal(cups->count, 0);
  const aca_int32_list *numbers = NULL;
  answer(200, NULL, "[1,-2]");
  assert_int_equal(brew_brews_stats(client, ACA_INT32(1), ACA_BOOL(true), NULL, &response, &numbers), ACA_OK);
  assert_int_equal(numbers->items[1], -2);
  const aca_string_list *texts = NULL;
  answer(200, NULL, "[\"a\",null]");
  assert_int_equal(brew_bodies_put_cups(client, &(brew_cup_list){0, (const brew_cup[]){{.tea = NULL}}}, NULL, &response, &texts), ACA_OK);
  assert_string_equal(texts->items[0], "a");
  assert_null(texts->items[1]);
  const brew_cup_map *map = NULL;
  answer(200, NULL, "{\"a\":{\"tea\":\"x\"},\"b\":null}");
  assert_int_equal(brew_bodies_put_tags(client, NULL, NULL, &response, &map), ACA_OK);
  assert_string_equal(map->items[0].value->tea, "x");
  assert_null(map->items[1].value);
}

static void lists_in_lists_and_maps(void **state)
{
  (void)state;
  const int32_t numbers[] = {1, 2};
  const aca_int32_list rows[] = {{2, numbers}, {0, numbers}};
  const brew_cup_list_map *cups = NULL;
  answer(200, NULL, "{\"a\":[{\"tea\":\"x\"}],\"b\":[]}");
  assert_int_equal(brew_bodies_put_nested(client, &(brew_int32_list_list){2, rows}, NULL, &response, &cups), ACA_OK);
  assert_string_equal(transport.body, "[[1,2],[]]");
  assert_string_equal(cups->items[0].value.items[0].tea, "x");
  assert_int_equal(cups->items[1].value.count, 0);
}

static void single_values(void **state)
{
  (void)state;
  const char *text = NULL;
  answer(200, NULL, "\"Assam\"");
  assert_int_equal(brew_bodies_put_name(client, "Assam", NULL, &response, &text), ACA_OK);
  assert_int_equal(brew_tea_name_of(text), BREW_TEA_NAME_IS_ASSAM);
  const aca_opt_double *number = NULL;
  answer(200, NULL, "1.5");
  assert_int_equal(brew_bodies_put_count(client, NULL, NULL, &response, &number), ACA_OK);
  assert_true(number->set && number->value == 1.5);
  const aca_opt_bool *flag = NULL;
  answer(200, NULL, "false");
  assert_int_equal(brew_notes_delete(client, "s", NULL, &response, &flag), ACA_OK);
  assert_true(flag->set && !flag->value);
  answer(200, NULL, " {\"a\" : [1]}");
  assert_int_equal(brew_notes_patch(client, "s", "{}", NULL, &response, &text), ACA_OK);
  assert_string_equal(text, "{\"a\":[1]}");
  assert_string_equal(transport.body, "{}");
}

static void check_no_fit(const char *body, const char *message)
{
  const brew_cup_list *cups = NULL;
  answer(200, NULL, body);
  assert_int_equal(search(&cups), ACA_ERROR_DECODE);
  assert_string_equal(aca_response_message(response), message);
  assert_null(aca_response_value(response));
  assert_null(cups);
}

static void what_does_not_fit_is_an_error(void **state)
{
  (void)state;
  check_no_fit("{}", "the value: expected an array, found an object");
  check_no_fit("null", "the value: expected an array, found null");
  check_no_fit("[{},1]", "[1]: expected an object, found a number");
  check_no_fit("[{\"size\":\"x\"},1]", "[1]: expected an object, found a number");
  check_no_fit("", "HTTP status 200: the body is empty");
  const aca_opt_double *number = NULL;
  answer(200, NULL, "\"1\"");
  assert_int_equal(brew_bodies_put_count(client, NULL, NULL, &response, &number), ACA_ERROR_DECODE);
  assert_null(number);
}

static void texts_and_bytes(void **state)
{
  (void)state;
  const char *text = NULL;
  answer(200, NULL, "no \"JSON\"");
  assert_int_equal(brew_notes_get(client, "s", NULL, &response, &text), ACA_OK);
  assert_string_equal(text, "no \"JSON\"");
  assert_contains(transport.headers, "Accept: text/plain, application/json\n");
  answer(200, NULL, "");
  assert_int_equal(brew_notes_get(client, "s", NULL, &response, &text), ACA_OK);
  assert_string_equal(text, "");
  const aca_bytes *bytes = NULL;
  answer(200, NULL, "PNG");
  assert_int_equal(brew_photos_get(client, "p", NULL, &response, &bytes), ACA_OK);
  assert_int_equal(bytes->length, 3);
  assert_ptr_equal(bytes->data, aca_response_body(response, NULL));
  answer(404, NULL, "{\"error\":{\"code\":\"Gone\"}}");
  assert_int_equal(brew_photos_get(client, "p", NULL, &response, &bytes), ACA_ERROR_SERVICE);
  assert_string_equal(aca_response_error(response)->code, "Gone");
}

/* ---- which answers mean what ---- */

static void answers_that_differ(void **state)
{
  (void)state;
  const brew_cup *cup = NULL;
  const brew_cup body = {0};
  answer(200, NULL, "{\"tea\":\"x\"}");
  assert_int_equal(brew_cups_put(client, "c", &body, NULL, &response, &cup), ACA_OK);
  assert_string_equal(cup->tea, "x");
  answer(201, NULL, "\"Assam\"");
  assert_int_equal(brew_cups_put(client, "c", &body, NULL, &response, &cup), ACA_OK);
  assert_null(cup);
  assert_string_equal(aca_response_body(response, NULL), "\"Assam\"");
  answer(203, NULL, NULL);
  assert_int_equal(brew_cups_put(client, "c", &body, NULL, &response, &cup), ACA_OK);
  answer(204, NULL, NULL);
  assert_int_equal(brew_cups_put(client, "c", &body, NULL, &response, &cup), ACA_OK);
  answer(202, NULL, "{\"tea\":\"y\"}"); /* undeclared */
  assert_int_equal(brew_cups_put(client, "c", &body, NULL, &response, &cup), ACA_OK);
  assert_string_equal(cup->tea, "y");
  answer(409, NULL, "{\"error\":{\"code\":\"Busy\"}}");
  assert_int_equal(brew_cups_put(client, "c", &body, NULL, &response, &cup), ACA_ERROR_SERVICE);
  const char *json = NULL;
  answer(200, NULL, "[null]"); /* only `default` is declared */
  assert_int_equal(brew_brews_root(client, NULL, &response, &json), ACA_OK);
  assert_string_equal(json, "[null]");
  const aca_opt_bool *flag = NULL;
  answer(302, "Location: /elsewhere", NULL);
  assert_int_equal(brew_notes_delete(client, "s", NULL, &response, &flag), ACA_OK);
  assert_null(flag);
  brew_notes_delete_headers headers;
  assert_int_equal(brew_notes_delete_headers_of(response, &headers), ACA_OK);
  assert_string_equal(headers.location, "/elsewhere");
  const brew_brew_options options = {.minutes = ACA_INT32(1)};
  answer(204, NULL, NULL);
  assert_int_equal(brew_kettles_steep(client, "k", &options, NULL, NULL, &response), ACA_OK);
}

static void head_tells_by_its_status(void **state)
{
  (void)state;
  answer(204, NULL, NULL);
  assert_int_equal(brew_kettles_is_steeping(client, "k", NULL, &response), ACA_OK);
  assert_string_equal(transport.method, "HEAD");
  answer(404, NULL, NULL);
  assert_int_equal(brew_kettles_is_steeping(client, "k", NULL, &response), ACA_OK);
  assert_int_equal(aca_response_http_status(response), 404);
  answer(403, NULL, NULL);
  assert_int_equal(brew_kettles_is_steeping(client, "k", NULL, &response), ACA_ERROR_SERVICE);
}

static void declared_headers(void **state)
{
  (void)state;
  const brew_cup_list *cups;
  brew_brews_search_headers h;
  answer(200, "X-Total: 7\nx-big: -9007199254740993\nx-hot: True\nx-score: 1.5e1\netag: \"a\"\nx-kinds: a, b", "[]");
  assert_int_equal(search(&cups), ACA_OK);
  assert_int_equal(brew_brews_search_headers_of(response, &h), ACA_OK);
  assert_true(h.x_total.set && h.x_total.value == 7);
  assert_true(h.x_big.value == INT64_C(-9007199254740993));
  assert_true(h.x_hot.set && h.x_hot.value && h.x_score.value == 15);
  assert_string_equal(h.etag, "\"a\"");
  assert_string_equal(h.x_kinds, "a, b");
  assert_null(h.last_modified);
  answer(200, "x-total: 2147483648\nx-big: 1 2\nx-hot: 1\nx-score: inf\nLast-Modified: today", "[]");
  assert_int_equal(search(&cups), ACA_OK);
  assert_int_equal(brew_brews_search_headers_of(response, &h), ACA_ERROR_DECODE);
  assert_false(h.x_total.set || h.x_big.set || h.x_hot.set || h.x_score.set);
  assert_string_equal(h.last_modified, "today");
  assert_int_equal(brew_brews_search_headers_of(NULL, &h), ACA_OK);
  assert_null(h.last_modified);
  assert_int_equal(brew_brews_search_headers_of(response, NULL), ACA_ERROR_ARGUMENT);
  static const char *const bad[] = {"x-score: 0x1p3", "x-score: 1,5", "x-score: .5", "x-score: 1e999", "x-score: nan"};
  for (size_t i = 0; i < COUNT(bad); i++) {
    answer(200, bad[i], "[]");
    assert_int_equal(search(&cups), ACA_OK);
    assert_int_equal(brew_brews_search_headers_of(response, &h), ACA_ERROR_DECODE);
    assert_false(h.x_score.set);
  }
}

/* ---- lists ---- */

static void script(const fake_answer *answers, size_t count)
{
  transport.script = answers;
  transport.script_count = count;
  transport.performed = 0;
  transport.log[0] = '\0';
  transport.answer = (fake_answer){.http_status = 500};
}

static void check_cups(aca_pager *pager, const char *expected)
{
  char teas[64] = "";
  const brew_cup *cup;
  aca_status status;
  while ((status = brew_cup_next(pager, &cup)) == ACA_OK)
    strncat(teas, cup->tea, sizeof teas - strlen(teas) - 1);
  assert_string_equal(aca_response_message(aca_pager_response(pager)), "the list has no more pages");
  assert_int_equal(status, ACA_DONE);
  assert_string_equal(teas, expected);
  aca_pager_free(pager);
}

static const fake_answer first_page = {.http_status = 200, .body = "{\"cups\":[{\"tea\":\"a\"},{\"tea\":\"b\"}],\"next\":\"/p2\"}"};
static const fake_answer second_page = {.http_status = 200, .body = "{\"cups\":[{\"tea\":\"c\"}]}"};

static void lists_of_models(void **state)
{
  (void)state;
  aca_pager *pager;
  const fake_answer pages[] = {first_page, second_page};
  script(pages, COUNT(pages));
  assert_int_equal(brew_lists_cups(client, NULL, &pager), ACA_OK);
  check_cups(pager, "abc");
  const fake_answer whole[] = {{.http_status = 200, .body = "[{\"tea\":\"x\"},{\"tea\":\"y\"}]"}};
  script(whole, COUNT(whole));
  assert_int_equal(brew_lists_plain(client, NULL, &pager), ACA_OK);
  assert_ptr_equal(aca_pager_item_model(pager), &brew_cup_model);
  check_cups(pager, "xy");
}

static void lists_without_models(void **state)
{
  (void)state;
  aca_pager *pager;
  const void *item = NULL;
  const fake_answer names[] = {{.http_status = 200, .body = "{\"value\":[\"Assam\",\"Oolong\"]}"}};
  script(names, COUNT(names));
  assert_int_equal(brew_lists_names(client, "{\"like\":\"o\"}", NULL, &pager), ACA_OK);
  assert_int_equal(aca_pager_next(pager, NULL, &item), ACA_OK);
  assert_string_equal((const char *)item, "Assam");
  assert_string_equal(transport.body, "{\"like\":\"o\"}");
  assert_int_equal(aca_pager_next(pager, NULL, &item), ACA_OK);
  assert_int_equal(aca_pager_next(pager, NULL, &item), ACA_DONE);
  aca_pager_free(pager);
  const fake_answer counts[] = {{.http_status = 200, .body = "{\"value\":[3]}"}};
  script(counts, COUNT(counts));
  assert_int_equal(brew_lists_counts(client, NULL, &pager), ACA_OK);
  assert_int_equal(aca_pager_next(pager, NULL, &item), ACA_OK);
  assert_int_equal(*(const int32_t *)item, 3);
  aca_pager_free(pager);
}

/* ---- long-running operations ---- */

static const fake_answer accepted = {.http_status = 202, .headers = "Location: /poll\nRetry-After: 0"};

static void a_list_that_is_waited_for(void **state)
{
  (void)state;
  aca_pager *pager;
  const fake_answer answers[] = {accepted, accepted, first_page, second_page};
  script(answers, COUNT(answers));
  assert_int_equal(brew_lists_brewed(client, NULL, &pager), ACA_OK);
  check_cups(pager, "abc");
  assert_string_equal(transport.log, "PUT https://management.azure.com/arm/lists/cups?api-version=2031-05-01\n"
                                     "GET https://management.azure.com/poll\n"
                                     "GET https://management.azure.com/poll\n"
                                     "GET https://management.azure.com/p2\n");
  const fake_answer failure[] = {accepted, {.http_status = 400, .body = "{\"error\":{\"code\":\"Spilt\",\"message\":\"m\"}}"}};
  const brew_cup *cup;
  script(failure, COUNT(failure));
  assert_int_equal(brew_lists_brewed(client, NULL, &pager), ACA_OK);
  assert_int_equal(brew_cup_next(pager, &cup), ACA_ERROR_SERVICE);
  assert_int_equal(brew_cup_next(pager, &cup), ACA_ERROR_SERVICE);
  assert_string_equal(aca_response_error(aca_pager_response(pager))->code, "Spilt");
  aca_pager_free(pager);
  assert_int_equal(brew_lists_brewed(client, NULL, &pager), ACA_OK); /* and one that is never begun */
  aca_pager_free(pager);
}

static void on_page(aca_pager *pager, aca_status status, const void *page, void *data)
{
  (void)page;
  *(aca_status *)data = status;
  aca_pager_free(pager);
}

static void such_a_list_is_canceled_in_a_loop(void **state)
{
  (void)state;
  aca_loop *loop;
  aca_pager *pager;
  aca_status status = ACA_OK;
  assert_int_equal(aca_loop_new(NULL, &loop), ACA_OK);
  assert_int_equal(brew_lists_brewed(client, NULL, &pager), ACA_OK);
  aca_loop_id id = aca_loop_next_page(loop, pager, on_page, &status);
  aca_loop_cancel(loop, id);
  assert_int_equal(aca_loop_poll(loop, 1000), ACA_DONE);
  assert_int_equal(status, ACA_ERROR_CANCELED);
  aca_loop_free(loop);
}

static void take_page(aca_pager *pager, aca_status status, const void *page, void *data)
{
  const brew_cup_page *cups = page;
  assert_int_equal(status, ACA_OK);
  strncat(data, cups->cups.items[0].tea, 8);
  if (cups->next != NULL)
    assert_true(aca_loop_next_page(the_loop, pager, take_page, data) != 0);
}

static void such_a_list_is_read_in_a_loop(void **state)
{
  (void)state;
  static const canned answers[] = {
      {.path = "PUT /arm/lists/cups", .bytes = "HTTP/1.1 202 Accepted\r\nLocation: /poll\r\nContent-Length: 0\r\n\r\n"},
      {.path = "/poll", .times = 1, .bytes = "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n"},
      {.path = "/poll", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 35\r\n\r\n{\"cups\":[{\"tea\":\"a\"}],\"next\":\"/p2\"}"},
      {.path = "/p2", .bytes = "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"cups\":[{\"tea\":\"b\"}]}"},
      {.bytes = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"},
  };
  char teas[16] = "";
  aca_pager *pager;
  server *s = server_start(answers, COUNT(answers));
  aca_client *real = server_client(s);
  assert_int_equal(aca_loop_new(NULL, &the_loop), ACA_OK);
  assert_int_equal(brew_lists_brewed(real, &(aca_call_options){.poll_interval_ms = 1}, &pager), ACA_OK);
  assert_true(aca_loop_next_page(the_loop, pager, take_page, teas) != 0);
  while (aca_loop_poll(the_loop, -1) == ACA_OK)
    ;
  assert_string_equal(teas, "ab");
  assert_int_equal(server_requests(s), 4);
  aca_pager_free(pager);
  aca_loop_free(the_loop);
  aca_client_free(real);
  server_stop(s);
}

static void results_of_long_running_operations(void **state)
{
  (void)state;
  const brew_cup *cup = NULL;
  const fake_answer boiled[] = {accepted, {.http_status = 200, .body = "{\"tea\":\"hot\"}"}};
  script(boiled, COUNT(boiled));
  answer(500, NULL, NULL);
  assert_int_equal(brew_kettles_boil(client, "k", NULL, &response, &cup), ACA_OK);
  assert_string_equal(cup->tea, "hot");
  const char *text = NULL;
  const fake_answer logged[] = {accepted, {.http_status = 200, .body = "plain text"}};
  script(logged, COUNT(logged));
  answer(500, NULL, NULL);
  assert_int_equal(brew_boil_log(client, "k", NULL, &response, &text), ACA_OK);
  assert_string_equal(text, "plain text");
  answer(0, NULL, NULL);
  script(NULL, 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(lists_and_maps),       cmocka_unit_test(lists_in_lists_and_maps),
      cmocka_unit_test(single_values),
      cmocka_unit_test(texts_and_bytes),      cmocka_unit_test(what_does_not_fit_is_an_error),
      cmocka_unit_test(answers_that_differ),  cmocka_unit_test(head_tells_by_its_status),
      cmocka_unit_test(declared_headers),     cmocka_unit_test(lists_of_models),
      cmocka_unit_test(lists_without_models), cmocka_unit_test(a_list_that_is_waited_for),
      cmocka_unit_test(such_a_list_is_canceled_in_a_loop),
      cmocka_unit_test(such_a_list_is_read_in_a_loop),
      cmocka_unit_test(results_of_long_running_operations),
  };
  return cmocka_run_group_tests(tests, make_client, free_client);
}
