import { readFileSync } from "node:fs";
import { join } from "node:path";
import { LogGroup } from "../../../src/constructs/observability/log-group";
import { TracingSidecar } from "../../../src/constructs/observability/tracing-sidecar";
import { build, testKey } from "../../support/construct";
import { ROOT } from "../../support/output";

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

test("the runbook names the image that has to be there", () => {
  const { image } = sidecar?.container as { image: string };
  expect(readFileSync(join(ROOT, "docs", "runbooks", "valor-assist.md"), "utf8")).toContain(`inspect ${image}\``);
});
