import { subnetBlocks, type SubnetBlocksProps } from "../../../src/constructs/network/subnet-blocks";
import { build } from "../../support/construct";

function blocks(props: Partial<SubnetBlocksProps> = {}) {
  let made: ReturnType<typeof subnetBlocks> | undefined;
  const { problems } = build((stack) => {
    made = subnetBlocks(stack, { cidrBlock: "10.0.0.0/16", ...props }, 2);
  });
  return { made, problems };
}

test("derives blocks that lie in the VPC", () => {
  expect(blocks()).toEqual({
    made: { public: ["10.0.0.0/20", "10.0.16.0/20"], private: ["10.0.128.0/20", "10.0.144.0/20"] },
    problems: [],
  });
});

test("takes the blocks that a team names", () => {
  const named = { publicSubnets: ["10.0.0.0/24", "10.0.1.0/24"], privateSubnets: ["10.0.10.0/24", "10.0.11.0/24"] };
  expect(blocks(named)).toEqual({ made: { public: named.publicSubnets, private: named.privateSubnets }, problems: [] });
});

test("a small VPC is enough where its blocks are named", () => {
  const named = { publicSubnets: ["10.0.0.0/28", "10.0.0.16/28"], privateSubnets: ["10.0.0.32/28", "10.0.0.48/28"] };
  expect(blocks({ cidrBlock: "10.0.0.0/26", ...named }).problems).toEqual([]);
});

test.each<[Partial<SubnetBlocksProps>, string]>([
  [{ cidrBlock: "10.0.0.0" }, 'cidrBlock: got "10.0.0.0", allowed an IPv4 block from /16 to /24'],
  [{ cidrBlock: "10.0.0.0/8" }, "allowed an IPv4 block from /16 to /24"],
  [{ cidrBlock: "10.0.0.0/26" }, "each subnet is a sixteenth of it"],
  [
    { publicSubnets: ["10.0.0.0/24"], privateSubnets: ["10.0.1.0/24", "10.0.2.0/24"] },
    "allowed 2 blocks, one for each zone",
  ],
  [
    { publicSubnets: ["10.1.0.0/24", "10.0.1.0/24"] },
    'publicSubnets: got "10.1.0.0/24", allowed a block inside of 10.0.0.0/16',
  ],
  [
    { publicSubnets: ["10.0.0.0/24", "10.0.0.128/25"] },
    'publicSubnets: got "10.0.0.128/25", allowed a block that does not overlap 10.0.0.0/24 of publicSubnets',
  ],
  [
    { publicSubnets: ["10.0.0.0/24", "10.0.128.0/24"] },
    'privateSubnets: got "10.0.128.0/20", allowed a block that does not overlap 10.0.128.0/24 of publicSubnets',
  ],
])("fails for %j", (wrong, message) => {
  const { problems } = blocks(wrong);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(message);
});
