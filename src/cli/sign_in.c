#include "sign_in.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "connect.h"
#include "interrupt.h"
#include "json.h"

static const char how[] =
    "aca uses what it finds first:\n"
    "  ACA_ACCESS_TOKEN              a token\n"
    "  AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH\n"
    "  a federated token, or the managed identity, of the machine or container\n"
    "  az login                      the Azure CLI\n"
    "  azd auth login                the Azure Developer CLI\n"
    "AZURE_TOKEN_CREDENTIALS=prod, dev or the name of one narrows it. Without any of them:\n"
    "  eval \"$(aca login --device-code)\"\n"
    "'aca token' says whom you are signed in as.\n";

/* ---- the token ---- */

/* Its members are those of a token of Microsoft Entra ID, of which some tokens have some. */
static void add_claims(cli_text *json, const char *claims)
{
  static const struct {
    const char *claim;
    const char *name;
  } shown[] = {{"name", "name"},   {"upn", "user"},       {"unique_name", "user"}, {"app_displayname", "application"},
               {"appid", "clientId"}, {"oid", "objectId"}, {"tid", "tenantId"},     {"aud", "audience"}};
  const char *before = "";
  for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
    cli_json_item item;
    bool again = strcmp(before, shown[i].name) == 0;
    if (again || !cli_json_find(claims, shown[i].claim, strlen(shown[i].claim), &item) || item.value[0] != '"')
      continue;
    cli_text_format(json, ",\"%s\":%.*s", shown[i].name, (int)item.value_length, item.value);
    before = shown[i].name;
  }
}

static void describe(cli_text *out, const aca_token *token)
{
  cli_text json = {0};
  char *claims = NULL;
  char expires_on[ACA_TIME_TEXT_SIZE];
  const char *source = aca_token_source(token);
  cli_text_format(&json, "{\"credential\":\"%s\"", source != NULL ? source : "");
  if (aca_token_claims(token, &claims) == ACA_OK)
    add_claims(&json, claims);
  if (aca_token_expires_on(token) != 0 &&
      aca_time_format((aca_time){.seconds = aca_token_expires_on(token)}, expires_on) == ACA_OK)
    cli_text_format(&json, ",\"expiresOn\":\"%s\"", expires_on);
  cli_text_char(&json, '}');
  cli_json_indent(out, cli_text_string(&json), 0);
  cli_text_char(out, '\n');
  cli_text_free(&json);
  free(claims);
}

/* `*token`: to be freed in any case. */
static cli_exit get_token(const cli_options *options, aca_token **token)
{
  aca_client *client = NULL;
  cli_exit code = cli_connect(options, &client);
  *token = NULL;
  if (code == CLI_SUCCESS) {
    aca_status status = aca_client_get_token(client, token);
    if (status == ACA_ERROR_MEMORY)
      code = cli_out_of_memory();
    else if (status != ACA_OK)
      code = cli_unauthenticated(aca_token_error(*token));
  }
  aca_client_free(client);
  return code;
}

cli_exit cli_token(const cli_options *options, cli_text *out)
{
  aca_token *token;
  cli_exit code = get_token(options, &token);
  if (code == CLI_SUCCESS && options->show)
    cli_text_format(out, "%s\n", aca_token_text(token));
  else if (code == CLI_SUCCESS)
    describe(out, token);
  aca_token_free(token);
  return code;
}

/* ---- signing in ---- */

/* To be evaluated by a shell; a terminal gets to know how, but no token. */
cli_exit cli_login(const cli_options *options, cli_text *out)
{
  aca_token *token;
  if (!options->device_code) {
    cli_text_put(out, how);
    return CLI_SUCCESS;
  }
  if (isatty(STDOUT_FILENO))
    return cli_fail(CLI_USAGE, "the token would stand on the screen; sign in by: eval \"$(aca login --device-code)\"");
  cli_exit code = get_token(options, &token);
  if (code == CLI_SUCCESS)
    cli_text_format(out, "export ACA_ACCESS_TOKEN=%s\n", aca_token_text(token));
  aca_token_free(token);
  return code;
}
