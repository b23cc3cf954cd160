import { GithubDeployer, type GithubRepository } from "../../../src/constructs/delivery/github-deployer";
import { build } from "../../support/construct";

function deployer(props: Partial<GithubRepository> = {}) {
  return build(
    (stack) =>
      void new GithubDeployer(stack, "github", {
        repository: "shop/web",
        environment: "prod",
        provider: "create",
        ...props,
      }),
  );
}

test("one environment of one repository takes the role, with a token for AWS", () => {
  const { subject } = deployer();
  const [trust] = subject.one("aws_iam_role").statements("assume_role_policy");
  expect(trust?.principal).toEqual({ Federated: subject.one("aws_iam_openid_connect_provider").ref("arn") });
  expect(trust?.conditions).toEqual({
    StringEquals: {
      "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
      "token.actions.githubusercontent.com:sub": "repo:shop/web:environment:prod",
    },
  });
  expect(subject.all("aws_iam_role_policy")).toEqual([]);
});

test("uses the account's provider where there is one", () => {
  const { subject } = deployer({ provider: "existing" });
  expect(subject.all("aws_iam_openid_connect_provider")).toEqual([]);
  expect(subject.one("data.aws_iam_openid_connect_provider").get("url")).toBe(
    "https://token.actions.githubusercontent.com",
  );
});

test.each<[Partial<GithubRepository>, string]>([
  [{ repository: "*" }, 'repository: got "*", allowed "<owner>/<repository>"'],
  [{ repository: "shop/*" }, 'repository: got "shop/*"'],
  [{ environment: "" }, 'environment: got "", allowed 1 to 255 letters'],
])("refuses %j, which would let others in", (props, message) => {
  const { problems } = deployer(props);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(`shop-prod-test/github: ${message}`);
});
