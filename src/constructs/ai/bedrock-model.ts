import { environmentOf } from "../../config/environment";
import type { Role } from "../security/role";

/** A cross-region inference profile of AWS, through which newer models are called. */
export interface InferenceProfile {
  /** Part of the world, as it begins the profile's id, such as `us`. */
  readonly geography: string;
  /** Every region that the profile may send a request to; the model's page in the Bedrock guide lists them. */
  readonly regions: readonly string[];
}

/** A foundation model on Bedrock. Someone has to accept its provider's terms once for an account. */
export class BedrockModel {
  /**
   * @param modelId Id of the model, such as `anthropic.claude-sonnet-4-5-20250929-v1:0`
   * @param profile The profile that it is called through; without one it is called in the caller's own region
   */
  public constructor(
    public readonly modelId: string,
    private readonly profile?: InferenceProfile,
  ) {}

  /** What the application names when it calls the model: the profile, or the model itself. */
  public get invocationId(): string {
    return this.profile ? `${this.profile.geography}.${this.modelId}` : this.modelId;
  }

  /**
   * Lets a role ask this model and no other. With a profile, the model may be asked in all of the profile's regions,
   * but through the profile only.
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html
   */
  public grantInvoke(role: Role): void {
    const { account, region } = environmentOf(role);
    const actions = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];
    const model = (where: string) => `arn:aws:bedrock:${where}::foundation-model/${this.modelId}`;
    if (!this.profile) {
      role.allow({ sid: "InvokeModel", actions, resources: [model(region)] });
      return;
    }
    const profile = `arn:aws:bedrock:${region}:${account}:inference-profile/${this.invocationId}`;
    role.allow({ sid: "InvokeProfile", actions, resources: [profile] });
    role.allow({
      sid: "InvokeModelThroughProfile",
      actions,
      resources: this.profile.regions.map(model),
      conditions: { StringEquals: { "bedrock:InferenceProfileArn": profile } },
    });
  }
}
