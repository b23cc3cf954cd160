import { ServiceDiscoveryPrivateDnsNamespace } from "@cdktf/provider-aws/lib/service-discovery-private-dns-namespace";
import { ServiceDiscoveryService } from "@cdktf/provider-aws/lib/service-discovery-service";
import { Construct } from "constructs";
import { checkText, type TextRule } from "../../config/checks";
import type { Network } from "../network/network";

/** Props of {@link ServiceDiscovery}. */
export interface ServiceDiscoveryProps {
  readonly network: Pick<Network, "vpcId">;
  /** Name of the private DNS zone, such as `shop.internal`. Names in it mean something inside of the VPC only. */
  readonly namespace: string;
}

/** Cloud Map, names of namespaces. */
const NAMESPACE: TextRule = {
  pattern: /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  allowed: "a lower-case domain such as shop.internal",
};

/**
 * Names by which services of one VPC find each other: DNS records of the tasks (Cloud Map), and ECS Service Connect,
 * which has taken the place of App Mesh.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
 */
export class ServiceDiscovery extends Construct {
  public readonly namespace: ServiceDiscoveryPrivateDnsNamespace;

  public constructor(scope: Construct, id: string, props: ServiceDiscoveryProps) {
    super(scope, id);
    const { network, namespace } = props;
    checkText(this, "namespace", namespace, NAMESPACE);
    this.namespace = new ServiceDiscoveryPrivateDnsNamespace(this, "namespace", {
      name: namespace,
      description: "Services of one VPC",
      vpc: network.vpcId,
    });
  }

  /** A name whose addresses are those of a service's tasks; ECS keeps them up to date. */
  public register(scope: Construct, name: string): ServiceDiscoveryService {
    return new ServiceDiscoveryService(scope, "discovery", {
      name,
      namespaceId: this.namespace.id,
      dnsConfig: {
        namespaceId: this.namespace.id,
        routingPolicy: "MULTIVALUE",
        dnsRecords: [{ type: "A", ttl: 10 }],
      },
      // ECS says itself whether a task is well.
      healthCheckCustomConfig: { failureThreshold: 1 },
      // Cloud Map keeps a service that has instances, and ECS may be slow to take its tasks out.
      forceDestroy: true,
    });
  }
}
