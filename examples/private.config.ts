import { defineBlueprint } from "../config/blueprint";
import { arch, capacityType } from "../config/requirements";

/** The account's ECR, as a pull-through cache of the public registry. */
const REGISTRY = "111122223333.dkr.ecr.us-east-1.amazonaws.com/ecr-public";

/**
 * No way to the Internet: AWS services through interface endpoints, images through ECR, and the
 * nodes' instance profile made by Terraform, because IAM has no endpoint in a VPC.
 */
export default defineBlueprint({
  region: "us-east-1",
  clusters: [
    {
      name: "private",
      network: {
        natGateway: "none",
        interfaceEndpoints: ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sqs", "ssm", "sts"],
      },
      cluster: {
        version: "1.35",
        endpointPublicAccess: false,
        access: [{ principalArn: "arn:aws:iam::111122223333:role/platform", policy: "admin" }],
      },
      karpenter: {
        version: "1.14.1",
        nodeInstanceProfile: true,
        imageRepository: `${REGISTRY}/karpenter/controller`,
      },
      nodeClasses: { default: { amiSelectorTerms: [{ alias: "al2023@latest" }] } },
      nodePools: {
        general: {
          template: {
            spec: { nodeClassRef: { name: "default" }, requirements: [capacityType("on-demand"), arch("arm64")] },
          },
        },
      },
      demo: { image: `${REGISTRY}/eks-distro/kubernetes/pause:3.2` },
    },
  ],
});
