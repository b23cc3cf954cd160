import { DataTerraformRemoteStateLocal, DataTerraformRemoteStateS3, LocalBackend, S3Backend } from "cdktf";
import type { TerraformRemoteState } from "cdktf";
import type { Construct } from "constructs";
import { LOCK_SETTINGS, type BackendSettings } from "../config/backend";

/** Terraform's `s3` backend, with the settings as the team wrote them, `use_lockfile` included. */
export class RemoteBackend extends S3Backend {
  public constructor(
    scope: Construct,
    private readonly settings: BackendSettings,
  ) {
    super(scope, { bucket: settings.bucket, key: settings.key, region: settings.region });
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return { ...this.settings };
  }

  protected override synthesizeHclAttributes(): Record<string, unknown> {
    return { ...this.settings };
  }

  /** A read of this state takes no lock, and Terraform 1.11 warns of `dynamodb_table` in every data source. */
  public override getRemoteStateDataSource(scope: Construct, name: string): TerraformRemoteState {
    const settings = Object.fromEntries(Object.entries(this.settings).filter(([key]) => !LOCK_SETTINGS.includes(key)));
    const { bucket, key, region } = this.settings;
    return new DataTerraformRemoteStateS3(scope, name, {
      ...settings,
      bucket,
      key,
      region,
      workspace: "${terraform.workspace}",
    });
  }
}

/**
 * State in a file at the project's root. CDKTF would write the absolute path of the working directory into the
 * output; a stack's directory lies three levels below the root, so a relative path is the same on every machine.
 */
export class RelativeLocalBackend extends LocalBackend {
  private readonly path: string;

  public constructor(scope: Construct, stackId: string) {
    const path = `../../../terraform.${stackId}.tfstate`;
    super(scope, { path });
    this.path = path;
  }

  public override getRemoteStateDataSource(scope: Construct, name: string): TerraformRemoteState {
    return new DataTerraformRemoteStateLocal(scope, name, { path: this.path, workspace: "${terraform.workspace}" });
  }
}
