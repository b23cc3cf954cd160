import { demand } from "../../config/errors";
import type { StudentWellbeingEnvironment } from "./environments";
import { SIZES, type Size } from "./sizes";

/**
 * The size of an environment with its changes.
 * @throws ConfigError with everything in the environment that makes no sense
 */
export function sizeOf(environment: StudentWellbeingEnvironment): Size {
  const { architecture, name, size: sizeName, tasks, domain, cdn, clients, data, region, recovery } = environment;
  const found: Size | undefined = Object.hasOwn(SIZES, sizeName) ? SIZES[sizeName] : undefined;
  const size = { ...(found ?? SIZES.users100), tasks: { ...(found ?? SIZES.users100).tasks, ...tasks } };
  demand(`${architecture}/${name}`, (check) => {
    check(found !== undefined, {
      property: "size",
      got: sizeName,
      allowed: Object.keys(SIZES).join(", "),
      fix: "take one of these",
    });
    check(domain !== undefined || data === "disposable", {
      property: "domain",
      got: domain,
      allowed: "a host name and its hosted zone where data is protected",
      fix: "plain HTTP shows what students say to everybody on the way: name both, and a certificate is made for them",
    });
    check(domain !== undefined || !cdn, {
      property: "domain",
      got: domain,
      allowed: "a host name and its hosted zone where there is a CDN",
      fix: "CloudFront's own certificate lets viewers speak TLS 1.0: name both, or switch cdn off",
    });
    check(cdn !== clients.length > 0, {
      property: "clients",
      got: clients,
      allowed: cdn ? "none where there is a CDN" : "one IPv4 block or more where there is no CDN",
      fix: cdn ? "CloudFront alone reaches the load balancer: leave it empty" : "nobody would reach the load balancer",
    });
    check(size.tasks.min <= size.tasks.desired && size.tasks.desired <= size.tasks.max, {
      property: "tasks",
      got: size.tasks,
      allowed: "min, desired and max in this order",
      fix: "change the one that is out of order",
    });
    check(environment.outbound !== "public" || data === "disposable", {
      property: "outbound",
      got: environment.outbound,
      allowed: "nat-per-zone, one-nat or endpoints where data is protected",
      fix: "tasks with students' data have no public addresses",
    });
    check(recovery === undefined || recovery.region !== region, {
      property: "recovery.region",
      got: recovery?.region,
      allowed: `another region than ${region}`,
      fix: "a copy in the same region is lost with it",
    });
    check(recovery?.databaseCopy !== true || environment.database !== undefined, {
      property: "recovery.databaseCopy",
      got: recovery?.databaseCopy,
      allowed: "false where there is no database",
      fix: "add a database, or leave its copy out",
    });
  });
  return size;
}
