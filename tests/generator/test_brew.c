/* Requests of the operations in golden/brew.json: each kind of argument and of body, on its way out. */
#include <math.h>
#include <string.h>
#include <strings.h>

#include "aca/aca.h"
#include "brew/api.h"
#include "help.h"

#define HOST "https://management.azure.com"
#define BREWS HOST "/arm/subscriptions/s1/providers/Contoso.Brew/brews"
#define SEARCH BREWS "/7(Green)?api-version=2031-05-01"
#define STEEP HOST "/arm/providers/Contoso.Brew/kettles/k/steep?api-version=2031-05-01"

/* All arguments of Brews_Search; zeroed is none of them. */
typedef struct search {
  aca_opt_int64 number;
  const char *kind, *mood;
  aca_opt_int32 top;
  aca_opt_int64 skip;
  aca_opt_bool hot;
  aca_opt_double strength;
  aca_opt_int32 stars;
  const char *order, *region, *since, *status, *note, *raw, *expanded;
  const aca_string_list *tags;
  const aca_int32_list *ids;
  const aca_string_list *names, *lines;
  const aca_double_list *scores;
  const aca_bool_list *answers;
  const aca_string_list *sizes;
  const char *if_match;
  aca_opt_int32 count;
  const aca_int64_list *list;
} search;

#define LEAST .number = ACA_INT64(7), .kind = BREW_BREWS_SEARCH_KIND_GREEN, .mood = BREW_BREWS_SEARCH_X_MOOD_CALM

static aca_client *client;

static int make_client(void **state)
{
  (void)state;
  return aca_client_new(&(aca_client_options){.subscription_id = "s1"}, &client) == ACA_OK ? 0 : -1;
}

static int free_client(void **state)
{
  (void)state;
  aca_client_free(client);
  return 0;
}

static aca_request *search_request(const search *s)
{
  aca_request *request;
  aca_status status = brew_brews_search_request(
      client, s->number, s->kind, s->mood, s->top, s->skip, s->hot, s->strength, s->stars, s->order, s->region, s->since,
      s->status, s->note, s->raw, s->expanded, s->tags, s->ids, s->names, s->lines, s->scores, s->answers, s->sizes,
      s->if_match, s->count, s->list, NULL, &request);
  assert_int_equal(status, aca_request_status(request));
  return request;
}

static void check_search(const search *s, const char *url)
{
  aca_request *request = search_request(s);
  assert_string_equal(aca_request_message(request), "success");
  assert_string_equal(aca_request_url(request), url);
  aca_request_free(request);
}

static void check_refused(const search *s, const char *message)
{
  aca_request *request = search_request(s);
  assert_int_equal(aca_request_status(request), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(request), message);
  aca_request_free(request);
}

static const char *header_of(const aca_request *request, const char *name)
{
  for (size_t i = 0; i < aca_request_header_count(request); i++)
    if (strcasecmp(aca_request_header_at(request, i)->name, name) == 0)
      return aca_request_header_at(request, i)->value;
  return NULL;
}

/* ---- arguments ---- */

static void single_arguments(void **state)
{
  (void)state;
  check_search(&(search){LEAST}, SEARCH);
  check_search(&(search){LEAST, .top = ACA_INT32(-5), .skip = ACA_INT64(INT64_MIN), .hot = ACA_BOOL(false),
                         .strength = ACA_DOUBLE(0.1), .stars = ACA_INT32(3)},
               SEARCH "&top=-5&skip=-9223372036854775808&hot=false&strength=0.1&stars=3");
  check_search(&(search){LEAST, .strength = ACA_DOUBLE(1e300)}, SEARCH "&strength=1e%2B300");
  check_search(&(search){LEAST, .order = BREW_BREW_ORDER_UP, .region = "a b", .since = "2031-05-01T00:00:00Z",
                         .status = "on&off", .note = "", .raw = "a%20b", .expanded = "x"},
               SEARCH "&order=up&region=a%20b&since=2031-05-01T00%3A00%3A00Z&status=on%26off&note=&raw=a%20b&$expand=x");
  check_search(&(search){.number = ACA_INT64(-1), .kind = "it's", .mood = "Wild"},
               BREWS "/-1(it%27s)?api-version=2031-05-01");
}

static void lists_of_arguments(void **state)
{
  (void)state;
  const char *const texts[] = {"a,b", "c d"};
  const aca_string_list two = {COUNT(texts), texts};
  check_search(&(search){LEAST, .tags = &two, .names = &two, .lines = &two, .sizes = &two},
               SEARCH "&tags=a%2Cb,c%20d&names=a%2Cb%20c%20d&lines=a%2Cb%09c%20d&sizes=a%2Cb,c%20d");
  const int32_t ids[] = {1, -2, 3};
  const double scores[] = {0.5, 2};
  const bool answers[] = {true, false};
  check_search(&(search){LEAST, .ids = &(aca_int32_list){3, ids}, .scores = &(aca_double_list){2, scores},
                         .answers = &(aca_bool_list){2, answers}},
               SEARCH "&ids=1&ids=-2&ids=3&scores=0.5%7C2&answers=true,false");
  check_search(&(search){LEAST, .tags = &(aca_string_list){1, texts}, .ids = &(aca_int32_list){1, ids}},
               SEARCH "&tags=a%2Cb&ids=1");
  check_search(&(search){LEAST, .tags = &(aca_string_list){0}, .answers = &(aca_bool_list){0, answers}}, SEARCH "&answers=");
}

static void arguments_that_cannot_be_sent(void **state)
{
  (void)state;
  const char *const hole[] = {"a", NULL};
  const char *const gap[] = {"a", ""};
  const double infinite[] = {1, INFINITY};
  check_refused(&(search){.kind = "Green", .mood = "Calm"}, "number: NULL");
  check_refused(&(search){.number = ACA_INT64(7), .mood = "Calm"}, "kind: NULL");
  check_refused(&(search){.number = ACA_INT64(7), .kind = "..", .mood = "Calm"}, "kind: only dots");
  check_refused(&(search){.number = ACA_INT64(7), .kind = "Green"}, "x-mood: NULL");
  check_refused(&(search){.number = ACA_INT64(7), .kind = "Green", .mood = "a\r\nHost: b"}, "x-mood: has a control character");
  check_refused(&(search){LEAST, .if_match = ""}, "If-Match: empty");
  check_refused(&(search){LEAST, .region = ""}, "region: empty");
  check_refused(&(search){LEAST, .raw = "a b"}, "raw: not percent-encoded");
  check_refused(&(search){LEAST, .strength = ACA_DOUBLE(NAN)}, "strength: not a finite number");
  check_refused(&(search){LEAST, .scores = &(aca_double_list){2, infinite}}, "scores: not a finite number");
  check_refused(&(search){LEAST, .tags = &(aca_string_list){2, hole}}, "tags: an item is NULL");
  check_refused(&(search){LEAST, .tags = &(aca_string_list){2, gap}}, "tags: empty");
  check_refused(&(search){LEAST, .tags = &(aca_string_list){0, gap}}, "tags: empty");
}

static void header_arguments(void **state)
{
  (void)state;
  const int64_t numbers[] = {1, INT64_MAX};
  aca_request *request = search_request(
      &(search){LEAST, .if_match = "\"1\"", .count = ACA_INT32(2), .list = &(aca_int64_list){2, numbers}});
  assert_string_equal(header_of(request, "x-mood"), "Calm");
  assert_string_equal(header_of(request, "If-Match"), "\"1\"");
  assert_string_equal(header_of(request, "x-count"), "2");
  assert_string_equal(header_of(request, "x-list"), "1,9223372036854775807");
  assert_string_equal(header_of(request, "Accept"), "application/json");
  assert_int_equal(strlen(header_of(request, "x-ms-client-request-id")), 36);
  assert_int_equal(aca_request_header_count(request), 6);
  aca_request_free(request);
  request = search_request(&(search){LEAST});
  assert_int_equal(aca_request_header_count(request), 3);
  aca_request_free(request);
}

static void check_url(aca_status status, aca_request *request, const char *method, const char *url)
{
  assert_string_equal(aca_request_message(request), "success");
  assert_int_equal(status, ACA_OK);
  assert_string_equal(aca_request_method(request), method);
  assert_string_equal(aca_request_url(request), url);
  aca_request_free(request);
}

static void grouped_arguments(void **state)
{
  (void)state;
  aca_request *r;
  const char *const with[] = {"milk", "honey"};
  const brew_brew_options brew = {.minutes = ACA_INT32(3), .lid = ACA_BOOL(true), .x_leaf = "whole", .pot = NULL};
  const brew_kettles_steep_extras extras = {.with = {2, with}};
  aca_status status = brew_kettles_steep_request(client, "k", &brew, &extras, NULL, &r);
  assert_string_equal(header_of(r, "x-leaf"), "whole");
  check_url(status, r, "POST", STEEP "&minutes=3&lid=true&with=milk,honey");
  status = brew_kettles_steep_request(client, "k", &brew, NULL, NULL, &r);
  check_url(status, r, "POST", STEEP "&minutes=3&lid=true");
  status = brew_pots_steep_request(client, "k", &brew, &(brew_pots_steep_parameters){.size = "L"}, NULL, &r);
  check_url(status, r, "PUT", STEEP "&lid=true&size=L");
  status = brew_pots_steep_request(client, "k", NULL, NULL, NULL, &r);
  check_url(status, r, "PUT", STEEP);
  assert_int_equal(brew_kettles_steep_request(client, "k", NULL, NULL, NULL, &r), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(r), "minutes: NULL");
  aca_request_free(r);
}

static void paths(void **state)
{
  (void)state;
  aca_request *r;
  aca_status status = brew_brews_stats_request(client, ACA_INT32(7), ACA_BOOL(true), NULL, &r);
  check_url(status, r, "GET", BREWS "?comp=stats&of=7&api-version=2031-05-01&deep=true");
  status = brew_brews_root_request(client, NULL, &r);
  check_url(status, r, "GET", HOST "/arm/providers/Contoso.Brew/?api-version=2031-05-01");
  status = brew_notes_get_request(client, "subscriptions/s1", NULL, &r);
  check_url(status, r, "GET", HOST "/arm/subscriptions/s1/providers/Contoso.Brew/note?api-version=2031-05-01");
  status = brew_notes_get_request(client, "/subscriptions/s1", NULL, &r);
  check_url(status, r, "GET", HOST "/arm/subscriptions/s1/providers/Contoso.Brew/note?api-version=2031-05-01");
  static const char *const dotted[] = {"a/../b", "a/%2E%2e/b", ".%2E", "a/%2e"};
  for (size_t i = 0; i < COUNT(dotted); i++) {
    assert_int_equal(brew_notes_get_request(client, dotted[i], NULL, &r), ACA_ERROR_ARGUMENT);
    assert_string_equal(aca_request_message(r), "scope: only dots");
    aca_request_free(r);
  }
  status = brew_notes_get_request(client, "a/...", NULL, &r);
  check_url(status, r, "GET", HOST "/arm/a/.../providers/Contoso.Brew/note?api-version=2031-05-01");
  status = brew_kettles_is_steeping_request(client, "k", NULL, &r);
  check_url(status, r, "HEAD", STEEP);
}

/* ---- the same by text ---- */

static const aca_operation *operation(const char *id)
{
  const aca_operation *const *at = brew_operations(NULL);
  while (*at != NULL && strcmp((*at)->id, id) != 0)
    at++;
  assert_non_null(*at);
  return *at;
}

/* Builds Brews_Search with 7, Green, Calm and one more argument by text. */
static aca_request *by_text(const char *name, const char *text)
{
  const aca_operation *op = operation("Brews_Search");
  const char *arguments[32] = {"7", "Green", "Calm"};
  aca_request *request;
  size_t i = 0;
  while (i < op->parameter_count && strcmp(op->parameters[i].name, name) != 0)
    i++;
  assert_in_range(i, 0, op->parameter_count - 1);
  arguments[i] = text;
  (void)!aca_operation_request(client, op, arguments, NULL, NULL, &request);
  return request;
}

static void texts_fit_their_types(void **state)
{
  (void)state;
  static const char *const good[][3] = {
      {"top", "5", "&top=5"},           {"skip", "9223372036854775807", "&skip=9223372036854775807"},
      {"hot", "true", "&hot=true"},     {"strength", "1.5e3", "&strength=1.5e3"},
      {"tags", "a,b c", "&tags=a,b%20c"}, {"ids", "1,2", "&ids=1&ids=2"},
      {"scores", "1,2.5", "&scores=1%7C2.5"}, {"answers", "", "&answers="},
      {"note", "", "&note="},           {"top", "1e3", "&top=1e3"},
      {"skip", "-9223372036854775808", "&skip=-9223372036854775808"},
  };
  static const char *const bad[][3] = {
      {"top", "five", "top: not an int32"},  {"top", "2147483648", "top: not an int32"},
      {"top", "1.5", "top: not an int32"},   {"skip", "9223372036854775808", "skip: not an int64"},
      {"hot", "yes", "hot: not true or false"}, {"hot", "1", "hot: not true or false"},
      {"strength", "x", "strength: not a number"}, {"ids", "1,x", "ids: not an int32"},
      {"ids", "1,,2", "ids: not an int32"},  {"tags", "a,", "tags: empty"},
      {"strength", "1e999", "strength: not a number"},
      {"top", "", "top: not an int32"},      {"top", " 5", "top: not an int32"},
      {"top", "05", "top: not an int32"},    {"top", "0.99999999999999999999", "top: not an int32"},
      {"hot", " true", "hot: not true or false"}, {"number", "[]", "number: not an int64"},
  };
  for (size_t i = 0; i < COUNT(good); i++) {
    aca_request *request = by_text(good[i][0], good[i][1]);
    assert_string_equal(aca_request_message(request), "success");
    assert_string_equal(aca_request_url(request) + strlen(SEARCH), good[i][2]);
    aca_request_free(request);
  }
  for (size_t i = 0; i < COUNT(bad); i++) {
    aca_request *request = by_text(bad[i][0], bad[i][1]);
    assert_int_equal(aca_request_status(request), ACA_ERROR_ARGUMENT);
    assert_string_equal(aca_request_message(request), bad[i][2]);
    aca_request_free(request);
  }
}

static void tables_tell_types(void **state)
{
  (void)state;
  const aca_operation *op = operation("Brews_Search");
  size_t count;
  const char *const *known = aca_parameter_known(&op->parameters[1], &count);
  assert_int_equal(count, 2);
  assert_string_equal(known[1], "Black");
  assert_null(aca_parameter_known(&op->parameters[0], &count));
  assert_int_equal(count, 0);
  assert_int_equal(op->parameters[0].type, ACA_PARAMETER_INT64);
  assert_int_equal(op->parameters[2].place, ACA_IN_HEADER);
  assert_string_equal(aca_model_name(op->result), "list of Cup");
  assert_string_equal(operation("boil")->group, "kettles");
  assert_string_equal(operation("boil")->verb, "boil");
  assert_string_equal(operation("log")->group, "boil");
  assert_string_equal(aca_model_name(operation("boil")->result), "Cup");
  assert_string_equal(aca_model_name(operation("Photos_Get")->result), "bytes");
}

/* ---- bodies ---- */

static void check_body(aca_status status, aca_request *request, const char *type, const char *body)
{
  size_t length;
  assert_string_equal(aca_request_message(request), "success");
  assert_int_equal(status, ACA_OK);
  const char *sent = aca_request_body(request, &length);
  assert_int_equal(length, strlen(body));
  assert_string_equal(sent, body);
  if (type != NULL)
    assert_string_equal(header_of(request, "Content-Type"), type);
  else
    assert_null(header_of(request, "Content-Type"));
  aca_request_free(request);
}

static void bodies_that_are_no_models(void **state)
{
  (void)state;
  static const char json[] = "application/json";
  aca_request *r;
  const brew_cup cups[] = {{.size = ACA_INT32(1)}, {.tea = "Assam", .extra_json = "{\"x\":2}"}};
  aca_status status = brew_bodies_put_cups_request(client, &(brew_cup_list){2, cups}, NULL, &r);
  check_body(status, r, json, "[{\"size\":1},{\"tea\":\"Assam\",\"x\":2}]");
  status = brew_bodies_put_cups_request(client, &(brew_cup_list){0, cups}, NULL, &r);
  check_body(status, r, json, "[]");
  const aca_string_pair tags[] = {{"a", "b"}, {"c", NULL}};
  status = brew_bodies_put_tags_request(client, &(aca_string_map){2, tags}, NULL, &r);
  check_body(status, r, json, "{\"a\":\"b\",\"c\":null}");
  status = brew_bodies_put_tags_request(client, NULL, NULL, &r);
  check_body(status, r, NULL, "");
  status = brew_bodies_put_name_request(client, BREW_TEA_NAME_OOLONG, NULL, &r);
  check_body(status, r, json, "\"Oolong\"");
  status = brew_bodies_put_count_request(client, &ACA_INT32(0), NULL, &r);
  check_body(status, r, json, "0");
  status = brew_notes_patch_request(client, "s", "{\"deep\": [1, null]}", NULL, &r);
  check_body(status, r, "application/merge-patch+json", "{\"deep\":[1,null]}");
  status = brew_notes_put_request(client, "s", "plain \"text\"", NULL, &r);
  check_body(status, r, "text/plain", "plain \"text\"");
  assert_int_equal(brew_notes_put_request(client, "s", NULL, NULL, &r), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(r), "text: NULL");
  aca_request_free(r);
  assert_int_equal(brew_notes_patch_request(client, "s", "{", NULL, &r), ACA_ERROR_ARGUMENT);
  assert_contains(aca_request_message(r), "change: the value: ");
  aca_request_free(r);
  assert_int_equal(brew_bodies_put_cups_request(client, &(brew_cup_list){1, NULL}, NULL, &r), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(r), "cups: the value: not set");
  aca_request_free(r);
  assert_int_equal(brew_bodies_put_count_request(client, &(aca_opt_int32){0}, NULL, &r), ACA_ERROR_ARGUMENT);
  aca_request_free(r);
  aca_response *response;
  assert_int_equal(aca_model_validate(operation("Bodies_PutCups")->body, &(brew_cup_list){1, NULL}, &response),
                   ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "the value: not set");
  aca_response_free(response);
  const brew_cup broken[] = {{.tea = "good"}, {.tea = "\xFF"}};
  assert_int_equal(brew_bodies_put_cups_request(client, &(brew_cup_list){2, broken}, NULL, &r), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(r), "cups: [1].tea: not UTF-8");
  aca_request_free(r);
}

static void bodies_of_bytes(void **state)
{
  (void)state;
  aca_request *r;
  size_t length;
  aca_status status = brew_photos_put_request(client, "p", NULL, &(aca_bytes){"\0\xFF\n", 3}, NULL, &r);
  assert_int_equal(status, ACA_OK);
  assert_memory_equal(aca_request_body(r, &length), "\0\xFF\n", 3);
  assert_int_equal(length, 3);
  assert_string_equal(header_of(r, "Content-Type"), "image/png");
  aca_request_free(r);
  status = brew_photos_put_request(client, "p", BREW_PHOTOS_PUT_CONTENT_TYPE_IMAGE_JPEG, &(aca_bytes){"x", 1}, NULL, &r);
  check_body(status, r, "image/jpeg", "x");
  status = brew_photos_put_request(client, "p", NULL, &(aca_bytes){0}, NULL, &r);
  check_body(status, r, "image/png", "");
  assert_int_equal(brew_photos_put_request(client, "p", NULL, &(aca_bytes){NULL, 1}, NULL, &r), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(r), "bytes: data is NULL");
  aca_request_free(r);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(single_arguments),  cmocka_unit_test(lists_of_arguments),
      cmocka_unit_test(header_arguments),  cmocka_unit_test(arguments_that_cannot_be_sent),
      cmocka_unit_test(grouped_arguments), cmocka_unit_test(paths),
      cmocka_unit_test(tables_tell_types), cmocka_unit_test(texts_fit_their_types),
      cmocka_unit_test(bodies_of_bytes),   cmocka_unit_test(bodies_that_are_no_models),
  };
  return cmocka_run_group_tests(tests, make_client, free_client);
}
