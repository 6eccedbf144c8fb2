import fc from "fast-check";
import { literal } from "../constructs/shared/literal";

/** What Terraform makes of a string without a template in it, as its `output` showed. */
const asTerraformReads = (text: string): string => text.replaceAll("$${", () => "${").replaceAll("%%{", "%{");

describe("a literal", () => {
  test("doubles what would begin a template, in every string and key", () => {
    expect(literal({ "a${b}": ["%{ if x }", { c: "$${d} ${e}" }], f: 1, g: null, h: true })).toEqual({
      "a$${b}": ["%%{ if x }", { c: "$$${d} $${e}" }],
      f: 1,
      g: null,
      h: true,
    });
  });

  test("is read back as it was", () => {
    const text = fc.array(fc.constantFrom("$", "%", "{", "}", "a")).map((parts) => parts.join(""));
    fc.assert(fc.property(text, (value) => asTerraformReads(literal(value)) === value));
  });
});
