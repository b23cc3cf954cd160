import { SecurityGroup } from "../../../src/constructs/network/security-group";
import { Role } from "../../../src/constructs/security/role";
import { FileSystem } from "../../../src/constructs/storage/file-system";
import { build, testKey } from "../../support/construct";

const network = { vpcId: "vpc-1", publicSubnetIds: [], privateSubnetIds: ["subnet-a", "subnet-b"] };

function fileSystem(access: "read" | "read-write" = "read") {
  return build((stack) => {
    const files = new FileSystem(stack, "files", { network, name: "index", key: testKey(stack), path: "/index" });
    const role = new Role(stack, "role", { name: "r", description: "d", assumedBy: "ecs-tasks.amazonaws.com" });
    files.grantMount(role, access);
    files.allowFrom(new SecurityGroup(stack, "client", { network, name: "client", description: "d" }));
  }).subject;
}

test("is encrypted, backed up, kept, and reached in every private subnet", () => {
  const subject = fileSystem();
  const files = subject.one("aws_efs_file_system");
  expect([files.get("encrypted"), files.get("lifecycle.prevent_destroy")]).toEqual([true, true]);
  expect(files.get("kms_key_id")).toBe(subject.one("aws_kms_key").ref("arn"));
  expect(subject.one("aws_efs_backup_policy").get("backup_policy.status")).toBe("ENABLED");
  expect(subject.all("aws_efs_mount_target").map((target) => target.get("subnet_id"))).toEqual([
    "subnet-a",
    "subnet-b",
  ]);
});

test("refuses clients without TLS, and with a policy at all, those without IAM", () => {
  const [deny] = fileSystem().one("aws_efs_file_system_policy").statements();
  expect(deny).toMatchObject({ effect: "Deny", conditions: { Bool: { "aws:SecureTransport": "false" } } });
});

test("its access point owns the directory, whatever a container runs as", () => {
  const point = fileSystem().one("aws_efs_access_point");
  expect(point.get("posix_user")).toEqual({ uid: 1000, gid: 1000 });
  expect(point.get("root_directory.path")).toBe("/index");
});

test.each([
  ["read", ["elasticfilesystem:ClientMount"]],
  ["read-write", ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]],
] as const)("a role that may %s mounts through the access point only", (access, actions) => {
  const subject = fileSystem(access);
  const [mount] = subject.one("aws_iam_role_policy").statements();
  expect(mount?.actions).toEqual(actions);
  expect(mount?.conditions).toEqual({
    StringEquals: { "elasticfilesystem:AccessPointArn": subject.one("aws_efs_access_point").ref("arn") },
  });
});

test("a client is let in on the port of NFS", () => {
  const rule = fileSystem().one("aws_vpc_security_group_ingress_rule");
  expect([rule.get("from_port"), rule.get("to_port")]).toEqual([2049, 2049]);
});
