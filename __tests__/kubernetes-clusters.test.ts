import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ApiServer } from "../rehearsal/aws/eks/cluster-runtime";
import { Credentials } from "../rehearsal/kubernetes/credentials";
import { KubernetesClusters } from "../rehearsal/kubernetes/kubernetes";
import { findKwokctl, KWOKCTL_MISSING } from "../rehearsal/kubernetes/kwokctl";
import { accessEntry, addon, clusterRecord, nodeGroup } from "./helpers/clusters";
import { eksToken } from "./helpers/eks-token";
import { InventedInstances } from "./helpers/invented-instances";

const ADMIN = { id: "admin", secret: "s1", principal: { arn: "arn:aws:iam::123456789012:user/admin" } };
const VIEWER = {
  id: "viewer",
  secret: "s2",
  token: "t+/=",
  principal: { arn: "arn:aws:iam::123456789012:role/team/viewer", session: "me" },
};
const STRANGER = { id: "stranger", secret: "s3", principal: { arn: "arn:aws:iam::123456789012:user/stranger" } };

const ACCESS = [
  accessEntry(ADMIN.principal.arn, {
    username: "admin",
    policies: { AmazonEKSClusterAdminPolicy: { type: "cluster", namespaces: [] } },
  }),
  accessEntry(VIEWER.principal.arn, {
    username: "{{SessionName}}",
    policies: { AmazonEKSViewPolicy: { type: "namespace", namespaces: ["defau*"] } },
  }),
];
const TOLERATIONS = [{ key: "dedicated", operator: "Exists" }];
const CORE = [addon("vpc-cni"), addon("coredns", { tolerations: TOLERATIONS })];

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown> & { readonly items?: readonly Item[] };
}

interface Item {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly nodeName?: string };
  readonly status?: {
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

// Most take a second or two; a busy machine takes longer.
jest.setTimeout(60_000);

const kwokctl = findKwokctl();
const suite = kwokctl === undefined ? describe.skip : describe;

suite(`a cluster's Kubernetes${kwokctl === undefined ? ` (${KWOKCTL_MISSING})` : ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "carpenter-kubernetes-"));
  const instances = new InventedInstances();
  let clusters: KubernetesClusters;
  let server: ApiServer;

  beforeAll(async () => {
    clusters = await KubernetesClusters.start({
      kwokctl: kwokctl ?? "",
      folder: join(folder, "clusters"),
      logs: join(folder, "logs"),
      cache: resolve(__dirname, "..", ".cache", "kwok"),
      credentials: new Credentials([ADMIN, VIEWER, STRANGER]),
      instances,
    });
    server = await clusters.start(clusterRecord());
  }, 300_000);

  afterAll(async () => {
    await clusters.stopAll();
    rmSync(folder, { recursive: true, force: true });
  });

  const call = (token: string, path: string, body?: object, method = body === undefined ? "GET" : "POST") =>
    new Promise<Answer>((done, fail) => {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const ca = Buffer.from(server.certificateAuthority, "base64");
      const outgoing = request(`${server.endpoint}${path}`, { method, headers, ca }, (incoming) => {
        let text = "";
        incoming.on("data", (chunk: Buffer) => (text += chunk.toString()));
        incoming.on("end", () => {
          // A kind that is not there yet is answered in plain text.
          const isJson = incoming.headers["content-type"]?.startsWith("application/json") === true;
          done({ status: incoming.statusCode ?? 0, body: isJson ? (JSON.parse(text) as Answer["body"]) : {} });
        });
      });
      outgoing.on("error", fail);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
  const asAdmin = (path: string, body?: object) => call(eksToken(ADMIN, "Carpenter"), path, body);
  const items = async (path: string) => (await asAdmin(path)).body.items ?? [];
  const readyNodes = async () => (await items("/api/v1/nodes")).filter(isReady).map(({ metadata }) => metadata.name);
  const isReady = ({ status }: Item) =>
    status?.conditions?.some((condition) => condition.type === "Ready" && condition.status === "True");
  const until = async (what: () => Promise<boolean>) => {
    for (let waited = 0; waited < 30_000; waited += 100) {
      if (await what()) return;
      await sleep(100);
    }
    throw new Error("did not come true within 30 s");
  };

  test("lets in who has an access entry and signs for this cluster now, and nobody else", async () => {
    const whoAmI = async (token: string) => {
      const review = { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" };
      const { status, body } = await call(token, "/apis/authentication.k8s.io/v1/selfsubjectreviews", review);
      return status === 201 ? (body.status as { userInfo: { username: string } }).userInfo.username : status;
    };
    expect(await whoAmI(eksToken(ADMIN, "Carpenter"))).toBe(401);
    await clusters.reconcile(clusterRecord({ accessEntries: ACCESS }));
    await until(async () => (await whoAmI(eksToken(ADMIN, "Carpenter"))) === "admin");
    expect(await whoAmI(eksToken(VIEWER, "Carpenter"))).toBe("me");
    expect(await whoAmI(eksToken(STRANGER, "Carpenter"))).toBe(401);
    expect(await whoAmI(eksToken(ADMIN, "carpenter"))).toBe(401);
    expect(await whoAmI(eksToken({ ...ADMIN, secret: "another" }, "Carpenter"))).toBe(401);
    expect(await whoAmI(eksToken({ ...VIEWER, token: "another" }, "Carpenter"))).toBe(401);
    expect(await whoAmI(eksToken(ADMIN, "Carpenter", new Date(Date.now() - 16 * 60_000)))).toBe(401);
    expect(await whoAmI(eksToken(ADMIN, "Carpenter", new Date(Date.now() + 6 * 60_000)))).toBe(401);
  });

  test("allows what a policy allows, where it does", async () => {
    const status = async (path: string) => (await call(eksToken(VIEWER, "Carpenter"), path)).status;
    expect(await status("/api/v1/namespaces/default/pods")).toBe(200);
    expect(await status("/api/v1/namespaces/default/secrets")).toBe(403);
    expect(await status("/api/v1/namespaces/kube-system/pods")).toBe(403);
    expect((await asAdmin("/api/v1/namespaces/kube-system/secrets")).status).toBe(200);
  });

  test("has nodes that are not ready until vpc-cni runs on them", async () => {
    await clusters.reconcile(clusterRecord({ accessEntries: ACCESS, nodeGroups: [nodeGroup()] }));
    await sleep(1_500);
    expect((await items("/api/v1/nodes")).map(({ metadata }) => metadata.name)).toEqual([
      "ip-10-0-0-1.ap-southeast-2.compute.internal",
    ]);
    expect(await readyNodes()).toEqual([]);
    const record = clusterRecord({ accessEntries: ACCESS, nodeGroups: [nodeGroup()], addons: [addon("vpc-cni")] });
    await clusters.reconcile(record);
    await until(async () => (await readyNodes()).length === 1);
  });

  test("leaves an add-on without the group's toleration pending, and says so", async () => {
    const pods = () => items("/api/v1/namespaces/kube-system/pods?labelSelector=k8s-app=coredns");
    const record = (values?: object) =>
      clusterRecord({
        accessEntries: ACCESS,
        nodeGroups: [nodeGroup()],
        addons: [addon("vpc-cni"), addon("coredns", values)],
      });
    await clusters.reconcile(record());
    await until(async () => (await pods()).length === 2);
    await sleep(1_000);
    expect((await pods()).map(({ status }) => status?.phase)).toEqual(["Pending", "Pending"]);
    expect(await clusters.addonProblems(record(), "coredns")).toEqual([
      "InsufficientNumberOfReplicas: coredns: 0 of 2 available",
    ]);
    const tolerant = record({ tolerations: TOLERATIONS });
    await clusters.reconcile(tolerant);
    await until(async () => (await clusters.addonProblems(tolerant, "coredns")).length === 0);
    await clusters.reconcile(
      clusterRecord({ accessEntries: ACCESS, nodeGroups: [nodeGroup()], addons: [addon("vpc-cni")] }),
    );
    await until(async () => (await pods()).length === 0);
  });

  test("follows its groups: size, labels, launch template, end", async () => {
    const reconcile = (...groups: ReturnType<typeof nodeGroup>[]) =>
      clusters.reconcile(clusterRecord({ accessEntries: ACCESS, nodeGroups: groups, addons: CORE }));
    await reconcile(nodeGroup({ desiredSize: 2, labels: { changed: "yes" } }));
    await until(async () => (await readyNodes()).length === 2);
    expect(await items("/api/v1/nodes?labelSelector=changed=yes,!carpenter/role")).toHaveLength(2);
    const before = await readyNodes();
    await reconcile(nodeGroup({ desiredSize: 1, launchTemplate: { id: "lt-1", version: "2" } }));
    await until(async () => (await readyNodes()).length === 1);
    expect(before).not.toContain((await readyNodes())[0]);
    expect(instances.running.size).toBe(1);
    await reconcile();
    expect(await items("/api/v1/nodes")).toEqual([]);
    expect(instances.running.size).toBe(0);
    expect((await items("/api/v1/pods")).filter(({ spec }) => spec.nodeName !== undefined)).toEqual([]);
  });

  test("gives node classes and pools the conditions that Karpenter would", async () => {
    await asAdmin("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", definition("karpenter.sh", "NodePool"));
    const nodeClasses = definition("karpenter.k8s.aws", "EC2NodeClass");
    await asAdmin("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", nodeClasses);
    const [pools, classes] = ["/apis/karpenter.sh/v1/nodepools", "/apis/karpenter.k8s.aws/v1/ec2nodeclasses"] as const;
    await until(async () => (await asAdmin(pools)).status === 200 && (await asAdmin(classes)).status === 200);
    const spec = { template: { spec: { nodeClassRef: { name: "default" } } } };
    await asAdmin(pools, { apiVersion: "karpenter.sh/v1", kind: "NodePool", metadata: { name: "pool" }, spec });
    const conditions = async (path: string) =>
      (await items(path))[0]?.status?.conditions?.map(({ type, status }) => `${type}=${status}`);
    await until(async () => (await conditions(pools)) !== undefined);
    expect(await conditions(pools)).toEqual(["ValidationSucceeded=True", "NodeClassReady=False", "Ready=False"]);
    const nodeClass = { apiVersion: "karpenter.k8s.aws/v1", kind: "EC2NodeClass", metadata: { name: "default" } };
    await asAdmin(classes, nodeClass);
    await until(async () => (await conditions(pools))?.includes("Ready=True") === true);
    expect(await conditions(classes)).toEqual([
      "AMIsReady=True",
      "InstanceProfileReady=True",
      "SecurityGroupsReady=True",
      "SubnetsReady=True",
      "ValidationSucceeded=True",
      "Ready=True",
    ]);
  });

  test("writes down who changed what", () => {
    const calls = clusters.callsOf(clusterRecord().arn);
    const done = calls.filter(({ status }) => status < 400).map(({ verb, resource, name }) => [verb, resource, name]);
    expect(done).toContainEqual(["create", "customresourcedefinitions", "nodepools.karpenter.sh"]);
    expect(done).toContainEqual(["create", "ec2nodeclasses", "default"]);
    expect(done).toContainEqual(["create", "nodes", "ip-10-0-0-1.ap-southeast-2.compute.internal"]);
    expect(done.filter(([, resource]) => resource === "pods")).toEqual([]);
  });

  test("ends with every process, and leaves its logs", async () => {
    const pids = Object.values(clusters.processesOf(clusterRecord()));
    expect(pids).toHaveLength(5);
    const [name = ""] = readdirSync(join(folder, "clusters"));
    await clusters.stop(clusterRecord());
    expect(pids.filter(exists)).toEqual([]);
    expect(existsSync(join(folder, "clusters", name))).toBe(false);
    expect(readdirSync(join(folder, "logs", name))).toEqual(
      expect.arrayContaining(["audit.log", "kube-apiserver.log"]),
    );
    expect(clusters.callsOf(clusterRecord().arn).length).toBeGreaterThan(0);
  });

  test("ends while it is starting", async () => {
    const starting = expect(clusters.start(clusterRecord({ name: "second" }))).rejects.toThrow(/exit code|stopped/);
    await sleep(700);
    await clusters.stopAll();
    await starting;
    expect(readdirSync(join(folder, "clusters"))).toEqual([]);
  });
});

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function definition(group: string, kind: string): object {
  const plural = `${kind.toLowerCase()}${kind.endsWith("s") ? "es" : "s"}`;
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      names: { kind, plural },
      scope: "Cluster",
      versions: [{ name: "v1", served: true, storage: true, schema, subresources: { status: {} } }],
    },
  };
}
