import type { Blueprint } from "../../config/blueprint";
import { stackName } from "../../config/names";
import { assertNothingPlanned, plan } from "../plans";
import type { Step } from "../step";
import { UNATTENDED } from "./checks";

/** Changes of the configuration: each plans what it should and no more, is applied, and plans nothing again. */
export const changeSteps: readonly Step[] = [
  {
    name: "change NAT from single to per zone: plan that alone, apply it, plan nothing",
    skip: ({ settings }) =>
      settings.clusters[0]?.network.natGateway === "single" ? undefined : "natGateway is not single",
    async run(rehearsal, note) {
      const [first, ...others] = rehearsal.blueprint.clusters;
      const [settings] = rehearsal.settings.clusters;
      if (first === undefined || settings === undefined) return;
      const changed: Blueprint = {
        ...rehearsal.blueprint,
        clusters: [{ ...first, network: { ...first.network, natGateway: "per-zone" } }, ...others],
      };
      rehearsal.configure(changed);
      await rehearsal.npm("synth");
      const { zones } = settings.network;
      const more = (typeof zones === "number" ? zones : zones.length) - 1;
      const expected = [
        ...Array<string>(more).fill("create aws_eip"),
        ...Array<string>(more).fill("create aws_nat_gateway"),
        ...Array<string>(more).fill("update aws_route nat_gateway_id"),
      ];
      const stack = stackName(first.name, "network");
      const planned = (await plan(rehearsal, stack)).changes;
      if (planned.join() !== expected.join()) {
        throw new Error(`${stack}: expected to plan ${expected.join(", ")}, got ${planned.join(", ")}`);
      }
      await assertNothingPlanned(
        rehearsal,
        rehearsal.deployable.filter((name) => name !== stack),
      );
      await rehearsal.npm("deploy", [stack, ...UNATTENDED]);
      await assertNothingPlanned(rehearsal, [stack]);
      note(`${expected.length} changes`);
    },
  },
];
