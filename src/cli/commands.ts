import type { Command, Parameter } from "./command";

const OUTPUT: Parameter = {
  syntax: "--output <directory>",
  help: "output folder of a synthesis",
  default: process.env["CDKTF_OUTDIR"] || "cdktf.out",
};
const JSON_FLAG: Parameter = { syntax: "--json", help: "print JSON, for scripts" };
const ARCHITECTURE: Parameter = { syntax: "[architecture]", help: "only this architecture, such as valor-assist" };
const ENVIRONMENT: Parameter = { syntax: "[environment]", help: "only this environment, such as prod" };

/** Every command of `lintel`, in the order of its help. */
export const COMMANDS: readonly Command[] = [
  {
    name: "synth",
    summary: "write the Terraform JSON of every environment",
    description:
      "Synthesizes an entry and says what was written. Nothing is written unless everything is right. " +
      "Remote state is read from backend.tf, or from the file that LINTEL_BACKEND_FILE names.",
    arguments: [{ syntax: "[entry]", help: "the program that names the architectures", default: "main.ts" }],
    options: [{ ...OUTPUT, help: "where to write" }, JSON_FLAG],
    examples: ["lintel synth", "lintel synth examples/minimal.ts --output build/example"],
    load: async () => (await import("./synth")).synth,
  },
  {
    name: "list",
    summary: "list architectures, environments, stacks and what each stack needs",
    description: "Lists what the last synthesis wrote, in the order in which it can be applied.",
    arguments: [ARCHITECTURE, ENVIRONMENT],
    options: [OUTPUT, JSON_FLAG],
    examples: ["lintel list", "lintel list valor-assist prod --json"],
    load: async () => (await import("./list")).list,
  },
  {
    name: "preview",
    summary: "plan or validate whole environments that need not exist yet",
    description:
      "Composes the stacks that the last synthesis wrote into one Terraform root, wires what they read of each " +
      "other, and plans them as if nothing existed, with no account and no state. Needs Terraform 1.5 or newer. " +
      "Works on the output folder of any CDKTF project.",
    arguments: [ARCHITECTURE, ENVIRONMENT],
    options: [
      { syntax: "--validate", help: "only validate: faster, and no plan" },
      { syntax: "--plan-json <file>", help: "write the whole plan, as terraform show -json does" },
      { syntax: "--root <directory>", help: "leave the composed root there, to look at" },
      OUTPUT,
      JSON_FLAG,
    ],
    examples: [
      "lintel preview valor-assist prod",
      "lintel preview --validate",
      "lintel preview valor-assist dev --plan-json build/plan.json",
      "lintel preview --output ../other-project/cdktf.out",
    ],
    load: async () => (await import("./preview")).preview,
  },
  {
    name: "documents",
    summary: "write workflows, scripts and recovery pages with the real names",
    description:
      "Writes what people and GitHub Actions need to run the environments of the last synthesis: workflows for those " +
      "that GitHub deploys, a script for those with a site, a page for those with a second region.",
    arguments: [],
    options: [{ syntax: "--to <directory>", help: "where to write", default: "docs/generated" }, OUTPUT, JSON_FLAG],
    examples: ["lintel documents", "lintel documents --to build/documents"],
    load: async () => (await import("./documents")).documents,
  },
  {
    name: "checklist",
    summary: "go through an architecture's list of what has to be done before a launch",
    description:
      "Proves each item of the list by resources of the last synthesis, and says how to do those that only people can " +
      "do. Ends with 1 when something that the stacks should have is missing.",
    arguments: [
      { syntax: "<architecture>", help: "an architecture that has a list, such as eloquent-ai" },
      { syntax: "<environment>", help: "one of its environments, such as prod" },
    ],
    options: [OUTPUT, JSON_FLAG],
    examples: ["lintel checklist eloquent-ai prod"],
    load: async () => (await import("./checklist")).checklist,
  },
];
