import { SearchCollection, type SearchCollectionProps } from "../../../src/constructs/database/search-collection";
import { SearchEndpoint } from "../../../src/constructs/database/search-endpoint";
import { Role } from "../../../src/constructs/security/role";
import { build, testKey } from "../../support/construct";
import { NETWORK } from "../../support/service";

function collection(props: Partial<SearchCollectionProps> = {}, access: "write" | "read-write" = "read-write") {
  return build((stack) => {
    const created = new SearchCollection(stack, "vectors", {
      name: "vectors",
      description: "Vectors",
      type: "VECTORSEARCH",
      endpoint: new SearchEndpoint(stack, "search", { network: NETWORK }),
      key: testKey(stack),
      standbyReplicas: true,
      ...props,
    });
    created.grant(
      new Role(stack, "app", { name: "app", description: "d", assumedBy: "ecs-tasks.amazonaws.com" }),
      "app",
      access,
    );
  });
}

const policy = (kind: string) =>
  JSON.parse(
    String(collection().subject.one("aws_opensearchserverless_security_policy", kind).get("policy")),
  ) as unknown;

test("it is encrypted with our key, and reached through the endpoint only", () => {
  const { subject } = collection();
  const rule = { ResourceType: "collection", Resource: ["collection/shop-prod-vectors"] };
  expect(policy("encryption")).toEqual({
    Rules: [rule],
    AWSOwnedKey: false,
    KmsARN: subject.one("aws_kms_key").ref("arn"),
  });
  const SourceVPCEs = [subject.one("aws_opensearchserverless_vpc_endpoint").ref("id")];
  expect(policy("network")).toEqual([{ Rules: [rule], AllowFromPublic: false, SourceVPCEs }]);
});

test("it is made after the policies that it needs, and kept where data is protected", () => {
  const created = collection().subject.one("aws_opensearchserverless_collection");
  expect(created.get("depends_on")).toEqual([
    "aws_opensearchserverless_security_policy.vectors_encryption",
    "aws_opensearchserverless_security_policy.vectors_network",
  ]);
  expect(created.get("lifecycle.prevent_destroy")).toBe(true);
  expect([created.get("type"), created.get("standby_replicas")]).toEqual(["VECTORSEARCH", "ENABLED"]);
});

test("a role needs both: IAM's permission and a place in the collection's own list", () => {
  const { subject } = collection();
  const [use] = subject.one("aws_iam_role_policy").statements();
  expect([use?.actions, use?.resources]).toEqual([
    ["aoss:APIAccessAll"],
    [subject.one("aws_opensearchserverless_collection").ref("arn")],
  ]);
  const [list] = subject.one("aws_opensearchserverless_access_policy").json("policy") as {
    Principal: string[];
    Rules: { Resource: string[]; Permission: string[] }[];
  }[];
  expect(list?.Principal).toEqual([subject.one("aws_iam_role").ref("arn")]);
  expect(list?.Rules[0]?.Resource).toEqual(["index/shop-prod-vectors/*"]);
  expect(list?.Rules[0]?.Permission).toContain("aoss:ReadDocument");
});

test("who only writes does not read", () => {
  const { subject } = collection({}, "write");
  const text = String(subject.one("aws_opensearchserverless_access_policy").get("policy"));
  expect(text).toContain("aoss:WriteDocument");
  expect(text).not.toContain("aoss:ReadDocument");
});

test("names keep within the 32 characters that OpenSearch Serverless has", () => {
  const { subject } = collection({ name: "vectors-of-a-great-many-documents" });
  expect(String(subject.one("aws_opensearchserverless_collection").get("name"))).toMatch(/^[a-z][a-z0-9-]{2,31}$/);
});
