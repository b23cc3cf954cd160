import { LogGroup } from "../../../src/constructs/observability/log-group";
import { TracingSidecar } from "../../../src/constructs/observability/tracing-sidecar";
import { build, testKey } from "../../support/construct";

let sidecar: TracingSidecar | undefined;
build((stack) => {
  const logGroup = new LogGroup(stack, "log", { name: "/shop/prod/api", retentionDays: 30, key: testKey(stack) });
  sidecar = new TracingSidecar(stack, "tracing", { logGroup });
});

test("the application's SDK sends where the collector listens", () => {
  const container = sidecar?.container as { environment: { name: string; value: string }[] };
  const [configuration] = container.environment;
  const endpoint = sidecar?.environment["OTEL_EXPORTER_OTLP_ENDPOINT"]?.replace("http://", "");
  expect(configuration?.value).toContain(`endpoint: ${endpoint}\n`);
});

test("the collector sends to X-Ray of the task's region", () => {
  const container = sidecar?.container as { environment: { value: string }[] };
  expect(container.environment[0]?.value).toContain("awsxray:\n    region: eu-central-1");
});

test("the image has a version", () => {
  expect((sidecar?.container as { image: string }).image).toMatch(/:v\d+\.\d+\.\d+$/);
});
