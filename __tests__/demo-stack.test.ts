import shipped from "../blueprint.config";
import { cluster, MINIMAL, POOLS, synthesise, synthesiseStack, theOnly, valueAt } from "./helpers/synth";

const NAME = "carpenter-demo";
const POD = "spec.template.spec";

describe("the demo stack", () => {
  const inflate = theOnly(synthesiseStack(NAME, shipped), "kubernetes_deployment_v1");

  test("has pods that ask for one CPU each, and none of them at first", () => {
    expect(inflate.metadata).toMatchObject({ name: "inflate", namespace: "default" });
    expect(valueAt(inflate, "spec.replicas")).toBe("0");
    expect(valueAt(inflate, `${POD}.container`)).toMatchObject([
      { image: "public.ecr.aws/eks-distro/kubernetes/pause:3.2", resources: { requests: { cpu: "1" } } },
    ]);
  });

  test("leaves the number of replicas to whoever scales it, and waits for none", () => {
    expect(inflate.lifecycle).toEqual({ ignore_changes: ["spec[0].replicas"] });
    expect(inflate.wait_for_rollout).toBe(false);
  });

  test("allows its pods nothing", () => {
    expect(valueAt(inflate, POD)).toMatchObject({
      automount_service_account_token: false,
      security_context: { run_as_non_root: true, seccomp_profile: { type: "RuntimeDefault" } },
      container: [
        {
          security_context: {
            allow_privilege_escalation: false,
            read_only_root_filesystem: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      ],
    });
  });

  test("would rather have each pod on a node of its own", () => {
    expect(valueAt(inflate, `${POD}.topology_spread_constraint`)).toMatchObject([
      { topology_key: "kubernetes.io/hostname", when_unsatisfiable: "ScheduleAnyway" },
    ]);
  });

  test("is there by choice alone", () => {
    const { stacks } = synthesise({ ...MINIMAL, clusters: [cluster("Carpenter", POOLS)] });
    expect(Object.keys(stacks)).not.toContain(NAME);
  });
});
