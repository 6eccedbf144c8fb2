import type { Operation } from "./call";
import { ACCESS_ENTRY_OPERATIONS } from "./operations/access-entries";
import { ACCESS_POLICY_OPERATIONS } from "./operations/access-policies";
import { ADDON_OPERATIONS } from "./operations/addons";
import { CATALOGUE_OPERATIONS } from "./operations/catalogues";
import { CLUSTER_OPERATIONS } from "./operations/clusters";
import { NODEGROUP_OPERATIONS } from "./operations/nodegroups";
import { POD_IDENTITY_OPERATIONS } from "./operations/pod-identity";
import { TAG_OPERATIONS } from "./operations/tags";
import { UPDATE_OPERATIONS } from "./operations/update-history";

/** What is answered of EKS's operations, by their names in its model. */
export const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...CLUSTER_OPERATIONS,
  ...NODEGROUP_OPERATIONS,
  ...ADDON_OPERATIONS,
  ...ACCESS_ENTRY_OPERATIONS,
  ...ACCESS_POLICY_OPERATIONS,
  ...POD_IDENTITY_OPERATIONS,
  ...TAG_OPERATIONS,
  ...UPDATE_OPERATIONS,
  ...CATALOGUE_OPERATIONS,
};
