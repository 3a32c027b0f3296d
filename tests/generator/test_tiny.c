/* The code generated for golden/tiny.json, run beside that of the library in one program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "aca/aca.h"
#include "tea/api.h"

static const char teapot_json[] =
    "{\"id\":\"/t/1\",\"name\":\"t\",\"region\":\"east\",\"kind\":\"Cast Iron\",\"properties\":{"
    "\"state\":\"Hot\",\"litres\":1.5,\"handles\":0,\"pours\":9007199254740993,\"default\":false,"
    "\"boiledAt\":\"2031-04-01T05:00:00\",\"serial\":\"b1a9\",\"photo\":\"dGVh\",\"recipe\":\"leaves\","
    "\"engraving\":{\"a\":[1,null]},\"lid\":{\"name\":\"lid\"},\"tags\":{\"a\":\"b\",\"c\":\"d\"},"
    "\"blends\":{\"x\":{\"name\":\"n\",\"parent\":{\"name\":\"p\"},\"children\":[{},{\"name\":\"c\"}]}},"
    "\"notes\":{\"n\":{\"deep\":true}},\"guests\":[\"ann\",\"bob\"],\"degrees\":[90,-1],"
    "\"seconds\":[9007199254740993],\"scores\":[0.5,2],\"answers\":[true,false],\"extras\":[{\"z\":1},{}],"
    "\"cups\":[{\"colour\":\"red\",\"handle\":\"Left,Right\",\"saucer\":true},{}]},\"maker\":\"unknown to us\"}";

static const char teapot_request_json[] =
    "{\"region\":\"east\",\"kind\":\"Cast Iron\",\"properties\":{"
    "\"litres\":1.5,\"handles\":0,\"default\":false,"
    "\"boiledAt\":\"2031-04-01T05:00:00\",\"serial\":\"b1a9\",\"photo\":\"dGVh\",\"recipe\":\"leaves\","
    "\"engraving\":{\"a\":[1,null]},\"tags\":{\"a\":\"b\",\"c\":\"d\"},"
    "\"blends\":{\"x\":{\"name\":\"n\",\"parent\":{\"name\":\"p\"},\"children\":[{},{\"name\":\"c\"}]}},"
    "\"notes\":{\"n\":{\"deep\":true}},\"guests\":[\"ann\",\"bob\"],\"degrees\":[90,-1],"
    "\"seconds\":[9007199254740993],\"scores\":[0.5,2],\"answers\":[true,false],\"extras\":[{\"z\":1},{}],"
    "\"cups\":[{\"colour\":\"red\",\"handle\":\"Left,Right\",\"saucer\":true},{}]},\"maker\":\"unknown to us\"}";

static const tea_teapot *decode(aca_response **response)
{
  const void *value = NULL;
  assert_int_equal(aca_model_decode(&tea_teapot_model, teapot_json, strlen(teapot_json), response, &value), ACA_OK);
  assert_int_equal(aca_response_warning_count(*response), 0);
  return value;
}

static void check_encoding(const tea_teapot *teapot, unsigned flags, const char *expected)
{
  aca_response *text;
  assert_int_equal(aca_model_encode(&tea_teapot_model, teapot, flags, &text), ACA_OK);
  assert_string_equal(aca_response_body(text, NULL), expected);
  aca_response_free(text);
}

static void decodes_and_encodes(void **state)
{
  (void)state;
  aca_response *response;
  const tea_teapot *teapot = decode(&response);
  const tea_teapot_properties *p = teapot->properties;
  assert_true(p->handles.set && p->handles.value == 0);
  assert_true(p->default_.set && !p->default_.value);
  assert_true(p->pours.value == INT64_C(9007199254740993));
  assert_true(p->litres.value == 1.5);
  assert_string_equal(p->engraving, "{\"a\":[1,null]}");
  assert_int_equal(p->tags.count, 2);
  assert_string_equal(p->tags.items[1].value, "d");
  assert_string_equal(p->blends.items[0].value->children.items[1].name, "c");
  assert_string_equal(p->notes.items[0].value, "{\"deep\":true}");
  assert_string_equal(p->guests.items[1], "bob");
  assert_int_equal(p->degrees.items[1], -1);
  assert_true(p->seconds.items[0] == INT64_C(9007199254740993));
  assert_true(p->scores.items[0] == 0.5);
  assert_true(p->answers.items[0] && !p->answers.items[1]);
  assert_string_equal(p->extras.items[0], "{\"z\":1}");
  assert_string_equal(p->cups.items[0].extra_json, "{\"saucer\":true}");
  assert_string_equal(teapot->extra_json, "{\"maker\":\"unknown to us\"}");
  check_encoding(teapot, ACA_ENCODE_ALL, teapot_json);
  check_encoding(teapot, ACA_ENCODE_REQUEST, teapot_request_json);
  aca_response_free(response);
}

static void hides_secrets(void **state)
{
  (void)state;
  const tea_teapot teapot = {.properties = &(tea_teapot_properties){.recipe = "leaves", .photo = "dGVh"}};
  check_encoding(&teapot, ACA_ENCODE_REDACTED, "{\"properties\":{\"photo\":\"dGVh\",\"recipe\":\"***\"}}");
}

static void validates(void **state)
{
  (void)state;
  const tea_teapot good = {.region = "east", .kind = "clay"};
  const tea_teapot odd = {.region = "east", .kind = "Paper"};
  aca_response *response;
  assert_int_equal(aca_model_validate(&tea_teapot_model, &good, &response), ACA_OK);
  aca_response_free(response);
  assert_int_equal(aca_model_validate(&tea_teapot_model, &odd, &response), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_response_message(response), "kind: not one of the known values");
  aca_response_free(response);
}

static void knows_enums(void **state)
{
  (void)state;
  assert_int_equal(tea_teapot_kind_of("cast iron"), TEA_TEAPOT_KIND_IS_CAST_IRON);
  assert_int_equal(tea_teapot_kind_of("castiron"), TEA_TEAPOT_KIND_IS_CAST_IRON);
  assert_int_equal(tea_teapot_kind_of("18-8"), TEA_TEAPOT_KIND_IS_18_8);
  assert_int_equal(tea_teapot_kind_of("Paper"), TEA_TEAPOT_KIND_IS_UNKNOWN);
  assert_int_equal(tea_teapot_kind_of(NULL), TEA_TEAPOT_KIND_IS_UNKNOWN);
  assert_int_equal(tea_warmth_of("HOT"), TEA_WARMTH_IS_HOT);
  assert_int_equal(tea_warmth_of("Unknown"), TEA_WARMTH_IS_UNKNOWN);
  assert_string_equal(TEA_WARMTH_UNKNOWN, "Unknown");
  assert_string_equal(TEA_TEAPOT_PROPERTIES_CUPS_ITEM_HANDLE_LEFT_RIGHT, "Left,Right");
}

static void check_request(aca_status status, aca_request *request, const char *method, const char *path,
                          const char *body)
{
  static const char endpoint[] = "https://management.azure.com";
  assert_string_equal(aca_request_message(request), "success");
  assert_int_equal(status, ACA_OK);
  assert_string_equal(aca_request_method(request), method);
  assert_memory_equal(aca_request_url(request), endpoint, strlen(endpoint));
  assert_string_equal(aca_request_url(request) + strlen(endpoint), path);
  assert_string_equal(aca_request_body(request, NULL), body);
  aca_request_free(request);
}

static void builds_requests(void **state)
{
  (void)state;
  aca_client *client;
  assert_int_equal(aca_client_new(&(aca_client_options){.subscription_id = "s1"}, &client), ACA_OK);
  aca_response *response;
  const tea_teapot *teapot = decode(&response);
  aca_request *r;
  aca_status status = tea_teapots_create_or_update_request(client, "r g", "pot", teapot, NULL, &r);
  check_request(status, r, "PUT",
                "/subscriptions/s1/resourceGroups/r%20g/providers/Contoso.Tea/teapots/pot?api-version=2031-04-01",
                teapot_request_json);
  status = tea_teapots_list_request(client, "5 min", NULL, NULL, &r);
  check_request(status, r, "GET",
                "/subscriptions/s1/providers/Contoso.Tea/teapots?api-version=2031-04-01&maxSteepTime=5%20min", "");
  status = tea_teapots_list_request(client, "5", "a eq 'b'", NULL, &r);
  check_request(status, r, "GET",
                "/subscriptions/s1/providers/Contoso.Tea/teapots?api-version=2031-04-01&maxSteepTime=5"
                "&$filter=a%20eq%20%27b%27", "");
  status = tea_teapots_pour_request(client, "subscriptions/s1", "pot", &(tea_cup){.size = ACA_INT32(2)}, NULL, &r);
  check_request(status, r, "POST", "/subscriptions/s1/providers/Contoso.Tea/teapots/pot/pour?api-version=2031-04-01",
                "{\"size\":2}");
  status = tea_teapots_pour_request(client, "a%2Fb", "pot", NULL, NULL, &r);
  check_request(status, r, "POST", "/a%2Fb/providers/Contoso.Tea/teapots/pot/pour?api-version=2031-04-01", "");
  assert_int_equal(tea_teapots_create_or_update_request(client, "rg", "pot", NULL, NULL, &r), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(r), "teapot: NULL");
  aca_request_free(r);
  assert_int_equal(tea_teapots_list_request(client, NULL, NULL, NULL, &r), ACA_ERROR_ARGUMENT);
  assert_string_equal(aca_request_message(r), "maxSteepTime: NULL");
  aca_request_free(r);
  aca_response_free(response);
  aca_client_free(client);
}

static void stands_beside_the_library(void **state)
{
  (void)state;
  size_t teas, acas;
  const aca_operation *const *tea = tea_operations(&teas);
  assert_int_equal(teas, 5);
  assert_string_equal(tea[4]->id, "pourTea");
  assert_string_equal(tea[4]->items, "leaves");
  assert_null(tea[4]->next_link);
  assert_string_equal(tea[3]->next_link, "nextLink");
  assert_string_equal(tea[0]->final_state_via, "azure-async-operation");
  assert_int_equal(tea[4]->success[1], 204);
  assert_string_equal(TEA_API_VERSION, tea[0]->api_version);
  const aca_operation *const *aca = aca_operations(&acas);
  assert_true(acas > teas);
  assert_string_equal(ACA_API_VERSION, aca[0]->api_version);
  assert_string_equal(aca_model_name(tea_models(NULL)[0]), "Cup");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decodes_and_encodes), cmocka_unit_test(hides_secrets),   cmocka_unit_test(validates),
      cmocka_unit_test(knows_enums),         cmocka_unit_test(builds_requests),
      cmocka_unit_test(stands_beside_the_library),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
