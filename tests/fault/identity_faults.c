/* Credentials: made, asked, and explained. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aca/aca.h"
#include "faults.h"
#include "memory.h"
#include "source.h"

#define JSON(body) "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" body
#define REFUSED(body) "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n" body

static server *authority;

static void set_up(const char *answer)
{
  static canned kept;
  kept = (canned){.bytes = answer, .close = true};
  authority = server_start(&kept, 1);
}

static void set_up_good(void)
{
  set_up(JSON("{\"access_token\":\"t0k3n\",\"expires_in\":3600,\"refresh_in\":1800}"));
}

static void set_up_refusal(void)
{
  set_up(REFUSED("{\"error\":\"invalid_client\",\"error_description\":\"AADSTS7000215: wrong\\r\\nTrace ID: x\","
                 "\"error_codes\":[7000215],\"trace_id\":\"x\",\"correlation_id\":\"y\"}"));
}

static void tear_down(void)
{
  server_stop(authority);
}

/* The error of a token that cannot be told for lack of memory is that of its status. */
static aca_status ask_for(const char *scope, aca_credential *credential, const char *expected)
{
  aca_client *client = NULL;
  aca_token *token = NULL;
  aca_status status = aca_client_new(
      &(aca_client_options){.credential = credential, .authority_host = server_url(authority), .scope = scope}, &client);
  if (status != ACA_OK)
    return status;
  status = aca_client_get_token(client, &token);
  if (status == ACA_OK)
    assert_string_equal(aca_token_text(token), "t0k3n");
  else
    assert_non_null(aca_token_error(token));
  if (status == ACA_ERROR_AUTHENTICATION && expected != NULL && memory_refused() == 0)
    assert_contains(aca_token_error(token), expected);
  aca_token_free(token);
  aca_client_free(client);
  return status;
}

static aca_status ask(aca_credential *credential, const char *expected)
{
  return ask_for(NULL, credential, expected);
}

static aca_credential *secret(void)
{
  return aca_credential_client_secret(
      &(aca_client_secret_options){.tenant_id = "t", .client_id = "c", .client_secret = "s"});
}

static aca_status get_by_secret(void)
{
  return ask(secret(), NULL);
}

static aca_status be_refused(void)
{
  return ask(secret(), "AADSTS7000215");
}

static aca_status give(const aca_token_request *request, aca_token *token, void *data)
{
  (void)request, (void)data;
  aca_token_set_unavailable(token, "not here");
  return ACA_ERROR_AUTHENTICATION;
}

static aca_status get_by_chain(void)
{
  aca_credential *members[] = {aca_credential_callback(give, NULL, NULL), secret()};
  return ask(aca_credential_chain(members, COUNT(members)), NULL);
}

static aca_status find_nothing(void)
{
  aca_credential *members[] = {aca_credential_callback(give, NULL, NULL), aca_credential_workload_identity(NULL)};
  return ask(aca_credential_chain(members, COUNT(members)), "callback: not here; ");
}

static aca_status fault_of_options(void)
{
  return ask(aca_credential_client_secret(NULL), "tenant_id: needed");
}

static aca_status get_by_app_service(void)
{
  setenv("IDENTITY_ENDPOINT", server_url(authority), 1);
  setenv("IDENTITY_HEADER", "h", 1);
  aca_status status = ask(aca_credential_managed_identity(NULL), NULL);
  unsetenv("IDENTITY_ENDPOINT");
  unsetenv("IDENTITY_HEADER");
  return status;
}

/* ---- a person ---- */

/* Who is quick. */
aca_status __wrap_aca__ask_wait(const aca__ask *asked, int64_t ms);

aca_status __wrap_aca__ask_wait(const aca__ask *asked, int64_t ms)
{
  (void)asked, (void)ms;
  return ACA_OK;
}

static bool show(const aca_device_code *code, void *data)
{
  (void)data;
  return code->user_code != NULL && code->message != NULL;
}

/* One answer for all: the code, the token, and the one that is refreshed. */
static void set_up_person(void)
{
  set_up(JSON("{\"user_code\":\"u\",\"device_code\":\"d\",\"verification_uri\":\"https://x\","
              "\"access_token\":\"t0k3n\",\"expires_in\":3600,\"refresh_token\":\"r\"}"));
}

static aca_status get_by_person(void)
{
  aca_credential *credential = aca_credential_device_code(&(aca_device_code_options){.callback = show});
  aca_status first = ask(aca_credential_retain(credential), NULL);
  aca_status second = ask_for("other", credential, NULL);
  return first == second || second == ACA_ERROR_MEMORY ? second : first;
}

/* ---- a tool ---- */

static char folder[] = "/tmp/aca_fault_XXXXXX", az[64], *path;

static void set_up_az(const char *script)
{
  set_up_good();
  strcpy(folder + sizeof folder - 7, "XXXXXX");
  assert_non_null(mkdtemp(folder));
  snprintf(az, sizeof az, "%s/az", folder);
  FILE *file = fopen(az, "w");
  assert_non_null(file);
  fprintf(file, "#!/bin/sh\n%s\n", script);
  fclose(file);
  chmod(az, 0700);
  path = strdup(getenv("PATH"));
  setenv("PATH", folder, 1);
}

static void set_up_good_az(void)
{
  set_up_az("echo '{\"accessToken\":\"t0k3n\",\"expires_on\":9000000000}'");
}

static void set_up_bad_az(void)
{
  set_up_az("echo '{\"data\":{\"message\":\"ERROR: sign in\"}}' >&2; exit 1");
}

static void tear_down_az(void)
{
  setenv("PATH", path, 1);
  free(path);
  unlink(az);
  rmdir(folder);
  tear_down();
}

static aca_credential *cli(void)
{
  return aca_credential_azure_cli(&(aca_developer_options){.tenant_id = "t", .subscription = "s"});
}

static aca_status get_by_az(void)
{
  return ask(cli(), NULL);
}

static aca_status be_refused_by_az(void)
{
  return ask(cli(), "az ended with exit code 1: ERROR: sign in");
}

const scenario identity_scenarios[] = {
    {"a secret gets a token", get_by_secret, ACA_OK, set_up_good, tear_down},
    {"a secret is refused", be_refused, ACA_ERROR_AUTHENTICATION, set_up_refusal, tear_down},
    {"a chain goes on", get_by_chain, ACA_OK, set_up_good, tear_down},
    {"a chain finds nothing", find_nothing, ACA_ERROR_AUTHENTICATION, set_up_good, tear_down},
    {"options are incomplete", fault_of_options, ACA_ERROR_AUTHENTICATION, set_up_good, tear_down},
    {"a managed identity gets a token", get_by_app_service, ACA_OK, set_up_good, tear_down},
    {"a person signs in", get_by_person, ACA_OK, set_up_person, tear_down},
    {"a tool gives a token", get_by_az, ACA_OK, set_up_good_az, tear_down_az},
    {"a tool gives none", be_refused_by_az, ACA_ERROR_AUTHENTICATION, set_up_bad_az, tear_down_az},
};
const size_t identity_scenario_count = COUNT(identity_scenarios);
