import { Construct } from "constructs";
import { environmentOf } from "../../config/environment";
import type { Role } from "../security/role";
import type { LogGroup } from "./log-group";

/** Props of {@link TracingSidecar}. */
export interface TracingSidecarProps {
  /** Receives the collector's own output. */
  readonly logGroup: LogGroup;
}

/** Version of the AWS Distro for OpenTelemetry collector. */
const COLLECTOR_IMAGE = "public.ecr.aws/aws-observability/aws-otel-collector:v0.43.0";
/** Port of OTLP over HTTP. */
const OTLP_PORT = 4318;

/**
 * A container beside the application that receives OpenTelemetry traces on localhost and sends them to X-Ray. The
 * X-Ray daemon and SDKs, which it replaces, are in maintenance mode. The task goes on without it.
 * @see https://aws-otel.github.io/docs/setup/ecs/task-definition-for-ecs-fargate
 */
export class TracingSidecar extends Construct {
  /** Its entry in the task's container definitions. */
  public readonly container: object;
  /** Variables that point an OpenTelemetry SDK to it. */
  public readonly environment: Readonly<Record<string, string>> = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://localhost:${OTLP_PORT}`,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/protobuf",
    OTEL_PROPAGATORS: "xray",
  };

  public constructor(scope: Construct, id: string, props: TracingSidecarProps) {
    super(scope, id);
    const { region } = environmentOf(this);
    this.container = {
      name: "tracing",
      image: COLLECTOR_IMAGE,
      essential: false,
      environment: [{ name: "AOT_CONFIG_CONTENT", value: collectorConfiguration(region) }],
      memoryReservation: 128,
      readonlyRootFilesystem: true,
      logConfiguration: props.logGroup.containerOptions("tracing"),
    };
  }

  /** Lets the task's role send traces. X-Ray has no resources that a statement could be narrowed to. */
  public grantExport(role: Role): void {
    role.allow({
      sid: "SendTraces",
      actions: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
      resources: ["*"],
    });
  }
}

function collectorConfiguration(region: string): string {
  return [
    "receivers:",
    "  otlp:",
    "    protocols:",
    "      http:",
    `        endpoint: localhost:${OTLP_PORT}`,
    "processors:",
    "  batch: {}",
    "exporters:",
    "  awsxray:",
    `    region: ${region}`,
    "service:",
    "  pipelines:",
    "    traces:",
    "      receivers: [otlp]",
    "      processors: [batch]",
    "      exporters: [awsxray]",
    "",
  ].join("\n");
}
