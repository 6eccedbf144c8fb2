import { amountOf, annotations, dnsSubdomain, labels } from "../config/kubernetes-fields";
import { refusals } from "./helpers/refusals";

describe("names, labels and annotations", () => {
  test.each(["a", "a-b.c", "0", "x".repeat(253)])("take the name %s", (name) => {
    expect(dnsSubdomain().parse(name)).toBe(name);
  });

  test.each(["", "A", "-a", "a-", "a..b", ".a", "a_b", "x".repeat(254)])("refuse the name %s", (name) => {
    expect(dnsSubdomain().safeParse(name).success).toBe(false);
  });

  test("refuse a name that is too long for a label's value", () => {
    expect(refusals(dnsSubdomain(63), "x".repeat(64))).toEqual([
      `expected a name of 1 to 63 lower-case letters, digits, - and ., each part starting and ending with a letter or digit, got "${"x".repeat(64)}"`,
    ]);
  });

  test.each(["a", "A.b_c-d", "example.com/a", `${"x".repeat(253)}/${"x".repeat(63)}`])("take the key %s", (key) => {
    expect(labels().parse({ [key]: "" })).toEqual({ [key]: "" });
  });

  test.each(["", "a/", "/a", "a b", "a-", "Example.com/a", "x".repeat(64), `${"x".repeat(254)}/a`])(
    "refuse the key %s",
    (key) => {
      expect(labels().safeParse({ [key]: "" }).success).toBe(false);
    },
  );

  test("tell a label's value from an annotation's", () => {
    const value = { a: "any text, of any length: ".repeat(9) };
    expect(annotations().parse(value)).toEqual(value);
    expect(labels().safeParse(value).success).toBe(false);
  });
});

test.each([
  ["1", 1],
  ["500m", 0.5],
  ["1Gi", 2 ** 30],
  ["1.5G", 1.5e9],
  ["1e3", 1000],
  ["2E", 2e18],
  ["lots", undefined],
  [1, undefined],
])("the quantity %p amounts to %p", (value, amount) => {
  expect(amountOf(value)).toBe(amount);
});
