/** What a number of users needs, as the document's scaling path has it. */
export interface Size {
  /** Tasks at the first apply, and the bounds that scaling keeps. */
  readonly tasks: { readonly desired: number; readonly min: number; readonly max: number };
  /** Size of the database, where there is one. */
  readonly instanceClass: string;
  /** Redis, for what tasks would ask the database again and again. @default - none */
  readonly cache?: { readonly nodeType: string; readonly nodes: number };
}

/** By the number of users. Beyond them (100,000) the document wants several regions and Aurora: another architecture. */
export const SIZES = {
  users100: { tasks: { desired: 2, min: 2, max: 4 }, instanceClass: "db.t3.micro" },
  users1000: { tasks: { desired: 4, min: 4, max: 8 }, instanceClass: "db.t3.small" },
  users10000: {
    tasks: { desired: 10, min: 10, max: 20 },
    instanceClass: "db.r5.large",
    cache: { nodeType: "cache.t4g.small", nodes: 2 },
  },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof SIZES;
