import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { z } from "zod";
import { dnsSubdomain, recordOf } from "../config/kubernetes-fields";
import { nodeClassSchema } from "../config/node-class";
import { nodePoolSchema } from "../config/node-pool";
import { leafPaths } from "../config/schema-walk";
import { NODE_CLASS_FIELDS, NODE_POOL_FIELDS } from "./fixtures/crd-fields";
import { FULL_NODE_CLASS, FULL_NODE_POOL } from "./fixtures/every-field";
import { specFieldsOf } from "./helpers/crd";
import { refusals } from "./helpers/refusals";

/** What a value has at a leaf path, of every element of the lists on the way. */
function valuesAt(value: unknown, path: string): unknown[] {
  return path.split(/\.|(?=\[\])/).reduce<unknown[]>(
    (values, part) =>
      values.flatMap((current) => {
        if (part === "[]") return current;
        return [(current as Record<string, unknown> | undefined)?.[part]];
      }),
    [value],
  );
}

const CRDS = resolve(__dirname, "../../shared/crds/1.14.1");
const OF_THE_OBJECT = ["annotations", "labels"];

describe.each([
  {
    name: "nodePoolSchema",
    schema: nodePoolSchema,
    full: FULL_NODE_POOL,
    fields: NODE_POOL_FIELDS,
    ours: OF_THE_OBJECT,
    crd: "karpenter.sh_nodepools.yaml",
  },
  {
    name: "nodeClassSchema",
    schema: nodeClassSchema,
    full: FULL_NODE_CLASS,
    fields: NODE_CLASS_FIELDS,
    ours: [...OF_THE_OBJECT, "instanceProfileRole"],
    crd: "karpenter.k8s.aws_ec2nodeclasses.yaml",
  },
])("$name", ({ schema, full, fields, ours, crd }) => {
  test("has every field of Karpenter's, and those of ours", () => {
    expect(leafPaths(schema).sort()).toEqual([...fields, ...ours].sort());
  });

  const file = resolve(CRDS, crd);
  if (existsSync(file)) {
    test("knows the fields of the CRD", () => {
      expect([...fields].sort()).toEqual(specFieldsOf(readFileSync(file, "utf8")).sort());
    });
  } else {
    test.skip("knows the fields of the CRD (skipped: the CRDs are not beside the project)", () => undefined);
  }

  test("accepts every field, and changes none", () => {
    expect(schema.parse(full)).toEqual(full);
  });

  test.each(leafPaths(schema))("has %s in the fixture", (path) => {
    expect(valuesAt(full, path).filter((value) => value !== undefined)).not.toEqual([]);
  });
});

describe("the smallest", () => {
  const pool = { template: { spec: { nodeClassRef: { name: "default" }, requirements: [] } } };
  const nodeClass = { amiSelectorTerms: [{ alias: "al2023@latest" }] };

  test("node pool refers to an EC2NodeClass", () => {
    expect(nodePoolSchema.parse(pool).template.spec.nodeClassRef).toEqual({
      group: "karpenter.k8s.aws",
      kind: "EC2NodeClass",
      name: "default",
    });
  });

  test("node class says which AMI, and leaves the rest to Karpenter and the blueprint", () => {
    expect(nodeClassSchema.parse(nodeClass)).toEqual(nodeClass);
  });
});

describe("the walk of a schema", () => {
  const schema = z.strictObject({
    nodePools: recordOf("node pools", dnsSubdomain(63), nodePoolSchema).optional(),
    values: z.record(z.string(), z.unknown()),
    lists: z.record(z.string(), z.array(z.strictObject({ a: z.string() }))),
  });

  test("goes through records of objects, and no others", () => {
    const paths = leafPaths(schema);
    expect(paths).toEqual(
      expect.arrayContaining(["nodePools.*.template.spec.expireAfter", "nodePools.*.template.spec.taints[].key"]),
    );
    expect(paths).toEqual(expect.arrayContaining(["nodePools.*.limits", "values", "lists.*[].a"]));
    expect(paths).toHaveLength(leafPaths(nodePoolSchema).length + 2);
  });

  test("finds the known keys within a record", () => {
    const value = { nodePools: { "spot-pool": { ...FULL_NODE_POOL, limit: {} } }, values: {}, lists: {} };
    expect(refusals(schema, value)).toEqual([
      'nodePools.spot-pool.limit: expected one of the keys annotations, disruption, labels, limits, replicas, template, weight, got an unknown one; did you mean "limits"?',
    ]);
  });
});
