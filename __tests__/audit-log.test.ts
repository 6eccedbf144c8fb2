import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readAuditLog } from "../rehearsal/kubernetes/audit-log";
import { happeningsInAws, happeningsInKubernetes } from "../rehearsal/order/happenings";

const event = (verb: string, objectRef?: object, more: object = {}) =>
  JSON.stringify({
    verb,
    objectRef,
    requestURI: "/apis",
    requestReceivedTimestamp: "2026-11-20T10:00:00.250000Z",
    stageTimestamp: "2026-11-20T10:00:00.750000Z",
    responseStatus: { code: 200 },
    ...more,
  });

describe("a cluster's audit log", () => {
  const folder = mkdtempSync(join(tmpdir(), "carpenter-audit-"));
  const file = join(folder, "audit.log");
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test("is empty before the first call", () => {
    expect(readAuditLog(join(folder, "none"))).toEqual([]);
  });

  test("tells what was done to what, dry runs and half a line left out", () => {
    const pool = { resource: "nodepools", name: "spot" };
    const lines = [
      event("create", { resource: "deployments", namespace: "karpenter", name: "karpenter" }),
      event("patch", pool, { requestURI: "/apis?dryRun=All" }),
      event("patch", pool),
      event("delete", pool, { responseStatus: { code: 403 } }),
      event("create"),
      event("delete", pool).slice(0, 20),
    ];
    writeFileSync(file, lines.join("\n"));
    const calls = readAuditLog(file);
    expect(calls[0]).toEqual({
      at: Date.parse("2026-11-20T10:00:00.250Z"),
      until: Date.parse("2026-11-20T10:00:00.750Z"),
      ...{ verb: "create", resource: "deployments", namespace: "karpenter", name: "karpenter", status: 200 },
    });
    expect(happeningsInKubernetes(calls).map(({ what }) => what)).toEqual([
      "kubernetes create deployments karpenter/karpenter",
      "kubernetes patch nodepools spot",
    ]);
  });
});

test("calls of AWS count where they were not refused, in the region or in none", () => {
  const call = { at: 5, durationMs: 2, accessKey: "k", service: "eks", region: "eu-west-1", action: "a", status: 200 };
  const calls = [
    { ...call, about: "vpc-cni" },
    { ...call, status: 404 },
    { ...call, region: "us-east-1" },
    { ...call, region: "us-east-1", service: "iam" },
  ];
  expect(happeningsInAws(calls, ["eu-west-1"])).toEqual([
    { at: 5, until: 7, what: "eks a vpc-cni" },
    { at: 5, until: 7, what: "iam a" },
  ]);
});
