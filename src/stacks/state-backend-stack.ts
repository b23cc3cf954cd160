import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { BackendSettings } from "../config/backend";
import type { Placement } from "../config/environment";
import { Table } from "../constructs/database/table";
import { Key } from "../constructs/security/key";
import { Bucket } from "../constructs/storage/bucket";
import { LintelStack } from "./lintel-stack";

/** Props of {@link StateBackendStack}. */
export interface StateBackendStackProps {
  readonly account: string;
  readonly region: string;
  /** The team's backend. @default - local state */
  readonly backend?: BackendSettings;
}

/**
 * What remote state needs in one account and region: the bucket `lintel-state-<account>-<region>`, the lock table
 * `lintel-state-locks` and the key `alias/lintel-state`. Stateful and always protected.
 *
 * It is applied first, with local state and before there is a `backend.tf`; afterwards
 * `terraform init -migrate-state` moves its own state into the bucket that it made.
 */
export class StateBackendStack extends LintelStack {
  public readonly key: Key;
  public readonly bucket: Bucket;
  public readonly lockTable: Table;

  public constructor(scope: Construct, props: StateBackendStackProps) {
    const { account, region, backend } = props;
    const placement: Placement = {
      architecture: "lintel",
      name: "state",
      account,
      region,
      zones: [],
      data: "protected",
    };
    super(scope, { environment: placement, layer: `${account}-${region}`, ...(backend ? { backend } : {}) });
    this.key = new Key(this, "key", { description: "Terraform state and its locks" });
    // Old versions are the way back from a damaged state: keep them for a year.
    this.bucket = new Bucket(this, "state", { encryption: this.key, keepOldVersionsDays: 365 });
    this.lockTable = new Table(this, "locks", { name: "locks", partitionKey: { name: "LockID" }, key: this.key });
    new TerraformOutput(this, "bucket", { value: this.bucket.bucketName });
    new TerraformOutput(this, "dynamodb_table", { value: this.lockTable.tableName });
    new TerraformOutput(this, "kms_key_id", { value: this.key.alias.name });
  }
}
