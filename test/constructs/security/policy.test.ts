import { policyDocument, type PolicyStatement } from "../../../src/constructs/security/policy";

const READ: PolicyStatement = { sid: "Read", actions: ["s3:GetObject"], resources: ["a"] };

test("statements that differ in their resources only become one", () => {
  const policy = JSON.parse(policyDocument([READ, { ...READ, resources: ["b"] }, READ])) as { Statement: unknown[] };
  expect(policy.Statement).toEqual([{ Sid: "Read", Effect: "Allow", Action: "s3:GetObject", Resource: ["a", "b"] }]);
});

test("a trust policy has no resource", () => {
  const policy = policyDocument([{ sid: "Trust", principals: { Service: "x" }, actions: ["sts:AssumeRole"] }]);
  expect(policy).toBe(
    '{"Version":"2012-10-17","Statement":[{"Sid":"Trust","Effect":"Allow","Principal":{"Service":"x"},"Action":"sts:AssumeRole"}]}',
  );
});

test("fails for one sid with two meanings, which AWS would refuse", () => {
  expect(() => policyDocument([READ, { ...READ, actions: ["s3:PutObject"] }])).toThrow(
    'policy: sid: got "Read", allowed one meaning for each sid of a policy; give the second statement its own sid',
  );
});
