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

/** Files of one environment. */
function filesOf(architecture: string, environment: string): string[] {
  const ending = new RegExp(`^${architecture}/(.+)-${environment}\\.(?:md|sh|yml)$`);
  return Object.keys(files).flatMap((file) => ending.exec(file)?.[1] ?? []);
}

test("what GitHub deploys has workflows and a script, what has a copy a page, and every service its commands", () => {
  const deployed = ["backend", "commands", "deploy", "infrastructure"];
  expect(filesOf("eloquent-ai", "prod")).toEqual([...deployed.slice(0, 3), "frontend", "infrastructure", "recovery"]);
  expect(filesOf("eloquent-ai", "dev")).toEqual([...deployed.slice(0, 3), "frontend", "infrastructure"]);
  expect(filesOf("health-helper", "dev")).toEqual([...deployed.slice(0, 3), "frontend", "infrastructure"]);
  // Pipelines of AWS deploy these.
  expect(filesOf("health-helper", "prod")).toEqual(["commands", "deploy"]);
  expect(filesOf("valor-assist", "prod")).toEqual(["commands"]);
  expect(filesOf("amica", "rag")).toEqual(deployed);
  expect(filesOf("amica", "enterprise")).toEqual(["backend-b", ...deployed]);
  expect(filesOf("student-wellbeing", "prod")).toEqual(deployed);
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

const isInfrastructure = (file: string) => file.includes("/infrastructure-");
const workflows = Object.entries(files).filter(([file]) => file.endsWith(".yml") && !isInfrastructure(file));
const infrastructure = Object.entries(files).filter(([file]) => isInfrastructure(file));
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

test.each(infrastructure)(
  "%s shows what would be there, and deploys every stack when a person lets it",
  (file, content) => {
    const [, architecture = "", environment = ""] = /^([\w-]+)\/infrastructure-([\w-]+)\.yml$/.exec(file) ?? [];
    const [preview, deploy] = content.split("  deploy:\n");
    expect(preview).toContain(`npx lintel preview ${architecture} ${environment}\n`);
    expect(preview).not.toContain("configure-aws-credentials");
    // Its reviewers are those of the environment.
    expect(deploy).toContain(`    environment: ${architecture}-${environment}\n`);
    const [, stacks = ""] = /cdktf deploy --skip-synth --auto-approve (.*)$/m.exec(content) ?? [];
    const wanted = readStacks(OUTPUT).filter(
      ({ placement }) => placement?.architecture === architecture && placement.environment === environment,
    );
    expect(stacks.split(" ").sort()).toEqual(wanted.map(({ name }) => name).sort());
    expect(content).not.toMatch(/AKIA|aws-access-key-id|secrets\./);
  },
);

test("A and B are deployed by workflows of their own, from branches of their own", () => {
  const [a = "", b = ""] = ["backend", "backend-b"].map((name) => files[`amica/${name}-enterprise.yml`]);
  expect(a).toContain("--services amica-service\n");
  expect(a).toContain("      - deploy/enterprise\n");
  expect(b).toContain("--services amica-service-b\n");
  expect(b).toContain("      - deploy/enterprise-b\n");
});

test("the commands name what is there", () => {
  const page = files["amica/commands-dev.md"] ?? "";
  for (const name of ["amica-cluster", "amica-service", "/ecs/amica-stack", "amica-tg", "ap-southeast-1"]) {
    expect(page).toContain(name);
  }
  const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script = ""]) => script);
  expect(blocks).toHaveLength(4);
  for (const script of blocks) expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
});

test.each(scripts)("%s is a shell's, applies every layer, and deploys backend and site", (file, content) => {
  expect(spawnSync("bash", ["-n"], { input: content, encoding: "utf8" }).stderr).toBe("");
  const hasSite = /^(eloquent-ai|health-helper)/.test(file);
  const inOrder = ["npm run --silent synth", "npx cdktf deploy", "docker build", "docker push"];
  if (hasSite) inOrder.push("aws s3 sync");
  else expect(content).not.toContain("$2");
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
