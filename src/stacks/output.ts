import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";

/** A new, empty directory beside the output, to write into before anything of the output changes. */
export function stage(outdir: string): string {
  mkdirSync(dirname(join(outdir, ".")), { recursive: true });
  return mkdtempSync(`${outdir.replace(/[\\/]+$/, "")}.staging-`);
}

/** Removes directories, with everything in them. */
export function removeDirectories(directories: readonly string[]): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

/**
 * Makes the output directory hold what was staged. A file that did not change is not touched, and what Terraform
 * keeps beside the output (`.terraform`, its lock file) stays. Stacks and assets that are no more are removed.
 */
export function publish(staging: string, outdir: string): void {
  const files = list(staging);
  for (const file of files) {
    const target = join(outdir, file);
    const content = readFileSync(join(staging, file));
    if (existsSync(target) && content.equals(readFileSync(target))) continue;
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, content);
  }
  const current = new Set(files);
  const stacks = join(outdir, "stacks");
  for (const stack of existsSync(stacks) ? readdirSync(stacks) : []) {
    const directory = join(stacks, stack);
    if (!files.some((file) => file.startsWith(join("stacks", stack, "/")))) {
      rmSync(directory, { recursive: true });
      continue;
    }
    const assets = join(directory, "assets");
    for (const file of existsSync(assets) ? list(assets) : []) {
      if (!current.has(relative(outdir, join(assets, file)))) rmSync(join(assets, file));
    }
  }
}

function list(directory: string, below = ""): string[] {
  return readdirSync(join(directory, below))
    .sort()
    .flatMap((name) => {
      const path = join(below, name);
      return statSync(join(directory, path)).isDirectory() ? list(directory, path) : [path];
    });
}
