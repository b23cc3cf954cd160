import { EcsTaskDefinition, type EcsTaskDefinitionVolume } from "@cdktf/provider-aws/lib/ecs-task-definition";
import type { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { checkText, checkWhole, IMAGE_TAG } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Connectable, SecurityGroupRule } from "../network/security-group";
import type { LogGroup } from "../observability/log-group";
import { TracingSidecar } from "../observability/tracing-sidecar";
import { Role } from "../security/role";
import type { SecretValue } from "../security/secret";
import type { FileSystem } from "../storage/file-system";
import type { Registry } from "../storage/registry";
import { checkFargateSize } from "./fargate-size";

/** A file system that a container sees as a directory. */
export interface TaskMount {
  readonly fileSystem: FileSystem;
  /** Absolute path in the container. */
  readonly path: string;
  /** What the container, and its role, may do. */
  readonly access: "read" | "read-write";
}

/** Props of {@link Task}. */
export interface TaskProps {
  /** Last part of the names of the family and the roles, such as `api`. */
  readonly name: string;
  /** Name of the application's container. @default "app" */
  readonly containerName?: string;
  /** Holds the image. */
  readonly registry: Registry;
  /** Tag of the image that Terraform registers; a pipeline replaces it by its own. */
  readonly imageTag: string;
  /** CPU units of the whole task: 1024 are one vCPU. Fargate knows certain pairs of CPU and memory only. */
  readonly cpu: number;
  /** Memory of the whole task in MiB. */
  readonly memoryMib: number;
  /** GiB of disk that goes with the task, 21 to 200. @default - Fargate's 20 GiB, which can only be had by not asking */
  readonly ephemeralStorageGib?: number;
  /** Port that the container listens on. @default - it does not listen */
  readonly containerPort?: number;
  /** Name of that port, for ECS Service Connect. @default - none */
  readonly portName?: string;
  /**
   * Command in the container that ends with 0 while the application is well. The image has to have it.
   * @default - only the load balancer looks
   */
  readonly healthCommand?: readonly string[];
  /** Plain settings of the application. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Secrets by the name of the variable that receives the value at start. */
  readonly secrets?: Readonly<Record<string, SecretValue>>;
  /** @default - none */
  readonly mounts?: readonly TaskMount[];
  readonly logGroup: LogGroup;
  /** Adds an OpenTelemetry collector that sends traces to X-Ray. @default false */
  readonly tracing?: boolean;
  /** Seconds between the stop signal and the kill, 2 to 120 on Fargate. @default 30 */
  readonly stopTimeoutSeconds?: number;
  /**
   * Directories that the container may write to. Everything else of its file system is read only. An image that
   * does not run as root declares each of them with VOLUME, or they belong to root.
   * @default ["/tmp"]
   */
  readonly writablePaths?: readonly string[];
}

/**
 * A Fargate task definition with its two roles: the execution role, which pulls the image, writes logs and injects
 * secrets; and the task role, which is the application's own and can do nothing until something is granted.
 */
export class Task extends Construct {
  public readonly taskDefinition: EcsTaskDefinition;
  public readonly executionRole: Role;
  public readonly taskRole: Role;
  public readonly containerName: string;
  /** Name that all revisions share; it does not change with them. */
  public readonly family: string;
  private readonly mounts: readonly TaskMount[];

  public constructor(scope: Construct, id: string, props: TaskProps) {
    super(scope, id);
    checkText(this, "imageTag", props.imageTag, IMAGE_TAG);
    const { name, containerName = "app", cpu, memoryMib, mounts = [] } = props;
    this.containerName = containerName;
    this.family = physicalName(this, NAME_LIMITS.ecs, name);
    this.mounts = mounts;
    this.checkProps(props);
    this.executionRole = this.createRole(`${name}-execution`, "execution-role", `Starts tasks of ${name}`);
    this.taskRole = this.createRole(`${name}-task`, "task-role", `What ${name} itself may do`);
    this.grantStart(props);
    for (const { fileSystem, access } of mounts) fileSystem.grantMount(this.taskRole, access);
    const sidecar = props.tracing ? new TracingSidecar(this, "tracing", { logGroup: props.logGroup }) : undefined;
    sidecar?.grantExport(this.taskRole);
    this.taskDefinition = new EcsTaskDefinition(this, "definition", {
      family: this.family,
      requiresCompatibilities: ["FARGATE"],
      networkMode: "awsvpc",
      cpu: String(cpu),
      memory: String(memoryMib),
      ...(props.ephemeralStorageGib === undefined
        ? {}
        : { ephemeralStorage: { sizeInGib: props.ephemeralStorageGib } }),
      executionRoleArn: this.executionRole.arn,
      taskRoleArn: this.taskRole.arn,
      containerDefinitions: JSON.stringify([this.container(props, sidecar), ...(sidecar ? [sidecar.container] : [])]),
      volume: this.volumes(props),
      runtimePlatform: { operatingSystemFamily: "LINUX", cpuArchitecture: "X86_64" },
      // A revision stays registered when a new one replaces it, so that a deployment can go back to it.
      skipDestroy: environmentOf(this).data === "protected",
    });
  }

  /** Opens the way from a group of tasks to the file systems that they mount. */
  public connectMounts(client: Connectable): readonly SecurityGroupRule[] {
    return this.mounts.flatMap(({ fileSystem }) => fileSystem.allowFrom(client));
  }

  /** What the roles may do, for what starts tasks: without it the first ones would fail. */
  public get rolePolicies(): readonly IamRolePolicy[] {
    return [this.executionRole.policy, this.taskRole.policy].filter((policy) => policy !== undefined);
  }

  /** Lets a role start tasks with the task's two roles. */
  public grantPass(role: Role): void {
    role.allow({
      sid: "PassTaskRoles",
      actions: ["iam:PassRole"],
      resources: [this.executionRole.arn, this.taskRole.arn],
      conditions: { StringEquals: { "iam:PassedToService": "ecs-tasks.amazonaws.com" } },
    });
  }

  /** Lets a role register revisions of the task definition. What one may run as is limited to the task's own roles. */
  public grantRegister(role: Role): void {
    // These actions know no resources.
    role.allow({
      sid: "RegisterRevision",
      actions: ["ecs:DescribeTaskDefinition", "ecs:RegisterTaskDefinition", "ecs:TagResource"],
      resources: ["*"],
    });
    this.grantPass(role);
  }

  private createRole(name: string, id: string, description: string): Role {
    const { account, region } = environmentOf(this);
    return new Role(this, id, {
      name,
      description,
      assumedBy: "ecs-tasks.amazonaws.com",
      sourceArns: [`arn:aws:ecs:${region}:${account}:*`],
    });
  }

  private grantStart({ registry, logGroup, secrets = {} }: TaskProps): void {
    registry.grantPull(this.executionRole);
    logGroup.grantWrite(this.executionRole);
    for (const secret of Object.values(secrets)) secret.grantRead(this.executionRole);
  }

  private container(props: TaskProps, sidecar: TracingSidecar | undefined): object {
    const { registry, imageTag, containerPort, environment = {}, secrets = {}, logGroup } = props;
    const { mounts = [], writablePaths = ["/tmp"], stopTimeoutSeconds = 30, portName, healthCommand } = props;
    const variables = { ...environment, ...sidecar?.environment };
    return {
      name: this.containerName,
      image: `${registry.url}:${imageTag}`,
      essential: true,
      ...(containerPort === undefined
        ? {}
        : {
            portMappings: [
              {
                ...(portName === undefined ? {} : { name: portName }),
                containerPort,
                hostPort: containerPort,
                protocol: "tcp",
              },
            ],
          }),
      ...(healthCommand
        ? { healthCheck: { command: ["CMD", ...healthCommand], interval: 30, timeout: 5, retries: 3, startPeriod: 60 } }
        : {}),
      environment: sortedByName(variables, (value) => ({ value })),
      secrets: sortedByName(secrets, ({ valueFrom }) => ({ valueFrom })),
      mountPoints: [
        ...mounts.map(({ fileSystem, path, access }) => ({
          sourceVolume: fileSystem.node.id,
          containerPath: path,
          readOnly: access === "read",
        })),
        ...writablePaths.map((path) => ({ sourceVolume: volumeName(path), containerPath: path, readOnly: false })),
      ],
      readonlyRootFilesystem: true,
      stopTimeout: stopTimeoutSeconds,
      logConfiguration: logGroup.containerOptions(this.containerName),
    };
  }

  private volumes({ writablePaths = ["/tmp"] }: TaskProps): EcsTaskDefinitionVolume[] {
    return [
      ...this.mounts.map(({ fileSystem }) => ({
        name: fileSystem.node.id,
        efsVolumeConfiguration: {
          fileSystemId: fileSystem.id,
          transitEncryption: "ENABLED",
          authorizationConfig: { accessPointId: fileSystem.accessPoint.id, iam: "ENABLED" },
        },
      })),
      ...writablePaths.map((path) => ({ name: volumeName(path) })),
    ];
  }

  private checkProps(props: TaskProps): void {
    const { cpu, memoryMib, containerPort, stopTimeoutSeconds = 30, ephemeralStorageGib } = props;
    checkFargateSize(this, cpu, memoryMib);
    checkWhole(this, "ephemeralStorageGib", ephemeralStorageGib, { min: 21, max: 200 });
    check(
      this,
      containerPort === undefined || (Number.isInteger(containerPort) && containerPort > 0 && containerPort < 65536),
      {
        property: "containerPort",
        got: containerPort,
        allowed: "1 to 65535",
        fix: "use the port that the application listens on",
      },
    );
    check(this, stopTimeoutSeconds >= 2 && stopTimeoutSeconds <= 120, {
      property: "stopTimeoutSeconds",
      got: stopTimeoutSeconds,
      allowed: "2 to 120",
      fix: "finish requests sooner; Fargate kills a task after two minutes",
    });
  }
}

function sortedByName<T>(values: Readonly<Record<string, T>>, render: (value: T) => object): object[] {
  return Object.entries(values)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => ({ name, ...render(value) }));
}

function volumeName(path: string): string {
  return `scratch${path.replace(/[^a-zA-Z0-9]+/g, "-")}`;
}
