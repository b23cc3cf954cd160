import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { readStacks } from "../../src/template/template";
import { OUTPUT, ROOT } from "../support/output";

let directory = "";
beforeAll(() => (directory = mkdtempSync(join(tmpdir(), "lintel-app-"))));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** Runs the program as `npm run synth` and `cdktf synth` do. */
function synth(outdir: string, args: string[] = [], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, ["bin/app.mjs", ...args], {
    cwd: ROOT,
    encoding: "utf8",
    env: { ...process.env, CDKTF_OUTDIR: outdir, LINTEL_BACKEND_FILE: "", ...env },
  });
}

/** Every file of an output folder with its content. */
function contents(folder: string): Record<string, string> {
  const files = (readdirSync(folder, { recursive: true }) as string[]).sort();
  const isFile = (file: string) => /\.(json|tf)$/.test(file);
  return Object.fromEntries(files.filter(isFile).map((file) => [file, readFileSync(join(folder, file), "utf8")]));
}

test("the same input gives the same bytes", () => {
  const outdir = join(directory, "again");
  expect(synth(outdir)).toMatchObject({ status: 0, stderr: "" });
  expect(contents(outdir)).toEqual(contents(OUTPUT));
});

test("nothing in the output depends on the machine, its paths or the person", () => {
  const text = Object.values(contents(OUTPUT)).join("\n");
  // A short path, such as a container's /app, may stand there for another reason.
  const places = [ROOT, homedir()].filter((place) => place.length >= 5);
  for (const trace of [...places, "cdktf-module-asset-", ".staging-"]) expect(text).not.toContain(trace);
});

test("no secret is in the output", () => {
  const text = Object.values(contents(OUTPUT)).join("\n");
  expect(text).not.toMatch(/AKIA[0-9A-Z]{16}|sk-ant-|"(secret_string|master_password)":|BEGIN [A-Z ]*PRIVATE KEY/);
  // A variable that is called like a secret is filled from Secrets Manager or not at all.
  expect(text).not.toMatch(/\\"name\\":\\"\w*(KEY|TOKEN|PASSWORD|SECRET)\\",\\"value\\"/);
});

test("every state has a key of its own, and local state stays at the project's root", () => {
  const paths = readStacks(OUTPUT).map(({ name, json }) => {
    const { backend } = json["terraform"] as unknown as { backend: { local: { path: string } } };
    return [name, backend.local.path];
  });
  for (const [name, path] of paths) expect(path).toBe(`../../../terraform.${name}.tfstate`);
});

test("each place that a state is in has a backend, and no other", () => {
  const outdir = join(directory, "places");
  expect(synth(outdir, [], { LINTEL_BACKEND_FILE: "backend.tf.example" })).toMatchObject({ status: 0 });
  const stacks = readStacks(outdir);
  const states = stacks.map(({ json }) => {
    const { backend } = json["terraform"] as unknown as { backend: { s3: { bucket: string } } };
    return backend.s3.bucket;
  });
  const backends = stacks.map(({ name }) => name).filter((name) => name.startsWith("lintel-state-"));
  expect(backends.sort()).toEqual([...new Set(states)].sort());
  // Where its own region is lost, an environment can be changed from another one.
  expect(states).toContain("lintel-state-141414141414-us-west-2");
  expect(states).not.toContain("lintel-state-141414141414-us-east-1");
});

test("with backend.tf every stack has its own key, and reads of other states take no lock", () => {
  const outdir = join(directory, "remote");
  expect(synth(outdir, [], { LINTEL_BACKEND_FILE: "backend.tf.example" })).toMatchObject({ status: 0 });
  const stacks = readStacks(outdir);
  const backends = stacks.map(
    ({ json }) => (json["terraform"] as unknown as { backend: { s3: Record<string, string> } }).backend.s3,
  );
  expect(new Set(backends.map(({ bucket, key }) => `${bucket}/${key}`)).size).toBe(stacks.length);
  expect(backends.map(({ key }) => key)).toContain("lintel/valor-assist/prod/service.tfstate");
  const reads = stacks.flatMap(({ json }) =>
    Object.values(
      ((json["data"] as unknown as Record<string, Record<string, { config: object }>> | undefined) ?? {})[
        "terraform_remote_state"
      ] ?? {},
    ),
  );
  expect(reads.length).toBeGreaterThan(0);
  for (const { config } of reads) {
    expect(Object.keys(config).sort()).toEqual(["bucket", "encrypt", "key", "kms_key_id", "region"]);
  }
});

describe("with mistakes in the configuration", () => {
  let result: ReturnType<typeof synth>;
  let before: Record<string, string>;
  let outdir: string;
  beforeAll(() => {
    outdir = join(directory, "kept");
    synth(outdir);
    before = contents(outdir);
    result = synth(outdir, ["test/support/fixtures/mistakes.ts"]);
  });

  test("all of them are named at once, one line each", () => {
    expect(result.stderr.split("\n").filter(Boolean)).toEqual([
      'valor-assist/dev: account: got "1234", allowed 12 digits; copy it from `aws sts get-caller-identity`, as a string',
      'valor-assist/dev: zones: got "us-west-2b", allowed zones of us-east-1, such as "us-east-1a"; change the zone or the region',
      'valor-assist/dev: domain: got "https://api.valorassist.com", allowed a lower-case host name, such as "api.example.com"; leave out the scheme, the port and the path',
      'twice-staging-data: id: got "key", allowed an id that no other construct of its scope has; rename one of the two',
      'valor-assist-dev-foundation/network: cidrBlock: got "10.0.0.0/27", allowed an IPv4 block from /16 to /24; take a larger block: each subnet is a sixteenth of it, and EC2 wants a /28 or larger',
      "valor-assist-dev-service/api/task: cpu: got 300, allowed 256, 512, 1024, 2048, 4096, 8192, 16384; take one of Fargate's sizes; 1024 is one vCPU",
      "valor-assist-dev-service/api/scaling: maxTasks: got 2, allowed 5 (minTasks) or more; raise the maximum or lower the minimum",
      "valor-assist-dev-service/api/scaling: cpuPercent: got 0, allowed 1 to 100; give the use in percent that tasks should be kept at",
      "valor-assist-dev-service/ingest: cpu: got 300, allowed 256, 512, 1024, 2048, 4096, 8192, 16384; take one of Fargate's sizes; 1024 is one vCPU",
      "9 problem(s); nothing was written",
    ]);
  });

  test("the exit code is 2 and there is no stack trace", () => {
    expect(result.status).toBe(2);
    expect(result.stderr).not.toMatch(/^\s+at /m);
    expect(result.stdout).toBe("");
  });

  test("the last good output is untouched and nothing is left beside it", () => {
    expect(contents(outdir)).toEqual(before);
    expect(readdirSync(directory).filter((name) => name.includes("staging"))).toEqual([]);
  });
});

test("a mistake in backend.tf ends with exit code 2 as well, and writes nothing", () => {
  const file = join(directory, "backend.tf");
  writeFileSync(file, "terraform {");
  const outdir = join(directory, "none");
  const { status, stderr } = synth(outdir, [], { LINTEL_BACKEND_FILE: file });
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^backend\.tf: content: got .*, allowed HCL; correct the place that it names\n1 problem\(s\); nothing was written\n$/,
  );
  expect(existsSync(outdir)).toBe(false);
});

test("a defect of the program is not called a mistake: it ends with exit code 1 and a stack trace", () => {
  const { status, stderr } = synth(join(directory, "defect"), ["test/support/fixtures/defect.ts"]);
  expect(status).toBe(1);
  expect(stderr).toContain("TypeError: a defect");
  expect(stderr).toMatch(/^\s+at /m);
});

test("no copy of a module is left in the temporary directory", () => {
  const temporary = join(directory, "tmp");
  synth(join(directory, "tidy"), [], { TMPDIR: mkdtempSync(temporary) });
  const left = readdirSync(directory)
    .filter((name) => name.startsWith("tmp"))
    .flatMap((name) => readdirSync(join(directory, name)));
  expect(left).toEqual([]);
});
