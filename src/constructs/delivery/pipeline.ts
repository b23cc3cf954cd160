import {
  Codepipeline,
  type CodepipelineStage,
  type CodepipelineStageAction,
} from "@cdktf/provider-aws/lib/codepipeline";
import { CodestarconnectionsConnection } from "@cdktf/provider-aws/lib/codestarconnections-connection";
import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import { check } from "../../config/errors";
import { NAME_LIMITS, physicalName } from "../../config/naming";
import type { Cluster } from "../compute/cluster";
import type { WebService } from "../compute/web-service";
import type { LogGroup } from "../observability/log-group";
import type { Key } from "../security/key";
import { Role } from "../security/role";
import { Bucket, type LogDestination } from "../storage/bucket";
import type { Registry } from "../storage/registry";
import type { BlueGreen } from "./blue-green";
import { BLUE_GREEN_FILES, grantArtifacts, ImageBuild } from "./image-build";

/** Where the application's source is. */
export interface SourceRepository {
  /** Host that the connection is made to. */
  readonly host: "GitHub" | "Bitbucket" | "GitLab";
  /** `<owner>/<repository>`. */
  readonly repository: string;
  /** A push to this branch starts the pipeline. */
  readonly branch: string;
}

/** Props of {@link Pipeline}. */
export interface PipelineProps {
  readonly source: SourceRepository;
  readonly registry: Registry;
  readonly cluster: Cluster;
  readonly service: WebService;
  readonly key: Key;
  readonly logGroup: LogGroup;
  readonly accessLogs: LogDestination;
  /** Deploys with CodeDeploy, for a service whose `deployment` is `blue-green`. @default - ECS replaces the tasks */
  readonly blueGreen?: BlueGreen;
}

/**
 * A pipeline with three stages: Source takes a pushed commit, Build makes its image, Deploy replaces the service's
 * tasks by ones of that image.
 *
 * A new connection waits until a person confirms it in the console; until then the pipeline can't run.
 */
export class Pipeline extends Construct {
  public readonly pipeline: Codepipeline;
  public readonly connection: CodestarconnectionsConnection;
  public readonly artifacts: Bucket;
  public readonly build: ImageBuild;
  public readonly role: Role;

  public constructor(scope: Construct, id: string, props: PipelineProps) {
    super(scope, id);
    const { source, registry, service, key, logGroup, accessLogs, blueGreen } = props;
    const { family } = service.task;
    this.checkSource(source);
    this.connection = new CodestarconnectionsConnection(this, "connection", {
      name: physicalName(this, NAME_LIMITS.connection),
      providerType: source.host,
    });
    this.artifacts = new Bucket(this, "artifacts", {
      purpose: "artifacts",
      encryption: key,
      accessLogs,
      lifecycleRules: [{ id: "expire", expireAfterDays: 30 }],
      keepOldVersionsDays: 1,
    });
    this.build = new ImageBuild(this, "build", {
      registry,
      artifacts: this.artifacts,
      containerName: service.task.containerName,
      key,
      logGroup,
      ...(blueGreen ? { blueGreen: { family, containerPort: service.containerPort } } : {}),
    });
    this.role = this.createRole(props);
    this.pipeline = new Codepipeline(this, "pipeline", {
      name: physicalName(this, NAME_LIMITS.pipeline),
      pipelineType: "V2",
      // A newer commit takes over from one that still waits, so that deployments never run into each other.
      executionMode: "SUPERSEDED",
      roleArn: this.role.arn,
      artifactStore: [
        {
          type: "S3",
          location: this.artifacts.bucketName,
          encryptionKey: { type: "KMS", id: key.arn },
        },
      ],
      stage: this.stages(props),
      dependsOn: this.role.policy ? [this.role.policy] : [],
    });
  }

  private stages({ source, cluster, service, blueGreen }: PipelineProps): CodepipelineStage[] {
    const stage = (name: string, action: Omit<CodepipelineStageAction, "name" | "owner" | "version">) => ({
      name,
      action: [{ name, owner: "AWS", version: "1", ...action }],
    });
    return [
      stage("Source", {
        category: "Source",
        provider: "CodeStarSourceConnection",
        outputArtifacts: ["source"],
        configuration: {
          ConnectionArn: this.connection.arn,
          FullRepositoryId: source.repository,
          BranchName: source.branch,
          DetectChanges: "true",
        },
      }),
      stage("Build", {
        category: "Build",
        provider: "CodeBuild",
        inputArtifacts: ["source"],
        outputArtifacts: ["image"],
        configuration: { ProjectName: this.build.project.name },
      }),
      stage("Deploy", {
        category: "Deploy",
        inputArtifacts: ["image"],
        ...(blueGreen
          ? { provider: "CodeDeployToECS", configuration: shifted(blueGreen) }
          : {
              provider: "ECS",
              configuration: {
                ClusterName: cluster.name,
                ServiceName: service.service.name,
                FileName: ImageBuild.IMAGE_FILE,
                DeploymentTimeout: "30",
              },
            }),
      }),
    ];
  }

  /** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/how-to-custom-role.html */
  private createRole({ service, blueGreen }: PipelineProps): Role {
    const { account, region } = environmentOf(this);
    const role = new Role(this, "role", {
      name: "pipeline",
      description: "Moves a commit through the pipeline",
      assumedBy: "codepipeline.amazonaws.com",
      sourceArns: [`arn:aws:codepipeline:${region}:${account}:*`],
    });
    grantArtifacts(this.artifacts, role);
    role.allow({
      sid: "UseConnection",
      actions: ["codestar-connections:UseConnection", "codeconnections:UseConnection"],
      resources: [this.connection.arn],
    });
    role.allow({
      sid: "Build",
      actions: ["codebuild:BatchGetBuilds", "codebuild:StartBuild"],
      resources: [this.build.project.arn],
    });
    if (blueGreen) blueGreen.grantDeploy(role);
    else service.grantDeploy(role);
    return role;
  }

  private checkSource({ repository, branch }: SourceRepository): void {
    check(this, /^[\w.-]+(\/[\w.-]+)+$/.test(repository), {
      property: "source.repository",
      got: repository,
      allowed: '"<owner>/<repository>"',
      fix: "leave out the host and .git",
    });
    check(this, branch.length > 0, {
      property: "source.branch",
      got: branch,
      allowed: "a branch",
      fix: "name the branch that is deployed",
    });
  }
}

/** @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-ECSbluegreen.html */
function shifted({ application, group }: BlueGreen): Record<string, string> {
  const { taskDefinition, appSpec, imagePlace } = BLUE_GREEN_FILES;
  return {
    ApplicationName: application.name,
    DeploymentGroupName: group.deploymentGroupName,
    TaskDefinitionTemplateArtifact: "image",
    TaskDefinitionTemplatePath: taskDefinition,
    AppSpecTemplateArtifact: "image",
    AppSpecTemplatePath: appSpec,
    Image1ArtifactName: "image",
    Image1ContainerName: imagePlace,
  };
}
