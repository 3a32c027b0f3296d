/* Two api-versions in one program, over one client: each call has the version, the path and the structs of its own. */
#include <string.h>

#include "aca/aca.h"
#include "aca24/api.h"
#include "help.h"

#define APPS "https://management.azure.com/subscriptions/" SUBSCRIPTION "/resourceGroups/rg/providers/Microsoft.App/containerApps/"

static const char app_json[] =
    "{\"name\":\"web\",\"properties\":{\"configuration\":{\"ingress\":{\"targetPort\":80,"
    "\"additionalPortMappings\":[{\"external\":true,\"targetPort\":8443}]}}}}";

static void each_request_says_its_api_version(void **state)
{
  (void)state;
  fake transport = {0};
  aca_client *client = fake_client(&transport, NULL);
  aca_request *old, *new;
  assert_int_equal(aca_container_apps_get_request(client, "rg", "web", NULL, &old), ACA_OK);
  assert_int_equal(aca24_container_apps_get_request(client, "rg", "web", NULL, &new), ACA_OK);
  assert_string_equal(aca_request_url(old), APPS "web?api-version=2023-05-01");
  assert_string_equal(aca_request_url(new), APPS "web?api-version=2024-03-01");
  aca_request_free(old);
  aca_request_free(new);
  aca_client_free(client);
}

/* What the older version has no name for is among its extras, and goes out again. */
static void each_call_gives_its_own_struct(void **state)
{
  (void)state;
  fake transport = {.answer = {.http_status = 200, .body = app_json}};
  aca_client *client = fake_client(&transport, NULL);
  aca_response *old_response, *new_response, *text;
  const aca_container_app *old;
  const aca24_container_app *new;
  assert_int_equal(aca_container_apps_get(client, "rg", "web", NULL, &old_response, &old), ACA_OK);
  assert_int_equal(aca24_container_apps_get(client, "rg", "web", NULL, &new_response, &new), ACA_OK);

  const aca24_ingress *ingress = new->properties->configuration->ingress;
  assert_int_equal(ingress->additional_port_mappings.count, 1);
  assert_int_equal(ingress->additional_port_mappings.items[0].target_port.value, 8443);
  assert_null(ingress->extra_json);
  assert_string_equal(old->properties->configuration->ingress->extra_json,
                      "{\"additionalPortMappings\":[{\"external\":true,\"targetPort\":8443}]}");

  assert_int_equal(aca_model_encode(&aca_container_app_model, old, ACA_ENCODE_ALL, &text), ACA_OK);
  assert_string_equal(aca_response_body(text, NULL), app_json);
  aca_response_free(text);
  assert_int_equal(aca_model_encode(&aca24_container_app_model, new, ACA_ENCODE_ALL, &text), ACA_OK);
  assert_contains(aca_response_body(text, NULL), "\"additionalPortMappings\":[{\"external\":true,\"targetPort\":8443}]");
  aca_response_free(text);
  aca_response_free(old_response);
  aca_response_free(new_response);
  aca_client_free(client);
}

static void items_of_one_version_are_not_taken_for_those_of_the_other(void **state)
{
  (void)state;
  fake transport = {.answer = {.http_status = 200, .body = "{\"value\":[{\"name\":\"web\"}]}"}};
  aca_client *client = fake_client(&transport, NULL);
  aca_pager *pager;
  const aca_container_app *old = NULL;
  const aca24_container_app *new = NULL;
  assert_int_equal(aca24_container_apps_list_by_subscription(client, NULL, &pager), ACA_OK);
  assert_int_equal(aca_container_app_next(pager, &old), ACA_ERROR_ARGUMENT);
  assert_int_equal(aca24_container_app_next(pager, &new), ACA_OK);
  assert_string_equal(new->name, "web");
  assert_null(old);
  aca_pager_free(pager);
  aca_client_free(client);
}

static void each_has_its_tables(void **state)
{
  (void)state;
  size_t old, new;
  const aca_operation *const *operations = aca24_operations(&new);
  aca_operations(&old);
  assert_int_equal(old, 98);
  assert_int_equal(new, 104);
  assert_string_equal(operations[0]->api_version, ACA24_API_VERSION);
  assert_int_equal(ACA_API_DATE, 20230501);
  assert_int_equal(ACA24_API_DATE, 20240301);
  aca_models(&old);
  aca24_models(&new);
  assert_true(new > old);
  assert_ptr_not_equal(&aca_container_app_model, &aca24_container_app_model);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(each_request_says_its_api_version),
      cmocka_unit_test(each_call_gives_its_own_struct),
      cmocka_unit_test(items_of_one_version_are_not_taken_for_those_of_the_other),
      cmocka_unit_test(each_has_its_tables),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
