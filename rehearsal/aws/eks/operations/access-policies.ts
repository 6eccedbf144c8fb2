import { partitionOf } from "../../../../config/aws";
import { type Call, nowInSeconds, type Operation } from "../call";
import { ACCESS_POLICIES } from "../catalogue";
import type { AccessScope } from "../cluster-record";
import { type PageInput, pageOf } from "../pages";
import { refuse } from "../refusals";
import { findEntry } from "./access-entries";

interface Named {
  readonly clusterName: string;
  readonly principalArn: string;
}

export const ACCESS_POLICY_OPERATIONS = {
  ListAccessPolicies: ({ input, region }: Call<PageInput>) => {
    const { page, ...more } = pageOf(policiesIn(region), input);
    return { accessPolicies: page, ...more };
  },

  AssociateAccessPolicy: async (
    call: Call<Named & { readonly policyArn: string; readonly accessScope: Partial<AccessScope> }>,
  ) => {
    const { clusterName, principalArn, policyArn, accessScope } = call.input;
    const { cluster, entry } = findEntry(call);
    if (!policiesIn(call.region).some(({ arn }) => arn === policyArn)) {
      throw refuse("access-policy-unknown", { policy: policyArn });
    }
    if (entry.type !== "STANDARD") throw refuse("access-policy-type", { type: entry.type });
    const now = nowInSeconds();
    const associated = {
      policyArn,
      accessScope: { type: accessScope.type ?? "cluster", namespaces: accessScope.namespaces ?? [] },
      associatedAt: entry.policies.get(policyArn)?.associatedAt ?? now,
      modifiedAt: now,
    };
    // The same policy once more changes its scope.
    entry.policies.set(policyArn, associated);
    await call.lifecycle.changeNow(cluster);
    return { clusterName, principalArn, associatedAccessPolicy: associated };
  },

  DisassociateAccessPolicy: async (call: Call<Named & { readonly policyArn: string }>) => {
    const { principalArn, policyArn } = call.input;
    const { cluster, entry } = findEntry(call);
    if (!entry.policies.delete(policyArn)) {
      throw refuse("access-policy-absent", { policy: policyArn, principal: principalArn });
    }
    await call.lifecycle.changeNow(cluster);
    return {};
  },

  ListAssociatedAccessPolicies: (call: Call<PageInput & Named>) => {
    const { clusterName, principalArn } = call.input;
    const { entry } = findEntry(call);
    const { page, ...more } = pageOf([...entry.policies.values()], call.input);
    return { clusterName, principalArn, associatedAccessPolicies: page, ...more };
  },
} satisfies Record<string, Operation>;

function policiesIn(region: string): { readonly name: string; readonly arn: string }[] {
  const partition = partitionOf(region);
  return ACCESS_POLICIES.map((name) => ({ name, arn: `arn:${partition}:eks::aws:cluster-access-policy/${name}` }));
}
