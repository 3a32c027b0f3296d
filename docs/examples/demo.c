/* Creates an environment and an app in it, waiting for both, gets the app's auth token, lists the subscription's apps.
 * For the emulator: ./run demo. */
#include <aca/aca.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

static const char group[] = "rg";
static const char environment_name[] = "kitchen";
static const char app_name[] = "testcontainerapp0";

/* Says how a step went; true when it went well. The response may still be read afterwards. */
static bool step(const char *what, aca_status status, const aca_response *response)
{
  if (status == ACA_OK)
    printf("%s: HTTP status %d\n", what, aca_response_http_status(response));
  else
    fprintf(stderr, "%s: %s\n", what, aca_response_message(response));
  return status == ACA_OK;
}

static const char *text(const char *value)
{
  return value != NULL ? value : "(none)";
}

/* `id` receives the environment's resource id, to be freed with free(). */
static bool create_environment(aca_client *client, char **id)
{
  aca_response *response;
  const aca_managed_environment *made = NULL;
  aca_managed_environment wanted = {
      .location = "westeurope",
      .properties = &(aca_managed_environment_properties){.zone_redundant = ACA_BOOL(false)},
  };
  aca_status status = aca_managed_environments_create_or_update(client, group, environment_name, &wanted, NULL,
                                                                &response, &made);
  bool ok = step("Create the environment", status, response);
  if (ok && made != NULL && made->id != NULL && asprintf(id, "%s", made->id) < 0)
    ok = false;
  aca_response_free(response);
  return ok;
}

/* A line for each answer while the operation is waited for. */
static void show_progress(const aca_poller *poller, void *user_data)
{
  (void)user_data;
  printf("  %s after %.1f s\n", aca_poller_state(poller), (double)aca_poller_elapsed_ms(poller) / 1000);
}

static bool create_app(aca_client *client, const char *environment_id)
{
  aca_container container = {
      .name = "web",
      .image = "registry.example/hello:1.0",
      .resources = &(aca_container_resources){.cpu = ACA_DOUBLE(0.5), .memory = "1Gi"},
  };
  aca_container_app wanted = {
      .location = "westeurope",
      .properties = &(aca_container_app_properties){
          .environment_id = environment_id,
          .configuration = &(aca_configuration){.ingress = &(aca_ingress){.external = ACA_BOOL(true),
                                                                          .target_port = ACA_INT32(8080)}},
          .template_ = &(aca_template){.containers = {1, &container},
                                       .scale = &(aca_scale){.min_replicas = ACA_INT32(0)}},
      },
  };
  aca_response *response;
  const aca_container_app *made = NULL;
  const aca_call_options options = {.progress = show_progress};
  aca_status status =
      aca_container_apps_create_or_update(client, group, app_name, &wanted, &options, &response, &made);
  bool ok = step("Create the app", status, response);
  if (ok && made != NULL && made->properties != NULL)
    printf("  provisioning state: %s\n", text(made->properties->provisioning_state));
  aca_response_free(response);
  return ok;
}

static bool show_auth_token(aca_client *client)
{
  aca_response *response;
  const aca_container_app_auth_token *token;
  aca_status status = aca_container_apps_get_auth_token(client, group, app_name, NULL, &response, &token);
  bool ok = step("Get the auth token", status, response);
  if (ok && token->properties != NULL)
    printf("  token %s, expires %s\n", text(token->properties->token), text(token->properties->expires));
  aca_response_free(response);
  return ok;
}

static bool list_apps(aca_client *client)
{
  aca_pager *pager;
  const aca_container_app *app;
  puts("List the apps");
  aca_status status = aca_container_apps_list_by_subscription(client, NULL, &pager);
  while (status == ACA_OK && (status = aca_container_app_next(pager, &app)) == ACA_OK)
    printf("  %s in %s\n", text(app->name), text(app->location));
  if (status != ACA_DONE)
    fprintf(stderr, "%s\n", aca_response_message(aca_pager_response(pager)));
  aca_pager_free(pager);
  return status == ACA_DONE;
}

int main(void)
{
  aca_client_options options = {
      .endpoint = getenv("ACA_ENDPOINT"),
      .subscription_id = getenv("AZURE_SUBSCRIPTION_ID"),
      .credential = aca_credential_token(getenv("ACA_ACCESS_TOKEN")),
  };
  aca_client *client;
  if (aca_client_new(&options, &client) != ACA_OK) {
    fprintf(stderr, "client: %s\n", text(aca_client_options_fault(&options)));
    return 2;
  }
  char *environment_id = NULL;
  bool ok = create_environment(client, &environment_id) && create_app(client, environment_id) &&
            show_auth_token(client) && list_apps(client);
  free(environment_id);
  aca_client_free(client);
  return ok ? 0 : 1;
}
