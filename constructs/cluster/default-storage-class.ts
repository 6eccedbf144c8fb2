import { StorageClassV1 } from "@cdktf/provider-kubernetes/lib/storage-class-v1";
import { Construct } from "constructs";

/**
 * The class of volumes of claims that name none: gp3, encrypted. It belongs to the first stack that talks to Kubernetes,
 * because the cluster's own calls AWS only. The add-on can make a default class too; that one is not encrypted.
 */
export class DefaultStorageClass extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new StorageClassV1(this, "gp3", {
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      storageProvisioner: "ebs.csi.aws.com",
      // A volume lives in one zone: it is made where its pod runs.
      volumeBindingMode: "WaitForFirstConsumer",
      reclaimPolicy: "Delete",
      allowVolumeExpansion: true,
      parameters: { type: "gp3", encrypted: "true" },
    });
  }
}
