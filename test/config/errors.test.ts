import { Construct, RootConstruct } from "constructs";
import { check, ConfigError, describeProblem, problemsOf, reportProblem } from "../../src/config/errors";

const PROBLEM = { property: "size", got: 3, allowed: "1 or 2", fix: "take less" };

test("a message has where, what it got, what is allowed and what to do", () => {
  expect(describeProblem("shop/prod", PROBLEM)).toBe("shop/prod: size: got 3, allowed 1 or 2; take less");
});

test("a missing value is called nothing", () => {
  expect(describeProblem("x", { ...PROBLEM, got: undefined })).toContain("got nothing,");
});

test("problems of a tree are collected in its order, each once", () => {
  const root = new RootConstruct();
  const [one, other] = ["one", "other"].map((id) => new Construct(root, id));
  if (one) reportProblem(one, PROBLEM);
  if (one) reportProblem(one, PROBLEM);
  if (other) check(other, false, PROBLEM);
  if (other) check(other, true, { ...PROBLEM, property: "fine" });
  expect(problemsOf(root)).toEqual([
    "one: size: got 3, allowed 1 or 2; take less",
    "other: size: got 3, allowed 1 or 2; take less",
  ]);
});

test("an error lists its problems, one a line", () => {
  expect(new ConfigError(["a", "b"]).message).toBe("a\nb");
});
