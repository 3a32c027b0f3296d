/* How long-running operations are polled that give a URL for it, and where their results are. */
#include "polling.h"

/* ---- Azure-AsyncOperation: a status document ---- */

static void a_put_is_polled_by_its_status_and_then_read(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_CreateOrUpdate",
      .answers = {{.http_status = 201, .headers = ASYNC, .body = IN_STATE("InProgress")},
                  {.http_status = 200, .body = SAYS("InProgress")},
                  {.http_status = 200, .body = SAYS("InProgress")},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PUT " APP "\nGET " STATUS "\nGET " STATUS "\nGET " STATUS "\nGET " APP "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_put_answered_200_is_polled_like_one_answered_201(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ManagedEnvironments_CreateOrUpdate",
      .answers = {{.http_status = 200, .headers = ASYNC, .body = IN_STATE("InProgress")},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PUT " ENVIRONMENT "\nGET " STATUS "\nGET " ENVIRONMENT "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_put_that_has_succeeded_at_once_is_not_polled(void **state)
{
  (void)state;
  for (int http_status = 200; http_status <= 201; http_status++)
    check(&(chain){
        .operation = "ContainerApps_CreateOrUpdate",
        .answers = {{.http_status = http_status, .headers = BOTH, .body = IN_STATE("succeeded")}},
        .log = "PUT " APP "\n",
        .state = "succeeded",
        .name = "web",
    });
}

static void what_a_put_answered_202_says_of_the_resource_is_not_the_end(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_CreateOrUpdate",
      .answers = {{.http_status = 202, .headers = ASYNC, .body = IN_STATE("Succeeded")},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 200, .body = STATELESS}},
      .log = "PUT " APP "\nGET " STATUS "\nGET " APP "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_patch_with_both_headers_is_polled_by_its_status(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Update",
      .answers = {{.http_status = 202, .headers = LOCATION "\n" ASYNC},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PATCH " APP "\nGET " STATUS "\nGET " APP "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_delete_has_no_result_to_read(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Delete",
      .answers = {{.http_status = 202, .headers = BOTH}, {.http_status = 200, .body = SAYS("Succeeded")}},
      .log = "DELETE " APP "\nGET " STATUS "\n",
      .state = "Succeeded",
  });
}

static void the_result_of_a_post_is_at_its_first_location(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Start",
      .answers = {{.http_status = 202, .headers = BOTH},
                  {.http_status = 200, .headers = LOCATION_2, .body = SAYS("Running")},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "POST " START "\nGET " STATUS "\nGET " STATUS "\nGET " RESULT "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_post_without_location_has_no_result(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Start",
      .answers = {{.http_status = 202, .headers = ASYNC}, {.http_status = 200, .body = SAYS("Succeeded")}},
      .log = "POST " START "\nGET " STATUS "\n",
      .state = "Succeeded",
  });
}

static void a_status_document_may_say_where_the_result_is(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Start",
      .answers = {{.http_status = 202, .headers = "Operation-Location: " STATUS},
                  {.http_status = 200, .body = "{\"status\":\"Succeeded\",\"resourceLocation\":\"" APP "\"}"},
                  {.http_status = 200, .body = STATELESS}},
      .log = "POST " START "\nGET " STATUS "\nGET " APP "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void the_result_is_not_fetched_from_elsewhere(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Start",
      .answers = {{.http_status = 202, .headers = ASYNC},
                  {.http_status = 200,
                   .body = "{\"status\":\"Succeeded\",\"resourceLocation\":\"https://evil.example/\"}"}},
      .log = "POST " START "\nGET " STATUS "\n",
      .state = "Succeeded",
      .status = ACA_ERROR_AUTHENTICATION,
      .message = "resourceLocation leads away from the endpoint, where the token may not go",
  });
}

static void operation_location_is_a_status_document_too(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ManagedEnvironments_CreateOrUpdate",
      .answers = {{.http_status = 201, .headers = "operation-location: " STATUS, .body = IN_STATE("Waiting")},
                  {.http_status = 200, .body = SAYS("notStarted")},
                  {.http_status = 200, .body = SAYS("succeeded")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PUT " ENVIRONMENT "\nGET " STATUS "\nGET " STATUS "\nGET " ENVIRONMENT "\n",
      .state = "succeeded",
      .name = "web",
  });
}

static void a_status_answered_204_is_a_success_without_result(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Update",
      .answers = {{.http_status = 202, .headers = ASYNC}, {.http_status = 204}},
      .log = "PATCH " APP "\nGET " STATUS "\n",
      .state = "Succeeded",
  });
}

static void a_status_may_be_201_or_202_while_in_progress(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_CreateOrUpdate",
      .answers = {{.http_status = 201, .headers = ASYNC, .body = IN_STATE("InProgress")},
                  {.http_status = 201, .body = SAYS("InProgress")},
                  {.http_status = 202, .body = SAYS("InProgress")},
                  {.http_status = 202},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PUT " APP "\nGET " STATUS "\nGET " STATUS "\nGET " STATUS "\nGET " STATUS "\nGET " APP "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

/* ---- Location: the result, when it is there ---- */

static void a_patch_follows_each_new_location(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Update",
      .answers = {{.http_status = 202, .headers = LOCATION},
                  {.http_status = 202, .headers = LOCATION_2},
                  {.http_status = 202},
                  {.http_status = 202, .headers = LOCATION},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PATCH " APP "\nGET " RESULT "\nGET " RESULT_2 "\nGET " RESULT_2 "\nGET " RESULT "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_patch_may_end_with_a_resource_that_failed(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ManagedEnvironments_Update",
      .answers = {{.http_status = 202, .headers = LOCATION}, {.http_status = 200, .body = IN_STATE("Failed")}},
      .log = "PATCH " ENVIRONMENT "\nGET " RESULT "\n",
      .state = "Failed",
      .status = ACA_ERROR_SERVICE,
      .message = "the operation ended as Failed",
  });
}

static void a_patch_may_end_without_a_body(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ManagedEnvironments_Update",
      .answers = {{.http_status = 202, .headers = LOCATION}, {.http_status = 202}, {.http_status = 204}},
      .log = "PATCH " ENVIRONMENT "\nGET " RESULT "\nGET " RESULT "\n",
      .state = "Succeeded",
  });
}

static void a_location_answered_200_may_still_be_on_its_way(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Update",
      .answers = {{.http_status = 202, .headers = LOCATION},
                  {.http_status = 200, .headers = LOCATION_2, .body = IN_STATE("Updating")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PATCH " APP "\nGET " RESULT "\nGET " RESULT_2 "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_location_may_lead_to_a_status_document(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Update",
      .answers = {{.http_status = 202, .headers = LOCATION},
                  {.http_status = 200, .body = SAYS("InProgress")},
                  {.http_status = 200, .body = SAYS("Succeeded")},
                  {.http_status = 200, .body = IN_STATE("Succeeded")}},
      .log = "PATCH " APP "\nGET " RESULT "\nGET " RESULT "\nGET " APP "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_post_has_its_result_at_the_location(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Stop",
      .answers = {{.http_status = 202, .headers = LOCATION},
                  {.http_status = 202, .body = "{}"},
                  {.http_status = 200, .body = STATELESS}},
      .log = "POST " GROUP "containerApps/web/stop" VERSION "\nGET " RESULT "\nGET " RESULT "\n",
      .state = "Succeeded",
      .name = "web",
  });
}

static void a_delete_ends_with_204(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Delete",
      .answers = {{.http_status = 202, .headers = LOCATION},
                  {.http_status = 202, .headers = LOCATION_2},
                  {.http_status = 204}},
      .log = "DELETE " APP "\nGET " RESULT "\nGET " RESULT_2 "\n",
      .state = "Succeeded",
  });
}

static void a_delete_may_end_with_the_resource_in_its_last_state(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ManagedEnvironments_Delete",
      .answers = {{.http_status = 202, .headers = LOCATION},
                  {.http_status = 202},
                  {.http_status = 200, .body = IN_STATE("ScheduledForDelete")}},
      .log = "DELETE " ENVIRONMENT "\nGET " RESULT "\nGET " RESULT "\n",
      .state = "Succeeded",
  });
}

static void a_resource_that_failed_before_can_be_deleted(void **state)
{
  (void)state;
  check(&(chain){
      .operation = "ContainerApps_Delete",
      .answers = {{.http_status = 202, .headers = LOCATION, .body = IN_STATE("Failed")},
                  {.http_status = 202, .body = IN_STATE("Failed")},
                  {.http_status = 204}},
      .log = "DELETE " APP "\nGET " RESULT "\nGET " RESULT "\n",
      .state = "Succeeded",
  });
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_put_is_polled_by_its_status_and_then_read),
      cmocka_unit_test(a_put_answered_200_is_polled_like_one_answered_201),
      cmocka_unit_test(a_put_that_has_succeeded_at_once_is_not_polled),
      cmocka_unit_test(what_a_put_answered_202_says_of_the_resource_is_not_the_end),
      cmocka_unit_test(a_patch_with_both_headers_is_polled_by_its_status),
      cmocka_unit_test(a_delete_has_no_result_to_read),
      cmocka_unit_test(the_result_of_a_post_is_at_its_first_location),
      cmocka_unit_test(a_post_without_location_has_no_result),
      cmocka_unit_test(a_status_document_may_say_where_the_result_is),
      cmocka_unit_test(the_result_is_not_fetched_from_elsewhere),
      cmocka_unit_test(operation_location_is_a_status_document_too),
      cmocka_unit_test(a_status_answered_204_is_a_success_without_result),
      cmocka_unit_test(a_status_may_be_201_or_202_while_in_progress),
      cmocka_unit_test(a_patch_follows_each_new_location),
      cmocka_unit_test(a_patch_may_end_with_a_resource_that_failed),
      cmocka_unit_test(a_patch_may_end_without_a_body),
      cmocka_unit_test(a_location_answered_200_may_still_be_on_its_way),
      cmocka_unit_test(a_location_may_lead_to_a_status_document),
      cmocka_unit_test(a_post_has_its_result_at_the_location),
      cmocka_unit_test(a_delete_ends_with_204),
      cmocka_unit_test(a_delete_may_end_with_the_resource_in_its_last_state),
      cmocka_unit_test(a_resource_that_failed_before_can_be_deleted),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
