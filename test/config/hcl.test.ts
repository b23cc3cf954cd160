import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHcl } from "../../src/config/hcl";

const TEXT = 'a "b" {\n  c = 1\n  d = var.e\n}\n';
const CONTENT = { a: { b: [{ c: 1, d: "${var.e}" }] } };
let cache = "";
beforeEach(() => (cache = mkdtempSync(join(tmpdir(), "lintel-hcl-"))));
afterEach(() => {
  rmSync(cache, { recursive: true });
});

test("reads blocks, values and expressions", async () => {
  expect(await parseHcl("x.tf", TEXT)).toEqual(CONTENT);
});

test("keeps what it read, by the text", async () => {
  await parseHcl("x.tf", TEXT, cache);
  const [file = ""] = readdirSync(cache);
  writeFileSync(join(cache, file), '{"kept":true}');
  expect(await parseHcl("x.tf", TEXT, cache)).toEqual({ kept: true });
  expect(await parseHcl("x.tf", `${TEXT}\n`, cache)).toEqual(CONTENT);
});

test("reads again when what it kept is damaged", async () => {
  await parseHcl("x.tf", TEXT, cache);
  const [file = ""] = readdirSync(cache);
  writeFileSync(join(cache, file), "{");
  expect(await parseHcl("x.tf", TEXT, cache)).toEqual(CONTENT);
});

test("fails with the parser's words, and keeps nothing", async () => {
  await expect(parseHcl("x.tf", "a {", cache)).rejects.toThrow("x.tf");
  expect(readdirSync(cache)).toEqual([]);
});
