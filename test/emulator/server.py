"""AWS on one loopback port: moto's server with the calls and fields that it lacks.

Each patch below says what AWS does, and implements it truthfully, or states what it leaves out. A patch names the
AWS page that it follows. Run with `--port`; `GET /inventory` tells what exists, for the tests.
"""

from __future__ import annotations

import argparse
import fnmatch
import inspect
import json
import signal
import sys
from collections.abc import Callable
from threading import Lock
from typing import Any

import moto.backends
import moto.cloudfront.urls
import moto.codebuild.responses
import moto.codedeploy.responses
import moto.iam.models
from moto.applicationautoscaling.models import ApplicationAutoscalingBackend
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.awslambda.models import LambdaFunction
from moto.cloudfront.models import DefaultCacheBehaviour, Origin, ViewerCertificate
from moto.cloudfront.responses import CloudFrontResponse
from moto.cloudtrail.models import CloudTrailBackend
from moto.codebuild.models import CodeBuildBackend
from moto.codepipeline.models import CodePipeline
from moto.core.base_backend import BackendDict
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models import EC2Backend
from moto.ec2.models.security_groups import SecurityGroupRule
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elasticache.models import CacheCluster, ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, IAMBackend
from moto.logs.models import LogsBackend
from moto.moto_api._internal import mock_random
from moto.moto_server.werkzeug_app import (
    DomainDispatcherApplication,
    MotoRequestHandler,
    create_backend_app,
)
from moto.opensearchserverless.models import OpenSearchServiceServerlessBackend
from moto.rds.models import DBCluster, DBInstance, DBInstanceClustered
from moto.rds.responses import RDSResponse
from moto.s3.models import FakeBucket, FakeDeleteMarker
from moto.s3.responses import S3Response
from moto.securityhub.models import SecurityHubBackend
from moto.servicediscovery.models import ServiceDiscoveryBackend
from werkzeug.serving import run_simple
from werkzeug.wrappers import Request, Response

Json = dict[str, Any]


# --- Accounts -------------------------------------------------------------------------------------------------------
# An access key ends with the account that it belongs to, so one server serves all accounts.


def account_of(access_key: str) -> str:
    account = access_key[-12:]
    return account if account.isdigit() else "123456789012"


moto.iam.models.get_account_id_from = account_of


# --- Missing services -----------------------------------------------------------------------------------------------
# Calls that moto does not know, by the service that a request is signed for and the operation. A service that is
# emulated here keeps what it made in `stores`, by account, region and kind.

Handler = Callable[[str, str, Json], Json]
missing: dict[tuple[str, str], Handler] = {}
# Calls by the service and a name in the query, for what is not JSON.
answers: list[tuple[str, str, Callable[[str, str, Request], Response]]] = []
stores: dict[tuple[str, str, str], dict[str, Json]] = {}


def implements(service: str, operation: str) -> Callable[[Handler], Handler]:
    def register(handler: Handler) -> Handler:
        missing[service, operation] = handler
        return handler

    return register


def store(account: str, region: str, kind: str) -> dict[str, Json]:
    return stores.setdefault((account, region, kind), {})


def wrap(owner: type, name: str, around: Callable[[Any, Callable[[Any], Any]], Any]) -> None:
    """Puts a function around a method of moto: it is given the object and the method."""
    method = getattr(owner, name)
    setattr(owner, name, lambda self: around(self, method))


class Refused(Exception):
    def __init__(self, code: str, message: str, status: int = 400):
        super().__init__(message)
        self.code = code
        self.status = status


class Problem(ServiceException):
    """An error of a service, by its shape's name; moto looks up the service of its own classes by their module."""


class Application:
    """moto's application, behind the calls that it lacks. One request at a time: moto's collections are plain ones."""

    def __init__(self) -> None:
        self.moto = DomainDispatcherApplication(create_backend_app)
        self.lock = Lock()

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with self.lock:
            return self.dispatch(environ, start_response)

    def dispatch(self, environ: Any, start_response: Any) -> Any:
        path = environ.get("PATH_INFO", "")
        if path == "/inventory":
            response = Response(json.dumps(inventory()), mimetype="application/json")
            return response(environ, start_response)
        signed = environ.get("HTTP_AUTHORIZATION", "").split("Credential=")
        if len(signed) == 2:
            access_key, _, region, service, _ = signed[1].split(",")[0].split("/")
            for owner, name, respond in answers:
                if owner == service and name in Request(environ).args:
                    return respond(account_of(access_key), region, Request(environ))(environ, start_response)
            target = environ.get("HTTP_X_AMZ_TARGET", "").split(".")[-1]
            handler = missing.get((service, target or f"{environ['REQUEST_METHOD']} {path}"))
            if handler is None:
                operations = [key for key in missing if key[0] == service and " " in key[1]]
                call = f"{environ['REQUEST_METHOD']} {path}"
                handler = next((missing[key] for key in operations if fnmatch.fnmatchcase(call, key[1])), None)
            if handler is not None:
                return self.answer(handler, account_of(access_key), region, environ, start_response)
        return self.moto(environ, start_response)

    def answer(self, handler: Handler, account: str, region: str, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        body = request.get_data(as_text=True)
        try:
            parameters = {"path": request.path, **(json.loads(body) if body else {})}
            response = Response(json.dumps(handler(account, region, parameters)), mimetype="application/json")
        except Refused as error:
            problem = {"__type": error.code, "message": str(error), "Message": str(error)}
            headers = {"x-amzn-errortype": error.code}
            response = Response(json.dumps(problem), error.status, headers, mimetype="application/json")
        return response(environ, start_response)


# --- S3 -------------------------------------------------------------------------------------------------------------
# Conditions of a bucket policy. moto ignores them, so `Deny` unless the request came over TLS locks everybody out.
# A request here counts as one over TLS 1.3, signed by the account. A statement with a condition on anything else
# than the keys below does not apply.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/amazon-s3-policy-keys.html

REQUEST = {"aws:securetransport": "true", "s3:tlsversion": "1.3"}


def holds(conditions: Json) -> bool:
    operators: dict[str, Callable[[str, str], bool]] = {
        "Bool": lambda actual, wanted: actual == wanted,
        "StringEquals": lambda actual, wanted: actual == wanted,
        "NumericLessThan": lambda actual, wanted: float(actual) < float(wanted),
    }
    for operator, keys in conditions.items():
        for key, wanted in keys.items():
            actual = REQUEST.get(key.lower())
            values = wanted if isinstance(wanted, list) else [wanted]
            if actual is None or operator not in operators:
                return False
            if not any(operators[operator](actual, str(value).lower()) for value in values):
                return False
    return True


def get_permission(self: FakeBucket, action: str, resource: str) -> PermissionResult:
    if self.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(self.policy)
    policy["Statement"] = [
        {key: value for key, value in statement.items() if key != "Condition"}
        for statement in listed(policy["Statement"])
        if holds(statement.get("Condition", {}))
    ]
    return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)


# Who may have access logs delivered. moto wants the resource of the log bucket's policy to be the prefix and a star,
# in these letters; S3 matches it against the objects that it writes.
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html


def may_deliver_logs(target_bucket: FakeBucket, target_prefix: str | None) -> bool:
    if not target_bucket.policy:
        return False
    written = f"arn:aws:s3:::{target_bucket.name}/{target_prefix or ''}2026-01-01-00-00-00-0123456789ABCDEF"
    return any(
        statement.get("Effect") == "Allow"
        and "logging.s3.amazonaws.com" in listed((statement.get("Principal") or {}).get("Service"))
        and any(fnmatch.fnmatchcase("s3:PutObject", action) for action in listed(statement.get("Action")))
        and any(fnmatch.fnmatchcase(written, resource) for resource in listed(statement.get("Resource")))
        for statement in listed(json.loads(target_bucket.policy)["Statement"])
    )


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


FakeBucket.get_permission = get_permission  # type: ignore[method-assign]
FakeBucket._log_permissions_enabled_policy = staticmethod(may_deliver_logs)  # type: ignore[method-assign]


# A key whose last version is a delete marker goes like any other.

FakeDeleteMarker.dispose = lambda self, garbage=False: None  # type: ignore[attr-defined]


# Metrics of requests: moto takes these calls for calls on the bucket itself.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html


def answer_metrics(account: str, region: str, request: Request) -> Response:
    configurations = store(account, region, "s3.metrics")
    key = f"{request.path} {request.args['id']}"
    if request.method == "PUT":
        configurations[key] = {"xml": request.get_data(as_text=True)}
        return Response("", 200)
    if request.method == "DELETE":
        configurations.pop(key, None)
        return Response("", 204)
    if key in configurations:
        return Response(configurations[key]["xml"], mimetype="application/xml")
    problem = "<Error><Code>NoSuchConfiguration</Code><Message>there is no such configuration</Message></Error>"
    return Response(problem, 404, mimetype="application/xml")


answers.append(("s3", "metrics", answer_metrics))


# A replication configuration is answered as it was given.
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketReplication.html

read_replication = S3Response._replication_config_from_xml
answer_replication = S3Response.get_bucket_replication


def keep_replication(self: S3Response, xml: str) -> Json:
    return {**read_replication(self, xml), "xml": xml}


def answer_kept_replication(self: S3Response) -> Any:
    kept = self.backend.get_bucket_replication(self.bucket_name)
    return kept["xml"] if kept else answer_replication(self)


S3Response._replication_config_from_xml = keep_replication  # type: ignore[method-assign]
S3Response.get_bucket_replication = answer_kept_replication  # type: ignore[method-assign]


# --- Route 53 -------------------------------------------------------------------------------------------------------
# The zones that an environment is given exist before it, under the ids that it names.


def create_zone(account: str, zone_id: str, name: str) -> None:
    backend = moto.backends.get_backend("route53")[account]["aws"]
    zone = backend.create_hosted_zone(name, private_zone=False)
    del backend.zones[zone.resource_id]
    zone.resource_id = zone_id
    backend.zones[zone_id] = zone


# --- Cloud Map ------------------------------------------------------------------------------------------------------
# The hosted zone of a namespace goes with it.
# https://docs.aws.amazon.com/cloud-map/latest/api/API_DeleteNamespace.html

end_namespace = ServiceDiscoveryBackend.delete_namespace


def end_namespace_and_zone(self: ServiceDiscoveryBackend, namespace_id: str) -> str:
    zone = self.get_namespace(namespace_id).dns_properties.get("HostedZoneId")
    operation = end_namespace(self, namespace_id)
    zones = moto.backends.get_backend("route53")[self.account_id]["aws"].zones
    zones.pop((zone or "").split("/")[-1], None)
    return operation


ServiceDiscoveryBackend.delete_namespace = end_namespace_and_zone  # type: ignore[method-assign]


# --- EFS ------------------------------------------------------------------------------------------------------------
# https://docs.aws.amazon.com/efs/latest/ug/API_PutBackupPolicy.html


def file_system_of(account: str, region: str, parameters: Json) -> Any:
    file_systems = moto.backends.get_backend("efs")[account][region].file_systems_by_id
    file_system = file_systems.get(parameters["path"].split("/")[3])
    if file_system is None:
        raise Refused("FileSystemNotFound", "there is no such file system", 404)
    return file_system


@implements("elasticfilesystem", "DELETE /2015-02-01/file-systems/*/policy")
def delete_file_system_policy(account: str, region: str, parameters: Json) -> Json:
    file_system_of(account, region, parameters).file_system_policy = None
    return {}


@implements("elasticfilesystem", "PUT /2015-02-01/file-systems/*/backup-policy")
def put_backup_policy(account: str, region: str, parameters: Json) -> Json:
    file_system = file_system_of(account, region, parameters)
    status = parameters["BackupPolicy"]["Status"]
    file_system._backup = status == "ENABLED"
    return {"BackupPolicy": {"Status": status}}


@implements("elasticfilesystem", "GET /2015-02-01/file-systems/*/backup-policy")
def describe_backup_policy(account: str, region: str, parameters: Json) -> Json:
    file_system = file_system_of(account, region, parameters)
    return {"BackupPolicy": {"Status": "ENABLED" if file_system._backup else "DISABLED"}}


# --- CodeConnections ------------------------------------------------------------------------------------------------
# A connection stays PENDING until a person has completed the handshake with the host, in AWS as here.
# https://docs.aws.amazon.com/codeconnections/latest/APIReference/API_CreateConnection.html


@implements("codestar-connections", "CreateConnection")
def create_connection(account: str, region: str, parameters: Json) -> Json:
    arn = f"arn:aws:codestar-connections:{region}:{account}:connection/{mock_random.uuid4()}"
    store(account, region, "codeconnections.connections")[arn] = {
        "ConnectionName": parameters["ConnectionName"],
        "ConnectionArn": arn,
        "ProviderType": parameters.get("ProviderType"),
        "OwnerAccountId": account,
        "ConnectionStatus": "PENDING",
        "Tags": parameters.get("Tags", []),
    }
    return {"ConnectionArn": arn, "Tags": parameters.get("Tags", [])}


def connection(account: str, region: str, arn: str) -> Json:
    found = store(account, region, "codeconnections.connections").get(arn)
    if found is None:
        raise Refused("ResourceNotFoundException", f"there is no connection {arn}")
    return found


@implements("codestar-connections", "GetConnection")
def get_connection(account: str, region: str, parameters: Json) -> Json:
    found = connection(account, region, parameters["ConnectionArn"])
    return {"Connection": {key: value for key, value in found.items() if key != "Tags"}}


@implements("codestar-connections", "DeleteConnection")
def delete_connection(account: str, region: str, parameters: Json) -> Json:
    store(account, region, "codeconnections.connections").pop(parameters["ConnectionArn"], None)
    return {}


@implements("codestar-connections", "ListTagsForResource")
def list_connection_tags(account: str, region: str, parameters: Json) -> Json:
    return {"Tags": connection(account, region, parameters["ResourceArn"])["Tags"]}


# --- X-Ray groups ---------------------------------------------------------------------------------------------------
# https://docs.aws.amazon.com/xray/latest/api/API_CreateGroup.html


@implements("xray", "POST /CreateGroup")
def create_group(account: str, region: str, parameters: Json) -> Json:
    name = parameters["GroupName"]
    groups = store(account, region, "xray.groups")
    arn = f"arn:aws:xray:{region}:{account}:group/{name}/{mock_random.get_random_hex(26).upper()}"
    if any(group["GroupName"] == name for group in groups.values()):
        raise Refused("InvalidRequestException", f"Group {name} already exists")
    insights = {"InsightsEnabled": False, "NotificationsEnabled": False, **parameters.get("InsightsConfiguration", {})}
    groups[arn] = {
        "GroupARN": arn,
        "GroupName": name,
        "FilterExpression": parameters.get("FilterExpression"),
        "InsightsConfiguration": insights,
        "Tags": parameters.get("Tags", []),
    }
    return {"Group": shown(groups[arn])}


def shown(group: Json) -> Json:
    return {key: value for key, value in group.items() if key != "Tags"}


def group_of(account: str, region: str, parameters: Json) -> Json:
    for group in store(account, region, "xray.groups").values():
        if parameters.get("GroupARN") == group["GroupARN"] or parameters.get("GroupName") == group["GroupName"]:
            return group
    raise Refused("InvalidRequestException", "Group not found")


@implements("xray", "POST /GetGroup")
def get_group(account: str, region: str, parameters: Json) -> Json:
    return {"Group": shown(group_of(account, region, parameters))}


@implements("xray", "POST /DeleteGroup")
def delete_group(account: str, region: str, parameters: Json) -> Json:
    del store(account, region, "xray.groups")[group_of(account, region, parameters)["GroupARN"]]
    return {}


@implements("xray", "POST /ListTagsForResource")
def list_group_tags(account: str, region: str, parameters: Json) -> Json:
    return {"Tags": group_of(account, region, {"GroupARN": parameters["ResourceARN"]})["Tags"]}


# --- CodeBuild ------------------------------------------------------------------------------------------------------
# A project that CodePipeline gives its source and takes its artifacts from has no locations.
# https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectSource.html

validate_source = moto.codebuild.responses._validate_required_params_source
validate_artifacts = moto.codebuild.responses._validate_required_params_artifacts


def unless_pipeline(validate: Callable[[Json], None]) -> Callable[[Json], None]:
    return lambda value: None if value["type"] in ("CODEPIPELINE", "NO_SOURCE") else validate(value)


moto.codebuild.responses._validate_required_params_source = unless_pipeline(validate_source)
moto.codebuild.responses._validate_required_params_artifacts = unless_pipeline(validate_artifacts)


project_response = moto.codebuild.responses.CodeBuildResponse


def with_encryption_key(self: Any, create: Callable[[Any], Any]) -> Any:
    """The key of a project is the one that it is given; moto always answers with S3's own."""
    result = create(self)
    key = self._get_param("encryptionKey")
    if key is not None:
        self.codebuild_backend.codebuild_projects[self._get_param("name")].project_metadata["encryptionKey"] = key
    return result


wrap(project_response, "create_project", with_encryption_key)


def by_name(delete: Callable[[Any, str], None]) -> Callable[[Any, str], None]:
    """Deletes by name or by ARN, as the services do; moto takes names and ignores the rest in silence."""
    return lambda self, name: delete(self, name.split("/")[-1] if name.startswith("arn:") else name)


CodeBuildBackend.delete_project = by_name(CodeBuildBackend.delete_project)  # type: ignore[method-assign]


# --- CloudTrail -----------------------------------------------------------------------------------------------------
# https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html

CloudTrailBackend.delete_trail = by_name(CloudTrailBackend.delete_trail)  # type: ignore[method-assign]


# --- EC2 networks ---------------------------------------------------------------------------------------------------
# The network interface of a gateway goes with it.
# https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-working-with.html

delete_gateway = EC2Backend.delete_nat_gateway


def delete_gateway_and_interface(self: EC2Backend, nat_gateway_id: str) -> Any:
    gateway = delete_gateway(self, nat_gateway_id)
    self.enis.pop(gateway._eni.id, None)
    return gateway


EC2Backend.delete_nat_gateway = delete_gateway_and_interface  # type: ignore[method-assign]


# The network ACL that came with a VPC goes with it.
# https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html

delete_vpc = EC2Backend.delete_vpc


def delete_vpc_and_acls(self: EC2Backend, vpc_id: str) -> Any:
    vpc = delete_vpc(self, vpc_id)
    for acl in [acl for acl in self.network_acls.values() if acl.vpc_id == vpc_id]:
        del self.network_acls[acl.id]
    return vpc


EC2Backend.delete_vpc = delete_vpc_and_acls  # type: ignore[method-assign]


# --- CodePipeline ---------------------------------------------------------------------------------------------------
# Times are numbers in the JSON protocol.
# https://docs.aws.amazon.com/codepipeline/latest/APIReference/API_PipelineMetadata.html

CodePipeline.metadata = property(  # type: ignore[method-assign,assignment]
    lambda self: {
        "pipelineArn": self._arn,
        "created": self._created.timestamp(),
        "updated": self._updated.timestamp(),
    }
)


# --- Application Auto Scaling ---------------------------------------------------------------------------------------
# https://docs.aws.amazon.com/autoscaling/application/APIReference/API_ListTagsForResource.html


def with_tags(self: Any, register: Callable[[Any], Any]) -> Any:
    result = register(self)
    tags = self._get_param("Tags")
    if tags:
        arn = json.loads(result)["ScalableTargetARN"]
        store(self.current_account, self.region, "application-autoscaling.tags").setdefault(arn, {}).update(tags)
    return result


def without_tags(self: Any, deregister: Callable[[Any], Any]) -> Any:
    targets = self.applicationautoscaling_backend.targets.get(self._get_param("ScalableDimension"), {})
    target = targets.get(self._get_param("ResourceId"))
    if target is not None:
        store(self.current_account, self.region, "application-autoscaling.tags").pop(target.arn, None)
    return deregister(self)


wrap(ApplicationAutoScalingResponse, "register_scalable_target", with_tags)
wrap(ApplicationAutoScalingResponse, "deregister_scalable_target", without_tags)


find_policies = ApplicationAutoscalingBackend.describe_scaling_policies


def find_own_policies(self: ApplicationAutoscalingBackend, **given: Any) -> Any:
    """Policies are those of the resource that is named, not of every one whose name begins that name."""
    token, policies = find_policies(self, **given)
    resource = given.get("resource_id")
    return token, [policy for policy in policies if resource in (None, policy.resource_id)]


ApplicationAutoscalingBackend.describe_scaling_policies = find_own_policies  # type: ignore[method-assign]


@implements("application-autoscaling", "ListTagsForResource")
def list_target_tags(account: str, region: str, parameters: Json) -> Json:
    return {"Tags": store(account, region, "application-autoscaling.tags").get(parameters["ResourceARN"], {})}


@implements("application-autoscaling", "TagResource")
def tag_target(account: str, region: str, parameters: Json) -> Json:
    tags = store(account, region, "application-autoscaling.tags")
    tags.setdefault(parameters["ResourceARN"], {}).update(parameters["Tags"])
    return {}


# --- EC2 security groups --------------------------------------------------------------------------------------------
# A rule has the description that it was made with, whatever it opens to.
# https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SecurityGroupRule.html

make_rule = SecurityGroupRule.__init__


def make_described_rule(self: SecurityGroupRule, *args: Any, **kwargs: Any) -> None:
    make_rule(self, *args, **kwargs)
    names = ("ec2_backend", "ip_protocol", "group_id", "from_port", "to_port", "ip_range", "source_group")
    given = {**dict(zip((*names, "prefix_list_id"), args)), **kwargs}
    sources = (given.get("ip_range"), given.get("source_group"), given.get("prefix_list_id"))
    self._description = next((each["Description"] for each in sources if each and "Description" in each), None)


SecurityGroupRule.__init__ = make_described_rule  # type: ignore[method-assign]
SecurityGroupRule.description = property(lambda self: self._description)  # type: ignore[method-assign,assignment]


# --- ECS ------------------------------------------------------------------------------------------------------------
# Fields of a service that moto drops.
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html

SERVICE_FIELDS = {
    "enableECSManagedTags": ("enable_ecs_managed_tags", False),
    "healthCheckGracePeriodSeconds": ("health_check_grace_period_seconds", None),
    "availabilityZoneRebalancing": ("availability_zone_rebalancing", "DISABLED"),
    "capacityProviderStrategy": ("capacity_provider_strategy", []),
}


def with_fields(self: Any, change: Callable[[Any], Any]) -> Any:
    result = change(self)
    service = result.result["service"]
    for parameter, (attribute, default) in SERVICE_FIELDS.items():
        value = self._get_param(parameter)
        if value is not None or not hasattr(service, attribute):
            setattr(service, attribute, default if value is None else value)
    # A service has a strategy or a launch type.
    if service.capacity_provider_strategy:
        service.launch_type = None
    return result


wrap(EC2ContainerServiceResponse, "create_service", with_fields)
wrap(EC2ContainerServiceResponse, "update_service", with_fields)


# --- CloudFront -----------------------------------------------------------------------------------------------------
# A behaviour with a cache policy forwards no values, and a distribution with a certificate has no default one.
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DefaultCacheBehavior.html

make_behaviour = DefaultCacheBehaviour.__init__
make_certificate = ViewerCertificate.__init__


def make_behaviour_as_given(self: DefaultCacheBehaviour, config: Json) -> None:
    make_behaviour(self, config)
    if not config.get("ForwardedValues"):
        self.forwarded_values = None  # type: ignore[assignment]


def make_associated_behaviour(self: DefaultCacheBehaviour, config: Json) -> None:
    make_behaviour_as_given(self, config)
    functions = (config.get("FunctionAssociations") or {}).get("Items") or []
    self.function_associations = {"Quantity": len(functions), "Items": functions}


def make_origin_as_given(self: Origin, origin: Json) -> None:
    make_origin(self, origin)
    self.origin_access_control_id = origin.get("OriginAccessControlId") or ""


def make_certificate_as_given(self: ViewerCertificate, config: Json) -> None:
    make_certificate(self, config)
    if self.acm_certificate_arn or self.iam_certificate_id:
        self.cloud_front_default_certificate = False
    else:
        # CloudFront's own certificate is not said how to be used.
        self.ssl_support_method = config.get("SSLSupportMethod")


DefaultCacheBehaviour.__init__ = make_associated_behaviour  # type: ignore[method-assign]
ViewerCertificate.__init__ = make_certificate_as_given  # type: ignore[method-assign]
make_origin = Origin.__init__
Origin.__init__ = make_origin_as_given  # type: ignore[method-assign]


# Functions are published, and there are cache policies and monitoring subscriptions.
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_PublishFunction.html
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateCachePolicy.html
# https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateMonitoringSubscription.html

for path in (
    "function/(?P<function_name>[^/]+)/publish$",
    "cache-policy$",
    "cache-policy/(?P<policy_id>[^/]+)$",
    "distributions/(?P<distribution_id>[^/]+)/monitoring-subscription/?$",
):
    moto.cloudfront.urls.url_paths["{0}/2020-05-31/" + path] = CloudFrontResponse.dispatch


def publish_function(self: Any) -> ActionResult:
    return ActionResult({"FunctionSummary": self.backend.describe_function(self._get_param("Name")).function_summary})


def create_cache_policy(self: Any) -> ActionResult:
    policies = store(self.current_account, "aws", "cloudfront.cache_policies")
    config = self._get_param("CachePolicyConfig")
    if any(policy["CachePolicyConfig"]["Name"] == config["Name"] for policy in policies.values()):
        raise Problem("CachePolicyAlreadyExists", "there is a cache policy of this name")
    policy_id = str(mock_random.uuid4())
    policies[policy_id] = {"Id": policy_id, "LastModifiedTime": "2026-01-01T00:00:00Z", "CachePolicyConfig": config}
    return ActionResult({"CachePolicy": policies[policy_id], "ETag": policy_id, "Location": policy_id})


def get_cache_policy(self: Any) -> ActionResult:
    policy = store(self.current_account, "aws", "cloudfront.cache_policies").get(self._get_param("Id"))
    if policy is None:
        raise Problem("NoSuchCachePolicy", "there is no such cache policy")
    return ActionResult({"CachePolicy": policy, "ETag": policy["Id"]})


def delete_cache_policy(self: Any) -> EmptyResult:
    store(self.current_account, "aws", "cloudfront.cache_policies").pop(self._get_param("Id"), None)
    return EmptyResult()


def create_monitoring_subscription(self: Any) -> ActionResult:
    subscription = self._get_param("MonitoringSubscription")
    subscriptions = store(self.current_account, "aws", "cloudfront.monitoring_subscriptions")
    subscriptions[self._get_param("DistributionId")] = subscription
    return ActionResult({"MonitoringSubscription": subscription})


def get_monitoring_subscription(self: Any) -> ActionResult:
    subscriptions = store(self.current_account, "aws", "cloudfront.monitoring_subscriptions")
    subscription = subscriptions.get(self._get_param("DistributionId"))
    if subscription is None:
        raise Problem("NoSuchMonitoringSubscription", "there is no such subscription")
    return ActionResult({"MonitoringSubscription": subscription})


def delete_monitoring_subscription(self: Any) -> EmptyResult:
    subscriptions = store(self.current_account, "aws", "cloudfront.monitoring_subscriptions")
    subscriptions.pop(self._get_param("DistributionId"), None)
    return EmptyResult()


for added in (
    publish_function,
    create_cache_policy,
    get_cache_policy,
    delete_cache_policy,
    create_monitoring_subscription,
    get_monitoring_subscription,
    delete_monitoring_subscription,
):
    setattr(CloudFrontResponse, added.__name__, added)


# --- ElastiCache ----------------------------------------------------------------------------------------------------
# Groups of users, and the nodes of a replication group.
# https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateUserGroup.html
# https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CacheCluster.html


def user_groups(response: Any) -> dict[str, Json]:
    return store(response.current_account, response.region, "elasticache.user_groups")


def create_user_group(self: Any) -> ActionResult:
    group_id = self._get_param("UserGroupId")
    users = self.elasticache_backend.users
    unknown = [user for user in self._get_param("UserIds") if user not in users]
    if unknown or "default" not in [users[user].name for user in self._get_param("UserIds")]:
        raise Problem("DefaultUserRequired", f"a group needs known users, one of them called default: {unknown}")
    user_groups(self)[group_id] = {
        "UserGroupId": group_id,
        "Status": "active",
        "Engine": self._get_param("Engine"),
        "UserIds": self._get_param("UserIds"),
        "MinimumEngineVersion": "6.0",
        "ReplicationGroups": [],
        "ARN": f"arn:aws:elasticache:{self.region}:{self.current_account}:usergroup:{group_id}",
    }
    self.elasticache_backend.tagging_service.tag_resource(user_groups(self)[group_id]["ARN"], self._get_param("Tags", []))
    return ActionResult(user_groups(self)[group_id])


def describe_user_groups(self: Any) -> ActionResult:
    wanted = self._get_param("UserGroupId")
    found = [group for group_id, group in user_groups(self).items() if wanted in (None, group_id)]
    if wanted and not found:
        raise Problem("UserGroupNotFoundFault", "there is no such group")
    return ActionResult({"UserGroups": found})


def delete_user_group(self: Any) -> ActionResult:
    group = user_groups(self).pop(self._get_param("UserGroupId"))
    return ActionResult({**group, "Status": "deleting"})


def delete_cache_subnet_group(self: Any) -> EmptyResult:
    self.elasticache_backend.cache_subnet_groups.pop(self._get_param("CacheSubnetGroupName"), None)
    return EmptyResult()


for added in (create_user_group, describe_user_groups, delete_user_group, delete_cache_subnet_group):
    setattr(ElastiCacheResponse, added.__name__, added)


make_group = ElastiCacheBackend.create_replication_group
end_group = ElastiCacheBackend.delete_replication_group
find_clusters = ElastiCacheBackend.describe_cache_clusters


def make_group_with_nodes(self: ElastiCacheBackend, **given: Any) -> Any:
    # Without shards, the number of nodes is that of the one primary and its replicas.
    if given.get("num_cache_clusters") and not given.get("replicas_per_node_group"):
        given["replicas_per_node_group"] = given["num_cache_clusters"] - 1
    group = make_group(self, **given)
    for shard in group.node_groups:
        shard["reader_endpoint"] = {"address": shard["reader_endpoint_address"], "port": group.port}
    known = dict.fromkeys(inspect.signature(CacheCluster.__init__).parameters)
    known.pop("self")
    shared = {**{name: given.get(name) for name in known}, "account_id": self.account_id, "region_name": self.region_name}
    group.nodes = {
        node: CacheCluster(**{**shared, "cache_cluster_id": node, "num_cache_nodes": 1, "tags": []})
        for node in group.member_clusters
    }
    for node in group.nodes.values():
        node.replication_group_id = group.replication_group_id
        node.at_rest_encryption_enabled = group.at_rest_encryption_enabled
        node.security_groups = [
            {"SecurityGroupId": each, "Status": "active"} for each in group.security_group_ids or []
        ]
    return group


def end_group_and_nodes(self: ElastiCacheBackend, replication_group_id: str, **given: Any) -> Any:
    group = end_group(self, replication_group_id=replication_group_id, **given)
    del self.replication_groups[replication_group_id]
    return group


def find_clusters_and_nodes(self: ElastiCacheBackend, cache_cluster_id: str | None = None) -> Any:
    for group in self.replication_groups.values():
        if cache_cluster_id in group.nodes:
            return [group.nodes[cache_cluster_id]]
    return find_clusters(self, cache_cluster_id=cache_cluster_id)


ElastiCacheBackend.create_replication_group = make_group_with_nodes  # type: ignore[method-assign]
ElastiCacheBackend.delete_replication_group = end_group_and_nodes  # type: ignore[method-assign]
ElastiCacheBackend.describe_cache_clusters = find_clusters_and_nodes  # type: ignore[method-assign]
# Every kind of resource has tags.
ElastiCacheBackend.list_tags_for_resource = (  # type: ignore[method-assign]
    lambda self, arn: self.tagging_service.list_tags_for_resource(arn)
)


# --- CodeDeploy -----------------------------------------------------------------------------------------------------
# A deployment group shows its alarms; it and its application can be deleted.
# https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeploymentGroupInfo.html
# https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_DeleteDeploymentGroup.html

show_deployment_group = moto.codedeploy.responses._deployment_group_info
moto.codedeploy.responses._deployment_group_info = lambda group: {
    **show_deployment_group(group),
    "alarmConfiguration": group.alarm_configuration or {},
}


def delete_deployment_group(self: Any) -> ActionResult:
    application, name = self._get_param("applicationName"), self._get_param("deploymentGroupName")
    self.codedeploy_backend.deployment_groups.get(application, {}).pop(name, None)
    return ActionResult({"hooksNotCleanedUp": []})


def delete_application(self: Any) -> EmptyResult:
    self.codedeploy_backend.applications.pop(self._get_param("applicationName"), None)
    self.codedeploy_backend.deployment_groups.pop(self._get_param("applicationName"), None)
    return EmptyResult()


for added in (delete_deployment_group, delete_application):
    setattr(moto.codedeploy.responses.CodeDeployResponse, added.__name__, added)


# --- RDS ------------------------------------------------------------------------------------------------------------
# Fields that moto drops, parameters of a group, members of a global cluster in other regions; and capacities of
# Serverless v1, which no other cluster shows.
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_GlobalCluster.html
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBInstance.html
# https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DBCluster.html

make_instance = DBInstance.__init__
make_member = DBInstanceClustered.__init__
show_capacities = DBCluster.scaling_configuration_info.fget  # type: ignore[attr-defined]


def watched(make: Callable[..., None]) -> Callable[..., None]:
    def make_watched(self: DBInstance, *args: Any, **given: Any) -> None:
        make(self, *args, **given)
        self.performance_insights_enabled = given.get("enable_performance_insights", False)
        self.performance_insights_kms_key_id = given.get("performance_insights_kms_key_id")
        self.performance_insights_retention_period = given.get("performance_insights_retention_period")

    return make_watched


def describe_db_parameters(self: Any) -> ActionResult:
    groups = self.backend.describe_db_parameter_groups({"db_parameter_group_name": self.params["DBParameterGroupName"]})
    return ActionResult({"Parameters": [{**each, "Source": "user"} for each in groups[0].parameters.values()]})


def with_global_fields(self: Any, create: Callable[[Any], Any]) -> Any:
    result = create(self)
    cluster = result.result["GlobalCluster"]
    cluster.database_name = self.params.get("DatabaseName")
    cluster.tags = self.params.get("Tags") or []
    return result


def modify_global_cluster(self: Any) -> ActionResult:
    cluster = self.global_backend.global_clusters[self.params["GlobalClusterIdentifier"]]
    if "DeletionProtection" in self.params:
        cluster.deletion_protection = self.params["DeletionProtection"]
    return ActionResult({"GlobalCluster": cluster})


def remove_from_global_cluster(self: Any) -> ActionResult:
    """A member of any region, by its ARN; moto looks in one region only."""
    cluster = self.global_backend.global_clusters[self.params["GlobalClusterIdentifier"]]
    arn = self.params["DbClusterIdentifier"]
    for member in [member for member in cluster.members if member.db_cluster_arn == arn]:
        cluster.members.remove(member)
        member.global_cluster_identifier = None
    return ActionResult({"GlobalCluster": cluster})


for added in (describe_db_parameters, modify_global_cluster, remove_from_global_cluster):
    setattr(RDSResponse, added.__name__, added)
DBInstance.__init__ = watched(make_instance)  # type: ignore[method-assign]
DBInstanceClustered.__init__ = watched(make_member)  # type: ignore[method-assign]
DBCluster.scaling_configuration_info = property(  # type: ignore[method-assign,assignment]
    lambda self: show_capacities(self) if self.scaling_configuration else None
)
DBCluster.enable_http_endpoint = property(  # type: ignore[method-assign,assignment]
    lambda self: self.data_api, lambda self, value: setattr(self, "data_api", bool(value))
)
wrap(RDSResponse, "create_global_cluster", with_global_fields)


# --- Bedrock knowledge bases ----------------------------------------------------------------------------------------
# Times are texts and states are in capitals; and there are data sources.
# https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_KnowledgeBase.html
# https://docs.aws.amazon.com/bedrock/latest/APIReference/API_agent_DataSource.html

NOW = "2026-01-01T00:00:00Z"


def bedrock_id() -> str:
    return str(mock_random.get_random_hex(10)).upper()


def bedrock(account: str, region: str, kind: str, parameters: Json, part: int) -> Json:
    found = store(account, region, f"bedrock.{kind}").get(parameters["path"].strip("/").split("/")[part])
    if found is None:
        raise Refused("ResourceNotFoundException", "there is no such resource", 404)
    return found


@implements("bedrock", "PUT /knowledgebases/*/datasources/")
def create_data_source(account: str, region: str, parameters: Json) -> Json:
    base = bedrock(account, region, "knowledge_bases", parameters, 1)
    source_id = bedrock_id()
    given = {key: value for key, value in parameters.items() if key not in ("path", "clientToken")}
    source = {**given, "dataSourceId": source_id, "knowledgeBaseId": base["knowledgeBaseId"], "status": "AVAILABLE"}
    store(account, region, "bedrock.data_sources")[source_id] = {**source, "createdAt": NOW, "updatedAt": NOW}
    return {"dataSource": store(account, region, "bedrock.data_sources")[source_id]}


@implements("bedrock", "GET /knowledgebases/*/datasources/*")
def get_data_source(account: str, region: str, parameters: Json) -> Json:
    return {"dataSource": bedrock(account, region, "data_sources", parameters, 3)}


@implements("bedrock", "DELETE /knowledgebases/*/datasources/*")
def delete_data_source(account: str, region: str, parameters: Json) -> Json:
    source = bedrock(account, region, "data_sources", parameters, 3)
    del store(account, region, "bedrock.data_sources")[source["dataSourceId"]]
    return {**{key: source[key] for key in ("dataSourceId", "knowledgeBaseId")}, "status": "DELETING"}


@implements("bedrock", "PUT /knowledgebases/")
def create_knowledge_base(account: str, region: str, parameters: Json) -> Json:
    base_id = bedrock_id()
    given = {key: value for key, value in parameters.items() if key not in ("path", "clientToken", "tags")}
    arn = f"arn:aws:bedrock:{region}:{account}:knowledge-base/{base_id}"
    base = {**given, "knowledgeBaseId": base_id, "knowledgeBaseArn": arn, "status": "ACTIVE"}
    store(account, region, "bedrock.knowledge_bases")[base_id] = {**base, "createdAt": NOW, "updatedAt": NOW}
    knowledge_base_tags[arn] = parameters.get("tags", {})
    return {"knowledgeBase": store(account, region, "bedrock.knowledge_bases")[base_id]}


knowledge_base_tags: dict[str, Json] = {}


@implements("bedrock", "GET /knowledgebases/*")
def get_knowledge_base(account: str, region: str, parameters: Json) -> Json:
    return {"knowledgeBase": bedrock(account, region, "knowledge_bases", parameters, 1)}


@implements("bedrock", "DELETE /knowledgebases/*")
def delete_knowledge_base(account: str, region: str, parameters: Json) -> Json:
    base = bedrock(account, region, "knowledge_bases", parameters, 1)
    del store(account, region, "bedrock.knowledge_bases")[base["knowledgeBaseId"]]
    return {"knowledgeBaseId": base["knowledgeBaseId"], "status": "DELETING"}


@implements("bedrock", "GET /tags/*")
def list_knowledge_base_tags(account: str, region: str, parameters: Json) -> Json:
    return {"tags": knowledge_base_tags.get(parameters["path"].removeprefix("/tags/"), {})}


# --- Security Hub ---------------------------------------------------------------------------------------------------
# https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_UpdateSecurityHubConfiguration.html

describe_hub = SecurityHubBackend.describe_hub


@implements("securityhub", "PATCH /accounts")
def update_security_hub_configuration(account: str, region: str, parameters: Json) -> Json:
    hub = moto.backends.get_backend("securityhub")[account][region]  # type: ignore[call-overload]
    hub.settings = {key: value for key, value in parameters.items() if key != "path"}
    return {}


SecurityHubBackend.describe_hub = lambda self, hub_arn=None: {  # type: ignore[method-assign]
    **describe_hub(self, hub_arn),
    **getattr(self, "settings", {}),
}


# --- Lambda ---------------------------------------------------------------------------------------------------------
# Where failed events and log lines of a function go.
# https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html

make_function = LambdaFunction.__init__
show_function = LambdaFunction.get_configuration


def make_function_with_targets(self: LambdaFunction, *args: Any, **given: Any) -> None:
    make_function(self, *args, **given)
    spec = given.get("spec") or next(arg for arg in args if isinstance(arg, dict))
    self.targets = {name: spec[name] for name in ("DeadLetterConfig", "LoggingConfig") if spec.get(name)}


def show_function_with_targets(self: LambdaFunction, on_create: bool = False) -> Json:
    return {**show_function(self, on_create), **self.targets}


LambdaFunction.__init__ = make_function_with_targets  # type: ignore[method-assign]
LambdaFunction.get_configuration = show_function_with_targets  # type: ignore[method-assign]


# --- OpenSearch Serverless ------------------------------------------------------------------------------------------
# Data access policies, endpoints of a VPC read and deleted, and security policies deleted. An endpoint is one of EC2's as
# well, which is where its security groups are read.
# https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference/API_CreateAccessPolicy.html
# https://docs.aws.amazon.com/opensearch-service/latest/ServerlessAPIReference/API_BatchGetVpcEndpoint.html

NOW_IN_MS = 1_767_225_600_000


def search(account: str, region: str) -> Any:
    return moto.backends.get_backend("opensearchserverless")[account][region]  # type: ignore[call-overload]


make_collection = OpenSearchServiceServerlessBackend.create_collection


def make_encrypted_collection(self: OpenSearchServiceServerlessBackend, **given: Any) -> Any:
    """The policy that says how a collection is encrypted is one on encryption; moto takes any that names it."""
    policies = self.security_policies
    self.security_policies = {token: policy for token, policy in policies.items() if policy.type == "encryption"}
    try:
        return make_collection(self, **given)
    finally:
        self.security_policies = policies


OpenSearchServiceServerlessBackend.create_collection = make_encrypted_collection  # type: ignore[method-assign]


@implements("aoss", "CreateAccessPolicy")
def create_access_policy(account: str, region: str, parameters: Json) -> Json:
    policies = store(account, region, "aoss.access_policies")
    if parameters["name"] in policies:
        raise Refused("ConflictException", f"there is a policy {parameters['name']} already", 409)
    given = {key: parameters.get(key) for key in ("name", "type", "description")}
    times = {"createdDate": NOW_IN_MS, "lastModifiedDate": NOW_IN_MS}
    # A policy is given as text and shown as a document.
    document = {"policy": json.loads(parameters["policy"]), "policyVersion": "MTc2NzIyNTYwMDAwMF8x"}
    policies[parameters["name"]] = {key: value for key, value in {**given, **document, **times}.items() if value}
    return {"accessPolicyDetail": policies[parameters["name"]]}


@implements("aoss", "GetAccessPolicy")
def get_access_policy(account: str, region: str, parameters: Json) -> Json:
    policy = store(account, region, "aoss.access_policies").get(parameters["name"])
    if policy is None:
        raise Refused("ResourceNotFoundException", "there is no such policy", 404)
    return {"accessPolicyDetail": policy}


@implements("aoss", "DeleteAccessPolicy")
def delete_access_policy(account: str, region: str, parameters: Json) -> Json:
    store(account, region, "aoss.access_policies").pop(parameters["name"], None)
    return {}


@implements("aoss", "DeleteSecurityPolicy")
def delete_security_policy(account: str, region: str, parameters: Json) -> Json:
    policies = search(account, region).security_policies
    for token, policy in list(policies.items()):
        if (policy.name, policy.type) == (parameters["name"], parameters["type"]):
            del policies[token]
    return {}


@implements("aoss", "CreateVpcEndpoint")
def create_vpc_endpoint(account: str, region: str, parameters: Json) -> Json:
    names = {"client_token": "clientToken", "name": "name", "vpc_id": "vpcId"}
    lists = {"security_group_ids": "securityGroupIds", "subnet_ids": "subnetIds"}
    given = {name: parameters.get(key) for name, key in {**names, **lists}.items()}
    endpoint = search(account, region).create_vpc_endpoint(**given)
    ec2 = moto.backends.get_backend("ec2")[account][region]
    endpoint.id = ec2.create_vpc_endpoint(
        vpc_id=given["vpc_id"],
        service_name=f"com.amazonaws.{region}.aoss",
        endpoint_type="Interface",
        policy_document=None,
        route_table_ids=[],
        subnet_ids=given["subnet_ids"],
        security_group_ids=given["security_group_ids"],
    ).id
    return {"createVpcEndpointDetail": endpoint.to_dict()}


@implements("aoss", "BatchGetVpcEndpoint")
def batch_get_vpc_endpoint(account: str, region: str, parameters: Json) -> Json:
    known = {endpoint.id: endpoint for endpoint in search(account, region).os_endpoints.values()}
    details = [
        {
            **known[each].to_dict(),
            "vpcId": known[each].vpc_id,
            "subnetIds": known[each].subnet_ids,
            "securityGroupIds": known[each].security_group_ids,
            "createdDate": NOW_IN_MS,
        }
        for each in parameters["ids"]
        if each in known
    ]
    missing_ids = [each for each in parameters["ids"] if each not in known]
    errors = [{"id": each, "errorCode": "NOT_FOUND", "errorMessage": "there is no such endpoint"} for each in missing_ids]
    return {"vpcEndpointDetails": details, "vpcEndpointErrorDetails": errors}


@implements("aoss", "DeleteVpcEndpoint")
def delete_vpc_endpoint(account: str, region: str, parameters: Json) -> Json:
    endpoints = search(account, region).os_endpoints
    for token, endpoint in list(endpoints.items()):
        if endpoint.id == parameters["id"]:
            del endpoints[token]
            moto.backends.get_backend("ec2")[account][region].delete_vpc_endpoints([endpoint.id])
    return {"deleteVpcEndpointDetail": {"id": parameters["id"], "status": "DELETING"}}


# --- Firehose -------------------------------------------------------------------------------------------------------
# Streams to OpenSearch Serverless, which moto does not know.
# https://docs.aws.amazon.com/firehose/latest/APIReference/API_AmazonOpenSearchServerlessDestinationDescription.html


@implements("firehose", "CreateDeliveryStream")
def create_delivery_stream(account: str, region: str, parameters: Json) -> Json:
    name = parameters["DeliveryStreamName"]
    arn = f"arn:aws:firehose:{region}:{account}:deliverystream/{name}"
    destination = {**parameters["AmazonOpenSearchServerlessDestinationConfiguration"]}
    destination["S3DestinationDescription"] = destination.pop("S3Configuration")
    vpc = destination.pop("VpcConfiguration", None)
    if vpc:
        destination["VpcConfigurationDescription"] = {**vpc, "VpcId": "vpc-00000000000000000"}
    encryption = parameters.get("DeliveryStreamEncryptionConfigurationInput", {})
    store(account, region, "firehose.streams")[name] = {
        "DeliveryStreamName": name,
        "DeliveryStreamARN": arn,
        "DeliveryStreamStatus": "ACTIVE",
        "DeliveryStreamType": parameters.get("DeliveryStreamType", "DirectPut"),
        "DeliveryStreamEncryptionConfiguration": {**encryption, "Status": "ENABLED" if encryption else "DISABLED"},
        "VersionId": "1",
        "CreateTimestamp": NOW_IN_MS / 1000,
        "HasMoreDestinations": False,
        "Destinations": [
            {"DestinationId": "destinationId-000000000001", "AmazonOpenSearchServerlessDestinationDescription": destination}
        ],
        "Tags": parameters.get("Tags", []),
    }
    return {"DeliveryStreamARN": arn}


def delivery_stream(account: str, region: str, parameters: Json) -> Json:
    found = store(account, region, "firehose.streams").get(parameters["DeliveryStreamName"])
    if found is None:
        raise Refused("ResourceNotFoundException", "there is no such stream")
    return found


@implements("firehose", "StartDeliveryStreamEncryption")
def start_delivery_stream_encryption(account: str, region: str, parameters: Json) -> Json:
    given = parameters.get("DeliveryStreamEncryptionConfigurationInput", {})
    delivery_stream(account, region, parameters)["DeliveryStreamEncryptionConfiguration"] = {**given, "Status": "ENABLED"}
    return {}


@implements("firehose", "DescribeDeliveryStream")
def describe_delivery_stream(account: str, region: str, parameters: Json) -> Json:
    found = delivery_stream(account, region, parameters)
    return {"DeliveryStreamDescription": {key: value for key, value in found.items() if key != "Tags"}}


@implements("firehose", "DeleteDeliveryStream")
def delete_delivery_stream(account: str, region: str, parameters: Json) -> Json:
    store(account, region, "firehose.streams").pop(parameters["DeliveryStreamName"], None)
    return {}


@implements("firehose", "ListTagsForDeliveryStream")
def list_stream_tags(account: str, region: str, parameters: Json) -> Json:
    return {"Tags": delivery_stream(account, region, parameters)["Tags"], "HasMoreTags": False}


# CloudWatch Logs accepts a stream as the destination of a subscription when there is one of that ARN.
# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutSubscriptionFilter.html


def subscribe(
    self: LogsBackend, log_group_name: str, filter_name: str, filter_pattern: str, destination_arn: str, role_arn: str
) -> None:
    streams = store(self.account_id, self.region_name, "firehose.streams").values()
    if destination_arn not in [stream["DeliveryStreamARN"] for stream in streams]:
        raise Problem("InvalidParameterException", "there is no such stream")
    self.groups[log_group_name].put_subscription_filter(filter_name, filter_pattern, destination_arn, role_arn)


LogsBackend.put_subscription_filter = subscribe  # type: ignore[method-assign]


# --- IAM ------------------------------------------------------------------------------------------------------------
# Of AWS's own policies, of which moto knows all or none, those that are attached here.

AWS_POLICIES = {
    name: content for name, content in json.loads(aws_managed_policies_data).items() if name in {"AWS_ConfigRole"}
}

IAMBackend._init_aws_policies = lambda self: [  # type: ignore[method-assign]
    AWSManagedPolicy.from_data(name, self.account_id, self.region_name, content)
    for name, content in AWS_POLICIES.items()
]


# --- Inventory ------------------------------------------------------------------------------------------------------


# What AWS still shows, or keeps for a while, of something that is deleted.
GONE = {"deleted", "deleting", "inactive", "pendingdeletion"}
# Collections that hold no resources: catalogues of AWS, settings with defaults, histories, and tags of what is gone.
NO_RESOURCES = {
    "codebuild.build_history",
    "codebuild.build_metadata_history",
    "ec2.tags",
    "ecr.registry_scanning_configuration",
    "ecr.replication_config",
    "cloudformation.deleted_stacks",
    "iam.aws_managed_policies",
    "iam.managed_policies",
    "inspector2.account_status",
    "inspector2.org_config",
    "rds.events",
    "rds.resource_map",
    # Of every zone, also of one that names none.
    "route53.delegation_sets",
    "securityhub.settings",
    "securityhub.tags",
    "servicediscovery.operations",
}


def inventory() -> list[Json]:
    """Everything that exists, each with the account, the region and the collection of moto that holds it."""
    found: list[Json] = []

    def add(account: str, region: str, kind: str, key: Any, thing: Any = None) -> None:
        states = (getattr(thing, name, None) for name in ("state", "status", "key_state"))
        if not any(isinstance(state, str) and state.lower() in GONE for state in states):
            found.append({"account": account, "region": region, "kind": kind, "key": str(key)})

    def walk(account: str, region: str, kind: str, value: Any, depth: int) -> None:
        if kind in NO_RESOURCES:
            return
        if isinstance(value, dict):
            for key, inner in list(value.items()):
                # A collection by VPC, by account or by name holds the things themselves one level below.
                if isinstance(inner, dict) and depth < 2:
                    walk(account, region, kind, inner, depth + 1)
                else:
                    add(account, region, kind, key, inner)
        elif isinstance(value, (list, set, tuple)):
            for item in list(value):
                add(account, region, kind, getattr(item, "arn", None) or getattr(item, "id", None) or item, item)

    for backends in list(BackendDict._instances):
        for account, regions in list(backends.items()):
            for region, backend in list(regions.items()):
                for name, value in list(vars(backend).items()):
                    if not name.startswith("_"):
                        walk(account, region, f"{backends.service_name}.{name}", value, 0)
                for zone in getattr(backend, "zones", {}).values() if backends.service_name == "route53" else ():
                    for record in zone.rrsets:
                        add(account, region, "route53.records", f"{zone.id} {record.name} {record.type}")
    for (account, region, kind), things in list(stores.items()):
        for key in list(things):
            add(account, region, kind, key)
    return found


def visit(account: str, region: str) -> None:
    """Makes what every account has before anything is created in it, such as the default VPC."""
    for service in ("ec2", "ecr", "elasticache", "sns"):
        moto.backends.get_backend(service)[account][region]  # type: ignore[call-overload]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--zones", default="[]", help="hosted zones that exist before: account, id and name, as JSON")
    parser.add_argument("--places", default="[]", help="pairs of account and region that are used, as JSON")
    arguments = parser.parse_args()
    for zone in json.loads(arguments.zones):
        create_zone(zone["account"], zone["id"], zone["name"])
    for account, region in json.loads(arguments.places):
        visit(account, region)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    run_simple("127.0.0.1", arguments.port, Application(), threaded=True, request_handler=MotoRequestHandler)


if __name__ == "__main__":
    main()
