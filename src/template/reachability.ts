import { blocks, isObject, referencesIn, type Json, type JsonObject, type Resource, type Template } from "./template";

/** The public internet, as a place that connections come from or go to. */
export const INTERNET = "internet";

/** A range of TCP ports. */
export interface Ports {
  readonly from: number;
  readonly to: number;
}

/** Somebody who can open connections to somebody. */
export interface Connection {
  /** {@link INTERNET}, or `<stack>/<address>` of a resource; a group that nothing wears stands for whatever will. */
  readonly from: string;
  readonly to: string;
  readonly ports: Ports;
}

/** Where a rule lets connections come from, or go to. */
type Peer =
  | { readonly kind: "group"; readonly group: string }
  | { readonly kind: "block"; readonly block: string }
  | { readonly kind: "list"; readonly list: string };

interface Rule {
  readonly group: string;
  readonly direction: "ingress" | "egress";
  readonly peer: Peer;
  readonly ports: Ports;
}

/** Something with an address in a VPC, and the security groups that it wears. */
interface Node {
  readonly id: string;
  readonly groups: readonly string[];
  /** Has a public address. */
  readonly isPublic: boolean;
}

const ALL_PORTS: Ports = { from: 0, to: 65_535 };
const HTTPS: Ports = { from: 443, to: 443 };
const CLOUDFRONT_LIST = "com.amazonaws.global.cloudfront.origin-facing";

/**
 * Who can open TCP connections to whom, as security groups, public addresses and CloudFront's origins have it. A
 * connection needs a rule on both sides. Network ACLs and routes are taken to let everything through, so the answer
 * errs on the side of too much. Give it the stacks of one environment: a rule for a block is taken to be about all
 * that has an address there.
 *
 * A load balancer and a service that stands behind it are two: the first is reached by clients, the second by the
 * first. Services that are reached by IAM alone (S3, DynamoDB, Secrets Manager) are not in it.
 */
export function connectionsOf(template: Template): Connection[] {
  const rules = template.resources.flatMap(rulesOf);
  const nodes = nodesOf(template);
  const inside = nodes.flatMap((from) =>
    nodes
      .filter((to) => to.id !== from.id)
      .flatMap((to) => between(from, to, rules).map((ports) => ({ from: from.id, to: to.id, ports }))),
  );
  const outward = nodes.flatMap(({ id, groups }) =>
    portsOf(rules, groups, "egress", isInternet).map((ports) => ({ from: id, to: INTERNET, ports })),
  );
  const inward = nodes
    .filter(({ isPublic }) => isPublic)
    .flatMap(({ id, groups }) =>
      portsOf(rules, groups, "ingress", isInternet).map((ports) => ({ from: INTERNET, to: id, ports })),
    );
  const found = [...inward, ...throughCloudFront(template, rules, nodes), ...inside, ...outward];
  return [...new Map(found.map((each) => [JSON.stringify(each), each])).values()];
}

/** The internet's way over distributions to what stands behind them. */
function throughCloudFront(template: Template, rules: readonly Rule[], nodes: readonly Node[]): Connection[] {
  const lists = template.resources
    .filter(({ type, values }) => type === "aws_ec2_managed_prefix_list" && values["name"] === CLOUDFRONT_LIST)
    .map(idOf);
  const isCloudFront = (peer: Peer) => isInternet(peer) || (peer.kind === "list" && lists.includes(peer.list));
  const distributions = template.resources.filter(
    ({ type, values }) => type === "aws_cloudfront_distribution" && values["enabled"] !== false,
  );
  return distributions.flatMap((distribution) => {
    const origins = originsOf(distribution, template);
    const behind = nodes.filter(({ id }) => origins.includes(id));
    return [
      { from: INTERNET, to: idOf(distribution), ports: HTTPS },
      ...behind.flatMap(({ id, groups }) =>
        portsOf(rules, groups, "ingress", isCloudFront).map((ports) => ({ from: idOf(distribution), to: id, ports })),
      ),
    ];
  });
}

/** Everything that the names and references of a distribution's origins lead to. */
function originsOf(distribution: Resource, template: Template): string[] {
  const follow = (value: Json | undefined, depth: number): string[] => {
    if (value === undefined || depth > 4) return [];
    const names = typeof value === "string" ? [value] : [];
    const records = template.resources.filter(
      ({ type, values }) => type === "aws_route53_record" && names.includes(String(values["name"])),
    );
    const found = [...referencesIn(value), ...records.map(idOf)];
    return found.flatMap((id) => {
      const resource = template.resources.find((each) => idOf(each) === id);
      const isWay = resource && ["aws_route53_record", "aws_cloudfront_vpc_origin"].includes(resource.type);
      return isWay ? [id, ...follow(resource.values, depth + 1)] : [id];
    });
  };
  return follow(distribution.values["origin"], 0).concat(
    blocks(distribution.values["origin"]).flatMap(({ domain_name: name }) => follow(name, 0)),
  );
}

/** Ports on which one node may open connections to another. */
function between(from: Node, to: Node, rules: readonly Rule[]): Ports[] {
  const reaches = (node: Node) => (peer: Peer) =>
    peer.kind === "group" ? node.groups.includes(peer.group) : peer.kind === "block";
  const out = portsOf(rules, from.groups, "egress", (peer) => reaches(to)(peer) && !isOnlyElsewhere(peer));
  const into = portsOf(rules, to.groups, "ingress", (peer) => reaches(from)(peer) && !isOnlyElsewhere(peer));
  return out.flatMap((one) => into.flatMap((other) => overlap(one, other)));
}

/** Whether a block has no private address in it, so that nothing in a VPC is meant. */
function isOnlyElsewhere(peer: Peer): boolean {
  if (peer.kind !== "block" || !/^\d/.test(peer.block) || isInternet(peer)) return false;
  return !/^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)/.test(peer.block);
}

function isInternet(peer: Peer): boolean {
  return peer.kind === "block" && (/\/0$/.test(peer.block) || peer.block === "::/0");
}

function overlap(one: Ports, other: Ports): Ports[] {
  const ports = { from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) };
  return ports.from <= ports.to ? [ports] : [];
}

function portsOf(
  rules: readonly Rule[],
  groups: readonly string[],
  direction: Rule["direction"],
  accepts: (peer: Peer) => boolean,
): Ports[] {
  return rules
    .filter((rule) => rule.direction === direction && groups.includes(rule.group) && accepts(rule.peer))
    .map(({ ports }) => ports);
}

/** Everything that wears a security group, and every group that nothing wears. */
function nodesOf(template: Template): Node[] {
  const worn = template.resources
    .filter(({ mode, type }) => mode === "resource" && !/security_group/.test(type))
    .map((resource) => ({
      id: idOf(resource),
      groups: groupsWorn(resource.values),
      isPublic: isPublic(resource),
    }))
    .filter(({ groups }) => groups.length > 0);
  const taken = new Set(worn.flatMap(({ groups }) => groups));
  const free = template.resources.filter((each) => each.type === "aws_security_group" && !taken.has(idOf(each)));
  return [...worn, ...free.map((group) => ({ id: idOf(group), groups: [idOf(group)], isPublic: false }))];
}

function groupsWorn(value: Json): string[] {
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(groupsWorn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    /security_groups?(_ids?)?$/.test(name)
      ? referencesIn(inner).filter((reference) => reference.includes("/aws_security_group."))
      : groupsWorn(inner),
  );
}

function isPublic({ type, values }: Resource): boolean {
  if (type === "aws_lb" || type === "aws_alb" || type === "aws_elb") return values["internal"] !== true;
  const text = JSON.stringify(values);
  return /"(assign_public_ip|associate_public_ip_address|publicly_accessible)":true/.test(text);
}

/** Rules of a resource: one of its own, or the blocks of a group. */
function rulesOf(resource: Resource): Rule[] {
  const { type, values } = resource;
  if (type === "aws_vpc_security_group_ingress_rule" || type === "aws_vpc_security_group_egress_rule") {
    const direction = type.includes("ingress") ? "ingress" : "egress";
    return toRules(idsIn(values["security_group_id"]), direction, values);
  }
  if (type === "aws_security_group_rule") {
    const direction = values["type"] === "egress" ? "egress" : "ingress";
    return toRules(idsIn(values["security_group_id"]), direction, values);
  }
  if (type !== "aws_security_group") return [];
  return (["ingress", "egress"] as const).flatMap((direction) =>
    blocks(values[direction]).flatMap((block) => toRules([idOf(resource)], direction, block, idOf(resource))),
  );
}

function toRules(groups: readonly string[], direction: Rule["direction"], values: JsonObject, self?: string): Rule[] {
  const ports = portRange(values);
  if (ports === undefined) return [];
  const texts = (names: readonly string[]) => names.flatMap((name) => [values[name] ?? []].flat() as Json[]);
  const peers: Peer[] = [
    ...texts(["referenced_security_group_id", "source_security_group_id", "security_groups"])
      .flatMap(idsIn)
      .map((group) => ({ kind: "group" as const, group })),
    ...texts(["cidr_ipv4", "cidr_ipv6", "cidr_blocks", "ipv6_cidr_blocks"]).map((block) => ({
      kind: "block" as const,
      block: String(block),
    })),
    ...texts(["prefix_list_id", "prefix_list_ids"])
      .flatMap((list) => (idsIn(list).length > 0 ? idsIn(list) : [String(list)]))
      .map((list) => ({ kind: "list" as const, list })),
    ...(values["self"] === true ? groups.concat(self ?? []).map((group) => ({ kind: "group" as const, group })) : []),
  ];
  return groups.flatMap((group) => peers.map((peer) => ({ group, direction, peer, ports })));
}

/** The TCP ports of a rule; undefined for another protocol. */
function portRange(values: JsonObject): Ports | undefined {
  const protocol = String(values["ip_protocol"] ?? values["protocol"] ?? "-1");
  if (protocol === "-1" || protocol === "all") return ALL_PORTS;
  if (protocol !== "tcp" && protocol !== "6") return undefined;
  return { from: Number(values["from_port"] ?? 0), to: Number(values["to_port"] ?? 65_535) };
}

function idsIn(value: Json | undefined): string[] {
  return value === undefined ? [] : referencesIn(value);
}

function idOf({ stack, address }: Resource): string {
  return `${stack}/${address}`;
}
