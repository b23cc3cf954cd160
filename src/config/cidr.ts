/** An IPv4 block: the first address as a number, and the number of leading bits that are fixed. */
export interface Cidr {
  readonly first: number;
  readonly prefix: number;
}

/** Reads `10.0.0.0/16`. Undefined when it is not an IPv4 block or has bits set behind its prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, prefix = 0] = match.slice(1).map(Number);
  if ([a, b, c, d].some((octet) => octet > 255) || prefix > 32) return undefined;
  const first = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  return first % size(prefix) === 0 ? { first, prefix } : undefined;
}

export function formatCidr({ first, prefix }: Cidr): string {
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix}`;
}

/** Number of addresses in a block of this prefix. */
export function size(prefix: number): number {
  return 2 ** (32 - prefix);
}

export function contains(outer: Cidr, inner: Cidr): boolean {
  return inner.first >= outer.first && inner.first + size(inner.prefix) <= outer.first + size(outer.prefix);
}

export function overlaps(one: Cidr, other: Cidr): boolean {
  return one.first < other.first + size(other.prefix) && other.first < one.first + size(one.prefix);
}

/**
 * The `index`th block of those that a block splits into when `newBits` more bits are fixed:
 * Terraform's `cidrsubnet(block, newBits, index)`.
 * Undefined when there is no such block.
 */
export function subnet(block: Cidr, newBits: number, index: number): Cidr | undefined {
  const prefix = block.prefix + newBits;
  if (prefix > 32 || index < 0 || index >= 2 ** newBits) return undefined;
  return { first: block.first + index * size(prefix), prefix };
}
