import fc from "fast-check";
import { planSubnets, type SubnetKind } from "../constructs/network/subnet-plan";

/** First and last address of a network, as numbers. */
function rangeOf(cidr: string): [number, number] {
  const [address = "", prefix = ""] = cidr.split("/");
  const first = address.split(".").reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return [first, first + 2 ** (32 - Number(prefix)) - 1];
}

const sizeOf = (cidr: string) => rangeOf(cidr)[1] - rangeOf(cidr)[0] + 1;
const kinds: readonly SubnetKind[] = ["private", "public", "intra"];
const all = (cidr: string) => planSubnets(cidr).flatMap((slot) => kinds.map((kind) => slot[kind]));

/** Any network from /16 to /23, anywhere in IPv4. */
const networks = fc.tuple(fc.integer({ min: 16, max: 23 }), fc.nat({ max: 2 ** 32 - 1 })).map(([prefix, seed]) => {
  const first = Math.floor(seed / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join(".")}/${prefix}`;
});

describe("the subnet plan", () => {
  test("of the shipped network", () => {
    expect(planSubnets("10.0.0.0/16")).toEqual([
      { private: "10.0.0.0/19", public: "10.0.128.0/20", intra: "10.0.192.0/21" },
      { private: "10.0.32.0/19", public: "10.0.144.0/20", intra: "10.0.200.0/21" },
      { private: "10.0.64.0/19", public: "10.0.160.0/20", intra: "10.0.208.0/21" },
      { private: "10.0.96.0/19", public: "10.0.176.0/20", intra: "10.0.216.0/21" },
    ]);
  });

  test("of the smallest network", () => {
    expect(planSubnets("192.168.2.0/23")[3]).toEqual({
      private: "192.168.2.192/26",
      public: "192.168.3.96/27",
      intra: "192.168.3.176/28",
    });
  });

  test("lies inside the VPC, aligned and without overlap", () => {
    fc.assert(
      fc.property(networks, (cidr) => {
        const [first, last] = rangeOf(cidr);
        const ranges = all(cidr)
          .map(rangeOf)
          .sort(([a], [b]) => a - b);
        ranges.forEach(([start, end], index) => {
          expect(start).toBeGreaterThanOrEqual(first);
          expect(end).toBeLessThanOrEqual(last);
          expect(start % (end - start + 1)).toBe(0);
          expect(start).toBeGreaterThan(ranges[index - 1]?.[1] ?? -1);
        });
      }),
    );
  });

  test("gives half to private subnets, keeps the minima, and leaves an eighth free", () => {
    fc.assert(
      fc.property(networks, (cidr) => {
        const plan = planSubnets(cidr);
        const total = (kind: SubnetKind) => plan.reduce((sum, slot) => sum + sizeOf(slot[kind]), 0);
        expect(total("private")).toBe(sizeOf(cidr) / 2);
        expect(sizeOf(cidr) - total("private") - total("public") - total("intra")).toBe(sizeOf(cidr) / 8);
        plan.forEach((slot) => {
          expect(sizeOf(slot.public)).toBeGreaterThanOrEqual(32);
          expect(sizeOf(slot.intra)).toBeGreaterThanOrEqual(16);
        });
      }),
    );
  });

  test("always has four slots, whose order is that of their addresses", () => {
    fc.assert(
      fc.property(networks, (cidr) => {
        const plan = planSubnets(cidr);
        expect(plan).toHaveLength(4);
        for (const kind of kinds) {
          const firsts = plan.map((slot) => rangeOf(slot[kind])[0]);
          expect(firsts).toEqual([...firsts].sort((a, b) => a - b));
        }
      }),
    );
  });
});
