#include "cloud.h"

#include <stddef.h>
#include <string.h>

#include "aca/operation.h"
#include "client.h"
#include "json.h"
#include "response.h"
#include "url.h"

/* The audiences are those that Azure's own tools ask for; a scope is the audience and "/.default". */
static const aca__cloud clouds[] = {
    [ACA_CLOUD_PUBLIC] = {"AzureCloud", "https://management.azure.com",
                          "https://management.core.windows.net//.default", "https://login.microsoftonline.com"},
    [ACA_CLOUD_USGOV] = {"AzureUSGovernment", "https://management.usgovcloudapi.net",
                         "https://management.core.usgovcloudapi.net//.default", "https://login.microsoftonline.us"},
    [ACA_CLOUD_CHINA] = {"AzureChinaCloud", "https://management.chinacloudapi.cn",
                         "https://management.core.chinacloudapi.cn//.default", "https://login.chinacloudapi.cn"},
};

const aca__cloud *aca__cloud_at(aca_cloud cloud)
{
  return (size_t)cloud < sizeof clouds / sizeof clouds[0] ? &clouds[cloud] : NULL;
}

/* ---- discovery ---- */

static const aca_operation metadata = {
    .id = "Metadata_Endpoints",
    .group = "metadata",
    .verb = "endpoints",
    .method = "GET",
    .path = "/metadata/endpoints",
    .api_version = "2022-09-01",
    .success = (const unsigned short[]){200, 0},
};

static const char *text_of(aca__node *object, const char *name)
{
  return aca__json_text(aca__json_member(object, name));
}

static aca__view view_of(aca__node *node)
{
  aca__view view;
  aca__json_view(node, &view);
  return view;
}

/* The answer is a cloud, or an array of all that the endpoint knows. NULL when it is not among them. */
static aca__node *find_cloud(aca__node *root, const char *endpoint)
{
  aca__view all = view_of(root);
  if (all.kind == ACA__OBJECT)
    return root;
  for (aca__node *cloud = all.kind == ACA__ARRAY ? all.child : NULL; cloud != NULL; cloud = view_of(cloud).next) {
    const char *resource_manager = text_of(cloud, "resourceManager");
    if (resource_manager != NULL && aca__url_same_origin(resource_manager, endpoint))
      return cloud;
  }
  return NULL;
}

/* A token may go out to what is found here, so it must be as safe as what a program says itself. */
static const char *read_cloud(aca_response *response, aca__node *cloud, aca_cloud_settings *settings)
{
  static const char *const faults[] = ACA__ENDPOINT_FAULTS("loginEndpoint");
  aca__node *authentication = cloud != NULL ? aca__json_member(cloud, "authentication") : NULL;
  aca__node *audiences = authentication != NULL ? aca__json_member(authentication, "audiences") : NULL;
  const char *login = authentication != NULL ? text_of(authentication, "loginEndpoint") : NULL;
  const char *audience = audiences != NULL ? aca__json_text(view_of(audiences).child) : NULL;
  if (login == NULL || audience == NULL)
    return "the answer has no loginEndpoint, or no audiences";
  const char *fault = faults[aca__endpoint_check(login, true)];
  if (fault != NULL || !aca__is_header_value(audience))
    return fault != NULL ? fault : "the audience has a control character";
  const char *name = text_of(cloud, "name");
  settings->authority_host = login;
  settings->name = name;
  settings->scope = aca__arena_format(&response->arena, "%s/.default", audience);
  return NULL;
}

static aca_status read_settings(aca_response *response, const aca_client *client, const aca_cloud_settings **settings)
{
  const char *fault = NULL;
  aca_cloud_settings *made = aca__arena_zeroed(&response->arena, 1, sizeof *made);
  if (made == NULL)
    return aca__response_fail(response, ACA_ERROR_MEMORY, "out of memory");
  const char *body = response->body.data != NULL ? response->body.data : "";
  aca_status status = aca__json_parse(body, response->body.length, &response->arena, &response->json, &fault);
  if (status != ACA_OK)
    return aca__response_fail(response, status, "%s", fault);
  fault = read_cloud(response, find_cloud(response->json, client->endpoint), made);
  if (fault != NULL)
    return aca__response_fail(response, ACA_ERROR_DECODE, "%s", fault);
  made->endpoint = aca__arena_copy(&response->arena, client->endpoint, strlen(client->endpoint));
  if (made->endpoint == NULL || made->scope == NULL)
    return aca__response_fail(response, ACA_ERROR_MEMORY, "out of memory");
  *settings = made;
  return ACA_OK;
}

aca_status aca_cloud_discover(const aca_client_options *options, aca_response **response,
                              const aca_cloud_settings **settings)
{
  aca_client *client = NULL;
  aca_client_options plain = options != NULL ? *options : (aca_client_options){0};
  plain.credential = NULL;
  plain.api_version = NULL;
  const char *fault = plain.endpoint != NULL ? aca_client_options_fault(&plain) : "endpoint: needed";
  aca_status status = fault != NULL ? ACA_ERROR_ARGUMENT : aca_client_new(&plain, &client);
  if (status != ACA_OK) {
    *response = aca__response_new();
    return aca__response_is_constant(*response)
               ? ACA_ERROR_MEMORY
               : aca__response_fail(*response, status, "%s", fault != NULL ? fault : aca_status_text(status));
  }
  status = aca_operation_call(client, &metadata, NULL, NULL, NULL, response, NULL);
  if (status == ACA_OK)
    status = read_settings(*response, client, settings);
  aca_client_free(client);
  return status;
}
