// What `lintel documents` writes of this project, and that what is committed is what it writes.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { documentsOf } from "../../src/documents/documents";
import { readStacks } from "../../src/template/template";
import { OUTPUT, ROOT } from "../support/output";

const files = documentsOf(readStacks(OUTPUT));
const COMMITTED = join(ROOT, "docs", "generated");

test("the committed documents are those of the stacks: run `npm run documents` otherwise", () => {
  const committed = readdirSync(COMMITTED).flatMap((folder) =>
    readdirSync(join(COMMITTED, folder)).map((file) => `${folder}/${file}`),
  );
  expect(committed.sort()).toEqual(Object.keys(files).sort());
  for (const [file, content] of Object.entries(files)) {
    expect(readFileSync(join(COMMITTED, file), "utf8")).toBe(content);
  }
});

test("each environment that GitHub deploys has workflows, each with a site a script, each with a copy a page", () => {
  expect(Object.keys(files)).toEqual([
    ...["backend-dev.yml", "backend-prod.yml", "backend-staging.yml"].map((file) => `eloquent-ai/${file}`),
    ...["deploy-dev.sh", "deploy-prod.sh", "deploy-staging.sh"].map((file) => `eloquent-ai/${file}`),
    ...["frontend-dev.yml", "frontend-prod.yml", "frontend-staging.yml"].map((file) => `eloquent-ai/${file}`),
    "eloquent-ai/recovery-prod.md",
    "health-helper/backend-dev.yml",
    ...["deploy-dev.sh", "deploy-prod.sh", "deploy-staging.sh"].map((file) => `health-helper/${file}`),
    "health-helper/frontend-dev.yml",
  ]);
});

/** The steps of a workflow: names and the lines that they run. */
function stepsOf(workflow: string): { name: string; run: string }[] {
  return workflow
    .split(/^ {6}- name: /m)
    .slice(1)
    .map((text) => {
      const [name = "", , ...lines] = text.split("\n");
      return { name, run: lines.map((line) => line.replace(/^ {10}/, "")).join("\n") };
    });
}

const workflows = Object.entries(files).filter(([file]) => file.endsWith(".yml"));
const scripts = Object.entries(files).filter(([file]) => file.endsWith(".sh"));

test.each(workflows)("%s takes a role by a token, in its environment, and every step is a shell's", (file, content) => {
  const environment = /-(\w+)\.yml$/.exec(file)?.[1];
  expect(content).toContain("  id-token: write\n");
  expect(content).toContain(`    environment: ${environment}\n`);
  expect(content).toMatch(/role-to-assume: arn:aws:iam::\d{12}:role\/[\w-]+\n/);
  expect(content).not.toMatch(/AKIA|aws-access-key-id|secrets\./);
  for (const { run } of stepsOf(content)) {
    expect(spawnSync("bash", ["-n"], { input: run, encoding: "utf8" }).stderr).toBe("");
  }
});

test.each(scripts)("%s is a shell's, applies every layer, and deploys backend and site", (_file, content) => {
  expect(spawnSync("bash", ["-n"], { input: content, encoding: "utf8" }).stderr).toBe("");
  const inOrder = ["npm run --silent synth", "npx cdktf deploy", "docker build", "docker push", "aws s3 sync"];
  const places = inOrder.map((each) => content.indexOf(each));
  expect(places).toEqual([...places].sort((one, other) => one - other));
  expect(places).not.toContain(-1);
});

test("the frontend's workflow builds, tests, uploads and invalidates, in this order", () => {
  const steps = stepsOf(files["eloquent-ai/frontend-prod.yml"] ?? "");
  expect(steps.map(({ name }) => name)).toEqual(["Install", "Build", "Test", "Upload to S3", "Invalidate CloudFront"]);
  const commands = steps.map(({ run }) => run);
  expect(commands[1]).toContain("npm run build");
  expect(commands[3]).toContain("aws s3 sync build/ s3://eloquent-ai-frontend-prod/");
  expect(commands[4]).toContain("aws cloudfront create-invalidation");
});

test("the backend's workflow builds, pushes, saves the database in production, registers and deploys", () => {
  const names = (environment: string) =>
    stepsOf(files[`eloquent-ai/backend-${environment}.yml`] ?? "").map(({ name }) => name);
  const always = ["Build image", "Push to ECR", "New task definition", "Deploy the revision"];
  expect(names("staging")).toEqual(always);
  expect(names("prod")).toEqual([...always.slice(0, 2), "Snapshot of the database", ...always.slice(2)]);
});

test("production is deployed by CodeDeploy, the others by ECS", () => {
  expect(files["eloquent-ai/backend-prod.yml"]).toContain("aws deploy create-deployment");
  expect(files["eloquent-ai/backend-prod.yml"]).not.toContain("update-service");
  expect(files["eloquent-ai/backend-dev.yml"]).toContain("aws ecs update-service --cluster eloquent-ai-dev");
});

test("what CodeDeploy is given is JSON with the new revision in it", () => {
  const [, line = ""] = /^ +(jq --null-input.*)$/m.exec(files["eloquent-ai/backend-prod.yml"] ?? "") ?? [];
  expect(line).not.toBe("");
  const script = `REVISION=arn:aws:ecs:x:1:task-definition/y:7; ${line.replace(" > revision.json", "")}`;
  const { stdout, status } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  if (status === 127) return; // The filter itself is run where jq is installed; see test/config/revision.test.ts.
  const { appSpecContent } = JSON.parse(stdout) as { appSpecContent: { content: string } };
  expect(JSON.stringify(JSON.parse(appSpecContent.content))).toContain(
    '"TaskDefinition":"arn:aws:ecs:x:1:task-definition/y:7"',
  );
});

test("the recovery page names what there is, with the document's aims", () => {
  const page = files["eloquent-ai/recovery-prod.md"] ?? "";
  expect(page).toContain("RTO: 1 hour");
  expect(page).toContain("RPO: 15 minutes");
  const stacks = readStacks(OUTPUT).filter(({ name }) => name.startsWith("eloquent-ai-prod-"));
  const text = JSON.stringify(stacks.map(({ json }) => json));
  for (const name of ["eloquent-ai-prod-database", "eloquent-backend", "us-west-2"]) {
    expect(page).toContain(name);
    expect(text).toContain(name);
  }
  expect(page).toContain("aws rds failover-global-cluster --region us-west-2");
  expect(existsSync(join(ROOT, "src", "architectures", "eloquent-ai", "recovery.ts"))).toBe(true);
});
