import { contains, formatCidr, overlaps, parseCidr, subnet, type Cidr } from "../../src/config/cidr";

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (!parsed) throw new Error(`${text} is no block`);
  return parsed;
}

test("reads and writes a block", () => {
  expect(formatCidr(cidr("10.40.16.0/20"))).toBe("10.40.16.0/20");
  expect(formatCidr(cidr("255.255.255.255/32"))).toBe("255.255.255.255/32");
});

test.each(["10.0.0.0", "10.0.0.1/16", "10.0.0.0/33", "256.0.0.0/8", "10.0.0/8", "::/0", ""])(
  "fails to read %j",
  (text) => {
    expect(parseCidr(text)).toBeUndefined();
  },
);

test("a block contains itself and its parts, not its neighbour", () => {
  expect(contains(cidr("10.0.0.0/16"), cidr("10.0.0.0/16"))).toBe(true);
  expect(contains(cidr("10.0.0.0/16"), cidr("10.0.255.0/24"))).toBe(true);
  expect(contains(cidr("10.0.0.0/16"), cidr("10.1.0.0/24"))).toBe(false);
  expect(contains(cidr("10.0.0.0/24"), cidr("10.0.0.0/16"))).toBe(false);
});

test("blocks overlap when one holds an address of the other", () => {
  expect(overlaps(cidr("10.0.0.0/24"), cidr("10.0.0.128/25"))).toBe(true);
  expect(overlaps(cidr("10.0.0.128/25"), cidr("10.0.0.0/24"))).toBe(true);
  expect(overlaps(cidr("10.0.0.0/24"), cidr("10.0.1.0/24"))).toBe(false);
});

test("splits a block as Terraform's cidrsubnet does", () => {
  const part = subnet(cidr("10.40.0.0/16"), 4, 9);
  expect(part && formatCidr(part)).toBe("10.40.144.0/20");
});

test("fails to split a block further than it goes", () => {
  expect(subnet(cidr("10.0.0.0/30"), 4, 0)).toBeUndefined();
  expect(subnet(cidr("10.0.0.0/16"), 4, 16)).toBeUndefined();
});
