/* Long-running operations that give no URL to poll: what is asked is the resource, or nothing. */
#include "polling.h"

static void a_put_without_a_header_is_polled_by_its_resource(void **state)
{
  (void)state;
  static const fake_answer firsts[] = {{.http_status = 200, .body = IN_STATE("Updating")},
                                       {.http_status = 201, .body = IN_STATE("InProgress")},
                                       {.http_status = 201, .body = STATELESS},
                                       {.http_status = 201},
                                       {.http_status = 202},
                                       {.http_status = 202, .body = IN_STATE("Succeeded")}};
  for (size_t i = 0; i < COUNT(firsts); i++)
    check(&(chain){
        .operation = "ManagedEnvironments_CreateOrUpdate",
        .answers = {firsts[i],
                    {.http_status = 200, .body = IN_STATE("InfrastructureSetupInProgress")},
                    {.http_status = 202},
                    {.http_status = 200, .body = IN_STATE("Succeeded")}},
        .log = "PUT " ENVIRONMENT "\nGET " ENVIRONMENT "\nGET " ENVIRONMENT "\nGET " ENVIRONMENT "\n",
        .state = "Succeeded",
        .name = "web",
    });
}

static void a_patch_without_a_header_may_be_done_at_once(void **state)
{
  (void)state;
  static const char *const bodies[] = {STATELESS, IN_STATE("Succeeded"), "{\"name\":\"web\"}"};
  for (size_t i = 0; i < COUNT(bodies); i++)
    check(&(chain){
        .operation = "ManagedEnvironments_Update",
        .answers = {{.http_status = 200, .body = bodies[i]}},
        .log = "PATCH " ENVIRONMENT "\n",
        .state = "Succeeded",
        .name = "web",
    });
}

static void a_resource_that_fails_ends_the_operation(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ManagedEnvironments_CreateOrUpdate",
      .answers = {{.http_status = 201, .body = IN_STATE("Waiting")},
                  {.http_status = 200, .body = IN_STATE("canceled")}},
      .log = "PUT " ENVIRONMENT "\nGET " ENVIRONMENT "\n",
      .state = "canceled",
      .status = ACA_ERROR_SERVICE,
      .message = "the operation ended as canceled",
  });
}

#define SOURCE_IN(state) "{\"name\":\"current\",\"properties\":{\"operationState\":\"" state "\"}}"

static void a_source_control_has_an_operation_state(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerAppsSourceControls_CreateOrUpdate",
      .answers = {{.http_status = 200, .body = SOURCE_IN("InProgress")},
                  {.http_status = 200, .body = SOURCE_IN("InProgress")},
                  {.http_status = 200, .body = SOURCE_IN("Succeeded")}},
      .log = "PUT " SOURCE "\nGET " SOURCE "\nGET " SOURCE "\n",
      .state = "Succeeded",
      .name = "current",
  });
}

static void a_delete_or_a_post_may_be_done_at_once(void **state)
{
  (void)state;
  check(&(chain){.operation = "ContainerApps_Delete",
                 .answers = {{.http_status = 200}},
                 .log = "DELETE " APP "\n",
                 .state = "Succeeded"});
  check(&(chain){.operation = "ContainerApps_Delete",
                 .answers = {{.http_status = 204}},
                 .log = "DELETE " APP "\n",
                 .state = "Succeeded"});
  check(&(chain){.operation = "ContainerApps_Start",
                 .answers = {{.http_status = 200, .body = IN_STATE("InProgress")}},
                 .log = "POST " START "\n",
                 .state = "Succeeded",
                 .name = "web"});
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_put_without_a_header_is_polled_by_its_resource),
      cmocka_unit_test(a_patch_without_a_header_may_be_done_at_once),
      cmocka_unit_test(a_resource_that_fails_ends_the_operation),
      cmocka_unit_test(a_source_control_has_an_operation_state),
      cmocka_unit_test(a_delete_or_a_post_may_be_done_at_once),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
