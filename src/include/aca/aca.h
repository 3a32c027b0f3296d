/** @file aca.h  All of libaca: the C client for Azure Container Apps (Microsoft.App). */
#ifndef ACA_ACA_H
#define ACA_ACA_H

#include "aca/api.h" /* generated from the definition: models, enums, operations */
#include "aca/base64.h"
#include "aca/client.h"
#include "aca/credential.h"
#include "aca/identity.h"
#include "aca/log.h"
#include "aca/loop.h"
#include "aca/model.h"
#include "aca/operation.h"
#include "aca/pager.h"
#include "aca/poller.h"
#include "aca/request.h"
#include "aca/resource_id.h"
#include "aca/response.h"
#include "aca/status.h"
#include "aca/time.h"
#include "aca/value.h"
#include "aca/version.h"

#endif
