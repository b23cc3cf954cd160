import { Construct, RootConstruct } from "constructs";
import { environmentOf, validateEnvironment, type Environment } from "../../src/config/environment";
import { PLACEMENT } from "../support/construct";

const GOOD: Environment = {
  ...PLACEMENT,
  domain: "shop.example.com",
  hostedZoneId: "Z0123456789ABCDEFGHIJ",
  alerts: { p1: { emails: ["a@example.com"] }, p2: {}, p3: {}, p4: { httpsEndpoints: ["https://example.com/x"] } },
};

test("a good environment has no problems", () => {
  expect(validateEnvironment(GOOD)).toEqual([]);
});

test.each<[Partial<Environment>, string]>([
  [{ architecture: "../x" }, 'architecture: got "../x", allowed 1 to 32 lower-case letters'],
  [{ architecture: "a\nb" }, 'a\\nb/prod: architecture: got "a\\nb"'],
  [{ tags: { "aws:x": "y" } }, 'tags: got {"aws:x":"y"}, allowed keys of 1 to 128'],
  [{ tags: { x: "é" } }, 'tags: got {"x":"é"}'],
  [{ ...({ sizes: [{ cpu: NaN }] } as object) }, "sizes.cpu: got NaN, allowed a literal"],
  [{ ...({ branch: "${x}" } as object) }, 'branch: got "${x}", allowed a literal'],
  [{ ...({ branch: "%{if}" } as object) }, 'branch: got "%{if}", allowed a literal'],
  [{ name: "Production" }, 'name: got "Production", allowed 1 to 12 lower-case letters'],
  [{ account: "1234" }, 'account: got "1234", allowed 12 digits; copy it from `aws sts get-caller-identity`'],
  [
    { region: "Frankfurt", zones: ["a", "b"] },
    'region: got "Frankfurt", allowed a region\'s code, such as "us-east-1"',
  ],
  [{ zones: ["eu-central-1a"] }, 'zones: got ["eu-central-1a"], allowed two or more different zones; name one more'],
  [{ zones: ["eu-central-1a", "eu-central-1a"] }, "allowed two or more different zones"],
  [{ zones: ["eu-central-1a", "us-east-1b"] }, 'zones: got "us-east-1b", allowed zones of eu-central-1'],
  [{ domain: "https://shop.example.com" }, 'domain: got "https://shop.example.com", allowed a lower-case host name'],
  [{ domain: "example" }, 'domain: got "example"'],
  [{ hostedZoneId: "/hostedzone/Z1" }, "allowed the id of the Route 53 zone that holds the domain"],
  [
    { alerts: { ...GOOD.alerts, p2: { emails: ["nobody"] } } },
    'alerts.p2.emails: got "nobody", allowed an e-mail address',
  ],
  [
    { alerts: { ...GOOD.alerts, p1: { httpsEndpoints: ["http://example.com"] } } },
    'alerts.p1.httpsEndpoints: got "http://example.com", allowed a URL that begins with https://',
  ],
  [
    { alerts: { ...GOOD.alerts, p1: { smsNumbers: ["0171 1234567"] } } },
    'alerts.p1.smsNumbers: got "0171 1234567", allowed a telephone number in the form +6561234567',
  ],
  [{ stateRegion: "Oregon" }, 'stateRegion: got "Oregon", allowed a region\'s code, such as "us-west-2"'],
])("fails for %j", (wrong, message) => {
  const problems = validateEnvironment({ ...GOOD, ...wrong });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});

test("an environment needs no domain, but a domain needs its zone", () => {
  const { domain: _domain, hostedZoneId: _zone, ...without } = GOOD;
  expect(validateEnvironment(without)).toEqual([]);
  const [line, ...more] = validateEnvironment({ ...without, domain: "shop.example.com" });
  expect(line).toContain("hostedZoneId: got nothing, allowed the id of the Route 53 zone that holds the domain");
  expect(more).toEqual([]);
  expect(validateEnvironment({ ...without, hostedZoneId: "Z0123456789" })).toHaveLength(1);
});

test("every line names the environment", () => {
  const [line] = validateEnvironment({ ...GOOD, account: "1" });
  expect(line).toMatch(/^shop\/prod: account: /);
});

test("all problems are found at once", () => {
  expect(validateEnvironment({ ...GOOD, account: "1", domain: "x", zones: [] })).toHaveLength(3);
});

test("fails outside of a stack", () => {
  const root = new RootConstruct();
  const lost = new Construct(root, "lost");
  expect(() => environmentOf(lost)).toThrow("lost: scope: got");
});
