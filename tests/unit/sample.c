#include "sample.h"

#include <string.h>

static const char *const colors[] = {"Red", "Dark Green", "blue"};
const aca__enum sample_colors = {false, 3, colors};
const aca__enum sample_open_colors = {true, 3, colors};

static const aca__field part_fields[] = {
    {"name", offsetof(part, name), ACA__T_STRING, ACA__ONE, ACA__REQUIRED, NULL},
    {"count", offsetof(part, count), ACA__T_INT32, ACA__ONE, 0, NULL},
    {"password", offsetof(part, password), ACA__T_STRING, ACA__ONE, ACA__SECRET, NULL},
    {"id", offsetof(part, id), ACA__T_STRING, ACA__ONE, ACA__READ_ONLY, NULL},
};
const aca_model part_model = ACA__MODEL("Part", part, part_fields);

#define ROW(name, type, shape, flags, ref) {#name, offsetof(sample, name), type, shape, flags, ref}

static const aca__field smalls = {NULL, 0, ACA__T_INT32, ACA__LIST, 0, NULL};
static const aca__field texts = {NULL, 0, ACA__T_STRING, ACA__LIST, 0, NULL};
static const aca__field parts = {NULL, 0, ACA__T_MODEL, ACA__MAP, 0, &part_model};
static const aca__field flags = {NULL, 0, ACA__T_BOOL, ACA__MAP, 0, NULL};

static const aca__field sample_fields[] = {
    ROW(flag, ACA__T_BOOL, ACA__ONE, 0, NULL),
    ROW(small, ACA__T_INT32, ACA__ONE, 0, NULL),
    ROW(large, ACA__T_INT64, ACA__ONE, 0, NULL),
    ROW(real, ACA__T_DOUBLE, ACA__ONE, 0, NULL),
    ROW(text, ACA__T_STRING, ACA__ONE, 0, NULL),
    ROW(color, ACA__T_STRING, ACA__ONE, 0, &sample_colors),
    ROW(open_color, ACA__T_STRING, ACA__ONE, 0, &sample_open_colors),
    ROW(json, ACA__T_JSON, ACA__ONE, 0, NULL),
    ROW(one, ACA__T_MODEL, ACA__ONE, 0, &part_model),
    ROW(flags, ACA__T_BOOL, ACA__LIST, 0, NULL),
    ROW(smalls, ACA__T_INT32, ACA__LIST, 0, NULL),
    ROW(larges, ACA__T_INT64, ACA__LIST, 0, NULL),
    ROW(reals, ACA__T_DOUBLE, ACA__LIST, 0, NULL),
    ROW(texts, ACA__T_STRING, ACA__LIST, 0, NULL),
    ROW(colors, ACA__T_STRING, ACA__LIST, 0, &sample_colors),
    ROW(jsons, ACA__T_JSON, ACA__LIST, 0, NULL),
    ROW(parts, ACA__T_MODEL, ACA__LIST, 0, &part_model),
    ROW(text_map, ACA__T_STRING, ACA__MAP, 0, NULL),
    ROW(color_map, ACA__T_STRING, ACA__MAP, 0, &sample_colors),
    ROW(json_map, ACA__T_JSON, ACA__MAP, 0, NULL),
    ROW(part_map, ACA__T_MODEL, ACA__MAP, 0, &part_model),
    ROW(self, ACA__T_MODEL, ACA__ONE, 0, &sample_model),
    ROW(secret, ACA__T_STRING, ACA__ONE, ACA__SECRET, NULL),
    ROW(secret_json, ACA__T_JSON, ACA__ONE, ACA__SECRET, NULL),
    ROW(secrets, ACA__T_STRING, ACA__LIST, ACA__SECRET, NULL),
    ROW(fixed, ACA__T_STRING, ACA__ONE, ACA__READ_ONLY, NULL),
    ROW(fixed_one, ACA__T_MODEL, ACA__ONE, ACA__READ_ONLY, &part_model),
    ROW(decimal, ACA__T_DECIMAL, ACA__ONE, 0, NULL),
    ROW(decimals, ACA__T_DECIMAL, ACA__LIST, 0, NULL),
    ROW(decimal_map, ACA__T_DECIMAL, ACA__MAP, 0, NULL),
    ROW(flag_map, ACA__T_BOOL, ACA__MAP, 0, NULL),
    ROW(small_map, ACA__T_INT32, ACA__MAP, 0, NULL),
    ROW(large_map, ACA__T_INT64, ACA__MAP, 0, NULL),
    ROW(real_map, ACA__T_DOUBLE, ACA__MAP, 0, NULL),
    ROW(grid, ACA__T_NESTED, ACA__LIST, 0, &smalls),
    ROW(text_lists, ACA__T_NESTED, ACA__MAP, 0, &texts),
    ROW(part_maps, ACA__T_NESTED, ACA__LIST, 0, &parts),
    ROW(flag_maps, ACA__T_NESTED, ACA__MAP, 0, &flags),
    ROW(nullable, ACA__T_STRING, ACA__ONE, ACA__NULLABLE, NULL),
};
const aca_model sample_model = ACA__MODEL("Sample", sample, sample_fields);

const aca__field *sample_field(const char *name)
{
  for (size_t i = 0; i < sizeof sample_fields / sizeof sample_fields[0]; i++)
    if (strcmp(sample_fields[i].name, name) == 0)
      return &sample_fields[i];
  return NULL;
}

const char sample_app_json[] =
    "{\"id\":\"/subscriptions/s/resourceGroups/rg/providers/Microsoft.App/containerApps/web\",\"name\":\"web\","
    "\"type\":\"Microsoft.App/containerApps\",\"systemData\":{\"createdBy\":\"someone@example.com\","
    "\"createdByType\":\"User\",\"createdAt\":\"2022-07-14T19:22:50.3080223\"},\"tags\":{\"team\":\"blue\","
    "\"empty\":\"\"},\"location\":\"East US\",\"identity\":{\"type\":\"UserAssigned\",\"userAssignedIdentities\":{"
    "\"/subscriptions/s/id1\":{\"principalId\":\"p1\",\"clientId\":\"c1\"},\"/subscriptions/s/id2\":{}}},"
    "\"properties\":{\"provisioningState\":\"Succeeded\",\"environmentId\":\"/subscriptions/s/env\","
    "\"configuration\":{\"secrets\":[{\"name\":\"pw\",\"value\":\"hunter2\"},"
    "{\"name\":\"kv\",\"identity\":\"system\"}],"
    "\"activeRevisionsMode\":\"Single\",\"ingress\":{\"fqdn\":\"web.example.com\",\"external\":true,"
    "\"targetPort\":8080,\"exposedPort\":0,\"transport\":\"Auto\",\"traffic\":[{\"weight\":100,"
    "\"latestRevision\":true,\"newInTraffic\":[1,2]}],\"allowInsecure\":false,\"stickySessions\":{"
    "\"affinity\":\"none\"}},\"registries\":[{\"server\":\"r.example.com\",\"username\":\"u\","
    "\"passwordSecretRef\":\"pw\"}],\"dapr\":{\"enabled\":false,\"appPort\":3000},\"maxInactiveRevisions\":10},"
    "\"template\":{\"revisionSuffix\":\"\",\"terminationGracePeriodSeconds\":9007199254740993,"
    "\"containers\":[{\"image\":\"r.example.com/web:1\",\"name\":\"web\",\"command\":[],\"args\":[\"-v\",\"\\u0001\"],"
    "\"env\":[{\"name\":\"A\",\"value\":\"\xC3\xA4\"},{\"name\":\"B\",\"secretRef\":\"pw\"}],"
    "\"resources\":{\"cpu\":0.25,\"memory\":\"0.5Gi\"},\"volumeMounts\":[{\"volumeName\":\"v\","
    "\"mountPath\":\"/v\"}],\"probes\":[{\"httpGet\":{\"httpHeaders\":[{\"name\":\"H\",\"value\":\"V\"}],"
    "\"path\":\"/health\",\"port\":8080},\"initialDelaySeconds\":3,\"type\":\"Liveness\"}]}],\"scale\":{"
    "\"minReplicas\":0,\"maxReplicas\":5,\"rules\":[{\"name\":\"http\",\"http\":{\"metadata\":{"
    "\"concurrentRequests\":\"50\"}}},{\"name\":\"q\",\"custom\":{\"type\":\"azure-queue\",\"metadata\":{"
    "\"queueLength\":\"5\"},\"auth\":[{\"secretRef\":\"pw\",\"triggerParameter\":\"connection\"}]}}]},"
    "\"volumes\":[{\"name\":\"v\",\"storageType\":\"EmptyDir\"}]},\"outboundIpAddresses\":[\"203.0.113.1\"],"
    "\"runningStatus\":\"Running\",\"delegated\":{\"deep\":[null,true,12345678901234567890]}},\"flavor\":\"app\"}";
