/** Port of PostgreSQL. */
export const POSTGRESQL = 5432;

/** Name of the main user, whom RDS makes. */
export const MASTER_USER = "lintel_admin";

/** Settings of every database: TLS only, and statements that take longer than a second in the log. */
export const PARAMETERS = [
  { name: "rds.force_ssl", value: "1", applyMethod: "immediate" },
  { name: "log_min_duration_statement", value: "1000", applyMethod: "immediate" },
];

/** How a database is backed up, and what a destroy leaves of it. */
export function keeping(identifier: string, backupRetentionPeriod: number, isProtected: boolean) {
  return {
    backupRetentionPeriod,
    copyTagsToSnapshot: true,
    deletionProtection: isProtected,
    deleteAutomatedBackups: !isProtected,
    skipFinalSnapshot: !isProtected,
    ...(isProtected ? { finalSnapshotIdentifier: `${identifier}-final` } : {}),
    applyImmediately: !isProtected,
    lifecycle: { preventDestroy: isProtected },
  };
}
