import { at, describeEks, EksBench, type Input, policy, REGION, role } from "./helpers/eks";

const ARN = `arn:aws:eks:${REGION}:111122223333:cluster/one`;

const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

describeEks("EKS emulator", () => {
  let bench: EksBench;
  beforeEach(async () => {
    bench = await EksBench.start({ settleMs: 1 });
  });
  afterEach(() => bench.stop());
  const names = async (caller?: { accessKey?: string; region?: string }) =>
    (await bench.call("ListClusters", {}, caller)).body.clusters;

  test("keeps accounts and regions apart", async () => {
    await bench.cluster();
    expect(await names()).toEqual(["one"]);
    expect(await names({ accessKey: "other" })).toEqual([]);
    expect(await names({ region: "eu-west-1" })).toEqual([]);
  });

  test("writes down who called what, when, and what came of it", async () => {
    await bench.call("DescribeCluster", { name: "one" }, { accessKey: "AKIAME", region: "eu-west-1" });
    expect(bench.front.calls).toEqual([
      {
        at: expect.any(Number) as number,
        durationMs: expect.any(Number) as number,
        accessKey: "AKIAME",
        service: "eks",
        region: "eu-west-1",
        action: "GET /clusters/one",
        status: 404,
      },
    ]);
    expect([...bench.front.servicesCalled]).toEqual(["eks"]);
  });

  test("leaves to moto what is not EKS, and says so where there is no moto", async () => {
    const response = await fetch(bench.front.url);
    expect(response.status).toBe(502);
    expect(await response.text()).toContain("unsigned: nobody here answers that");
  });

  test.each([
    [
      "a member",
      "POST",
      "/clusters/one/addons",
      '{"addonName":"vpc-cni","colour":"red"}',
      "colour: the model does not know",
    ],
    [
      "a nested member",
      "POST",
      "/clusters",
      '{"resourcesVpcConfig":{"vpcId":"x"}}',
      "resourcesVpcConfig.vpcId: the model",
    ],
    ["a type", "POST", "/clusters", '{"name":7}', "name: expected a text"],
    ["an absent member", "POST", "/clusters", '{"name":"x"}', "roleArn: expected it, got nothing"],
    ["a value", "POST", "/clusters", '{"upgradePolicy":{"supportType":"FOREVER"}}', "got FOREVER"],
    ["a name", "POST", "/clusters", '{"name":"-x"}', "name: expected ^[0-9A-Za-z]"],
    ["a number", "GET", "/clusters?maxResults=101", undefined, "maxResults: expected at most 100"],
    ["a query", "GET", "/clusters?limit=1", undefined, "limit: the model does not know it in the query"],
    ["a body", "POST", "/clusters", "{", "body: expected a JSON object"],
  ])("refuses a request in which %s is not the model's, and remembers it", async (_, method, path, body, said) => {
    const answer = await bench.send(method, path, body);
    expect(answer).toMatchObject({ status: 400, error: "InvalidParameterException" });
    expect(answer.body.message).toContain(said);
    expect(bench.eks.violations.map(({ fault }) => fault).join("; ")).toContain(said);
  });

  test("refuses what is no operation, and says which it does not answer", async () => {
    expect(await bench.send("GET", "/nothing")).toMatchObject({ status: 400, error: "InvalidRequestException" });
    const { status, body } = await bench.call("ListInsights", { clusterName: "one" });
    expect(status).toBe(500);
    expect(body.message).toBe("ListInsights: the stand-in does not answer it");
  });

  test("lists in pages", async () => {
    for (const name of ["one", "two", "three"]) await bench.cluster({ name });
    const first = await bench.must("ListClusters", { maxResults: 2 });
    expect(first.clusters).toEqual(["one", "three"]);
    const { nextToken } = first;
    expect(await bench.must("ListClusters", { maxResults: 2, nextToken })).toEqual({ clusters: ["two"] });
  });

  test("offers add-ons in pages, each version with its Kubernetes versions and one default", async () => {
    const page = await bench.must("DescribeAddonVersions", { maxResults: 4 });
    const { nextToken } = page;
    const rest = await bench.must("DescribeAddonVersions", { maxResults: 4, nextToken });
    expect([at(page, "addons.length"), at(rest, "addons.length"), at(rest, "nextToken")]).toEqual([4, 2, undefined]);

    const offered = await bench.must("DescribeAddonVersions", { addonName: "coredns", kubernetesVersion: "1.34" });
    const versions = at(offered, "addons.0.addonVersions") as Input[];
    expect(versions.map((one) => [one.addonVersion, at(one, "compatibilities.0.defaultVersion")])).toEqual([
      ["v1.12.4-eksbuild.1", true],
      ["v1.12.1-eksbuild.2", false],
    ]);
  });

  test("shows an add-on's configuration schema", async () => {
    const input = { addonName: "aws-ebs-csi-driver", addonVersion: "v1.53.0-eksbuild.1" };
    const { configurationSchema, podIdentityConfiguration } = await bench.must("DescribeAddonConfiguration", input);
    expect(Object.keys(at(JSON.parse(String(configurationSchema)), "properties") as object)).toContain("controller");
    expect(at(podIdentityConfiguration, "0.serviceAccount")).toBe("ebs-csi-controller-sa");
  });

  test("tells which Kubernetes versions are supported, by the day", async () => {
    const status = async (version: string) =>
      at(
        await bench.must("DescribeClusterVersions", { clusterVersions: [version] }),
        "clusterVersions.0.versionStatus",
      );
    expect(await status("1.35")).toBe("STANDARD_SUPPORT");
    expect(await status("1.33")).toBe("EXTENDED_SUPPORT");
    expect(await status("1.30")).toBeUndefined();
    const all = await bench.must("DescribeClusterVersions", { includeAll: true, versionStatus: "UNSUPPORTED" });
    expect(at(all, "clusterVersions.0.clusterVersion")).toBe("1.30");
  });

  test("makes whoever creates a cluster its admin, unless told otherwise", async () => {
    await bench.cluster({ accessConfig: { authenticationMode: "API" } });
    const entry = { clusterName: "one", principalArn: role("creator") };
    const { associatedAccessPolicies } = await bench.must("ListAssociatedAccessPolicies", entry);
    expect(at(associatedAccessPolicies, "0")).toMatchObject({
      policyArn: policy("AmazonEKSClusterAdminPolicy"),
      accessScope: { type: "cluster" },
    });
    await bench.cluster({ name: "two" });
    expect(await bench.must("ListAccessEntries", { clusterName: "two" })).toEqual({ accessEntries: [] });
  });

  test("keeps access entries and their policies", async () => {
    await bench.cluster();
    const entry = { clusterName: "one", principalArn: role("path/to/admin") };
    const created = await bench.must("CreateAccessEntry", entry);
    expect(at(created, "accessEntry")).toMatchObject({
      type: "STANDARD",
      username: "arn:aws:sts::111122223333:assumed-role/admin/{{SessionName}}",
      kubernetesGroups: [],
    });
    await bench.must("UpdateAccessEntry", { ...entry, kubernetesGroups: ["team"] });
    expect(at(await bench.must("DescribeAccessEntry", entry), "accessEntry.kubernetesGroups")).toEqual(["team"]);
    const policyArn = policy("AmazonEKSViewPolicy");
    const accessScope = { type: "namespace", namespaces: ["a"] };
    await bench.must("AssociateAccessPolicy", { ...entry, policyArn, accessScope });
    const held = { clusterName: "one", associatedPolicyArn: policyArn };
    expect(await bench.must("ListAccessEntries", held)).toEqual({ accessEntries: [entry.principalArn] });
    await bench.must("DisassociateAccessPolicy", { ...entry, policyArn });
    expect(await bench.must("ListAccessEntries", held)).toEqual({ accessEntries: [] });
    await bench.must("DeleteAccessEntry", entry);
    expect((await bench.call("DescribeAccessEntry", entry)).status).toBe(404);
    expect(at(await bench.must("ListAccessPolicies"), "accessPolicies.length")).toBe(5);
  });

  test("keeps pod identity associations; an add-on's go with it", async () => {
    await bench.cluster();
    const inOne = { clusterName: "one" };
    const own = { ...inOne, namespace: "a", serviceAccount: "b", roleArn: role("pod") };
    const { association } = await bench.must("CreatePodIdentityAssociation", own);
    const associationId = at(association, "associationId");
    await bench.must("UpdatePodIdentityAssociation", { ...inOne, associationId, disableSessionTags: true });
    const addon = { ...inOne, addonName: "vpc-cni" };
    const podIdentityAssociations = [{ serviceAccount: "aws-node", roleArn: role("pod") }];
    await bench.must("CreateAddon", { ...addon, podIdentityAssociations });
    await bench.until("DescribeAddon", addon, "addon.status", "ACTIVE");
    const listed = await bench.must("ListPodIdentityAssociations", { ...inOne, serviceAccount: "aws-node" });
    const { addon: shown } = await bench.must("DescribeAddon", addon);
    expect(at(shown, "podIdentityAssociations.0")).toBe(at(listed, "associations.0.associationArn"));
    expect(at(listed, "associations.0.ownerArn")).toBe(at(shown, "addonArn"));
    await bench.must("UpdateAddon", { ...addon, podIdentityAssociations, configurationValues: '{"env":{}}' });
    await bench.until("DescribeAddon", addon, "addon.configurationValues", '{"env":{}}');
    await bench.until("DescribeAddon", addon, "addon.status", "ACTIVE");
    await bench.must("UpdateAddon", { ...addon, configurationValues: "" });
    await bench.until("DescribeAddon", addon, "addon.configurationValues", undefined);
    expect(at(await bench.must("DescribeAddon", addon), "addon.podIdentityAssociations.0")).toBe(
      at(shown, "podIdentityAssociations.0"),
    );
    await bench.must("DeleteAddon", addon);
    await bench.must("DeletePodIdentityAssociation", { ...inOne, associationId });
    expect(await bench.must("ListPodIdentityAssociations", inOne)).toEqual({ associations: [] });
  });

  test("keeps the tags of everything", async () => {
    await bench.cluster({ tags: { a: "1" } });
    await bench.nodegroup();
    await bench.must("TagResource", { resourceArn: ARN, tags: { b: "2" } });
    await bench.must("UntagResource", { resourceArn: ARN, tagKeys: ["a"] });
    expect(await bench.must("ListTagsForResource", { resourceArn: ARN })).toEqual({ tags: { b: "2" } });
    const group = await bench.must("DescribeNodegroup", { clusterName: "one", nodegroupName: "system" });
    const resourceArn = at(group, "nodegroup.nodegroupArn");
    expect(await bench.must("ListTagsForResource", { resourceArn })).toEqual({ tags: {} });
  });

  test.each([
    [{ logging: { clusterLogging: [{ types: LOG_TYPES, enabled: true }] } }, "LoggingUpdate"],
    [{ upgradePolicy: { supportType: "STANDARD" } }, "UpgradePolicyUpdate"],
    [{ zonalShiftConfig: { enabled: true } }, "ZonalShiftConfigUpdate"],
    [{ deletionProtection: true }, "DeletionProtectionUpdate"],
    [{ resourcesVpcConfig: { endpointPrivateAccess: true } }, "EndpointAccessUpdate"],
    [{ resourcesVpcConfig: { subnetIds: ["subnet-a2", "subnet-b"] } }, "VpcConfigUpdate"],
    [{ computeConfig: { enabled: false } }, "AutoModeUpdate"],
    [{ controlPlaneScalingConfig: { tier: "tier-xl" } }, "ControlPlaneScalingConfigUpdate"],
  ])("changes %j by a %s", async (change, type) => {
    await bench.cluster();
    const { update } = await bench.must("UpdateClusterConfig", { name: "one", ...change });
    expect(at(update, "type")).toBe(type);
    const updateId = at(update, "id");
    await bench.until("DescribeUpdate", { name: "one", updateId }, "update.status", "Successful");
    expect((await bench.must("DescribeCluster", { name: "one" })).cluster).toMatchObject(change);
    expect(bench.eks.violations).toEqual([]);
  });

  test("changes the authentication mode, step by step", async () => {
    await bench.cluster({ accessConfig: { authenticationMode: "CONFIG_MAP" } });
    for (const authenticationMode of ["API_AND_CONFIG_MAP", "API"]) {
      const { update } = await bench.must("UpdateClusterConfig", { name: "one", accessConfig: { authenticationMode } });
      expect(at(update, "type")).toBe("AccessConfigUpdate");
      const shown = "cluster.accessConfig.authenticationMode";
      await bench.until("DescribeCluster", { name: "one" }, shown, authenticationMode);
    }
  });

  test("moves a node group to its cluster's version, or to another template", async () => {
    await bench.cluster();
    const group = { clusterName: "one", nodegroupName: "system" };
    await bench.nodegroup({ launchTemplate: { id: "lt-1", version: "1" } });
    await bench.must("UpdateClusterVersion", { name: "one", version: "1.35" });
    await bench.until("DescribeCluster", { name: "one" }, "cluster.version", "1.35");
    await bench.must("UpdateNodegroupVersion", group);
    await bench.until("DescribeNodegroup", group, "nodegroup.version", "1.35");
    await bench.must("UpdateNodegroupVersion", { ...group, launchTemplate: { id: "lt-1", version: "2" } });
    await bench.until("DescribeNodegroup", group, "nodegroup.launchTemplate.version", "2");
  });
});
