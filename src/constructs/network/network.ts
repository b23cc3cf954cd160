/**
 * What a construct needs to know of a network. {@link Vpc} is one; a network that the team already has is an
 * object with these values.
 */
export interface Network {
  readonly vpcId: string;
  /** Subnets with a route to an internet gateway, one in each zone. */
  readonly publicSubnetIds: readonly string[];
  /** Subnets without one, in the same order of zones. */
  readonly privateSubnetIds: readonly string[];
}
