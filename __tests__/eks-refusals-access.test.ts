import { ACCESS_REFUSALS } from "../rehearsal/aws/eks/access-refusals";
import { describeEks, type Input, policy, role } from "./helpers/eks";
import { ENTRY, testRefusals } from "./helpers/eks-refusals";

const ASSOCIATION: Input = { clusterName: "one", namespace: "a", serviceAccount: "b", roleArn: role("pod") };

describeEks("EKS emulator refuses, of access", () => {
  testRefusals(ACCESS_REFUSALS, {
    "authentication-mode": async (bench) => {
      await bench.withCluster({ accessConfig: { authenticationMode: "CONFIG_MAP" } });
      await bench.refused("CreateAccessEntry", ENTRY);
    },
    "principal-format": async (bench) => {
      await bench.withCluster();
      const session = "arn:aws:sts::111122223333:assumed-role/admin/me";
      await bench.refused("CreateAccessEntry", { ...ENTRY, principalArn: session });
    },
    "access-entry-exists": async (bench) => {
      await bench.withEntry();
      await bench.refused("CreateAccessEntry", ENTRY);
    },
    "access-entry-unknown": async (bench) => {
      await bench.withCluster();
      await bench.refused("DescribeAccessEntry", ENTRY);
      await bench.refused("AssociateAccessPolicy", {
        ...ENTRY,
        policyArn: policy("AmazonEKSViewPolicy"),
        accessScope: { type: "cluster" },
      });
    },
    "access-entry-groups": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreateAccessEntry", { ...ENTRY, type: "EC2_LINUX", kubernetesGroups: ["mine"] });
    },
    "access-policy-unknown": async (bench) => {
      await bench.withEntry();
      await bench.refused("AssociateAccessPolicy", {
        ...ENTRY,
        policyArn: policy("AmazonEKSKingPolicy"),
        accessScope: { type: "cluster" },
      });
    },
    "access-policy-type": async (bench) => {
      await bench.withEntry({ type: "EC2_LINUX" });
      await bench.refused("AssociateAccessPolicy", {
        ...ENTRY,
        policyArn: policy("AmazonEKSViewPolicy"),
        accessScope: { type: "cluster" },
      });
    },
    "access-policy-absent": async (bench) => {
      await bench.withEntry();
      await bench.refused("DisassociateAccessPolicy", { ...ENTRY, policyArn: policy("AmazonEKSViewPolicy") });
    },
    "association-exists": async (bench) => {
      await bench.withCluster();
      await bench.must("CreatePodIdentityAssociation", ASSOCIATION);
      await bench.refused("CreatePodIdentityAssociation", ASSOCIATION);
    },
    "association-unknown": async (bench) => {
      await bench.withCluster();
      await bench.refused("DescribePodIdentityAssociation", { clusterName: "one", associationId: "a-0" });
    },
    "association-role": async (bench) => {
      await bench.withCluster();
      await bench.refused("CreatePodIdentityAssociation", { ...ASSOCIATION, roleArn: role("cluster") });
    },
    "tagged-unknown": async (bench) => {
      await bench.start();
      await bench.refused("ListTagsForResource", {
        resourceArn: "arn:aws:eks:ap-southeast-2:111122223333:cluster/one",
      });
    },
    "tag-reserved": async (bench) => {
      await bench.withCluster();
      const resourceArn = "arn:aws:eks:ap-southeast-2:111122223333:cluster/one";
      await bench.refused("TagResource", { resourceArn, tags: { "aws:mine": "x" } });
    },
    "page-token": async (bench) => {
      await bench.start();
      await bench.refused("ListClusters", { nextToken: "garbage" });
    },
  });
});
