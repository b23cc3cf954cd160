import { offlineEnvironment, PLAN, VALIDATE } from "../../src/preview/offline";

test("a plan keeps what decides its content, and no way to an account", () => {
  const settings = PLAN.provider("aws", {
    region: "eu-west-1",
    default_tags: [{ tags: { a: "b" } }],
    profile: "nobody",
    assume_role: [{ role_arn: "arn" }],
    allowed_account_ids: ["123456789012"],
  });
  expect(settings).toMatchObject({ region: "eu-west-1", default_tags: [{ tags: { a: "b" } }], access_key: "offline" });
  for (const name of ["profile", "assume_role", "allowed_account_ids"]) expect(settings).not.toHaveProperty(name);
  expect(PLAN.provider("datadog", { api_url: "x" })).toEqual({ api_url: "x" });
});

test("a validation keeps every argument that it can, and one block for each set of arguments", () => {
  expect(VALIDATE.provider("aws", { region: "one", misspelt: 1, profile: "${aws_x.y.z}" })).toEqual({
    region: "one",
    misspelt: 1,
  });
  const key = (settings: Parameters<NonNullable<typeof VALIDATE.providerKey>>[0]) => VALIDATE.providerKey?.(settings);
  const tags = (name: string) => [{ tags: { [name]: "x" } }];
  expect(key({ region: "one", default_tags: tags("a") })).toBe(key({ region: "two", default_tags: tags("b") }));
  expect(key({ region: "one" })).not.toBe(key({ region: "one", profile: "p" }));
  expect(key({ region: "one" })).not.toBe(key({ region: 1 }));
});

test("only data sources that the provider computes, and those of files, are read", () => {
  expect(PLAN.isRead("aws", "aws_iam_policy_document")).toBe(true);
  expect(PLAN.isRead("archive", "archive_file")).toBe(true);
  for (const [provider, type] of [
    ["aws", "aws_caller_identity"],
    ["aws", "aws_ami"],
    ["terraform", "terraform_remote_state"],
    ["http", "http"],
  ] as const) {
    expect(PLAN.isRead(provider, type)).toBe(false);
  }
});

test("nothing of the user's environment leads to an account; variables and the rest stay", () => {
  const env = offlineEnvironment({
    AWS_PROFILE: "p",
    TF_WORKSPACE: "w",
    TF_CLI_ARGS_plan: "-x",
    TF_VAR_a: "1",
    HOME: "/h",
  });
  expect(env).toMatchObject({ TF_VAR_a: "1", HOME: "/h", AWS_EC2_METADATA_DISABLED: "true" });
  for (const name of ["AWS_PROFILE", "TF_WORKSPACE", "TF_CLI_ARGS_plan"]) expect(env).not.toHaveProperty(name);
});
