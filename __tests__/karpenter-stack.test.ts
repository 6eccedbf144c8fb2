import { spawnSync } from "node:child_process";
import { inlineScript } from "../constructs/shared/script";
import {
  type Block,
  cluster,
  type ClusterInput,
  inventoryOf,
  MINIMAL,
  named,
  POOLS,
  resourcesOf,
  type StackJson,
  synthesiseStack,
  theOnly,
} from "./helpers/synth";

const stackOf = (more: Partial<ClusterInput> = {}): StackJson =>
  synthesiseStack("carpenter-karpenter", { ...MINIMAL, clusters: [cluster("Carpenter", more)] });
const karpenter = (more: object = {}, others: Partial<ClusterInput> = {}): StackJson =>
  stackOf({ ...others, karpenter: { version: "1.14.1", ...more } });
const valuesOf = (stack: StackJson): Block => {
  const [text] = named(stack, "helm_release", "charts_karpenter").values as [string];
  return JSON.parse(text) as Block;
};

describe("the karpenter stack", () => {
  const stack = stackOf();

  test("has what it needs and no more", () => {
    expect(inventoryOf(stack)).toEqual({
      aws_eks_access_entry: 1, // the nodes'
      aws_eks_pod_identity_association: 1, // the controller's
      time_sleep: 2, // until both hold; until the CRDs are served
      kubernetes_manifest: 2, // flow schemas: leader election, workload
      helm_release: 2, // karpenter-crd, karpenter
      terraform_data: 1, // the rollout is awaited
    });
  });

  test("matches the reviewed snapshot", () => {
    const { terraform_data: _, ...resources } = stack.resource;
    expect(resources).toMatchSnapshot();
  });

  describe("access", () => {
    test("lets nodes of our role join", () => {
      expect(theOnly(stack, "aws_eks_access_entry")).toMatchObject({
        cluster_name: "Carpenter",
        principal_arn: "arn:aws:iam::111122223333:role/KarpenterNodeRole-Carpenter",
        type: "EC2_LINUX",
      });
    });

    test("lets nodes of the roles that node classes name join, each by an entry of its own", () => {
      const ami = POOLS.nodeClasses.default;
      const nodeClasses = {
        a: { ...ami, role: "other" },
        b: { ...ami, instanceProfile: "profile", instanceProfileRole: "profiled" },
        c: { ...ami, role: "KarpenterNodeRole-Carpenter" },
      };
      const entries = resourcesOf(stackOf({ nodeClasses }), "aws_eks_access_entry");
      expect(entries.map(({ type }) => type)).toEqual(["EC2_LINUX", "EC2_LINUX", "EC2_LINUX"]);
      expect(entries.map(({ principal_arn: arn }) => arn).sort()).toEqual(
        ["KarpenterNodeRole-Carpenter", "other", "profiled"].map((role) => `arn:aws:iam::111122223333:role/${role}`),
      );
    });

    test("gives the controller's service account its role", () => {
      expect(theOnly(stack, "aws_eks_pod_identity_association")).toMatchObject({
        cluster_name: "Carpenter",
        namespace: "karpenter",
        service_account: "karpenter-sa",
        role_arn: expect.stringMatching(/controller_role.*arn}$/) as string,
      });
    });

    test("pauses, and again for another association", () => {
      expect(named(stack, "time_sleep", "access_settled")).toMatchObject({
        create_duration: "30s",
        triggers: { association: expect.stringContaining("aws_eks_pod_identity_association") as string },
      });
    });

    test("is by the service account's annotation with IRSA, and there is no association", () => {
      const irsa = stackOf({ cluster: { version: "1.35", identity: "irsa" } });
      expect(inventoryOf(irsa)).not.toHaveProperty("aws_eks_pod_identity_association");
      expect(valuesOf(irsa).serviceAccount).toEqual({
        create: true,
        name: "karpenter-sa",
        annotations: { "eks.amazonaws.com/role-arn": expect.stringMatching(/controller_role.*arn}$/) as string },
      });
    });
  });

  describe("charts", () => {
    test("are of one version, from the public registry, without signing in", () => {
      for (const chart of ["karpenter-crd", "karpenter"]) {
        const release = named(stack, "helm_release", `charts_${chart}`);
        expect(release).toMatchObject({
          name: chart,
          chart,
          repository: "oci://public.ecr.aws/karpenter",
          version: "1.14.1",
          atomic: true,
          upgrade_install: true,
        });
        expect(release).not.toHaveProperty("repository_username");
      }
    });

    test("keep the CRDs when their release goes, and keep it in one place", () => {
      for (const namespace of ["karpenter", "kube-system", "other"]) {
        expect(named(karpenter({ namespace }), "helm_release", "charts_karpenter-crd")).toMatchObject({
          name: "karpenter-crd",
          namespace: "kube-system",
          values: ['{"additionalAnnotations":{"helm.sh/resource-policy":"keep"}}'],
        });
      }
    });

    test("leave the CRDs to karpenter-crd", () => {
      expect(named(stack, "helm_release", "charts_karpenter")).toMatchObject({
        namespace: "karpenter",
        create_namespace: true,
        skip_crds: true,
      });
    });

    test.each([
      ["/srv/charts", "/srv/charts"],
      ["/srv/charts/", "/srv/charts"],
      ["./vendor/charts", "../../../vendor/charts"],
      ["vendor/charts", "../../../vendor/charts"],
    ])("come from the folder %s", (chartRepository, folder) => {
      const local = karpenter({ chartRepository });
      for (const chart of ["karpenter-crd", "karpenter"]) {
        const release = named(local, "helm_release", `charts_${chart}`);
        expect(release.chart).toBe(`${folder}/${chart}-1.14.1.tgz`);
        expect(release).not.toHaveProperty("repository");
      }
    });

    test("are waited for, and again with each version", () => {
      expect(named(stack, "time_sleep", "charts_crds-served")).toMatchObject({
        create_duration: "120s",
        triggers: { version: "1.14.1" },
      });
    });
  });

  describe("the controller's values", () => {
    test("are these for the least configuration", () => {
      expect(valuesOf(stack)).toEqual({
        replicas: 1,
        logLevel: "info",
        priorityClassName: "system-cluster-critical",
        dnsPolicy: "Default",
        nodeSelector: { "workload-type": "system" },
        tolerations: [{ key: "workload-type", operator: "Equal", value: "system", effect: "NoSchedule" }],
        serviceAccount: { create: true, name: "karpenter-sa" },
        serviceMonitor: { enabled: false },
        settings: {
          clusterName: "Carpenter",
          clusterEndpoint: expect.stringMatching(/endpoint}$/) as string,
          interruptionQueue: "Carpenter",
          batchMaxDuration: "10s",
          batchIdleDuration: "1s",
        },
        controller: {
          image: { repository: "public.ecr.aws/karpenter/controller" },
          resources: { requests: { cpu: "500m", memory: "1Gi" }, limits: { cpu: "1", memory: "1Gi" } },
          env: [{ name: "AWS_REGION", value: "ap-southeast-2" }],
          metrics: { port: 8080 },
        },
      });
    });

    test.each([
      [1, 1],
      [2, 2],
      [3, 2],
    ])("have a replica for each of %d system nodes, up to two", (minSize, replicas) => {
      const systemNodes = { minSize, desiredSize: minSize, maxSize: 4 };
      expect(valuesOf(stackOf({ cluster: { version: "1.35", systemNodes } })).replicas).toBe(replicas);
    });

    test("say only which feature gates differ from the chart's", () => {
      const featureGates = { nodeRepair: true, reservedCapacity: false, nodeOverlay: false };
      expect(valuesOf(karpenter({ featureGates })).settings).toMatchObject({
        featureGates: { nodeRepair: true, reservedCapacity: false },
      });
    });

    test("know a VPC without NAT as isolated, and another by choice", () => {
      const endpoints = ["ec2", "ecr.api", "ecr.dkr", "eks", "eks-auth", "logs", "sqs", "ssm", "sts"];
      const network = { natGateway: "none" as const, interfaceEndpoints: endpoints };
      const own = { imageRepository: "registry.example.com/karpenter" };
      expect(valuesOf(karpenter(own, { network })).settings).toMatchObject({ isolatedVPC: true });
      expect(valuesOf(karpenter({ ...own, isolatedVPC: false }, { network })).settings).not.toHaveProperty(
        "isolatedVPC",
      );
      expect(valuesOf(karpenter({ isolatedVPC: true })).settings).toMatchObject({ isolatedVPC: true });
    });

    test("are merged with the user's, who has the last word; lists are replaced whole", () => {
      const values = valuesOf(
        karpenter({
          values: { revisionHistoryLimit: 3, settings: { reservedENIs: "1" }, tolerations: [{ operator: "Exists" }] },
        }),
      );
      expect(values).toMatchObject({
        revisionHistoryLimit: 3,
        tolerations: [{ operator: "Exists" }],
        logLevel: "info",
      });
      expect(values.settings).toMatchObject({ reservedENIs: "1", clusterName: "Carpenter" });
    });

    test("add the user's variables to ours, one of each name", () => {
      const controller = {
        env: [
          { name: "A", value: "2" },
          { name: "B", value: "3" },
        ],
      };
      expect(valuesOf(karpenter({ env: { A: "1", C: "4" }, values: { controller } })).controller).toMatchObject({
        env: [
          { name: "AWS_REGION", value: "ap-southeast-2" },
          { name: "C", value: "4" },
          { name: "A", value: "2" },
          { name: "B", value: "3" },
        ],
      });
    });

    test("reach Helm letter by letter, not as Terraform's templates", () => {
      const values = valuesOf(karpenter({ env: { A: "${HOME}" }, values: { podAnnotations: { note: "%{if}" } } }));
      expect(values).toMatchObject({
        podAnnotations: { note: "%%{if}" },
        controller: { env: [expect.anything(), { name: "A", value: "$${HOME}" }] },
      });
    });
  });

  describe("the API server's priority", () => {
    test("is given to the controller outside kube-system", () => {
      const schemas = resourcesOf(stack, "kubernetes_manifest").map(({ manifest }) => manifest as Block);
      const subjects = [{ kind: "ServiceAccount", serviceAccount: { name: "karpenter-sa", namespace: "karpenter" } }];
      expect(schemas.map(({ metadata, spec }) => ({ metadata, spec }))).toMatchObject([
        {
          metadata: { name: "karpenter-leader-election" },
          spec: { priorityLevelConfiguration: { name: "leader-election" }, rules: [{ subjects }] },
        },
        {
          metadata: { name: "karpenter-workload" },
          spec: { priorityLevelConfiguration: { name: "workload-high" }, rules: [{ subjects }] },
        },
      ]);
    });

    test("is kube-system's own there, where the namespace is not made either", () => {
      const system = karpenter({ namespace: "kube-system" });
      expect(inventoryOf(system)).not.toHaveProperty("kubernetes_manifest");
      expect(named(system, "helm_release", "charts_karpenter").create_namespace).toBe(false);
    });
  });

  describe("the rollout", () => {
    const rollout = theOnly(stack, "terraform_data");
    const [{ "local-exec": provisioner }] = rollout.provisioner as [{ "local-exec": Block }];

    test("is awaited after each change of version or values", () => {
      expect(rollout.triggers_replace).toEqual({
        version: "1.14.1",
        namespace: "karpenter",
        values: named(stack, "helm_release", "charts_karpenter").values?.toString(),
      });
      expect(provisioner).toMatchObject({ interpreter: ["/bin/bash", "-c"], quiet: true });
      expect(provisioner).not.toHaveProperty("when");
    });

    test("is awaited with the caller's token", () => {
      expect(provisioner.environment).toMatchObject({
        NAMESPACE: "karpenter",
        GET_TOKEN: '["eks","get-token","--cluster-name","Carpenter","--region","ap-southeast-2","--output","json"]',
      });
    });

    const run = (kubectl: string | undefined, env: Record<string, string> = {}) => {
      const script = inlineScript("await-rollout.sh").replaceAll("$${", "${");
      const stub = kubectl === undefined ? "" : `kubectl() { ${kubectl}; }; export -f kubectl\n`;
      return spawnSync("/bin/bash", ["-c", `${stub}${script}`], {
        encoding: "utf8",
        env: {
          PATH: "/usr/bin:/bin",
          CLUSTER_ENDPOINT: "https://127.0.0.1:1",
          CLUSTER_CERTIFICATE: "Y2E=",
          GET_TOKEN: '["eks","get-token"]',
          NAMESPACE: "karpenter",
          RELEASE: "karpenter",
          TIMEOUT: "1s",
          ...env,
        },
      });
    };

    test("is asked of kubectl with a kubeconfig of its own, which goes again", () => {
      const { status, stdout } = run('echo "$@"; cat "$2"; echo "file $2"');
      expect(status).toBe(0);
      expect(stdout).toMatch(
        /--namespace karpenter rollout status deployment --selector app\.kubernetes\.io\/instance=karpenter --timeout 1s/,
      );
      const kubeconfig = JSON.parse(stdout.slice(stdout.indexOf("{"), stdout.lastIndexOf("}") + 1)) as {
        clusters: unknown[];
        users: { user: { exec: { args: string[] } } }[];
      };
      expect(kubeconfig.clusters).toEqual([
        {
          name: "cluster",
          cluster: { server: "https://127.0.0.1:1", "certificate-authority-data": "Y2E=" },
        },
      ]);
      expect(kubeconfig.users[0]?.user.exec.args).toEqual(["eks", "get-token"]);
      const file = /file (\S+)/.exec(stdout)?.[1] ?? "";
      expect(spawnSync("ls", [file]).status).not.toBe(0);
    });

    test("fails when it does not end well, and shows why", () => {
      const { status, stderr } = run('case "$*" in *rollout*) return 3 ;; *) echo "asked for $5 $6" ;; esac');
      expect(status).toBe(1);
      expect(stderr).toContain(
        "karpenter: not every replica is there after 1s; its pods, and what Kubernetes says of them:",
      );
      expect(stderr).toContain("asked for get pods");
      expect(stderr).toContain("asked for get events");
    });

    test("says what is missing without kubectl", () => {
      const { status, stderr } = run(undefined, { PATH: "/nonexistent" });
      expect(status).toBe(1);
      expect(stderr).toContain("kubectl: not found on PATH; the rollout of karpenter is watched with it; install it");
    });
  });

  test("has an encrypted gp3 class as the default for volumes, where the EBS driver is", () => {
    expect(inventoryOf(stack)).not.toHaveProperty("kubernetes_storage_class_v1");
    const addons = { "aws-ebs-csi-driver": {} };
    expect(theOnly(stackOf({ cluster: { version: "1.35", addons } }), "kubernetes_storage_class_v1")).toMatchObject({
      metadata: { name: "gp3", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
      storage_provisioner: "ebs.csi.aws.com",
      volume_binding_mode: "WaitForFirstConsumer",
      parameters: { type: "gp3", encrypted: "true" },
    });
  });
});
