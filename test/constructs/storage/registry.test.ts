import { Role } from "../../../src/constructs/security/role";
import { Registry } from "../../../src/constructs/storage/registry";
import { build, testKey } from "../../support/construct";

function registry(grant: "grantPull" | "grantPush" = "grantPull", keepImages?: number) {
  return build((stack) => {
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    new Registry(stack, "registry", { name: "api", key: testKey(stack), ...(keepImages ? { keepImages } : {}) })[grant](
      role,
    );
  }).subject;
}

test("keeps tags as they were pushed, scans images and encrypts them", () => {
  const subject = registry();
  const repository = subject.one("aws_ecr_repository");
  expect(repository.get("image_tag_mutability")).toBe("IMMUTABLE");
  expect(repository.get("image_scanning_configuration.scan_on_push")).toBe(true);
  expect(repository.get("encryption_configuration.kms_key")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect([repository.get("force_delete"), repository.get("lifecycle.prevent_destroy")]).toEqual([false, true]);
});

test.each([
  [undefined, 30],
  [10, 10],
])("asked to keep %p images it keeps %i", (keepImages, kept) => {
  const policy = registry("grantPull", keepImages).one("aws_ecr_lifecycle_policy").json("policy");
  expect(policy).toMatchObject({
    rules: [{ selection: { countType: "imageCountMoreThan", countNumber: kept }, action: { type: "expire" } }],
  });
});

test("who pulls can't push", () => {
  const actions = registry()
    .one("aws_iam_role_policy")
    .statements()
    .flatMap((statement) => statement.actions);
  expect(actions).toContain("ecr:BatchGetImage");
  expect(actions).not.toContain("ecr:PutImage");
});

test("who pushes does so to this repository; only the login token is for the whole registry", () => {
  const subject = registry("grantPush");
  for (const { actions, resources } of subject.one("aws_iam_role_policy").statements()) {
    const isToken = actions.includes("ecr:GetAuthorizationToken");
    expect(resources).toEqual([isToken ? "*" : subject.one("aws_ecr_repository").ref("arn")]);
  }
});
