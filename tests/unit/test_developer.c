/* What tests with whole programs do not come to: claims, and the limits of calls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "credential.h"
#include "help.h"

static void assert_asked(aca_credential *credential, const aca__ask *ask, aca_status status, const char *error)
{
  aca_token token = {0};
  assert_int_equal(aca__credential_ask(credential, ask, &token), status);
  if (error != NULL)
    assert_string_equal(token.error, error);
  assert_int_equal(token.unavailable, error != NULL && ask->in_chain);
  aca__token_clear(&token);
  aca_credential_release(credential);
}

static void claims_are_for_the_person(void **state)
{
  (void)state;
  static const char az[] = "the service wants a new sign-in: run `az login --claims-challenge eyJhIjoxfQ==`, then try again";
  static const char tenant[] =
      "the service wants a new sign-in: run `az login --tenant t.example --claims-challenge eyJhIjoxfQ==`, then try again";
  static const char azd[] = "the service wants a new sign-in: run `azd auth login --tenant-id t.example`, then try again";
  const aca_developer_options options = {.tenant_id = "t.example"};
  aca__ask ask = {.wanted = {.scope = "r/.default", .claims = "{\"a\":1}"}, .deadline = ACA__NEVER};
  assert_asked(aca_credential_azure_cli(NULL), &ask, ACA_ERROR_AUTHENTICATION, az);
  assert_asked(aca_credential_azure_cli(&options), &ask, ACA_ERROR_AUTHENTICATION, tenant);
  assert_asked(aca_credential_azure_developer_cli(&options), &ask, ACA_ERROR_AUTHENTICATION, azd);
  ask.in_chain = true;
  assert_asked(aca_credential_azure_cli(NULL), &ask, ACA_ERROR_AUTHENTICATION, az);
}

static bool always(void *data)
{
  (void)data;
  return true;
}

/* In the place of az stands a program that takes its time. */
static void the_callers_limits_end_it(void **state)
{
  (void)state;
  char folder[] = "/tmp/aca_developer_XXXXXX", path[64], *before = strdup(getenv("PATH"));
  assert_non_null(mkdtemp(folder));
  snprintf(path, sizeof path, "%s/az", folder);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  fputs("#!/bin/sh\nexec /bin/sleep 30\n", file);
  fclose(file);
  chmod(path, 0700);
  setenv("PATH", folder, 1);
  aca__ask ask = {.wanted = {.scope = "r/.default"}, .deadline = aca__clock().ms + 100};
  assert_asked(aca_credential_azure_cli(NULL), &ask, ACA_ERROR_TIMEOUT, NULL);
  ask.deadline = ACA__NEVER;
  ask.cancel = always;
  assert_asked(aca_credential_azure_cli(NULL), &ask, ACA_ERROR_CANCELED, NULL);
  setenv("PATH", before, 1);
  free(before);
  unlink(path);
  rmdir(folder);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(claims_are_for_the_person),
      cmocka_unit_test(the_callers_limits_end_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
