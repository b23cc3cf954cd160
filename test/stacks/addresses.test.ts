import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { groupOf } from "../../src/cli/select";
import { readStacks, Template } from "../../src/template/template";
import { OUTPUT, ROOT } from "../support/output";

const stacks = readStacks(OUTPUT);
const groups = [...new Set(stacks.map(groupOf))];

// A changed address replaces a resource: a database, a bucket, a load balancer. `npm run addresses` writes the lists
// anew; say in CHANGELOG.md what a team that has applied the old ones has to do.
test.each(groups)("addresses of %s are those of the list", (group) => {
  const lines = stacks
    .filter((stack) => groupOf(stack) === group)
    .flatMap((stack) => {
      const modules = Object.keys((stack.json["module"] as object | undefined) ?? {}).map((name) => `module.${name}`);
      const resources = new Template([stack]).resources.map(({ address }) => address);
      return [stack.name, ...[...modules, ...resources].sort().map((address) => `  ${address}`)];
    });
  const list = `${lines.join("\n")}\n`;
  const file = join(ROOT, "test", "stacks", "addresses", `${group}.txt`);
  if (process.env["LINTEL_UPDATE_ADDRESSES"] === "1") {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, list);
  }
  expect(list).toBe(existsSync(file) ? readFileSync(file, "utf8") : "");
});

test("there is no list of an environment that is no more", () => {
  const lists = readdirSync(join(ROOT, "test", "stacks", "addresses")).map((file) => file.replace(".txt", ""));
  expect(lists.sort()).toEqual([...groups].sort());
});
