/* Uses libaca without a network: builds a request, takes an app from JSON to its struct and back. */
#include <aca/aca.h>
#include <stdio.h>
#include <string.h>

static aca_status show_request(aca_client *client)
{
  aca_request *request;
  aca_status status = aca_container_apps_get_request(client, "rg", "web", NULL, &request);
  printf("%s %s\n", aca_request_method(request), aca_request_url(request));
  aca_request_free(request);
  return status;
}

static aca_status show_app(const char *json)
{
  const void *value;
  aca_response *decoded, *encoded;
  aca_status status = aca_model_decode(&aca_container_app_model, json, strlen(json), &decoded, &value);
  if (status == ACA_OK) {
    aca_container_app app = *(const aca_container_app *)value;
    app.location = "northeurope";
    status = aca_model_encode(&aca_container_app_model, &app, ACA_ENCODE_REQUEST, &encoded);
    printf("%s\n", aca_response_body(encoded, NULL));
    aca_response_free(encoded);
  }
  aca_response_free(decoded);
  return status;
}

int main(void)
{
  aca_client_options options = {.subscription_id = "651f8027-33e8-4ec4-97b4-f6e9f3dc8744"};
  aca_client *client;
  if (aca_client_new(&options, &client) != ACA_OK)
    return 1;
  aca_status status = show_request(client);
  if (status == ACA_OK)
    status = show_app("{\"name\":\"web\",\"location\":\"westeurope\",\"tags\":{\"team\":\"red\"},\"later\":1}");
  aca_client_free(client);
  printf("libaca %s\n", aca_version_number() == ACA_VERSION_NUMBER ? ACA_VERSION : "is not the one of the headers");
  return status == ACA_OK ? 0 : 1;
}
