"""What Microsoft.App does beside what its definition says: revisions, replicas, executions of jobs.

Everything here is found by resource type, so with another definition it simply never happens.
"""

import json
from collections.abc import Callable
from typing import Any

from .actions import ACTIONS, Action, Call, secrets_of
from .errors import ArmError
from .exchange import Answer, JsonObject
from .names import digest, domain, host, endpoint, letters
from .resources import Resources
from .store import Stored
from .target import Target

APPS = "microsoft.app/containerapps"
REVISIONS = f"{APPS}/revisions"
REPLICAS = f"{REVISIONS}/replicas"
JOBS = "microsoft.app/jobs"
EXECUTIONS = f"{JOBS}/executions"
ENVIRONMENTS = "microsoft.app/managedenvironments"

# Types that the service makes by itself: they are stored although nobody can PUT them.
PRODUCED = frozenset({REVISIONS, REPLICAS, EXECUTIONS})


def app_saved(resources: Resources, app: Stored) -> None:
    """A new template makes a new revision; in single mode the others are switched off."""
    properties = app.properties
    if not properties.get("environmentId") and properties.get("managedEnvironmentId"):
        properties["environmentId"] = properties["managedEnvironmentId"]
    elif properties.get("environmentId"):
        properties.setdefault("managedEnvironmentId", properties["environmentId"])
    properties["runningStatus"] = "Running"
    name = revision_name(app)
    subject = resources.subject(app.target, app.body)
    ingress = (properties.get("configuration") or {}).get("ingress")
    properties["latestRevisionName"] = properties["latestReadyRevisionName"] = name
    properties["latestRevisionFqdn"] = f"{name}.{domain(subject)}" if ingress else ""
    if ingress and not ingress.get("external"):
        ingress["fqdn"] = f"{app.target.name.lower()}.internal.{domain(subject)}"
    target = app.target.child("revisions", name)
    single = str((properties.get("configuration") or {}).get("activeRevisionsMode", "")).lower() != "multiple"
    for other in resources.store.below(app.target, REVISIONS):
        if other.target.key != target.key:
            other.properties["trafficWeight"] = 0
            if single:
                set_active(resources, other, False)
    make_revision(resources, app, target)


def revision_name(app: Stored) -> str:
    """The app's name and the suffix asked for, or seven characters that change with the template."""
    template = app.properties.get("template") or {}
    suffix = template.get("revisionSuffix")
    made = letters(7, app.target.id, json.dumps(template, sort_keys=True))
    return f"{app.target.name.lower()}--{suffix or made}"


def make_revision(resources: Resources, app: Stored, target: Target) -> None:
    """The latest revision: made, or the traffic back on it, or left as it is when it has the traffic."""
    revision = resources.store.get(target)
    if revision is None:
        now = f"{resources.clock():%Y-%m-%dT%H:%M:%S}+00:00"
        body: JsonObject = {"properties": {"createdTime": now, "lastActiveTime": now}}
        body["properties"]["template"] = app.properties.get("template") or {}
        revision = resources.save(target, body)
        revision.properties["trafficWeight"] = 0
    if revision.properties["trafficWeight"] == 0:
        set_active(resources, revision, True)
    revision.properties["fqdn"] = app.properties["latestRevisionFqdn"]
    revision.properties["trafficWeight"] = 100


def set_active(resources: Resources, revision: Stored, active: bool) -> None:
    """An active revision has one replica, another none."""
    properties = revision.properties
    properties["active"] = active
    properties["replicas"] = 1 if active else 0
    properties["runningState"] = "Running" if active else "Stopped"
    properties["healthState"] = "Healthy" if active else "None"
    for replica in resources.store.below(revision.target, REPLICAS):
        resources.store.delete(replica.target)
    if active:
        make_replica(resources, revision)


def make_replica(resources: Resources, revision: Stored) -> None:
    made = digest(revision.target.id)
    name = f"{revision.target.name}-{made[:9]}-{letters(5, revision.target.id)}"
    target = revision.target.child("replicas", name)
    template = revision.properties.get("template") or {}
    now = f"{resources.clock():%Y-%m-%dT%H:%M:%S}Z"
    body: JsonObject = {"properties": {"createdTime": now}}
    for group in ("containers", "initContainers"):
        containers = template.get(group) or []
        body["properties"][group] = [container_state(resources, target, c, group == "containers") for c in containers]
    resources.save(target, body)


def container_state(resources: Resources, replica: Target, container: JsonObject, stays: bool) -> JsonObject:
    """How one container of a replica is doing: an init container has come to its end."""
    name = str(container.get("name") or replica.name)
    subject = resources.subject(replica)
    return {
        "name": name,
        "containerId": f"containerd://{digest(replica.id, name)}",
        "ready": stays,
        "started": stays,
        "restartCount": 0,
        "runningState": "Running" if stays else "Terminated",
        "logStreamEndpoint": endpoint(subject, f"containers/{name}/logstream"),
        "execEndpoint": endpoint(subject, f"containers/{name}/exec", "wss"),
    }


def check_app(body: JsonObject) -> None:
    """What a GET leaves out of a secret is missing when the same body comes back, and the service minds."""
    secrets = secrets_of(Stored(Target(()), body))
    for secret in secrets:
        if not secret.get("value") and not secret.get("keyVaultUrl"):
            message = f"The secret '{secret.get('name')}' has neither a value nor a keyVaultUrl with an identity."
            raise ArmError(400, "ContainerAppSecretInvalid", message)


def revision_action(done: str, active: bool | None) -> Action:
    """The definition knows no body here; the service answers with a JSON string."""

    def act(resources: Resources, call: Call) -> Answer | None:
        if call.owner is None:
            return None
        if active is not None:
            set_active(resources, call.owner, active)
        return Answer(200, f"{done} {call.owner.target.name}")

    return act


def app_runs(state: str) -> Action:
    """Changes the state and leaves the answer, the app itself, to the general rule."""

    def act(_resources: Resources, call: Call) -> Answer | None:
        if call.owner is not None:
            call.owner.properties["runningStatus"] = state
        return None

    return act


def start_job(resources: Resources, call: Call) -> Answer | None:
    if call.owner is None:
        return None
    job = call.owner.target
    count = len(resources.store.below(job, EXECUTIONS))
    target = job.child("executions", f"{job.name}-{letters(7, job.id, str(count))}")
    template = call.body or call.owner.properties.get("template") or {}
    groups = {name: template[name] for name in ("containers", "initContainers") if template.get(name)}
    now = f"{resources.clock():%Y-%m-%dT%H:%M:%S}+00:00"
    resources.save(target, {"properties": {"status": "Running", "startTime": now, "template": groups}})
    return Answer(200, {"id": target.id, "name": target.name})


def stop_execution(resources: Resources, call: Call) -> Answer | None:
    if call.owner is not None:
        stop(resources, call.owner)
    return None


def stop_job(resources: Resources, call: Call) -> Answer | None:
    """Stops what runs, and answers with it."""
    running = []
    for execution in resources.store.below(call.base, EXECUTIONS):
        if execution.properties.get("status") == "Running":
            stop(resources, execution)
            running.append(execution)
    return Answer(200, {"value": [resources.shown(execution) for execution in running]})


def stop(resources: Resources, execution: Stored) -> None:
    execution.properties["status"] = "Stopped"
    execution.properties["endTime"] = f"{resources.clock():%Y-%m-%dT%H:%M:%S}+00:00"


CHECKS: dict[str, Callable[[JsonObject], None]] = {APPS: check_app}

SAVED: dict[str, Callable[[Resources, Stored], None]] = {APPS: app_saved}

TYPE_ACTIONS: dict[tuple[str, str], Action] = {
    (REVISIONS, "activate"): revision_action("Activated", True),
    (REVISIONS, "deactivate"): revision_action("Deactivated", False),
    (REVISIONS, "restart"): revision_action("Restarted", None),
    (APPS, "start"): app_runs("Running"),
    (APPS, "stop"): app_runs("Stopped"),
    (JOBS, "start"): start_job,
    (JOBS, "stop"): stop_job,
    (EXECUTIONS, "stop"): stop_execution,
}


# Long-running by the definition, yet done when the service answers.
AT_ONCE = frozenset({(ENVIRONMENTS, "PATCH")})


def at_once(method: str, target: Target) -> bool:
    return (target.type.lower(), method) in AT_ONCE


def check(target: Target, body: JsonObject) -> None:
    """Refuses a body that the definition allows and the service does not."""
    CHECKS.get(target.type.lower(), lambda _: None)(body)


def saved(resources: Resources, stored: Stored) -> None:
    """What a write brings about beside the resource itself."""
    SAVED.get(stored.target.type.lower(), lambda _r, _s: None)(resources, stored)


def act(resources: Resources, call: Call) -> Answer | None:
    """The answer of an action with a meaning of its own; None leaves it to the schema."""
    kind = call.base.type.lower()
    action: Any = TYPE_ACTIONS.get((kind, call.action)) or ACTIONS.get(call.action)
    answer: Answer | None = action(resources, call) if action else None
    return answer
