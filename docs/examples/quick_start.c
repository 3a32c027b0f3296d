/* Prints the auth token of a container app: quick_start RESOURCE_GROUP APP */
#include <aca/aca.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
  const char *fixed = getenv("ACA_ACCESS_TOKEN"); /* for the emulator */
  aca_client_options options = {
      .subscription_id = getenv("AZURE_SUBSCRIPTION_ID"),
      .credential = fixed != NULL ? aca_credential_token(fixed) : aca_credential_default(NULL),
      .endpoint = getenv("ACA_ENDPOINT"), /* NULL: Azure's public cloud */
  };
  aca_client *client;
  if (argc != 3 || aca_client_new(&options, &client) != ACA_OK)
    return 2;

  aca_response *response;
  const aca_container_app_auth_token *token;
  aca_status status = aca_container_apps_get_auth_token(client, argv[1], argv[2], NULL, &response, &token);
  if (status == ACA_OK && token->properties != NULL && token->properties->token != NULL)
    printf("%s\n", token->properties->token);
  else
    fprintf(stderr, "%s\n", aca_response_message(response));
  aca_response_free(response); /* the token lived in it */
  aca_client_free(client);
  return status == ACA_OK ? 0 : 1;
}
