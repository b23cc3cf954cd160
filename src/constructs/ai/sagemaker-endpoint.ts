import { checkText, type TextRule } from "../../config/checks";
import { environmentOf } from "../../config/environment";
import type { Role } from "../security/role";

/** SageMaker, CreateEndpoint. */
const ENDPOINT_NAME: TextRule = {
  pattern: /^[A-Za-z0-9](-*[A-Za-z0-9]){0,62}$/,
  allowed: "1 to 63 letters, digits and hyphens",
};

/** Lets a role ask a model of the team's own on an endpoint of SageMaker that is there already. */
export function grantInvokeEndpoint(role: Role, endpointName: string): void {
  const { account, region } = environmentOf(role);
  checkText(role, "sagemakerEndpoint", endpointName, ENDPOINT_NAME);
  role.allow({
    sid: "InvokeEndpoint",
    actions: ["sagemaker:InvokeEndpoint", "sagemaker:InvokeEndpointWithResponseStream"],
    resources: [`arn:aws:sagemaker:${region}:${account}:endpoint/${endpointName.toLowerCase()}`],
  });
}
