const js = require("@eslint/js");
const tseslint = require("typescript-eslint");

const barrel = (pattern) => ({
  regex: pattern,
  message: "import one resource, such as @cdktf/provider-aws/lib/vpc: a provider's barrel costs seconds",
});

module.exports = tseslint.config(
  { ignores: ["node_modules", "cdktf.out*", "coverage", ".cache"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      "no-restricted-imports": [
        "error",
        {
          patterns: [barrel("^@cdktf/provider-[a-z]+(/lib)?(/index)?$")],
          paths: [
            {
              name: "cdktf",
              importNames: ["DataResource"],
              message: "it runs Terraform at every synth: use constructs/shared/terraform-data",
            },
          ],
        },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "CallExpression[callee.property.name='addDependency'][callee.object.property.name='node']",
          message: "node.addDependency renders nothing: use a reference, or dependsOn with a reason",
        },
        {
          selector: "TSAsExpression > TSAsExpression[typeAnnotation.type='TSUnknownKeyword']",
          message: "as unknown as hides a mistake: narrow the value instead",
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      // A construct exists by being made.
      "no-new": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["config/**/*.ts", "constructs/**/*.ts", "stacks/**/*.ts"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "process", property: "env", message: "what comes from outside is read by main.ts and the commands" },
      ],
    },
  },
  {
    files: ["**/*.js"],
    languageOptions: { globals: { require: "readonly", module: "writable", __dirname: "readonly" } },
  },
);
