import type { Construct } from "constructs";
import { contains, formatCidr, overlaps, parseCidr, subnet, type Cidr } from "../../config/cidr";
import { check } from "../../config/errors";

/** Subnets with a way to the internet, and those without one. */
export type Tier = "public" | "private";

/** Which addresses a VPC and its subnets have. */
export interface SubnetBlocksProps {
  /** The VPC's IPv4 block, /16 to /28 (the limits of EC2). */
  readonly cidrBlock: string;
  /** Blocks of the public subnets, one for each zone. @default - the first sixteenths of the VPC */
  readonly publicSubnets?: readonly string[];
  /** Blocks of the private subnets, one for each zone. @default - the sixteenths from the middle of the VPC on */
  readonly privateSubnets?: readonly string[];
}

/** Number of parts that a VPC is divided into where blocks are not named, as a power of two. */
const DERIVED_BITS = 4;
const FIRST_PART = { public: 0, private: 8 };

/** The blocks of each tier, one for each zone. Reports blocks that EC2 would refuse, or that overlap. */
export function subnetBlocks(
  scope: Construct,
  props: SubnetBlocksProps,
  zones: number,
): Readonly<Record<Tier, readonly string[]>> {
  const { cidrBlock, publicSubnets, privateSubnets } = props;
  const vpc = parseCidr(cidrBlock);
  const derive = (tier: Tier) =>
    Array.from({ length: zones }, (_, index) => {
      const part = vpc && subnet(vpc, DERIVED_BITS, FIRST_PART[tier] + index);
      return part ? formatCidr(part) : cidrBlock;
    });
  const blocks = { public: publicSubnets ?? derive("public"), private: privateSubnets ?? derive("private") };
  const isDerived = publicSubnets === undefined || privateSubnets === undefined;
  const isValid = checkVpc(scope, cidrBlock, vpc, isDerived);
  if (vpc && isValid) checkSubnets(scope, vpc, blocks, zones);
  return blocks;
}

function checkVpc(scope: Construct, text: string, vpc: Cidr | undefined, isDerived: boolean): boolean {
  const smallest = isDerived ? 28 - DERIVED_BITS : 28;
  return check(scope, vpc !== undefined && vpc.prefix >= 16 && vpc.prefix <= smallest, {
    property: "cidrBlock",
    got: text,
    allowed: `an IPv4 block from /16 to /${smallest}`,
    fix: isDerived
      ? "take a larger block: each subnet is a sixteenth of it, and EC2 wants a /28 or larger"
      : "take a block that EC2 accepts for a VPC",
  });
}

function checkSubnets(
  scope: Construct,
  vpc: Cidr,
  blocks: Readonly<Record<Tier, readonly string[]>>,
  zones: number,
): void {
  const seen: { property: string; text: string; block: Cidr }[] = [];
  for (const [tier, texts] of Object.entries(blocks)) {
    const property = `${tier}Subnets`;
    check(scope, texts.length === zones, {
      property,
      got: texts,
      allowed: `${zones} blocks, one for each zone`,
      fix: "add or remove a block, or a zone",
    });
    for (const text of texts) {
      const block = parseCidr(text);
      check(scope, block !== undefined && contains(vpc, block) && block.prefix <= 28, {
        property,
        got: text,
        allowed: `a block inside of ${formatCidr(vpc)}, /28 or larger`,
        fix: "choose another block or a larger VPC",
      });
      if (!block) continue;
      const other = seen.find((earlier) => overlaps(earlier.block, block));
      check(scope, other === undefined, {
        property,
        got: text,
        allowed: `a block that does not overlap ${other?.text} of ${other?.property}`,
        fix: "move one of the two",
      });
      seen.push({ property, text, block });
    }
  }
}
