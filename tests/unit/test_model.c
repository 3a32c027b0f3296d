/* What users can do with models, shown on generated ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cJSON.h>

#include "aca/aca.h"
#include "help.h"
#include "sample.h"

static const aca_container_app *decode_app(const char *json, aca_response **response)
{
  const void *app = NULL;
  if (aca_model_decode(&aca_container_app_model, json, strlen(json), response, &app) != ACA_OK)
    fail_msg("%s", aca_response_message(*response));
  return app;
}

/* The JSON of the app, in a response that is the caller's. */
static const char *encode_app(const aca_container_app *app, unsigned flags, aca_response **response)
{
  if (aca_model_encode(&aca_container_app_model, app, flags, response) != ACA_OK)
    fail_msg("%s", aca_response_message(*response));
  return aca_response_body(*response, NULL);
}

/* The same text; or, where an api-version knows less of it and so has more among the extras, the same JSON. */
static void assert_same(const char *json, const char *expected)
{
  if (ACA_API_DATE >= 20230501) {
    assert_string_equal(json, expected);
    return;
  }
  cJSON *a = cJSON_Parse(json);
  cJSON *b = cJSON_Parse(expected);
  assert_true(a != NULL && b != NULL && cJSON_Compare(a, b, true));
  cJSON_Delete(a);
  cJSON_Delete(b);
}

static void a_model_has_its_name(void **state)
{
  (void)state;
  assert_string_equal(aca_model_name(&aca_container_app_model), "ContainerApp");
  assert_string_equal(aca_model_name(&aca_default_error_response_model), "DefaultErrorResponse");
  assert_string_equal(aca_model_name(NULL), "");
}

static void an_app_is_decoded(void **state)
{
  (void)state;
  aca_response *response;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  const aca_container_app_properties *p = app->properties;
  assert_string_equal(app->name, "web");
  assert_string_equal(app->location, "East US");
  assert_string_equal(app->system_data->created_by, "someone@example.com");
  assert_int_equal(app->tags.count, 2);
  assert_string_equal(app->tags.items[1].key, "empty");
  assert_string_equal(app->tags.items[1].value, "");
  assert_int_equal(app->identity->user_assigned_identities.count, 2);
  assert_string_equal(app->identity->user_assigned_identities.items[0].value->client_id, "c1");
  assert_string_equal(p->configuration->secrets.items[0].value, "hunter2");
  assert_string_equal(p->configuration->ingress->fqdn, "web.example.com");
  assert_true(p->configuration->ingress->external.set && p->configuration->ingress->external.value);
  assert_true(p->configuration->ingress->allow_insecure.set && !p->configuration->ingress->allow_insecure.value);
  assert_int_equal(p->configuration->ingress->target_port.value, 8080);
#if ACA_API_DATE >= 20230501
  assert_true(p->template_->termination_grace_period_seconds.value == INT64_C(9007199254740993));
#endif
  assert_int_equal(p->template_->containers.count, 1);
  assert_int_equal(p->template_->containers.items[0].command.count, 0);
  assert_non_null(p->template_->containers.items[0].command.items);
  assert_string_equal(p->template_->containers.items[0].args.items[1], "\x01");
  assert_true(p->template_->scale->min_replicas.set);
  assert_string_equal(p->outbound_ip_addresses.items[0], "203.0.113.1");
  assert_string_equal(app->extra_json, "{\"flavor\":\"app\"}");
  assert_contains(p->extra_json, "12345678901234567890");
  assert_int_equal(aca_response_warning_count(response), 0);
  aca_response_free(response);
}

static void an_app_comes_out_as_it_went_in(void **state)
{
  (void)state;
  aca_response *response, *text;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  assert_same(encode_app(app, ACA_ENCODE_ALL, &text), sample_app_json);
  aca_response_free(text);
  aca_response_free(response);
}

static void a_request_has_no_read_only_members(void **state)
{
  (void)state;
  aca_response *response, *text;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  const char *json = encode_app(app, ACA_ENCODE_REQUEST, &text);
  assert_lacks(json, "\"id\"");
  assert_lacks(json, "systemData");
  assert_lacks(json, "provisioningState");
  assert_lacks(json, "fqdn");
  assert_lacks(json, "principalId");
  assert_lacks(json, "outboundIpAddresses");
  assert_contains(json, "\"/subscriptions/s/id1\":{}");
  assert_contains(json, "\"value\":\"hunter2\"");
  assert_contains(json, "\"runningStatus\":\"Running\""); /* which the definition does not know */
  aca_response_free(text);
  aca_response_free(response);
}

static void every_model_decodes_and_encodes_nothing(void **state)
{
  (void)state;
  size_t count = 0;
  const aca_model *const *models = aca_models(&count);
  assert_true(count > 100);
  for (size_t i = 0; i < count; i++) {
    aca_response *response, *text;
    const void *value = NULL;
    assert_int_equal(aca_model_decode(models[i], "{}", 2, &response, &value), ACA_OK);
    assert_non_null(value);
    assert_int_equal(aca_model_encode(models[i], value, ACA_ENCODE_ALL, &text), ACA_OK);
    assert_string_equal(aca_response_body(text, NULL), "{}");
    aca_response_free(text);
    aca_response_free(response);
  }
  assert_null(models[count]);
}

static void decoding_says_what_is_wrong(void **state)
{
  (void)state;
  static const struct {
    const char *json;
    const char *message;
  } cases[] = {
      {"", "not JSON: the text ends too early at byte 0"},
      {"{\"a\":}", "not JSON: not a value at byte 5"},
      {"[]", "expected an object, found an array"},
      {"null", "expected an object, found null"},
      {"\"x\"", "expected an object, found a string"},
      {"7", "expected an object, found a number"},
      {"true", "expected an object, found a boolean"},
  };
  for (size_t i = 0; i < COUNT(cases); i++) {
    aca_response *response = NULL;
    const void *value = "untouched";
    assert_int_equal(
        aca_model_decode(&aca_container_app_model, cases[i].json, strlen(cases[i].json), &response, &value),
        ACA_ERROR_DECODE);
    assert_string_equal(aca_response_message(response), cases[i].message);
    assert_int_equal(aca_response_status(response), ACA_ERROR_DECODE);
    assert_string_equal(value, "untouched");
    assert_null(aca_response_value(response));
    aca_response_free(response);
  }
}

static void the_text_is_not_needed_afterwards(void **state)
{
  (void)state;
  size_t length = strlen(sample_app_json);
  char *json = malloc(length); /* no NUL after it */
  assert_non_null(json);
  memcpy(json, sample_app_json, length);
  aca_response *response;
  const void *value = NULL;
  assert_int_equal(aca_model_decode(&aca_container_app_model, json, length, &response, &value), ACA_OK);
  memset(json, 'x', length);
  free(json);
  const aca_container_app *app = value;
  assert_string_equal(app->name, "web");
  assert_ptr_equal(aca_response_value(response), value);
  aca_response_free(response);
}

static void null_arguments_are_named(void **state)
{
  (void)state;
  aca_response *response;
  const void *value = NULL;
  const aca_container_app app = {0};
  assert_int_equal(aca_model_decode(NULL, "{}", 2, &response, &value), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "model is NULL");
  aca_response_free(response);
  assert_int_equal(aca_model_decode(&aca_container_app_model, NULL, 0, &response, &value), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "json is NULL");
  aca_response_free(response);
  assert_int_equal(aca_model_encode(NULL, &app, 0, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "model is NULL");
  aca_response_free(response);
  assert_int_equal(aca_model_encode(&aca_container_app_model, NULL, 0, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "value is NULL");
  aca_response_free(response);
  assert_int_equal(aca_model_clone(&aca_container_app_model, NULL, &response, &value), ACA_ERROR_ARGUMENT);
  aca_response_free(response);
  assert_int_equal(aca_model_lookup(&aca_container_app_model, &app, NULL, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "path is NULL");
  aca_response_free(response);
  assert_int_equal(aca_model_validate(NULL, &app, &response), ACA_ERROR_ARGUMENT);
  aca_response_free(response);
  assert_int_equal(aca_model_validate(&aca_container_app_model, NULL, &response), ACA_ERROR_ARGUMENT);
  aca_response_free(response);
  assert_null(value);
}

static void a_clone_outlives_the_original(void **state)
{
  (void)state;
  aca_response *response, *own, *text;
  const void *copy = NULL;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  assert_int_equal(aca_model_clone(&aca_container_app_model, app, &own, &copy), ACA_OK);
  aca_response_free(response);
  assert_same(encode_app(copy, ACA_ENCODE_ALL, &text), sample_app_json);
  aca_response_free(text);
  aca_response_free(own);
}

static void a_clone_keeps_explicit_nulls(void **state)
{
  (void)state;
  aca_response *own, *text;
  const void *copy = NULL;
  const aca_configuration configuration = {.extra_json = ACA_JSON_NULL("dapr")};
  const aca_container_app_properties properties = {.configuration = &configuration};
  const aca_container_app app = {.properties = &properties, .extra_json = ACA_JSON_NULL("tags")};
  assert_int_equal(aca_model_clone(&aca_container_app_model, &app, &own, &copy), ACA_OK);
  assert_string_equal(encode_app(copy, ACA_ENCODE_REQUEST, &text),
                      "{\"properties\":{\"configuration\":{\"dapr\":null}},\"tags\":null}");
  aca_response_free(text);
  aca_response_free(own);
}

static void a_clone_of_something_bad_says_why(void **state)
{
  (void)state;
  aca_response *response;
  const void *copy = NULL;
  const aca_container_app app = {.location = "\xFF"};
  assert_int_equal(aca_model_clone(&aca_container_app_model, &app, &response, &copy), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "location: not UTF-8");
  assert_null(copy);
  aca_response_free(response);
}

static void a_decoded_model_can_be_changed_and_sent(void **state)
{
  (void)state;
  aca_response *response, *text;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  const aca_string_pair mine[] = {{"team", "red"}, {"empty", NULL}};
  aca_container_app update = *app;
  update.tags = (aca_string_map){COUNT(mine), mine};
  aca_container_app_properties properties = *app->properties;
  aca_scale scale = *properties.template_->scale;
  scale.min_replicas = ACA_INT32(2);
  aca_template template = *properties.template_;
  template.scale = &scale;
  properties.template_ = &template;
  update.properties = &properties;
  const char *json = encode_app(&update, ACA_ENCODE_REQUEST, &text);
  assert_contains(json, "{\"tags\":{\"team\":\"red\",\"empty\":null},\"location\":\"East US\"");
  assert_contains(json, "\"scale\":{\"minReplicas\":2,\"maxReplicas\":5,");
  assert_contains(json, "\"image\":\"r.example.com/web:1\"");
  assert_int_equal(app->properties->template_->scale->min_replicas.value, 0);
  aca_response_free(text);
  aca_response_free(response);
}

static void assert_at(const aca_container_app *app, const char *path, const char *expected)
{
  aca_response *response;
  aca_status status = aca_model_lookup(&aca_container_app_model, app, path, &response);
  if (expected == NULL) {
    if (status != ACA_DONE)
      fail_msg("%s is %s", path, aca_response_body(response, NULL));
    assert_string_equal(aca_response_body(response, NULL), "");
    assert_contains(aca_response_message(response), path);
  } else {
    assert_int_equal(status, ACA_OK);
    assert_same(aca_response_body(response, NULL), expected);
  }
  aca_response_free(response);
}

static void paths_are_looked_up(void **state)
{
  (void)state;
  aca_response *response;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  assert_at(app, "name", "\"web\"");
  assert_at(app, "properties.configuration.ingress.fqdn", "\"web.example.com\"");
  assert_at(app, "properties.configuration.ingress.targetPort", "8080");
  assert_at(app, "properties.configuration.ingress.traffic[0]",
            "{\"weight\":100,\"latestRevision\":true,\"newInTraffic\":[1,2]}");
  assert_at(app, "properties.configuration.ingress.traffic[0].newInTraffic[1]", "2");
  assert_at(app, "properties.configuration.secrets[1].name", "\"kv\"");
  assert_at(app, "properties.delegated.deep[2]", "12345678901234567890");
  assert_at(app, "properties.template.terminationGracePeriodSeconds", "9007199254740993");
  assert_at(app, "tags.team", "\"blue\"");
  assert_at(app, "", sample_app_json);
  aca_response_free(response);
}

static void nothing_is_found_elsewhere(void **state)
{
  (void)state;
  static const char *const paths[] = {
      "nam", "names", "Name", "name.x", "name[0]", "properties.nothing", "properties.configuration.secrets[2]",
      "properties.configuration.secrets[-1]", "properties.configuration.secrets[x]",
      "properties.configuration.secrets[", "properties.configuration.secrets[]", "properties.configuration.secrets[0",
      "properties.configuration.secrets.name", "[0]", "properties..configuration", "managedBy",
  };
  aca_response *response;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  for (size_t i = 0; i < COUNT(paths); i++)
    assert_at(app, paths[i], NULL);
  aca_response_free(response);
}

static void assert_valid(const aca_model *model, const void *value, const char *fault)
{
  aca_response *response;
  aca_status status = aca_model_validate(model, value, &response);
  assert_string_equal(aca_response_message(response), fault != NULL ? fault : "success");
  assert_int_equal(status, fault != NULL ? ACA_ERROR_ARGUMENT : ACA_OK);
  aca_response_free(response);
}

static void required_members_are_demanded(void **state)
{
  (void)state;
  const aca_container_app_probe_http_header headers[] = {{.name = "n", .value = "v"}, {.name = "n"}};
  aca_container_app_probe_http_get get = {.port = ACA_INT32(80), .http_headers = {2, headers}};
  const aca_container_app_probe probes[] = {{.http_get = &get}};
  const aca_container containers[] = {{.probes = {1, probes}}};
  const aca_template template = {.containers = {1, containers}};
  const aca_container_app_properties properties = {.template_ = &template};
  aca_container_app app = {.properties = &properties};
  assert_valid(&aca_container_app_model, &app, "location: required, and not set");
  app.location = "eastus";
  assert_valid(&aca_container_app_model, &app,
               "properties.template.containers[0].probes[0].httpGet.httpHeaders[1].value: required, and not set");
  get.http_headers.count = 1;
  assert_valid(&aca_container_app_model, &app, NULL);
  get.port = (aca_opt_int32){0};
  assert_valid(&aca_container_app_model, &app,
               "properties.template.containers[0].probes[0].httpGet.port: required, and not set");
}

static void closed_enums_hold_known_values(void **state)
{
  (void)state;
  aca_cookie_expiration expiration = {.convention = "FixedTime"};
  const aca_login login = {.cookie_expiration = &expiration};
  assert_valid(&aca_login_model, &login, NULL);
  expiration.convention = "fixedtime";
  assert_valid(&aca_login_model, &login, NULL);
  expiration.convention = "Forever";
  assert_valid(&aca_login_model, &login, "cookieExpiration.convention: not one of the known values");
  const aca_configuration open = {.active_revisions_mode = "Dozens"};
  assert_valid(&aca_configuration_model, &open, NULL);
}

static void lists_and_maps_are_validated(void **state)
{
  (void)state;
  const char *const texts[] = {"Red", NULL, "Mauve"};
  const aca_string_pair pairs[] = {{"a", NULL}, {"b", "Mauve"}};
  const part_pair parts[] = {{"a", NULL}, {"b", &(part){.name = "n"}}, {"c", &(part){0}}};
  assert_valid(&sample_model, &(sample){.colors = {2, texts}, .color_map = {1, pairs}, .part_map = {2, parts}}, NULL);
  assert_valid(&sample_model, &(sample){.colors = {3, texts}}, "colors[2]: not one of the known values");
  assert_valid(&sample_model, &(sample){.color_map = {2, pairs}}, "color_map.b: not one of the known values");
  assert_valid(&sample_model, &(sample){.part_map = {3, parts}}, "part_map.c.name: required, and not set");
  assert_valid(&sample_model, &(sample){.fixed_one = &(part){0}}, NULL); /* read-only: not sent */
}

static void printing_hides_secrets(void **state)
{
  (void)state;
  aca_response *response;
  const aca_container_app *app = decode_app(sample_app_json, &response);
  char *text = NULL;
  size_t size = 0;
  FILE *stream = open_memstream(&text, &size);
  assert_non_null(stream);
  assert_int_equal(aca_model_print(&aca_container_app_model, app, stream), ACA_OK);
  fclose(stream);
  assert_lacks(text, "hunter2");
  assert_contains(text, "\n  \"properties\": {\n    \"provisioningState\": \"Succeeded\",\n");
  assert_contains(text, "\"value\": \"***\"");
  assert_int_equal(text[0], '{');
  assert_string_equal(text + size - 2, "}\n");
  free(text);
  aca_response_free(response);
}

static void printing_tells_faults(void **state)
{
  (void)state;
  FILE *stream = fopen("/dev/null", "r"); /* cannot be written to */
  assert_non_null(stream);
  assert_int_equal(aca_model_print(&aca_container_app_model, &(aca_container_app){.name = "x"}, stream),
                   ACA_ERROR_ARGUMENT);
  fclose(stream);
  assert_int_equal(aca_model_print(&aca_container_app_model, &(aca_container_app){.name = "\xFF"}, stdout),
                   ACA_ERROR_ARGUMENT);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_model_has_its_name),
      cmocka_unit_test(an_app_is_decoded),
      cmocka_unit_test(an_app_comes_out_as_it_went_in),
      cmocka_unit_test(a_request_has_no_read_only_members),
      cmocka_unit_test(every_model_decodes_and_encodes_nothing),
      cmocka_unit_test(decoding_says_what_is_wrong),
      cmocka_unit_test(the_text_is_not_needed_afterwards),
      cmocka_unit_test(null_arguments_are_named),
      cmocka_unit_test(a_clone_outlives_the_original),
      cmocka_unit_test(a_clone_keeps_explicit_nulls),
      cmocka_unit_test(a_clone_of_something_bad_says_why),
      cmocka_unit_test(a_decoded_model_can_be_changed_and_sent),
      cmocka_unit_test(paths_are_looked_up),
      cmocka_unit_test(nothing_is_found_elsewhere),
      cmocka_unit_test(required_members_are_demanded),
      cmocka_unit_test(closed_enums_hold_known_values),
      cmocka_unit_test(lists_and_maps_are_validated),
      cmocka_unit_test(printing_hides_secrets),
      cmocka_unit_test(printing_tells_faults),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
