// Runs a TypeScript entry in this process, fast. Types are not checked here: `npm run typecheck` does that.
//
// esbuild makes one file of the entry and everything that it imports, which spares Node a search for a thousand
// files. The file and V8's compiled code for it are kept in node_modules/.cache and used again for as long as no
// input changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const cache = join(root, "node_modules", ".cache", "lintel");
process.env.CHECKPOINT_DISABLE ??= "1";

/** Runs an entry, relative to the project's root, and returns its exports. */
export async function runBundle(entry) {
  const name = entry.replace(/\W+/g, "-");
  const codeFile = join(cache, `${name}.js`);
  const compiledFile = join(cache, `${name}.${process.version}-${process.arch}.bin`);
  if (!isFresh(name, codeFile)) {
    await build(entry, name, codeFile);
    rmSync(compiledFile, { force: true });
  }
  const code = readFileSync(codeFile, "utf8");
  const cachedData = existsSync(compiledFile) ? readFileSync(compiledFile) : undefined;
  const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename: codeFile,
    cachedData,
  });
  const module = { exports: {} };
  const file = join(root, entry);
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  if (cachedData === undefined || script.cachedDataRejected) {
    // After the run, so that what ran is compiled already.
    await module.exports.done;
    write(compiledFile, script.createCachedData());
  }
  return module.exports;
}

/** Whether the bundle was made from the files as they are now. */
function isFresh(name, codeFile) {
  try {
    const { stamp, inputs } = JSON.parse(readFileSync(join(cache, `${name}.json`), "utf8"));
    return existsSync(codeFile) && stamp === stampOf(inputs);
  } catch {
    return false;
  }
}

/** Changes when one of the files does. */
function stampOf(inputs) {
  const hash = createHash("sha256");
  for (const input of inputs) {
    const { mtimeMs, size } = statSync(join(root, input));
    hash.update(`${input} ${mtimeMs} ${size}\n`);
  }
  return hash.digest("hex");
}

/**
 * CDKTF records a stack trace for every value that it makes, a third of a synthesis, to show it in messages about
 * values that can't be resolved. Those messages go without it here; `npx ts-node main.ts` still shows it.
 */
const withoutCreationStacks = {
  name: "without-creation-stacks",
  setup(build) {
    build.onLoad({ filter: /cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]stack-trace\.js$/ }, () => ({
      contents: "exports.captureStackTrace = () => [];",
    }));
  },
};

/** CDKTF zips a directory by running this file of its own in another process, and asks for its name. */
const withArchives = {
  name: "with-archives",
  setup(build) {
    build.onLoad({ filter: /cdktf[\\/]lib[\\/]private[\\/]fs\.js$/ }, ({ path }) => {
      const file = 'require("path").join(require.resolve("cdktf/package.json"), "../lib/private/fs.js")';
      return { contents: readFileSync(path, "utf8").replaceAll("__filename", file) };
    });
  },
};

async function build(entry, name, codeFile) {
  const { build } = await import("esbuild");
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    write: false,
    metafile: true,
    plugins: [withoutCreationStacks, withArchives],
    // It looks for its WebAssembly file beside itself.
    external: ["@cdktf/hcl2json"],
    // A script that is run by node:vm has no import() of its own; it becomes a late require().
    supported: { "dynamic-import": false },
    logLevel: "error",
  }).catch((error) => {
    if (!error.errors) throw error;
    process.exit(2); // esbuild has printed where and what
  });
  // Packages change with the lock file only; a thousand of their files would be slow to look at.
  const inputs = Object.keys(result.metafile.inputs).filter((input) => !input.includes("node_modules"));
  inputs.push("package-lock.json", relative(root, fileURLToPath(import.meta.url)));
  write(codeFile, result.outputFiles[0].contents);
  write(join(cache, `${name}.json`), JSON.stringify({ stamp: stampOf(inputs), inputs }));
}

/** Writes a file whole or not at all, for two runs at once. */
function write(file, content) {
  mkdirSync(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}`;
  writeFileSync(temporary, content);
  renameSync(temporary, file);
}
