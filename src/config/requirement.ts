/** What a requirement of an architecture's document asks for. */
export type RequirementKind = "resource" | "setting" | "relation" | "output" | "app" | "process" | "cost";

/** One numbered, checkable sentence of an architecture's document. */
export interface Requirement {
  /** Stable number, such as `VA-020`; never reused. */
  readonly id: string;
  /** The document's section. */
  readonly section: string;
  /** What the document wants, in our words, with its figures. */
  readonly text: string;
  /**
   * `resource`, `setting`, `relation` and `output` are asserted on the synthesized JSON. `app` and `process` are
   * work for people or the application: {@link servedBy} names what helps them. `cost` waits for a cost estimate.
   */
  readonly kind: RequirementKind;
  /** Environments of the document that it is about. @default - the one that the document describes */
  readonly environments?: readonly string[];
  /** The page and heading, or the output, that serves a requirement of kind `app` or `process`. */
  readonly servedBy?: string;
  /** The decision that changed or declined what the document says. */
  readonly decision?: string;
}
