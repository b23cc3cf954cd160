import {
  blocks,
  referencesIn,
  Template,
  type Json,
  type JsonObject,
  type Resource,
  type Stack,
} from "../template/template";

/** Names that one environment has in AWS, as far as the synthesized stacks know them. */
export class Names {
  public readonly architecture: string;
  public readonly environment: string;
  public readonly account: string;
  public readonly region: string;
  /** Layers in the order of the synthesis. */
  public readonly layers: readonly string[];
  private readonly resources: readonly Resource[];

  public constructor(stacks: readonly Stack[]) {
    const [placement] = stacks.flatMap((stack) => stack.placement ?? []);
    this.architecture = placement?.architecture ?? "";
    this.environment = placement?.environment ?? "";
    this.account = placement?.account ?? "";
    this.region = placement?.region ?? "";
    this.layers = stacks.flatMap((stack) => stack.placement?.layer ?? []);
    this.resources = new Template(stacks).resources;
  }

  /** What the environment's stacks begin with. */
  public get prefix(): string {
    return `${this.architecture}-${this.environment}`;
  }

  /** Resources of a type; of one layer, where it is named. */
  public all(type: string, layer?: string): readonly Resource[] {
    return this.resources.filter(
      (each) => each.type === type && (layer === undefined || each.stack.endsWith(`-${layer}`)),
    );
  }

  /** A literal attribute of the first resource of a type. */
  public text(type: string, attribute: string, layer?: string): string | undefined {
    const value = this.all(type, layer)[0]?.values[attribute];
    return typeof value === "string" ? value : undefined;
  }

  /** ARN of the role that workflows on GitHub take. */
  public get deployRole(): string | undefined {
    const role = this.all("aws_iam_role", "delivery").find(({ name }) => name.startsWith("github_"));
    return role && `arn:aws:iam::${this.account}:role/${String(role.values["name"])}`;
  }

  /** Bucket of the single-page application. */
  public get site(): string | undefined {
    const bucket = this.all("aws_s3_bucket", "edge").find(({ name }) => name.startsWith("frontend_"));
    return bucket && String(bucket.values["bucket"]);
  }

  /** The service that requests go to; of an A/B test, A. */
  public get service(): RunningService | undefined {
    return this.services[0];
  }

  /** What every service runs, and where, by name. */
  public get services(): readonly RunningService[] {
    const found = this.all("aws_ecs_service").flatMap((service) => this.running(service) ?? []);
    return found.sort((one, other) => (one.service < other.service ? -1 : 1));
  }

  private running(service: Resource): RunningService | undefined {
    const task = this.referred(service.values["task_definition"]);
    const cluster = this.text("aws_ecs_cluster", "name");
    const repository = this.text("aws_ecr_repository", "name", "data");
    if (!task || cluster === undefined || repository === undefined) return undefined;
    const containers = JSON.parse(String(task.values["container_definitions"])) as JsonObject[];
    const listening = containers.find((each) => Array.isArray(each["portMappings"]));
    const [mapping] = (listening?.["portMappings"] ?? []) as unknown as { containerPort: number }[];
    const { options } = (listening?.["logConfiguration"] ?? {}) as { options?: Record<string, string> };
    const logGroup = this.referred(options?.["awslogs-group"])?.values["name"];
    const [attached] = blocks(service.values["load_balancer"]);
    const targetGroup = this.referred(attached?.["target_group_arn"])?.values["name"];
    const registry = `${this.account}.dkr.ecr.${this.region}.amazonaws.com`;
    return {
      cluster,
      service: String(service.values["name"]),
      family: String(task.values["family"]),
      container: String(listening?.["name"]),
      port: mapping?.containerPort ?? 0,
      logGroup: String(logGroup),
      ...(typeof targetGroup === "string" ? { targetGroup } : {}),
      registry,
      repository: `${registry}/${repository}`,
    };
  }

  /** The resource that a value refers to. */
  private referred(value: Json | undefined): Resource | undefined {
    const [wanted] = referencesIn(value ?? "");
    return this.resources.find(({ stack, address }) => `${stack}/${address}` === wanted);
  }

  /** CodeDeploy's application and group, where it moves the requests. */
  public get blueGreen(): { readonly application: string; readonly group: string } | undefined {
    const application = this.text("aws_codedeploy_app", "name");
    const group = this.text("aws_codedeploy_deployment_group", "deployment_group_name");
    return application === undefined || group === undefined ? undefined : { application, group };
  }
}

/** A service as those who deploy it name it. */
export interface RunningService {
  readonly cluster: string;
  readonly service: string;
  readonly family: string;
  readonly container: string;
  readonly port: number;
  readonly logGroup: string;
  /** @default - no load balancer */
  readonly targetGroup?: string;
  readonly registry: string;
  readonly repository: string;
}
