import { Construct } from "constructs";
import {
  ATTRIBUTE_NAME,
  checkText,
  checkWhole,
  ENDPOINT_SERVICE,
  GROUP_DESCRIPTION,
  IMAGE_TAG,
  LITERAL,
  LOG_GROUP_NAME,
  type TextRule,
} from "../../src/config/checks";
import { problemsOf } from "../../src/config/errors";

function problems(run: (scope: Construct) => void): string[] {
  const root = new Construct(undefined as unknown as Construct, "");
  const scope = new Construct(root, "scope");
  run(scope);
  return problemsOf(root);
}

test.each([1, 5, 10, undefined])("%p is acceptable as a whole number from 1 to 10", (value) => {
  expect(problems((scope) => checkWhole(scope, "days", value, { min: 1, max: 10 }))).toEqual([]);
});

test.each([0, 11, 1.5, NaN, Infinity])("%p is no whole number from 1 to 10", (value) => {
  expect(problems((scope) => checkWhole(scope, "days", value, { min: 1, max: 10 }))).toEqual([
    `scope: days: got ${value}, allowed a whole number from 1 to 10; take a number that AWS accepts`,
  ]);
});

test.each<[string, TextRule, string[], string[]]>([
  [
    "a group's description",
    GROUP_DESCRIPTION,
    ["NFS", "to a:b (x)", "x".repeat(255)],
    ["", "é", "a\nb", "x".repeat(256), "${x}"],
  ],
  ["a log group's name", LOG_GROUP_NAME, ["/shop/prod/api", "aws-waf-logs-x"], ["", "a b", "${x}", "x".repeat(513)]],
  ["an image's tag", IMAGE_TAG, ["v1.2", "_x", "sha-0"], ["", ".x", "-x", "a/b", "x".repeat(129)]],
  ["an attribute's name", ATTRIBUTE_NAME, ["id", "a.b:c-d_e"], ["", "a b", "x".repeat(256)]],
  [
    "an endpoint's service",
    ENDPOINT_SERVICE,
    ["logs", "ecr.api", "s3-global.accesspoint"],
    ["", "A", "..", "ecr.", "a b"],
  ],
  ["a literal", LITERAL, ["anything at all: é", "$5", "a\nb"], ["", "${x}", "a %{if}", "x".repeat(2049)]],
])("%s", (_what, rule, good, bad) => {
  for (const value of [...good, undefined, "${TfToken[TOKEN.0]}"]) {
    expect(problems((scope) => checkText(scope, "text", value, rule))).toEqual([]);
  }
  for (const value of bad) {
    expect(problems((scope) => checkText(scope, "text", value, rule))).toEqual([
      `scope: text: got ${JSON.stringify(value)}, allowed ${rule.allowed}; take a text that AWS accepts`,
    ]);
  }
});
